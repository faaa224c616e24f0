//! What a visitor downloads, measured as a good server would send it: brotli at its highest quality.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::asked::{first_view, whole};
use crate::command::output;
use crate::layout::build_folder;
use crate::page::files_below;
use crate::project::Project;

/// A part of the page, its files, and the bytes that they may have.
struct Part {
    what: &'static str,
    limit: u64,
    files: Vec<PathBuf>,
}

/// What is limited.
fn parts(dist: &Path) -> Result<[Part; 5]> {
    let build = build_folder(dist)?;
    let worker = |name: &str| vec![build.join(name)];
    Ok([
        Part {
            what: "worker_cpu, wasm",
            limit: 960_000,
            files: worker("worker_cpu_bg.wasm"),
        },
        Part {
            what: "worker_gpu, wasm",
            limit: 2_200_000,
            files: worker("worker_gpu_bg.wasm"),
        },
        Part {
            what: "JavaScript and CSS, first view",
            limit: 50_000,
            files: first_view(&dist.join("index.html"))?.into_iter().collect(),
        },
        Part {
            what: "figure before its button is pressed",
            // With its picture, some 4 KB, it stays below 10. The element's script, once for all figures of a page, has a
            // limit of its own (tests/web/embed.test.js).
            limit: 6_000,
            files: (first_view(&dist.join("embed.html"))?.into_iter())
                .chain([dist.join("embed.html")])
                .collect(),
        },
        Part {
            what: "JavaScript and CSS, all",
            limit: 120_000,
            // The first view's stylesheets are among all: each file counts once.
            files: (&(&whole(&dist.join("index.html"))? | &styles(&build)?)
                | &worker_scripts(&build))
                .into_iter()
                .collect(),
        },
    ])
}

/// All stylesheets of the page; those of the measuring page, of the pages of licences and of examples, and of figures are
/// other pages'.
fn styles(build: &Path) -> Result<BTreeSet<PathBuf>> {
    const OTHERS: [&str; 5] = [
        "bench.css",
        "examples.css",
        "licences.css",
        "figure.css",
        "poster.css",
    ];
    let of_page = |path: &Path| {
        path.extension().is_some_and(|end| end == "css")
            && !OTHERS.iter().any(|name| path.ends_with(name))
    };
    Ok(files_below(build, &of_page)?.into_iter().collect())
}

/// What runs beside the page to start the wasm.
fn worker_scripts(build: &Path) -> BTreeSet<PathBuf> {
    ["js/worker.js", "worker_cpu.js", "worker_gpu.js"]
        .map(|name| build.join(name))
        .into()
}

/// Prints the size of each part and fails when one is missing or over its limit.
pub fn check(project: &Project, dist: &Path) -> Result<()> {
    let mut problems = Vec::new();
    for Part { what, limit, files } in parts(dist)? {
        let size: u64 = compressed(project, &files)?.iter().sum();
        println!(
            "{what:36} {:>9.1} KB brotli, limit {:>7.1} KB, {:>3} files",
            kilobytes(size),
            kilobytes(limit),
            files.len()
        );
        if files.is_empty() {
            problems.push(format!("{what} is not in {}", dist.display()));
        } else if size > limit {
            problems.push(format!("{what} is {} bytes over its limit", size - limit));
        }
    }
    if !problems.is_empty() {
        bail!("{}", problems.join("; "));
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "no file here has 2^53 bytes")]
fn kilobytes(bytes: u64) -> f64 {
    bytes as f64 / 1000.0
}

/// The compressed sizes. Node does the work, since it has a fast brotli and is needed anyway; a large
/// wasm file still takes half a minute, so sizes are kept by content.
fn compressed(project: &Project, files: &[PathBuf]) -> Result<Vec<u64>> {
    let folder = project.target.join("brotli-sizes");
    std::fs::create_dir_all(&folder)?;
    let marks: Vec<PathBuf> = files
        .iter()
        .map(|file| Ok(folder.join(format!("{:x}", Sha256::digest(std::fs::read(file)?)))))
        .collect::<Result<_>>()?;

    let unknown: Vec<_> = files
        .iter()
        .zip(&marks)
        .filter(|(_, mark)| !mark.is_file())
        .collect();
    if !unknown.is_empty() {
        let mut node = project.command("node");
        node.arg(project.web_tests().join("brotli.js"))
            .args(unknown.iter().map(|(file, _)| file));
        let sizes = output(&mut node)?;
        for ((file, mark), size) in unknown.iter().zip(sizes.lines()) {
            let size: u64 = size
                .parse()
                .with_context(|| format!("no size for {}", file.display()))?;
            std::fs::write(mark, size.to_string())?;
        }
    }
    marks
        .iter()
        .map(|mark| {
            let text = std::fs::read_to_string(mark).context("a compressed size is missing")?;
            text.parse().context("a kept size is no number")
        })
        .collect()
}
