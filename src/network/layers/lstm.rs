//! LSTM: a recurrent layer with a memory cell and three gates.
//!
//! i, f, o = σ(W x_t + U h_{t−1} + b), g = tanh(…), c_t = f·c_{t−1} + i·g, h_t = o·tanh(c_t), from h_0 = c_0 = 0.

use burn::tensor::{Tensor, module::linear};

use super::recurrent::{PARAMS, Reading};
use super::{Init, Layer, LayerRecord, ParameterSpec};
use crate::network::trace::Trace;
use crate::operations::{Cell, sigmoid, tanh};
use crate::shape::Shape;
use crate::text::Text;

pub static LSTM: LayerRecord = LayerRecord {
    id: "lstm",
    title: TITLE,
    about: Text::new(
        "A recurrent layer with a memory: gates decide what is written (i), kept (f) and shown (o).",
        "带记忆的循环神经网络层：门控决定写入（i）、保留（f）与输出（o）什么。",
    ),
    group: "sequence",
    citation: "Hochreiter & Schmidhuber 1997, Gers et al. 2000",
    params: PARAMS,
    build: |entry, input| Ok(Box::new(Lstm(Reading::new(&TITLE, entry, input)?))),
};

const TITLE: Text = Text::new("LSTM", "LSTM");

struct Lstm(Reading);

impl Layer for Lstm {
    fn output(&self) -> Shape {
        self.0.output()
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        let Reading {
            features, units, ..
        } = self.0;
        let (init, gates) = (Init::fan_in(units), 4 * units);
        vec![
            ParameterSpec::matrix("weight_ih_l0", [features, gates], init),
            ParameterSpec::matrix("weight_hh_l0", [units, gates], init),
            ParameterSpec::bias("bias_ih_l0", gates, init).twin("bias_hh_l0"),
        ]
    }

    fn kept(&self) -> f64 {
        8.0 * self.0.values()
    }

    fn working(&self) -> f64 {
        5.0 * self.0.values()
    }

    fn operations(&self) -> f64 {
        self.0.operations(4)
    }

    fn forward(&self, x: Tensor<2>, parameters: &[Tensor<1>], trace: &mut Trace) -> Tensor<2> {
        if let Some(given) = self.0.at_once(Cell::Lstm, &x, parameters, trace) {
            return given;
        }
        let units = self.0.units;
        let recurrent = parameters[1].clone().reshape([units, 4 * units]);
        let inputs = x.clone();
        let driven = self.0.driven(x, &parameters[0], &parameters[2]);
        let mut states: Vec<Tensor<2>> = Vec::new();
        let mut cell: Option<Tensor<2>> = None;
        for (step, driven) in driven.into_iter().enumerate() {
            let sum = match states.last() {
                Some(state) => driven + linear(state.clone(), recurrent.clone(), None),
                None => driven,
            };
            let sum = self
                .0
                .told(trace, parameters, &inputs, step, states.last(), sum);
            let gate = |index: usize| sum.clone().narrow(1, index * units, units);
            // PyTorch's order: input, forget, cell, output.
            let written = trace.record("input gate", &[units], sigmoid(gate(0)));
            let kept = trace.record("forget gate", &[units], sigmoid(gate(1)));
            let shown = trace.record("output gate", &[units], sigmoid(gate(3)));
            let new = written * tanh(gate(2));
            let now = match cell {
                Some(cell) => kept * cell + new,
                None => new,
            };
            let now = trace.record("cell", &[units], now);
            states.push(trace.record("state", &[units], shown * tanh(now.clone())));
            cell = Some(now);
        }
        self.0.given(states)
    }
}
