//! Texts of files: UTF-8 is expected, what Chinese offices still save is read.

/// What to do about another encoding.
pub const HELP: &str = "save it as UTF-8 so that every tool reads it";

/// The text of a file, with the name of its encoding where that is not UTF-8. Read are UTF-8 (with
/// or without a byte order mark), UTF-16 with one, and GB18030.
pub fn decode(bytes: &[u8]) -> Option<(String, Option<&'static str>)> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _, broken) = encoding.decode(bytes);
        let name = (encoding != encoding_rs::UTF_8).then(|| encoding.name());
        return (!broken).then(|| (text.into_owned(), name));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some((text.to_owned(), None));
    }
    let (text, _, broken) = encoding_rs::GB18030.decode(bytes);
    (!broken).then(|| (text.into_owned(), Some("GB18030")))
}
