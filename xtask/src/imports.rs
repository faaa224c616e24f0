//! What a worker's WebAssembly and its JavaScript call each other's functions, in names that compress.
//!
//! wasm-bindgen ends such a name in a hash of sixteen digits, which no compression shortens: together they are a third of
//! what is downloaded of the JavaScript. Here a number of as many digits takes the place of each hash, in both files, so
//! that nothing else moves.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Hexadecimal digits of a hash.
const DIGITS: usize = 16;

/// Numbers what ends in a hash, in both files of a worker.
///
/// # Errors
/// A file can't be read or written, or the WebAssembly knows nothing of a name.
pub fn number(script: &Path, wasm: &Path) -> Result<()> {
    let text = fs::read_to_string(script)?;
    let mut bytes = fs::read(wasm)?;
    let names = numbered(&text);
    // All are looked for before one is changed: a new name may be another's old one.
    let places: Vec<_> = (names.keys())
        .map(|name| {
            (bytes.windows(name.len()))
                .position(|window| window == name.as_bytes())
                .with_context(|| format!("{} does not have {name}", wasm.display()))
        })
        .collect::<Result<_>>()?;
    for (at, new) in places.into_iter().zip(names.values()) {
        bytes[at..at + new.len()].copy_from_slice(new.as_bytes());
    }
    fs::write(wasm, bytes)?;

    let mut renamed = String::with_capacity(text.len());
    for piece in text.split_inclusive(ends_word) {
        let word = piece.trim_end_matches(ends_word);
        renamed += names.get(word).map_or(word, String::as_str);
        renamed += &piece[word.len()..];
    }
    fs::write(script, renamed)?;
    Ok(())
}

/// The words of a script that end in a hash, each with another for it of the same length: those that differ in nothing
/// else are numbered from 1.
fn numbered(text: &str) -> BTreeMap<&str, String> {
    let mut counts = BTreeMap::<&str, usize>::new();
    let mut names = BTreeMap::new();
    for word in text.split(ends_word) {
        let Some((stem, hash)) = word.len().checked_sub(DIGITS).map(|at| word.split_at(at)) else {
            continue;
        };
        let is_name = stem.starts_with(|first: char| !first.is_ascii_digit());
        if is_name && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            names.entry(word).or_insert_with(|| {
                let count = counts.entry(stem).or_default();
                *count += 1;
                format!("{stem}{count:0DIGITS$x}")
            });
        }
    }
    names
}

fn ends_word(character: char) -> bool {
    !(character.is_ascii_alphanumeric() || character == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn both_files_have_numbers_for_hashes() {
        let scratch = Scratch::new("imports");
        // 0 stands before a name as its length does in WebAssembly, a digit too.
        scratch.write(
            "worker.js",
            "{__wbg_then_8ce51e0000000000:f,__wbg_then_0000000000000001:g,__wbg_arc_00ff00ff00ff00ff:h,“ü”:wasm.go__h1234567890abcdef(0)}",
        );
        scratch.write(
            "worker.wasm",
            "\0asm0__wbg_arc_00ff00ff00ff00ff\00__wbg_then_0000000000000001\00__wbg_then_8ce51e0000000000\0go__h1234567890abcdef",
        );
        let (script, wasm) = (
            scratch.path().join("worker.js"),
            scratch.path().join("worker.wasm"),
        );
        number(&script, &wasm).unwrap();
        assert_eq!(
            fs::read_to_string(&script).unwrap(),
            "{__wbg_then_0000000000000001:f,__wbg_then_0000000000000002:g,__wbg_arc_0000000000000001:h,“ü”:wasm.go__h0000000000000001(0)}"
        );
        assert_eq!(
            fs::read_to_string(&wasm).unwrap(),
            "\0asm0__wbg_arc_0000000000000001\00__wbg_then_0000000000000002\00__wbg_then_0000000000000001\0go__h0000000000000001"
        );
    }

    #[test]
    fn files_that_do_not_belong_together_are_named() {
        let scratch = Scratch::new("imports-other");
        scratch.write("worker.js", "{__wbg_then_8ce51e0000000000:f}");
        scratch.write("worker.wasm", "\0asm");
        let problem = number(
            &scratch.path().join("worker.js"),
            &scratch.path().join("worker.wasm"),
        )
        .unwrap_err();
        assert!(
            problem
                .to_string()
                .ends_with("does not have __wbg_then_8ce51e0000000000")
        );
    }
}
