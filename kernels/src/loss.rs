//! Losses of a batch: the mean of the terms, `[1]`, and its gradient by the outputs, found in the same pass. The targets
//! are an input without a gradient.

use crate::Operation;
use crate::elementary::{exp, sum};

/// −log of the softmax probability of the right class: outputs `[rows, classes]`, and for each row the index of its class,
/// or −1 where the row does not count; the mean over those that do.
///
/// With m the largest output of a row and s = Σ exp(o − m): the loss is log s + m − o of the class, and its gradient
/// exp(o − m)/s, minus 1 at the class.
pub struct CrossEntropy {
    pub classes: usize,
}

impl Operation<2> for CrossEntropy {
    /// The gradient.
    type Saved = Vec<f32>;
    const READS_INPUTS: [bool; 2] = [false; 2];
    const READS_OUTPUT: bool = false;

    fn forward(&self, [outputs, targets]: [&[f32]; 2]) -> (Vec<f32>, Vec<f32>) {
        let counted = targets.iter().filter(|target| **target >= 0.0).count();
        let share = 1.0 / counted.max(1) as f32;
        let mut slopes = outputs.to_vec();
        let mut loss = 0.0;
        for (row, target) in slopes.chunks_exact_mut(self.classes).zip(targets) {
            if *target < 0.0 {
                row.fill(0.0);
                continue;
            }
            let class = (*target as usize).min(self.classes - 1);
            let right = row[class];
            let (most, total) = exponentials(row);
            loss += total.ln() + most - right;
            let factor = share / total;
            row.iter_mut().for_each(|p| *p *= factor);
            row[class] -= share;
        }
        (vec![loss * share], slopes)
    }

    fn backward(
        &self,
        _: [&[f32]; 2],
        _: &[f32],
        slopes: Vec<f32>,
        gradient: Vec<f32>,
        _: [bool; 2],
    ) -> [Option<Vec<f32>>; 2] {
        [Some(scaled(slopes, gradient[0])), None]
    }
}

/// Makes of every value its exponential, with the largest value taken off; that, and their sum.
pub(crate) fn exponentials(row: &mut [f32]) -> (f32, f32) {
    let larger = |most: f32, value: &f32| if *value > most { *value } else { most };
    // A NaN is in the sum, and so in the loss.
    let most = row.iter().fold(f32::MIN, larger);
    row.iter_mut().for_each(|value| *value = exp(*value - most));
    (most, sum(row))
}

fn scaled(mut slopes: Vec<f32>, factor: f32) -> Vec<f32> {
    if factor != 1.0 {
        slopes.iter_mut().for_each(|slope| *slope *= factor);
    }
    slopes
}

/// A term for each output: outputs `[samples, width]`, and targets in the same shape or classes `[samples]`, which are 1 for
/// the right output and 0 for all others. The mean over all terms.
pub struct Each {
    pub width: usize,
    pub term: Term,
}

/// With d = output − target, or the output as a logit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// d².
    Square,
    /// d²/2.
    HalfSquare,
    /// d²/2 up to |d| = 1, then |d| − ½.
    Huber,
    /// max(o, 0) − o·y + log(1 + e^−|o|).
    BinaryCrossEntropy,
}

impl Term {
    /// The term, and its slope by the output.
    fn at(self, output: f32, target: f32) -> (f32, f32) {
        let away = output - target;
        match self {
            Self::Square => (away * away, 2.0 * away),
            Self::HalfSquare => (away * away * 0.5, away),
            Self::Huber => {
                let near = if away.abs() > 1.0 { 1.0 } else { away.abs() };
                (near * (away.abs() - near * 0.5), away.clamp(-1.0, 1.0))
            }
            Self::BinaryCrossEntropy => {
                let tail = exp(-output.abs());
                let positive = if output < 0.0 { 0.0 } else { output };
                let one = if output < 0.0 { tail } else { 1.0 };
                let term = positive - output * target + (1.0 + tail).ln();
                (term, one / (1.0 + tail) - target)
            }
        }
    }
}

impl Operation<2> for Each {
    /// The gradient.
    type Saved = Vec<f32>;
    const READS_INPUTS: [bool; 2] = [false; 2];
    const READS_OUTPUT: bool = false;

    fn forward(&self, [outputs, targets]: [&[f32]; 2]) -> (Vec<f32>, Vec<f32>) {
        let share = 1.0 / outputs.len() as f32;
        let classes = targets.len() != outputs.len();
        let mut loss = 0.0;
        let slopes = outputs.iter().enumerate().map(|(at, output)| {
            let target = if classes {
                let right = at % self.width == targets[at / self.width] as usize;
                f32::from(u8::from(right))
            } else {
                targets[at]
            };
            let (term, slope) = self.term.at(*output, target);
            loss += term;
            slope * share
        });
        let slopes = slopes.collect();
        (vec![loss * share], slopes)
    }

    fn backward(
        &self,
        _: [&[f32]; 2],
        _: &[f32],
        slopes: Vec<f32>,
        gradient: Vec<f32>,
        _: [bool; 2],
    ) -> [Option<Vec<f32>>; 2] {
        [Some(scaled(slopes, gradient[0])), None]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{close, numbers};

    /// The gradient by the outputs, by differences.
    fn slopes<O: Operation<2>>(loss: &O, outputs: &[f32], targets: &[f32]) {
        let (_, saved) = loss.forward([outputs, targets]);
        let found = loss.backward([&[]; 2], &[], saved, vec![2.0], [true, false]);
        let of = |outputs: &[f32]| loss.forward([outputs, targets]).0[0];
        let right = (0..outputs.len()).map(|at| {
            let mut moved = [outputs.to_vec(), outputs.to_vec()];
            moved[0][at] += 1e-2;
            moved[1][at] -= 1e-2;
            2.0 * (of(&moved[0]) - of(&moved[1])) / 2e-2
        });
        close(
            found[0].as_ref().expect("wanted"),
            &right.collect::<Vec<_>>(),
            2e-3,
        );
    }

    #[test]
    fn their_gradients_are_slopes() {
        let outputs = numbers(12, 5).iter().map(|x| 2.3 * x).collect::<Vec<_>>();
        slopes(
            &CrossEntropy { classes: 3 },
            &outputs,
            &[0.0, 2.0, -1.0, 1.0],
        );
        for term in [
            Term::Square,
            Term::HalfSquare,
            Term::Huber,
            Term::BinaryCrossEntropy,
        ] {
            slopes(&Each { width: 3, term }, &outputs, &numbers(12, 6));
            slopes(&Each { width: 3, term }, &outputs, &[0.0, 2.0, 2.0, 1.0]);
        }
    }

    #[test]
    fn large_outputs_overflow_nothing_and_what_is_no_number_is_told() {
        let cross = CrossEntropy { classes: 2 };
        assert_eq!(cross.forward([&[1e4, -1e4], &[0.0]]).0, [0.0]);
        assert_eq!(cross.forward([&[1e4, -1e4], &[1.0]]).0, [2e4]);
        assert!(cross.forward([&[f32::NAN, 1.0], &[1.0]]).0[0].is_nan());
        let each = Each {
            width: 1,
            term: Term::BinaryCrossEntropy,
        };
        assert_eq!(each.forward([&[1e4], &[0.0]]).0, [1e4]);
    }
}
