//! The files that git keeps, and the lines in them that break a rule.

use std::path::{Path, PathBuf};

use crate::rust;

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files that git keeps, relative to the repository.
pub fn files(extensions: &[&str]) -> Vec<(PathBuf, String)> {
    let output = std::process::Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root())
        .output()
        .expect("git is needed to work on Downhill");
    let names = String::from_utf8(output.stdout).expect("our own names are UTF-8");
    let found: Vec<_> = names
        .split_terminator('\0')
        .map(PathBuf::from)
        .filter(|path| {
            path.extension()
                .is_some_and(|found| extensions.iter().any(|e| found == *e))
        })
        // A file that is deleted but not yet committed.
        .filter_map(|path| {
            Some((
                path.clone(),
                std::fs::read_to_string(root().join(path)).ok()?,
            ))
        })
        .collect();
    assert!(!found.is_empty(), "no files: {extensions:?}");
    found
}

/// Files of `src` in Rust.
pub fn sources() -> Vec<(PathBuf, String)> {
    files(&["rs"])
        .into_iter()
        .filter(|(path, _)| path.starts_with("src"))
        .collect()
}

/// The same without what is compiled for tests alone; every line keeps its number.
pub fn sources_without_tests() -> Vec<(PathBuf, String)> {
    let mut files = sources();
    for (path, text) in &mut files {
        *text =
            rust::without_tests(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    files
}

/// Places where a line of a file breaks a rule.
pub fn breaches(files: &[(PathBuf, String)], breaks: impl Fn(&Path, &str) -> bool) -> Vec<String> {
    files
        .iter()
        .flat_map(|(path, text)| text.lines().enumerate().map(move |line| (path, line)))
        .filter(|(path, (_, line))| breaks(path, line))
        .map(|(path, (index, line))| format!("{}:{}: {}", path.display(), index + 1, line.trim()))
        .collect()
}
