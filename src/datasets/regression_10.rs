//! Ten features and a value that follows from them, almost linearly.

use rand_chacha::ChaCha8Rng;

use super::{DatasetRecord, Source, TRAIN, noise, normal, one_value, samples};
use crate::params::Entry;
use crate::samples::{Samples, Task};
use crate::text::Text;

pub static REGRESSION_10: DatasetRecord = DatasetRecord {
    id: "regression-10",
    title: Text::new("10 features, one value", "10 个特征，一个数值"),
    about: Text::new(
        "The value is a weighted sum of ten features, and a kink that no weighted sum can follow. The seed gives the weights.",
        "目标值是十个特征的加权和，再加上任何加权和都无法表示的折线。权重由随机种子决定。",
    ),
    citation: "",
    group: "table",
    params: &[samples(50, 10_000, 1000), noise(0.1), TRAIN],
    task: Task::Regress,
    shape: &[FEATURES],
    outputs: one_value,
    source: Source::Generated(make),
    drawing: None,
};

const FEATURES: usize = 10;

/// y = w·x + ½·|v·x| + noise, with w and v of length 1 and x standard normal.
fn make(entry: &Entry, rng: &mut ChaCha8Rng) -> Samples {
    let (linear, kink): ([f64; FEATURES], _) = (direction(rng), direction(rng));
    let mut inputs = Vec::new();
    let mut targets = Vec::new();
    for _ in 0..entry.integer("samples") {
        let x = normal(rng);
        let [away] = normal(rng);
        let value = dot(&linear, &x) + 0.5 * dot(&kink, &x).abs() + entry.number("noise") * away;
        inputs.extend(x.map(|feature| feature as f32));
        targets.push(value as f32);
    }
    Samples::floats(inputs, FEATURES, targets, 1)
}

/// A vector of length 1, every direction as likely as any other.
pub(super) fn direction<const N: usize>(rng: &mut ChaCha8Rng) -> [f64; N] {
    let vector = normal::<N>(rng);
    let length = libm::sqrt(dot(&vector, &vector));
    vector.map(|value| value / length)
}

pub(super) fn dot<const N: usize>(one: &[f64; N], other: &[f64; N]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::tests::entry;
    use crate::random;
    use crate::samples::Inputs;

    #[test]
    fn values_follow_from_the_features() {
        let entry = entry(&REGRESSION_10).with("noise", 0.0);
        let samples = make(&entry, &mut random::generator(1, "data", 0));
        let Inputs::Floats(inputs) = &samples.inputs else {
            panic!("a table holds numbers");
        };
        let mut rng = random::generator(1, "data", 0);
        let (linear, kink) = (direction(&mut rng), direction(&mut rng));
        for (row, target) in inputs.chunks_exact(FEATURES).zip(&samples.targets) {
            let x: [f64; FEATURES] = std::array::from_fn(|feature| f64::from(row[feature]));
            let value = dot(&linear, &x) + 0.5 * dot(&kink, &x).abs();
            assert!((value - f64::from(*target)).abs() < 1e-5);
        }
    }
}
