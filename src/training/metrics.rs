//! Metrics: how well outputs do, counted up over slices of samples that were never trained on.
//!
//! Everything is counted from the same outputs that gave the loss: one read of the Device for all of it.

use serde::{Deserialize, Serialize};

use crate::data::Data;
use crate::optim::outputs::Outputs;
use crate::samples::Task;
use crate::text::Text;

/// Most classes of which a confusion matrix is kept.
const MAX_CONFUSION: usize = 20;

/// Most classes whose accuracy is kept on its own.
pub const MAX_CLASSES: usize = 100;

/// How well the network does on samples it never trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Score {
    pub loss: f32,
    /// Share of samples, or of tokens, whose most probable class is the right one; `null` for values.
    pub accuracy: Option<f32>,
    pub samples: u32,
    /// The step after which it was measured.
    pub step: f64,
    /// What else is told of such a task: perplexity, R² …
    pub measures: Vec<Measure>,
    /// How often each right class (row) was given each class (column); empty where there are no classes or too many. For
    /// views, which show it; it does not cross to the page.
    #[serde(skip)]
    #[cfg_attr(feature = "cli", ts(skip))]
    pub confusion: Vec<u32>,
}

/// One more number that says how well the network does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Measure {
    pub id: String,
    pub title: Text,
    pub value: f32,
    /// Whether it is a share of all, to be shown in percent.
    pub share: bool,
}

/// Whether a confusion matrix is kept of a task with so many outputs.
pub fn confuses(task: Task, outputs: usize) -> bool {
    task == Task::Classify && outputs <= MAX_CONFUSION
}

/// Counts of an evaluation under way.
#[derive(Clone, Debug)]
pub struct Tally {
    task: Task,
    /// Classes, outputs or tokens.
    outputs: usize,
    /// What the loss takes outputs for.
    kind: Outputs,
    samples: usize,
    /// Sum of the losses of all that was counted.
    loss: f64,
    /// Samples, or tokens that there was something to predict for.
    counted: usize,
    correct: usize,
    /// Rows with an output that is no number: nothing is said of the sample, so they are wrong.
    no_number: usize,
    /// The right one among the three that are most probable.
    among_three: usize,
    /// Sequences without a mistake.
    whole: usize,
    /// Right class by row, predicted class by column.
    confusion: Vec<u32>,
    /// Of each class: samples or tokens, and how many of them were right; empty where there are too many classes.
    classes: Vec<(usize, usize)>,
    /// Of differences between outputs and targets.
    squared: f64,
    absolute: f64,
    /// Of targets, by output: sum, and sum of squares.
    targets: Vec<(f64, f64)>,
}

impl Tally {
    /// Nothing counted yet of this data; `kind` is what the loss takes outputs for.
    pub fn new(data: &Data, kind: Outputs) -> Self {
        let outputs = data.outputs.len();
        let confusing = confuses(data.task, outputs);
        let classes = if counts_classes(data) { outputs } else { 0 };
        Self {
            task: data.task,
            outputs,
            kind,
            samples: 0,
            loss: 0.0,
            counted: 0,
            correct: 0,
            no_number: 0,
            among_three: 0,
            whole: 0,
            confusion: vec![0; if confusing { outputs * outputs } else { 0 }],
            classes: vec![(0, 0); classes],
            squared: 0.0,
            absolute: 0.0,
            targets: vec![
                (0.0, 0.0);
                if data.task == Task::Regress {
                    outputs
                } else {
                    0
                }
            ],
        }
    }

