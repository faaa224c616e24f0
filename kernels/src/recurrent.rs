//! What recurrent layers have in common. A sequence is `[samples, steps, …]`, so that a step's rows are strided.

use crate::matrix::{Matrix, add_product, column_sums, product_of, repeated};

/// Sizes of a recurrent layer.
#[derive(Clone, Copy)]
pub struct Sizes {
    pub steps: usize,
    pub features: usize,
    pub units: usize,
    /// Whether every state comes out, `[samples, steps, units]`, and not only the last, `[samples, units]`.
    pub all: bool,
}

impl Sizes {
    /// Samples of inputs.
    pub fn samples(&self, x: &[f32]) -> usize {
        x.len() / (self.steps * self.features)
    }

    /// The input's part of the sums of every step, `x·W + b`, in one product: `[samples, steps, wide]`.
    pub fn driven(&self, x: &[f32], weight: &[f32], bias: &[f32]) -> Vec<f32> {
        let (rows, wide) = (x.len() / self.features, bias.len());
        let mut sums = repeated(bias, rows);
        let weight = Matrix::new(weight, [self.features, wide]);
        add_product(
            &mut sums,
            wide,
            Matrix::new(x, [rows, self.features]),
            weight,
        );
        sums
    }

    /// The rows of a step in `[samples, steps, wide]`.
    pub fn step<'a>(&self, values: &'a [f32], step: usize, wide: usize) -> Matrix<'a> {
        let samples = values.len() / (self.steps * wide);
        Matrix::strided(&values[step * wide..], [samples, wide], self.steps * wide)
    }

    /// Where the row of a sample at a step begins in `[samples, steps, wide]`.
    pub fn row(&self, sample: usize, step: usize, wide: usize) -> usize {
        (sample * self.steps + step) * wide
    }

    /// What comes out of all states.
    pub fn given(&self, states: &[f32]) -> Vec<f32> {
        if self.all {
            return states.to_vec();
        }
        let sequences = states.chunks_exact(self.steps * self.units);
        let lasts = sequences.map(|states| &states[(self.steps - 1) * self.units..]);
        lasts.flatten().copied().collect()
    }

    /// Adds the gradient of what comes out at a step to that of its states, `[samples, units]`.
    pub fn add_given(&self, gradient: &[f32], step: usize, of_state: &mut [f32]) {
        for (sample, of_state) in of_state.chunks_exact_mut(self.units).enumerate() {
            let from = match (self.all, step + 1 == self.steps) {
                (true, _) => self.row(sample, step, self.units),
                (false, true) => sample * self.units,
                (false, false) => return,
            };
            let given = &gradient[from..][..self.units];
            of_state.iter_mut().zip(given).for_each(|(to, g)| *to += g);
        }
    }

    /// The state before each step: zeros at first.
    fn before(&self, states: &[f32]) -> Vec<f32> {
        let mut before = vec![0.0; states.len()];
        let all = before.chunks_exact_mut(self.steps * self.units);
        for (before, states) in all.zip(states.chunks_exact(self.steps * self.units)) {
            before[self.units..].copy_from_slice(&states[..(self.steps - 1) * self.units]);
        }
        before
    }

    /// The gradients of `x`, of `W` and of `b`, from that of the sums `x·W + b` of every step.
    pub fn of_driven(
        &self,
        x: &[f32],
        weight: &[f32],
        sums: &[f32],
        wanted: [bool; 3],
    ) -> [Option<Vec<f32>>; 3] {
        let rows = x.len() / self.features;
        let wide = weight.len() / self.features;
        let g = Matrix::new(sums, [rows, wide]);
        [
            wanted[0].then(|| product_of(g, Matrix::new(weight, [self.features, wide]).t())),
            wanted[1].then(|| product_of(Matrix::new(x, [rows, self.features]).t(), g)),
            wanted[2].then(|| column_sums(sums, wide)),
        ]
    }

    /// The gradient of the weights `U` of the state before, from that of the sums `h·U` of every step.
    pub fn of_recurrent(&self, states: &[f32], sums: &[f32]) -> Vec<f32> {
        let rows = states.len() / self.units;
        let before = self.before(states);
        let before = Matrix::new(&before, [rows, self.units]);
        product_of(before.t(), Matrix::new(sums, [rows, sums.len() / rows]))
    }
}
