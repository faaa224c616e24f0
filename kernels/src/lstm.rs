//! LSTM over all steps: i, f, o = σ(x_t·W + b + h_{t−1}·U), g = tanh(…), c_t = f·c_{t−1} + i·g, h_t = o·tanh(c_t), from
//! h_0 = c_0 = 0; the four side by side in PyTorch's order i, f, g, o.
//!
//! Backward through time: do = dh·tanh c, dc += dh·o·(1 − tanh² c), di = dc·g, df = dc·c_{t−1}, dg = dc·i; each times the
//! slope of its own function is the gradient of its sum; dc·f goes to the cell before, and the sums' gradient times Uᵀ to
//! the state before. ∂W, ∂U, ∂b, ∂x follow in one product each over all steps.

use crate::Operation;
use crate::elementary::{sigmoid, tanh};
use crate::matrix::{Matrix, add_product, set_product};
use crate::recurrent::Sizes;

/// Inputs: x `[samples, steps, features]`, W `[features, 4 · units]`, U `[units, 4 · units]`, b `[4 · units]`.
pub struct Lstm(pub Sizes);

/// What backward needs, all `[samples, steps, …]`.
pub struct Kept {
    /// i, f, g and o.
    gates: Vec<f32>,
    cells: Vec<f32>,
    states: Vec<f32>,
}

/// Four parts of a row.
fn quarters(row: &mut [f32]) -> [&mut [f32]; 4] {
    let (first, second) = row.split_at_mut(row.len() / 2);
    let (a, b) = first.split_at_mut(first.len() / 2);
    let (c, d) = second.split_at_mut(second.len() / 2);
    [a, b, c, d]
}

impl Operation<4> for Lstm {
    type Saved = Kept;
    const READS_INPUTS: [bool; 4] = [true, true, true, false];
    const READS_OUTPUT: bool = false;

    fn forward(&self, [x, weight, recurrent, bias]: [&[f32]; 4]) -> (Vec<f32>, Kept) {
        let Sizes { steps, units, .. } = self.0;
        let (samples, wide) = (self.0.samples(x), 4 * units);
        let recurrent = Matrix::new(recurrent, [units, wide]);
        let mut gates = self.0.driven(x, weight, bias);
        let mut cells = vec![0.0; samples * steps * units];
        let mut states = cells.clone();
        let (mut state, mut cell) = (vec![0.0; samples * units], vec![0.0; samples * units]);
        for step in 0..steps {
            if step > 0 {
                let state = Matrix::new(&state, [samples, units]);
                add_product(&mut gates[step * wide..], steps * wide, state, recurrent);
            }
            for sample in 0..samples {
                let [i, f, g, o] = quarters(&mut gates[self.0.row(sample, step, wide)..][..wide]);
                i.iter_mut().for_each(|value| *value = sigmoid(*value));
                f.iter_mut().for_each(|value| *value = sigmoid(*value));
                g.iter_mut().for_each(|value| *value = tanh(*value));
                o.iter_mut().for_each(|value| *value = sigmoid(*value));
                let (state, cell) = (
                    &mut state[sample * units..][..units],
                    &mut cell[sample * units..][..units],
                );
                for (((c, i), f), g) in cell.iter_mut().zip(i).zip(f).zip(g) {
                    *c = *f * *c + *i * *g;
                }
                for ((h, c), o) in state.iter_mut().zip(&*cell).zip(o) {
                    *h = *o * tanh(*c);
                }
                let from = self.0.row(sample, step, units);
                states[from..][..units].copy_from_slice(state);
                cells[from..][..units].copy_from_slice(cell);
            }
        }
        let kept = Kept {
            gates,
            cells,
            states,
        };
        (self.0.given(&kept.states), kept)
    }

    fn backward(
        &self,
        [x, weight, recurrent, _]: [&[f32]; 4],
        _: &[f32],
        kept: Kept,
        gradient: Vec<f32>,
        wanted: [bool; 4],
    ) -> [Option<Vec<f32>>; 4] {
        let Sizes { steps, units, .. } = self.0;
        let (samples, wide) = (self.0.samples(x), 4 * units);
        let turned = Matrix::new(recurrent, [units, wide]).t();
        // The gates become the gradients of their sums.
        let mut sums = kept.gates;
        let mut of_state = vec![0.0; samples * units];
        let mut of_cell = vec![0.0; samples * units];
        let zeros = vec![0.0; units];
        for step in (0..steps).rev() {
            self.0.add_given(&gradient, step, &mut of_state);
            for sample in 0..samples {
                let from = self.0.row(sample, step, units);
                let cell = &kept.cells[from..][..units];
                let before = match step {
                    0 => &zeros,
                    _ => &kept.cells[from - units..][..units],
                };
                let [i, f, g, o] = quarters(&mut sums[self.0.row(sample, step, wide)..][..wide]);
                let dh = &of_state[sample * units..][..units];
                let dc = &mut of_cell[sample * units..][..units];
                for (((dc, dh), c), o) in dc.iter_mut().zip(dh).zip(cell).zip(o) {
                    let shown = tanh(*c);
                    *dc += dh * *o * (1.0 - shown * shown);
                    *o = dh * shown * *o * (1.0 - *o);
                }
                for ((((dc, i), f), g), before) in dc.iter_mut().zip(i).zip(f).zip(g).zip(before) {
                    let (written, kept, new) = (*i, *f, *g);
                    *i = *dc * new * written * (1.0 - written);
                    *f = *dc * before * kept * (1.0 - kept);
                    *g = *dc * written * (1.0 - new * new);
                    *dc *= kept;
                }
            }
            if step > 0 {
                set_product(&mut of_state, units, self.0.step(&sums, step, wide), turned);
            }
        }
        let [of_x, of_weight, of_bias] =
            (self.0).of_driven(x, weight, &sums, [wanted[0], wanted[1], wanted[3]]);
        let of_recurrent = wanted[2].then(|| self.0.of_recurrent(&kept.states, &sums));
        [of_x, of_weight, of_recurrent, of_bias]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::recurrent_gradients_are_slopes;

    #[test]
    fn its_gradients_are_slopes() {
        recurrent_gradients_are_slopes(4, Lstm);
    }
}
