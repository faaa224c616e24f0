//! How a release lies: its pages at the top, everything that they ask for in a folder named after the build.
//!
//! ```text
//! index.html  bench.html  examples.html      small, asked for anew each time
//! build-3f0c91d2ab47/js  css  data  …        never another content under the same address: kept for good
//! ```
//!
//! So nothing that a browser or a server on the way has kept of another build is ever run together with this one, and a
//! page that was opened before an update goes on with its own files as long as their folder is there. Only the pages are
//! written anew here: modules, workers, wasm and data ask for each other by addresses relative to their own
//! (`import.meta.url`, `www/js/ui/files.js`, `src/web/fetch.rs`), and need not know in which folder they lie. In
//! development nothing is moved, so that a change of JavaScript is served in seconds.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use crate::asked::{self, By};
use crate::page::files_below;

/// What the name of a build's folder begins with.
pub const PREFIX: &str = "build-";

/// What stays at the top: people and hosts know it by its address, or it is for all that lies below it.
const AT_THE_TOP: [&str; 7] = [
    "index.html",
    "bench.html",
    "embed.html",
    "examples.html",
    "embed.js",
    "manifest.webmanifest",
    "sw.js",
];

/// Moves what the pages ask for into the folder of the build, and has them ask for it there. They also name all modules
/// that their scripts import, so that a browser asks for them at once, not for each when it has read the one that
/// imports it.
///
/// # Errors
/// A file can't be read or moved, or one that is asked for is missing.
pub fn lay_out(dist: &Path) -> Result<()> {
    let mut hash = Sha256::new();
    for file in files_below(dist, &|_| true)? {
        hash.update(file.strip_prefix(dist)?.to_string_lossy().as_bytes());
        hash.update(fs::read(file)?);
    }
    let folder = format!("{PREFIX}{}", &format!("{:x}", hash.finalize())[..12]);

    let (top, below): (Vec<_>, Vec<_>) = (entries(dist)?.into_iter())
        .partition(|path| AT_THE_TOP.iter().any(|name| path.ends_with(name)));
    for page in (top.iter()).filter(|path| path.extension().is_some_and(|end| end == "html")) {
        let text = preload_modules(dist, page)?;
        fs::write(page, name_folder(&text, &folder))?;
    }
    fs::create_dir(dist.join(&folder))?;
    for path in below {
        let name = path.file_name().context("a file without a name")?;
        fs::rename(&path, dist.join(&folder).join(name))?;
    }
    Ok(())
}

/// The folder of the one build that a release has.
///
/// # Errors
/// There is none, or more than one.
pub fn build_folder(dist: &Path) -> Result<PathBuf> {
    let mut found = builds(dist)?;
    ensure!(
        found.len() == 1,
        "{} has {} builds instead of one",
        dist.display(),
        found.len()
    );
    Ok(found.remove(0))
}

/// The folders of all builds that lie beside each other, by name.
pub fn builds(site: &Path) -> Result<Vec<PathBuf>> {
    let mut found = entries(site)?;
    found.retain(|path| {
        path.is_dir()
            && (path.file_name()).is_some_and(|name| name.to_string_lossy().starts_with(PREFIX))
    });
    Ok(found)
}

/// What lies directly in a folder, in a fixed order.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = (folder.read_dir())
        .with_context(|| format!("{} can't be read", folder.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    found.sort();
    Ok(found)
}

/// The text of a page that also names what its scripts import.
fn preload_modules(dist: &Path, page: &Path) -> Result<String> {
    let text = fs::read_to_string(page)?;
    let Some(head) = text.find("</head>") else {
        return Ok(text);
    };
    let mut links = String::new();
    for file in asked::first_view(page)? {
        let path = file.strip_prefix(dist)?.display().to_string();
        if path.ends_with(".js") && !text.contains(&format!("src=\"{path}\"")) {
            links += &format!("<link rel=\"modulepreload\" href=\"{path}\">");
        }
    }
    Ok([&text[..head], &links, &text[head..]].concat())
}

/// Puts the folder of the build before every address of a script, a style or a picture in a page.
fn name_folder(page: &str, folder: &str) -> String {
    let mut named = String::with_capacity(page.len());
    let mut from = 0;
    for one in asked::asked(page) {
        if one.by != By::Page || AT_THE_TOP.contains(&one.address) {
            continue;
        }
        let start = one.end - one.address.len();
        named += &page[from..start];
        named += folder;
        named += "/";
        from = start;
    }
    named + &page[from..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    const PAGE: &str = r##"<link rel="stylesheet" href="css/a.css"><a href="#stage">x</a><script src="js/a.js"></script><script src="embed.js"></script></head>"##;
    const SCRIPT: &str =
        r#"import{b}from"./lab/b.js";import"../c.js";import("./d.js");const e=["x.js"];"#;

    fn release(name: &str) -> Scratch {
        let scratch = Scratch::new(name);
        scratch.write("index.html", PAGE);
        scratch.write("js/a.js", SCRIPT);
        scratch.write("js/lab/b.js", "export const b=1;");
        scratch.write("c.js", "");
        scratch.write("js/d.js", "export const d=1;");
        scratch.write("css/a.css", "");
        scratch.write("embed.js", "");
        scratch
    }

    #[test]
    fn everything_but_the_pages_lies_in_the_folder_of_the_build() {
        let scratch = release("layout");
        let dist = scratch.path();
        lay_out(dist).unwrap();
        let folder = build_folder(dist).unwrap();
        let read = |path: PathBuf| fs::read_to_string(path).unwrap();

        let name = folder.file_name().unwrap().to_str().unwrap();
        let index = PAGE
            .replace("css/a.css", &format!("{name}/css/a.css"))
            .replace("js/a.js", &format!("{name}/js/a.js"))
            // What the script imports, though not what it loads later.
            .replace(
                "</head>",
                &["c.js", "js/lab/b.js"]
                    .map(|path| format!(r#"<link rel="modulepreload" href="{name}/{path}">"#))
                    .concat(),
            )
            + "</head>";
        assert_eq!(read(dist.join("index.html")), index);
        assert_eq!(read(folder.join("js/a.js")), SCRIPT);
        let names: Vec<_> = (entries(dist).unwrap().iter())
            .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
            .collect();
        assert_eq!(names, [name, "embed.js", "index.html"]);
    }

    #[test]
    fn another_build_has_another_name() {
        let name = |scratch: &Scratch| {
            lay_out(scratch.path()).unwrap();
            let folder = build_folder(scratch.path()).unwrap();
            folder.file_name().unwrap().to_owned()
        };
        let first = name(&release("layout-first"));
        assert_eq!(name(&release("layout-same")), first);
        let other = release("layout-other");
        other.write("css/a.css", "p {}");
        assert_ne!(name(&other), first);
    }

    #[test]
    fn a_release_has_one_build() {
        let scratch = release("layout-none");
        assert!(build_folder(scratch.path()).is_err());
        scratch.write("build-1/js/a.js", "");
        assert!(build_folder(scratch.path()).is_ok());
        scratch.write("build-2/js/a.js", "");
        assert!(build_folder(scratch.path()).is_err());
    }
}
