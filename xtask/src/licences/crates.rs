//! The crates that are compiled into the two workers, each with the licences that its authors wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::command::output;
use crate::project::Project;

const TARGET: &str = "wasm32-unknown-unknown";

/// The workers' features, and what each trains on.
const WORKERS: [(&str, &str); 2] = [("cpu", "CPU"), ("gpu", "GPU")];

/// Who wrote a library, where neither its package nor another of the same repository carries the text of its licence and
/// its manifest names nobody: from the repositories.
const HOLDERS: [(&str, &str); 5] = [
    (
        "cubecl-monitoring",
        "Nathaniel Simard & CubeCL Framework Contributors",
    ),
    ("embassy-futures", "Embassy project contributors"),
    ("plotters", "2019 Hao Hou <haohou302@gmail.com>"),
    ("plotters-backend", "2019 Hao Hou <haohou302@gmail.com>"),
    ("plotters-svg", "2019 Hao Hou <haohou302@gmail.com>"),
];

/// The licences whose standard text stands in for one that is not in the package: the terms without the line that names
/// the authors.
const STANDARD: [(&str, &str); 3] = [
    ("MIT", include_str!("../../../LICENSE-MIT")),
    ("Apache-2.0", include_str!("../../../LICENSE-APACHE")),
    ("MPL-2.0", include_str!("mpl-2.0.txt")),
];

/// A crate that is in a worker.
pub struct Crate {
    pub name: String,
    pub version: String,
    /// An expression of SPDX, as its manifest has it.
    pub licence: String,
    /// What the workers train on that it is in.
    pub workers: Vec<&'static str>,
    /// At least one.
    pub texts: Vec<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    repository: Option<String>,
    authors: Vec<String>,
    manifest_path: PathBuf,
}

/// All crates of the workers but our own, by name and version.
///
/// What is only built with them is not in them: build scripts, what those need, and procedural macros. Cargo's tree knows
/// which features each worker has; its metadata have all that any feature could bring, and say where a crate lies.
///
/// # Errors
/// Cargo fails, or a crate names no licence, or one whose text neither it nor [`STANDARD`] has.
pub fn of_workers(project: &Project) -> Result<Vec<Crate>> {
    let mut workers: BTreeMap<(String, String), Vec<&'static str>> = BTreeMap::new();
    for (feature, purpose) in WORKERS {
        for package in tree(project, feature)? {
            workers.entry(package).or_default().push(purpose);
        }
    }
    let text = output(
        project
            .command("cargo")
            .args(["metadata", "--locked", "--format-version", "1"])
            .args(["--filter-platform", TARGET]),
    )?;
    let metadata: Metadata = serde_json::from_str(&text).context("cargo's metadata changed")?;

    let mut own_texts = BTreeMap::new();
    let mut of_repository: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in &metadata.packages {
        let texts = texts(
            package
                .manifest_path
                .parent()
                .context("a manifest in no folder")?,
        )?;
        if let (Some(repository), false) = (package.repository.as_deref(), texts.is_empty()) {
            of_repository
                .entry(root(repository))
                .or_insert_with(|| texts.clone());
        }
        own_texts.insert((&package.name, &package.version), texts);
    }

    let mut found = Vec::new();
    for package in &metadata.packages {
        let key = (package.name.clone(), package.version.clone());
        let Some(workers) = workers.remove(&key) else {
            continue;
        };
        let Package { name, version, .. } = package;
        let licence = (package.license.clone())
            .with_context(|| format!("{name} {version} names no licence"))?;
        let mut texts = own_texts.remove(&(name, version)).unwrap_or_default();
        if let (true, Some(repository)) = (texts.is_empty(), package.repository.as_deref()) {
            texts = of_repository
                .get(&root(repository))
                .cloned()
                .unwrap_or_default();
        }
        if texts.is_empty() {
            texts.push(standard(package, &licence)?);
        }
        found.push(Crate {
            name: key.0,
            version: key.1,
            licence,
            workers,
            texts,
        });
    }
    ensure!(
        workers.is_empty(),
        "cargo's metadata lack {:?}",
        workers.keys()
    );
    Ok(found)
}

