//! The optimizer's state, which is what it remembers of each weight, and the update that it makes from a gradient.

use burn::tensor::{Device, Tensor};

use crate::network::Network;
use crate::optim::optimizers::{Now, OptimizerRecord};
use crate::params::Entry;

/// An optimizer with its state.
pub struct OptimizerState {
    pub record: &'static OptimizerRecord,
    /// What the record's state names, of each parameter, in the network's order; off autodiff.
    pub state: Vec<Vec<Tensor<1>>>,
    /// Updates that it has seen: those of the position, but for weights that came without its state.
    pub updates: u64,
}

impl OptimizerState {
    /// Before the first update: all zeros.
    pub fn new(record: &'static OptimizerRecord, network: &Network, device: &Device) -> Self {
        let zeros = |length: usize| Tensor::<1>::zeros([length], device);
        let specs = network.specs.iter();
        let state = specs.map(|spec| record.state.iter().map(|_| zeros(spec.len())).collect());
        Self {
            record,
            state: state.collect(),
            updates: 0,
        }
    }

    /// Moves the weights by their gradients, one for each parameter; one without a gradient stays as it is. `entry`
    /// has the optimizer's settings, `factor` is what the schedule multiplies the learning rate by.
    pub fn update(
        &mut self,
        entry: &Entry,
        factor: f64,
        network: &mut Network,
        gradients: Vec<Option<Tensor<1>>>,
    ) {
        self.updates += 1;
        let now = Now {
            entry,
            rate: entry.number("rate") * factor,
            step: self.updates,
        };
        // Taken out, so that nobody shares their numbers and they can change in place.
        let weights = std::mem::take(&mut network.weights).into_iter();
        let all = weights.zip(&mut self.state).zip(gradients);
        let updated = all.map(|((weight, state), gradient)| match gradient {
            Some(gradient) => {
                let weight = self.record.step(&now, weight.inner(), gradient, state);
                Tensor::from_inner(weight).require_grad()
            }
            None => weight,
        });
        network.weights = updated.collect();
    }
}
