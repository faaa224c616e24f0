//! The loss round the present weights, in a plane through them: along two random directions, along the way that training
//! went, or along two chosen weights; with the way so far, as it is seen from there.

use serde_bytes::ByteBuf;

use crate::inspect::controls::{ControlWord, Controls};
use crate::inspect::form::{Axis, Cell, Column, Dot, Field, Figure, Form, Format, KeyEntry, Table};
use crate::inspect::principal::Principal;
use crate::inspect::view::{Place, Presence, Subject, View, Want};
use crate::inspect::words::{join, percent, short};
use crate::say;
use crate::text::{Text, count};
use crate::training::session::Session;
use crate::training::timeline::WEIGHTS;

pub static LOSS_LANDSCAPE: View = View {
    id: "loss_landscape",
    title: Text::new("Loss landscape", "损失曲面"),
    about: Text::new(
        "The loss on training samples where weights are moved from where they are now, in the middle: all of them along two random directions, each filter by its own length (Li et al. 2018), or along the way that training went, or two of them alone. The stronger the colour the larger the loss, on a logarithmic scale; of small networks the way so far is drawn.",
        "以当前权重为中心移动权重时训练样本上的损失：可沿两个随机方向移动全部权重（通向每个单元的权重移动的距离以其自身的范数为单位，Li 等 2018），也可沿训练走过的路径，或只移动两个权重。颜色越深，损失越大（对数刻度）；小型网络还会画出走过的路径。",
    ),
    explanation: Text::new(
        "Training walks downhill in a space with one direction for each weight; this is a plane through it. A wide, even valley is forgiving: weights a little beside it are nearly as good. Steep walls and many pits make small learning rates necessary. Random directions see next to nothing of the way, because there are so many of them; the two along which it varies most, its principal components, see nearly all.",
        "训练是在一个每个权重对应一个方向的空间里向下走，图中是穿过它的一个平面。宽而平的谷底较为宽容：稍微偏离的权重几乎同样好。陡壁和许多坑洼则需要较小的学习率。方向太多，随机方向几乎看不到走过的路径；沿路径变化最大的两个方向（主成分）则几乎能看到全部。",
    ),
    formula: "<mi>L</mi><mo>(</mo><mi>w</mi><mo>+</mo><mi>α</mi><mi>δ</mi><mo>+</mo><mi>β</mi><mi>η</mi><mo>)</mo>",
    presence: Presence::Asked,
    place: Place::Probe,
    fits: |subject| {
        let arrived = subject.session.data().shards[0].samples.is_some();
        arrived && affordable(subject.session).is_some()
    },
    wants: |subject| {
        let want = plan(subject).map(|plan| Want::LossPlane {
            samples: plan.samples,
            side: plan.side,
            directions: plan.directions,
            reach: plan.reach,
        });
        want.into_iter().collect()
    },
    show: |subject, _, read| {
        let (plan, [losses, directions, now]) = (plan(subject)?, read) else {
            return None;
        };
        if losses.len() != plan.side * plan.side {
            return None;
        }
        let rows = walked(subject.session);
        let (path, share) = project(&rows, directions, now);
        Some(form(losses, path, share, now, plan))
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

/// Fewest places of a way whose principal components say something.
const PLACES: usize = 4;

/// Room round the way, as a share of it.
const ROOM: f64 = 1.15;

/// What the picture shows of the loss.
struct Plan<'a> {
    samples: usize,
    side: usize,
    directions: Option<[Vec<f32>; 2]>,
    /// How far it goes along both directions, either way.
    reach: [f64; 2],
    /// What both directions are called.
    titles: [Text; 2],
    /// Where both directions are single weights: their places among all learnt ones.
    weights: Option<[usize; 2]>,
    controls: Controls<'a>,
}

/// Samples and points along a side that there is time for; none for a network with which it would take too long.
fn affordable(session: &Session) -> Option<(usize, usize)> {
    let operations = session.network().operations_forward().max(1.0);
    let there = session.data().shards[0].len;
    SIDES.into_iter().find_map(|side| {
        let samples = OPERATIONS / ((side * side) as f64 * operations);
        let samples = (samples as usize).min(SAMPLES);
        (samples >= FEWEST).then_some((samples.min(there), side))
    })
}

fn plan<'a>(subject: &Subject<'a>) -> Option<Plan<'a>> {
    let session = subject.session;
    let (samples, side) = affordable(session)?;
    let rows = walked(session);
    let mut controls = Controls::of(subject.choice);
    let mut words = vec![
        ControlWord::new("random", Text::new("two random directions", "两个随机方向")),
        ControlWord::new("weights", Text::new("two weights", "两个权重")),
    ];
    if rows.len() >= PLACES {
        words.push(ControlWord::new(
            "path",
            Text::new("the way so far", "走过的路径"),
        ));
    }
    let along = controls.word("along", Text::new("Along", "方向"), words);
    let mut plan = Plan {
        samples,
        side,
        directions: None,
        reach: [1.0; 2],
        titles: [
            Text::new("First direction", "第一个方向"),
            Text::new("Second direction", "第二个方向"),
        ],
        weights: None,
        controls,
    };
    match along {
        1 => along_weights(session, &rows, &mut plan),
        2 => along_path(&rows, &mut plan),
        _ => {}
    }
    let title = Text::new("Distance shown (×)", "显示范围（×）");
    let times = plan.controls.range("reach", title, [0.1, 4.0], 0.1, 1.0);
    plan.reach = plan.reach.map(|reach| reach * times);
    Some(plan)
}