    /// Adds a slice of so many samples: its mean loss, its outputs and its targets, row by row.
    pub fn add(&mut self, samples: usize, loss: f32, outputs: &[f32], targets: &[f32]) {
        if samples == 0 {
            return;
        }
        let before = self.counted;
        match self.task {
            Task::Classify | Task::Tokens => {
                let rows = outputs.chunks_exact(outputs.len() / targets.len());
                let steps = targets.len() / samples;
                let mut wrong = vec![false; samples];
                for (index, (row, target)) in rows.zip(targets).enumerate() {
                    if *target < 0.0 {
                        continue;
                    }
                    let class = *target as usize;
                    self.counted += 1;
                    if let Some((all, _)) = self.classes.get_mut(class) {
                        *all += 1;
                    }
                    if row.iter().any(|value| value.is_nan()) {
                        self.no_number += 1;
                        wrong[index / steps] = true;
                        continue;
                    }
                    let predicted = self.kind.predicted_class(row);
                    self.correct += usize::from(predicted == class);
                    if let Some((_, right)) = self.classes.get_mut(class) {
                        *right += usize::from(predicted == class);
                    }
                    wrong[index / steps] |= predicted != class;
                    let better = row
                        .iter()
                        .filter(|value| **value > row[class.min(row.len() - 1)]);
                    self.among_three += usize::from(better.count() < 3);
                    if let Some(cell) = self.confusion.get_mut(class * self.outputs + predicted) {
                        *cell += 1;
                    }
                }
                self.whole += wrong.iter().filter(|wrong| !**wrong).count();
            }
            Task::Regress | Task::Reconstruct => {
                self.counted += samples;
                for (output, target) in outputs.iter().zip(targets) {
                    let away = f64::from(output - target);
                    self.squared += away * away;
                    self.absolute += away.abs();
                }
                let width = self.targets.len().max(1);
                for (index, target) in targets.iter().enumerate() {
                    if let Some((sum, squares)) = self.targets.get_mut(index % width) {
                        *sum += f64::from(*target);
                        *squares += f64::from(*target) * f64::from(*target);
                    }
                }
                self.correct += targets.len();
            }
        }
        self.samples += samples;
        self.loss += f64::from(loss) * (self.counted - before) as f64;
    }

    /// Accuracy on the samples or tokens of each class, NaN where there is none; empty where classes are not counted.
    pub fn class_accuracy(&self) -> Vec<f32> {
        let classes = self.classes.iter();
        classes
            .map(|&(all, right)| right as f32 / all as f32)
            .collect()
    }

    /// What it comes to, measured after `step`.
    pub fn score(&self, step: u64) -> Score {
        let counted = self.counted as f64;
        let loss = self.loss / counted;
        let share = |count: usize| count as f64 / counted;
        let mut measures = Vec::new();
        let mut put = |id: &str, title: Text, value: f64, share: bool| {
            let (id, value) = (id.into(), value as f32);
            measures.push(Measure {
                id,
                title,
                value,
                share,
            });
        };
        match self.task {
            Task::Classify => {
                if self.outputs > 3 {
                    let title = Text::new("Top-3 accuracy", "Top-3 准确率");
                    put("top_3", title, share(self.among_three), true);
                }
            }
            Task::Tokens => {
                put(
                    "perplexity",
                    Text::new("Perplexity", "困惑度"),
                    loss.exp(),
                    false,
                );
                let title = Text::new("Sequences wholly right", "整序列正确率");
                let whole = self.whole as f64 / self.samples as f64;
                put("sequences", title, whole, true);
            }
            Task::Regress => {
                // Here every number counts, not every sample.
                let numbers = self.correct as f64;
                let mean = self.squared / numbers;
                put(
                    "mse",
                    Text::new("Mean squared error", "均方误差"),
                    mean,
                    false,
                );
                let title = Text::new("Mean absolute error", "平均绝对误差");
                put("mae", title, self.absolute / numbers, false);
                let spread: f64 = (self.targets.iter())
                    .map(|(sum, squares)| squares - sum * sum / counted)
                    .sum();
                if spread > 0.0 {
                    put(
                        "r2",
                        Text::new("R²", "R²"),
                        1.0 - self.squared / spread,
                        false,
                    );
                }
            }
            Task::Reconstruct => {
                let title = Text::new("Reconstruction error", "重构误差");
                put(
                    "reconstruction",
                    title,
                    self.squared / self.correct as f64,
                    false,
                );
            }
        }
        if self.no_number > 0 {
            let title = Text::new("Without an answer (NaN)", "没有结果（NaN）");
            put("no_number", title, share(self.no_number), true);
        }
        let classes = matches!(self.task, Task::Classify | Task::Tokens);
        Score {
            loss: loss as f32,
            accuracy: classes.then(|| share(self.correct) as f32),
            samples: self.samples as u32,
            step: step as f64,
            measures,
            confusion: self.confusion.clone(),
        }
    }
}

