//! One input of a network, as a person gives it: a drawing, or its numbers.

use serde::Deserialize;

use super::{Data, drawing};
use crate::datasets::Preparation;

/// One input of a network.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum Input {
    /// What was written on the pad, stroke by stroke: x and y of its points in turn, as shares of the pad's side. It is
    /// drawn as the data set's pictures were made.
    Drawing { strokes: Vec<Vec<f32>> },
    /// The numbers as the network takes them.
    Values { values: Vec<f32> },
}

impl Input {
    /// The row of numbers that a network of this data takes; `preparation` is that of the data set. None where nothing
    /// was drawn, where nothing can be drawn for such data, and where there are too few numbers or too many.
    pub fn row(&self, data: &Data, preparation: Option<Preparation>) -> Option<Vec<f32>> {
        match self {
            Self::Values { values } => {
                let width: usize = data.shape.iter().product();
                (values.len() == width).then(|| values.clone())
            }
            Self::Drawing { strokes } => {
                let seen = drawing::from_strokes(preparation?, strokes)?;
                // Networks that were trained on raw pixels read raw pixels.
                Some(seen.into_iter().map(|value| value * data.ink).collect())
            }
        }
    }
}
