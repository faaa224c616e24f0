//! What a visitor downloads, measured as a good server would send it: brotli at its highest quality.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::command::output;
use crate::page::files_below;
use crate::project::Project;

/// A part of the page and the bytes it may have.
struct Limit {
    what: &'static str,
    bytes: u64,
    belongs: fn(&Path) -> bool,
}

const LIMITS: [Limit; 3] = [
    Limit {
        what: "worker_cpu, wasm",
        bytes: 900_000,
        belongs: |path| path.ends_with("worker_cpu_bg.wasm"),
    },
    Limit {
        what: "worker_gpu, wasm",
        bytes: 2_200_000,
        belongs: |path| path.ends_with("worker_gpu_bg.wasm"),
    },
    Limit {
        what: "JavaScript and CSS",
        bytes: 85_000,
        // All that the page can load; the measuring page's own scripts are another page's.
        belongs: |path| {
            let bench = path
                .iter()
                .any(|part| part == "bench" || part == "bench.js" || part == "bench.css");
            !bench
                && path
                    .extension()
                    .is_some_and(|end| end == "js" || end == "css")
        },
    },
];

/// Prints the size of each part and fails when one is missing or over its limit.
pub fn check(project: &Project, dist: &Path) -> Result<()> {
    let files = files_below(dist, &|path| {
        LIMITS.iter().any(|limit| (limit.belongs)(path))
    })?;
    let sizes = compressed(project, &files)?;
    let mut problems = Vec::new();
    for limit in &LIMITS {
        let parts: Vec<u64> = files
            .iter()
            .zip(&sizes)
            .filter(|(file, _)| (limit.belongs)(file))
            .map(|(_, &size)| size)
            .collect();
        let size: u64 = parts.iter().sum();
        println!(
            "{:20} {:>9.1} KB brotli, limit {:>6.1} KB",
            limit.what,
            kilobytes(size),
            kilobytes(limit.bytes)
        );
        if parts.is_empty() {
            problems.push(format!("{} is not in {}", limit.what, dist.display()));
        } else if size > limit.bytes {
            problems.push(format!(
                "{} is {} bytes over its limit",
                limit.what,
                size - limit.bytes
            ));
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
