//! The plane in which the loss is looked at: its two directions, how far it goes along them, and the way of training as it
//! is seen from there.

use crate::inspect::controls::{ControlWord, Controls};
use crate::inspect::principal::Principal;
use crate::inspect::view::Subject;
use crate::inspect::words::percent;
use crate::say;
use crate::text::Text;
use crate::training::session::Session;
use crate::training::timeline::WEIGHTS;

/// Points along each side: enough for the shape of a valley, or what a larger network has time for.
const SIDES: [usize; 2] = [21, 11];

/// Training samples on which the loss is computed, and fewest on which it says something.
const SAMPLES: usize = 256;
const FEWEST: usize = 32;

/// Multiply-adds that may be spent on all points: some tenths of a second on a processor.
const OPERATIONS: f64 = 3e8;

/// Fewest places of a way whose principal components say something.
const PLACES: usize = 4;

/// Room round the way, as a share of it.
const ROOM: f64 = 1.15;

/// What the picture shows of the loss.
pub struct Plan<'a> {
    pub samples: usize,
    pub side: usize,
    pub directions: Option<[Vec<f32>; 2]>,
    /// How far it goes along both directions, either way.
    pub reach: [f64; 2],
    /// What both directions are called.
    pub titles: [Text; 2],
    /// Where both directions are single weights: their places among all learnt ones.
    pub weights: Option<[usize; 2]>,
    pub controls: Controls<'a>,
}

/// Samples and points along a side that there is time for; none for a network with which it would take too long.
pub fn affordable(session: &Session) -> Option<(usize, usize)> {
    let operations = session.network().operations_forward().max(1.0);
    let there = session.data().shards[0].len;
    SIDES.into_iter().find_map(|side| {
        let samples = OPERATIONS / ((side * side) as f64 * operations);
        let samples = (samples as usize).min(SAMPLES);
        (samples >= FEWEST).then_some((samples.min(there), side))
    })
}

pub fn plan<'a>(subject: &Subject<'a>) -> Option<Plan<'a>> {
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
pub fn walked(session: &Session) -> Vec<&[f32]> {
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
pub fn project(rows: &[&[f32]], directions: &[f32], now: &[f32]) -> (Vec<[f64; 2]>, f64) {
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