/// Whether there are classes, or tokens, and few enough to keep the accuracy of each.
pub fn counts_classes(data: &Data) -> bool {
    matches!(data.task, Task::Classify | Task::Tokens) && data.outputs.len() <= MAX_CLASSES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::Samples;

    const VALUES: Outputs = Outputs::Direct { threshold: 0.5 };

    /// Data of a task with so many outputs; only what a Tally asks of it.
    fn data(task: Task, outputs: usize) -> Data {
        let own = Samples::floats(vec![0.0], 1, vec![0.0], 1);
        Data::for_tests(task, outputs, own)
    }

    #[test]
    fn slices_add_up_to_the_whole() {
        let mut tally = Tally::new(&data(Task::Classify, 2), Outputs::Softmax);
        let outputs = [0.1, 0.9, 0.8, 0.2, 0.5, 0.5];
        tally.add(3, 1.0, &outputs, &[1.0, 1.0, 0.0]);
        tally.add(1, 4.0, &[0.3, 0.7], &[0.0]);
        let score = tally.score(7);
        assert_eq!((score.loss, score.accuracy), (1.75, Some(0.5)));
        assert_eq!((score.samples, score.step), (4, 7.0));
        assert_eq!(score.confusion, [1, 1, 1, 1]);
        assert_eq!(tally.class_accuracy(), [0.5, 0.5]);
    }

    #[test]
    fn one_output_tells_two_classes_apart() {
        let mut tally = Tally::new(&data(Task::Classify, 2), VALUES);
        tally.add(3, 0.0, &[0.4, 0.6, 0.9], &[0.0, 0.0, 1.0]);
        assert_eq!(tally.score(0).confusion, [1, 1, 0, 1]);
    }

    #[test]
    fn values_are_measured_against_their_mean() {
        let mut tally = Tally::new(&data(Task::Regress, 1), VALUES);
        tally.add(2, 0.5, &[1.0, 2.0], &[0.0, 2.0]);
        tally.add(2, 0.0, &[4.0, 6.0], &[4.0, 6.0]);
        let measures = tally.score(0).measures;
        let value = |id| measures.iter().find(|m| m.id == id).map(|m| m.value);
        assert_eq!(value("mse"), Some(0.25));
        assert_eq!(value("mae"), Some(0.25));
        // Σ(t − mean)² is 20.
        assert_eq!(value("r2"), Some(0.95));
    }

    #[test]
    fn what_is_no_number_is_wrong_and_no_class() {
        let nan = f32::NAN;
        let mut tally = Tally::new(&data(Task::Classify, 4), Outputs::Softmax);
        let outputs = [[nan; 4], [0.0, 1.0, 0.0, nan], [5.0, 1.0, 0.0, 0.0]].concat();
        tally.add(3, nan, &outputs, &[0.0, 1.0, 0.0]);
        let score = tally.score(7);
        assert_eq!(score.accuracy, Some(1.0 / 3.0));
        assert_eq!(score.confusion.iter().sum::<u32>(), 1);
        // Of the last two classes there is no sample.
        assert_eq!(tally.class_accuracy()[..2], [0.5, 0.0]);
        assert!(
            tally.class_accuracy()[2..]
                .iter()
                .all(|share| share.is_nan())
        );
        let shares: Vec<_> = (score.measures.iter())
            .map(|measure| (measure.id.as_str(), measure.value))
            .collect();
        assert_eq!(shares, [("top_3", 1.0 / 3.0), ("no_number", 2.0 / 3.0)]);

        let mut one_output = Tally::new(&data(Task::Classify, 2), Outputs::Sigmoid);
        one_output.add(2, nan, &[nan, nan], &[0.0, 1.0]);
        let score = one_output.score(7);
        assert_eq!((score.accuracy, score.confusion), (Some(0.0), vec![0; 4]));
        let mut tokens = Tally::new(&data(Task::Tokens, 2), Outputs::Softmax);
        tokens.add(1, nan, &[nan; 4], &[0.0, 1.0]);
        assert_eq!(tokens.score(7).accuracy, Some(0.0));
    }

    #[test]
    fn steps_without_a_target_do_not_count() {
        let mut tally = Tally::new(&data(Task::Tokens, 2), Outputs::Softmax);
        // Two sequences of two steps; the second has only one token to predict.
        let outputs = [0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
        tally.add(2, 2.0_f32.ln(), &outputs, &[1.0, 1.0, 1.0, -1.0]);
        let score = tally.score(0);
        assert_eq!(score.accuracy, Some(2.0 / 3.0));
        assert!((score.measures[0].value - 2.0).abs() < 1e-6);
        assert_eq!(score.measures[1].value, 0.5);
        assert!(tally.class_accuracy()[0].is_nan());
        assert_eq!(tally.class_accuracy()[1], 2.0 / 3.0);
    }
}
