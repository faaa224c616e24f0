//! The loss round the present weights, in a plane that two random directions span.

use serde_bytes::ByteBuf;

use crate::inspect::form::{Axis, Cell, Dot, Field, Figure, Form, Format, KeyEntry, Table};
use crate::inspect::view::{Place, Presence, Subject, View, Want};
use crate::inspect::words::{join, percent, short};
use crate::say;
use crate::text::{Text, count};

pub static LOSS_LANDSCAPE: View = View {
    id: "loss_landscape",
    title: Text::new("Loss landscape", "损失曲面"),
    about: Text::new(
        "The loss on training samples where all weights are moved from where they are now, in the middle, along two random directions; at the edge each filter has moved by its own length (Li et al. 2018). The stronger the colour the larger the loss, on a logarithmic scale.",
        "以当前权重为中心，沿两个随机方向移动全部权重时训练样本上的损失；在边缘处，通向每个单元的权重移动的距离等于其自身的范数（Li 等 2018）。颜色越深，损失越大（对数刻度）。",
    ),
    explanation: Text::new(
        "Training walks downhill in a space with one direction for each weight; this is a plane through it. A wide, even valley is forgiving: weights a little beside it are nearly as good. Steep walls and many pits make small learning rates necessary.",
        "训练是在一个每个权重对应一个方向的空间里向下走，图中是穿过它的一个平面。宽而平的谷底较为宽容：稍微偏离的权重几乎同样好。陡壁和许多坑洼则需要较小的学习率。",
    ),
    formula: "<mi>L</mi><mo>(</mo><mi>w</mi><mo>+</mo><mi>α</mi><mi>δ</mi><mo>+</mo><mi>β</mi><mi>η</mi><mo>)</mo>",
    presence: Presence::Asked,
    place: Place::Probe,
    fits: |subject| {
        let arrived = subject.session.data().shards[0].samples.is_some();
        arrived && plan(subject).is_some()
    },
    wants: |subject| {
        let want = plan(subject).map(|Plan { samples, side }| Want::LossPlane { samples, side });
        want.into_iter().collect()
    },
    show: |subject, _, read| {
        let (plan, losses) = (plan(subject)?, read.first()?);
        (losses.len() == plan.side * plan.side).then(|| form(losses, plan.side, plan.samples))
    },
};

/// Points along each side: enough for the shape of a valley, or what a larger network has time for.
const SIDES: [usize; 2] = [21, 11];

/// Training samples on which the loss is computed, and fewest on which it says something.
const SAMPLES: usize = 256;
const FEWEST: usize = 32;

/// Multiply-adds that may be spent on all points: some tenths of a second on a processor.
const OPERATIONS: f64 = 3e8;

/// Cells that are drawn for the way from one point to the next.
const BETWEEN: usize = 5;

const COLUMNS: &[(Text, Format)] = &[
    (Text::new("Moved by", "移动"), Format::Number),
    (
        Text::new("Loss along the first direction", "沿第一个方向的损失"),
        Format::Number,
    ),
    (
        Text::new("Loss along the second direction", "沿第二个方向的损失"),
        Format::Number,
    ),
];

struct Plan {
    samples: usize,
    side: usize,
}

/// None for a network with which it would take too long.
fn plan(subject: &Subject) -> Option<Plan> {
    let session = subject.session;
    let operations = session.network().operations_forward().max(1.0);
    let there = session.data().shards[0].len;
    let plan = |side: &usize| {
        let samples = OPERATIONS / ((side * side) as f64 * operations);
        let samples = (samples as usize).min(SAMPLES);
        (samples >= FEWEST).then_some(Plan {
            samples: samples.min(there),
            side: *side,
        })
    };
    SIDES.iter().find_map(plan)
}

