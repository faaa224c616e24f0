//! Command and Event: the only types that cross the boundary between the page and a worker.
//!
//! Plain data, never tensors or handles. Commands are verbs, events are past participles or nouns. Every one names
//! its session, so that one worker can hold several. A pair carries an `id`; everything else is a stream in which the
//! newest value replaces an unread older one. `www/js/protocol.d.ts` is generated from this file by a test.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::error::Error;
use crate::inspect::form::Form;
use crate::inspect::view::{Place, Presence};
use crate::params::{Param, Value};
use crate::recipe::{Recipe, SettingGroup};
use crate::text::Text;

// What crosses the boundary stands where it is made; here it has its names.
pub use crate::data::input::Input;
pub use crate::inspect::symptoms::{Remedy, Symptom, SymptomId};
pub use crate::inspect::view::ViewRequest;
pub use crate::network::architectures::LayerInfo;
pub use crate::training::metrics::{Measure, Score};
pub use crate::training::start::Weights;

/// Raised whenever page and worker of different builds would misunderstand each other.
pub const VERSION: u32 = 1;

/// From the page to the worker.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum Command {
    /// Begin an experiment, from a Recipe, a Link or a Checkpoint; answered by `opened`, or by `failed`.
    /// An open session of the same name is replaced once the new one stands.
    Open {
        session: u32,
        id: u32,
        recipe: Option<Box<Recipe>>,
        link: Option<String>,
        /// Go on from here; its Recipe wins over `recipe` and `link`.
        #[cfg_attr(feature = "cli", ts(type = "Uint8Array | null"))]
        checkpoint: Option<ByteBuf>,
        /// The samples of the data set `own`, as safetensors with `inputs` and `targets`.
        #[cfg_attr(feature = "cli", ts(type = "Uint8Array | null"))]
        data: Option<ByteBuf>,
    },
    /// Forget a session.
    Close { session: u32 },
    /// Wait no longer for the files of an experiment that is being opened: `open` fails, and an open session stays.
    Abandon { session: u32 },
    /// Ask at once for files that did not come.
    Retry { session: u32 },
    /// Train until paused, or for `steps` steps.
    Train {
        session: u32,
        steps: Option<u32>,
        /// Begin so slowly that one can watch, where it would be over in a moment.
        #[serde(default)]
        #[cfg_attr(feature = "cli", ts(optional, as = "Option<bool>"))]
        slowly: bool,
        /// Most steps a second; none: all that the Device gives.
        #[serde(default)]
        #[cfg_attr(feature = "cli", ts(optional, as = "Option<f64>"))]
        pace: Option<f64>,
    },
    /// Stop training; what was learnt stays.
    Pause { session: u32 },
    /// Exactly `count` steps; answered by `stepped`, then a `report`.
    Step { session: u32, id: u32, count: u32 },
    /// Back to the same initial weights.
    Rewind { session: u32 },
    /// Evaluate the test set with the weights of now; told in a report. Without it that is done when training rests.
    Evaluate { session: u32 },
    /// Change `key` (`batch`, `epochs`, `optimizer.rate`, `device`…) from the next step on; always answered by
    /// `tuned`.
    Tune {
        session: u32,
        key: String,
        value: Value,
    },
    /// What the network makes of one input. It is asked again after every report until the input is `null`.
    Predict {
        session: u32,
        id: u32,
        input: Option<Input>,
    },
    /// What a language model writes, letter by letter. It is asked again after every report until `count` is 0.
    Write {
        session: u32,
        id: u32,
        /// How many texts.
        count: u32,
        /// What they begin with.
        prompt: String,
        /// Divides the logits: below 1 the probable becomes more so.
        temperature: f64,
        /// Only so many of the most probable letters are drawn from; 0: all.
        top_k: u32,
        /// Most letters of each text.
        length: u32,
    },
    /// Samples of the data, taken from those never trained on; answered by `sampled`.
    Sample { session: u32, id: u32, count: u32 },
    /// Which views to show now and after every report, and how. The list replaces the one before.
    Watch {
        session: u32,
        views: Vec<ViewRequest>,
    },
    /// What a view shows now, once; answered by `shown`.
    Ask {
        session: u32,
        id: u32,
        view: ViewRequest,
        /// What it answered before, as large and as dark as it is wanted now: it is read anew only where something else
        /// is chosen in it.
        #[serde(default)]
        #[cfg_attr(feature = "cli", ts(optional, as = "Option<bool>"))]
        again: bool,
    },
    /// What a view shows now as a file; answered by `drawn`.
    Draw {
        session: u32,
        id: u32,
        view: ViewRequest,
        format: FileFormat,
    },
    /// The network's weights as a link carries them, under its key `weights`; answered by `packed`.
    Pack {
        session: u32,
        id: u32,
        weights: Weights,
    },
    /// A text as a QR code; answered by `encoded`. It needs no experiment.
    Encode { session: u32, id: u32, text: String },
    /// The Checkpoint, or the network alone, which PyTorch's `load_state_dict` takes; answered by `exported`.
    Export {
        session: u32,
        id: u32,
        #[serde(default)]
        #[cfg_attr(feature = "cli", ts(optional, as = "Option<bool>"))]
        network: bool,
    },
}

