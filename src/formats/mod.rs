//! Formats: bytes of files to values, knowing nothing of what the values mean.

pub mod packed;
pub mod qr;
pub mod safetensors;

use std::io::Read;

use crate::error::{Error, Result};
use crate::say;

/// The error of a data file that cannot be used, with the reason in both languages.
pub fn unreadable(file: &str, why_en: &str, why_zh: &str) -> Error {
    Error::new(
        "data",
        "bad_file",
        say!(
            "The data file “{file}” cannot be used: {why_en}.",
            "数据文件“{file}”无法使用：{why_zh}。"
        ),
    )
}

/// Undoes gzip. Some servers do it already, so what does not begin like gzip passes as it is. At most `limit` bytes are
/// unpacked.
///
/// # Errors
/// What is cut off or damaged.
pub fn unzip(file: &str, bytes: &[u8], limit: u64) -> Result<Vec<u8>> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes.to_vec());
    }
    let mut unzipped = Vec::new();
    flate2::read::GzDecoder::new(bytes)
        .take(limit)
        .read_to_end(&mut unzipped)
        .map_err(|_| unreadable(file, "it is cut off or damaged", "文件被截断或已损坏"))?;
    Ok(unzipped)
}
