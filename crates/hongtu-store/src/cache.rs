//! The cache beside a plan: the folder `.hongtu`.
//!
//! Whatever happens to the folder, answers stay right: an entry is named by the hash of everything it
//! depends on, the very program among it, is written under another name first and renamed, and is
//! checked when it is read. Several programs may use one folder at a time.

use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use hongtu_fit::Fit;
use hongtu_model::Plan;
use hongtu_study::Identity;
use hongtu_study::identity::Hash;
use hongtu_study::score::InShort;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::backtest;
use crate::parcel;
use crate::read::Kept;
use crate::refusal::Refusal;
use crate::write::{Columns, write};

/// The folder's name.
const FOLDER: &str = ".hongtu";

/// At most so many bytes are kept (256 MiB); what was used last stays.
const MOST_BYTES: u64 = 256 << 20;

/// At most so many entries are kept.
const MOST_ENTRIES: usize = 256;

/// What somebody began to write so long ago is left behind by a program that is no more.
const ABANDONED: Duration = Duration::from_secs(3600);

/// The cache beside a plan.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// In the folder of a plan.
    pub fn beside(folder: &Path) -> Self {
        Self { folder: folder.join(FOLDER) }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The fit that a question asks for; `None` where it is not kept.
    ///
    /// # Errors
    ///
    /// Where it is kept and cannot be used.
    pub fn fit(&self, plan: &Plan, identity: &Identity) -> Result<Option<Fit>, Refusal> {
        let path = self.fit_path(identity);
        match Kept::read(&path).and_then(|kept| kept.fit(plan, identity)) {
            Ok(fit) => {
                used(&path);
                Ok(Some(fit))
            }
            // Not there, or not ours to read: if it cannot be written either, that will be said.
            Err(Refusal::Unreadable(_)) => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }

    /// Keeps a fit.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be written.
    pub fn keep_fit(&self, plan: &Plan, identity: &Identity, fit: &Fit) -> io::Result<()> {
        self.keep(&self.fit_path(identity), |out| write(plan, identity, fit, Columns::Replay, out))
    }

    /// What the backtest of a key came to; `None` where it is not kept, or cannot be used.
    pub fn backtest(&self, key: &str) -> Option<InShort> {
        backtest::read(&fs::read_to_string(self.path("backtest", key, "json")).ok()?)
    }

    /// Keeps what a backtest came to. `key` names everything that it depends on but the program.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be written.
    pub fn keep_backtest(&self, key: &str, short: &InShort) -> io::Result<()> {
        let text = backtest::write(short);
        self.keep(&self.path("backtest", key, "json"), |out| out.write_all(text.as_bytes()))
    }

    /// What was answered to the question of a key ([`crate::asked()`]); `kind` says which kind of answer,
    /// and has one type. `None` where it is not kept.
    ///
    /// # Errors
    ///
    /// Where it is kept and cannot be used.
    pub fn answer<T: DeserializeOwned>(&self, kind: &str, key: &str) -> Result<Option<T>, Refusal> {
        let Some(name) = name(kind, key) else { return Ok(None) };
        let path = self.path("answer", &name, "bin");
        // Not there, or not ours to read: if it cannot be written either, that will be said.
        let Ok(bytes) = fs::read(&path) else { return Ok(None) };
        let value = parcel::unpack(&name, &bytes)?;
        used(&path);
        Ok(Some(value))
    }

    /// Keeps what was answered.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be written.
    pub fn keep_answer<T: Serialize>(&self, kind: &str, key: &str, answer: &T) -> io::Result<()> {
        let Some(name) = name(kind, key) else { return Ok(()) };
        let Some(bytes) = parcel::pack(&name, answer) else { return Ok(()) };
        self.keep(&self.path("answer", &name, "bin"), |out| out.write_all(&bytes))
    }

    fn fit_path(&self, identity: &Identity) -> PathBuf {
        self.path("fit", &identity.key(), "parquet")
    }

    fn path(&self, kind: &str, key: &str, extension: &str) -> PathBuf {
        let mut hash = Hash::default();
        hash.text(key);
        hash.text(&program().unwrap_or_default());
        self.folder.join(format!("{kind}-{}.{extension}", &hash.end()[..32]))
    }

    fn keep(
        &self,
        path: &Path,
        contents: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let ignore = self.folder.join(".gitignore");
        if !ignore.exists() {
            self.whole(&ignore, |out| out.write_all(b"*\n"))?;
        }
        self.whole(path, contents)?;
        self.clean();
        Ok(())
    }

    /// Writes a file whole or not at all.
    fn whole(
        &self,
        path: &Path,
        contents: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> io::Result<()> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let begun = self.folder.join(format!("new-{}-{number}", std::process::id()));
        let written = File::create(&begun).and_then(|file| {
            let mut out = BufWriter::new(file);
            contents(&mut out)?;
            out.flush()
        });
        written.and_then(|()| fs::rename(&begun, path)).inspect_err(|_| {
            let _ = fs::remove_file(&begun);
        })
    }

    /// Removes what was used longest ago. What cannot be removed stays: somebody else may be at it.
    fn clean(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let mut kept: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
        for entry in entries.flatten() {
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            let Ok(metadata) = entry.metadata() else { continue };
            let time = modified(&metadata);
            if name.starts_with("new-") {
                let age = SystemTime::now().duration_since(time).unwrap_or_default();
                if age > ABANDONED {
                    let _ = fs::remove_file(entry.path());
                }
            } else if metadata.is_file() && !name.starts_with('.') {
                kept.push((time, metadata.len(), entry.path()));
            }
        }
        kept.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.2.cmp(&b.2)));
        let mut bytes = 0u64;
        for (place, (_, length, path)) in kept.into_iter().enumerate() {
            bytes = bytes.saturating_add(length);
            // The last entry stays even where it alone is too large.
            if place > 0 && (place >= MOST_ENTRIES || bytes > MOST_BYTES) {
                let _ = fs::remove_file(path);
            }
        }
    }
}

fn modified(metadata: &Metadata) -> SystemTime {
    metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH)
}

/// Notes that an entry was used. Where that cannot be noted it only goes sooner.
fn used(path: &Path) {
    let _ = File::options().append(true).open(path).and_then(|f| f.set_modified(SystemTime::now()));
}

/// What an answer is of, in its file; `None` where this program does not know which it is.
fn name(kind: &str, key: &str) -> Option<String> {
    Some(format!("{kind} {key} {}", program()?))
}

/// Which program this is: one that was built anew may draw otherwise, whatever its version. The time at
/// which a file came to be where it is cannot be set, unlike that of its contents.
fn program() -> Option<String> {
    let found = std::env::current_exe().and_then(fs::metadata).ok()?;
    let age = modified(&found).duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Some(format!("{} {} {}", found.len(), age.as_nanos(), place(&found)))
}

#[cfg(unix)]
fn place(found: &Metadata) -> String {
    use std::os::unix::fs::MetadataExt;
    format!("{} {} {} {}", found.dev(), found.ino(), found.ctime(), found.ctime_nsec())
}

#[cfg(not(unix))]
fn place(_: &Metadata) -> String {
    String::new()
}
