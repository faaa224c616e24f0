//! What is done to samples once they are split, as the data's entry asks: classes are thinned out, labels made wrong,
//! features standardised. What is held out keeps its classes and its labels.

use rand::RngExt;

use crate::params::Entry;
use crate::random;
use crate::samples::{Inputs, Samples};

/// Keeps only the percentage `balance` of all classes but the first, in training; what is held out stays as it is.
pub(super) fn balance(chosen: &mut Vec<usize>, all: &Samples, entry: &Entry, seed: u64) {
    let share = entry.optional("balance").unwrap_or(100.0) / 100.0;
    if share < 1.0 {
        let mut rng = random::generator(seed, "balance", 0);
        chosen.retain(|&sample| all.targets[sample] == 0.0 || rng.random::<f64>() < share);
    }
}

/// Gives the percentage `label_noise` of the samples, all to be trained on, another class.
pub(super) fn mislabel(
    samples: &mut Samples,
    classes: usize,
    entry: &Entry,
    seed: u64,
    shard: u64,
) {
    let share = entry.optional("label_noise").unwrap_or(0.0) / 100.0;
    if share > 0.0 && classes > 1 {
        let mut rng = random::generator(seed, "labels", shard);
        for class in &mut samples.targets {
            if rng.random::<f64>() < share {
                let other = rng.random_range(1..classes);
                *class = ((*class as usize + other) % classes) as f32;
            }
        }
    }
}

/// Gives every feature mean 0 and variance 1, as the training samples have them; the others are changed alike.
pub(super) fn standardise(train: &mut Samples, others: &mut [Samples]) {
    let width = train.width;
    let Inputs::Floats(values) = &train.inputs else {
        return;
    };
    let rows = (values.len() / width) as f64;
    let moments: Vec<(f32, f32)> = (0..width)
        .map(|feature| {
            let of = || {
                values
                    .iter()
                    .skip(feature)
                    .step_by(width)
                    .map(|&v| f64::from(v))
            };
            let mean = of().sum::<f64>() / rows;
            let variance = of()
                .map(|value| (value - mean) * (value - mean))
                .sum::<f64>()
                / rows;
            // A feature that is always the same says nothing; it becomes 0.
            let deviation = if variance > 0.0 {
                libm::sqrt(variance)
            } else {
                1.0
            };
            (mean as f32, deviation as f32)
        })
        .collect();
    for samples in [train].into_iter().chain(others) {
        if let Inputs::Floats(values) = &mut samples.inputs {
            for row in values.chunks_exact_mut(width) {
                for (value, (mean, deviation)) in row.iter_mut().zip(&moments) {
                    *value = (*value - mean) / deviation;
                }
            }
        }
    }
}
