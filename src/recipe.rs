//! The Recipe: the complete description of an experiment. Two people with the same Recipe see the same numbers.

use serde::{Deserialize, Serialize};

use crate::catalog;
use crate::error::Error;
use crate::params::{Entry, Param, Value};
use crate::say;
use crate::text::Text;

/// Version of the Recipe's format, written into links and checkpoints.
pub const VERSION: u32 = 1;

/// Largest seed: every whole number up to here is exact in JavaScript too.
pub const MAX_SEED: u64 = (1 << 53) - 1;

/// Largest batch; above it no data set here has anything to gain.
pub const MAX_BATCH: usize = 4096;

/// The Recipe's own numbers, declared like the parameters of any entry.
pub static SETTINGS: &[Param] = &[
    Param::integer("seed", Text::new("Seed", "种子"), 0, MAX_SEED as i64, 1),
    Param::integer(
        "batch",
        Text::new("Batch size", "批量大小"),
        1,
        MAX_BATCH as i64,
        32,
    )
    .live(),
    Param::integer(
        "epochs",
        Text::new("Stop after epochs", "训练轮数上限"),
        0,
        1_000_000,
        0,
    )
    .live(),
];

/// Where to train.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum DeviceChoice {
    /// Whichever is faster; the page says which and why.
    #[default]
    Auto,
    /// The processor.
    Cpu,
    /// The graphics card, even a software one.
    Gpu,
}

impl DeviceChoice {
    /// The word used in recipes, links and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Cpu => "cpu",
            Self::Gpu => "gpu",
        }
    }
}

/// The complete, serialisable description of an experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Recipe {
    /// Format of this description: [`VERSION`].
    pub version: u32,
    /// Everything random derives from it: data, split, initial weights, order.
    #[cfg_attr(feature = "cli", ts(type = "number"))]
    pub seed: u64,
    /// Where to train.
    pub device: DeviceChoice,
    /// Which data, with its parameters.
    pub data: Entry,
    /// Whether every epoch visits the samples in a new order.
    pub shuffle: bool,
    /// Which network, with its parameters.
    pub network: Entry,
    /// Which loss; empty: the one that fits the data.
    pub loss: String,
    /// Which optimiser, with its parameters.
    pub optimizer: Entry,
    /// Samples in one step.
    pub batch: usize,
    /// Stop after so many epochs; 0: go on until paused.
    pub epochs: u32,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            version: VERSION,
            seed: 1,
            device: DeviceChoice::Auto,
            data: Entry::new("spirals"),
            shuffle: true,
            network: Entry::new("sequential"),
            loss: String::new(),
            optimizer: Entry::new("adam"),
            batch: 32,
            epochs: 0,
        }
    }
}

impl Recipe {
    /// Fills in every default and replaces what cannot stand by its default; every problem found is in the list.
    ///
    /// A page goes on with the result and shows the problems; the command line refuses where there is one.
    pub fn normalise(mut self) -> (Self, Vec<Error>) {
        let mut problems = Vec::new();
        let defaults = Self::default();
        if self.version == 0 || self.version > VERSION {
            let version = self.version;
            problems.push(Error::new(
                "version",
                "newer_version",
                say!(
                    "This recipe says version {version}; this Downhill knows version {VERSION}. What it knows is used.",
                    "这份配方的版本是 {version}，而此 Downhill 只认识版本 {VERSION}；能识别的部分已采用。"
                ),
            ));
        }
        self.version = VERSION;
        for setting in SETTINGS {
            let value = match setting.id {
                "seed" => self.seed as f64,
                "batch" => self.batch as f64,
                _ => f64::from(self.epochs),
            };
            if let Err(problem) = setting.check(&Value::Number(value)) {
                problems.push(problem);
                match setting.id {
                    "seed" => self.seed = defaults.seed,
                    "batch" => self.batch = defaults.batch,
                    _ => self.epochs = defaults.epochs,
                }
            }
        }

        let mut unknown = |key: &str, id: &str| {
            problems.push(Error::new(
                key,
                "unknown_entry",
                say!(
                    "There is no “{id}” here; the default was used instead.",
                    "这里没有“{id}”，已改用默认值。"
                ),
            ));
        };
        if catalog::dataset(&self.data.id).is_none() {
            unknown("data", &self.data.id);
            self.data = defaults.data;
        }
        if catalog::architecture(&self.network.id).is_none() {
            unknown("network", &self.network.id);
            self.network = defaults.network;
        }
        if catalog::optimizer(&self.optimizer.id).is_none() {
            unknown("optimizer", &self.optimizer.id);
            self.optimizer = defaults.optimizer;
        }
        if !self.loss.is_empty() && catalog::loss(&self.loss).is_none() {
            unknown("loss", &self.loss);
            self.loss = String::new();
        }

        let parts = [
            ("data", &mut self.data, catalog::dataset as fn(&str) -> _),
            ("network", &mut self.network, catalog::architecture),
            ("optimizer", &mut self.optimizer, catalog::optimizer),
        ];
        for (key, entry, find) in parts {
            let Some(params) = find(&entry.id) else {
                continue;
            };
            let mut found = Vec::new();
            entry.normalise(params, &mut found);
            problems.extend(found.into_iter().map(|problem| problem.inside(key)));
        }
        (self, problems)
    }
}
