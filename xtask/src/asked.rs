//! Which files a page asks for, as pages and minified modules write it.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};

/// How a file is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// `src="…"` or `href="…"`: together with the page.
    Page,
    /// `from "…"` or `import "…"`: before the module that says so runs.
    Import,
    /// `import("…")`: when the module comes to it.
    Call,
}

/// The address of a script, a style or a picture in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    pub by: By,
    pub address: &'a str,
    /// Bytes of the text up to the end of the address.
    pub end: usize,
}

impl Asked<'_> {
    /// Where the file lies that a file asks for.
    fn path(&self, asking: &Path) -> PathBuf {
        let mut path = PathBuf::new();
        for part in asking
            .parent()
            .unwrap_or(Path::new(""))
            .join(self.address)
            .components()
        {
            match part {
                Component::CurDir => {}
                Component::ParentDir => {
                    path.pop();
                }
                part => path.push(part),
            }
        }
        path
    }
}

/// What the addresses end with that are looked for.
const FILES: [&str; 5] = [".js", ".css", ".svg", ".png", ".webmanifest"];

/// Everything that a page or a module asks for, in order. Addresses stand in double quotes, as esbuild writes them.
pub fn asked(text: &str) -> Vec<Asked<'_>> {
    const WORDS: [(&str, By); 5] = [
        ("import(", By::Call),
        ("from", By::Import),
        ("import", By::Import),
        ("src=", By::Page),
        ("href=", By::Page),
    ];
    let mut found = Vec::new();
    let mut end = 0;
    for part in text.split_inclusive('"') {
        let start = end;
        end += part.len();
        let Some(address) = part.strip_suffix('"') else {
            continue;
        };
        if !FILES.iter().any(|end| address.ends_with(end)) {
            continue;
        }
        let before = text[..start].strip_suffix('"').unwrap_or("").trim_end();
        if let Some((_, by)) = WORDS.iter().find(|(word, _)| before.ends_with(word)) {
            found.push(Asked {
                by: *by,
                address,
                end: end - 1,
            });
        }
    }
    found
}

/// The files that files ask for in one of some ways.
fn asked_by(files: &[PathBuf], ways: &[By], ends: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("{} can't be read", file.display()))?;
        found.extend(
            asked(&text)
                .iter()
                .filter(|one| ways.contains(&one.by))
                .map(|one| one.path(file))
                .filter(|path| {
                    (path.extension().and_then(|end| end.to_str()))
                        .is_some_and(|end| ends.contains(&end))
                }),
        );
    }
    Ok(found)
}

/// The scripts and styles that a page names, and everything that these scripts import before they run: what is loaded
/// before the first view stands.
pub fn first_view(page: &Path) -> Result<BTreeSet<PathBuf>> {
    reached(page, &[By::Import])
}

/// What a page names, and every module that it can come to.
pub fn whole(page: &Path) -> Result<BTreeSet<PathBuf>> {
    reached(page, &[By::Import, By::Call])
}

/// What a page names, and what its scripts ask for in some ways.
fn reached(page: &Path, ways: &[By]) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut new = asked_by(&[page.to_owned()], &[By::Page], &["js", "css"])?;
    while !new.is_empty() {
        new.retain(|file| found.insert(file.clone()));
        let scripts: Vec<_> = (new.into_iter())
            .filter(|file| file.extension().is_some_and(|end| end == "js"))
            .collect();
        new = asked_by(&scripts, ways, &["js"])?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn what_comes_later_is_not_of_the_first_view() {
        let scratch = Scratch::new("asked");
        let dist = scratch.path();
        scratch.write(
            "index.html",
            r##"<link rel="icon" href="a.svg"><link rel="stylesheet" href="css/a.css"><a href="#x">x</a>
            <script type="module" src="js/main.js"></script>"##,
        );
        scratch.write(
            "js/main.js",
            r#"import{a as b}from"./lab/a.js";export{c}from"../c.js";const d=["./no.js"];import("./later/d.js");"#,
        );
        // A circle ends.
        scratch.write("js/lab/a.js", r#"import"../main.js";import"./b.js";"#);
        scratch.write("js/lab/b.js", "");
        scratch.write("c.js", "");
        scratch.write("js/later/d.js", r#"import"./e.js";"#);
        let names = |files: BTreeSet<PathBuf>| {
            (files.iter())
                .map(|file| {
                    file.strip_prefix(dist)
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .to_owned()
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(
            names(first_view(&dist.join("index.html")).unwrap()),
            [
                "c.js",
                "css/a.css",
                "js/lab/a.js",
                "js/lab/b.js",
                "js/main.js"
            ]
        );
        // What is asked for but missing is an error, not a small page.
        scratch.write("c.js", r#"import"./gone.js";"#);
        assert!(first_view(&dist.join("index.html")).is_err());
    }
}
