//! `cargo xtask dist`: what is published, from a release, in the folder `release`:
//!
//! - `site`: for a host. The folders of the newest builds lie beside each other, so that pages that are open, or that a
//!   browser kept, go on with their own files when this is put in the place of what was there; see `layout.rs`.
//! - `downhill-VERSION.zip`: this build alone, for any other server, or a stick.
//! - `downhill-lab-VERSION.tgz`: the same as a package of npm, with the element for other pages.

use std::fs::{self, File};
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

use crate::command::output;
use crate::layout::{build_folder, builds};
use crate::page::{Builder, Profile, files_below};
use crate::project::Project;

/// The name of npm's package.
const PACKAGE: &str = "downhill-lab";

/// How many builds stay in the site, with the new one.
pub const KEEP: usize = 2;

/// Builds a release and writes what is published.
pub fn dist(project: &Project, keep: usize) -> Result<()> {
    let dist = Builder::new(project, Profile::Release)?.build()?;
    publish(project, &dist, keep)
}

/// Writes what is published of a release that was built.
///
/// # Errors
/// A file can't be written, or npm fails.
pub fn publish(project: &Project, dist: &Path, keep: usize) -> Result<()> {
    let release = project.root.join("release");
    fs::create_dir_all(&release)?;
    // An archive of an earlier version would be taken for one of this.
    for entry in release.read_dir()? {
        let path = entry?.path();
        if path.is_file() {
            fs::remove_file(path)?;
        }
    }
    let site = release.join("site");
    lay_beside(dist, &site, keep)?;
    println!("{}: for a host", site.display());

    let version = version(project)?;
    let archive = release.join(format!("downhill-{version}.zip"));
    pack(project, dist, &archive)?;
    println!("{}: for any server, or a stick", archive.display());

    let package = release.join("npm");
    prepare_package(project, dist, &package, &version)?;
    let mut npm = project.command("npm");
    npm.args(["pack", "--silent", "--pack-destination"])
        .arg(&release)
        .current_dir(&package);
    let name = output(&mut npm).context("npm could not pack the page")?;
    println!("{}: for npm", release.join(name.trim()).display());
    Ok(())
}

/// The version that Cargo.toml gives Downhill.
fn version(project: &Project) -> Result<String> {
    let text = fs::read_to_string(project.root.join("Cargo.toml"))?;
    let manifest: toml::Table = toml::from_str(&text).context("Cargo.toml is no manifest")?;
    let version = (manifest.get("package")).and_then(|package| package.get("version"));
    let version = version.and_then(toml::Value::as_str);
    Ok(version.context("Cargo.toml gives no version")?.to_owned())
}

/// Puts a build into a site: its pages take the place of those before, and the folders of the newest builds stay.
fn lay_beside(dist: &Path, site: &Path, keep: usize) -> Result<()> {
    let new = site.join(
        build_folder(dist)?
            .file_name()
            .context("a build in no folder")?,
    );
    fs::create_dir_all(site)?;
    for entry in site.read_dir()? {
        let path = entry?.path();
        if path.is_file() {
            fs::remove_file(path)?;
        }
    }
    copy(dist, site)?;

    let mut earlier: Vec<(SystemTime, PathBuf)> = (builds(site)?.into_iter())
        .filter(|folder| *folder != new)
        .map(|folder| Ok((folder.metadata()?.modified()?, folder)))
        .collect::<Result<_>>()?;
    earlier.sort();
    let gone = earlier.len().saturating_sub(keep.saturating_sub(1));
    for (_, folder) in earlier.drain(..gone) {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

/// Copies all files of a folder into another.
fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in files_below(from, &|_| true)? {
        let path = to.join(file.strip_prefix(from)?);
        fs::create_dir_all(path.parent().context("a file in no folder")?)?;
        fs::copy(&file, &path).with_context(|| format!("{} can't be copied", file.display()))?;
    }
    Ok(())
}

/// Packs a release, with a word on how to open it, into an archive that is the same for the same build.
fn pack(project: &Project, dist: &Path, archive: &Path) -> Result<()> {
    let mut zip = zip::ZipWriter::new(File::create(archive)?);
    let mut files = vec![
        (
            "README.txt".to_owned(),
            PathBuf::from("xtask/src/dist/README.txt"),
        ),
        ("LICENSE-MIT".to_owned(), PathBuf::from("LICENSE-MIT")),
        ("LICENSE-APACHE".to_owned(), PathBuf::from("LICENSE-APACHE")),
    ];
    for file in files_below(dist, &|_| true)? {
        let name = file.strip_prefix(dist)?.components();
        // With slashes, whatever this system has.
        let name: Vec<_> = name
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        files.push((name.join("/"), file));
    }
    for (name, file) in files {
        zip.start_file(format!("downhill/{name}"), SimpleFileOptions::default())?;
        std::io::copy(
            &mut BufReader::new(File::open(project.root.join(&file))?),
            &mut zip,
        )
        .with_context(|| format!("{} can't be packed", file.display()))?;
    }
    zip.finish()?.flush()?;
    Ok(())
}

/// Writes what npm packs.
fn prepare_package(project: &Project, dist: &Path, package: &Path, version: &str) -> Result<()> {
    if package.exists() {
        fs::remove_dir_all(package)?;
    }
    let page = package.join("page");
    copy(dist, &page)?;
    // The declarations of the element are for who writes a page, not for who visits it.
    let types = project.root.join("www/embed.d.ts");
    let element = page.join("embed.js").is_file();
    if element {
        ensure!(
            types.is_file(),
            "embed.js has no declarations beside it in www"
        );
        fs::copy(types, page.join("embed.d.ts"))?;
    }
    fs::copy(
        project.root.join("xtask/src/dist/npm.md"),
        package.join("README.md"),
    )?;
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(project.root.join(name), package.join(name))?;
    }
    let manifest = format!("{:#}\n", manifest(version, element));
    fs::write(package.join("package.json"), manifest)?;
    Ok(())
}

