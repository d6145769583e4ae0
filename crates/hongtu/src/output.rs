//! Writing answers.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::failure::{Failure, Message, unwritable};

/// Prints an answer to the standard output.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|e| Failure::output(&e))
}

/// Prints a remark to the standard error; where that is closed nobody misses it.
pub fn remark(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Whether a file can be written, found out before what it is to hold is computed.
pub fn writable(file: &Path) -> Result<(), Failure> {
    if file == Path::new("-") {
        return Err(Failure::Usage(
            Message::new("`-` would be the standard output, which has an answer of its own")
                .help("name a file; one that is called so is ./-"),
        ));
    }
    match fs::metadata(file) {
        Ok(there) if there.is_dir() => {
            Err(unwritable(file, &io::Error::from(io::ErrorKind::IsADirectory)))
        }
        Ok(_) => Ok(()),
        Err(_) => {
            let tried = File::create(file).and_then(|_| fs::remove_file(file));
            tried.map_err(|error| unwritable(file, &error))
        }
    }
}

/// Makes a folder.
pub fn folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| unwritable(path, &error))
}

/// Writes a file of a folder and says so.
pub fn file(
    folder: &Path,
    name: &str,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<(), Failure> {
    let path = folder.join(name);
    let written = File::create(&path).and_then(|file| {
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        out.flush()
    });
    match written {
        Ok(()) => {
            remark(&format!("wrote {}\n", path.display()));
            Ok(())
        }
        Err(error) => Err(unwritable(&path, &error)),
    }
}
