//! One number of the network followed through one sample: forward, loss, backward and the update that it would get.
//!
//! Training takes no notice: dropout is off, batch norm uses its running estimates, nothing random is drawn, and neither
//! weights nor the optimizer's state change.

use burn::tensor::{Tensor, TensorData};

use super::gradients;
use super::session::Session;
use crate::network::following::{Followed, Sums};
use crate::network::trace::Trace;
use crate::optim::optimizers::Now;
use crate::optim::schedules;
use crate::recipe::Recipe;

/// What was found, which waits on the Device, off autodiff.
pub struct Following {
    /// The sample's loss, `[1]`.
    pub loss: Tensor<1>,
    /// What the number multiplies at each place where it is used, the sum that it is part of there, and the gradient of
    /// that sum: `[places]` each; none where the sample does not come by it.
    pub factors: Option<Tensor<1>>,
    pub sums: Option<Tensor<1>>,
    pub slopes: Option<Tensor<1>>,
    /// All that is multiplied for these sums, `[places · inputs]`, and by what, `[inputs]`; none where nothing is.
    pub inputs: Option<Tensor<1>>,
    pub weights: Option<Tensor<1>>,
    /// What is added to them, `[1]`.
    pub bias: Option<Tensor<1>>,
    /// Gradient of the number, `[1]`: by autodiff, and as the optimizer gets it, with penalties and clipping.
    pub gradient: Tensor<1>,
    pub given: Tensor<1>,
    /// Norm of all gradients together, with penalties, `[1]`; none where nothing is clipped.
    pub norm: Option<Tensor<1>>,
    /// The number, `[1]`, and what the optimizer remembers of it, a value for each part of its state; before and after the update.
    pub before: Tensor<1>,
    pub state_before: Option<Tensor<1>>,
    pub after: Tensor<1>,
    pub state_after: Option<Tensor<1>>,
    /// What each layer gives, and its gradient, in order: `[values]` each.
    pub layers: Vec<[Tensor<1>; 2]>,
}

impl Session {
    /// Follows one number through a sample, given as the values of its input and of its target.
    ///
    /// # Panics
    /// For a parameter or an element that the network does not have, or a sample of another shape: callers check them.
    pub fn follow(&self, input: Vec<f32>, target: Vec<f32>, followed: Followed) -> Following {
        let Followed { parameter, element } = followed;
        let (network, recipe) = (&self.network, &self.recipe);
        let device = self.device.clone().autodiff();
        let row = |values: Vec<f32>| {
            let width = values.len();
            Tensor::<2>::from_data(TensorData::new(values, [1, width]), &device)
        };
        let mut trace = Trace::following(followed);
        let outputs = network.forward(row(input), &network.weights, &mut trace);
        let loss = self.loss.mean(outputs, row(target));
        let mut found = loss.backward();
        let (intermediates, sums) = trace.into_followed();
        let layers = intermediates.iter().filter(|one| one.name == "output");
        let layers = layers.map(|one| {
            let value = flat(one.value.clone().inner());
            let gradient = one.gradient(&found).map(flat);
            let gradient = gradient.unwrap_or_else(|| value.zeros_like());
            [value, gradient]
        });
        let layers = layers.collect();
        let all = |of: &dyn Fn(&Sums) -> Option<Tensor<1>>| {
            let parts: Vec<Tensor<1>> = sums.iter().filter_map(of).collect();
            (!parts.is_empty()).then(|| Tensor::cat(parts, 0))
        };
        let factors = all(&|sums| Some(sums.factors()));
        let values = all(&|sums| Some(sums.values.clone().inner()));
        let slopes = all(&|sums| Some(sums.gradient(&found)));
        let inputs = all(&|sums| Some(flat(sums.products.as_ref()?.0.clone().inner())));
        let first = sums.first();
        let weights = first.and_then(|sums| Some(sums.products.as_ref()?.1.clone().inner()));
        let bias = first.and_then(|sums| Some(sums.bias.clone()?.inner()));

        let mut gradients: Vec<Option<Tensor<1>>> = (network.weights.iter())
            .map(|weight| weight.grad_remove(&mut found))
            .collect();
        let own = |of: &Tensor<1>| of.clone().narrow(0, element, 1);
        let before = own(&network.weights[parameter].clone().inner());
        let of_it = |gradients: &[Option<Tensor<1>>]| {
            let gradient = gradients[parameter].as_ref();
            gradient.map_or_else(|| before.zeros_like(), own)
        };
        let gradient = of_it(&gradients);
        let penalties = Recipe {
            clip: 0.0,
            ..recipe.clone()
        };
        gradients::regularise(&penalties, network, &mut gradients);
        let norm = (recipe.clip > 0.0).then(|| gradients::norm(&gradients));
        let clipping = Recipe {
            l1: 0.0,
            l2: 0.0,
            ..recipe.clone()
        };
        gradients::regularise(&clipping, network, &mut gradients);
        let given = of_it(&gradients);

        let state = &self.optimizer.state[parameter];
        let mut state: Vec<Tensor<1>> = state.iter().map(own).collect();
        let joined =
            |state: &[Tensor<1>]| (!state.is_empty()).then(|| Tensor::cat(state.to_vec(), 0));
        let state_before = joined(&state);
        let update = self.optimizer.record.update;
        let after = update(
            &self.next_update(),
            before.clone(),
            given.clone(),
            &mut state,
        );
        Following {
            loss: loss.inner().reshape([1]),
            factors,
            sums: values,
            slopes,
            inputs,
            weights,
            bias,
            gradient,
            given,
            norm: norm.flatten(),
            before,
            state_before,
            after,
            state_after: joined(&state),
            layers,
        }
    }

    /// What the optimizer is told at the next update.
    pub(super) fn next_update(&self) -> Now<'_> {
        let entry = &self.recipe.optimizer;
        Now {
            entry,
            rate: entry.number("rate") * self.schedule_factor(),
            step: self.updates() + 1,
        }
    }

    /// What the learning rate of the next update is multiplied by.
    pub fn schedule_factor(&self) -> f64 {
        schedules::find(&self.recipe.schedule.id)
            .expect("a normalised Recipe names a schedule that exists")
            .factor(&self.recipe.schedule, self.position.step)
    }

    /// Updates that the optimizer has seen.
    pub fn updates(&self) -> u64 {
        self.optimizer.updates
    }
}

/// All values, row by row.
fn flat(values: Tensor<2>) -> Tensor<1> {
    let count = values.dims().iter().product::<usize>();
    values.reshape([count])
}
