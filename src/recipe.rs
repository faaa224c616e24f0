//! The Recipe: the complete description of an experiment. Two people with the same Recipe see the same numbers.

use serde::{Deserialize, Serialize};

use crate::catalog;
use crate::error::Error;
use crate::params::Entry;
use crate::say;
use crate::text::Text;

/// Version of the Recipe's format, written into links and checkpoints.
pub const VERSION: u32 = 1;

/// Largest seed: every whole number up to here is exact in JavaScript too.
pub const MAX_SEED: u64 = (1 << 53) - 1;

/// Largest batch; above it no data set here has anything to gain.
pub const MAX_BATCH: usize = 4096;

/// Most epochs a Recipe may ask for.
pub const MAX_EPOCHS: u32 = 1_000_000;

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
        let out_of_range = |key: &str, text: Text| Error::new(key, "out_of_range", text);

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
        if self.seed > MAX_SEED {
            problems.push(out_of_range(
                "seed",
                say!(
                    "The seed must be a whole number from 0 to {MAX_SEED}.",
                    "种子须为 0 到 {MAX_SEED} 的整数。"
                ),
            ));
            self.seed = defaults.seed;
        }
        if self.batch == 0 || self.batch > MAX_BATCH {
            let batch = self.batch;
            problems.push(out_of_range(
                "batch",
                say!(
                    "The batch must have from 1 to {MAX_BATCH} samples, not {batch}.",
                    "批量须为 1 到 {MAX_BATCH} 个样本，而不是 {batch}。"
                ),
            ));
            self.batch = defaults.batch;
        }
        if self.epochs > MAX_EPOCHS {
            let epochs = self.epochs;
            problems.push(out_of_range(
                "epochs",
                say!(
                    "At most {MAX_EPOCHS} epochs, not {epochs}.",
                    "最多 {MAX_EPOCHS} 轮，而不是 {epochs}。"
                ),
            ));
            self.epochs = defaults.epochs;
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
