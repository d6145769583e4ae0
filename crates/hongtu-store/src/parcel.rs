//! A value as a file that cannot be mistaken for another one.
//!
//! What it is of stands before the value, and a digest of both before that: a file that was damaged, cut
//! short or given another name is refused.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::refusal::Refusal;

/// What a file begins with.
const MAGIC: &[u8; 16] = b"hongtu answers\r\n";

/// Of a value; `None` for one that cannot be written.
pub fn pack<T: Serialize>(of: &str, value: &T) -> Option<Vec<u8>> {
    let contents = postcard::to_allocvec(&(of, value)).ok()?;
    let mut out = MAGIC.to_vec();
    out.extend(Sha256::digest(&contents));
    out.extend(contents);
    Some(out)
}

/// The value in a file.
///
/// # Errors
///
/// Where it is not what [`pack()`] made of a value of the same type and name.
pub fn unpack<T: DeserializeOwned>(of: &str, bytes: &[u8]) -> Result<T, Refusal> {
    let damaged = |why: &str| Refusal::Damaged(why.to_owned());
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| damaged("it begins otherwise"))?;
    let (digest, contents) =
        rest.split_first_chunk::<32>().ok_or_else(|| damaged("it is cut short"))?;
    if digest[..] != Sha256::digest(contents)[..] {
        return Err(damaged("its digest is another one"));
    }
    let (name, rest): (String, &[u8]) =
        postcard::take_from_bytes(contents).map_err(|error| damaged(&error.to_string()))?;
    if name != of {
        return Err(Refusal::Other("it answers another question".to_owned()));
    }
    let (value, rest) =
        postcard::take_from_bytes(rest).map_err(|error| damaged(&error.to_string()))?;
    if !rest.is_empty() {
        return Err(damaged("there is more in it"));
    }
    Ok(value)
}
