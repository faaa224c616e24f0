//! The simple recurrent layer: h_t = tanh(W_ih x_t + b + W_hh h_{t−1}), from h_0 = 0.

use burn::tensor::Tensor;

use super::recurrent::{PARAMS, Reading};
use super::{Init, Layer, LayerRecord, ParameterSpec};
use crate::network::trace::Trace;
use crate::operations::{Cell, tanh};
use crate::shape::Shape;
use crate::text::Text;

pub static RNN: LayerRecord = LayerRecord {
    id: "rnn",
    title: TITLE,
    about: Text::new(
        "Reads a sequence step by step and keeps a state: h = tanh(W x + U h + b). A grey picture is read row by row.",
        "逐时间步读取序列并保持状态：h = tanh(W x + U h + b)。灰度图片按行读取。",
    ),
    group: "sequence",
    citation: "Elman 1990",
    params: PARAMS,
    build: |entry, input| Ok(Box::new(Rnn(Reading::new(&TITLE, entry, input)?))),
};

const TITLE: Text = Text::new("Simple RNN", "循环神经网络层（RNN）");

struct Rnn(Reading);

impl Layer for Rnn {
    fn output(&self) -> Shape {
        self.0.output()
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        let Reading {
            features, units, ..
        } = self.0;
        let init = Init::fan_in(units);
        vec![
            ParameterSpec::matrix("weight_ih_l0", [features, units], init),
            ParameterSpec::matrix("weight_hh_l0", [units, units], init),
            ParameterSpec::bias("bias_ih_l0", units, init).twin("bias_hh_l0"),
        ]
    }

    fn kept(&self) -> f64 {
        3.0 * self.0.values()
    }

    fn working(&self) -> f64 {
        3.0 * self.0.values()
    }

    fn operations(&self) -> f64 {
        self.0.operations(1)
    }

    fn forward(&self, x: Tensor<2>, parameters: &[Tensor<1>], trace: &mut Trace) -> Tensor<2> {
        if let Some(given) = self.0.at_once(Cell::Rnn, &x, parameters, trace) {
            return given;
        }
        let units = self.0.units;
        let recurrent = parameters[1].clone().reshape([units, units]);
        let mut states: Vec<Tensor<2>> = Vec::new();
        let inputs = x.clone();
        for (step, driven) in
            (self.0.driven(x, &parameters[0], &parameters[2]).into_iter()).enumerate()
        {
            let sum = match states.last() {
                Some(state) => driven + state.clone().matmul(recurrent.clone()),
                None => driven,
            };
            let sum = self
                .0
                .told(trace, parameters, &inputs, step, states.last(), sum);
            states.push(trace.record("state", &[units], tanh(sum)));
        }
        self.0.given(states)
    }
}
