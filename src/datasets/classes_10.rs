//! Ten features and two classes that overlap: the best possible classifier is right for 95% of new samples.
//!
//! Each class is a round standard normal cloud. The best rule is which middle is nearer, and it is wrong where a
//! sample lies more than half the distance of the middles away in that direction: with half a distance of 1.645
//! standard deviations, for 5%.

use rand_chacha::ChaCha8Rng;

use super::regression_10::direction;
use super::{BALANCE, DatasetRecord, LABEL_NOISE, Source, held_out, normal, two_classes};
use crate::params::{Entry, Param};
use crate::samples::{Samples, Task};
use crate::text::Text;

pub static CLASSES_10: DatasetRecord = DatasetRecord {
    id: "classes-10",
    title: Text::new("10 features, two classes", "10 个特征，两个类别"),
    about: Text::new(
        "Two round clouds that overlap: the best that any classifier can do on new samples is 95%. The samples held out are made beside those to train on.",
        "两个重叠的球形高斯簇：任何分类器在新样本上的准确率最高为 95%。留出样本在训练样本之外另行生成。",
    ),
    citation: "",
    group: "table",
    params: &[
        Param::integer(
            "samples",
            Text::new("Samples to train on", "训练样本数"),
            20,
            10_000,
            100,
        ),
        Param::integer(
            "held_out",
            Text::new("Samples held out to test", "留出的测试样本数"),
            100,
            10_000,
            1000,
        ),
        LABEL_NOISE,
        BALANCE,
    ],
    task: Task::Classify,
    shape: &[FEATURES],
    outputs: two_classes,
    source: Source::Generated(make),
    drawing: None,
};

const FEATURES: usize = 10;

/// The 95th percentile of the standard normal distribution.
const HALF_DISTANCE: f64 = 1.644_853_626_951_472_2;

fn make(entry: &Entry, rng: &mut ChaCha8Rng) -> Samples {
    let towards: [f64; FEATURES] = direction(rng);
    let held_out: usize = held_out(entry).iter().flatten().sum();
    let count = entry.integer("samples") + held_out;
    let mut inputs = Vec::with_capacity(FEATURES * count);
    let mut targets = Vec::with_capacity(count);
    for index in 0..count {
        let class = index % 2;
        let side = [-HALF_DISTANCE, HALF_DISTANCE][class];
        let cloud = normal::<FEATURES>(rng);
        inputs.extend((0..FEATURES).map(|f| (side * towards[f] + cloud[f]) as f32));
        targets.push(class as f32);
    }
    Samples::floats(inputs, FEATURES, targets, 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use crate::datasets::tests::entry;
    use crate::random;
    use crate::samples::Inputs;

    #[test]
    fn the_best_classifier_is_right_for_95_percent() {
        let entry = entry(&CLASSES_10).with("samples", 20_000.0);
        let generator = || random::generator(1, "data", 0);
        let samples = make(&entry, &mut generator());
        let towards: [f64; FEATURES] = direction(&mut generator());
        let Inputs::Floats(inputs) = &samples.inputs else {
            panic!("a table holds numbers");
        };
        let right = |(row, class): (&[f32], &f32)| {
            let along: f64 = (row.iter().zip(towards))
                .map(|(value, towards)| f64::from(*value) * towards)
                .sum();
            (along > 0.0) == (*class == 1.0)
        };
        let rows = inputs.chunks_exact(FEATURES).zip(&samples.targets);
        let share = rows.filter(|row| right(*row)).count() as f64 / samples.len() as f64;
        assert!((share - 0.95).abs() < 0.005, "{share}");
    }

    #[test]
    fn as_many_are_held_out_as_is_asked_for() {
        let data = Data::open(&CLASSES_10, &entry(&CLASSES_10), 1, &[]).expect("it is made here");
        let counts = [data.train_len(), data.validation.len(), data.test.len()];
        assert_eq!(counts, [100, 512, 1000]);
    }
}
