//! Activations: one function of every value. Of tanh, sigmoid and ReLU the derivative follows from the output alone, so
//! that backward computes no tanh and no exponential again: 1 − y², y·(1 − y), and 1 where y is above 0.

use crate::Operation;
use crate::elementary::{sigmoid, tanh};

/// Which function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    Relu,
    Tanh,
    Sigmoid,
}

impl Operation<1> for Activation {
    type Saved = ();
    const READS_INPUTS: [bool; 1] = [false];
    const READS_OUTPUT: bool = true;

    fn forward(&self, [x]: [&[f32]; 1]) -> (Vec<f32>, ()) {
        let x = x.iter().copied();
        let y = match self {
            // NaN stays NaN.
            Self::Relu => x.map(|x| if x < 0.0 { 0.0 } else { x }).collect(),
            Self::Tanh => x.map(tanh).collect(),
            Self::Sigmoid => x.map(sigmoid).collect(),
        };
        (y, ())
    }

    fn backward(
        &self,
        _: [&[f32]; 1],
        output: &[f32],
        (): (),
        mut gradient: Vec<f32>,
        _: [bool; 1],
    ) -> [Option<Vec<f32>>; 1] {
        let both = gradient.iter_mut().zip(output);
        match self {
            Self::Relu => both.for_each(|(g, y)| *g = if *y > 0.0 { *g } else { 0.0 }),
            Self::Tanh => both.for_each(|(g, y)| *g *= 1.0 - y * y),
            Self::Sigmoid => both.for_each(|(g, y)| *g *= y * (1.0 - y)),
        }
        [Some(gradient)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{gradients_are_slopes, numbers};

    #[test]
    fn their_gradients_are_slopes() {
        for activation in [Activation::Relu, Activation::Tanh, Activation::Sigmoid] {
            for count in [1, 7, 100] {
                // None so near to 0 that ReLU would bend within a difference.
                let x = numbers(count, 3).into_iter();
                let x = x.map(|x| 2.0 * x + 0.1 * x.signum());
                gradients_are_slopes(&activation, [x.collect()]);
            }
        }
    }

    #[test]
    fn what_is_no_number_stays_so() {
        for activation in [Activation::Relu, Activation::Tanh, Activation::Sigmoid] {
            assert!(activation.forward([&[f32::NAN]]).0[0].is_nan());
        }
    }
}
