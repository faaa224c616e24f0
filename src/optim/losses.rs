//! Losses: how wrong the outputs are. Each is a formula for its terms; their mean over a batch is what training
//! descends, and their mean over one sample is the loss of that sample.
//!
//! # To add one
//!
//! 1. A `pub static` [`LossRecord`] here, and its line in [`ALL`].
//! 2. `terms` is its formula, written so that nothing overflows, `term` and `slope` the same to be read, `at_once` their mean
//!    with its gradient on the processor (a variant of [`Loss`] in `operations/loss.rs`, computed in
//!    `kernels/src/loss.rs`); `outputs` says what it takes outputs for, from which
//!    probabilities and predicted class follow; `tasks` where it can be chosen.
//! 3. `tests/losses.rs`: its loss of each sample against the formula in `f64`.
//! 4. `tests/fixtures/make.py`: a case with PyTorch's own, whose gradients `cargo test --test pytorch` compares.
//! 5. `UPDATE=1 cargo test --test command_line` writes `assets/catalog.md` anew.

use burn::tensor::{Tensor, activation::log_softmax};

use crate::data::Data;
use crate::operations::{Loss, mean_loss};
use crate::optim::outputs::Outputs;
use crate::samples::Task;
use crate::shape::Shape;
use crate::text::Text;

/// What the catalog knows of a loss.
pub struct LossRecord {
    pub id: &'static str,
    pub title: Text,
    pub about: Text,
    /// What it can be used for.
    pub tasks: &'static [Task],
    pub citation: &'static str,
    /// What it takes the outputs for.
    pub outputs: Outputs,
    /// One term as MathML, and its derivative by the output that it is of: output `o`, target `y`, and the probability `p`
    /// where outputs are logits.
    pub term: &'static str,
    pub slope: &'static str,
    /// The terms of outputs `[samples, outputs]` and targets: class indices `[samples, 1]`, one for each step of a
    /// sequence `[samples, steps]` with −1 where there is none, or values `[samples, outputs]`.
    pub terms: fn(Tensor<2>, Tensor<2>) -> Terms,
    /// Its mean, as the processor computes it at once.
    pub at_once: Loss,
}

/// The terms of a loss, not yet added up.
pub struct Terms {
    /// `[samples, outputs]`, or `[samples · steps, 1]`; 0 where a term does not count.
    values: Tensor<2>,
    /// In the same shape, 1 where a term counts and 0 where not (steps of a sequence without a target); none where
    /// all of them count.
    counted: Option<Tensor<2>>,
}

impl Terms {
    /// Terms that all count.
    fn all(values: Tensor<2>) -> Self {
        Self {
            values,
            counted: None,
        }
    }
}

impl LossRecord {
    /// The mean of all terms that count, `[1]`: the loss of a batch. Outputs and targets are those of
    /// [`LossRecord::terms`]; on autodiff the gradient follows from it.
    pub fn mean(&self, outputs: Tensor<2>, targets: Tensor<2>) -> Tensor<1> {
        if let Some(mean) = mean_loss(self.at_once, &outputs, &targets) {
            return mean;
        }
        let Terms { values, counted } = (self.terms)(outputs, targets);
        match counted {
            None => values.mean(),
            Some(counted) => values.sum() / counted.sum().clamp_min(1.0),
        }
    }

    /// For each sample the sum of its terms and how many of them count, `[samples]` each. The sum of all sums over the
    /// sum of all counts is [`LossRecord::mean`].
    pub fn sums_and_counts(
        &self,
        outputs: Tensor<2>,
        targets: Tensor<2>,
    ) -> (Tensor<1>, Tensor<1>) {
        let samples = outputs.dims()[0];
        let Terms { values, counted } = (self.terms)(outputs, targets);
        let terms = values.dims().iter().product::<usize>() / samples;
        let sum = |x: Tensor<2>| -> Tensor<1> {
            let rows = x.reshape([samples, terms]);
            rows.sum_dim(1).reshape([samples])
        };
        let counts = match counted {
            None => Tensor::full([samples], terms as f64, &values.device()),
            Some(counted) => sum(counted),
        };
        (sum(values), counts)
    }

    /// The loss of each sample, `[samples]`: the mean of its terms; 0 where none of them counts.
    pub fn of_each(&self, outputs: Tensor<2>, targets: Tensor<2>) -> Tensor<1> {
        let (sums, counts) = self.sums_and_counts(outputs, targets);
        sums / counts.clamp_min(1.0)
    }

