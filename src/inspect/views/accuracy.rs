//! Accuracy over the steps, on held-out samples.

use super::scores;
use crate::inspect::form::{Axis, Cell, Column, Figure, Form, Format, Line, Lines, Table};
use crate::inspect::view::{Presence, View};
use crate::inspect::words::{join, nothing_yet, percent, trend};
use crate::samples::Task;
use crate::say;
use crate::text::Text;
use crate::training::timeline::Timeline;

pub static ACCURACY: View = View {
    id: "accuracy",
    title: Text::new("Accuracy", "准确率"),
    about: Text::new(
        "The share of held-out samples (of their tokens, in sequences) whose most probable class is the right one.",
        "留出样本（序列则按词元）中，最可能类别即正确类别的比例。",
    ),
    presence: Presence::Open,
    fits: |subject| {
        let task = subject.session.data().task;
        matches!(task, Task::Classify | Task::Tokens)
    },
    wants: |_| Vec::new(),
    show: |subject, _, _| {
        let history = &subject.session.timeline;
        let line = scores::validation_line(history, |one| one.accuracy);
        let mut key = scores::entries(subject, Format::Share, |one| one.accuracy);
        key.extend(scores::measures(subject, true));
        Some(Form {
            key,
            sentence: describe(&line, history),
            note: None,
            table: Some(table(&line)),
            figure: Figure::Lines(Lines {
                x: steps(history),
                y: Axis {
                    title: ACCURACY.title.clone(),
                    unit: Format::Share,
                    range: Some([0.0, 1.0]),
                },
                may_be_log: false,
                lines: vec![line],
                plot: None,
            }),
        })
    },
};

/// The horizontal axis of a whole run.
pub fn steps(history: &Timeline) -> Axis {
    Axis {
        title: Text::new("Step", "步"),
        unit: Format::Count,
        range: Some([0.0, history.last_step().max(1) as f64]),
    }
}

/// What the validation line does, as a sentence.
pub fn validation_words(line: &Line, unit: fn(f64) -> String) -> Option<Text> {
    let (first, last) = (line.points.first()?, line.points.last()?);
    let (times, step) = (line.points.len(), last.to);
    Some(if times == 1 {
        let value = unit(last.y);
        say!(
            "Validation, measured once, at step {step}, is {value}.",
            "验证（只在第 {step} 步测量过）：{value}。"
        )
    } else {
        let Text { en, zh } = trend(first.y, last.y, unit);
        say!(
            "Validation, measured {times} times, last at step {step}, {en}.",
            "验证（共测量 {times} 次，最后一次在第 {step} 步）：{zh}。"
        )
    })
}

fn describe(line: &Line, history: &Timeline) -> Text {
    let Some(validation) = validation_words(line, percent) else {
        return nothing_yet();
    };
    let steps = history.last_step().max(1);
    let s = if steps == 1 { "" } else { "s" };
    join(&[
        say!("Accuracy over {steps} step{s}.", "{steps} 步内的准确率。"),
        validation,
    ])
}

fn table(line: &Line) -> Table {
    let column = |title, unit| Column { title, unit };
    let rows = Table::steps(&line.points.iter().map(|point| point.to).collect::<Vec<_>>());
    let rows = rows.into_iter().filter_map(|step| {
        let point = line.points.iter().find(|point| point.to == step)?;
        Some(vec![Cell::Number(step), Cell::Number(point.y)])
    });
    Table {
        columns: vec![
            column(Text::new("Step", "步"), Format::Count),
            column(line.name.clone(), Format::Share),
        ],
        rows: rows.collect(),
        note: None,
    }
}
