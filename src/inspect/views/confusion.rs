//! Which classes are taken for which, on the newest score of held-out samples.

use super::hardest;
use crate::inspect::form::{Cell, Column, Figure, Form, Format, Matrix, Table};
use crate::inspect::view::{Place, Presence, View};
use crate::say;
use crate::text::Text;
use crate::training::session::HeldOut;

pub static CONFUSION: View = View {
    id: "confusion",
    title: Text::new("Confusion matrix", "混淆矩阵"),
    about: Text::new(
        "How many held-out samples of each class are given each class.",
        "留出样本中，每个类别被预测为各类别的数量。",
    ),
    explanation: Text::new(
        "Each row is a class, each column what the network took it for. The diagonal holds what is right; every other number is a kind of mistake. Two classes that are often taken for each other look alike to the network. Press a cell to see its samples.",
        "每一行是一个真实类别，每一列是网络给出的类别。对角线上是预测正确的数量，其余每个数都是一种错误。经常互相混淆的两类在网络看来很相似。点按单元格可查看其中的样本。",
    ),
    formula: "<msub><mi>C</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub><mo>=</mo><mo>|</mo><mo>{</mo><mi>n</mi><mo>:</mo><msub><mi>y</mi><mi>n</mi></msub><mo>=</mo><mi>i</mi><mo>,</mo><msub><mover><mi>y</mi><mo>^</mo></mover><mi>n</mi></msub><mo>=</mo><mi>j</mi><mo>}</mo><mo>|</mo>",
    presence: Presence::Closed,
    place: Place::Probe,
    fits: |subject| {
        let data = subject.session.data();
        crate::training::metrics::confuses(data.task, data.outputs.len())
    },
    wants: |_| Vec::new(),
    show: |subject, _, _| {
        // The newer of the two; where both are of one step, the one of more samples.
        let newer = |test: f64| subject.validation.is_none_or(|score| test >= score.step);
        let test = subject.test.filter(|score| newer(score.step));
        let score = test.or(subject.validation)?;
        let data = subject.session.data();
        let names = data.output_titles();
        if score.confusion.len() != names.len() * names.len() || names.is_empty() {
            return None;
        }
        let (samples, step) = (score.samples, score.step);
        let note = if test.is_some() {
            say!(
                "Rows: true class; columns: predicted class; test set ({samples} samples), at step {step}.",
                "行：真实类别；列：预测类别；测试集（{samples} 个样本），第 {step} 步。"
            )
        } else {
            say!(
                "Rows: true class; columns: predicted class; validation set ({samples} samples), at step {step}.",
                "行：真实类别；列：预测类别；验证集（{samples} 个样本），第 {step} 步。"
            )
        };
        let set = match test {
            Some(_) => HeldOut::Test,
            None => HeldOut::Validation,
        };
        Some(form(&score.confusion, names, note, set))
    },
};

fn form(confusion: &[u32], names: Vec<Text>, note: Text, set: HeldOut) -> Form {
    let classes = names.len();
    let rows = confusion.chunks_exact(classes).enumerate();
    let share = |(class, row): (usize, &[u32])| {
        let all: u32 = row.iter().sum();
        if all == 0 {
            f64::NAN
        } else {
            f64::from(row[class]) / f64::from(all)
        }
    };
    let shares: Vec<f64> = rows.clone().map(share).collect();
    let mut columns = vec![Column::new(
        Text::new("True class", "真实类别"),
        Format::Count,
    )];
    columns.extend(
        names
            .iter()
            .map(|name| Column::new(name.clone(), Format::Count)),
    );
    let accuracy = Text::new("Accuracy", "准确率");
    columns.push(Column::new(accuracy.clone(), Format::Share));
    let cells = rows.map(|(class, row)| {
        let mut cells = vec![Cell::Text(names[class].clone())];
        cells.extend(row.iter().map(|count| Cell::Number((*count).into())));
        cells.push(Cell::Number(shares[class]));
        cells
    });
    Form {
        samples: Vec::new(),
        controls: Vec::new(),
        key: Vec::new(),
        sentence: most_confused(confusion, &names),
        note: Some(note),
        table: Some(Table {
            rows: cells.collect(),
            columns,
            note: None,
        }),
        figure: Figure::Matrix(Matrix {
            rows: Text::new("True class", "真实类别"),
            columns: Text::new("Predicted class", "预测类别"),
            row_names: names.clone(),
            column_names: names,
            values: confusion.iter().map(|count| (*count).into()).collect(),
            unit: Format::Count,
            share: Some((accuracy, shares)),
            diagonal: true,
            opens: Some(hardest::behind_cells(set, classes)),
        }),
    }
}

/// Which class is most often taken for another, in a sentence; empty where nothing was counted, because the network
/// gives no numbers.
fn most_confused(confusion: &[u32], names: &[Text]) -> Text {
    let classes = names.len();
    let wrong =
        (0..confusion.len()).filter(|at| at / classes != at % classes && confusion[*at] > 0);
    // The first of the largest.
    let most = wrong.reduce(|one, other| {
        if confusion[other] > confusion[one] {
            other
        } else {
            one
        }
    });
    let Some(at) = most else {
        return if confusion.iter().any(|count| *count > 0) {
            say!(
                "No sample is mistaken for another class.",
                "没有样本被预测为其他类别。"
            )
        } else {
            Text::new("", "")
        };
    };
    let (right, wrong, count) = (&names[at / classes], &names[at % classes], confusion[at]);
    let row = &confusion[at / classes * classes..][..classes];
    let all: u32 = row.iter().sum();
    let times = if count == 1 {
        "once".into()
    } else {
        format!("{count} times")
    };
    Text::filled(
        format!(
            "Most often mistaken: {} for {}, {times} out of {all}.",
            right.en, wrong.en
        ),
        format!(
            "最常混淆：{all} 个“{}”中有 {count} 个被预测为“{}”。",
            right.zh, wrong.zh
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::snapshot::{check, classes};

    #[test]
    fn the_sentence_names_what_is_most_often_mistaken() {
        let counts = [8, 1, 1, 3, 5, 2, 0, 0, 0];
        let shown = form(&counts, classes(), Text::new("", ""), HeldOut::Validation);
        assert_eq!(
            shown.sentence.en,
            "Most often mistaken: dog for cat, 3 times out of 10."
        );
        let Figure::Matrix(Matrix {
            share: Some((_, shares)),
            ..
        }) = shown.figure
        else {
            panic!("a matrix")
        };
        assert_eq!(shares[..2], [0.8, 0.5]);
        assert!(shares[2].is_nan(), "of no owl nothing is known");
        let told = |confusion: &[u32]| most_confused(confusion, &classes()).en.into_owned();
        assert_eq!(
            told(&[1, 0, 0, 1, 0, 0, 0, 0, 1]),
            "Most often mistaken: dog for cat, once out of 1."
        );
        assert_eq!(
            told(&[1, 0, 0, 0, 4, 0, 0, 0, 2]),
            "No sample is mistaken for another class."
        );
        assert_eq!(told(&[0; 9]), "");
    }

    #[test]
    fn snapshot() {
        let note = Text::new("Rows: true class.", "行：真实类别。");
        check(&CONFUSION, |_| {
            let counts = [8, 1, 1, 3, 5, 2, 0, 0, 0];
            form(&counts, classes(), note.clone(), HeldOut::Test)
        });
    }
}
