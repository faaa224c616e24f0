//! What training data are like, as far as it explains how a training goes: counted once, when they are opened.

use crate::data::Data;
use crate::samples::{Inputs, Task};

/// What samples to train on are like.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Largest absolute input.
    pub largest: f32,
    /// Samples of each class; empty where there are none.
    pub classes: Vec<usize>,
}

impl Facts {
    /// Looks at the samples that have arrived.
    pub fn of(data: &Data) -> Self {
        let mut facts = Self::default();
        if data.task == Task::Classify {
            facts.classes = vec![0; data.outputs.len()];
        }
        for samples in data
            .shards
            .iter()
            .filter_map(|shard| shard.samples.as_ref())
        {
            let largest = match &samples.inputs {
                Inputs::Bytes { values, scale } => {
                    values.iter().copied().max().map_or(0.0, f32::from) * scale
                }
                Inputs::Floats(values) => values.iter().fold(0.0, |all: f32, v| all.max(v.abs())),
                Inputs::Points { points, features } => {
                    let rows = features.rows(points).into_iter();
                    rows.fold(0.0, |all: f32, v| all.max(v.abs()))
                }
                Inputs::Tokens { .. } => 1.0,
            };
            facts.largest = facts.largest.max(largest);
            if !facts.classes.is_empty() {
                for class in &samples.targets {
                    if let Some(count) = facts.classes.get_mut(*class as usize) {
                        *count += 1;
                    }
                }
            }
        }
        facts
    }
}
