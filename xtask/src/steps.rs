//! Steps that run one after another. One that fails does not end the run: the others still have something to say.
//! Skipped is only what needs the result of a step that failed.

use std::fmt::Write;
use std::time::{Duration, Instant};

use anyhow::{Error, Result, bail};

use crate::project::Project;

/// A named piece of work, as the lists of steps have it.
pub struct Step {
    pub name: &'static str,
    /// Steps before this one whose results it works on.
    pub needs: &'static [&'static str],
    pub run: fn(&Project) -> Result<()>,
}

/// A step after its turn.
struct Done {
    name: &'static str,
    time: Duration,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    Failed(Error),
    /// Not run: this step, which it needs, did not pass.
    Skipped(&'static str),
}

/// Runs every step that can be run.
///
/// # Errors
/// What failed in each step that did, and which steps were skipped for it.
pub fn run(project: &Project, steps: &[&Step]) -> Result<()> {
    verdict(&take_turns(steps, |step| (step.run)(project)))
}

fn take_turns(steps: &[&Step], mut run: impl FnMut(&Step) -> Result<()>) -> Vec<Done> {
    let mut all: Vec<Done> = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        // The last step ends with its runner's own words, so the account comes before it.
        if index > 0 && index + 1 == steps.len() {
            println!("\nSo far: {}.", account(&all));
        }
        println!("\n== {} ({} of {})", step.name, index + 1, steps.len());
        let start = Instant::now();
        // A step that was not chosen counts as passed: whoever runs one part answers for the others.
        let missing = (all.iter()).find(|done| {
            step.needs.contains(&done.name) && !matches!(done.outcome, Outcome::Passed)
        });
        let outcome = match missing {
            Some(missing) => {
                println!("Skipped: it needs `{}`, which did not pass.", missing.name);
                Outcome::Skipped(missing.name)
            }
            None => match run(step) {
                Ok(()) => Outcome::Passed,
                Err(error) => {
                    eprintln!("\nThe step `{}` failed: {error:#}", step.name);
                    Outcome::Failed(error)
                }
            },
        };
        all.push(Done {
            name: step.name,
            time: start.elapsed(),
            outcome,
        });
    }
    all
}

/// Everything that failed, and everything that was not run for it.
fn verdict(all: &[Done]) -> Result<()> {
    let mut text = String::new();
    let mut failed = 0;
    for Done { name, outcome, .. } in all {
        match outcome {
            Outcome::Passed => {}
            Outcome::Failed(error) => {
                failed += 1;
                let _ = write!(text, "\n- {name}: {error:#}");
            }
            Outcome::Skipped(missing) => {
                let _ = write!(text, "\n- {name}: not run, because it needs `{missing}`");
            }
        }
    }
    if failed > 0 {
        bail!("{failed} of {} steps failed:{text}", all.len());
    }
    Ok(())
}

/// How long each step took.
fn account(all: &[Done]) -> String {
    let mut text = String::new();
    for Done {
        name,
        time,
        outcome,
    } in all
    {
        let _ = match outcome {
            Outcome::Passed => write!(text, "{name} {}; ", spoken(*time)),
            Outcome::Failed(_) => write!(text, "{name} FAILED after {}; ", spoken(*time)),
            Outcome::Skipped(_) => write!(text, "{name} SKIPPED; "),
        };
    }
    text + "together " + &spoken(all.iter().map(|done| done.time).sum())
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
    use anyhow::anyhow;

    use super::*;

    const fn step(name: &'static str, needs: &'static [&'static str]) -> Step {
        Step {
            name,
            needs,
            run: |_| Ok(()),
        }
    }

    /// Runs the steps; those that are named fail. Returns who had a turn, and the verdict.
    fn turns(steps: &[&Step], failing: &[&str]) -> (Vec<&'static str>, Result<()>) {
        let mut ran = Vec::new();
        let all = take_turns(steps, |step| {
            ran.push(step.name);
            if failing.contains(&step.name) {
                return Err(anyhow!("{} broke", step.name));
            }
            Ok(())
        });
        (ran, verdict(&all))
    }

    #[test]
    fn a_failure_ends_nothing_but_what_needs_its_result() {
        let steps = [
            &step("lint", &[]),
            &step("build", &[]),
            &step("sizes", &["build"]),
            &step("look", &["sizes"]),
            &step("natives", &[]),
        ];
        let (ran, verdict) = turns(&steps, &["lint", "build"]);
        assert_eq!(ran, ["lint", "build", "natives"]);
        assert_eq!(
            verdict.unwrap_err().to_string(),
            "2 of 5 steps failed:\n\
             - lint: lint broke\n\
             - build: build broke\n\
             - sizes: not run, because it needs `build`\n\
             - look: not run, because it needs `sizes`"
        );
    }

    #[test]
    fn a_step_that_needs_one_that_was_not_chosen_is_run() {
        let (ran, verdict) = turns(&[&step("sizes", &["build"])], &[]);
        assert_eq!(ran, ["sizes"]);
        assert!(verdict.is_ok());
    }

    #[test]
    fn the_account_says_what_failed_and_adds_up() {
        let done = |name, seconds, outcome| Done {
            name,
            time: Duration::from_secs(seconds),
            outcome,
        };
        let all = [
            done("one", 61, Outcome::Passed),
            done("two", 60, Outcome::Failed(anyhow!("broke"))),
            done("three", 0, Outcome::Skipped("two")),
        ];
        assert_eq!(
            account(&all),
            "one 61 s; two FAILED after 60 s; three SKIPPED; together 2 min 1 s"
        );
    }
}