/// The weights at each place of the way that are numbers, oldest first; none where it is not kept.
fn walked(session: &Session) -> Vec<&[f32]> {
    let series = session.timeline.series(WEIGHTS.id);
    let fitting = series.filter(|series| series.width == session.network().parameters());
    let rows = fitting.into_iter().flat_map(|series| series.rows());
    let rows = rows.map(|(_, row)| row);
    rows.filter(|row| row.iter().all(|weight| weight.is_finite()))
        .collect()
}

/// Two numbers of the network that a person chose.
fn along_weights(session: &Session, rows: &[&[f32]], plan: &mut Plan) {
    let specs = session.network().specs.iter();
    let mut start = 0;
    let learnt: Vec<_> = specs
        .filter(|spec| spec.role.learnt())
        .map(|spec| {
            let own = start;
            start += spec.len();
            (own, spec)
        })
        .collect();
    if learnt.is_empty() {
        return;
    }
    let words = || {
        let names = learnt.iter().map(|(_, spec)| {
            ControlWord::new(
                spec.name.clone(),
                Text::filled(spec.name.clone(), spec.name.clone()),
            )
        });
        names.collect()
    };
    let mut pick = |ids: [&str; 2], titles: [Text; 2], usual: usize| {
        let [title, number] = titles;
        let (start, spec) = learnt[plan.controls.word(ids[0], title, words())];
        let index = plan.controls.count(ids[1], number, spec.len(), usual) - 1;
        let (name, number) = (&spec.name, index + 1);
        (
            start + spec.element(index),
            say!("{name}, number {number}", "{name} 第 {number} 个"),
        )
    };
    let first = pick(
        ["first", "first_number"],
        [
            Text::new("First weight", "第一个权重"),
            Text::new("Its number", "序号"),
        ],
        1,
    );
    let second = pick(
        ["second", "second_number"],
        [
            Text::new("Second weight", "第二个权重"),
            Text::new("Its number", "序号"),
        ],
        2,
    );
    let places = [first.0, second.0];
    let unit = |place: usize| {
        let mut unit = vec![0.0; start];
        unit[place] = 1.0;
        unit
    };
    // As far as all that it was so far, and no less than one.
    let reach = |place: usize| {
        let now = rows.last().map_or(0.0, |row| row[place]);
        let far = rows.iter().map(|row| f64::from((row[place] - now).abs()));
        far.fold(1.0_f64, |most, far| most.max(far * ROOM))
    };
    plan.directions = Some(places.map(unit));
    plan.reach = places.map(reach);
    plan.titles = [first.1, second.1];
    plan.weights = Some(places);
}

