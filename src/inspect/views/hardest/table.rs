//! Held-out samples as rows of a table.

use super::{Judged, Shown, class_name};
use crate::data::Data;
use crate::inspect::form::{Cell, Column, Format, Table};
use crate::inspect::words::short;
use crate::samples::Task;
use crate::text::Text;

/// Most features of a table that stand beside the predictions.
const FEATURES: usize = 4;

/// Each sample as a row: what it is, what is right, what the network predicts, its loss.
pub fn table(data: &Data, shown: &[Shown], judged: &Judged) -> Table {
    let names = data.output_titles();
    let features = &data.features;
    let features = if features.len() <= FEATURES {
        &features[..]
    } else {
        &[]
    };
    let mut columns = vec![Column::new(Text::new("Sample", "样本"), Format::Count)];
    if data.tokens.is_empty() {
        let titles = features
            .iter()
            .map(|name| crate::datasets::words::title(name));
        columns.extend(titles.map(|title| Column::new(title, Format::Number)));
    } else {
        columns.push(Column::new(Text::new("Input", "输入"), Format::Count));
    }
    let titles: &[Text] = match data.task {
        Task::Classify => &[
            Text::new("True class", "真实类别"),
            Text::new("Predicted class", "预测类别"),
        ],
        Task::Tokens | Task::Regress => &[
            Text::new("True", "真实值"),
            Text::new("Predicted", "预测值"),
        ],
        Task::Reconstruct => &[],
    };
    let titles = titles.iter().cloned();
    columns.extend(titles.map(|title| Column::new(title, Format::Number)));
    columns.push(Column::new(Text::new("Loss", "损失"), Format::Number));
    let same = |words: String| Cell::Text(Text::filled(words.clone(), words));
    let values = |all: &[f32]| match all {
        [only] => Cell::Number(f64::from(*only)),
        _ => same(
            all.iter()
                .map(|value| short(f64::from(*value)))
                .collect::<Vec<_>>()
                .join(", "),
        ),
    };
    let row = |one: &Shown| {
        let Shown {
            sample,
            input,
            target,
        } = one;
        let mut cells = vec![Cell::Number((sample + 1) as f64)];
        match data.input_in_words(input) {
            Some(words) => cells.push(Cell::Text(words)),
            None => {
                let own = input.iter().take(features.len());
                cells.extend(own.map(|value| Cell::Number(f64::from(*value))));
            }
        }
        let taken = || judged.classes_of(*sample, target.len());
        match data.task {
            Task::Classify => {
                cells.push(Cell::Text(class_name(&names, target[0] as usize)));
                cells.push(Cell::Text(class_name(&names, taken()[0])));
            }
            Task::Tokens => {
                let known = target.iter().filter(|token| **token >= 0.0);
                let right = known.map(|token| *token as usize);
                cells.push(same(data.outputs_in_letters(right)));
                cells.push(same(marked(data, target, &taken())));
            }
            Task::Regress => {
                cells.push(values(target));
                cells.push(values(judged.outputs_of(*sample)));
            }
            Task::Reconstruct => {}
        }
        cells.push(Cell::Number(judged.losses[*sample].into()));
        cells
    };
    let marks = data.task == Task::Tokens;
    Table {
        columns,
        rows: shown.iter().map(row).collect(),
        note: marks.then(|| {
            Text::new(
                "What is wrong stands in brackets.",
                "方括号中为预测错误之处。",
            )
        }),
    }
}

/// The predicted letters of a sequence, those that are wrong in brackets.
fn marked(data: &Data, target: &[f32], taken: &[usize]) -> String {
    let both = target
        .iter()
        .zip(taken)
        .filter(|(target, _)| **target >= 0.0);
    let letters = both.map(|(target, taken)| {
        let letter = data.outputs_in_letters(std::iter::once(*taken));
        if *target as usize == *taken {
            letter
        } else {
            format!("[{letter}]")
        }
    });
    letters.collect()
}
