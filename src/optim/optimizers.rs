//! Optimizers: how a gradient becomes a step.
//!
//! Own formulas, because burn's `ModuleOptimizer` can neither be saved nor loaded on wasm. Each is proven against
//! PyTorch's by the fixtures in `tests/fixtures`.
//!
//! # To add one
//!
//! 1. A `pub static` [`OptimizerRecord`] here, and its line in [`ALL`].
//! 2. `update` is its formula on flat tensors, `at_once` the same in place (`kernels/src/update.rs`), `formulas` the same to
//!    be read (the tests below and `tests/followed.rs` hold them together). Its `state` has PyTorch's names, so that
//!    Checkpoints hold it under them. Its learning rate is the parameter `rate`. Those whose step does not depend on the
//!    size of the gradient are `adaptive`: symptoms advise accordingly.
//! 3. `tests/fixtures/make.py`: a case with PyTorch's own and the same parameters; `python3 tests/fixtures/make.py`
//!    writes `reference.json`, and `cargo test --test pytorch` compares ten updates.
//! 4. `cargo test --test catalog` goes on from a Checkpoint with it and must get the same losses.
//! 5. `UPDATE=1 cargo test --test command_line` writes `assets/catalog.md` anew.

use burn::tensor::Tensor;
use kernels::update;

#[cfg(feature = "cpu")]
use crate::operations::flex;
use crate::params::{Entry, Param};
use crate::text::Text;

/// What the catalog knows of an optimizer.
pub struct OptimizerRecord {
    pub id: &'static str,
    pub title: Text,
    pub about: Text,
    pub citation: &'static str,
    pub params: &'static [Param],
    /// Whether the size of a step does not depend on that of the gradient.
    pub adaptive: bool,
    /// Its state: what it remembers of each weight, with PyTorch's names; all start at zero.
    pub state: &'static [&'static str],
    /// The same as formulas, in the order in which they are computed: what gets a new value (the state in its order,
    /// then `w`), and from what, as MathML. In it stand `w` and the gradient `g`, the state by its own symbols, the
    /// learning rate `η`, which update it is `t`, and parameters by the symbol at the end of their titles.
    pub formulas: &'static [Formula],
    /// The new weights, from now on, weights, gradient and state; all tensors of one length.
    pub update: fn(&Now, Tensor<1>, Tensor<1>, &mut [Tensor<1>]) -> Tensor<1>,
    /// The same in place, one pass over the numbers of all: on the processor.
    pub at_once: InPlace,
}

impl OptimizerRecord {
    /// The new weights; the state changes. All tensors are off autodiff.
    pub fn step(
        &self,
        now: &Now,
        weights: Tensor<1>,
        gradient: Tensor<1>,
        state: &mut [Tensor<1>],
    ) -> Tensor<1> {
        #[cfg(feature = "cpu")]
        if flex::holds(&weights) {
            return flex::change(weights, gradient, state, |weights, gradient, state| {
                (self.at_once)(now, weights, gradient, state);
            });
        }
        (self.update)(now, weights, gradient, state)
    }
}

/// Changes weights, by their gradient, and the state.
pub type InPlace = fn(&Now, &mut [f32], &[f32], &mut [&mut [f32]]);

/// A symbol, and what becomes its value, as MathML.
pub type Formula = (&'static str, &'static str);

/// What an update is told beside its tensors.
pub struct Now<'a> {
    /// The optimizer's settings.
    pub entry: &'a Entry,
    /// The learning rate as the schedule has it.
    pub rate: f64,
    /// Which update it is, from 1.
    pub step: u64,
}

impl Now<'_> {
    fn number(&self, param: &str) -> f64 {
        self.entry.number(param)
    }

    /// The same as the weights' numbers are.
    fn single(&self, param: &str) -> f32 {
        self.number(param) as f32
    }
}

const RATE: Text = Text::new("Learning rate", "学习率");
const EPSILON: Text = Text::new("ε", "ε");
const BETA1: Param = Param::real("beta1", Text::new("β₁", "β₁"), 0.0, 0.9999, 0.9);
const BETA2: Param = Param::real("beta2", Text::new("β₂", "β₂"), 0.0, 0.99999, 0.999);

pub static SGD: OptimizerRecord = OptimizerRecord {
    id: "sgd",
    title: Text::new("Stochastic gradient descent (SGD)", "随机梯度下降（SGD）"),
    about: Text::new(
        "w ← w − η·g: a step straight downhill.",
        "w ← w − η·g：沿最陡的方向下降一步；全批量时即为梯度下降。",
    ),
    citation: "Robbins & Monro 1951",
    params: &[Param::rate("rate", RATE, 1e-6, 10.0, 0.1)],
    adaptive: false,
    state: &[],
    formulas: &[("w", "<mi>w</mi><mo>−</mo><mi>η</mi><mo>·</mo><mi>g</mi>")],
    update: |now, weights, gradient, _| weights - gradient * now.rate,
    at_once: |now, weights, gradient, _| update::sgd(weights, gradient, now.rate as f32),
};