/// The two directions along which the way varies most.
fn along_path(rows: &[&[f32]], plan: &mut Plan) {
    let (Some(last), width) = (rows.last(), rows.first().map_or(0, |row| row.len())) else {
        return;
    };
    let principal = Principal::of(&rows.concat(), width);
    let reach = |axis: &Vec<f64>| {
        let far = rows.iter().map(|row| along(row, last, axis).abs());
        far.fold(1e-3_f64, |most, far| most.max(far * ROOM))
    };
    plan.reach = [reach(&principal.axes[0]), reach(&principal.axes[1])];
    let title = |at: usize| {
        let (number, share) = (at + 1, percent(principal.variances[at] / principal.total));
        say!(
            "Principal component {number} of the way ({share} of its variance)",
            "路径的主成分 {number}（占其方差 {share}）"
        )
    };
    plan.titles = [title(0), title(1)];
    let single = |axis: &Vec<f64>| axis.iter().map(|part| *part as f32).collect();
    plan.directions = Some([single(&principal.axes[0]), single(&principal.axes[1])]);
}

/// How far weights lie from others along a direction.
fn along(row: &[f32], from: &[f32], axis: &[f64]) -> f64 {
    let parts = row.iter().zip(from).zip(axis);
    parts
        .map(|((to, from), part)| f64::from(to - from) * part)
        .sum()
}

/// The way in the plane of two directions (one after the other in `directions`), from the oldest place to the weights of
/// now, which are its middle; and the share of it that the plane holds. Nothing where it is not known.
fn project(rows: &[&[f32]], directions: &[f32], now: &[f32]) -> (Vec<[f64; 2]>, f64) {
    if rows.is_empty() || now.is_empty() || directions.len() != 2 * now.len() {
        return (Vec::new(), f64::NAN);
    }
    let (across, up) = directions.split_at(now.len());
    let axes =
        [across, up].map(|axis| axis.iter().map(|part| f64::from(*part)).collect::<Vec<_>>());
    let dot = |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(a, b)| a * b).sum::<f64>();
    let [a, b, c] = [(0, 0), (0, 1), (1, 1)].map(|(one, other)| dot(&axes[one], &axes[other]));
    // Two weights that are one, or a direction of zeros.
    let turn = a * c - b * b;
    if turn <= 1e-12 * a * c {
        return (Vec::new(), f64::NAN);
    }
    let (mut held, mut all) = (0.0, 0.0);
    let mut path: Vec<[f64; 2]> = Vec::new();
    for row in rows.iter().copied().chain([now]) {
        // Least squares: the directions need not be at right angles.
        let [x, y] = [0, 1].map(|at| along(row, now, &axes[at]));
        let place = [(c * x - b * y) / turn, (a * y - b * x) / turn];
        held += place[0] * x + place[1] * y;
        let far = row
            .iter()
            .zip(now)
            .map(|(to, from)| f64::from(to - from).powi(2));
        all += far.sum::<f64>();
        path.push(place);
    }
    (path, held / all)
}

