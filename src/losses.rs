//! Losses: how wrong the outputs are, as one number to descend.

use burn::tensor::{Tensor, activation::log_softmax};

use crate::data::Task;
use crate::text::Text;

/// What the catalog knows of a loss.
pub struct LossRecord {
    pub id: &'static str,
    pub title: Text,
    pub about: Text,
    pub task: Task,
    pub citation: &'static str,
    /// Outputs `[samples, outputs]` and targets (class indices `[samples, 1]`, or values `[samples, outputs]`) to `[1]`.
    pub compute: fn(Tensor<2>, Tensor<2>) -> Tensor<1>,
}

pub static CROSS_ENTROPY: LossRecord = LossRecord {
    id: "cross_entropy",
    title: Text::new("Cross-entropy", "交叉熵"),
    about: Text::new(
        "−log of the probability (softmax) that the network gives to the right class; the mean over the batch.",
        "网络给正确类别的概率（softmax）取 −log，再对批量取平均。",
    ),
    task: Task::Classify,
    citation: "Bridle 1990",
    compute: |logits, classes| log_softmax(logits, 1).gather(1, classes.int()).mean().neg(),
};

pub static MSE: LossRecord = LossRecord {
    id: "mse",
    title: Text::new("Mean squared error", "均方误差"),
    about: Text::new(
        "The mean of (output − target)².",
        "（输出 − 目标）² 的平均。",
    ),
    task: Task::Regress,
    citation: "Legendre 1805",
    compute: |outputs, targets| squared(outputs - targets).mean(),
};

pub static HALF_MSE: LossRecord = LossRecord {
    id: "half_mse",
    title: Text::new("Half the mean squared error", "均方误差的一半"),
    about: Text::new(
        "½ of the mean of (output − target)²: its derivative has no factor 2.",
        "（输出 − 目标）² 平均值的 ½：求导后没有系数 2。",
    ),
    task: Task::Regress,
    citation: "Legendre 1805",
    compute: |outputs, targets| squared(outputs - targets).mean() * 0.5,
};

/// A product: one multiplication forward, and an exact gradient at 0.
fn squared(x: Tensor<2>) -> Tensor<2> {
    x.clone() * x
}