/// Name and version of every crate but ours that a worker is compiled from.
fn tree(project: &Project, feature: &str) -> Result<BTreeSet<(String, String)>> {
    let text = output(
        project
            .command("cargo")
            .args([
                "tree",
                "--locked",
                "--package",
                "downhill",
                "--prefix",
                "none",
            ])
            .args(["--edges", "normal,no-proc-macro", "--target", TARGET])
            .args(["--no-default-features", "--features", feature])
            .args(["--format", "{p}"]),
    )?;
    let packages: BTreeSet<_> = (text.lines())
        .filter_map(|line| {
            // Name, version with a v, and in brackets where it was seen before or lies on this machine.
            let mut words = line.split_whitespace();
            let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
            (name != "downhill").then(|| (name.to_owned(), version.to_owned()))
        })
        .collect();
    ensure!(
        !packages.is_empty(),
        "cargo's tree of worker_{feature} is empty"
    );
    Ok(packages)
}

/// The licences that lie in the folder of a package, in a fixed order.
fn texts(folder: &Path) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    for entry in folder.read_dir()? {
        let path = entry?.path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().to_uppercase());
        let is_licence = name.is_some_and(|name| {
            [
                "LICENSE",
                "LICENCE",
                "COPYING",
                "COPYRIGHT",
                "NOTICE",
                "UNLICENSE",
            ]
            .iter()
            .any(|start| name.starts_with(start))
        });
        if is_licence && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    let mut texts = Vec::new();
    for path in paths {
        let text = String::from_utf8_lossy(&fs::read(path)?).into_owned();
        // A link that was packed as a file holds nothing but a path.
        if !text.starts_with("../") {
            texts.push(text);
        }
    }
    Ok(texts)
}

/// `https://host/owner/name` of the address of a repository or of a folder in it.
fn root(repository: &str) -> String {
    let parts: Vec<_> = repository
        .trim_end_matches('/')
        .split('/')
        .take(5)
        .collect();
    parts.join("/").trim_end_matches(".git").to_owned()
}

/// The standard text of a licence that a package is offered under, with who offers it.
fn standard(package: &Package, licence: &str) -> Result<String> {
    let offers = |name: &str| {
        licence
            .split(|character: char| !(character.is_alphanumeric() || ".-".contains(character)))
            .any(|word| word == name)
    };
    let (_, terms) = (STANDARD.iter())
        .find(|(name, _)| offers(name))
        .with_context(|| {
            format!(
                "{} has no text of its licence, {licence}: add it to {}",
                package.name,
                file!()
            )
        })?;
    let holder = match HOLDERS.iter().find(|(name, _)| *name == package.name) {
        Some((_, holder)) => (*holder).to_owned(),
        None if package.authors.is_empty() => format!("the authors of {}", package.name),
        None => package.authors.join(", "),
    };
    Ok(format!("Copyright (c) {holder}\n\n{terms}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crate_of_the_workers_has_its_licence() {
        let crates = of_workers(&Project::find().unwrap()).unwrap();
        let find = |name: &str| crates.iter().find(|one| one.name == name).unwrap();
        assert_eq!(find("burn-flex").workers, ["CPU"]);
        assert_eq!(find("wgpu").workers, ["GPU"]);
        assert_eq!(find("burn-core").workers.len(), 2);
        // Only compiled with them, or only natively.
        for absent in ["serde_derive", "clap", "proptest", "downhill", "turso"] {
            assert!(crates.iter().all(|one| one.name != absent), "{absent}");
        }
        // Its own text, that of its repository, and the standard one with its authors.
        assert!(
            find("wgpu")
                .texts
                .concat()
                .contains("The gfx-rs developers")
        );
        assert!(
            find("burn-flex")
                .texts
                .concat()
                .contains("Burn Framework Contributors")
        );
        assert!(find("plotters").texts[0].starts_with("Copyright (c) 2019 Hao Hou"));
        assert!(find("buildid").texts[0].contains("Mozilla Public License"));
        assert!(crates.iter().all(|one| one.texts.concat().len() > 300));
    }

    #[test]
    fn packages_of_one_repository_are_found() {
        assert_eq!(root("https://host/a/b/tree/main/c"), "https://host/a/b");
        assert_eq!(root("https://host/a/b.git"), "https://host/a/b");
    }
}
