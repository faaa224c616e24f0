//! Layer norm of rows `[…, values]`: y = x̂ ∘ γ + β with x̂ = (x − mean)/√(variance + ε).
//!
//! ∂γ = Σ g ∘ x̂, ∂β = Σ g, ∂x = (h − mean of h − x̂ · mean of h ∘ x̂)/√(variance + ε) with h = g ∘ γ.

use crate::Operation;
use crate::elementary::sum;

/// With this ε and so many values of a row.
pub struct LayerNorm {
    pub values: usize,
    pub epsilon: f32,
}

impl Operation<3> for LayerNorm {
    /// Mean and 1/√(variance + ε) of each row.
    type Saved = Vec<[f32; 2]>;
    const READS_INPUTS: [bool; 3] = [true, true, false];
    const READS_OUTPUT: bool = false;

    fn forward(&self, [x, gain, shift]: [&[f32]; 3]) -> (Vec<f32>, Self::Saved) {
        let share = 1.0 / self.values as f32;
        let mut y = x.to_vec();
        let rows = y.chunks_exact_mut(self.values).map(|row| {
            let mean = sum(row) * share;
            row.iter_mut().for_each(|value| *value -= mean);
            let variance = squares(row) * share;
            let scale = 1.0 / (variance + self.epsilon).sqrt();
            for ((value, gain), shift) in row.iter_mut().zip(gain).zip(shift) {
                *value = *value * scale * gain + shift;
            }
            [mean, scale]
        });
        let saved = rows.collect();
        (y, saved)
    }

    fn backward(
        &self,
        [x, gain, _]: [&[f32]; 3],
        _: &[f32],
        saved: Self::Saved,
        mut gradient: Vec<f32>,
        _: [bool; 3],
    ) -> [Option<Vec<f32>>; 3] {
        let share = 1.0 / self.values as f32;
        let [mut of_gain, mut of_shift, mut normed, mut products] =
            std::array::from_fn(|_| vec![0.0; self.values]);
        let rows = gradient.chunks_exact_mut(self.values);
        for ((g, x), [mean, scale]) in rows.zip(x.chunks_exact(self.values)).zip(saved) {
            for (normed, x) in normed.iter_mut().zip(x) {
                *normed = (x - mean) * scale;
            }
            for ((sum, g), normed) in of_gain.iter_mut().zip(&*g).zip(&normed) {
                *sum += g * normed;
            }
            for (sum, g) in of_shift.iter_mut().zip(&*g) {
                *sum += g;
            }
            g.iter_mut().zip(gain).for_each(|(g, gain)| *g *= gain);
            for ((product, g), normed) in products.iter_mut().zip(&*g).zip(&normed) {
                *product = g * normed;
            }
            let (mean, slope) = (sum(g) * share, sum(&products) * share);
            for (g, normed) in g.iter_mut().zip(&normed) {
                *g = (*g - mean - normed * slope) * scale;
            }
        }
        [Some(gradient), Some(of_gain), Some(of_shift)]
    }
}

fn squares(values: &[f32]) -> f32 {
    let chunks = values.chunks_exact(8);
    let rest: f32 = chunks.remainder().iter().map(|value| value * value).sum();
    let mut sums = [0.0; 8];
    for chunk in chunks {
        for (sum, value) in sums.iter_mut().zip(chunk) {
            *sum += value * value;
        }
    }
    sum(&sums) + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{close, gradients_are_slopes, numbers};

    #[test]
    fn its_gradients_are_slopes() {
        for [rows, values] in [[1, 2], [3, 7], [10, 64]] {
            let sizes = [rows * values, values, values];
            let inputs = [0, 1, 2].map(|at| numbers(sizes[at], at as u32 + 1));
            let epsilon = 1e-5;
            gradients_are_slopes(&LayerNorm { values, epsilon }, inputs);
        }
    }

    #[test]
    fn a_row_gets_mean_zero_and_variance_one() {
        let norm = LayerNorm {
            values: 4,
            epsilon: 0.0,
        };
        let (y, _) = norm.forward([&[1.0, 3.0, 1.0, 3.0], &[1.0; 4], &[0.5; 4]]);
        close(&y, &[-0.5, 1.5, -0.5, 1.5], 1e-6);
    }
}
