//! How the gradient of each layer, and what the update makes of it, went over the steps.

use super::layers;
use crate::inspect::controls::{ControlWord, Controls};
use crate::inspect::form::{
    Axis, Cell, Column, Figure, Form, Format, KeyEntry, Line, Lines, Point, Table,
};
use crate::inspect::palette::one_of_many;
use crate::inspect::view::{GRADIENTS, Place, Presence, View};
use crate::inspect::words::{join, nothing_yet, short, trend};
use crate::say;
use crate::text::Text;
use crate::training::gradients::layers_with_weights;
use crate::training::timeline::{self, Series};

pub static GRADIENT_HISTORY: View = View {
    id: "gradient_history",
    title: Text::new("Gradients over time", "梯度的变化"),
    about: Text::new(
        "For each layer with weights the norm of its gradient over the steps, or by how much of their norm each step moved its weights.",
        "各含权重层的梯度范数随训练步数的变化，或每一步使权重移动其范数的多少倍。",
    ),
    explanation: Text::new(
        "A gradient that shrinks from layer to layer towards the input vanishes, one that grows explodes; as the loss falls all of them get smaller. The update-to-weight ratio says what comes of it: near 0.001 is usual, far below hardly anything is learnt, far above it is thrown about. Both are measured on the batch of the step, before L1, L2 and clipping.",
        "梯度若朝输入方向逐层变小，就是梯度消失；逐层变大则是梯度爆炸。随着损失下降，各层梯度都会变小。更新与权重之比反映实际效果：通常在 0.001 左右，远小于它几乎学不到东西，远大于它则来回震荡。两者都在该步的批次上测量，尚未加入 L1、L2 与裁剪。",
    ),
    formula: "<msub><mi>g</mi><mi>l</mi></msub><mo>=</mo><mo>‖</mo><mfrac><mrow><mo>∂</mo><mi>L</mi></mrow><mrow><mo>∂</mo><msub><mi>W</mi><mi>l</mi></msub></mrow></mfrac><mo>‖</mo><mo>;</mo><msub><mi>r</mi><mi>l</mi></msub><mo>=</mo><mfrac><mrow><mo>‖</mo><mi>Δ</mi><msub><mi>W</mi><mi>l</mi></msub><mo>‖</mo></mrow><mrow><mo>‖</mo><msub><mi>W</mi><mi>l</mi></msub><mo>‖</mo></mrow></mfrac>",
    presence: Presence::Closed,
    place: Place::Probe,
    group: GRADIENTS,
    fits: |subject| {
        let measured = !subject.session.data().validation.is_empty();
        measured && !layers_with_weights(subject.session.network()).is_empty()
    },
    wants: |_| Vec::new(),
    show: |subject, _, _| {
        let session = subject.session;
        let network = session.network();
        let all = layers_with_weights(network);
        let places: Vec<usize> = (0..all.len()).collect();
        let shown = layers::chosen(&places);
        let title = |place: &usize| layers::title(network, all[*place].0);
        let titles: Vec<Text> = shown.iter().map(title).collect();
        let mut controls = Controls::of(subject.choice);
        let words = vec![
            ControlWord::new("gradient", NORM),
            ControlWord::new("update", RATIO),
        ];
        let is_ratio = controls.word("of", Text::new("Show", "显示"), words) == 1;
        // Norms of all layers stand first, then all ratios.
        let columns = shown
            .iter()
            .map(|place| place + if is_ratio { all.len() } else { 0 });
        let columns: Vec<usize> = columns.collect();
        let series = session.timeline.series(timeline::GRADIENTS.id);
        let form = form(series, &columns, titles, is_ratio, all.len());
        Some(Form {
            controls: controls.into_form(),
            ..form
        })
    },
};

const NORM: Text = Text::new("Gradient norm", "梯度范数");
const RATIO: Text = Text::new("Update-to-weight ratio", "更新与权重之比");

