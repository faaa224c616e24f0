//! Views: everything that can be looked at inside an experiment, each a record.
//!
//! A view says on what it fits, what it wants read, and makes of what was read a [`Form`]. *Watched*, it is shown after
//! every report; *asked*, it is answered once. It has no command of its own: driver, protocol and page know no view by
//! its name.
//!
//! What a person can choose in a view it declares as [`super::controls::Controls`]; the page draws them and asks anew.
//!
//! To add one, copy [`super::views::first_weights`] (pictures), [`super::views::class_accuracy`] (lines),
//! [`super::views::predicted_true`] (dots) or [`super::views::weight_histograms`] (histograms of each layer):
//!
//! 1. One file in `src/inspect/views` with a `pub static NAME: View`: what it is called in both languages, its explanation
//!    and formula, where it stands on the page and in which group, what it wants read, and the form that it makes of that.
//! 2. Its two lines in `src/inspect/views/mod.rs`: `pub mod`, and the entry of [`super::views::ALL`], beside those of
//!    its group: the page shows them in that order.
//! 3. At its foot a test that compares `form` with a computation by hand, and one that compares it with its pictures
//!    (`DOWNHILL_SNAPSHOTS=write cargo test --lib NAME::tests::snapshot` writes them into `tests/snapshots`: look at
//!    them). `tests/views.rs` asks every view of real experiments: compare its numbers with the real tensors there.
//! 4. `UPDATE=1 cargo test --test command_line` writes `assets/catalog.md` anew.

use serde::{Deserialize, Serialize};

use super::form::Form;
use crate::network::following::Followed;
use crate::network::trace::Pick;
use crate::text::Text;
use crate::training::metrics::Score;
use crate::training::probing::Part;
use crate::training::session::{HeldOut, Session};

/// What is known of a view.
pub struct View {
    /// Stable word, in links and in the protocol.
    pub id: &'static str,
    pub title: Text,
    /// A sentence about it.
    pub about: Text,
    /// Some three sentences: what it is, how to read it, what to look out for.
    pub explanation: Text,
    /// What it computes, as the content of a MathML `math` element.
    pub formula: &'static str,
    pub presence: Presence,
    pub place: Place,
    /// Views of one group answer the same kind of question: they stand together, in [`super::views::ALL`] and on the page.
    pub group: Text,
    /// Whether it has something to show for an experiment.
    pub fits: fn(&Subject) -> bool,
    /// What is to be read from the Device for it, in this order.
    pub wants: fn(&Subject) -> Vec<Want>,
    /// What it shows: of what was read, one list for each of its wants and each pick of
    /// them. None where there is nothing to show yet.
    pub show: fn(&Subject, &ViewRequest, &[Vec<f32>]) -> Option<Form>,
}

/// What the network makes of samples, and why.
pub const PREDICTIONS: Text = Text::new("Predictions", "预测");
/// What its layers give for samples.
pub const ACTIVATIONS: Text = Text::new("Activations", "激活值");
/// What it has learnt.
pub const WEIGHTS: Text = Text::new("Weights", "权重");
/// What its loss says to each layer.
pub const GRADIENTS: Text = Text::new("Gradients", "梯度");
/// How it comes about, step by step.
pub const TRAINING: Text = Text::new("Training", "训练过程");

/// How a view stands on the page at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum Presence {
    /// It is shown and renewed.
    Open,
    /// It is renewed once somebody has opened it.
    Closed,
    /// It is answered once, whenever somebody asks: it is costly, or is read at leisure.
    Asked,
}

/// Where a view stands on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum Place {
    /// In the middle: the network itself.
    Network,
    /// Beside the network: what comes out of it for the task.
    Result,
    /// Below the result: how it comes about over the steps.
    Curve,
    /// Below all of them: what one asks next.
    Probe,
}

/// An experiment as a view sees it.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    pub session: &'a Session,
    /// The newest scores; none before the first, and after a Checkpoint was opened.
    pub validation: Option<&'a Score>,
    pub test: Option<&'a Score>,
    /// The values of a sample that a person drew or chose, as the network is given them; none where nobody did.
    pub chosen: Option<&'a [f32]>,
    /// Where it lies, if it is a point of the plane.
    pub point: Option<[f32; 2]>,
    /// What a person chose in the view that looks, in its own words; none: what it shows by itself.
    pub choice: Option<&'a str>,
}