    /// Shape of what a network has to give for one sample of these data: values, or steps and values of each.
    pub fn output_shape(&self, data: &Data) -> Shape {
        let outputs = data.outputs.len();
        match data.task {
            Task::Classify => vec![self.outputs.for_classes(outputs)],
            Task::Regress => vec![outputs],
            Task::Tokens => vec![data.validation.target_width, outputs],
            Task::Reconstruct => vec![data.shape.iter().product()],
        }
    }
}

pub static CROSS_ENTROPY: LossRecord = LossRecord {
    id: "cross_entropy",
    title: Text::new("Cross-entropy", "交叉熵"),
    about: Text::new(
        "−log of the probability (softmax) that the network gives to the right class; the mean over the batch.",
        "网络给正确类别的概率（softmax）取 −log，再对批量取平均。",
    ),
    tasks: &[Task::Classify, Task::Tokens],
    citation: "Bridle 1990",
    outputs: Outputs::Softmax,
    term: "<mo>−</mo><mo>log</mo><mi>p</mi>",
    slope: "<mi>p</mi><mo>−</mo><mi>y</mi>",
    terms: |logits, classes| {
        let [samples, steps] = classes.dims();
        if steps == 1 {
            return Terms::all(log_softmax(logits, 1).gather(1, classes.int()).neg());
        }
        let rows = samples * steps;
        let width = logits.dims()[1] / steps;
        let classes = classes.reshape([rows, 1]);
        // 1 where there is a token to predict, 0 where the target is −1.
        let counted = (classes.clone() + 1.0).clamp(0.0, 1.0);
        let right =
            log_softmax(logits.reshape([rows, width]), 1).gather(1, classes.clamp_min(0.0).int());
        Terms {
            values: (right * counted.clone()).neg(),
            counted: Some(counted),
        }
    },
    at_once: Loss::CrossEntropy,
};

pub static BINARY_CROSS_ENTROPY: LossRecord = LossRecord {
    id: "binary_cross_entropy",
    title: Text::new("Binary cross-entropy", "二元交叉熵"),
    about: Text::new(
        "−y·log p − (1 − y)·log(1 − p) with p the sigmoid of the output: two classes by one output, or each output a yes or no of its own.",
        "−y·log p − (1 − y)·log(1 − p)，p 为输出的 sigmoid：用一个输出区分两类，或每个输出各自判断是否。",
    ),
    tasks: &[Task::Classify, Task::Reconstruct],
    citation: "Cox 1958",
    outputs: Outputs::Sigmoid,
    term: "<mo>−</mo><mi>y</mi><mo>·</mo><mo>log</mo><mi>p</mi><mo>−</mo><mrow><mo>(</mo><mn>1</mn><mo>−</mo><mi>y</mi><mo>)</mo></mrow><mo>·</mo><mo>log</mo><mrow><mo>(</mo><mn>1</mn><mo>−</mo><mi>p</mi><mo>)</mo></mrow>",
    slope: "<mi>p</mi><mo>−</mo><mi>y</mi>",
    // max(z, 0) − z·y + log(1 + e^−|z|): the same, and nothing overflows.
    terms: |outputs, targets| {
        let targets = each_output(&outputs, targets);
        let tail = (outputs.clone().abs().neg().exp() + 1.0).log();
        Terms::all(outputs.clone().clamp_min(0.0) - outputs * targets + tail)
    },
    at_once: Loss::BinaryCrossEntropy,
};

pub static MSE: LossRecord = LossRecord {
    id: "mse",
    title: Text::new("Mean squared error", "均方误差"),
    about: Text::new(
        "The mean of (output − target)².",
        "（输出 − 目标）² 的平均。",
    ),
    tasks: ALL_VALUES,
    citation: "Legendre 1805",
    outputs: VALUES,
    term: "<msup><mrow><mo>(</mo><mi>o</mi><mo>−</mo><mi>y</mi><mo>)</mo></mrow><mn>2</mn></msup>",
    slope: "<mn>2</mn><mo>·</mo><mrow><mo>(</mo><mi>o</mi><mo>−</mo><mi>y</mi><mo>)</mo></mrow>",
    terms: |outputs, targets| Terms::all(squared(away(outputs, targets))),
    at_once: Loss::Square,
};