/// `losses` stand row by row from the top left; `path` is the way in the plane, `share` what of it lies there, `now` the
/// weights of now where they are known.
fn form(losses: &[f32], path: Vec<[f64; 2]>, share: f64, now: &[f32], plan: Plan) -> Form {
    let side = plan.side;
    let finite = losses.iter().filter(|loss| loss.is_finite());
    let finite = finite.map(|loss| f64::from(*loss));
    let low = finite.clone().reduce(f64::min);
    let high = finite.reduce(f64::max);
    // Weights stand at their own values.
    let middle = plan.weights.map_or([0.0; 2], |places| {
        places.map(|place| now.get(place).map_or(0.0, |weight| f64::from(*weight)))
    });
    let half = side / 2;
    let centre = losses[half * side + half];
    let place = |along: usize, at: usize| {
        let share = 2.0 * at as f64 / (side - 1) as f64 - 1.0;
        middle[along] + plan.reach[along] * share
    };
    let told = |value: f64| (value * 1000.0).round() / 1000.0;
    let row = |at: usize| {
        let (right, above) = (
            losses[half * side + at],
            losses[(side - 1 - at) * side + half],
        );
        vec![
            Cell::Number(told(place(0, at))),
            Cell::Number(right.into()),
            Cell::Number(told(place(1, at))),
            Cell::Number(above.into()),
        ]
    };
    let [least, most] = [low, high].map(|end| end.map_or("–".into(), short));
    let loss = short(centre.into());
    let (cells, readings) = cells(losses, side, low.zip(high));
    let mut key = vec![
        KeyEntry::of_class(
            1,
            say!("Loss from {least} to {most}", "损失从 {least} 到 {most}"),
            "",
        ),
        KeyEntry::of_class(0, say!("Weights now: {loss}", "当前权重：{loss}"), "●"),
    ];
    let dot = |[x, y]: [f64; 2], class: u32| Dot {
        x: x as f32,
        y: y as f32,
        class,
        filled: true,
    };
    let path: Vec<[f64; 2]> = path
        .into_iter()
        .map(|[x, y]| [x + middle[0], y + middle[1]])
        .collect();
    let mut dots = Vec::new();
    if let Some(start) = path.first() {
        dots.push(dot(*start, 2));
        key.push(KeyEntry::of_class(
            2,
            Text::new("Start of the way", "路径的起始处"),
            "▲",
        ));
    }
    dots.push(dot(middle, 0));
    let axis = |along: usize| {
        let range = [place(along, 0), place(along, side - 1)];
        Axis::of_numbers(plan.titles[along].clone(), range)
    };
    let [x, y] = [axis(0), axis(1)];
    let named = |text: &Text| {
        let (en, zh) = (&text.en, &text.zh);
        Column::new(say!("Loss along: {en}", "沿“{zh}”的损失"), Format::Number)
    };
    let moved = || Column::new(Text::new("At", "位置"), Format::Number);
    Form {
        samples: Vec::new(),
        key,
        sentence: describe(losses, &plan, [middle, [share, path.len() as f64]]),
        note: Some(match plan.directions {
            Some(_) => axes_in_words([&x, &y]),
            None => LOSS_LANDSCAPE.about.clone(),
        }),
        table: Some(Table {
            columns: vec![
                moved(),
                named(&plan.titles[0]),
                moved(),
                named(&plan.titles[1]),
            ],
            rows: (0..side).map(row).collect(),
            note: None,
        }),
        figure: Figure::Field(Field {
            x,
            y,
            side: ((side - 1) * BETWEEN) as u32,
            cells,
            names: Vec::new(),
            readings: ByteBuf::from(readings),
            dots,
            path: path.iter().map(|place| place.map(|at| at as f32)).collect(),
            chooses: false,
            plot: None,
        }),
        controls: plan.controls.into_form(),
    }
}

