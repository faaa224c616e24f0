//! What a loss takes a network's outputs for: logits of a softmax, logits of sigmoids, or values; and the
//! probabilities and the predicted class that follow.

/// The meaning of a row of outputs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outputs {
    /// One logit for each class; softmax gives their probabilities, which add up to 1.
    Softmax,
    /// Logits of independent probabilities, which sigmoid gives. One logit tells two classes apart, with the threshold
    /// 0, where both have the probability ½.
    Sigmoid,
    /// Values that are compared with the targets themselves, 0 and 1 for classes. One output tells two classes apart:
    /// above `threshold` it is the second.
    Direct { threshold: f32 },
}

impl Outputs {
    /// Where one output tells two classes apart: above this it is the second class.
    pub fn threshold(self) -> Option<f32> {
        match self {
            Self::Softmax => None,
            Self::Sigmoid => Some(0.0),
            Self::Direct { threshold } => Some(threshold),
        }
    }

    /// Outputs that tell so many classes apart: one suffices for two where there is a threshold.
    pub fn for_classes(self, classes: usize) -> usize {
        match (classes, self.threshold()) {
            (2, Some(_)) => 1,
            _ => classes,
        }
    }

    /// The class that a row of outputs predicts: by one output, whether it is above the threshold; else the argmax.
    pub fn predicted_class(self, row: &[f32]) -> usize {
        match (row, self.threshold()) {
            ([output], Some(threshold)) => usize::from(*output > threshold),
            _ => argmax(row),
        }
    }

    /// Probabilities from a row of outputs: of each class, where one output stands for two as well; of independent
    /// outputs, of each. Values are taken for probabilities as far as they lie between 0 and 1.
    pub fn probabilities(self, row: &[f32]) -> Vec<f32> {
        let probability = match self {
            Self::Softmax => return softmax(row),
            Self::Sigmoid => sigmoid,
            Self::Direct { .. } => |value: f32| value.clamp(0.0, 1.0),
        };
        match row {
            [output] => {
                let second = probability(*output);
                vec![1.0 - second, second]
            }
            _ => row.iter().copied().map(probability).collect(),
        }
    }
}

/// Position of the largest number; the first where several are equal.
pub fn argmax(row: &[f32]) -> usize {
    let mut best = 0;
    for (index, value) in row.iter().enumerate() {
        if *value > row[best] {
            best = index;
        }
    }
    best
}

/// The probability that a logit stands for.
pub fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

/// Probabilities from logits, with the largest logit subtracted first so that nothing overflows.
pub fn softmax(logits: &[f32]) -> Vec<f32> {
    let top = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = logits.iter().map(|logit| (logit - top).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.iter().map(|power| power / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIRECT: Outputs = Outputs::Direct { threshold: 0.5 };

    #[test]
    fn one_output_tells_two_classes_apart_unless_softmax_needs_one_for_each() {
        let outputs = |kind: Outputs| [2, 3].map(|classes| kind.for_classes(classes));
        assert_eq!(outputs(Outputs::Softmax), [2, 3]);
        assert_eq!(outputs(Outputs::Sigmoid), [1, 3]);
        assert_eq!(outputs(DIRECT), [1, 3]);
    }

    #[test]
    fn the_class_of_one_output_follows_from_the_threshold_and_of_many_from_the_largest() {
        assert_eq!(Outputs::Sigmoid.predicted_class(&[0.4]), 1);
        assert_eq!(DIRECT.predicted_class(&[0.4]), 0);
        assert_eq!(DIRECT.predicted_class(&[0.6]), 1);
        for kind in [Outputs::Softmax, Outputs::Sigmoid, DIRECT] {
            assert_eq!(kind.predicted_class(&[-1.0, 2.0, 2.0]), 1);
        }
    }

    #[test]
    fn probabilities_are_softmax_sigmoid_or_the_values_themselves() {
        let half = 0.5;
        assert_eq!(Outputs::Softmax.probabilities(&[3.0, 3.0]), [half; 2]);
        assert_eq!(Outputs::Sigmoid.probabilities(&[0.0]), [half; 2]);
        assert_eq!(Outputs::Sigmoid.probabilities(&[0.0; 3]), [half; 3]);
        assert_eq!(DIRECT.probabilities(&[0.25]), [0.75, 0.25]);
        assert_eq!(DIRECT.probabilities(&[-1.0, 0.25, 2.0]), [0.0, 0.25, 1.0]);
    }

    #[test]
    fn softmax_survives_large_logits() {
        assert_eq!(softmax(&[1000.0, 1000.0]), [0.5, 0.5]);
    }
}