/// Something to be read from the Device.
#[derive(Clone, Debug, PartialEq)]
pub enum Want {
    /// What the network gives for rows of inputs, row by row.
    Outputs(Vec<f32>),
    /// What the network gives for each held-out sample.
    HeldOutputs(HeldOut),
    /// Of the first so many held-out samples the loss of each, and in a second list what the network gives, row by row.
    Judged { which: HeldOut, samples: usize },
    /// Of rows of inputs, what comes out inside the network: for each pick a list, row by row; of what is recorded at every
    /// step of a sequence each row holds all steps.
    Inside { inputs: Vec<f32>, picks: Vec<Pick> },
    /// Of each of some rows of inputs how its largest output changes with each input, row by row
    /// ([`Session::saliency`]).
    Saliency(Vec<f32>),
    /// The loss of the first so many training samples in a plane through the weights, with so many points along each side
    /// ([`Session::loss_plane`]); then, of a network whose way is kept ([`crate::training::timeline::WEIGHTS`]), both
    /// directions of the plane and the weights of now as two more lists.
    LossPlane {
        samples: usize,
        side: usize,
        /// As numbers for all learnt parameters; none: two random ones ([`Session::direction`]).
        directions: Option<[Vec<f32>; 2]>,
        /// How far it goes along each of them, either way.
        reach: [f64; 2],
    },
    /// The parameter of that index of [`crate::network::Network::specs`], row-major.
    Parameter(usize),
    /// Some rows and columns of a parameter.
    Part(Part),
    /// Of the parameter of that index one value in so many.
    Thinned { parameter: usize, every: usize },
    /// What the next step would do if it trained on the first so many training samples: of each of these parameters the
    /// gradient, one value in so many, and then in one list three squared norms of each: of gradient, parameter and update
    /// ([`crate::training::probing::Pull`]).
    Pull {
        samples: usize,
        parameters: Vec<(usize, usize)>,
    },
    /// What an autoencoder makes of the code of an input, as it is and moved by so many standard deviations of its units
    /// over the first so many held-out samples ([`Session::decoded`]): both outputs, the code, the deviations.
    Decoded {
        input: Vec<f32>,
        samples: usize,
        layer: usize,
        by: Vec<f32>,
    },
    /// The round of one number through a sample, given by its input and target: the lists of
    /// [`super::followed::round::wanted`].
    Followed {
        input: Vec<f32>,
        target: Vec<f32>,
        followed: Followed,
    },
}

/// Which view, and how it is to be drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct ViewRequest {
    /// An id of the catalog's views.
    pub view: String,
    /// Width in CSS pixels; 0 where it is not on screen, so that nothing is drawn.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// Device pixels per CSS pixel.
    pub scale: f64,
    /// Dark background.
    pub dark: bool,
    /// Logarithmic scale, where the view has one.
    pub log: bool,
    /// Language of what is written into the picture.
    pub lang: String,
    /// What a person chose in it, in the view's own words; none: what it shows by itself.
    #[serde(default)]
    #[cfg_attr(feature = "cli", ts(optional))]
    pub choice: Option<String>,
}

impl ViewRequest {
    /// A view on screen in the light theme, English, of so many CSS pixels, each a pixel of the picture.
    pub fn new(view: &str, width: u32, height: u32) -> Self {
        Self {
            view: view.into(),
            width,
            height,
            scale: 1.0,
            dark: false,
            log: false,
            lang: "en".into(),
            choice: None,
        }
    }

    /// Whether it is on screen.
    pub fn is_seen(&self) -> bool {
        self.width > 0 && self.height > 0
    }

    /// CSS pixels across: those asked for, or a usual width.
    pub fn columns(&self) -> u32 {
        if self.width > 0 { self.width } else { 600 }
    }

    /// As a file: large enough to be seen where it is not on screen, in CSS pixels, because SVG has no others.
    pub fn as_file(&self) -> Self {
        Self {
            width: self.columns(),
            height: if self.height > 0 { self.height } else { 300 },
            scale: 1.0,
            ..self.clone()
        }
    }
}
