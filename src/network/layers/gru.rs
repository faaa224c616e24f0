//! GRU: a recurrent layer with two gates and no separate memory.
//!
//! r, z = σ(W x_t + U h_{t−1} + b), n = tanh(W x_t + b + r·(U h_{t−1} + b′)), h_t = (1 − z)·n + z·h_{t−1}, from h_0 = 0.
//! As in PyTorch the recurrent part has a bias of its own: r stands before it in n.

use burn::tensor::Tensor;

use super::recurrent::{PARAMS, Reading};
use super::{Init, Layer, LayerRecord, ParameterSpec};
use crate::network::trace::Trace;
use crate::operations::{Cell, sigmoid, tanh};
use crate::shape::Shape;
use crate::text::Text;

pub static GRU: LayerRecord = LayerRecord {
    id: "gru",
    title: TITLE,
    about: Text::new(
        "A recurrent layer with two gates: one forgets the past (r), one decides how much of the state is new (z).",
        "带两个门的循环神经网络层：重置门（r）决定忘记多少过去，更新门（z）决定更新多少状态。",
    ),
    group: "sequence",
    citation: "Cho et al. 2014",
    params: PARAMS,
    build: |entry, input| Ok(Box::new(Gru(Reading::new(&TITLE, entry, input)?))),
};

const TITLE: Text = Text::new("GRU", "GRU");

struct Gru(Reading);

impl Layer for Gru {
    fn output(&self) -> Shape {
        self.0.output()
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        let Reading {
            features, units, ..
        } = self.0;
        let (init, gates) = (Init::fan_in(units), 3 * units);
        vec![
            ParameterSpec::matrix("weight_ih_l0", [features, gates], init),
            ParameterSpec::matrix("weight_hh_l0", [units, gates], init),
            ParameterSpec::bias("bias_ih_l0", gates, init),
            ParameterSpec::bias("bias_hh_l0", gates, init),
        ]
    }

    fn kept(&self) -> f64 {
        11.0 * self.0.values()
    }

    fn working(&self) -> f64 {
        3.0 * self.0.values()
    }

    fn operations(&self) -> f64 {
        self.0.operations(3)
    }

    fn forward(&self, x: Tensor<2>, parameters: &[Tensor<1>], trace: &mut Trace) -> Tensor<2> {
        if let Some(given) = self.0.at_once(Cell::Gru, &x, parameters, trace) {
            return given;
        }
        let units = self.0.units;
        let samples = x.dims()[0];
        let inputs = x.clone();
        let driven = self.0.driven(x, &parameters[0], &parameters[2]);
        let device = driven[0].device();
        let mut state: Tensor<2> = Tensor::zeros([samples, units], &device);
        let mut states: Vec<Tensor<2>> = Vec::new();
        for (step, driven) in driven.into_iter().enumerate() {
            let driven = self.0.told(trace, parameters, &inputs, step, None, driven);
            let sizes = [units, 3 * units];
            let back = trace.linear(state.clone(), parameters, [1, 3], sizes);
            let part = |of: &Tensor<2>, index: usize| of.clone().narrow(1, index * units, units);
            // PyTorch's order: reset, update, new.
            let reset = sigmoid(part(&driven, 0) + part(&back, 0));
            let reset = trace.record("reset gate", &[units], reset);
            let update = sigmoid(part(&driven, 1) + part(&back, 1));
            let update = trace.record("update gate", &[units], update);
            let new = tanh(part(&driven, 2) + reset * part(&back, 2));
            let next = new.clone() + update * (state - new);
            state = trace.record("state", &[units], next);
            states.push(state.clone());
        }
        self.0.given(states)
    }
}
