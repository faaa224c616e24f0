//! `cargo xtask test`: everything that must pass before a change lands. Steps run in order and the
//! first that fails ends the run; their output is not filtered, and nothing is printed after the last.

use std::fmt::Write;
use std::io::IsTerminal;
use std::process::Command;
use std::str::FromStr;
use std::time::{Duration, Instant};

use anyhow::{Context, Error, Result, bail};

use crate::command::run;
use crate::page::{Builder, Profile};
use crate::project::Project;
use crate::{data, node, sizes, system, tools};

/// A part of the gate that can be run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What reads the sources: rustfmt, clippy, tsc, biome.
    Lint,
    /// What runs without a browser.
    Native,
    /// The release build, its size, and the tests in browsers.
    Web,
}

impl FromStr for Part {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Ok(match name {
            "lint" => Self::Lint,
            "native" => Self::Native,
            "web" => Self::Web,
            other => bail!("there is no part `{other}`: lint, native or web"),
        })
    }
}

struct Step {
    name: &'static str,
    parts: &'static [Part],
    run: fn(&Project) -> Result<()>,
}

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];
const DENY: [&str; 3] = ["--", "-D", "warnings"];

const STEPS: &[Step] = &[
    Step {
        name: "rustfmt",
        parts: &[Part::Lint],
        run: |project| {
            run(project.command("cargo").args(["fmt", "--all", "--check"]))
                .context("the Rust sources are not formatted: type `cargo fmt --all`")
        },
    },
    Step {
        name: "clippy, native",
        parts: &[Part::Lint],
        run: |project| {
            run(project
                .command("cargo")
                .args(["clippy", "--workspace", "--all-targets"])
                .args(DENY))
        },
    },
    Step {
        name: "clippy, worker_cpu",
        parts: &[Part::Lint],
        run: |project| clippy_worker(project, "cpu"),
    },
    Step {
        name: "clippy, worker_gpu",
        parts: &[Part::Lint],
        run: |project| clippy_worker(project, "gpu"),
    },
    Step {
        name: "data files",
        parts: &[Part::Native],
        run: data::check,
    },
    Step {
        name: "fixtures against PyTorch",
        parts: &[Part::Native],
        run: fixtures,
    },
    Step {
        name: "native tests",
        parts: &[Part::Native],
        run: |project| run(project.command("cargo").args(["test", "--workspace"])),
    },
    Step {
        name: "npm packages",
        parts: &[Part::Lint, Part::Web],
        run: |project| {
            node::packages(
                project,
                "the checks of the JavaScript and the browser tests use them",
            )
        },
    },
    Step {
        name: "tsc",
        parts: &[Part::Lint],
        run: |project| {
            ["tsconfig.json", "tsconfig.page.json"]
                .iter()
                .try_for_each(|config| run(web_program(project, "tsc").args(["--project", config])))
        },
    },
    Step {
        name: "biome",
        parts: &[Part::Lint],
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
    Step {
        name: "release build",
        parts: &[Part::Web],
        run: |project| Builder::new(project, Profile::Release)?.build().map(drop),
    },
    Step {
        name: "sizes",
        parts: &[Part::Web],
        run: |project| sizes::check(project, &project.root.join("dist")),
    },
    Step {
        name: "browser tests",
        parts: &[Part::Web],
        run: browser_tests,
    },
];

pub fn test(project: &Project, only: Option<Part>) -> Result<()> {
    prepare(project, only)?;
    let steps: Vec<&Step> = STEPS
        .iter()
        .filter(|step| only.is_none_or(|part| step.parts.contains(&part)))
        .collect();
    let mut times: Vec<(&str, Duration)> = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        // The last step ends with its runner's own words, so the account comes before it.
        if index + 1 == steps.len() {
            println!("\nSo far: {}.", account(&times));
        }
        println!("\n== {} ({} of {})", step.name, index + 1, steps.len());
        let start = Instant::now();
        (step.run)(project).with_context(|| format!("the step `{}` failed", step.name))?;
        times.push((step.name, start.elapsed()));
    }
    Ok(())
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
            &[system::CHROMIUM, system::FIREFOX, system::CHINESE_FONT],
        )?;
    }
    if includes(Part::Lint) || includes(Part::Web) {
        node::packages(
            project,
            "the checks of the JavaScript and the browser tests use them",
        )?;
        tools::wasm_target(project)?;
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
    let mut files = Vec::new();
    for entry in project.web_tests().read_dir()? {
        let name = entry?.file_name();
        if name.to_string_lossy().ends_with(".test.js") {
            files.push(format!("tests/web/{}", name.to_string_lossy()));
        }
    }
    files.sort();
    // Named one by one: newer versions of Node take a folder for a test file.
    run(project
        .command("node")
        .args(["--test", "--test-concurrency=1"])
        .args(files))
}

fn account(times: &[(&str, Duration)]) -> String {
    let mut text = String::new();
    for (name, time) in times {
        let _ = write!(text, "{name} {}; ", spoken(*time));
    }
    text + "together " + &spoken(times.iter().map(|(_, time)| *time).sum())
}

fn spoken(time: Duration) -> String {
    match time.as_secs() {
        0..=9 => format!("{:.1} s", time.as_secs_f32()),
        seconds @ 10..=119 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_steps_and_every_step_a_part() {
        for part in [Part::Lint, Part::Native, Part::Web] {
            assert!(
                STEPS.iter().any(|step| step.parts.contains(&part)),
                "{part:?}"
            );
        }
        assert!(STEPS.iter().all(|step| !step.parts.is_empty()));
    }

    #[test]
    fn times_are_added_up() {
        let times = [
            ("one", Duration::from_secs(61)),
            ("two", Duration::from_secs(60)),
        ];
        assert_eq!(account(&times), "one 61 s; two 60 s; together 2 min 1 s");
    }
}
