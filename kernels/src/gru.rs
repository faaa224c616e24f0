//! GRU over all steps: with A = x_t·W + b and B = h_{t−1}·U + b′, each of three parts side by side in PyTorch's order,
//! r = σ(A_r + B_r), z = σ(A_z + B_z), n = tanh(A_n + r·B_n), h_t = n + z·(h_{t−1} − n), from h_0 = 0.
//!
//! Backward through time: dn = dh·(1 − z), dz = dh·(h_{t−1} − n), and with a = dn·(1 − n²): ∂A_n = a, ∂B_n = a·r, dr = a·B_n;
//! ∂A = ∂B for r and z, by the slopes r·(1 − r) and z·(1 − z). To the state before go dh·z and ∂B·Uᵀ.

use crate::Operation;
use crate::elementary::{sigmoid, tanh};
use crate::matrix::{Matrix, add_product, column_sums};
use crate::recurrent::Sizes;

/// Inputs: x `[samples, steps, features]`, W `[features, 3 · units]`, U `[units, 3 · units]`, b and b′ `[3 · units]`.
pub struct Gru(pub Sizes);

/// What backward needs, all `[samples, steps, …]`.
pub struct Kept {
    /// r, z and n.
    gates: Vec<f32>,
    /// B, of which only its last part is used.
    back: Vec<f32>,
    states: Vec<f32>,
}

/// Three parts of a row.
fn thirds(row: &mut [f32]) -> [&mut [f32]; 3] {
    let third = row.len() / 3;
    let (a, rest) = row.split_at_mut(third);
    let (b, c) = rest.split_at_mut(third);
    [a, b, c]
}

impl Operation<5> for Gru {
    type Saved = Kept;
    const READS_INPUTS: [bool; 5] = [true, true, true, false, false];
    const READS_OUTPUT: bool = false;

    fn forward(&self, [x, weight, recurrent, bias, back_bias]: [&[f32]; 5]) -> (Vec<f32>, Kept) {
        let Sizes { steps, units, .. } = self.0;
        let (samples, wide) = (self.0.samples(x), 3 * units);
        let recurrent = Matrix::new(recurrent, [units, wide]);
        let mut gates = self.0.driven(x, weight, bias);
        let mut back = crate::matrix::repeated(back_bias, samples * steps);
        let mut states = vec![0.0; samples * steps * units];
        let mut state = vec![0.0; samples * units];
        for step in 0..steps {
            if step > 0 {
                let state = Matrix::new(&state, [samples, units]);
                add_product(&mut back[step * wide..], steps * wide, state, recurrent);
            }
            for sample in 0..samples {
                let from = self.0.row(sample, step, wide);
                let [r, z, n] = thirds(&mut gates[from..][..wide]);
                let [back_r, back_z, back_n] = thirds(&mut back[from..][..wide]);
                for (r, back) in r.iter_mut().zip(back_r) {
                    *r = sigmoid(*r + *back);
                }
                for (z, back) in z.iter_mut().zip(back_z) {
                    *z = sigmoid(*z + *back);
                }
                for ((n, r), back) in n.iter_mut().zip(r).zip(back_n) {
                    *n = tanh(*n + *r * *back);
                }
                let state = &mut state[sample * units..][..units];
                for ((h, z), n) in state.iter_mut().zip(z).zip(n) {
                    *h = *n + *z * (*h - *n);
                }
                states[self.0.row(sample, step, units)..][..units].copy_from_slice(state);
            }
        }
        let kept = Kept {
            gates,
            back,
            states,
        };
        (self.0.given(&kept.states), kept)
    }

    fn backward(
        &self,
        [x, weight, recurrent, _, _]: [&[f32]; 5],
        _: &[f32],
        kept: Kept,
        gradient: Vec<f32>,
        wanted: [bool; 5],
    ) -> [Option<Vec<f32>>; 5] {
        let Sizes { steps, units, .. } = self.0;
        let (samples, wide) = (self.0.samples(x), 3 * units);
        let turned = Matrix::new(recurrent, [units, wide]).t();
        // The gates become the gradients of A, and B those of B.
        let (mut sums, mut back, states) = (kept.gates, kept.back, kept.states);
        let mut of_state = vec![0.0; samples * units];
        let zeros = vec![0.0; units];
        for step in (0..steps).rev() {
            self.0.add_given(&gradient, step, &mut of_state);
            for sample in 0..samples {
                let from = self.0.row(sample, step, wide);
                let [r, z, n] = thirds(&mut sums[from..][..wide]);
                let [back_r, back_z, back_n] = thirds(&mut back[from..][..wide]);
                let before = match self.0.row(sample, step, units) {
                    _ if step == 0 => &zeros,
                    at => &states[at - units..][..units],
                };
                let dh = &mut of_state[sample * units..][..units];
                for (((dh, z), n), before) in dh.iter_mut().zip(&mut *z).zip(&mut *n).zip(before) {
                    let (update, new) = (*z, *n);
                    *z = *dh * (before - new) * update * (1.0 - update);
                    *n = *dh * (1.0 - update) * (1.0 - new * new);
                    *dh *= update;
                }
                for ((r, n), back) in r.iter_mut().zip(&*n).zip(&mut *back_n) {
                    let reset = *r;
                    *r = n * *back * reset * (1.0 - reset);
                    *back = n * reset;
                }
                back_r.copy_from_slice(r);
                back_z.copy_from_slice(z);
            }
            if step > 0 {
                add_product(&mut of_state, units, self.0.step(&back, step, wide), turned);
            }
        }
        let [of_x, of_weight, of_bias] =
            (self.0).of_driven(x, weight, &sums, [wanted[0], wanted[1], wanted[3]]);
        let of_recurrent = wanted[2].then(|| self.0.of_recurrent(&states, &back));
        let of_back = wanted[4].then(|| column_sums(&back, wide));
        [of_x, of_weight, of_recurrent, of_bias, of_back]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::recurrent_gradients_are_slopes;

    #[test]
    fn its_gradients_are_slopes() {
        recurrent_gradients_are_slopes(3, Gru);
    }
}