/// `losses` stand row by row from the top left.
fn form(losses: &[f32], side: usize, samples: usize) -> Form {
    let finite = losses.iter().filter(|loss| loss.is_finite());
    let finite = finite.map(|loss| f64::from(*loss));
    let low = finite.clone().reduce(f64::min);
    let high = finite.reduce(f64::max);
    let axis = |title| Axis::of_numbers(title, [-1.0, 1.0]);
    let [across, up] = [
        Text::new("First direction", "第一个方向"),
        Text::new("Second direction", "第二个方向"),
    ];
    let half = side / 2;
    let middle = losses[half * side + half];
    let place = |at: usize| 2.0 * at as f64 / (side - 1) as f64 - 1.0;
    let row = |at: usize| {
        let (right, above) = (
            losses[half * side + at],
            losses[(side - 1 - at) * side + half],
        );
        vec![
            Cell::Number((place(at) * 1000.0).round() / 1000.0),
            Cell::Number(right.into()),
            Cell::Number(above.into()),
        ]
    };
    let [least, most] = [low, high].map(|end| end.map_or("–".into(), short));
    let now = short(middle.into());
    let (cells, readings) = cells(losses, side, low.zip(high));
    Form {
        key: vec![
            KeyEntry::of_class(
                1,
                say!("Loss from {least} to {most}", "损失从 {least} 到 {most}"),
                "",
            ),
            KeyEntry::of_class(0, say!("Weights now: {now}", "当前权重：{now}"), "●"),
        ],
        sentence: describe(losses, side, samples),
        note: Some(LOSS_LANDSCAPE.about.clone()),
        table: Some(Table {
            columns: Table::columns(COLUMNS),
            rows: (0..side).map(row).collect(),
            note: None,
        }),
        figure: Figure::Field(Field {
            x: axis(across),
            y: axis(up),
            side: ((side - 1) * BETWEEN) as u32,
            cells,
            names: Vec::new(),
            readings: ByteBuf::from(readings),
            dots: vec![Dot {
                x: 0.0,
                y: 0.0,
                class: 0,
                filled: true,
            }],
            chooses: false,
            plot: None,
        }),
    }
}

/// Colours of the plane, and what a pointer reads there, finer than it was measured: between four points as they are
/// weighted by their distance.
fn cells(losses: &[f32], side: usize, ends: Option<(f64, f64)>) -> (Vec<(u32, f32)>, Vec<u8>) {
    // A loss of 0 has a logarithm too.
    let height = |loss: f64| loss.max(1e-9).ln();
    let (low, high) = ends.map_or((0.0, 0.0), |(low, high)| (height(low), height(high)));
    let heights: Vec<f64> = (losses.iter())
        .map(|loss| match height((*loss).into()) {
            _ if !loss.is_finite() => f64::NAN,
            height if high > low => (height - low) / (high - low),
            _ => 0.0,
        })
        .collect();
    let fine = (side - 1) * BETWEEN;
    let split = |at: usize| {
        let exact = (at as f64 + 0.5) / BETWEEN as f64;
        (exact as usize, exact.fract())
    };
    let cell = |at: usize| {
        let ((column, right), (row, below)) = (split(at % fine), split(at / fine));
        let corner = |down: usize, across: usize| heights[(row + down) * side + column + across];
        let along = |down: usize| corner(down, 0) * (1.0 - right) + corner(down, 1) * right;
        along(0) * (1.0 - below) + along(1) * below
    };
    let found: Vec<f64> = (0..fine * fine).map(cell).collect();
    let readings = found.iter().flat_map(|height| {
        let loss = (low + height * (high - low)).exp();
        (loss as f32).to_le_bytes()
    });
    let readings = readings.collect();
    let strengths = found.into_iter().map(|height| (1, height as f32));
    (strengths.collect(), readings)
}

