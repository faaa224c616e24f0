//! The network itself: its layers from left to right, in each unit a picture of what it answers, and the weights between
//! them. Over a plane the picture is the unit's answer to every point; of all other data it is what comes out of the unit
//! for one held-out sample.

use std::ops::Range;

use serde_bytes::ByteBuf;

use crate::data::Data;
use crate::datasets::words;
use crate::features::{self, Features};
use crate::inspect::form::{
    Cell, Column, Figure, Form, Format, NetworkColumn, NetworkDrawing, NetworkUnit, Table,
    UnitSwitch, diverging, largest,
};
use crate::inspect::view::{Place, Presence, Subject, View, Want};
use crate::inspect::views::followed::FOLLOWED;
use crate::inspect::views::{fit, surface};
use crate::network::layers::Role;
use crate::network::trace::Pick;
use crate::say;
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
    fits: |_| true,
    wants,
    show: |subject, _, read| show(subject, read),
};

/// Points along each side of a unit's picture of the plane.
const SIDE: usize = 20;

/// Most units of a layer that are shown.
const UNITS: usize = 16;

/// Most pixels along each side of a picture; one of a larger picture shows the largest value of several.
const LONGEST: usize = 64;

/// Most weights of a layer that are read for its lines.
const WEIGHTS: usize = 1 << 16;

/// What is shown in a column.
struct Plan {
    /// Positions of its layers; empty for the input.
    layers: Vec<usize>,
    /// Shape of what comes out for one sample.
    shape: Vec<usize>,
    /// What is recorded of the last of them.
    name: &'static str,
    view: Units,
    /// Parameters that hold its lines, where it has some that are drawn, and what it adds.
    weight: Option<usize>,
    bias: Option<usize>,
}

/// How what comes out of a layer divides into units.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Units {
    all: usize,
    /// Of one unit's picture, in values of a sample.
    width: usize,
    height: usize,
    /// Whether the values stand column by column: a sequence, whose steps go from left to right.
    by_step: bool,
}

impl Units {
    fn of(shape: &[usize]) -> Self {
        let (all, width, height, by_step) = match *shape {
            [channels, height, width] => (channels, width, height, false),
            [steps, features] => (1, steps, features, true),
            _ => (shape.iter().product(), 1, 1, false),
        };
        Self {
            all,
            width,
            height,
            by_step,
        }
    }

    /// Which units are shown: all, or the first and the last.
    fn shown(self) -> Vec<usize> {
        if self.all <= UNITS {
            (0..self.all).collect()
        } else {
            (0..UNITS / 2)
                .chain(self.all - UNITS / 2..self.all)
                .collect()
        }
    }

    /// Where the values of those lie in a sample; empty where it is all of them.
    fn ranges(self) -> Vec<Range<usize>> {
        let size = self.width * self.height;
        if self.all <= UNITS {
            return Vec::new();
        }
        let half = UNITS / 2 * size;
        vec![0..half, self.all * size - half..self.all * size]
    }
}

/// The columns of an experiment: the input, and its layers.
fn plan(subject: &Subject) -> Vec<Plan> {
    let (network, data) = (subject.session.network(), subject.session.data());
    let input = Plan {
        layers: Vec::new(),
        shape: data.shape.clone(),
        name: "input",
        view: Units::of(&data.shape),
        weight: None,
        bias: None,
    };
    let mut columns = vec![input];
    for (index, layer) in network.layers.iter().enumerate() {
        let shape: Vec<usize> = layer.output.iter().map(|size| *size as usize).collect();
        let of = |role: Role| {
            let mut specs = network.specs.iter();
            specs.position(|spec| spec.layer == index && spec.role == role)
        };
        let weight = of(Role::Weight);
        let last = columns.last_mut().expect("the input stands there");
        // What only changes values, or only how they stand, is no column of its own.
        let flattens = layer.id == "flatten";
        if weight.is_none() && (flattens || shape == last.shape && !last.layers.is_empty()) {
            last.layers.push(index);
            if !flattens {
                last.shape = shape;
            }
            continue;
        }
        // What attends is shown by its maps; how many heads it has, the values say.
        let (name, view) = match (layer.id.as_str(), &shape[..]) {
            ("attention" | "block", &[steps, _]) => (
                "attention",
                Units {
                    all: 1,
                    width: steps,
                    height: steps,
                    by_step: false,
                },
            ),
            _ => ("output", Units::of(&shape)),
        };
        let dense = layer.id == "dense";
        // A line leads from one number to one number.
        let before: usize = last.shape.iter().product();
        let one_by_one = dense && last.view == Units::of(&[before]);
        let few = |index: &usize| network.specs[*index].shape.iter().product::<usize>() <= WEIGHTS;
        columns.push(Plan {
            layers: vec![index],
            shape,
            name,
            view,
            weight: weight.filter(|_| one_by_one).filter(few),
            bias: of(Role::Bias).filter(|_| dense),
        });
    }
    columns
}

