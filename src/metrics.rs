//! Metrics: how well outputs do, counted up over slices of samples that were never trained on.

use crate::protocol::Score;

/// Counts of an evaluation under way.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    loss: f64,
    correct: usize,
    samples: usize,
    classified: bool,
}

impl Tally {
    /// Adds a slice: its mean loss, and its outputs with so many numbers a row.
    /// `classes` are the right ones of these rows and those after; none where the task is not to classify.
    pub fn add(&mut self, loss: f32, outputs: &[f32], width: usize, classes: Option<&[f32]>) {
        let rows = outputs.len() / width;
        self.loss += f64::from(loss) * rows as f64;
        self.samples += rows;
        if let Some(classes) = classes {
            self.classified = true;
            let right = |(row, class): (&[f32], &f32)| largest(row) == *class as usize;
            let both = outputs.chunks_exact(width).zip(classes);
            self.correct += both.filter(|&both| right(both)).count();
        }
    }

    /// What it comes to, measured after `step`.
    pub fn score(&self, step: u64) -> Score {
        Score {
            loss: (self.loss / self.samples as f64) as f32,
            accuracy: self
                .classified
                .then(|| self.correct as f32 / self.samples as f32),
            samples: self.samples as u32,
            step: step as f64,
        }
    }
}

/// Position of the largest number; the first where several are equal.
pub fn largest(row: &[f32]) -> usize {
    let mut best = 0;
    for (index, value) in row.iter().enumerate() {
        if *value > row[best] {
            best = index;
        }
    }
    best
}

/// Probabilities from logits: softmax, with the largest taken off first so that nothing overflows.
pub fn softmax(logits: &[f32]) -> Vec<f32> {
    let top = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = logits.iter().map(|logit| (logit - top).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.iter().map(|power| power / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_add_up_to_the_whole() {
        let mut tally = Tally::default();
        tally.add(
            1.0,
            &[0.1, 0.9, 0.8, 0.2, 0.5, 0.5],
            2,
            Some(&[1.0, 1.0, 0.0, 0.0]),
        );
        tally.add(4.0, &[0.3, 0.7], 2, Some(&[0.0]));
        let score = tally.score(7);
        assert_eq!((score.loss, score.accuracy), (1.75, Some(0.5)));
        assert_eq!((score.samples, score.step), (4, 7.0));
    }

    #[test]
    fn softmax_survives_large_logits() {
        assert_eq!(softmax(&[1000.0, 1000.0]), [0.5, 0.5]);
    }
}