/// A kind of file that a view can be kept as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum FileFormat {
    /// The picture with its title, legend and the names of its axes.
    Svg,
    /// The numbers.
    Csv,
}

/// From the worker to the page.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum Event {
    /// The worker stands; the first event, once.
    Ready {
        version: u32,
        /// `cpu` or `gpu`.
        device: String,
        /// The adapter's own description; `software` where it is emulated by the processor.
        adapter: Option<Adapter>,
        catalog: Box<Catalog>,
    },
    /// A file of the data is on its way.
    Downloading {
        session: u32,
        file: String,
        received: u32,
        /// Unknown where the server does not say.
        total: Option<u32>,
    },
    /// A file of the data did not come, or could not be used; it is asked for again.
    Postponed {
        session: u32,
        file: String,
        /// Until then.
        seconds: f64,
        error: Error,
    },
    /// An experiment stands.
    Opened(Box<Opened>),
    /// Numbers from training.
    Report(Box<Report>),
    /// The asked number of steps is done.
    Stepped {
        session: u32,
        id: u32,
        /// The loss of each step's batch before its update.
        losses: Vec<f32>,
    },
    /// Training stopped by itself.
    Finished { session: u32, reason: Text },
    /// What the network makes of the input.
    Predicted {
        session: u32,
        id: u32,
        /// Network outputs as they come: logits, or values.
        logits: Vec<f32>,
        /// Of each class, where the task is to classify; of each pixel, where an autoencoder's loss takes it for a yes
        /// or no.
        probabilities: Vec<f32>,
        /// What the network saw, as a row of its inputs.
        seen: Vec<f32>,
        /// Nothing was drawn.
        blank: bool,
    },
    /// What goes wrong, told again after every change; the list replaces the one before.
    Diagnosed {
        session: u32,
        symptoms: Vec<Symptom>,
    },
    /// What a language model writes.
    Written {
        session: u32,
        id: u32,
        texts: Vec<String>,
    },
    /// Some samples.
    Sampled {
        session: u32,
        id: u32,
        /// Shape of one input.
        shape: Vec<u32>,
        inputs: Vec<Vec<f32>>,
        /// Class indices or values.
        targets: Vec<Vec<f32>>,
        /// Each sample as it is read, where it is a sequence of tokens; else empty.
        texts: Vec<Text>,
        /// Which samples they are ([`crate::samples::Split::id`]).
        samples: Vec<u32>,
    },
    /// What a view shows.
    Shown {
        session: u32,
        /// Of the command that asked; `null` where it is watched.
        id: Option<u32>,
        view: String,
        /// The step after which it is so.
        step: f64,
        form: Box<Form>,
        /// Its picture, where it is on screen and of a kind that is drawn here; it travels beside the event.
        #[serde(skip_serializing)]
        #[cfg_attr(feature = "cli", ts(type = "ImageBitmap | null"))]
        bitmap: (),
    },
    /// A view as a file.
    Drawn { session: u32, id: u32, text: String },
    /// The Checkpoint that was asked for, or what of it is the network.
    Exported {
        session: u32,
        id: u32,
        #[cfg_attr(feature = "cli", ts(type = "Uint8Array"))]
        checkpoint: ByteBuf,
    },
    /// The weights that were asked for.
    Packed {
        session: u32,
        id: u32,
        weights: String,
        /// Steps that they have learnt for.
        step: f64,
    },
    /// A text as a QR code, dark on light.
    Encoded {
        session: u32,
        id: u32,
        /// Modules of a side, with the empty ones around it; 0 where the text is too long to be read from afar.
        side: u32,
        /// The path of its dark modules in an SVG, a unit each.
        path: String,
    },
    /// A Checkpoint to go on from if this worker should end; about one a second while it trains.
    Saved {
        session: u32,
        step: f64,
        #[cfg_attr(feature = "cli", ts(type = "Uint8Array"))]
        checkpoint: ByteBuf,
    },
    /// What stands after a `tune`, whether it could be carried out or not.
    Tuned {
        session: u32,
        recipe: Box<Recipe>,
        /// As in [`Opened`].
        link: String,
    },
    /// What was asked to be tuned could not be, and stays as it is; `warned` says why.
    Kept {
        session: u32,
        key: String,
        value: Value,
    },
    /// Something to know; training goes on.
    Warned { session: u32, error: Error },
    /// A command could not be carried out; where it is fatal the worker must be replaced.
    Failed {
        session: u32,
        /// Of the command, where it carried one.
        id: Option<u32>,
        fatal: bool,
        errors: Vec<Error>,
    },
}

/// The graphics adapter, in its own words.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Adapter {
    pub name: String,
    pub software: bool,
}

