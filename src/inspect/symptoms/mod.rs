//! Symptoms: names what goes wrong in training, from numbers that are at hand anyway, with the evidence and a remedy.
//!
//! Every rule is a function of [`Evidence`], which follows from the run: it is the same whoever looks, and when.
//! `tests/symptoms.rs` holds for each rule a Recipe that provokes it, and a list of ordinary Recipes that set nothing
//! off; `tests/web/symptoms.test.js` does the same on the page. A rule that cannot be sure says nothing, and a remedy
//! fits the evidence.
//!
//! One file holds a group of rules.
//!
//! # To add one
//!
//! 1. Its function in the file of its group, its name in [`read`], and its id in [`SymptomId`].
//! 2. What provokes it in `tests/symptoms.rs` and `tests/web/symptoms.test.js`.
//! 3. `UPDATE=1 cargo test --test protocol` writes `www/js/protocol.d.ts` anew.

mod data;
mod divergence;
mod gradients;
mod remedies;
mod stagnation;

use serde::Serialize;

use crate::data::facts::Facts;
use crate::network::architectures::LayerInfo;
use crate::params::Value;
use crate::recipe::Recipe;
use crate::samples::Task;
use crate::text::Text;
use crate::training::metrics::Score;
use crate::training::position::Change;
use crate::training::session::{Inside, Session};
use crate::training::timeline::Measured;

/// Steps before anything but NaN is judged: every training is rough at first.
const SETTLED: u64 = 100;

/// Points of the curves that a trend needs.
const TREND: usize = 8;

/// Steps whose losses are one point of a trend; a single batch's loss says little.
const POINT: u64 = 8;

/// The Recipe's key of the learning rate.
const RATE: &str = "optimizer.rate";

/// Something that goes wrong in training, with what can be done about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Symptom {
    pub id: SymptomId,
    /// What is happening.
    pub text: Text,
    /// The numbers that show it.
    pub evidence: Text,
    /// What would help; none where only the person can know.
    pub remedy: Option<Remedy>,
}

/// Everything that can be named. `tests/web/symptoms.test.js` provokes each: a new one fails its types until it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum SymptomId {
    NotFinite,
    Diverging,
    RateTooLarge,
    RateTooSmall,
    Plateau,
    TooSmall,
    DeadRelus,
    VanishingGradients,
    ExplodingGradients,
    Overfitting,
    UnbalancedClasses,
    NotNormalised,
    SmallBatchNorm,
}

/// A change of the Recipe that is expected to help.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Remedy {
    /// What it does, for a button.
    pub title: Text,
    /// Key of the Recipe (`optimizer.rate`, `network.layers`, `data.normalise`).
    pub key: String,
    pub value: Value,
    /// Whether it acts at the next step; otherwise the experiment begins anew.
    pub live: bool,
    /// Whether what was learnt is beyond repair, so that it must begin anew whatever changes.
    pub restart: bool,
}

/// The numbers at hand.
pub struct Evidence<'a> {
    pub recipe: &'a Recipe,
    /// What was changed while it trained.
    pub changes: &'a [Change],
    /// Samples in one step.
    pub batch: usize,
    /// Samples to train on.
    pub samples: usize,
    pub task: Task,
    pub facts: &'a Facts,
    pub layers: &'a [LayerInfo],
    /// For each learnt parameter, whether it is a weight (and no bias), in the order of `inside.norms`.
    pub weights: Vec<bool>,
    /// Steps so far.
    pub steps: u64,
    /// Passes through the data.
    pub epochs: f64,
    /// Training losses that are numbers, oldest first: means of as many steps each, eight or more.
    pub losses: Vec<f32>,
    /// Those since the learning rate was last changed.
    pub since_change: usize,
    /// The loss at the start.
    pub start: f32,
    /// The largest loss of a batch, and about the step where it was.
    pub peak: (u64, f32),
    /// What was measured on the validation sample.
    pub measured: Vec<Measured>,
    /// The first step whose loss was no number.
    pub ran_away: Option<u64>,
    /// Of the newest evaluation.
    pub inside: &'a Inside,
    pub validation: Option<&'a Score>,
}

