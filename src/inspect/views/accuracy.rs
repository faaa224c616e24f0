//! Accuracy over the steps, on held-out samples.

use super::{scores, smoothing};
use crate::inspect::controls::Controls;
use crate::inspect::form::{Axis, Cell, Column, Figure, Form, Format, Line, Lines, Table};
use crate::inspect::view::{Place, Presence, View};
use crate::inspect::words::{join, nothing_yet, percent};
use crate::samples::Task;
use crate::say;
use crate::text::{Text, count};
use crate::training::timeline::Timeline;

pub static ACCURACY: View = View {
    id: "accuracy",
    title: Text::new("Accuracy", "准确率"),
    about: Text::new(
        "The share of held-out samples (of their tokens, in sequences) whose most probable class is the right one.",
        "留出样本（序列则按词元）中，最可能类别即正确类别的比例。",
    ),
    explanation: Text::new(
        "The network's answer is the class with the largest output, and accuracy counts how often that is right. It says nothing of how sure the network is: the loss can still fall when the accuracy stands still. With classes of unequal size, always naming the largest already looks good.",
        "网络的回答是输出最大的类别，准确率统计答对的比例。它不反映网络有多确信：准确率不变时，损失仍可能下降。若各类数量悬殊，总是回答最大的一类也会显得不错。",
    ),
    formula: "<mfrac><mn>1</mn><mi>N</mi></mfrac><munder><mo>∑</mo><mi>n</mi></munder><mo>[</mo><munder><mi>argmax</mi><mi>k</mi></munder><msub><mi>z</mi><mi>k</mi></msub><mo>(</mo><msub><mi>x</mi><mi>n</mi></msub><mo>)</mo><mo>=</mo><msub><mi>y</mi><mi>n</mi></msub><mo>]</mo>",
    presence: Presence::Open,
    place: Place::Curve,
    fits: |subject| {
        let task = subject.session.data().task;
        matches!(task, Task::Classify | Task::Tokens)
    },
    wants: |_| Vec::new(),
    show: |subject, request, _| {
        let history = &subject.session.timeline;
        let mut controls = Controls::of(request.choice.as_deref());
        let weight = smoothing::control(&mut controls);
        let mut line = scores::validation_line(history, |one| one.accuracy);
        let smooth = (weight > 0.0).then(|| smoothing::over_points(&mut line, weight));
        let mut key = scores::entries(subject, Format::Share, |one| one.accuracy);
        key.extend(scores::measures(subject, true));
        key.extend(
            smooth
                .iter()
                .map(|line| smoothing::entry(line, Format::Share)),
        );
        let words = smooth.is_some().then(|| smoothing::words(weight));
        Some(Form {
            samples: Vec::new(),
            controls: controls.into_form(),
            key,
            sentence: describe(&line, history, words),
            note: None,
            table: Some(table(&line)),
            figure: Figure::Lines(Lines {
                x: scores::steps(history),
                y: Axis {
                    title: ACCURACY.title.clone(),
                    unit: Format::Share,
                    range: Some([0.0, 1.0]),
                },
                chooses: false,
                may_be_log: false,
                lines: std::iter::once(line).chain(smooth).collect(),
                plot: None,
            }),
        })
    },
};

/// `more` is said at the end.
fn describe(line: &Line, history: &Timeline, more: Option<Text>) -> Text {
    let Some(validation) = scores::validation_words(line, percent) else {
        return nothing_yet();
    };
    let steps = history.last_step().max(1);
    let all = count(steps, "step", "steps");
    let mut told = vec![
        say!("Accuracy over {all}.", "{steps} 步内的准确率。"),
        validation,
    ];
    told.extend(more);
    join(&told)
}

fn table(line: &Line) -> Table {
    let rows = Table::newest_first(&line.points).into_iter();
    let rows = rows.map(|point| vec![Cell::Number(point.to), Cell::Number(point.y)]);
    Table {
        columns: vec![
            Column::new(Text::new("Step", "步"), Format::Count),
            Column::new(line.name.clone(), Format::Share),
        ],
        rows: rows.collect(),
        note: None,
    }
}