/// `columns` are those of the series, one for each title; `all` is how many layers there are.
fn form(
    series: Option<&Series>,
    columns: &[usize],
    titles: Vec<Text>,
    is_ratio: bool,
    all: usize,
) -> Form {
    let rows: Vec<(f64, &[f32])> = series
        .into_iter()
        .flat_map(Series::rows)
        .map(|(step, row)| (step as f64, row))
        .collect();
    let value = |row: &[f32], column: usize| row.get(column).map_or(f64::NAN, |own| (*own).into());
    let line = |(index, (column, name)): (usize, (&usize, &Text))| {
        let (colour, look) = one_of_many(index);
        let points = rows.iter();
        Line {
            id: format!("layer_{index}"),
            name: name.clone(),
            colour,
            look,
            points: points
                .map(|(step, row)| Point::at(*step, value(row, *column)))
                .collect(),
            ran_away: None,
            band: Vec::new(),
        }
    };
    let lines: Vec<Line> = columns.iter().zip(&titles).enumerate().map(line).collect();
    let last = rows.last().map_or(1.0, |(step, _)| *step);
    let title = if is_ratio { RATIO } else { NORM };
    let entry = |line: &Line| {
        let newest = line.points.last().map(|point| point.y);
        KeyEntry::of(
            line,
            newest.filter(|value| value.is_finite()),
            Format::Number,
        )
    };
    let cells = Table::newest_first(&rows).into_iter().map(|(step, row)| {
        let own = columns.iter().map(|column| value(row, *column));
        let own = own.map(|value| match value.is_finite() {
            true => Cell::Number(value),
            false => Cell::Empty,
        });
        std::iter::once(Cell::Number(step)).chain(own).collect()
    });
    let mut heads = vec![Column::new(Text::new("Step", "步"), Format::Count)];
    heads.extend(
        titles
            .iter()
            .map(|title| Column::new(title.clone(), Format::Number)),
    );
    Form {
        samples: Vec::new(),
        controls: Vec::new(),
        key: lines.iter().map(entry).collect(),
        sentence: describe(&lines, is_ratio, all),
        note: Some(GRADIENT_HISTORY.about.clone()),
        table: Some(Table {
            columns: heads,
            rows: cells.collect(),
            note: None,
        }),
        figure: Figure::Lines(Lines {
            x: Axis {
                title: Text::new("Step", "步"),
                unit: Format::Count,
                range: Some([0.0, last.max(1.0)]),
            },
            y: Axis {
                title,
                unit: Format::Number,
                range: None,
            },
            chooses: false,
            may_be_log: true,
            lines,
            plot: None,
        }),
    }
}

/// How the first layer went, and how the last.
fn describe(lines: &[Line], is_ratio: bool, all: usize) -> Text {
    let known = |line: &Line| {
        let known = line.points.iter().filter(|point| point.y.is_finite());
        let (first, last) = (known.clone().next()?, known.clone().next_back()?);
        Some(trend(first.y, last.y, short))
    };
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
        return nothing_yet();
    };
    if first.points.is_empty() {
        return nothing_yet();
    }
    let (what_en, what_zh) = if is_ratio {
        ("The update-to-weight ratio", "更新与权重之比")
    } else {
        ("The norm of the gradient", "梯度范数")
    };
    let mut told = Vec::new();
    for line in [first, last].into_iter().take(lines.len().min(2)) {
        let (name_en, name_zh) = (&line.name.en, &line.name.zh);
        told.push(match known(line) {
            Some(Text { en, zh }) => say!(
                "{what_en} in “{name_en}” {en}.",
                "“{name_zh}”的{what_zh}{zh}。"
            ),
            None => say!(
                "{what_en} in “{name_en}” is no number.",
                "“{name_zh}”的{what_zh}不是数（NaN 或无穷大）。"
            ),
        });
    }
    told.extend(layers::left_out(lines.len(), all));
    join(&told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(rows: &[(u64, [f32; 4])]) -> Series {
        let mut series = Series::new(timeline::GRADIENTS, 4);
        for (step, row) in rows {
            series.push(*step, row);
        }
        series
    }

    fn titles() -> Vec<Text> {
        ["1 Dense", "3 Dense"]
            .map(|name| Text::new(name, name))
            .into()
    }

    #[test]
    fn norms_and_ratios_are_those_of_their_layers() {
        let series = series(&[(1, [2.0, 4.0, 0.1, 0.2]), (2, [1.0, f32::NAN, 0.05, 0.2])]);
        let norms = form(Some(&series), &[0, 1], titles(), false, 2);
        assert_eq!(
            norms.sentence.en,
            "The norm of the gradient in “1 Dense” falls from 2 to 1. The norm of the gradient in “3 Dense” stays near 4."
        );
        let values: Vec<_> = norms
            .key
            .iter()
            .map(|entry| entry.values[0].value)
            .collect();
        assert_eq!(values, [Some(1.0), None]);
        let ratios = form(Some(&series), &[2, 3], titles(), true, 20);
        let newest = &ratios.table.expect("numbers to read").rows[0];
        assert_eq!(newest[0], Cell::Number(2.0));
        let Cell::Number(ratio) = newest[1] else {
            panic!("a number")
        };
        assert!((ratio - 0.05).abs() < 1e-6);
        assert!(ratios.sentence.en.ends_with("2 of 20 layers are shown."));
        let none = form(None, &[0, 1], titles(), false, 2);
        assert_eq!(none.sentence.en, nothing_yet().en);
    }

    #[test]
    fn snapshot() {
        let rows: Vec<(u64, [f32; 4])> = (0..10)
            .map(|time| {
                let (step, fall) = (1 << time, 0.8_f32.powi(time));
                (step, [fall, 2.0 * fall, 0.01 * fall, 0.002])
            })
            .collect();
        let series = series(&rows);
        crate::inspect::snapshot::check(&GRADIENT_HISTORY, |_| {
            form(Some(&series), &[0, 1], titles(), false, 2)
        });
    }
}
