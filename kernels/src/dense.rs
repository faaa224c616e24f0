//! `y = x·W + b` for rows `x [rows, inputs]`, `W [inputs, units]`, `b [units]`.
//!
//! ∂W = xᵀ·g, ∂b = the sum of the rows of g, ∂x = g·Wᵀ.

use crate::Operation;
use crate::matrix::{Matrix, add_product, column_sums, product_of, repeated};

/// Of these sizes.
pub struct Dense {
    pub inputs: usize,
    pub units: usize,
}

impl Operation<3> for Dense {
    type Saved = ();
    const READS_INPUTS: [bool; 3] = [true, true, false];
    const READS_OUTPUT: bool = false;

    fn forward(&self, [x, weight, bias]: [&[f32]; 3]) -> (Vec<f32>, ()) {
        let &Self { inputs, units } = self;
        let rows = x.len() / inputs;
        let mut y = repeated(bias, rows);
        let (x, weight) = (
            Matrix::new(x, [rows, inputs]),
            Matrix::new(weight, [inputs, units]),
        );
        add_product(&mut y, units, x, weight);
        (y, ())
    }

    fn backward(
        &self,
        [x, weight, _]: [&[f32]; 3],
        _: &[f32],
        (): (),
        gradient: Vec<f32>,
        wanted: [bool; 3],
    ) -> [Option<Vec<f32>>; 3] {
        let &Self { inputs, units } = self;
        let rows = gradient.len() / units;
        let g = Matrix::new(&gradient, [rows, units]);
        [
            wanted[0].then(|| product_of(g, Matrix::new(weight, [inputs, units]).t())),
            wanted[1].then(|| product_of(Matrix::new(x, [rows, inputs]).t(), g)),
            wanted[2].then(|| column_sums(&gradient, units)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{gradients_are_slopes, numbers};

    #[test]
    fn its_gradients_are_slopes() {
        for [rows, inputs, units] in [[1, 1, 1], [5, 3, 2], [17, 31, 10], [64, 50, 13]] {
            let inputs_of = [rows * inputs, inputs * units, units];
            let inputs_of = [0, 1, 2].map(|at| numbers(inputs_of[at], at as u32 + 1));
            gradients_are_slopes(&Dense { inputs, units }, inputs_of);
        }
    }
}
