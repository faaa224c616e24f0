//! `cargo xtask test`: everything that must pass before a change lands. Steps run in order, to the end even where one
//! fails; their output is not filtered, and where all of them pass nothing is printed after the last.

use std::io::IsTerminal;
use std::process::Command;

use anyhow::{Context, Result};

use crate::command::{output, run, run_all};
use crate::data;
use crate::dist;
use crate::node;
use crate::page::{Builder, Profile};
use crate::project::Project;
use crate::sizes;
use crate::steps::{self, Step};
use crate::system;
use crate::tools;

/// A part of the gate that can be run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// What reads the sources: rustfmt, clippy, tsc, biome.
    Lint,
    /// What runs without a browser.
    Native,
    /// The release build, its size, and the tests in browsers.
    Web,
}

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];
const DENY: [&str; 3] = ["--", "-D", "warnings"];

/// The steps in their order, each with the parts that it belongs to.
const STEPS: &[(&[Part], Step)] = &[
    (
        &[Part::Lint],
        Step {
            name: "rustfmt",
            needs: &[],
            run: |project| {
                run(project.command("cargo").args(["fmt", "--all", "--check"]))
                    .context("the Rust sources are not formatted: type `cargo fmt --all`")
            },
        },
    ),
    (
        &[Part::Lint],
        Step {
            name: "clippy, native",
            needs: &[],
            run: |project| {
                run(project
                    .command("cargo")
                    .args(["clippy", "--workspace", "--all-targets"])
                    .args(DENY))
            },
        },
    ),
    (
        &[Part::Lint],
        Step {
            name: "clippy, worker_cpu",
            needs: &[],
            run: |project| clippy_worker(project, "cpu"),
        },
    ),
    (
        &[Part::Lint],
        Step {
            name: "clippy, worker_gpu",
            needs: &[],
            run: |project| clippy_worker(project, "gpu"),
        },
    ),
    (
        &[Part::Lint],
        Step {
            name: "licences and sources",
            needs: &[],
            run: licences,
        },
    ),
    (
        &[Part::Native],
        Step {
            name: "data files",
            needs: &[],
            run: data::check,
        },
    ),
    (
        &[Part::Native],
        Step {
            name: "fixtures against PyTorch",
            needs: &[],
            run: fixtures,
        },
    ),
    (
        &[Part::Native],
        Step {
            name: "native tests",
            needs: &[],
            run: |project| {
                run(project
                    .command("cargo")
                    .args(["test", "--workspace", "--no-fail-fast"]))
            },
        },
    ),
    (
        &[Part::Lint, Part::Web],
        Step {
            name: "npm packages",
            needs: &[],
            run: |project| {
                node::packages(
                    project,
                    "the checks of the JavaScript and the browser tests use them",
                )
            },
        },
    ),
    (
        &[Part::Lint],
        Step {
            name: "tsc",
            needs: &["npm packages"],
            run: |project| {
                run_all(
                    ["tsconfig.json", "tsconfig.page.json", "tsconfig.sw.json"].map(|config| {
                        let mut tsc = web_program(project, "tsc");
                        tsc.args(["--project", config]);
                        tsc
                    }),
                )
            },
        },
    ),
    (
        &[Part::Lint],
        Step {
            name: "biome",
            needs: &["npm packages"],
            run: |project| {
                // Left to itself it colours what it writes into a log, too.
                let colours = if std::io::stdout().is_terminal() {
                    "force"
                } else {
                    "off"
                };
                let mut biome = web_program(project, "biome");
                biome.args(["ci", "--colors", colours, ".", "../../www"]);
                run(&mut biome).context(
                    "what can be repaired is repaired in tests/web by: \
                     node_modules/.bin/biome check --write . ../../www",
                )
            },
        },
    ),
    (
        &[Part::Lint],
        Step {
            name: "unit tests of the page",
            needs: &["npm packages"],
            run: |project| node_tests(project, "tests/web/unit", &[]),
        },
    ),
    (
        &[Part::Web],
        Step {
            name: "release build",
            needs: &["npm packages"],
            run: |project| Builder::new(project, Profile::Release)?.build().map(drop),
        },
    ),
    (
        &[Part::Web],
        Step {
            name: "sizes",
            needs: &["release build"],
            run: |project| sizes::check(project, &project.root.join("dist")),
        },
    ),
    (
        &[Part::Web],
        Step {
            name: "what is published",
            needs: &["release build"],
            run: |project| dist::publish(project, &project.root.join("dist"), dist::KEEP),
        },
    ),
    (
        &[Part::Web],
        Step {
            name: "browser tests",
            needs: &["release build"],
            run: browser_tests,
        },
    ),
];