/// The loss now, and how it goes round it.
fn describe(losses: &[f32], side: usize, samples: usize) -> Text {
    let half = side / 2;
    let middle = losses[half * side + half];
    let on = count(samples as u64, "training sample", "training samples");
    let finite = losses
        .iter()
        .enumerate()
        .filter(|(_, loss)| loss.is_finite());
    let by = |one: &(usize, &f32), other: &(usize, &f32)| one.1.total_cmp(other.1);
    let (Some((at, least)), Some((_, most))) =
        (finite.clone().min_by(by), finite.clone().max_by(by))
    else {
        return say!(
            "The loss on {on} is no number anywhere round the present weights.",
            "在当前权重附近，{samples} 个训练样本上的损失全部不是数（NaN 或无穷大）。"
        );
    };
    let [now, low, high] = [middle, *least, *most].map(|loss| short(loss.into()));
    let mut told = vec![say!(
        "The loss on {on} is {now} with the weights of now; round them it goes from {low} to {high}.",
        "在 {samples} 个训练样本上，当前权重的损失为 {now}，其周围的损失从 {low} 到 {high}。"
    )];
    if middle.is_finite() && *least < middle {
        let place = |at: usize| short(2.0 * at as f64 / (side - 1) as f64 - 1.0);
        let (x, y) = (place(at % side), place(side - 1 - at / side));
        told.push(say!(
            "It is lowest at {x}, {y}.",
            "最低处位于（{x}，{y}）。"
        ));
    } else if middle.is_finite() {
        told.push(say!(
            "Nowhere round them is it lower.",
            "周围没有更低的位置。"
        ));
    }
    let lost = losses.len() - finite.count();
    if lost > 0 {
        let share = percent(lost as f64 / losses.len() as f64);
        told.push(say!(
            "On {share} of the plane it is no number.",
            "平面上 {share} 处的损失不是数（NaN 或无穷大）。"
        ));
    }
    join(&told)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bowl whose lowest point lies at x = 0.5, y = 0.
    fn bowl(side: usize) -> Vec<f32> {
        let at = |place: usize| 2.0 * place as f32 / (side - 1) as f32 - 1.0;
        let loss = |cell: usize| {
            let (x, y) = (at(cell % side), -at(cell / side));
            0.1 + (x - 0.5).powi(2) + 2.0 * y * y
        };
        (0..side * side).map(loss).collect()
    }

    #[test]
    fn the_lowest_place_is_named_and_tables_go_along_the_middle() {
        let form = form(&bowl(21), 21, 64);
        assert_eq!(
            form.sentence.en,
            "The loss on 64 training samples is 0.35 with the weights of now; round them it goes from 0.1 to 4.35. It is lowest at 0.5, 0."
        );
        let rows = form.table.expect("numbers to read").rows;
        let number = |row: usize, column: usize| match rows[row][column] {
            Cell::Number(number) => number,
            _ => panic!("a number"),
        };
        assert_eq!([0, 10, 20].map(|row| number(row, 0)), [-1.0, 0.0, 1.0]);
        assert!((number(15, 1) - 0.1).abs() < 1e-6);
        assert!((number(20, 2) - 2.35).abs() < 1e-6);
        let Figure::Field(field) = form.figure else {
            panic!("a field")
        };
        assert_eq!(field.cells.len(), 100 * 100);
        let ends = field.cells.iter().map(|(_, strength)| *strength);
        assert!(ends.clone().all(|strength| (0.0..=1.0).contains(&strength)));
        // The lowest cell lies beside the lowest point: 75 of 100 columns to the right, in the middle of the rows.
        let by = |one: &(usize, f32), other: &(usize, f32)| one.1.total_cmp(&other.1);
        let lowest = ends.enumerate().min_by(by).expect("there are some").0;
        assert!([74, 75].contains(&(lowest % 100)) && [49, 50].contains(&(lowest / 100)));
    }

    #[test]
    fn what_is_no_number_is_said_and_a_plain_is_no_valley() {
        let mut losses = bowl(11);
        losses[0] = f32::NAN;
        let told = describe(&losses, 11, 1).en;
        assert!(
            told.ends_with("On 0.8% of the plane it is no number."),
            "{told}"
        );
        let told = form(&[f32::NAN; 121], 11, 64).sentence.en;
        assert_eq!(
            told,
            "The loss on 64 training samples is no number anywhere round the present weights."
        );
        let plain = form(&[0.0; 121], 11, 64);
        assert!(
            plain
                .sentence
                .en
                .ends_with("Nowhere round them is it lower.")
        );
        let Figure::Field(field) = plain.figure else {
            panic!("a field")
        };
        assert!(field.cells.iter().all(|cell| *cell == (1, 0.0)));
    }

    #[test]
    fn snapshot() {
        crate::inspect::snapshot::check(&LOSS_LANDSCAPE, |_| form(&bowl(21), 21, 256));
    }
}
