//! Losses: how wrong the outputs are, as one number to descend.

use burn::tensor::{Tensor, activation::log_softmax};

use crate::data::Data;
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
    /// Outputs `[samples, outputs]` and targets (class indices `[samples, 1]`, one for each step of a sequence
    /// `[samples, steps]` with −1 where there is none, or values `[samples, outputs]`) to `[1]`.
    pub compute: fn(Tensor<2>, Tensor<2>) -> Tensor<1>,
}

impl LossRecord {
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
    compute: |logits, classes| {
        let [samples, steps] = classes.dims();
        if steps == 1 {
            return log_softmax(logits, 1).gather(1, classes.int()).mean().neg();
        }
        let rows = samples * steps;
        let width = logits.dims()[1] / steps;
        let classes = classes.reshape([rows, 1]);
        // 1 where there is a token to predict, 0 where the target is −1.
        let counted = (classes.clone() + 1.0).clamp(0.0, 1.0);
        let right =
            log_softmax(logits.reshape([rows, width]), 1).gather(1, classes.clamp_min(0.0).int());
        (right * counted.clone()).sum().neg() / counted.sum().clamp_min(1.0)
    },
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
    // max(z, 0) − z·y + log(1 + e^−|z|): the same, and nothing overflows.
    compute: |outputs, targets| {
        let targets = each_output(&outputs, targets);
        let tail = (outputs.clone().abs().neg().exp() + 1.0).log();
        (outputs.clone().clamp_min(0.0) - outputs * targets + tail).mean()
    },
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
    compute: |outputs, targets| squared(away(outputs, targets)).mean(),
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
    compute: |outputs, targets| squared(away(outputs, targets)).mean() * 0.5,
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
    // With q = min(|d|, 1): q·(|d| − q/2).
    compute: |outputs, targets| {
        let away = away(outputs, targets).abs();
        let near = away.clone().clamp_max(1.0);
        (near.clone() * (away - near * 0.5)).mean()
    },
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