/// What the axes are, which a plane of colours has no room for.
fn axes_in_words(axes: [&Axis; 2]) -> Text {
    let words = axes.map(|Axis { title, range, .. }| {
        let [from, to] = range.unwrap_or_default().map(short);
        let (en, zh) = (&title.en, &title.zh);
        say!("{en}, from {from} to {to}", "{zh}（{from} 到 {to}）")
    });
    let [across, up] = &words;
    let (en, up_en, zh, up_zh) = (&across.en, &up.en, &across.zh, &up.zh);
    say!(
        "From left to right: {en}. Upwards: {up_en}.",
        "从左到右：{zh}；从下到上：{up_zh}。"
    )
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

/// The loss now, and how it goes round it; at last the middle of the plane, and what of how long a way lies in it.
fn describe(losses: &[f32], plan: &Plan, [centre, [share, places]]: [[f64; 2]; 2]) -> Text {
    let (side, samples) = (plan.side, plan.samples);
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
        let place = |along: usize, at: usize| {
            let share = 2.0 * at as f64 / (side - 1) as f64 - 1.0;
            short(centre[along] + plan.reach[along] * share)
        };
        let (x, y) = (place(0, at % side), place(1, side - 1 - at / side));
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
    if places > 1.0 && share.is_finite() {
        let share = percent(share);
        told.push(say!(
            "The plane holds {share} of the way so far.",
            "该平面包含所走路径的 {share}。"
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

    fn plan(side: usize, samples: usize) -> Plan<'static> {
        Plan {
            samples,
            side,
            directions: None,
            reach: [1.0; 2],
            titles: ["First", "Second"].map(|name| Text::new(name, name)),
            weights: None,
            controls: Controls::of(None),
        }
    }

    fn shown(losses: &[f32], side: usize, samples: usize) -> Form {
        form(losses, Vec::new(), f64::NAN, &[], plan(side, samples))
    }

    #[test]
    fn the_way_is_seen_from_the_weights_of_now() {
        let rows: [&[f32]; 2] = [&[1.0, 0.0, 5.0], &[2.0, 2.0, 4.0]];
        let now = [3.0, 1.0, 4.0];
        // Directions that are not at right angles: (1, 0, 0) and (1, 1, 0).
        let (path, share) = project(&rows, &[1.0, 0.0, 0.0, 1.0, 1.0, 0.0], &now);
        assert_eq!(path, [[-1.0, -1.0], [-2.0, 1.0], [0.0, 0.0]]);
        // Of (−2, −1, 1) and (−1, 1, 0) all but the last number lies in it.
        assert!((share - 7.0 / 8.0).abs() < 1e-12);
        assert!(
            project(&rows, &[1.0, 0.0, 0.0, 2.0, 0.0, 0.0], &now)
                .0
                .is_empty()
        );
        let with_way = form(&bowl(21), path, share, &now, plan(21, 64));
        assert!(
            with_way
                .sentence
                .en
                .ends_with("The plane holds 87.5% of the way so far.")
        );
        let Figure::Field(field) = with_way.figure else {
            panic!("a field")
        };
        assert_eq!(field.path, [[-1.0, -1.0], [-2.0, 1.0], [0.0, 0.0]]);
        assert_eq!((field.dots[0].x, field.dots[1].x), (-1.0, 0.0));
    }

    #[test]
    fn weights_stand_at_their_own_values() {
        let plan = Plan {
            reach: [2.0, 1.0],
            weights: Some([0, 2]),
            ..plan(21, 64)
        };
        let shown = form(&bowl(21), Vec::new(), f64::NAN, &[0.5, 7.0, -3.0], plan);
        let Figure::Field(field) = &shown.figure else {
            panic!("a field")
        };
        assert_eq!(field.x.range, Some([-1.5, 2.5]));
        assert_eq!(field.y.range, Some([-4.0, -2.0]));
        assert!(shown.sentence.en.ends_with("It is lowest at 1.5, -3."));
    }

    #[test]
    fn the_lowest_place_is_named_and_tables_go_along_the_middle() {
        let form = shown(&bowl(21), 21, 64);
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
        assert!((number(20, 3) - 2.35).abs() < 1e-6);
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
        let told = shown(&losses, 11, 1).sentence.en;
        assert!(
            told.ends_with("On 0.8% of the plane it is no number."),
            "{told}"
        );
        let told = shown(&[f32::NAN; 121], 11, 64).sentence.en;
        assert_eq!(
            told,
            "The loss on 64 training samples is no number anywhere round the present weights."
        );
        let plain = shown(&[0.0; 121], 11, 64);
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
        crate::inspect::snapshot::check(&LOSS_LANDSCAPE, |_| {
            let way = (0..8).map(|step| 0.9 - 0.12 * f64::from(step));
            let mut way: Vec<[f64; 2]> = way.map(|x| [x, 0.8 * x * x]).collect();
            way.push([0.0; 2]);
            form(&bowl(21), way, 0.875, &[], plan(21, 256))
        });
    }
}
