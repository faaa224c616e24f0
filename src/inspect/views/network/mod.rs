//! The network itself: its layers from left to right, in each unit a picture of what it answers, and the weights between
//! them. Over a plane the picture is the unit's answer to every point; of all other data it is what comes out of the unit
//! for one sample: the one that a person chose, or a held-out one.

mod columns;
mod details;
mod pictures;
mod telling;
mod through;

use self::columns::{Content, Plan, Units, plan};
use self::details::{connect, named, over_time, pair, tables};
use self::pictures::{every, pictures};
use self::telling::form;
use self::through::{SIDE, Through, step_names, token_name};
use crate::datasets::words;
use crate::features::{self, Features};
use crate::inspect::form::{ArcKind, Form, NetworkArc, NetworkColumn, UnitSwitch};
use crate::inspect::view::{ACTIVATIONS, Place, Presence, Subject, View, Want};
use crate::inspect::views::surface;
use crate::text::Text;

pub static NETWORK: View = View {
    id: "network",
    title: Text::new("Inside the network", "网络内部"),
    about: Text::new(
        "What goes in stands left, what comes out right. Each unit shows its answer: blue positive, orange negative. Each line is a weight: the thicker the larger, solid blue positive, dashed orange negative.",
        "左侧为输入，右侧为输出。每个单元显示其响应：蓝色为正，橙色为负。每条线是一个权重：越粗绝对值越大，蓝色实线为正，橙色虚线为负。",
    ),
    explanation: Text::new(
        "A unit multiplies each of its inputs by a weight, adds them up with a bias, and passes the sum through its activation. Layers do this one after the other, so that later ones answer to combinations of what earlier ones found. Learning changes nothing but the weights and biases.",
        "每个单元把各输入乘以权重，与偏置相加，再通过激活函数。各层依次进行，因此后面的层对前面各层所得的组合作出响应。学习改变的只有权重和偏置。",
    ),
    formula: "<msub><mi>a</mi><mi>j</mi></msub><mo>=</mo><mi>σ</mi><mo>(</mo><munder><mo>∑</mo><mi>i</mi></munder><msub><mi>w</mi><mrow><mi>j</mi><mi>i</mi></mrow></msub><msub><mi>x</mi><mi>i</mi></msub><mo>+</mo><msub><mi>b</mi><mi>j</mi></msub><mo>)</mo>",
    presence: Presence::Open,
    place: Place::Network,
    group: ACTIVATIONS,
    fits: |_| true,
    wants,
    show: |subject, _, read| show(subject, read),
};

fn wants(subject: &Subject) -> Vec<Want> {
    let columns = plan(subject);
    let inputs = Through::of(subject.session.data()).inputs(subject);
    if inputs.is_empty() {
        return Vec::new();
    }
    let picks = columns.iter().flat_map(Plan::picks).collect();
    let mut wants = vec![Want::Inside { inputs, picks }];
    for column in columns {
        wants.extend(column.weights.map(|weights| Want::Part(weights.part)));
        wants.extend(column.bias.map(Want::Parameter));
    }
    wants
}

fn show(subject: &Subject, read: &[Vec<f32>]) -> Option<Form> {
    let (network, data) = (subject.session.network(), subject.session.data());
    let through = Through::of(data);
    let plans = plan(subject);
    let picked = plans.iter().map(|plan| plan.picks().len()).sum();
    let (inside, numbers) = read.split_at_checked(picked)?;
    let (mut inside, mut numbers) = (inside, numbers.iter());
    let input = through.inputs(subject);
    let mut columns: Vec<NetworkColumn> = Vec::new();
    for (at, plan) in plans.iter().enumerate() {
        let (own, rest) = inside.split_at_checked(plan.picks().len())?;
        inside = rest;
        let weights = plan.weights.as_ref().and_then(|_| numbers.next());
        let bias = plan.bias.and_then(|_| numbers.next());
        let mut column = match (plan.content, weights) {
            (Content::Input, _) => inputs(subject, &through, plan.units, &input),
            (Content::Tables, Some(table)) => tables(plan.units, table, own.first()?, data, &input),
            (Content::Attention, _) => {
                let mut units = plan.units;
                units.all = own.first()?.len() / units.pixels().max(1);
                pictures(&through, units, own.first()?)
            }
            _ => pictures(&through, plan.units, own.first()?),
        };
        name_steps(&mut column, plan, subject, &input);
        if let Content::OverTime(recorded) = plan.content
            && !recorded.is_empty()
        {
            let (units, steps) = (column.units.len(), plan.units.width);
            let names = step_names(data, &input, steps);
            column.details = Some(over_time(units, steps, recorded, own, &names));
        }
        column.first = plan.layers.first().copied().unwrap_or(0) as u32;
        column.gap = plan.gap as u32;
        let name = |index: usize| network.specs[index].name.clone();
        column.bias = plan.bias.map(name);
        if let (Some(of), Some(values), Some(before)) = (&plan.weights, weights, columns.last())
            && plan.content != Content::Tables
        {
            connect(
                &mut column,
                (before, plans[at - 1].units),
                of.kind,
                values,
                data,
            );
            let one_by_one = !column.kernels && !column.weights.is_empty();
            column.weight = one_by_one.then(|| name(of.part.parameter));
        }
        if at + 1 == plans.len() {
            column.name(data.output_titles());
        }
        for unit in &mut column.units {
            unit.bias = bias.and_then(|bias| bias.get(unit.index as usize)).copied();
        }
        let layers = plan
            .layers
            .iter()
            .filter_map(|layer| network.layers.get(*layer));
        column.titles = layers.clone().map(|layer| layer.title.clone()).collect();
        if at == 0 {
            column.titles.insert(0, Text::new("Input", "输入"));
        }
        column.parameters = layers.map(|layer| layer.parameters).sum();
        column.pairwise = column.parameters == 0 || plan.content == Content::Tables;
        let shape: Vec<String> = plan.shape.iter().map(ToString::to_string).collect();
        column.shape = shape.join("×");
        columns.push(column);
    }
    let arcs = arcs(subject, &plans);
    let place = through.place(subject);
    Some(form(columns, arcs, &through, place, network.parameters()))
}

