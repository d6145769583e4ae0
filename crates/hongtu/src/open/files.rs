//! The files a plan is made of, and whether they have changed.

use std::cell::RefCell;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use hongtu_lang::{Files, Folder};

use crate::plan::at_most;

/// A file that was written so recently may be written again within one tick of its disk's clock.
const YOUNG: Duration = Duration::from_secs(3);

/// The most bytes of a file that are read to find out whether it has changed.
const MOST_BYTES: u64 = 64 << 20;

/// Files beside a plan, with a list of those that were asked for.
#[derive(Debug)]
pub struct Recorder {
    folder: Folder,
    read: RefCell<Vec<(String, Option<u64>)>>,
}

impl Recorder {
    /// For the files of a folder.
    pub fn new(folder: Folder) -> Self {
        Self { folder, read: RefCell::default() }
    }
}

impl Files for Recorder {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let bytes = self.folder.read(path);
        let digest = bytes.as_ref().ok().map(|bytes| digest(bytes));
        self.read.borrow_mut().push((path.to_owned(), digest));
        bytes
    }
}

/// Files as they were read, to be looked at again.
#[derive(Debug)]
pub struct Watch(Vec<Watched>);

#[derive(Debug)]
struct Watched {
    path: PathBuf,
    /// Of what was read; none where it could not be read.
    digest: Option<u64>,
    /// As last looked at.
    stamp: Option<Stamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
}

impl Watch {
    /// A plan, with its text where that could be read.
    pub fn new(plan: &Path, text: Option<&str>) -> Self {
        let digest = text.map(|text| digest(text.as_bytes()));
        Self(vec![Watched { path: plan.to_owned(), digest, stamp: None }])
    }

    /// And what it read.
    pub fn add(&mut self, folder: &Path, recorder: Recorder) {
        for (path, digest) in recorder.read.into_inner() {
            let path = folder.join(path);
            if self.0.iter().all(|known| known.path != path) {
                self.0.push(Watched { path, digest, stamp: None });
            }
        }
    }

    /// Whether a file has other content than was read.
    pub fn changed(&mut self) -> bool {
        self.0.iter_mut().any(Watched::changed)
    }

    /// What can be seen of the files without reading them.
    pub fn glance(&self) -> impl PartialEq + use<> {
        self.0.iter().map(|file| Stamp::of(&file.path)).collect::<Vec<_>>()
    }
}

impl Watched {
    fn changed(&mut self) -> bool {
        let stamp = Stamp::of(&self.path);
        if self.stamp == Some(stamp) && !stamp.is_young() {
            return false;
        }
        self.stamp = Some(stamp);
        let bytes = at_most(&self.path, MOST_BYTES).ok().flatten();
        bytes.map(|bytes| digest(&bytes)) != self.digest
    }
}

impl Stamp {
    fn of(path: &Path) -> Self {
        let about = fs::metadata(path).ok();
        Self {
            modified: about.as_ref().and_then(|about| about.modified().ok()),
            length: about.map_or(0, |about| about.len()),
        }
    }

    fn is_young(self) -> bool {
        // A time that lies ahead is young too.
        self.modified.is_some_and(|at| at.elapsed().map_or(true, |age| age < YOUNG))
    }
}

fn digest(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_counts_not_time() {
        let folder = std::env::temp_dir().join(format!("hongtu-watch-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let (plan, table) = (folder.join("plan.md"), folder.join("a.csv"));
        fs::write(&plan, "one").expect("written");
        let recorder = Recorder::new(Folder::new(&folder));
        assert!(recorder.read("a.csv").is_err());
        let mut watch = Watch::new(&plan, Some("one"));
        watch.add(&folder, recorder);
        assert!(!watch.changed());
        fs::write(&plan, "one").expect("written");
        assert!(!watch.changed(), "the same again");
        fs::write(&plan, "two").expect("written");
        assert!(watch.changed(), "of the same length, within one tick");
        fs::write(&plan, "one").expect("written");
        assert!(!watch.changed());
        fs::write(&table, "").expect("written");
        assert!(watch.changed(), "a file that was missed");
        fs::remove_dir_all(&folder).expect("removed");
    }
}
