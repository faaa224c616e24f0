//! What recurrent layers have in common: they read a sequence step by step, and give their last state or all of them.

use burn::tensor::{Tensor, module::linear};

use super::as_sequence;
use crate::error::Result;
use crate::network::trace::Trace;
use crate::operations::{Cell, Sequence, recurrent};
use crate::params::{Entry, Param};
use crate::shape::{Shape, size};
use crate::text::Text;

/// Parameters of every recurrent layer.
pub const PARAMS: &[Param] = &[
    Param::integer("units", Text::new("Units", "单元数"), 1, 1024, 32),
    Param::switch(
        "all",
        Text::new(
            "Gives the state of every step, not only the last",
            "输出所有时间步的状态",
        ),
        false,
    ),
];

/// A sequence as a recurrent layer reads it.
pub struct Reading {
    steps: usize,
    pub features: usize,
    pub units: usize,
    /// Whether every state comes out, and not only the last.
    all: bool,
}

impl Reading {
    /// From a layer's parameters and the shape of a sample.
    ///
    /// # Errors
    /// A shape that is no sequence; `title` is the layer's.
    pub fn new(title: &Text, entry: &Entry, input: &Shape) -> Result<Self> {
        let [steps, features] = as_sequence(title, input)?;
        Ok(Self {
            steps,
            features,
            units: entry.integer("units"),
            all: entry.on("all"),
        })
    }

    /// Shape of what comes out.
    pub fn output(&self) -> Shape {
        if self.all {
            vec![self.steps, self.units]
        } else {
            vec![self.units]
        }
    }

    /// One number for every unit at every step.
    pub fn values(&self) -> f64 {
        size(&[self.steps, self.units])
    }

    /// Multiplications and additions for one sample, with so many sums for each unit.
    pub fn operations(&self, sums: usize) -> f64 {
        size(&[self.steps, sums, self.units, self.features + self.units])
    }

    /// What comes out, where nobody looks at single steps and the Device computes all of them at once; else the layer goes step
    /// by step.
    pub fn at_once(
        &self,
        cell: Cell,
        x: &Tensor<2>,
        parameters: &[Tensor<1>],
        trace: &Trace,
    ) -> Option<Tensor<2>> {
        let sequence = Sequence {
            steps: self.steps,
            features: self.features,
            units: self.units,
            all: self.all,
        };
        (!trace.looks())
            .then(|| recurrent(cell, sequence, x, parameters))
            .flatten()
    }

    /// The input's part of the sums of every step, in one product: `[samples, sums·units]` each. `weight` and `bias`
    /// are flat.
    pub fn driven(&self, x: Tensor<2>, weight: &Tensor<1>, bias: &Tensor<1>) -> Vec<Tensor<2>> {
        let samples = x.dims()[0];
        let wide = bias.dims()[0];
        let weight = weight.clone().reshape([self.features, wide]);
        let rows = x.reshape([samples * self.steps, self.features]);
        let all = linear(rows, weight, Some(bias.clone())).reshape([samples, self.steps, wide]);
        (0..self.steps)
            .map(|step| all.clone().narrow(1, step, 1).reshape([samples, wide]))
            .collect()
    }

    /// Tells a trace that follows one number what the sums of a step are made of: of the input, weight 0 and bias 2, and
    /// of the state before, weight 1. The layer goes on with what comes back.
    pub fn told(
        &self,
        trace: &mut Trace,
        parameters: &[Tensor<1>],
        inputs: &Tensor<2>,
        step: usize,
        state: Option<&Tensor<2>>,
        sums: Tensor<2>,
    ) -> Tensor<2> {
        let wide = sums.dims()[1];
        let read = || (inputs.clone()).narrow(1, step * self.features, self.features);
        let of = [Some(0), Some(2)];
        let sums = trace.matrix(read, parameters, of, [self.features, wide], sums);
        match state {
            Some(state) => {
                let state = || state.clone();
                trace.matrix(state, parameters, [Some(1), None], [self.units, wide], sums)
            }
            None => sums,
        }
    }

    /// What comes out of all states.
    pub fn given(&self, mut states: Vec<Tensor<2>>) -> Tensor<2> {
        let last = states.pop().expect("a sequence has at least one step");
        if !self.all {
            return last;
        }
        states.push(last);
        let samples = states[0].dims()[0];
        Tensor::stack::<3>(states, 1).reshape([samples, self.steps * self.units])
    }
}