pub static HALF_MSE: LossRecord = LossRecord {
    id: "half_mse",
    title: Text::new("Half the mean squared error", "均方误差的一半"),
    about: Text::new(
        "½ of the mean of (output − target)²: its derivative has no factor 2.",
        "（输出 − 目标）² 平均值的 ½：求导后没有系数 2。",
    ),
    tasks: ALL_VALUES,
    citation: "Legendre 1805",
    outputs: VALUES,
    term: "<mfrac><mn>1</mn><mn>2</mn></mfrac><mo>·</mo><msup><mrow><mo>(</mo><mi>o</mi><mo>−</mo><mi>y</mi><mo>)</mo></mrow><mn>2</mn></msup>",
    slope: "<mi>o</mi><mo>−</mo><mi>y</mi>",
    terms: |outputs, targets| Terms::all(squared(away(outputs, targets)) * 0.5),
    at_once: Loss::HalfSquare,
};

pub static HUBER: LossRecord = LossRecord {
    id: "huber",
    title: Text::new("Huber", "Huber 损失"),
    about: Text::new(
        "Half the squared error up to 1, then a straight line: outliers pull less.",
        "误差不超过 1 时为平方的一半，之后为直线：离群点影响更小。",
    ),
    tasks: ALL_VALUES,
    citation: "Huber 1964",
    outputs: VALUES,
    term: "<mi>q</mi><mo>·</mo><mrow><mo>(</mo><mrow><mo>|</mo><mi>o</mi><mo>−</mo><mi>y</mi><mo>|</mo></mrow><mo>−</mo><mfrac><mrow><mi>q</mi></mrow><mrow><mn>2</mn></mrow></mfrac><mo>)</mo></mrow>",
    slope: "<mi>max</mi><mrow><mo>(</mo><mn>−1</mn><mo>,</mo><mi>min</mi><mrow><mo>(</mo><mn>1</mn><mo>,</mo><mi>o</mi><mo>−</mo><mi>y</mi><mo>)</mo></mrow><mo>)</mo></mrow>",
    // With q = min(|d|, 1): q·(|d| − q/2).
    terms: |outputs, targets| {
        let away = away(outputs, targets).abs();
        let near = away.clone().clamp_max(1.0);
        Terms::all(near.clone() * (away - near * 0.5))
    },
    at_once: Loss::Huber,
};

/// Targets of classes are 0 and 1.
const VALUES: Outputs = Outputs::Direct { threshold: 0.5 };

const ALL_VALUES: &[Task] = &[Task::Regress, Task::Reconstruct, Task::Classify];

/// A target for each output: classes become 1 for the right one and 0 for all others.
fn each_output(outputs: &Tensor<2>, targets: Tensor<2>) -> Tensor<2> {
    let [samples, width] = outputs.dims();
    if targets.dims()[1] == width {
        return targets;
    }
    let numbers = Tensor::<1, burn::tensor::Int>::arange(0..width as i64, &targets.device());
    let numbers = numbers.float().reshape([1, width]).repeat_dim(0, samples);
    numbers.equal(targets.repeat_dim(1, width)).float()
}

fn away(outputs: Tensor<2>, targets: Tensor<2>) -> Tensor<2> {
    let targets = each_output(&outputs, targets);
    outputs - targets
}

/// A product: one multiplication forward, and an exact gradient at 0.
fn squared(x: Tensor<2>) -> Tensor<2> {
    x.clone() * x
}

/// Every loss, in the order of the menu.
pub static ALL: &[&LossRecord] = &[
    &CROSS_ENTROPY,
    &BINARY_CROSS_ENTROPY,
    &MSE,
    &HALF_MSE,
    &HUBER,
];

