//! Oscillators that swing and die away, seen by ten instruments: what do they show next?

use std::f64::consts::TAU;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{DatasetRecord, Source, TRAIN, noise, normal, samples};
use crate::params::{Entry, Param};
use crate::samples::{Made, Samples, Task};
use crate::text::Text;

pub static OSCILLATORS: DatasetRecord = DatasetRecord {
    id: "oscillators",
    title: Text::new("Oscillators, 10 features", "振子，10 个特征"),
    about: Text::new(
        "Three damped oscillators, of which each of ten features shows a mixture; the target is what the ten show at the next step.",
        "三个阻尼振子，十个特征各是它们的一种线性组合；目标是下一时间步的十个特征。",
    ),
    citation: "Elman 1990",
    group: "sequences",
    params: &[
        samples(50, 5000, 1000),
        Param::integer("steps", Text::new("Time steps", "时间步数"), 5, 60, 20),
        noise(0.02),
        TRAIN,
    ],
    task: Task::Regress,
    shape: &[],
    outputs: |_| Vec::new(),
    source: Source::Made {
        file: None,
        make: |entry, _, rng| Ok(make(entry, rng)),
    },
    drawing: None,
};

const FEATURES: usize = 10;
const OSCILLATORS_MIXED: usize = 3;

/// Feature k at time t is Σⱼ mₖⱼ·aⱼ·exp(−dⱼ·t)·sin(ωⱼ·t + φⱼ + ψₖⱼ). The mixture m and the lags ψ are those of the
/// whole set; amplitudes a, dampings d, frequencies ω and phases φ are drawn for each sequence.
fn make(entry: &Entry, rng: &mut ChaCha8Rng) -> Made {
    let (count, steps) = (entry.integer("samples"), entry.integer("steps"));
    let mixture = [(); FEATURES].map(|()| normal::<OSCILLATORS_MIXED>(rng));
    let lags = [(); FEATURES].map(|()| [(); OSCILLATORS_MIXED].map(|()| TAU * rng.random::<f64>()));
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let mut between = |from: f64, to: f64| from + (to - from) * rng.random::<f64>();
        let oscillators: [[f64; 4]; OSCILLATORS_MIXED] = std::array::from_fn(|index| {
            // Slow, medium, fast: 24, 12 and 8 steps for a period, a little more or less.
            let frequency = TAU * (index + 1) as f64 / 24.0 * between(0.9, 1.1);
            [
                between(0.5, 1.0),
                between(0.0, 0.03),
                frequency,
                TAU * between(0.0, 1.0),
            ]
        });
        // The step after the last is the target.
        for step in 0..=steps {
            let time = step as f64;
            for (mixture, lags) in mixture.iter().zip(&lags) {
                let swing = |index: usize| {
                    let [amplitude, damping, frequency, phase] = oscillators[index];
                    let angle = frequency * time + phase + lags[index];
                    mixture[index] * amplitude * libm::exp(-damping * time) * libm::sin(angle)
                };
                let value: f64 = (0..OSCILLATORS_MIXED).map(swing).sum();
                let [away] = normal(rng);
                let value = (value + entry.number("noise") * away) as f32;
                if step < steps {
                    inputs.push(value);
                } else {
                    targets.push(value);
                }
            }
        }
    }
    Made {
        samples: Samples::floats(inputs, steps * FEATURES, targets, FEATURES),
        shape: vec![steps, FEATURES],
        outputs: (1..=FEATURES).map(|feature| feature.to_string()).collect(),
        tokens: Vec::new(),
        features: Vec::new(),
        next: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::tests::entry;
    use crate::random;
    use crate::samples::Inputs;

    /// Each of three undamped oscillators obeys x(t+1) = 2·cos ω·x(t) − x(t−1); so the target is near what the end of
    /// the sequence leads to, and nearer than the last step itself.
    #[test]
    fn the_target_goes_on_where_the_sequence_ends() {
        let entry = entry(&OSCILLATORS).with("noise", 0.0).with("steps", 30.0);
        let made = make(&entry, &mut random::generator(1, "data", 0));
        let Inputs::Floats(inputs) = &made.samples.inputs else {
            panic!("sequences of numbers");
        };
        assert_eq!(made.shape, [30, 10]);
        let (mut still, mut straight, mut size) = (0.0, 0.0, 0.0);
        let targets = made.samples.targets.chunks_exact(FEATURES);
        for (sequence, target) in inputs.chunks_exact(300).zip(targets) {
            for (feature, target) in target.iter().enumerate() {
                let [last, before] = [1, 2].map(|back| sequence[(30 - back) * FEATURES + feature]);
                still += (target - last).powi(2);
                straight += (target - (2.0 * last - before)).powi(2);
                size += target * target;
            }
        }
        assert!(
            straight < still && still < size,
            "{straight} {still} {size}"
        );
    }
}
