//! Signals in one dimension: ten forms, stretched, moved, tilted and noisy; for networks that read step by step.

use std::f64::consts::TAU;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{BALANCE, DatasetRecord, LABEL_NOISE, Source, TRAIN, noise, normal, samples};
use crate::params::Entry;
use crate::samples::{Samples, Task};
use crate::text::Text;

pub static WAVES: DatasetRecord = DatasetRecord {
    id: "waves",
    title: Text::new("Waves, 40 steps", "波形，40 个时间步"),
    about: Text::new(
        "Ten forms somewhere in a signal of 40 steps, stretched, tilted and noisy: digits in one dimension, in the manner of MNIST-1D.",
        "40 个时间步的信号中某处有十种波形之一，经拉伸、倾斜并带有噪声：一维的“数字”，仿照 MNIST-1D。",
    ),
    citation: "Greydanus 2020",
    group: "signals",
    params: &[
        samples(100, 20_000, 3000),
        noise(0.1),
        LABEL_NOISE,
        BALANCE,
        TRAIN,
    ],
    task: Task::Classify,
    shape: &[STEPS, 1],
    outputs: |_| FORMS.map(|(sign, _)| sign.into()).into(),
    source: Source::Generated(make),
    drawing: None,
};

const STEPS: usize = 40;

/// What a form is worth from its beginning (0) to its end (1).
type Form = fn(f64) -> f64;

/// The classes with a sign that looks like each.
const FORMS: [(&str, Form); 10] = [
    ("∿", |t| libm::sin(TAU * t)),
    ("∿∿", |t| libm::sin(2.0 * TAU * t)),
    ("∧", |t| tooth(t)),
    ("∨", |t| -tooth(t)),
    ("⊓", |_| 1.0),
    ("⊔", |_| -1.0),
    ("/", |t| 2.0 * t - 1.0),
    ("\\", |t| 1.0 - 2.0 * t),
    ("M", |t| tooth(2.0 * t) + tooth(2.0 * t - 1.0)),
    ("W", |t| -tooth(2.0 * t) - tooth(2.0 * t - 1.0)),
];

/// Up and down again between 0 and 1.
fn tooth(t: f64) -> f64 {
    (1.0 - (2.0 * t - 1.0).abs()).max(0.0)
}

fn make(entry: &Entry, rng: &mut ChaCha8Rng) -> Samples {
    let count = entry.integer("samples");
    let (mut inputs, mut targets) = (Vec::with_capacity(STEPS * count), Vec::with_capacity(count));
    for index in 0..count {
        let class = index % FORMS.len();
        let (_, form) = FORMS[class];
        let mut between = |from: f64, to: f64| from + (to - from) * rng.random::<f64>();
        let length = between(18.0, 32.0);
        let start = between(0.0, STEPS as f64 - length);
        let height = between(0.6, 1.4);
        let tilt = between(-0.4, 0.4);
        for step in 0..STEPS {
            let t = (step as f64 + 0.5 - start) / length;
            let form = if (0.0..1.0).contains(&t) {
                form(t)
            } else {
                0.0
            };
            let slope = tilt * (2.0 * step as f64 / (STEPS - 1) as f64 - 1.0);
            let [away] = normal(rng);
            inputs.push((height * form + slope + entry.number("noise") * away) as f32);
        }
        targets.push(class as f32);
    }
    Samples::floats(inputs, STEPS, targets, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_form_is_another_one_made_larger_or_smaller() {
        let at = |form: Form| -> [f64; 40] {
            let values: [f64; 40] = std::array::from_fn(|step| form((step as f64 + 0.5) / 40.0));
            let length = libm::sqrt(values.iter().map(|value| value * value).sum());
            values.map(|value| value / length)
        };
        for (index, (sign, form)) in FORMS.into_iter().enumerate() {
            for (other_sign, other) in &FORMS[..index] {
                let alike: f64 = at(form).iter().zip(at(*other)).map(|(a, b)| a * b).sum();
                assert!(alike < 0.9, "{sign} and {other_sign}: {alike}");
            }
        }
    }
}