/// The loss `id`.
pub fn find(id: &str) -> Option<&'static LossRecord> {
    ALL.iter().copied().find(|record| record.id == id)
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;

    fn rows<const R: usize, const C: usize>(values: [[f32; C]; R]) -> Tensor<2> {
        Tensor::from_floats(values, &Device::flex())
    }

    fn read(tensor: Tensor<1>) -> Vec<f32> {
        tensor.into_data().try_into_vec().expect("f32")
    }

    fn close(found: &[f32], right: &[f64]) {
        assert_eq!(found.len(), right.len());
        for (found, right) in found.iter().zip(right) {
            assert!((f64::from(*found) - right).abs() < 1e-6, "{found} {right}");
        }
    }

    #[test]
    fn the_loss_of_each_sample_is_that_of_the_formula() {
        let e = std::f64::consts::E;
        // Two classes with a logit each: −log of e/(1 + e), of 1/(1 + e).
        let logits = || rows([[0.0, 1.0], [0.0, 1.0]]);
        let found = CROSS_ENTROPY.of_each(logits(), rows([[1.0], [0.0]]));
        close(&read(found), &[(1.0 + 1.0 / e).ln(), (1.0 + e).ln()]);
        // One logit: −log of the same probabilities.
        let found = BINARY_CROSS_ENTROPY.of_each(rows([[1.0], [1.0]]), rows([[1.0], [0.0]]));
        close(&read(found), &[(1.0 + 1.0 / e).ln(), (1.0 + e).ln()]);
        // Errors of 1 and 3, then of 0.5 and 0.
        let (outputs, targets) = ([[1.0, 5.0], [2.5, 0.0]], [[0.0, 2.0], [2.0, 0.0]]);
        for (loss, right) in [
            (&MSE, [5.0, 0.125]),
            (&HALF_MSE, [2.5, 0.0625]),
            (&HUBER, [1.5, 0.0625]),
        ] {
            let found = loss.of_each(rows(outputs), rows(targets));
            close(&read(found), &right);
        }
        // A class as target of two values: 0 and 1.
        let found = MSE.of_each(rows([[0.5, 1.0]]), rows([[1.0]]));
        close(&read(found), &[0.125]);
    }

    #[test]
    fn steps_without_a_target_count_for_no_sample() {
        // Two sequences of two steps, two tokens: logits [0, 0] give log 2 for any target.
        let logits = || rows([[0.0; 4], [0.0, 1.0, 7.0, 7.0], [0.0; 4]]);
        let targets = || rows([[0.0, 1.0], [1.0, -1.0], [-1.0, -1.0]]);
        let second = (1.0 + (-1.0_f64).exp()).ln();
        let two = 2.0_f64.ln();
        let (sums, counts) = CROSS_ENTROPY.sums_and_counts(logits(), targets());
        close(&read(sums), &[2.0 * two, second, 0.0]);
        assert_eq!(read(counts), [2.0, 1.0, 0.0]);
        let each = CROSS_ENTROPY.of_each(logits(), targets());
        close(&read(each), &[two, second, 0.0]);
        let mean = CROSS_ENTROPY.mean(logits(), targets());
        close(&read(mean), &[(2.0 * two + second) / 3.0]);
    }

    #[test]
    fn the_gradient_at_once_is_that_of_the_terms() {
        let device = Device::flex().autodiff();
        for (targets, losses) in [
            (vec![2.0, 0.0], ALL),
            (vec![0.3, -1.0, 0.5, 2.5, 1.0, 0.0], &ALL[1..]),
            (vec![1.0, -1.0, 0.0, 1.0, 0.0, -1.0], &ALL[..1]),
        ] {
            for loss in losses {
                let width = targets.len() / 2;
                let gradient = |at_once: bool| {
                    let values = [
                        [0.3, -1.2, 2.0, 0.1, 0.4, -3.0],
                        [1.5, 0.2, -0.7, 0.0, 1.0, 1.0],
                    ];
                    let outputs = Tensor::<2>::from_floats(values, &device).require_grad();
                    // Of a sequence, two outputs for each of its three steps; else three for a sample.
                    let given = match loss.id {
                        "cross_entropy" if width == 3 => outputs.clone(),
                        _ => outputs.clone().narrow(1, 0, 3),
                    };
                    let targets = targets.as_slice();
                    let targets = Tensor::<1>::from_floats(targets, &device).reshape([2, width]);
                    let mean = if at_once {
                        loss.mean(given, targets)
                    } else {
                        let Terms { values, counted } = (loss.terms)(given, targets);
                        let count = counted
                            .map_or(values.dims().iter().product::<usize>() as f32, |counted| {
                                read(counted.sum().inner())[0]
                            });
                        values.sum() / count
                    };
                    let gradients = (mean.clone() * 3.0).backward();
                    let gradient = outputs.grad(&gradients).expect("it is of the outputs");
                    [read(mean.inner()), read(gradient.reshape([12]))].concat()
                };
                let right: Vec<f64> = gradient(false).into_iter().map(f64::from).collect();
                close(&gradient(true), &right);
            }
        }
    }

    #[test]
    fn the_mean_is_the_sum_of_sums_over_the_sum_of_counts() {
        let outputs = || rows([[0.3, -1.2, 2.0], [1.5, 0.2, -0.7], [0.0, 4.0, 0.1]]);
        let classes = || rows([[2.0], [0.0], [0.0]]);
        for loss in ALL {
            let mean = read(loss.mean(outputs(), classes()))[0];
            let (sums, counts) = loss.sums_and_counts(outputs(), classes());
            let whole = read(sums.sum() / counts.sum())[0];
            assert!((mean - whole).abs() < 1e-6, "{}: {mean} {whole}", loss.id);
        }
    }
}
