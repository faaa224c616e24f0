//! The simple recurrent layer over all steps: h_t = tanh(x_t·W + b + h_{t−1}·U), from h_0 = 0.
//!
//! Backward through time with dz_t = dh_t ∘ (1 − h_t²) and dh_{t−1} += dz_t·Uᵀ; then ∂W, ∂U, ∂b, ∂x in one product each over
//! all steps.

use crate::Operation;
use crate::elementary::tanh;
use crate::matrix::{Matrix, add_product, set_product};
use crate::recurrent::Sizes;

/// Inputs: x `[samples, steps, features]`, W `[features, units]`, U `[units, units]`, b `[units]`.
pub struct Rnn(pub Sizes);

impl Operation<4> for Rnn {
    /// All states.
    type Saved = Vec<f32>;
    const READS_INPUTS: [bool; 4] = [true, true, true, false];
    const READS_OUTPUT: bool = false;

    fn forward(&self, [x, weight, recurrent, bias]: [&[f32]; 4]) -> (Vec<f32>, Vec<f32>) {
        let Sizes { steps, units, .. } = self.0;
        let samples = self.0.samples(x);
        let recurrent = Matrix::new(recurrent, [units, units]);
        let mut states = self.0.driven(x, weight, bias);
        let mut before = vec![0.0; samples * units];
        for step in 0..steps {
            if step > 0 {
                let before = Matrix::new(&before, [samples, units]);
                add_product(
                    &mut states[step * units..],
                    steps * units,
                    before,
                    recurrent,
                );
            }
            for (sample, before) in before.chunks_exact_mut(units).enumerate() {
                let state = &mut states[self.0.row(sample, step, units)..][..units];
                state.iter_mut().for_each(|value| *value = tanh(*value));
                before.copy_from_slice(state);
            }
        }
        (self.0.given(&states), states)
    }

    fn backward(
        &self,
        [x, weight, recurrent, _]: [&[f32]; 4],
        _: &[f32],
        states: Vec<f32>,
        gradient: Vec<f32>,
        wanted: [bool; 4],
    ) -> [Option<Vec<f32>>; 4] {
        let Sizes { steps, units, .. } = self.0;
        let samples = self.0.samples(x);
        let turned = Matrix::new(recurrent, [units, units]).t();
        let mut sums = vec![0.0; states.len()];
        let mut of_state = vec![0.0; samples * units];
        for step in (0..steps).rev() {
            self.0.add_given(&gradient, step, &mut of_state);
            for (sample, of_state) in of_state.chunks_exact_mut(units).enumerate() {
                let from = self.0.row(sample, step, units);
                let both = of_state.iter_mut().zip(&states[from..][..units]);
                for ((g, h), sum) in both.zip(&mut sums[from..][..units]) {
                    *g *= 1.0 - h * h;
                    *sum = *g;
                }
            }
            if step > 0 {
                set_product(
                    &mut of_state,
                    units,
                    self.0.step(&sums, step, units),
                    turned,
                );
            }
        }
        let [of_x, of_weight, of_bias] =
            (self.0).of_driven(x, weight, &sums, [wanted[0], wanted[1], wanted[3]]);
        let of_recurrent = wanted[2].then(|| self.0.of_recurrent(&states, &sums));
        [of_x, of_weight, of_recurrent, of_bias]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::recurrent_gradients_are_slopes;

    #[test]
    fn its_gradients_are_slopes() {
        recurrent_gradients_are_slopes(1, Rnn);
    }
}
