//! Optimisers: how a gradient becomes a step.
//!
//! Own formulas, because burn's `ModuleOptimizer` can neither be saved nor loaded on wasm. Each is proven against
//! PyTorch's by the fixtures in `tests/fixtures`.

use burn::tensor::Tensor;

use crate::params::{Entry, Param};
use crate::text::Text;

/// What the catalog knows of an optimiser.
pub struct OptimizerRecord {
    pub id: &'static str,
    pub title: Text,
    pub about: Text,
    pub citation: &'static str,
    pub params: &'static [Param],
    /// What it remembers of each weight, with PyTorch's names; all start at zero.
    pub slots: &'static [&'static str],
    /// The new weights, from settings, step (from 1), weights, gradient and slots; all tensors of one length.
    pub update: fn(&Entry, u64, Tensor<1>, Tensor<1>, &mut [Tensor<1>]) -> Tensor<1>,
}

const RATE: Text = Text::new("Learning rate", "学习率");

pub static SGD: OptimizerRecord = OptimizerRecord {
    id: "sgd",
    title: Text::new("Gradient descent (SGD)", "梯度下降（SGD）"),
    about: Text::new(
        "w ← w − η·g: a step straight downhill.",
        "w ← w − η·g：沿最陡的方向下降一步。",
    ),
    citation: "Robbins & Monro 1951",
    params: &[Param::rate("rate", RATE, 1e-6, 10.0, 0.1)],
    slots: &[],
    update: |entry, _, weights, gradient, _| weights - gradient * entry.number("rate"),
};

pub static MOMENTUM: OptimizerRecord = OptimizerRecord {
    id: "momentum",
    title: Text::new("Momentum", "动量法"),
    about: Text::new(
        "v ← μ·v + g, w ← w − η·v: a heavy ball that keeps rolling.",
        "v ← μ·v + g，w ← w − η·v：像一个继续滚动的重球。",
    ),
    citation: "Polyak 1964",
    params: &[
        Param::rate("rate", RATE, 1e-6, 10.0, 0.02),
        Param::real(
            "momentum",
            Text::new("Momentum μ", "动量 μ"),
            0.0,
            0.999,
            0.9,
        )
        .live(),
    ],
    slots: &["momentum_buffer"],
    update: |entry, _, weights, gradient, slots| {
        let velocity = slots[0].clone() * entry.number("momentum") + gradient;
        slots[0] = velocity.clone();
        weights - velocity * entry.number("rate")
    },
};

pub static ADAM: OptimizerRecord = OptimizerRecord {
    id: "adam",
    title: Text::new("Adam", "Adam"),
    about: Text::new(
        "Every weight has a step size of its own, from running means of its gradient and its square.",
        "每个权重各有步长，由其梯度及梯度平方的滑动平均决定。",
    ),
    citation: "Kingma & Ba 2015",
    params: &[
        Param::rate("rate", RATE, 1e-6, 1.0, 0.001),
        Param::real("beta1", Text::new("β₁", "β₁"), 0.0, 0.9999, 0.9),
        Param::real("beta2", Text::new("β₂", "β₂"), 0.0, 0.99999, 0.999),
        Param::real("epsilon", Text::new("ε", "ε"), 1e-12, 0.1, 1e-8),
    ],
    slots: &["exp_avg", "exp_avg_sq"],
    update: |entry, step, weights, gradient, slots| {
        let (beta1, beta2) = (entry.number("beta1"), entry.number("beta2"));
        let squared = gradient.clone() * gradient.clone();
        let mean = slots[0].clone() * beta1 + gradient * (1.0 - beta1);
        let variance = slots[1].clone() * beta2 + squared * (1.0 - beta2);
        slots[0] = mean.clone();
        slots[1] = variance.clone();
        // Both means start at zero; dividing by 1 − βᵗ takes that out again.
        let steps = step.min(i32::MAX as u64) as i32;
        let (bias1, bias2) = (1.0 - beta1.powi(steps), 1.0 - beta2.powi(steps));
        let deviation = variance.sqrt() / bias2.sqrt() + entry.number("epsilon");
        weights - mean / deviation * (entry.number("rate") / bias1)
    },
};
