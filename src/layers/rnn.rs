//! The simple recurrent layer: h_t = tanh(W_ih x_t + b + W_hh h_{t−1}), from h_0 = 0; the last state comes out.

use burn::tensor::{Tensor, activation::tanh, module::linear};

use super::{Init, Layer, LayerRecord, ParameterSpec, Shape, as_sequence};
use crate::params::Param;
use crate::text::Text;
use crate::trace::Trace;

pub static RNN: LayerRecord = LayerRecord {
    id: "rnn",
    title: TITLE,
    about: Text::new(
        "Reads a sequence step by step and keeps a state: h = tanh(W x + U h + b). The last state comes out. A grey picture is read row by row.",
        "逐步读取序列并保持状态：h = tanh(W x + U h + b)，输出最后的状态。灰度图片按行读取。",
    ),
    group: "layer",
    citation: "Elman 1990",
    params: &[Param::integer(
        "units",
        Text::new("Units", "单元数"),
        1,
        1024,
        32,
    )],
    build: |entry, input| {
        let [steps, features] = as_sequence(&TITLE, input)?;
        Ok(Box::new(Rnn {
            steps,
            features,
            units: entry.integer("units"),
        }))
    },
};

const TITLE: Text = Text::new("Simple RNN", "简单循环层");

struct Rnn {
    steps: usize,
    features: usize,
    units: usize,
}

impl Layer for Rnn {
    fn output(&self) -> Shape {
        vec![self.units]
    }

    /// PyTorch has a second bias, `bias_hh_l0`, that adds nothing; Checkpoints write it as zeros.
    fn parameters(&self) -> Vec<ParameterSpec> {
        let init = Init::fan_in(self.units);
        vec![
            ParameterSpec::matrix("weight_ih_l0", [self.features, self.units], init),
            ParameterSpec::matrix("weight_hh_l0", [self.units, self.units], init),
            ParameterSpec::new("bias_ih_l0", &[self.units], init),
        ]
    }

    fn operations(&self) -> f64 {
        (self.steps * self.units * (self.features + self.units)) as f64
    }

    fn forward(&self, x: Tensor<2>, parameters: &[Tensor<1>], trace: &mut Trace) -> Tensor<2> {
        let samples = x.dims()[0];
        let input = parameters[0].clone().reshape([self.features, self.units]);
        let recurrent = parameters[1].clone().reshape([self.units, self.units]);
        // The input's part of every step in one product.
        let rows = x.reshape([samples * self.steps, self.features]);
        let driven = linear(rows, input, Some(parameters[2].clone()))
            .reshape([samples, self.steps, self.units]);
        let mut state: Option<Tensor<2>> = None;
        for step in 0..self.steps {
            let mut sum = driven
                .clone()
                .narrow(1, step, 1)
                .reshape([samples, self.units]);
            if let Some(state) = state {
                sum = sum + state.matmul(recurrent.clone());
            }
            state = Some(trace.stop("state", &[self.units], tanh(sum)));
        }
        state.expect("a sequence has at least one step")
    }
}