/// The package.json of npm's package.
fn manifest(version: &str, element: bool) -> Value {
    let mut exports = json!({ "./page/*": "./page/*", "./package.json": "./package.json" });
    if element {
        exports["."] = json!({ "types": "./page/embed.d.ts", "default": "./page/embed.js" });
    }
    json!({
        "name": PACKAGE,
        "version": version,
        "description": "Downhill, a page on which a neural network learns in front of you, to be served by yourself",
        "keywords": ["neural-network", "machine-learning", "education", "webassembly", "webgpu", "burn"],
        // Of the code; page/build-…/licences.html has those of the data and the libraries.
        "license": "MIT OR Apache-2.0",
        "type": "module",
        "sideEffects": ["./page/embed.js"],
        "exports": exports,
        "files": ["page"],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    fn names(folder: &Path) -> Vec<String> {
        let names = files_below(folder, &|_| true).unwrap().into_iter();
        names
            .map(|file| file.strip_prefix(folder).unwrap().display().to_string())
            .collect()
    }

    #[test]
    fn the_newest_builds_stay_beside_each_other() {
        let scratch = Scratch::new("dist-site");
        let site = scratch.path().join("site");
        let publish = |build: &str| {
            let dist = scratch.path().join(build);
            scratch.write(&format!("{build}/index.html"), build);
            scratch.write(&format!("{build}/build-{build}/js/main.js"), build);
            lay_beside(&dist, &site, 2).unwrap();
            // Times of files are no finer than that everywhere.
            std::thread::sleep(std::time::Duration::from_millis(20));
        };
        publish("a");
        publish("b");
        publish("c");
        assert_eq!(
            names(&site),
            ["build-b/js/main.js", "build-c/js/main.js", "index.html"]
        );
        // What is published again is not what is thrown away.
        publish("b");
        assert_eq!(
            names(&site),
            ["build-b/js/main.js", "build-c/js/main.js", "index.html"]
        );
        assert_eq!(fs::read_to_string(site.join("index.html")).unwrap(), "b");
    }

    #[test]
    fn the_archive_holds_the_page_and_how_to_open_it() {
        let scratch = Scratch::new("dist-zip");
        scratch.write("dist/index.html", "<p>hello");
        scratch.write("dist/build-1/data/a.gz", "data");
        let project = Project::find().unwrap();
        let [first, second] = ["first.zip", "second.zip"].map(|name| {
            let archive = scratch.path().join(name);
            pack(&project, &scratch.path().join("dist"), &archive).unwrap();
            archive
        });
        assert_eq!(fs::read(&first).unwrap(), fs::read(&second).unwrap());
        let mut zip = zip::ZipArchive::new(File::open(&first).unwrap()).unwrap();
        assert_eq!(
            (zip.file_names())
                .map(|name| name.unwrap().into_owned())
                .collect::<Vec<_>>(),
            [
                "README.txt",
                "LICENSE-MIT",
                "LICENSE-APACHE",
                "build-1/data/a.gz",
                "index.html"
            ]
            .map(|name| format!("downhill/{name}"))
        );
        let index = zip.by_name("downhill/index.html").unwrap();
        assert_eq!(std::io::read_to_string(index).unwrap(), "<p>hello");
    }

    #[test]
    fn the_package_has_the_element_where_there_is_one() {
        assert_eq!(manifest("1.2.3", false)["exports"]["."], Value::Null);
        let with = manifest("1.2.3", true);
        assert_eq!(with["exports"]["."]["types"], "./page/embed.d.ts");
        assert_eq!(with["version"], "1.2.3");
    }
}