/// What goes through the network, and how a unit's answers to it stand in a picture.
enum Through {
    /// Points of the plane, row by row from the top left, of which the network is given these features.
    Plane(Features),
    /// Values of the one input, from the smallest to the largest.
    Line,
    /// One sample: the one that a person drew or chose, or the first held-out one.
    Sample,
}

impl Through {
    fn of(data: &Data) -> Self {
        match (data.features_of_plane(), &data.shape[..]) {
            (Some(features), _) => Self::Plane(features),
            (None, [1]) => Self::Line,
            _ => Self::Sample,
        }
    }

    fn inputs(&self, subject: &Subject) -> Vec<f32> {
        let data = subject.session.data();
        let train = data.shards[0].samples.as_deref();
        match self {
            Self::Plane(features) => features.rows(&surface::grid(SIDE)),
            Self::Line => {
                let all = train.map(fit::inputs).unwrap_or_default();
                let step = (all.len() / SIDE).max(1);
                all.into_iter().step_by(step).take(SIDE).collect()
            }
            Self::Sample => {
                let size = data.shape.iter().product::<usize>();
                if let Some(chosen) = subject.chosen.filter(|chosen| chosen.len() == size) {
                    return chosen.to_vec();
                }
                let held = &*data.validation;
                let samples = Some(held).filter(|held| !held.is_empty()).or(train);
                let (mut input, mut target) = (Vec::new(), Vec::new());
                if let Some(samples) = samples {
                    samples.gather(0, &mut input, &mut target);
                }
                input
            }
        }
    }

    /// Width and height of a unit's picture, whose own values are so many.
    fn picture(&self, units: Units) -> [usize; 2] {
        match self {
            Self::Plane(_) => [SIDE, SIDE],
            Self::Line => [SIDE, 1],
            Self::Sample => [units.width, units.height],
        }
    }
}

fn wants(subject: &Subject) -> Vec<Want> {
    let columns = plan(subject);
    let data = subject.session.data();
    let inputs = Through::of(data).inputs(subject);
    if inputs.is_empty() {
        return Vec::new();
    }
    let pick = |column: &Plan| {
        let layer = match column.name {
            "output" => *column.layers.last()?,
            _ => *column.layers.first()?,
        };
        let (name, ranges) = (column.name, column.view.ranges());
        Some(Pick {
            layer,
            name,
            ranges,
        })
    };
    let picks: Vec<Pick> = columns[1..].iter().filter_map(pick).collect();
    let mut wants = vec![Want::Inside { inputs, picks }];
    let numbers = columns.iter();
    let numbers = numbers.flat_map(|column| column.weight.into_iter().chain(column.bias));
    wants.extend(numbers.map(Want::Parameter));
    wants
}