pub fn test(project: &Project, only: Option<Part>) -> Result<()> {
    prepare(project, only)?;
    steps::run(project, &chosen(only))
}

/// The steps of a part, or all.
fn chosen(only: Option<Part>) -> Vec<&'static Step> {
    (STEPS.iter())
        .filter(|(parts, _)| only.is_none_or(|part| parts.contains(&part)))
        .map(|(_, step)| step)
        .collect()
}

/// Installs at the start whatever the chosen steps will need, so that nobody waits for an hour to
/// hear that something is missing.
fn prepare(project: &Project, only: Option<Part>) -> Result<()> {
    let includes = |part| only.is_none_or(|chosen| chosen == part);
    if includes(Part::Native) {
        system::ensure(project, &[system::PYTORCH])?;
    }
    if includes(Part::Web) {
        system::ensure(
            project,
            &[
                system::CHROMIUM,
                system::FIREFOX,
                system::WEBKIT,
                system::SCREEN,
                system::CHINESE_FONT,
                system::PYTHON_VENV,
            ],
        )?;
    }
    if includes(Part::Lint) || includes(Part::Web) {
        node::packages(
            project,
            "the checks of the JavaScript and the browser tests use them",
        )?;
        tools::wasm_target(project)?;
    }
    if includes(Part::Lint) {
        tools::cargo_deny(project)?;
    }
    if includes(Part::Web) {
        tools::for_page(project)?;
    }
    Ok(())
}

fn clippy_worker(project: &Project, feature: &str) -> Result<()> {
    let mut clippy = project.command("cargo");
    clippy.args([
        "clippy",
        "--package",
        "downhill",
        "--lib",
        "--bin",
        &format!("worker_{feature}"),
    ]);
    clippy
        .args(["--no-default-features", "--features", feature])
        .args(WASM)
        .args(DENY);
    run(&mut clippy)
}

/// What `.cargo/deny.toml` allows, of all that is compiled for the browser and for this system. Cargo's own account of it
/// is handed over: left to itself, cargo-deny downloads what any system in the world would need.
fn licences(project: &Project) -> Result<()> {
    let about = output(project.command("rustc").arg("-vV"))?;
    let host = (about.lines().find_map(|line| line.strip_prefix("host: ")))
        .context("rustc doesn't say for which system it compiles")?;
    let metadata = output(
        project
            .command("cargo")
            .args([
                "metadata",
                "--locked",
                "--format-version",
                "1",
                "--all-features",
            ])
            .args(["--filter-platform", WASM[1], "--filter-platform", host]),
    )?;
    std::fs::create_dir_all(&project.target)?;
    let path = project.target.join("metadata.json");
    std::fs::write(&path, metadata)?;
    let mut deny = project.command(tools::cargo_deny(project)?);
    deny.args(["--offline", "--metadata-path"])
        .arg(path)
        .args(["check", "licenses", "sources"]);
    // It complains of not downloading even where all is well, so it is heard only where it fails.
    output(&mut deny).map(drop)
}

/// A program of npm's, run where its configuration lies.
fn web_program(project: &Project, name: &str) -> Command {
    let mut command = project.command(project.npm_program(name));
    command.current_dir(project.web_tests());
    command
}

fn fixtures(project: &Project) -> Result<()> {
    let python = system::python_with_torch().context("no Python here has PyTorch")?;
    run(project
        .command(python)
        .args(["tests/fixtures/make.py", "--check"]))
}

/// One file after the other: a software GPU and the time limits of the tests want the machine alone.
fn browser_tests(project: &Project) -> Result<()> {
    node_tests(project, "tests/web", &["--test-concurrency=1"])
}

/// Runs a folder's files of tests in Node.
fn node_tests(project: &Project, folder: &str, options: &[&str]) -> Result<()> {
    let mut files = Vec::new();
    for entry in project.root.join(folder).read_dir()? {
        let name = entry?.file_name();
        if name.to_string_lossy().ends_with(".test.js") {
            files.push(format!("{folder}/{}", name.to_string_lossy()));
        }
    }
    files.sort();
    // Named one by one: newer versions of Node take a folder for a test file.
    run(project
        .command("node")
        .arg("--test")
        .args(options)
        .args(files))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_steps_and_every_step_a_part() {
        for part in [Part::Lint, Part::Native, Part::Web] {
            assert!(!chosen(Some(part)).is_empty(), "{part:?}");
        }
        assert!(STEPS.iter().all(|(parts, _)| !parts.is_empty()));
    }

    #[test]
    fn a_step_needs_only_steps_before_it() {
        let mut before = Vec::new();
        for step in chosen(None) {
            for need in step.needs {
                assert!(before.contains(need), "{} needs {need}", step.name);
            }
            before.push(step.name);
        }
    }
}
