//! The simple recurrent layer: h_t = tanh(W_ih x_t + b + W_hh h_{t−1}), from h_0 = 0.

use burn::tensor::{Tensor, activation::tanh, module::linear};

use super::{Init, Layer, LayerRecord, ParameterSpec, Shape, as_sequence};
use crate::params::Param;
use crate::text::Text;
use crate::trace::Trace;

pub static RNN: LayerRecord = LayerRecord {
    id: "rnn",
    title: TITLE,
    about: Text::new(
        "Reads a sequence step by step and keeps a state: h = tanh(W x + U h + b). A grey picture is read row by row.",
        "逐步读取序列并保持状态：h = tanh(W x + U h + b)。灰度图片按行读取。",
    ),
    group: "sequence",
    citation: "Elman 1990",
    params: &[UNITS, RETURNS],
    build: |entry, input| {
        let [steps, features] = as_sequence(&TITLE, input)?;
        Ok(Box::new(Rnn {
            steps,
            features,
            units: entry.integer("units"),
            all: entry.on("all"),
        }))
    },
};

/// Units of a recurrent layer.
pub(super) const UNITS: Param = Param::integer("units", Text::new("Units", "单元数"), 1, 1024, 32);

/// What a recurrent layer gives.
pub(super) const RETURNS: Param = Param::switch(
    "all",
    Text::new("Gives every state, not only the last", "输出所有步的状态"),
    false,
);

/// The input's part of every step, in one product: `[samples, wide]` each.
pub(super) fn driven(
    x: Tensor<2>,
    parameters: &[Tensor<1>],
    [steps, features]: [usize; 2],
    wide: usize,
) -> Vec<Tensor<2>> {
    let samples = x.dims()[0];
    let weight = parameters[0].clone().reshape([features, wide]);
    let rows = x.reshape([samples * steps, features]);
    let all = linear(rows, weight, Some(parameters[2].clone())).reshape([samples, steps, wide]);
    (0..steps)
        .map(|step| all.clone().narrow(1, step, 1).reshape([samples, wide]))
        .collect()
}

/// The last state, or all of them one after the other.
pub(super) fn collected(
    mut states: Vec<Tensor<2>>,
    all: bool,
    samples: usize,
    units: usize,
) -> Tensor<2> {
    if all {
        let steps = states.len();
        return Tensor::stack::<3>(states, 1).reshape([samples, steps * units]);
    }
    states.pop().expect("a sequence has at least one step")
}

const TITLE: Text = Text::new("Simple RNN", "简单循环层");

struct Rnn {
    steps: usize,
    features: usize,
    units: usize,
    /// Whether every state comes out, and not only the last.
    all: bool,
}

impl Layer for Rnn {
    fn output(&self) -> Shape {
        if self.all {
            vec![self.steps, self.units]
        } else {
            vec![self.units]
        }
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        let init = Init::fan_in(self.units);
        vec![
            ParameterSpec::matrix("weight_ih_l0", [self.features, self.units], init),
            ParameterSpec::matrix("weight_hh_l0", [self.units, self.units], init),
            ParameterSpec::new("bias_ih_l0", &[self.units], init).twin("bias_hh_l0"),
        ]
    }

    fn operations(&self) -> f64 {
        (self.steps * self.units * (self.features + self.units)) as f64
    }

    fn forward(&self, x: Tensor<2>, parameters: &[Tensor<1>], trace: &mut Trace) -> Tensor<2> {
        let samples = x.dims()[0];
        let recurrent = parameters[1].clone().reshape([self.units, self.units]);
        let mut states: Vec<Tensor<2>> = Vec::new();
        for driven in driven(x, parameters, [self.steps, self.features], self.units) {
            let sum = match states.last() {
                Some(state) => driven + state.clone().matmul(recurrent.clone()),
                None => driven,
            };
            states.push(trace.stop("state", &[self.units], tanh(sum)));
        }
        collected(states, self.all, samples, self.units)
    }
}
