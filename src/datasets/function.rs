//! A function of one variable, with noise: what hidden units are for.

use std::f64::consts::TAU;

use super::{DatasetRecord, Source, TRAIN, line_values, noise, one_value, samples};
use crate::params::{Param, Word};
use crate::samples::Task;
use crate::text::Text;

pub static FUNCTION: DatasetRecord = DatasetRecord {
    id: "functions",
    title: Text::new("Function of x", "一元函数"),
    about: Text::new(
        "Points about the graph of a function from −1 to 1: no line fits, a hidden layer bends.",
        "函数图像附近的点，取值从 −1 到 1：直线拟合不了，隐藏层可以弯曲。",
    ),
    citation: "Cybenko 1989",
    group: "line",
    params: &[
        samples(20, 5000, 200),
        Param::choice("function", Text::new("Function", "函数"), FUNCTIONS, "sine"),
        noise(0.1),
        TRAIN,
    ],
    task: Task::Regress,
    shape: &[1],
    outputs: one_value,
    source: Source::Generated(|entry, rng| {
        let function = function(entry.word("function"));
        line_values(entry, rng, function)
    }),
    drawing: None,
};

const FUNCTIONS: &[Word] = &[
    Word::new("sine", Text::new("Sine", "正弦")),
    Word::new("step", Text::new("Step", "阶跃")),
    Word::new("absolute", Text::new("Absolute value", "绝对值")),
    Word::new("sawtooth", Text::new("Sawtooth", "锯齿")),
    Word::new("bump", Text::new("Bump", "单峰")),
    Word::new("cubic", Text::new("Cubic", "三次多项式")),
];

/// The function of a word; from −1 to 1 for x from −1 to 1.
fn function(word: &str) -> fn(f64) -> f64 {
    match word {
        "step" => |x| if x < 0.0 { -1.0 } else { 1.0 },
        "absolute" => |x| 2.0 * x.abs() - 1.0,
        "sawtooth" => |x| 2.0 * (x - libm::floor(x)) - 1.0,
        "bump" => |x| 2.0 * libm::exp(-12.0 * x * x) - 1.0,
        "cubic" => |x| 4.0 * x * x * x - 3.0 * x,
        _ => |x| libm::sin(TAU * x),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_is_another_one_and_stays_within_1() {
        let at = |word: &Word| -> Vec<f64> {
            let xs = (-20..20).map(|x| f64::from(x) / 20.0 + 0.01);
            xs.map(function(word.id)).collect()
        };
        for (index, word) in FUNCTIONS.iter().enumerate() {
            let values = at(word);
            assert!(values.iter().all(|value| value.abs() <= 1.0), "{}", word.id);
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            assert!(low < -0.9 && high > 0.9, "{}: {low} to {high}", word.id);
            for other in &FUNCTIONS[..index] {
                assert_ne!(values, at(other), "{}", word.id);
            }
        }
    }
}