/// What goes wrong in a Session, as its newest evaluation shows it.
pub fn of(session: &Session) -> Vec<Symptom> {
    let (network, data, history) = (session.network(), session.data(), &session.timeline);
    let learnt = network.specs.iter().filter(|spec| spec.role.learnt());
    let groups = history.grouped(POINT);
    let groups: Vec<_> = groups
        .iter()
        .filter(|group| group.mean.is_finite())
        .collect();
    let losses: Vec<f32> = groups.iter().map(|group| group.mean).collect();
    let changed = session.changes().iter().rfind(|change| change.key == RATE);
    let changed = changed.map_or(0, |change| change.step);
    let since_change = groups
        .iter()
        .filter(|group| group.first() > changed)
        .count();
    // Initial weights were measured before anything could go wrong; a file from elsewhere may not have it.
    let measured = history.measured();
    let untrained = measured.first().filter(|measured| measured.step == 0);
    let start = untrained.map(|measured| measured.loss);
    let highest = (history.buckets().iter()).max_by(|a, b| a.high.total_cmp(&b.high));
    read(&Evidence {
        recipe: session.recipe(),
        changes: session.changes(),
        batch: session.batch(),
        samples: data.train_len(),
        task: data.task,
        facts: &data.facts,
        layers: &network.layers,
        weights: learnt.map(|spec| spec.role.penalised()).collect(),
        steps: history.last_step(),
        epochs: session.epochs(),
        start: start.or(losses.first().copied()).unwrap_or(f32::NAN),
        losses,
        since_change,
        peak: highest.map_or((0, f32::NAN), |bucket| (bucket.step, bucket.high)),
        measured,
        ran_away: history.ran_away(),
        inside: session.inside(),
        validation: session.score(),
    })
}

/// What goes wrong; empty where nothing does, or too little is known.
pub fn read(evidence: &Evidence) -> Vec<Symptom> {
    // What was learnt before a rate was raised says more than a loss that grows, and that it was not the first steps.
    let runaway = divergence::not_finite(evidence).or_else(|| divergence::rate_raised(evidence));
    let runaway = runaway.or_else(|| divergence::diverging(evidence));
    if let Some(symptom) = runaway.or_else(|| divergence::rate_too_large(evidence)) {
        // Numbers that have run away say nothing about anything else, except perhaps about why.
        let why = [
            data::not_normalised(evidence),
            gradients::exploding(evidence),
        ];
        return why.into_iter().flatten().chain([symptom]).collect();
    }
    let rules = [
        data::not_normalised,
        data::unbalanced,
        data::small_batch_norm,
        gradients::exploding,
        gradients::vanishing,
        gradients::dead_relus,
        stagnation::rate_too_small,
        data::overfitting,
    ];
    let mut found: Vec<Symptom> = rules.iter().filter_map(|rule| rule(evidence)).collect();
    // A loss that stands still is only named where nothing else explains it.
    if found.is_empty() {
        found.extend(stagnation::too_small(evidence).or_else(|| stagnation::plateau(evidence)));
    }
    found
}

fn symptom(id: SymptomId, text: Text, evidence: Text, remedy: Option<Remedy>) -> Option<Symptom> {
    Some(Symptom {
        id,
        text,
        evidence,
        remedy,
    })
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len() as f32
}

/// Length of the whole gradient, and of all weights.
fn sizes(evidence: &Evidence) -> Option<(f32, f32)> {
    if evidence.inside.norms.is_empty() {
        return None;
    }
    let length = |part: usize| {
        let squares = evidence
            .inside
            .norms
            .iter()
            .map(|norms| norms[part] * norms[part]);
        squares.sum::<f32>().sqrt()
    };
    Some((length(0), length(1)))
}

/// The loss that the last third of these is level at; none where it still falls, or where they are too few.
fn level(steps: u64, losses: &[f32]) -> Option<f32> {
    if steps < 3 * SETTLED || losses.len() < 3 * TREND {
        return None;
    }
    let third = losses.len() / 3;
    let (middle, end) = (mean(&losses[third..2 * third]), mean(&losses[2 * third..]));
    (end > 0.97 * middle).then_some(end)
}
