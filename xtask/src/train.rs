//! `cargo xtask train`: runs experiments that take minutes, natively on the processor, and keeps what came out as a
//! record in `tests/records`: the Recipe, the losses of the first steps, the final scores. The gate computes those
//! losses again (`tests/records.rs`), so that a record cannot outlive the code that made it.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::command::run;
use crate::project::Project;

/// Losses that are kept of each training, and computed again by the gate.
const KEPT: usize = 300;

/// Trains the named experiments; those that have a record already where none is named.
pub fn train(project: &Project, experiments: &[&str]) -> Result<()> {
    let folder = project.root.join("tests/records");
    fs::create_dir_all(&folder)?;
    let mut experiments: Vec<String> = experiments.iter().map(ToString::to_string).collect();
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
    // Built once: what is edited meanwhile changes no training that is still to come.
    run(project
        .command("cargo")
        .args(["build", "--bin", "downhill"]))?;
    let program = project.target.join("record-downhill");
    fs::copy(project.target.join("debug/downhill"), &program)?;
    for experiment in experiments {
        let summary = project.target.join(format!("{experiment}.json"));
        println!("\n== {experiment}");
        run(Command::new(&program)
            .args(["train", &experiment, "--losses", "--summary"])
            .arg(&summary))?;
        let text = fs::read_to_string(&summary)?;
        let summary: Value = serde_json::from_str(&text).context("the summary is no JSON")?;
        let path = folder.join(format!("{experiment}.json"));
        fs::write(&path, format!("{:#}\n", record(&summary)))?;
        println!("{}", path.display());
    }
    Ok(())
}

/// What is kept of a summary.
fn record(summary: &Value) -> Value {
    let losses = summary["losses"].as_array().map_or(&[][..], Vec::as_slice);
    json!({
        "recipe": summary["recipe"],
        "device": summary["device"],
        "parameters": summary["parameters"],
        "steps": summary["steps"],
        "epochs": summary["epochs"],
        "reason": summary["reason"],
        "losses": losses[..losses.len().min(KEPT)],
        "validation": summary["validation"],
        "test": summary["test"].as_array().and_then(|tests| tests.last()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_keeps_the_first_losses_and_the_last_test() {
        let losses: Vec<f64> = (0..1000).map(f64::from).collect();
        let kept = record(&json!({ "losses": losses, "test": [{ "loss": 2 }, { "loss": 1 }] }));
        assert_eq!(kept["losses"].as_array().map(Vec::len), Some(KEPT));
        assert_eq!(kept["test"]["loss"], 1);
    }
}