/// An experiment as it stands.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Opened {
    pub session: u32,
    pub id: u32,
    /// Complete: every default filled in.
    pub recipe: Recipe,
    /// The same as a Link, without `others`.
    pub link: String,
    /// Keys of the link that are the page's (`view.*`) or not known, as they came.
    pub others: Vec<(String, String)>,
    /// Whether the link asked to start by itself.
    pub run: bool,
    /// Why it does not start by itself, whoever asks for it; none where it may.
    pub waits: Option<Text>,
    /// What could not be used, and why; a few at most.
    pub problems: Vec<Error>,
    /// `classify`, `regress`, `tokens` or `reconstruct`.
    pub task: String,
    /// The loss in use.
    pub loss: String,
    /// Shape of one input.
    pub input_shape: Vec<u32>,
    /// Whether samples are points that a view shows: in the plane, or over a line.
    pub points: bool,
    /// Names of the classes, of the outputs, or of the tokens to predict.
    pub outputs: Vec<Text>,
    /// The tokens of the inputs, where they are such.
    pub tokens: Vec<String>,
    /// Names of the features of a table.
    pub features: Vec<Text>,
    /// Whether it is a language model, which can be asked to write.
    pub writes: bool,
    /// Whether a person can draw an input.
    pub drawable: bool,
    /// Views that have something to show of this experiment, in their order.
    pub views: Vec<String>,
    /// The network's layers from first to last.
    pub layers: Vec<LayerInfo>,
    /// Numbers that the network learns.
    pub parameters: u32,
    /// Multiplications and additions of one step, forward and backward: what decides about the Device.
    pub operations: f64,
    /// Bytes that training is expected to need.
    pub memory: f64,
    pub train_samples: u32,
    pub validation_samples: u32,
    pub test_samples: u32,
    /// Steps already taken.
    pub step: f64,
    /// Passes through the data, with the part of the one under way.
    pub epoch: f64,
}

/// Numbers from training, at most ten a second.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Report {
    pub session: u32,
    pub running: bool,
    /// Training goes on when data have come that it waits for.
    pub waiting: bool,
    pub step: f64,
    /// Passes through the data, with the part of the one under way.
    pub epoch: f64,
    /// It trains more slowly than it could, so that one can watch.
    pub slowly: bool,
    /// Mean loss of the batches since the last report, each before its update.
    pub train_loss: Option<f32>,
    /// On a fixed sample of at most 512 that is never trained on, where it was measured since the last report: after
    /// steps that follow from the Recipe, and of what stands still.
    pub validation: Option<Score>,
    /// On the whole test set, where it was measured since the last report: when training rests, or on demand. Never
    /// while it trains, because whoever watches it while tuning tunes on it.
    pub test: Option<Score>,
    /// Measured over the time since the last report.
    pub steps_per_second: f64,
    /// GPU dispatches so far for each step so far, where the Device is one and the page asked to count: what looking
    /// costs is counted too.
    pub dispatches: Option<f64>,
}

/// Everything that can be chosen. The page holds no list of its own.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Catalog {
    /// What everything is where nobody has chosen: controls that differ from it are marked.
    pub defaults: Recipe,
    /// The Recipe's own numbers, with those that belong together.
    pub settings: Vec<SettingGroup>,
    pub datasets: Vec<CatalogEntry>,
    pub architectures: Vec<CatalogEntry>,
    pub layers: Vec<CatalogEntry>,
    pub initializers: Vec<CatalogEntry>,
    pub optimizers: Vec<CatalogEntry>,
    pub schedules: Vec<CatalogEntry>,
    pub losses: Vec<CatalogEntry>,
    pub views: Vec<ViewEntry>,
    /// Ready-made networks: an architecture with its parameters.
    pub presets: Vec<PresetEntry>,
    /// Named Recipes.
    pub experiments: Vec<ExperimentEntry>,
}

/// One thing that can be chosen.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct CatalogEntry {
    pub id: String,
    pub title: Text,
    /// A sentence about it.
    pub about: Text,
    /// Groups entries in a menu: `activation` and `layer` among layers, the task among data sets.
    pub group: String,
    /// Where it comes from.
    pub citation: String,
    pub params: Vec<Param>,
    /// For a loss: the tasks that it fits.
    pub tasks: Vec<String>,
    /// The defaults of `params`, by id.
    #[cfg_attr(feature = "cli", ts(type = "Record<string, Value>"))]
    pub defaults: std::collections::BTreeMap<String, Value>,
}

/// One view.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct ViewEntry {
    pub id: String,
    pub title: Text,
    /// A sentence about it.
    pub about: Text,
    /// Some three sentences: what it is, how to read it, what to look out for.
    pub explanation: Text,
    /// What it computes, as the content of a MathML `math` element.
    pub formula: String,
    pub presence: Presence,
    pub place: Place,
}

/// A ready-made network.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct PresetEntry {
    pub id: String,
    pub title: Text,
    pub network: crate::params::Entry,
    /// Data sets that it suits.
    pub datasets: Vec<String>,
}

/// A named Recipe.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct ExperimentEntry {
    pub id: String,
    /// Those that are alike stand together in a menu.
    pub group: Text,
    pub title: Text,
    pub about: Text,
    pub recipe: Recipe,
}
