//! The files beside a plan, behind one trait, so that checking itself touches no disk.

use std::path::{Component, Path, PathBuf};

/// Reads the files a plan names (CSV data, texts of sources).
pub trait Files {
    /// The bytes of a file, its path relative to the plan's folder.
    ///
    /// # Errors
    ///
    /// A sentence that says why it cannot be had.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
}

/// No files at all.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        Err(format!("there is no folder to read `{path}` from"))
    }
}

/// A folder on disk. A plan may be a stranger's, so nothing outside the folder is read.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

/// The largest file that is read.
const MOST_BYTES: u64 = 256 << 20;

impl Folder {
    /// The folder at a path.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }
}

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let relative = Path::new(path);
        let inside =
            relative.components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
        if path.is_empty() || !inside {
            return Err(format!(
                "`{path}` is not inside the plan's folder; a plan reads only files beside or below it"
            ));
        }
        let root =
            self.0.canonicalize().map_err(|e| format!("the plan's folder cannot be read: {e}"))?;
        let full = root.join(relative);
        let real = full.canonicalize().map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => format!("there is no file `{path}` beside the plan"),
            _ => format!("`{path}` cannot be read: {e}"),
        })?;
        if !real.starts_with(&root) {
            return Err(format!("`{path}` leads outside the plan's folder"));
        }
        let size = std::fs::metadata(&real).map_err(|e| format!("`{path}` cannot be read: {e}"))?;
        if !size.is_file() {
            return Err(format!("`{path}` is not a file"));
        }
        if size.len() > MOST_BYTES {
            return Err(format!("`{path}` is larger than 256 MiB"));
        }
        std::fs::read(&real).map_err(|e| format!("`{path}` cannot be read: {e}"))
    }
}
