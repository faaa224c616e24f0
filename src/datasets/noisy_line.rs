//! Points about a line: what linear regression is for.
//!
//! Inputs go from −1 to 1, so with ½·MSE over all samples gradient descent always converges at a rate of 0.1 and never
//! at 2.5: the largest curvature of the loss is at least 1 (that of the intercept) and at most 2.

use super::{DatasetRecord, Source, TRAIN, line_values, noise, one_value, samples};
use crate::params::Param;
use crate::samples::Task;
use crate::text::Text;

pub static NOISY_LINE: DatasetRecord = DatasetRecord {
    id: "noisy-line",
    title: Text::new("Noisy line", "带噪声的直线"),
    about: Text::new(
        "Points about a line, y = slope·x + intercept + noise: which weight and bias were they made with?",
        "直线附近的点，y = 斜率·x + 截距 + 噪声：生成它们的权重和偏置是多少？",
    ),
    citation: "Legendre 1805",
    group: "line",
    params: &[
        samples(10, 5000, 50),
        Param::real("slope", Text::new("Slope", "斜率"), -5.0, 5.0, 2.0),
        Param::real("intercept", Text::new("Intercept", "截距"), -5.0, 5.0, 1.0),
        noise(0.3),
        TRAIN,
    ],
    task: Task::Regress,
    shape: &[1],
    outputs: one_value,
    source: Source::Generated(|entry, rng| {
        let (slope, intercept) = (entry.number("slope"), entry.number("intercept"));
        line_values(entry, rng, |x| slope * x + intercept)
    }),
    drawing: None,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::tests::{entry, made};
    use crate::samples::Inputs;

    /// Weight and bias after so many full-batch steps on ½·MSE from 0.
    fn descend(samples: &crate::samples::Samples, rate: f32, steps: usize) -> [f32; 2] {
        let Inputs::Floats(xs) = &samples.inputs else {
            panic!("a line of numbers");
        };
        let count = xs.len() as f32;
        let (mut weight, mut bias) = (0.0, 0.0);
        for _ in 0..steps {
            let away =
                || (xs.iter().zip(&samples.targets)).map(|(x, y)| (x, weight * x + bias - y));
            let by_weight: f32 = away().map(|(x, away)| away * x).sum();
            let by_bias: f32 = away().map(|(_, away)| away).sum();
            weight -= rate * by_weight / count;
            bias -= rate * by_bias / count;
        }
        [weight, bias]
    }

    #[test]
    fn gradient_descent_finds_the_line_or_overshoots() {
        let samples = made(&NOISY_LINE, &entry(&NOISY_LINE)).samples;
        let [weight, bias] = descend(&samples, 0.1, 300);
        assert!(
            (weight - 2.0).abs() < 0.3 && (bias - 1.0).abs() < 0.2,
            "{weight} {bias}"
        );
        let [weight, bias] = descend(&samples, 2.5, 50);
        assert!(bias.abs() > 1e6, "{weight} {bias}");
    }
}
