//! `cargo xtask train`: runs experiments that take minutes and keeps what came out in `tests/records`, in two parts.
//! The result of the whole training is made natively; how a training ends differs in the last places between
//! processors, so the gate only asks whether it is good enough (`tests/records.rs`). The losses of the first steps are
//! worker_cpu's, which gives the same bits everywhere; the gate computes them again (`tests/web/records.test.js`), so
//! that a record cannot outlive the code that made it.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::command::run;
use crate::page::{Builder, Profile};
use crate::project::Project;

/// What is made anew.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Renew {
    /// The whole record: minutes for each.
    All,
    /// The losses of the first steps: seconds for each, after a change of the arithmetic.
    Losses,
}

/// Trains the named experiments; those that have a record already where none is named.
pub fn train(project: &Project, renew: Renew, experiments: &[String]) -> Result<()> {
    let folder = project.root.join("tests/records");
    fs::create_dir_all(&folder)?;
    let mut experiments = experiments.to_vec();
    if experiments.is_empty() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            experiments.extend(
                path.file_stem()
                    .map(|stem| stem.to_string_lossy().into_owned()),
            );
        }
        experiments.sort();
    }
    ensure!(
        !experiments.is_empty(),
        "name an experiment: there is no record yet"
    );
    // Both programs are built before anything is trained: what is edited meanwhile changes no record.
    let worker = project.target.join("record-worker");
    Builder::new(project, Profile::Dev)?.worker("cpu", &project.target, &worker)?;
    if renew == Renew::All {
        run(project
            .command("cargo")
            .args(["build", "--bin", "downhill"]))?;
        let program = project.target.join("record-downhill");
        fs::copy(project.target.join("debug/downhill"), &program)?;
        for experiment in &experiments {
            let summary = project.target.join(format!("{experiment}.json"));
            println!("\n== {experiment}");
            run(Command::new(&program)
                .args(["train", experiment, "--summary"])
                .arg(&summary))?;
            let text = fs::read_to_string(&summary)?;
            let summary: Value = serde_json::from_str(&text).context("the summary is no JSON")?;
            let path = folder.join(format!("{experiment}.json"));
            fs::write(&path, format!("{:#}\n", record(&summary)))?;
            println!("{}", path.display());
        }
    }
    run(project
        .command("node")
        .arg("tests/web/records.js")
        .arg(&worker)
        .args(&experiments))
}

/// What is kept of a summary.
fn record(summary: &Value) -> Value {
    json!({
        "recipe": summary["recipe"],
        "result": {
            "made_by": format!("downhill train, natively on {}", processor()),
            "device": summary["device"],
            "parameters": summary["parameters"],
            "steps": summary["steps"],
            "epochs": summary["epochs"],
            "reason": summary["reason"],
            "validation": summary["validation"],
            "test": summary["test"].as_array().and_then(|tests| tests.last()),
        },
    })
}

/// The kind of this processor, with what decides in which order sums are added up.
fn processor() -> String {
    let mut text = std::env::consts::ARCH.to_owned();
    #[cfg(target_arch = "x86_64")]
    for (name, here) in [
        ("AVX2", is_x86_feature_detected!("avx2")),
        ("FMA", is_x86_feature_detected!("fma")),
        ("AVX-512", is_x86_feature_detected!("avx512f")),
    ] {
        text += if here { " with " } else { " without " };
        text += name;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_keeps_the_last_test_and_who_made_it() {
        let kept = record(&json!({ "steps": 7, "test": [{ "loss": 2 }, { "loss": 1 }] }));
        assert_eq!(kept["result"]["test"]["loss"], 1);
        assert_eq!(kept["result"]["steps"], 7);
        let made_by = kept["result"]["made_by"].as_str().unwrap();
        assert!(made_by.contains(std::env::consts::ARCH), "{made_by}");
    }
}
