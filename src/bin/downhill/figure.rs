//! A figure of somebody's book or course: its poster, and whether the numbers that are claimed of it still hold.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use downhill::recipe::{Recipe, experiments, link};
use downhill::training::session::HeldOut;
use serde::{Deserialize, Serialize};

use crate::files::{can_be_written, read_at_most, read_recipe, write};
use crate::gallery::learner::Learner;
use crate::gallery::learnt;
use crate::poster::Format;
use crate::print;

#[derive(clap::Args)]
pub struct Arguments {
    /// A link of the page, a JSON file, or the id of an experiment.
    #[arg(required_unless_present = "check", conflicts_with = "check")]
    link: Option<String>,
    /// Draw it here, as SVG or PNG: what the name ends in.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Write its numbers here, as JSON, instead of printing them.
    #[arg(long, conflicts_with = "check")]
    write: Option<PathBuf>,
    /// Compute the numbers of this file anew, and fail where one no longer holds.
    #[arg(long)]
    check: Option<PathBuf>,
    /// After so many steps; without it an experiment is drawn as in the gallery, and a Recipe trained to its end.
    #[arg(long, conflicts_with = "check")]
    steps: Option<u64>,
    /// How far a number may be off: shares, such as accuracies, by so much; others by such a part of themselves.
    #[arg(long, default_value_t = 0.05, conflicts_with = "check")]
    tolerance: f64,
    /// Where the data files lie.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/data"))]
    data: PathBuf,
}

/// What is claimed of a figure: the file that an author keeps beside a text.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Figure {
    link: String,
    /// Steps after which the numbers hold.
    steps: u64,
    /// How far they may be off, as [`Arguments::tolerance`] says.
    tolerance: f64,
    /// `training_loss`, `test_accuracy`…; those that are not claimed may be taken out.
    numbers: BTreeMap<String, f64>,
}

/// Losses are compared to this part at least: one that is almost 0 may be twice as large elsewhere.
const LEAST: f64 = 0.1;

/// Most bytes of the file that is checked.
const MAX_FIGURE: u64 = 1 << 21;

/// Draws, writes or checks a figure.
pub fn figure(arguments: &Arguments) -> Result<()> {
    for path in [&arguments.out, &arguments.write].into_iter().flatten() {
        can_be_written(path)?;
    }
    let format = (arguments.out.as_deref()).map(Format::of).transpose()?;
    let claimed = (arguments.check.as_deref()).map(read_figure).transpose()?;
    let (text, steps) = match &claimed {
        Some(claimed) => (claimed.link.as_str(), Some(claimed.steps)),
        None => (arguments.link.as_deref().unwrap_or(""), arguments.steps),
    };
    let (recipe, weights) = read_recipe(text)?;
    let open = || Learner::begin(recipe.clone(), weights.as_deref(), &arguments.data);
    let mut learner = open()?;
    match arguments.out.as_deref().zip(format) {
        Some((out, format)) => {
            let canvas = draw(&mut learner, &recipe, steps, &open)?;
            write(out, &format.write(canvas.svg())?)?;
        }
        None => learner.train_to(end(&learner, steps)?)?,
    }
    let numbers = numbers(&mut learner)?;
    if let Some(claimed) = claimed {
        return check(&claimed, &numbers);
    }
    // A Recipe of a file has no text that others could read.
    let link = if Path::new(text).is_file() {
        link::print(&recipe, &[])
    } else if experiments::find(text).is_some() {
        format!("experiment={text}")
    } else {
        text.into()
    };
    let told = serde_json::to_string_pretty(&Figure {
        link,
        steps: learner.session.position().step,
        tolerance: arguments.tolerance,
        numbers,
    })? + "\n";
    match &arguments.write {
        Some(path) => write(path, told.as_bytes()),
        None => print(&told),
    }
}

fn read_figure(path: &Path) -> Result<Figure> {
    let bytes = read_at_most(path, MAX_FIGURE)?;
    let figure: Figure = serde_json::from_slice(&bytes)
        .with_context(|| format!("{} is no figure that `--write` wrote", path.display()))?;
    ensure!(
        !figure.numbers.is_empty(),
        "{} claims no number",
        path.display()
    );
    Ok(figure)
}

/// The step at which the numbers are taken.
fn end(learner: &Learner, steps: Option<u64>) -> Result<u64> {
    steps
        .or(learner.session.end())
        .context("this recipe trains until it is paused: say how long with --steps")
}

/// The picture after so many steps: of an experiment as in the gallery, where that is of the same moment.
fn draw(
    learner: &mut Learner,
    recipe: &Recipe,
    steps: Option<u64>,
    open: &dyn Fn() -> Result<Learner>,
) -> Result<crate::gallery::canvas::Canvas> {
    let same = |one: &&experiments::Experiment| (one.recipe)() == *recipe;
    let experiment = experiments::ALL.iter().find(same);
    if let Some(line) = experiment.and_then(|one| learnt::find(one.id)) {
        let canvas = line(learner)?;
        let moment = learner.session.position().step;
        if steps.is_none_or(|steps| steps == moment) {
            return Ok(canvas);
        }
        *learner = open()?;
    }
    let steps = end(learner, steps)?;
    learnt::any(learner, steps)
}

/// What can be claimed of a network, by name.
fn numbers(learner: &mut Learner) -> Result<BTreeMap<String, f64>> {
    let mut numbers = BTreeMap::new();
    if let Some(step) = learner.session.timeline.ran_away() {
        bail!("the loss is NaN or infinite from step {step} on (training diverged)");
    }
    if let Some(loss) = learner.session.timeline.latest_loss() {
        numbers.insert("training_loss".into(), f64::from(loss));
    }
    for (name, which) in [("validation", HeldOut::Validation), ("test", HeldOut::Test)] {
        let Some(score) = learner.measure(which)? else {
            continue;
        };
        numbers.insert(format!("{name}_loss"), f64::from(score.loss));
        if let Some(accuracy) = score.accuracy {
            numbers.insert(format!("{name}_accuracy"), f64::from(accuracy));
        }
        for measure in score.measures {
            numbers.insert(format!("{name}_{}", measure.id), f64::from(measure.value));
        }
    }
    // As a person would copy them; what is no number is no claim.
    numbers.retain(|_, number| number.is_finite());
    for number in numbers.values_mut() {
        *number = (*number * 1e6).round() / 1e6;
    }
    Ok(numbers)
}

/// Whether every number that is claimed holds.
fn check(claimed: &Figure, now: &BTreeMap<String, f64>) -> Result<()> {
    let mut wrong = Vec::new();
    for (name, claim) in &claimed.numbers {
        let Some(found) = now.get(name) else {
            wrong.push(format!(
                "{name}: {claim} is claimed, and there is no such number"
            ));
            continue;
        };
        let share = name.ends_with("_accuracy");
        let size = if share {
            1.0
        } else {
            claim.abs().max(found.abs()).max(LEAST)
        };
        let allowed = claimed.tolerance * size;
        let holds = (claim - found).abs() <= allowed;
        if !holds {
            wrong.push(format!(
                "{name}: {claim} is claimed, it is {found} ({allowed:.4} off is allowed)"
            ));
        }
    }
    ensure!(
        wrong.is_empty(),
        "the figure no longer holds:\n{}",
        wrong.join("\n")
    );
    print(&format!(
        "{} numbers hold after {} steps\n",
        claimed.numbers.len(),
        claimed.steps
    ))
}
