//! Samples: inputs with what is right for each, and what is to be learnt of them. Data sets make them, data split them,
//! sessions gather them.

use serde::{Deserialize, Serialize};

use crate::features::Features;
use crate::shape::Shape;

/// What is to be learnt; decides losses and metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// One of several classes.
    Classify,
    /// Values.
    Regress,
    /// A token for each step of a sequence: the next letter, say.
    Tokens,
    /// The input itself.
    Reconstruct,
}

impl Task {
    /// The word of the protocol.
    pub fn word(self) -> &'static str {
        match self {
            Self::Classify => "classify",
            Self::Regress => "regress",
            Self::Tokens => "tokens",
            Self::Reconstruct => "reconstruct",
        }
    }

    /// The loss that is used where the Recipe names none.
    pub fn default_loss(self) -> &'static str {
        match self {
            Self::Classify | Self::Tokens => "cross_entropy",
            Self::Regress | Self::Reconstruct => "mse",
        }
    }
}

/// Which split of the data a sample is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    Training,
    Validation,
    Test,
}

impl Split {
    /// A number that no other sample of the data has, so that one lights up wherever it is shown.
    pub fn id(self, index: usize) -> u32 {
        3 * index as u32 + self as u32
    }
}

/// Inputs of many samples, row by row.
#[derive(Clone, Debug, PartialEq)]
pub enum Inputs {
    /// Bytes, each worth `scale`.
    Bytes { values: Vec<u8>, scale: f32 },
    /// Numbers as the network takes them.
    Floats(Vec<f32>),
    /// Points of the plane, of which the network takes these features.
    Points {
        points: Vec<[f32; 2]>,
        features: Features,
    },
    /// Tokens of a vocabulary of so many; the network takes each one-hot.
    Tokens { values: Vec<u16>, vocabulary: usize },
}

/// Samples with what is right for each.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples {
    pub inputs: Inputs,
    /// Numbers in one input.
    pub width: usize,
    /// A class index, one for each step (−1: none), or values.
    pub targets: Vec<f32>,
    /// Numbers in one target.
    pub target_width: usize,
    /// Whether the network is to give back the input, whatever the targets are.
    pub reconstruct: bool,
}

impl Samples {
    /// Samples with numbers as inputs and as many targets.
    pub fn floats(inputs: Vec<f32>, width: usize, targets: Vec<f32>, target_width: usize) -> Self {
        Self {
            inputs: Inputs::Floats(inputs),
            width,
            targets,
            target_width,
            reconstruct: false,
        }
    }

    /// Sequences of so many tokens of a vocabulary, with a target for each step.
    pub fn tokens(values: Vec<u16>, steps: usize, vocabulary: usize, targets: Vec<f32>) -> Self {
        Self {
            inputs: Inputs::Tokens { values, vocabulary },
            width: steps * vocabulary,
            targets,
            target_width: steps,
            reconstruct: false,
        }
    }

    /// Samples in the plane with a class or a value each. The network is given the coordinates, until
    /// [`Samples::give`] says otherwise.
    pub fn points(points: Vec<[f32; 2]>, targets: Vec<f32>) -> Self {
        let features = Features::COORDINATES;
        Self {
            width: features.count(),
            inputs: Inputs::Points { points, features },
            targets,
            target_width: 1,
            reconstruct: false,
        }
    }

    /// Samples in the plane: from now on the network is given these features of each.
    pub fn give(&mut self, given: Features) {
        if let Inputs::Points { features, .. } = &mut self.inputs {
            *features = given;
            self.width = given.count();
        }
    }

    /// Where the samples lie, if they are points of the plane: as they were made, or as two numbers that were brought
    /// along.
    pub fn in_plane(&self) -> Option<Vec<[f32; 2]>> {
        match &self.inputs {
            Inputs::Points { points, .. } => Some(points.clone()),
            Inputs::Floats(values) if self.width == 2 => Some(values.as_chunks().0.to_vec()),
            _ => None,
        }
    }

    /// The features of a point that the network is given, if the samples are points of the plane.
    pub fn features(&self) -> Option<Features> {
        match &self.inputs {
            Inputs::Points { features, .. } => Some(*features),
            Inputs::Floats(_) if self.width == 2 => Some(Features::COORDINATES),
            _ => None,
        }
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.targets.len() / self.target_width
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// Appends input and target of one sample to rows that are being gathered.
    pub fn gather(&self, sample: usize, inputs: &mut Vec<f32>, targets: &mut Vec<f32>) {
        let row = sample * self.width..(sample + 1) * self.width;
        match &self.inputs {
            Inputs::Bytes { values, scale } => {
                inputs.extend(values[row].iter().map(|&value| f32::from(value) * scale));
            }
            Inputs::Floats(values) => inputs.extend_from_slice(&values[row]),
            Inputs::Points { points, features } => {
                inputs.extend(features.rows(&points[sample..=sample]));
            }
            Inputs::Tokens { values, vocabulary } => {
                let steps = self.width / vocabulary;
                let start = inputs.len();
                inputs.resize(start + self.width, 0.0);
                for (step, &token) in values[sample * steps..][..steps].iter().enumerate() {
                    inputs[start + step * vocabulary + usize::from(token)] = 1.0;
                }
            }
        }
        if self.reconstruct {
            targets.extend_from_slice(&inputs[inputs.len() - self.width..]);
            return;
        }
        let target = sample * self.target_width..(sample + 1) * self.target_width;
        targets.extend_from_slice(&self.targets[target]);
    }

    /// The chosen samples, in that order.
    pub fn take(&self, chosen: &[usize]) -> Self {
        let rows = |width: usize| chosen.iter().flat_map(move |&s| s * width..(s + 1) * width);
        let inputs = match &self.inputs {
            Inputs::Bytes { values, scale } => Inputs::Bytes {
                values: rows(self.width).map(|at| values[at]).collect(),
                scale: *scale,
            },
            Inputs::Floats(values) => {
                Inputs::Floats(rows(self.width).map(|at| values[at]).collect())
            }
            Inputs::Points { points, features } => Inputs::Points {
                points: chosen.iter().map(|&sample| points[sample]).collect(),
                features: *features,
            },
            Inputs::Tokens { values, vocabulary } => Inputs::Tokens {
                values: rows(self.width / vocabulary).map(|at| values[at]).collect(),
                vocabulary: *vocabulary,
            },
        };
        Self {
            inputs,
            targets: rows(self.target_width).map(|at| self.targets[at]).collect(),
            ..*self
        }
    }
}

/// Samples with what has to be known of them, where their record cannot say it beforehand.
pub struct Made {
    pub samples: Samples,
    /// Of one input.
    pub shape: Shape,
    /// Names of the classes, of the outputs, or of the tokens to predict.
    pub outputs: Vec<String>,
    /// The tokens of the inputs, where they are such.
    pub tokens: Vec<String>,
    /// Names of the features of a table.
    pub features: Vec<String>,
    /// Whether each target is the token that follows: a language model, which can write. Texts begin and end with
    /// [`END`] where it is the first of the tokens.
    pub next: bool,
}

/// What is right for each place of a sequence of tokens.
pub type Answer = fn(&[u16]) -> Vec<u16>;

/// The token at which a text begins and ends, where a vocabulary has one.
pub const END: &str = "⏎";
