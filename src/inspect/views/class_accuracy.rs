//! Accuracy of each class over the epochs, on the validation sample.

use crate::inspect::form::{
    Axis, Cell, Colour, Column, Figure, Form, Format, KeyEntry, Line, Lines, Look, Point, Table,
};
use crate::inspect::palette::CLASSES;
use crate::inspect::view::{Place, Presence, View};
use crate::inspect::words::percent;
use crate::say;
use crate::text::Text;
use crate::training::metrics::confuses;
use crate::training::timeline::{CLASS_ACCURACY as SERIES, Series};

pub static CLASS_ACCURACY: View = View {
    id: "class_accuracy",
    title: Text::new("Accuracy of each class", "各类别的准确率"),
    about: Text::new(
        "The share of held-out samples of each class that the network gets right over the epochs; the newest is of now.",
        "各轮训练中，网络对每个类别的留出样本预测正确的比例；最新一点为当前值。",
    ),
    explanation: Text::new(
        "One line for each class: of its held-out samples, the share that the network gets right. Some classes are learnt early, others late or never. The mean over all samples hides that.",
        "每个类别一条曲线：该类留出样本中预测正确的比例。有的类别学得早，有的学得晚，甚至学不会。只看全部样本的平均值就看不出这一点。",
    ),
    formula: "<mfrac><msub><mi>C</mi><mrow><mi>i</mi><mi>i</mi></mrow></msub><mrow><munder><mo>∑</mo><mi>j</mi></munder><msub><mi>C</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub></mrow></mfrac>",
    presence: Presence::Closed,
    place: Place::Probe,
    fits: |subject| {
        let data = subject.session.data();
        confuses(data.task, data.outputs.len())
    },
    wants: |_| Vec::new(),
    show: |subject, _, _| {
        let session = subject.session;
        let names = session.data().output_titles();
        Some(form(session.timeline.series(SERIES.id), &names))
    },
};

fn form(series: Option<&Series>, names: &[Text]) -> Form {
    let rows: Vec<(f64, &[f32])> = series
        .map(|series| {
            series
                .rows()
                .map(|(epoch, row)| (epoch as f64, row))
                .collect()
        })
        .unwrap_or_default();
    let line = |(class, name): (usize, &Text)| Line {
        id: format!("class_{class}"),
        name: name.clone(),
        colour: Colour::Class(class as u32),
        // Colours begin again after six classes: then they are marks, and only the cursor tells them apart from the
        // third round on.
        look: if class < CLASSES.len() {
            Look::Solid
        } else {
            Look::Marks
        },
        points: (rows.iter())
            .filter_map(|(epoch, row)| Some(Point::at(*epoch, f64::from(*row.get(class)?))))
            .collect(),
        ran_away: None,
        band: Vec::new(),
    };
    let lines: Vec<Line> = names.iter().enumerate().map(line).collect();
    let entry = |line: &Line| KeyEntry::of(line, newest(line), Format::Share);
    let last = rows.last().map_or(1.0, |(epoch, _)| *epoch);
    Form {
        samples: Vec::new(),
        controls: Vec::new(),
        key: lines.iter().map(entry).collect(),
        sentence: describe(&lines, last),
        note: Some(CLASS_ACCURACY.about.clone()),
        table: Some(table(&rows, names)),
        figure: Figure::Lines(Lines {
            x: Axis {
                title: Text::new("Epoch", "轮"),
                unit: Format::Count,
                range: Some([0.0, last.max(1.0)]),
            },
            y: Axis {
                title: Text::new("Accuracy", "准确率"),
                unit: Format::Share,
                range: Some([0.0, 1.0]),
            },
            chooses: false,
            may_be_log: false,
            lines,
            plot: None,
        }),
    }
}

fn table(rows: &[(f64, &[f32])], names: &[Text]) -> Table {
    let mut columns = vec![Column::new(Text::new("Epoch", "轮"), Format::Count)];
    columns.extend(
        names
            .iter()
            .map(|name| Column::new(name.clone(), Format::Share)),
    );
    let cells = Table::newest_first(rows).into_iter().map(|(epoch, row)| {
        let mut cells = vec![Cell::Number(epoch)];
        cells.extend(row.iter().map(|share| {
            if share.is_finite() {
                Cell::Number((*share).into())
            } else {
                Cell::Empty
            }
        }));
        cells
    });
    Table {
        columns,
        rows: cells.collect(),
        note: None,
    }
}

/// The newest value of a line, where it is a number.
fn newest(line: &Line) -> Option<f64> {
    let last = line.points.last()?.y;
    last.is_finite().then_some(last)
}

/// Which class does best, and which worst.
fn describe(lines: &[Line], epoch: f64) -> Text {
    let known = || lines.iter().filter(|line| newest(line).is_some());
    let value = |line: &Line| newest(line).unwrap_or(0.0);
    let by = |one: &&Line, other: &&Line| value(one).total_cmp(&value(other));
    // The first of the best, too.
    let best = known().rev().max_by(by);
    let (Some(worst), Some(best)) = (known().min_by(by), best) else {
        return say!("No epoch is over yet.", "尚未完成一轮训练。");
    };
    let [low, high] = [worst, best].map(|line| percent(value(line)));
    Text::filled(
        format!(
            "After epoch {epoch}: {} is best at {high}, {} worst at {low}.",
            best.name.en, worst.name.en
        ),
        format!(
            "第 {epoch} 轮后：“{}”最高（{high}），“{}”最低（{low}）。",
            best.name.zh, worst.name.zh
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::snapshot::{check, classes};

    fn series() -> Series {
        let mut series = Series::new(SERIES, 3);
        for (epoch, row) in [
            [0.5, 0.25, f32::NAN],
            [0.75, 0.5, f32::NAN],
            [1.0, 0.75, f32::NAN],
        ]
        .iter()
        .enumerate()
        {
            series.push(epoch as u64 + 1, row);
        }
        series
    }

    #[test]
    fn each_class_is_a_line_and_legend_table_and_sentence_say_the_same() {
        let series = series();
        let form = form(Some(&series), &classes());
        let values: Vec<Option<f64>> = form.key.iter().map(|entry| entry.values[0].value).collect();
        assert_eq!(values[..2], [Some(1.0), Some(0.75)]);
        assert_eq!(
            form.sentence.en,
            "After epoch 3: cat is best at 100.0%, dog worst at 75.0%."
        );
        let table = form.table.expect("numbers to read");
        assert_eq!(
            table.rows[0],
            [
                Cell::Number(3.0),
                Cell::Number(1.0),
                Cell::Number(0.75),
                Cell::Empty
            ]
        );
        let empty = super::form(None, &classes());
        assert_eq!(empty.sentence.en, "No epoch is over yet.");
    }

    #[test]
    fn snapshot() {
        let series = series();
        check(&CLASS_ACCURACY, |_| form(Some(&series), &classes()));
    }
}