fn show(subject: &Subject, read: &[Vec<f32>]) -> Option<Form> {
    let (network, data) = (subject.session.network(), subject.session.data());
    let through = Through::of(data);
    let plans = plan(subject);
    let (inside, numbers) = read.split_at_checked(plans.len() - 1)?;
    let mut numbers = numbers.iter();
    let mut columns: Vec<NetworkColumn> = Vec::new();
    for (at, plan) in plans.iter().enumerate() {
        let mut column = match at {
            0 => inputs(subject, &through, plan.view),
            _ => {
                let (values, mut units) = (&inside[at - 1], plan.view);
                if plan.name == "attention" {
                    units.all = values.len() / (units.width * units.height);
                }
                pictures(&through, units, values)
            }
        };
        let name = |index: usize| network.specs[index].name.clone();
        (column.weight, column.bias) = (plan.weight.map(name), plan.bias.map(name));
        let weight = plan.weight.and_then(|_| numbers.next());
        let bias = plan.bias.and_then(|_| numbers.next());
        if let (Some(weight), Some(before)) = (weight, columns.last()) {
            column.heaviest = largest(weight.iter().copied());
            column.weights = lines(weight, &before.units, &column);
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
        let shape: Vec<String> = plan.shape.iter().map(ToString::to_string).collect();
        column.shape = shape.join("×");
        columns.push(column);
    }
    Some(form(columns, &through, network.parameters()))
}

/// The first column: what the network is given. Of the plane every input stands there that a person can switch on.
fn inputs(subject: &Subject, through: &Through, units: Units) -> NetworkColumn {
    let data = subject.session.data();
    let Through::Plane(given) = *through else {
        let input = through.inputs(subject);
        // Every value is there: those that are shown are chosen here.
        let size = input.len() / data.shape.iter().product::<usize>().max(1);
        let mut column = pictures(through, units, &chosen(&input, size, units));
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
    let rows = shown.rows(&surface::grid(SIDE));
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

impl NetworkUnit {
    /// Whether the layer after it takes it.
    fn is_on(&self) -> bool {
        self.switch.as_ref().is_none_or(|switch| switch.on)
    }
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

/// What each unit of a column multiplies each of those before it by; `weight` is `[units taken, units]` of all.
fn lines(weight: &[f32], before: &[NetworkUnit], column: &NetworkColumn) -> Vec<f32> {
    // What is off has no row.
    let mut off = 0;
    let rows: Vec<Option<u32>> = before
        .iter()
        .map(|unit| {
            let row = unit.is_on().then(|| unit.index - off);
            off += u32::from(row.is_none());
            row
        })
        .collect();
    let of = |unit: &NetworkUnit, row: Option<u32>| {
        row.map_or(f32::NAN, |row| {
            weight[(row * column.all + unit.index) as usize]
        })
    };
    let units = column.units.iter();
    units
        .flat_map(|unit| rows.iter().map(move |row| of(unit, *row)))
        .collect()
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

/// A column with the pictures of its units. `values` is `[rows, shown units · size of a unit]`.
fn pictures(through: &Through, units: Units, values: &[f32]) -> NetworkColumn {
    let shown = units.shown();
    let [width, height] = through.picture(units);
    // Where each pixel's value lies, for the unit at some place among those shown.
    let value = |place: usize, x: usize, y: usize| {
        let at = match through {
            Through::Sample if units.by_step => x * units.height + y,
            Through::Sample => (place * height + y) * width + x,
            _ => (y * width + x) * shown.len() + place,
        };
        values.get(at).copied().unwrap_or(f32::NAN)
    };
    let every = width.max(height).div_ceil(LONGEST).max(1);
    let (across, down) = (width.div_ceil(every), height.div_ceil(every));
    let pixels: Vec<f32> = (0..shown.len() * across * down)
        .map(|at| {
            let (place, pixel) = (at / (across * down), at % (across * down));
            let (left, top) = (pixel % across * every, pixel / across * every);
            let columns = left..(left + every).min(width);
            let rows = top..(top + every).min(height);
            let all = rows.flat_map(|y| columns.clone().map(move |x| (x, y)));
            let values = all.map(|(x, y)| value(place, x, y));
            let larger = |one: f32, other: f32| if other.abs() > one.abs() { other } else { one };
            values.reduce(larger).unwrap_or(f32::NAN)
        })
        .collect();
    let size = across * down;
    // Of one sample the pictures of a layer are compared with each other; over all inputs each shows what it responds to.
    let alike = match through {
        Through::Sample => pixels.len(),
        _ => size,
    };
    let (mut values, mut ranges) = (Vec::new(), Vec::new());
    for pixels in pixels.chunks(alike.max(1)) {
        let (range, bytes) = diverging(pixels.iter().copied());
        values.extend(bytes);
        ranges.resize(ranges.len() + pixels.len() / size, range);
    }
    let unit = |(place, index): (usize, &usize)| {
        let number = (index + 1).to_string();
        let own = &pixels[place * size..][..size];
        NetworkUnit {
            index: *index as u32,
            name: Text::filled(number.clone(), number),
            bias: None,
            mean: own.iter().sum::<f32>() / size as f32,
            range: ranges[place],
            switch: None,
        }
    };
    NetworkColumn {
        titles: Vec::new(),
        shape: String::new(),
        parameters: 0,
        units: shown.iter().enumerate().map(unit).collect(),
        all: units.all as u32,
        width: across as u32,
        height: down as u32,
        values: ByteBuf::from(values),
        weights: Vec::new(),
        heaviest: 0.0,
        weight: None,
        bias: None,
    }
}

fn form(columns: Vec<NetworkColumn>, through: &Through, parameters: usize) -> Form {
    let shapes: Vec<&str> = columns.iter().map(|column| column.shape.as_str()).collect();
    let shapes = shapes.join(" → ");
    let (shown, scale) = match through {
        Through::Plane(_) | Through::Line => (
            Text::new(
                "Each unit shows its answer to every input.",
                "每个单元显示其对所有输入的响应。",
            ),
            Text::new(
                "Each picture has its own scale: the fullest colour is the unit's largest answer.",
                "每幅图各有自己的标度：颜色最深处为该单元响应的最大绝对值。",
            ),
        ),
        Through::Sample => (
            Text::new(
                "Each unit shows its answer to one sample: the one that was drawn or chosen, or a held-out one.",
                "每个单元显示其对一个样本的响应：手写或选中的样本，否则为一个留出样本。",
            ),
            Text::new(
                "The pictures of a layer share one scale.",
                "同一层的图使用同一标度。",
            ),
        ),
    };
    let silent = match through {
        Through::Sample => Text::new("", ""),
        _ => silent(&columns),
    };
    let about = &NETWORK.about;
    Form {
        controls: Vec::new(),
        key: Vec::new(),
        sentence: Text::filled(
            format!(
                "{shapes}; {parameters} parameters. {}{}",
                shown.en, silent.en
            ),
            format!(
                "{shapes}；共 {parameters} 个参数。{}{}",
                shown.zh, silent.zh
            ),
        ),
        note: Some(Text::filled(
            format!("{} {}", about.en, scale.en),
            format!("{}{}", about.zh, scale.zh),
        )),
        table: Some(table(&columns)),
        figure: Figure::Network(NetworkDrawing {
            follows: FOLLOWED.id.into(),
            columns,
            smooth: !matches!(through, Through::Sample),
        }),
    }
}

/// How many units answer 0 to every input, if there are any.
fn silent(columns: &[NetworkColumn]) -> Text {
    let units = columns.iter().flat_map(|column| &column.units);
    let silent = units.filter(|unit| unit.range == 0.0 && unit.mean == 0.0);
    let count = silent.count();
    match count {
        0 => Text::new("", ""),
        1 => Text::new(
            " One unit never responds: its answer is 0 everywhere.",
            "有 1 个单元从不响应：其输出处处为 0。",
        ),
        _ => say!(
            " {count} units never respond: their answer is 0 everywhere.",
            "有 {count} 个单元从不响应：其输出处处为 0。"
        ),
    }
}

/// What each unit adds, the ends of its weights that are drawn, and its mean answer.
fn table(columns: &[NetworkColumn]) -> Table {
    let number = |value: f32| Cell::Number(value.into());
    let mut rows = Vec::new();
    for column in columns {
        let before = column.weights.len() / column.units.len().max(1);
        for (place, unit) in column.units.iter().enumerate() {
            let own = &column.weights[place * before..][..before];
            let ends = [
                own.iter().copied().reduce(f32::min),
                own.iter().copied().reduce(f32::max),
            ]
            .map(|end| end.filter(|end| !end.is_nan()));
            let mut row = vec![
                Cell::Text(column.titles.first().cloned().unwrap_or(Text::new("", ""))),
                Cell::Text(unit.name.clone()),
                number(unit.mean),
                unit.bias.map_or(Cell::Empty, number),
            ];
            row.extend(ends.map(|end| end.map_or(Cell::Empty, number)));
            row.push(number(unit.range));
            rows.push(row);
        }
    }
    Table {
        columns: [
            (Text::new("Layer", "层"), Format::Count),
            (Text::new("Unit", "单元"), Format::Count),
            (Text::new("Mean answer", "平均响应"), Format::Number),
            (Text::new("Bias", "偏置"), Format::Number),
            (Text::new("Smallest weight", "最小权重"), Format::Number),
            (Text::new("Largest weight", "最大权重"), Format::Number),
            (
                Text::new("Fullest colour: ±", "颜色最深处：±"),
                Format::Number,
            ),
        ]
        .map(|(title, unit)| Column::new(title, unit))
        .into(),
        rows,
        note: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pixels of one unit's picture.
    fn of_unit(column: &NetworkColumn, place: usize) -> &[u8] {
        let size = (column.width * column.height) as usize;
        &column.values[place * size..][..size]
    }

    #[test]
    fn each_unit_has_its_own_values_in_rows_and_a_sequence_goes_from_left_to_right() {
        // Two maps of one row by two.
        let maps = pictures(
            &Through::Sample,
            Units::of(&[2, 1, 2]),
            &[1.0, 0.0, -1.0, 0.5],
        );
        assert_eq!((maps.width, maps.height), (2, 1));
        assert!(maps.units.iter().all(|unit| unit.range == 1.0), "one scale");
        assert_eq!(of_unit(&maps, 0), [255, 128]);
        assert_eq!(of_unit(&maps, 1), [0, 191]);
        // Three steps of two features are a picture three wide and two high.
        let steps = [1.0, -1.0, 0.5, 0.0, 0.0, 0.25];
        let sequence = pictures(&Through::Sample, Units::of(&[3, 2]), &steps);
        assert_eq!((sequence.width, sequence.height), (3, 2));
        assert_eq!(of_unit(&sequence, 0), [255, 191, 128, 0, 128, 159]);
        // Over a line every row holds an answer of each unit.
        let rows: Vec<f32> = (0..SIDE).flat_map(|_| [1.0, -0.25, 0.0]).collect();
        let line = pictures(&Through::Line, Units::of(&[3]), &rows);
        assert_eq!((line.width, line.height), (SIDE as u32, 1));
        assert!(of_unit(&line, 0).iter().all(|value| *value == 255));
        // Each has its own scale; one that answers 0 everywhere is blank.
        assert!(of_unit(&line, 1).iter().all(|value| *value == 0));
        assert!(of_unit(&line, 2).iter().all(|value| *value == 128));
        let ranges: Vec<f32> = line.units.iter().map(|unit| unit.range).collect();
        assert_eq!(ranges, [1.0, 0.25, 0.0]);
        let told = form(vec![line], &Through::Line, 0).sentence;
        assert!(told.en.contains("One unit never responds"), "{}", told.en);
    }

    #[test]
    fn what_is_no_number_is_ground_and_a_large_picture_keeps_its_single_ink() {
        let lost = [f32::NAN, f32::INFINITY, 1.0, f32::NEG_INFINITY];
        let column = pictures(&Through::Sample, Units::of(&[1, 2, 2]), &lost);
        assert_eq!(of_unit(&column, 0), [128, 128, 255, 128]);
        assert!(!column.units[0].mean.is_finite());
        let mut sparse = vec![0.0; 200 * 200];
        sparse[101 * 200 + 3] = -2.0;
        let column = pictures(&Through::Sample, Units::of(&[1, 200, 200]), &sparse);
        assert_eq!((column.width, column.units[0].range), (50, 2.0));
        let inked = of_unit(&column, 0).iter().filter(|value| **value == 0);
        assert_eq!(inked.count(), 1);
    }

    #[test]
    fn of_many_units_the_first_and_the_last_are_shown() {
        let units = Units::of(&[100]);
        assert_eq!(
            units.shown(),
            [0, 1, 2, 3, 4, 5, 6, 7, 92, 93, 94, 95, 96, 97, 98, 99]
        );
        assert_eq!(units.ranges(), [0..8, 92..100]);
        let row: Vec<f32> = (0..100).map(|value| value as f32).collect();
        let shown = chosen(&row, 1, units);
        assert_eq!(shown.len(), 16);
        assert_eq!(shown[8], 92.0);
    }
}