pub static MOMENTUM: OptimizerRecord = OptimizerRecord {
    id: "momentum",
    title: Text::new("Momentum", "动量法"),
    about: Text::new(
        "v ← μ·v + g, w ← w − η·v: a heavy ball that keeps rolling.",
        "v ← μ·v + g，w ← w − η·v：像一个带着惯性滚动的重球。",
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
    adaptive: false,
    state: &["momentum_buffer"],
    formulas: &[
        ("v", "<mi>μ</mi><mo>·</mo><mi>v</mi><mo>+</mo><mi>g</mi>"),
        ("w", "<mi>w</mi><mo>−</mo><mi>η</mi><mo>·</mo><mi>v</mi>"),
    ],
    update: |now, weights, gradient, state| {
        let velocity = state[0].clone() * now.number("momentum") + gradient;
        state[0] = velocity.clone();
        weights - velocity * now.rate
    },
    at_once: |now, weights, gradient, state| {
        let momentum = now.single("momentum");
        update::momentum(weights, gradient, state[0], momentum, now.rate as f32);
    },
};

pub static NESTEROV: OptimizerRecord = OptimizerRecord {
    id: "nesterov",
    title: Text::new("Nesterov momentum", "Nesterov 动量"),
    about: Text::new(
        "v ← μ·v + g, w ← w − η·(g + μ·v): momentum that looks one step ahead.",
        "v ← μ·v + g，w ← w − η·(g + μ·v)：向前多看一步的动量法。",
    ),
    citation: "Nesterov 1983, Sutskever et al. 2013",
    params: MOMENTUM.params,
    adaptive: false,
    state: &["momentum_buffer"],
    formulas: &[
        ("v", "<mi>μ</mi><mo>·</mo><mi>v</mi><mo>+</mo><mi>g</mi>"),
        (
            "w",
            "<mi>w</mi><mo>−</mo><mi>η</mi><mo>·</mo><mrow><mo>(</mo><mi>g</mi><mo>+</mo><mi>μ</mi><mo>·</mo><mi>v</mi><mo>)</mo></mrow>",
        ),
    ],
    update: |now, weights, gradient, state| {
        let momentum = now.number("momentum");
        let velocity = state[0].clone() * momentum + gradient.clone();
        state[0] = velocity.clone();
        weights - (gradient + velocity * momentum) * now.rate
    },
    at_once: |now, weights, gradient, state| {
        let momentum = now.single("momentum");
        update::nesterov(weights, gradient, state[0], momentum, now.rate as f32);
    },
};

pub static ADAGRAD: OptimizerRecord = OptimizerRecord {
    id: "adagrad",
    title: Text::new("AdaGrad", "AdaGrad"),
    about: Text::new(
        "Divides each weight's step by the root of all its squared gradients so far: what moved much moves ever less.",
        "每个权重的步长除以其历史梯度平方和的平方根：过去变化大的权重，以后变化得少。",
    ),
    citation: "Duchi et al. 2011",
    params: &[
        Param::rate("rate", RATE, 1e-6, 10.0, 0.1),
        Param::real("epsilon", EPSILON, 1e-12, 0.1, 1e-10),
    ],
    adaptive: true,
    state: &["sum"],
    formulas: &[
        ("s", "<mi>s</mi><mo>+</mo><msup><mi>g</mi><mn>2</mn></msup>"),
        (
            "w",
            "<mi>w</mi><mo>−</mo><mi>η</mi><mo>·</mo><mfrac><mrow><mi>g</mi></mrow><mrow><msqrt><mi>s</mi></msqrt><mo>+</mo><mi>ε</mi></mrow></mfrac>",
        ),
    ],
    update: |now, weights, gradient, state| {
        let sum = state[0].clone() + gradient.clone() * gradient.clone();
        state[0] = sum.clone();
        weights - gradient / (sum.sqrt() + now.number("epsilon")) * now.rate
    },
    at_once: |now, weights, gradient, state| {
        let epsilon = now.single("epsilon");
        update::adagrad(weights, gradient, state[0], epsilon, now.rate as f32);
    },
};

pub static RMSPROP: OptimizerRecord = OptimizerRecord {
    id: "rmsprop",
    title: Text::new("RMSProp", "RMSProp"),
    about: Text::new(
        "Divides each weight's step by the root of a running mean of its squared gradient.",
        "每个权重的步长除以其梯度平方滑动平均的平方根。",
    ),
    citation: "Tieleman & Hinton 2012",
    params: &[
        Param::rate("rate", RATE, 1e-6, 1.0, 0.001),
        Param::real("alpha", Text::new("α", "α"), 0.0, 0.9999, 0.99),
        Param::real("epsilon", EPSILON, 1e-12, 0.1, 1e-8),
    ],
    adaptive: true,
    state: &["square_avg"],
    formulas: &[
        (
            "s",
            "<mi>α</mi><mo>·</mo><mi>s</mi><mo>+</mo><mrow><mo>(</mo><mn>1</mn><mo>−</mo><mi>α</mi><mo>)</mo></mrow><mo>·</mo><msup><mi>g</mi><mn>2</mn></msup>",
        ),
        (
            "w",
            "<mi>w</mi><mo>−</mo><mi>η</mi><mo>·</mo><mfrac><mrow><mi>g</mi></mrow><mrow><msqrt><mi>s</mi></msqrt><mo>+</mo><mi>ε</mi></mrow></mfrac>",
        ),
    ],
    update: |now, weights, gradient, state| {
        let alpha = now.number("alpha");
        let squared = gradient.clone() * gradient.clone();
        let mean = state[0].clone() * alpha + squared * (1.0 - alpha);
        state[0] = mean.clone();
        weights - gradient / (mean.sqrt() + now.number("epsilon")) * now.rate
    },
    at_once: |now, weights, gradient, state| {
        let (alpha, epsilon) = (now.number("alpha"), now.single("epsilon"));
        let parts = [alpha as f32, (1.0 - alpha) as f32];
        update::rmsprop(weights, gradient, state[0], parts, epsilon, now.rate as f32);
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
        BETA1,
        BETA2,
        Param::real("epsilon", EPSILON, 1e-12, 0.1, 1e-8),
    ],
    adaptive: true,
    state: &["exp_avg", "exp_avg_sq"],
    formulas: &[
        ADAM_MEAN,
        ADAM_SQUARE,
        (
            "w",
            "<mi>w</mi><mo>−</mo><mfrac><mrow><mi>η</mi></mrow><mrow><mn>1</mn><mo>−</mo><msup><mi>β₁</mi><mi>t</mi></msup></mrow></mfrac><mo>·</mo><mfrac><mrow><mi>m</mi></mrow><mrow><mfrac><mrow><msqrt><mi>v</mi></msqrt></mrow><mrow><msqrt><mn>1</mn><mo>−</mo><msup><mi>β₂</mi><mi>t</mi></msup></msqrt></mrow></mfrac><mo>+</mo><mi>ε</mi></mrow></mfrac>",
        ),
    ],
    update: |now, weights, gradient, state| weights - adam(now, gradient, state),
    at_once: |now, weights, gradient, state| adam_at_once(now, 1.0, weights, gradient, state),
};

pub static ADAMW: OptimizerRecord = OptimizerRecord {
    id: "adamw",
    title: Text::new("AdamW", "AdamW"),
    about: Text::new(
        "Adam that also shrinks every weight by η·λ of itself in each step, apart from its gradient.",
        "在 Adam 的基础上，每一步还让权重按 η·λ 的比例收缩，与梯度无关。",
    ),
    citation: "Loshchilov & Hutter 2019",
    params: &[
        Param::rate("rate", RATE, 1e-6, 1.0, 0.001),
        Param::real(
            "weight_decay",
            Text::new("Weight decay λ", "权重衰减 λ"),
            0.0,
            1.0,
            0.01,
        )
        .live(),
        BETA1,
        BETA2,
        Param::real("epsilon", EPSILON, 1e-12, 0.1, 1e-8),
    ],
    adaptive: true,
    state: &["exp_avg", "exp_avg_sq"],
    formulas: &[
        ADAM_MEAN,
        ADAM_SQUARE,
        (
            "w",
            "<mrow><mo>(</mo><mn>1</mn><mo>−</mo><mi>η</mi><mo>·</mo><mi>λ</mi><mo>)</mo></mrow><mo>·</mo><mi>w</mi><mo>−</mo><mfrac><mrow><mi>η</mi></mrow><mrow><mn>1</mn><mo>−</mo><msup><mi>β₁</mi><mi>t</mi></msup></mrow></mfrac><mo>·</mo><mfrac><mrow><mi>m</mi></mrow><mrow><mfrac><mrow><msqrt><mi>v</mi></msqrt></mrow><mrow><msqrt><mn>1</mn><mo>−</mo><msup><mi>β₂</mi><mi>t</mi></msup></msqrt></mrow></mfrac><mo>+</mo><mi>ε</mi></mrow></mfrac>",
        ),
    ],
    update: |now, weights, gradient, state| {
        let kept = 1.0 - now.rate * now.number("weight_decay");
        weights * kept - adam(now, gradient, state)
    },
    at_once: |now, weights, gradient, state| {
        let kept = 1.0 - now.rate * now.number("weight_decay");
        adam_at_once(now, kept, weights, gradient, state);
    },
};

/// What Adam remembers.
const ADAM_MEAN: Formula = (
    "m",
    "<mi>β₁</mi><mo>·</mo><mi>m</mi><mo>+</mo><mrow><mo>(</mo><mn>1</mn><mo>−</mo><mi>β₁</mi><mo>)</mo></mrow><mo>·</mo><mi>g</mi>",
);
const ADAM_SQUARE: Formula = (
    "v",
    "<mi>β₂</mi><mo>·</mo><mi>v</mi><mo>+</mo><mrow><mo>(</mo><mn>1</mn><mo>−</mo><mi>β₂</mi><mo>)</mo></mrow><mo>·</mo><msup><mi>g</mi><mn>2</mn></msup>",
);

/// What Adam takes off the weights.
fn adam(now: &Now, gradient: Tensor<1>, state: &mut [Tensor<1>]) -> Tensor<1> {
    let (beta1, beta2) = (now.number("beta1"), now.number("beta2"));
    let squared = gradient.clone() * gradient.clone();
    let mean = state[0].clone() * beta1 + gradient * (1.0 - beta1);
    let variance = state[1].clone() * beta2 + squared * (1.0 - beta2);
    state[0] = mean.clone();
    state[1] = variance.clone();
    let [bias1, bias2] = biases(now);
    let deviation = variance.sqrt() / bias2.sqrt() + now.number("epsilon");
    mean / deviation * (now.rate / bias1)
}

/// 1 − β₁ᵗ and 1 − β₂ᵗ: both means start at zero, and dividing by these takes that out again.
fn biases(now: &Now) -> [f64; 2] {
    let steps = now.step.min(i32::MAX as u64) as i32;
    ["beta1", "beta2"].map(|beta| 1.0 - now.number(beta).powi(steps))
}

/// Adam in place, with the part of the weights that is kept.
fn adam_at_once(
    now: &Now,
    kept: f64,
    weights: &mut [f32],
    gradient: &[f32],
    state: &mut [&mut [f32]],
) {
    let (beta1, beta2) = (now.number("beta1"), now.number("beta2"));
    let [bias1, bias2] = biases(now);
    let adam = update::Adam {
        mean: [beta1 as f32, (1.0 - beta1) as f32],
        square: [beta2 as f32, (1.0 - beta2) as f32],
        bias: bias2.sqrt() as f32,
        epsilon: now.single("epsilon"),
        rate: (now.rate / bias1) as f32,
        kept: kept as f32,
    };
    let [mean, square] = state else {
        unreachable!("its state is declared as two");
    };
    adam.update(weights, gradient, mean, square);
}

/// Every optimizer, in the order of the menu.
pub static ALL: &[&OptimizerRecord] = &[
    &SGD, &MOMENTUM, &NESTEROV, &ADAGRAD, &RMSPROP, &ADAM, &ADAMW,
];

/// The optimizer `id`.
pub fn find(id: &str) -> Option<&'static OptimizerRecord> {
    ALL.iter().copied().find(|record| record.id == id)
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;

    fn read(tensor: &Tensor<1>) -> Vec<f32> {
        tensor.to_data().try_into_vec().expect("f32")
    }

    #[test]
    fn in_place_every_update_is_that_of_the_formula() {
        let device = Device::flex();
        let of = |values: [f32; 3]| Tensor::<1>::from_floats(values, &device);
        for record in ALL {
            let mut entry = Entry::new(record.id);
            entry.normalise(record.params, &mut Vec::new());
            let zeros = || {
                record
                    .state
                    .iter()
                    .map(|_| of([0.0; 3]))
                    .collect::<Vec<_>>()
            };
            let (mut in_place, mut formula) = (zeros(), zeros());
            let (mut weights, mut right) = (of([1.0, -2.0, 0.0]), of([1.0, -2.0, 0.0]));
            for step in 1..=3 {
                let now = Now {
                    entry: &entry,
                    rate: 0.1,
                    step,
                };
                let gradient = of([0.3, -1e-3, 2.0]) / step as f32;
                // Somebody who has seen them keeps what was seen.
                let (seen, before) = (weights.clone(), read(&weights));
                weights = record.step(&now, weights, gradient.clone(), &mut in_place);
                right = (record.update)(&now, right, gradient, &mut formula);
                assert_eq!(read(&seen), before, "{}", record.id);
                let found = in_place.iter().chain([&weights]).flat_map(read);
                for (found, right) in found.zip(formula.iter().chain([&right]).flat_map(read)) {
                    let apart = (found - right).abs();
                    assert!(
                        apart <= 1e-6 * right.abs().max(1e-3),
                        "{}: {found} {right}",
                        record.id
                    );
                }
            }
        }
    }
}