/// What leads past layers, and from step to step.
fn arcs(subject: &Subject, plans: &[Plan]) -> Vec<NetworkArc> {
    let layers = &subject.session.network().layers;
    let column = |layer: usize| plans.iter().position(|plan| plan.layers.contains(&layer));
    let mut arcs = Vec::new();
    for (to, plan) in plans.iter().enumerate() {
        if matches!(plan.content, Content::OverTime(_)) {
            arcs.push((ArcKind::State, to, to));
        }
        for &layer in &plan.layers {
            let Some(back) = layers[layer].skips else {
                continue;
            };
            // What goes into that layer comes out of the one before it, or is the input.
            let source = layer.checked_sub(back as usize + 1);
            let from = source.map_or(Some(0), column);
            arcs.extend(
                from.filter(|from| *from != to)
                    .map(|from| (ArcKind::Skip, from, to)),
            );
        }
    }
    let arc = |(kind, from, to): (ArcKind, usize, usize)| NetworkArc {
        kind,
        from: from as u32,
        to: to as u32,
    };
    arcs.into_iter().map(arc).collect()
}

/// Names the rows and columns of pixels that are steps of a sequence, or its tokens.
fn name_steps(column: &mut NetworkColumn, plan: &Plan, subject: &Subject, input: &[f32]) {
    let (data, units) = (subject.session.data(), plan.units);
    let names = |steps: usize, every: usize| named(&step_names(data, input, steps), every);
    let every = every(units.width, units.height);
    match (plan.content, units.layout) {
        (Content::Attention, _) => {
            column.across = names(units.width, every);
            column.down = column.across.clone();
        }
        (Content::Tables, _) => {}
        (_, columns::Layout::ByStep | columns::Layout::UnitsByStep) => {
            column.across = names(units.width, every);
            if plan.content == Content::Input && units.height == data.tokens.len() {
                let tokens = data.tokens.iter().map(|token| token_name(Some(token)));
                column.down = named(&tokens.collect::<Vec<_>>(), every);
            }
        }
        _ => {}
    }
}

/// The first column: what the network is given. Of the plane every input stands there that a person can switch on.
fn inputs(subject: &Subject, through: &Through, units: Units, input: &[f32]) -> NetworkColumn {
    let data = subject.session.data();
    let Through::Plane(given) = *through else {
        if units.all * units.pixels() < data.shape.iter().product() {
            // Of a user and an item only their names are worth a picture.
            let mut column = pictures(through, units, &vec![1.0; units.all]);
            column.name(pair(data, input));
            return column;
        }
        // Every value is there: those that are shown are chosen here.
        let size = input.len() / data.shape.iter().product::<usize>().max(1);
        let mut column = pictures(through, units, &chosen(input, size, units));
        if data.features.is_empty() && matches!(through, Through::Line) {
            column.name(vec![Text::new("x", "x")]);
        }
        let names = data.features.iter();
        column.name(names.map(|name| words::title(name)).collect());
        return column;
    };
    // Two numbers that somebody brought along are given as they are.
    let switched = matches!(Features::of(&subject.session.recipe().data), Ok(Some(_)));
    let shown = if switched { Features::EVERY } else { given };
    let mut points = surface::grid(SIDE);
    points.extend(subject.point);
    let rows = shown.rows(&points);
    let mut column = pictures(through, Units::of(&[shown.count()]), &rows);
    let places = (0..features::ALL.len()).filter(|index| shown.has(*index));
    for (unit, index) in column.units.iter_mut().zip(places) {
        let feature = &features::ALL[index];
        unit.name = Text::new(feature.name, feature.name);
        unit.switch = switched.then(|| UnitSwitch {
            key: format!("data.{}", feature.param.id),
            on: given.has(index),
        });
    }
    column
}

impl NetworkColumn {
    /// Names its units, where these are names of all of them.
    fn name(&mut self, names: Vec<Text>) {
        if names.len() == self.all as usize {
            for unit in &mut self.units {
                unit.name = names[unit.index as usize].clone();
            }
        }
    }
}

/// Of rows of a sample's values those of the shown units.
fn chosen(rows: &[f32], count: usize, units: Units) -> Vec<f32> {
    let ranges = units.ranges();
    if ranges.is_empty() || count == 0 {
        return rows.to_vec();
    }
    let rows = rows.chunks_exact(rows.len() / count);
    rows.flat_map(|row| ranges.iter().flat_map(|range| &row[range.clone()]))
        .copied()
        .collect()
}
