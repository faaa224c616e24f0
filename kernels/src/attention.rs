//! Self-attention in several heads: softmax(Q·Kᵀ/√d)·V, of rows `[samples · steps, 3 · width]` that hold a step's query, key
//! and value side by side, each with the heads side by side. Out come rows `[samples · steps, width]`.
//!
//! With A the softmax of a head, and dO the gradient of what comes out of it: ∂V = Aᵀ·dO, dA = dO·Vᵀ,
//! dS = A ∘ (dA − the sum of dA ∘ A along the row)/√d, ∂Q = dS·K, ∂K = dSᵀ·Q.

use crate::Operation;
use crate::elementary::sum;
use crate::loss::exponentials;
use crate::matrix::{Matrix, set_product};

/// Of these sizes.
pub struct Attention {
    pub steps: usize,
    pub width: usize,
    pub heads: usize,
    /// Whether no step sees a later one.
    pub causal: bool,
}

impl Attention {
    fn depth(&self) -> usize {
        self.width / self.heads
    }

    /// Of every head of every sample: where its query begins in the rows, and where it begins in what comes out.
    fn places(&self, rows: usize) -> impl Iterator<Item = [usize; 2]> {
        let &Self {
            steps,
            width,
            heads,
            ..
        } = self;
        let depth = self.depth();
        (0..rows / steps).flat_map(move |sample| {
            (0..heads).map(move |head| {
                let row = sample * steps * width;
                [3 * row + head * depth, row + head * depth]
            })
        })
    }

    /// Query, key or value of the head that begins at `at`.
    fn part<'a>(&self, joint: &'a [f32], at: usize, part: usize) -> Matrix<'a> {
        let values = &joint[at + part * self.width..];
        Matrix::strided(values, [self.steps, self.depth()], 3 * self.width)
    }

    fn scale(&self) -> f32 {
        1.0 / (self.depth() as f32).sqrt()
    }
}

impl Operation<1> for Attention {
    /// The softmax of every head.
    type Saved = Vec<f32>;
    const READS_INPUTS: [bool; 1] = [true];
    const READS_OUTPUT: bool = false;

    fn forward(&self, [joint]: [&[f32]; 1]) -> (Vec<f32>, Vec<f32>) {
        let &Self { steps, width, .. } = self;
        let (rows, scale) = (joint.len() / (3 * width), self.scale());
        let mut mixed = vec![0.0; rows * width];
        let mut all = vec![0.0; rows * steps * self.heads];
        for ([from, to], weights) in self.places(rows).zip(all.chunks_exact_mut(steps * steps)) {
            let (query, key) = (self.part(joint, from, 0), self.part(joint, from, 1));
            set_product(weights, steps, query, key.t());
            for (step, row) in weights.chunks_exact_mut(steps).enumerate() {
                let (seen, later) = row.split_at_mut(if self.causal { step + 1 } else { steps });
                later.fill(0.0);
                seen.iter_mut().for_each(|score| *score *= scale);
                let (_, total) = exponentials(seen);
                let share = 1.0 / total;
                seen.iter_mut().for_each(|weight| *weight *= share);
            }
            let weights = Matrix::new(weights, [steps, steps]);
            set_product(&mut mixed[to..], width, weights, self.part(joint, from, 2));
        }
        (mixed, all)
    }

    fn backward(
        &self,
        [joint]: [&[f32]; 1],
        _: &[f32],
        all: Vec<f32>,
        gradient: Vec<f32>,
        _: [bool; 1],
    ) -> [Option<Vec<f32>>; 1] {
        let &Self { steps, width, .. } = self;
        let (rows, scale) = (gradient.len() / width, self.scale());
        let mut slopes = vec![0.0; joint.len()];
        let mut scores = vec![0.0; steps * steps];
        for ([from, to], weights) in self.places(rows).zip(all.chunks_exact(steps * steps)) {
            let g = Matrix::strided(&gradient[to..], [steps, self.depth()], width);
            let [query, key, value] = [0, 1, 2].map(|part| self.part(joint, from, part));
            set_product(&mut scores, steps, g, value.t());
            let both = scores
                .chunks_exact_mut(steps)
                .zip(weights.chunks_exact(steps));
            for (scores, weights) in both {
                scores.iter_mut().zip(weights).for_each(|(s, a)| *s *= a);
                let total = sum(scores);
                let both = scores.iter_mut().zip(weights);
                both.for_each(|(s, a)| *s = (*s - a * total) * scale);
            }
            let scores = Matrix::new(&scores, [steps, steps]);
            let weights = Matrix::new(weights, [steps, steps]);
            set_product(&mut slopes[from..], 3 * width, scores, key);
            set_product(&mut slopes[from + width..], 3 * width, scores.t(), query);
            set_product(&mut slopes[from + 2 * width..], 3 * width, weights.t(), g);
        }
        [Some(slopes)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{close, gradients_are_slopes, numbers};

    #[test]
    fn its_gradients_are_slopes() {
        for [samples, steps, depth, heads] in [[1, 1, 1, 1], [2, 5, 3, 2], [3, 28, 16, 4]] {
            for causal in [false, true] {
                let width = depth * heads;
                let attention = Attention {
                    steps,
                    width,
                    heads,
                    causal,
                };
                let joint = numbers(samples * steps * 3 * width, 4);
                gradients_are_slopes(&attention, [joint]);
            }
        }
    }

    #[test]
    fn equal_scores_mix_the_values_seen_evenly() {
        let attention = |causal| Attention {
            steps: 2,
            width: 1,
            heads: 1,
            causal,
        };
        let joint = [0.0, 3.0, 2.0, 0.0, -1.0, 6.0];
        close(&attention(false).forward([&joint]).0, &[4.0, 4.0], 1e-6);
        close(&attention(true).forward([&joint]).0, &[2.0, 4.0], 1e-6);
    }
}
