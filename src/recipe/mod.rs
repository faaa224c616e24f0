//! The Recipe: the complete description of an experiment. Two people with the same Recipe see the same numbers.

pub mod experiments;
mod fragment;
pub mod keys;
pub mod link;
mod migrations;
pub mod parts;
pub mod settings;

use serde::{Deserialize, Serialize};

use crate::bounds;
use crate::error::{Error, Result, few};
use crate::json;
use crate::network::layers;
use crate::optim::losses;
use crate::params::{Entry, Value};
use crate::say;
use crate::text::quoted;

pub use keys::Key;
pub use parts::Part;
pub use settings::{SETTINGS, SettingGroup, setting, settings};

/// Version of the Recipe's format, written into links and checkpoints.
pub const VERSION: u32 = 1;

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

    /// The choice of that word.
    pub fn named(word: &str) -> Option<Self> {
        [Self::Auto, Self::Cpu, Self::Gpu]
            .into_iter()
            .find(|choice| choice.word() == word)
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
    /// How the weights start.
    pub init: Entry,
    /// Which loss; empty: the one that fits the data.
    pub loss: String,
    /// Which optimizer, with its parameters.
    pub optimizer: Entry,
    /// How the learning rate changes as it trains.
    pub schedule: Entry,
    /// Samples in one step.
    pub batch: usize,
    /// λ of λ/2·Σw²: so much of each weight is added to its gradient. Weights only, no biases.
    pub l2: f64,
    /// λ of λ·Σ|w|: so much of each weight's sign is added to its gradient. Weights only, no biases.
    pub l1: f64,
    /// Longest gradient over all weights together; a longer one is scaled down. 0: any length.
    pub clip: f64,
    /// Stop after so many epochs; 0: go on until paused.
    pub epochs: u32,
    /// Stop after so many steps; 0: go on.
    #[cfg_attr(feature = "cli", ts(type = "number"))]
    pub steps: u64,
    /// Stop after so many seconds of training; 0: go on. The one condition that depends on the machine.
    pub seconds: u32,
    /// Stop after so many epochs whose validation loss did not improve, and go back to the best weights; 0: go on.
    pub patience: u32,
    /// Stop when the validation loss at an epoch's end is no more than this; 0: go on.
    pub target_loss: f64,
    /// Stop when the validation accuracy at an epoch's end is at least this; 0: go on.
    pub target_accuracy: f64,
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
            init: Entry::new("default"),
            loss: String::new(),
            optimizer: Entry::new("adam"),
            schedule: Entry::new("constant"),
            batch: 32,
            l2: 0.0,
            l1: 0.0,
            clip: 0.0,
            epochs: 0,
            steps: 0,
            seconds: 0,
            patience: 0,
            target_loss: 0.0,
            target_accuracy: 0.0,
        }
    }
}

/// Reads a file that holds a Recipe as JSON, by hand or of another version, and normalises it. The list names what
/// could not be used.
///
/// # Errors
/// It is too large, or no JSON object.
pub fn from_bytes(bytes: &[u8]) -> Result<(Recipe, Vec<Error>)> {
    let most = bounds::RECIPE;
    if bytes.len() > most {
        return Err(Error::new(
            "recipe",
            "too_large",
            say!(
                "The file is longer than the {most} bytes that a recipe may have.",
                "文件超过配方允许的 {most} 字节。"
            ),
        ));
    }
    let text = json::text(bytes).ok_or_else(|| {
        Error::new(
            "recipe",
            "bad_file",
            say!(
                "The file cannot be read as text: UTF-8 or UTF-16 is expected.",
                "文件无法作为文本读取：应为 UTF-8 或 UTF-16。"
            ),
        )
    })?;
    let given = serde_json::from_str(&text).map_err(|reason| {
        let reason = quoted(&reason.to_string());
        Error::new(
            "recipe",
            "bad_file",
            say!(
                "The file is no recipe: a JSON object is expected ({reason}).",
                "文件不是配方：应为一个 JSON 对象（{reason}）。"
            ),
        )
    })?;
    Ok(from_json(given))
}

/// The same from JSON that was read already.
pub fn from_json(given: json::Object) -> (Recipe, Vec<Error>) {
    let mut problems = Vec::new();
    let recipe: Recipe = json::read(given, &mut problems);
    let (recipe, more) = recipe.normalise();
    problems.extend(more);
    (recipe, few(problems))
}

impl Recipe {
    /// Whether the end of an epoch decides about going on.
    pub fn judges(&self) -> bool {
        self.patience > 0 || self.target_loss > 0.0 || self.target_accuracy > 0.0
    }

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
        for setting in settings() {
            let value = self.get(setting.id).unwrap_or(f64::NAN);
            if let Err(problem) = setting.check(&Value::Number(value)) {
                problems.push(problem);
                self.put(setting.id, defaults.get(setting.id).unwrap_or_default());
            }
        }

        let mut unknown = |key: &str, id: &str| {
            let id = quoted(id);
            problems.push(Error::new(
                key,
                "unknown_entry",
                say!(
                    "There is no “{id}” here; the default was used instead.",
                    "这里没有“{id}”，已改用默认值。"
                ),
            ));
        };
        if !self.loss.is_empty() && losses::find(&self.loss).is_none() {
            unknown("loss", &self.loss);
            self.loss = String::new();
        }
        for part in Part::ALL {
            let entry = self.part_mut(part);
            if part.declared(&entry.id).is_none() {
                unknown(part.word(), &entry.id);
                *entry = defaults.part(part).clone();
            }
        }
        for part in Part::ALL {
            let entry = self.part_mut(part);
            let mut found = Vec::new();
            entry.normalise(part.declared(&entry.id).unwrap_or(&[]), &mut found);
            forget_unknown_in_layers(entry, &mut found);
            problems.extend(found.into_iter().map(|problem| problem.inside(part.word())));
        }
        (self, problems)
    }
}

/// Drops parameters that a layer does not have, as a newer version may have written them. What else is wrong with a
/// layer is refused when the network is built, with the layer's number.
fn forget_unknown_in_layers(entry: &mut Entry, problems: &mut Vec<Error>) {
    for (name, value) in &mut entry.params {
        let Value::Layers(layers) = value else {
            continue;
        };
        for (index, layer) in layers.iter_mut().enumerate() {
            let declared = layers::declared(&layer.id);
            let mut found = Vec::new();
            if let Some(declared) = declared {
                layer.forget_unknown(declared, &mut found);
            }
            let place = format!("{name}[{index}]");
            problems.extend(found.into_iter().map(|problem| problem.inside(&place)));
        }
    }
}
