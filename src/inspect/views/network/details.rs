//! What connects each unit with those before it, and the pictures that stand behind a unit: kernels, weights, gates,
//! tables.

use serde_bytes::ByteBuf;

use crate::data::Data;
use crate::inspect::form::{NetworkColumn, NetworkUnit, UnitDetails, diverging, largest, shades};
use crate::inspect::views::network::columns::{Connection, Layout, Units};
use crate::inspect::views::network::pictures::{Thinned, column, every, thinned};
use crate::inspect::views::network::through::token_name;
use crate::text::Text;

/// Adds the lines that lead to a column, and what stands behind its units, from the numbers of its weights.
pub fn connect(
    column: &mut NetworkColumn,
    (before, units_before): (&NetworkColumn, Units),
    kind: Connection,
    numbers: &[f32],
    data: &Data,
) {
    let units = column.units.len();
    let all = before.units.len();
    match kind {
        Connection::Numbers => {
            column.weights = lines(numbers, &before.units, units);
        }
        Connection::Kernels(side) => {
            let size = numbers.len() / (units * all).max(1);
            let of = |unit: usize, other: usize, x: usize, y: usize| {
                numbers[(unit * all + other) * size + y * side + x]
            };
            let title = Text::new(
                "Kernels, one for each map before it",
                "卷积核：对应前一层的每张特征图",
            );
            kernels(column, before, title, [side, size / side.max(1)], of);
        }
        Connection::Pixels => {
            let Units { width, height, .. } = units_before;
            let of = |unit: usize, other: usize, x: usize, y: usize| {
                let pixel = match units_before.layout {
                    Layout::ByStep => x * height + y,
                    _ => y * width + x,
                };
                numbers[(other * width * height + pixel) * units + unit]
            };
            let title = Text::new("Weights of the pixels before it", "对前一层各像素的权重");
            kernels(column, before, title, [width, height], of);
        }
        Connection::Table(sides) => column.details = Some(embedding(numbers, sides, column, data)),
    }
    column.heaviest = largest(column.weights.iter().copied());
}

/// What each unit multiplies each of those before it by; `weight` is `[units that are on before, units]`.
fn lines(weight: &[f32], before: &[NetworkUnit], units: usize) -> Vec<f32> {
    // What is off has no row.
    let mut next = 0;
    let rows: Vec<Option<usize>> = before
        .iter()
        .map(|unit| {
            let row = unit.is_on().then_some(next);
            next += usize::from(row.is_some());
            row
        })
        .collect();
    let of =
        |unit: usize, row: Option<usize>| row.map_or(f32::NAN, |row| weight[row * units + unit]);
    (0..units)
        .flat_map(|unit| rows.iter().map(move |row| of(unit, *row)))
        .collect()
}

/// A picture for each unit and each unit before it, and the norms of these as lines: `of` gives the number of a unit, a
/// unit before it, and a pixel.
fn kernels(
    column: &mut NetworkColumn,
    before: &NetworkColumn,
    title: Text,
    [width, height]: [usize; 2],
    of: impl Fn(usize, usize, usize, usize) -> f32,
) {
    let mut pictures = Vec::new();
    for unit in 0..column.units.len() {
        for other in 0..before.units.len() {
            let numbers = (0..width * height).map(|at| of(unit, other, at % width, at / width));
            let (squares, sum) = numbers.fold((0.0_f32, 0.0_f32), |(squares, sum), value| {
                (squares + value * value, sum + value)
            });
            column.weights.push(squares.sqrt().copysign(sum));
            pictures.push(thinned(width, height, |x, y| of(unit, other, x, y)));
        }
    }
    column.kernels = true;
    let names = before.units.iter().map(|unit| unit.name.clone()).collect();
    column.details = Some(details(title, names, &pictures, |_| None));
}

/// Pictures behind units, so many of each; each has the scale that `fixed` says, or its own.
fn details(
    title: Text,
    names: Vec<Text>,
    pictures: &[Thinned],
    fixed: impl Fn(usize) -> Option<f32>,
) -> UnitDetails {
    let (mut ranges, mut values) = (Vec::new(), Vec::new());
    for (at, picture) in pictures.iter().enumerate() {
        let pixels = picture.pixels.iter().copied();
        let (range, bytes) = match fixed(at % names.len().max(1)) {
            Some(range) => (range, shades(range, pixels)),
            None => diverging(pixels),
        };
        ranges.push(range);
        values.extend(bytes);
    }
    let side = |of: fn(&Thinned) -> usize| pictures.first().map_or(0, of) as u32;
    UnitDetails {
        title,
        names,
        width: side(|one| one.width),
        height: side(|one| one.height),
        ranges,
        values: ByteBuf::from(values),
        across: Vec::new(),
        down: Vec::new(),
    }
}

/// State of each unit of a recurrent layer over the steps, and what else was recorded, each `[steps, units]`. Gates go from
/// 0 to 1 and have that scale.
pub fn over_time(
    units: usize,
    steps: usize,
    recorded: &[(&str, Text)],
    lists: &[Vec<f32>],
    names: &[Text],
) -> UnitDetails {
    let pictures: Vec<Thinned> = (0..units)
        .flat_map(|unit| {
            lists.iter().map(move |values| {
                thinned(steps, 1, |x, _| {
                    values.get(x * units + unit).copied().unwrap_or(f32::NAN)
                })
            })
        })
        .collect();
    let title = Text::new("State and gates over the steps", "各时间步的状态与门控");
    let state = Text::new("state", "状态");
    let titles = recorded.iter().map(|(_, title)| title.clone());
    let titles = std::iter::once(state).chain(titles).collect();
    let gate = |at: usize| at > 0 && recorded[at - 1].0.ends_with("gate");
    let mut all = details(title, titles, &pictures, |at| gate(at).then_some(1.0));
    all.across = named(names, every(steps, 1));
    all
}

/// Names of the pixels along a side of a picture of which each stands for so many values.
pub fn named(names: &[Text], every: usize) -> Vec<Text> {
    names.iter().step_by(every).cloned().collect()
}

/// The first rows of an embedding's table `[inputs, values]`: of tokens, each with its name.
fn embedding(
    numbers: &[f32],
    [rows, width]: [usize; 2],
    column: &NetworkColumn,
    data: &Data,
) -> UnitDetails {
    let tokens = &data.tokens;
    let is_first = column.first == 0 && rows <= tokens.len();
    let table = thinned(width, rows, |x, y| numbers[y * width + x]);
    let (title, name) = if is_first {
        (
            Text::new(
                "Its table: the vector of each token, before its position is added",
                "嵌入表：每个词元的向量（尚未加上位置编码）",
            ),
            Text::new("vectors of the tokens", "词元向量"),
        )
    } else {
        (
            Text::new("Its weights, a row for each input", "权重：每个输入一行"),
            Text::new("weights", "权重"),
        )
    };
    let every = table.every;
    let mut all = details(title, vec![name], &[table], |_| None);
    if is_first {
        let names: Vec<Text> = tokens[..rows]
            .iter()
            .map(|token| token_name(Some(token)))
            .collect();
        all.down = named(&names, every);
    }
    all
}

/// The column of a factorised matrix: the factors of all users as one picture, those of all items as the other, and behind
/// each the row of the sample. `table` is `[users and items, factors]`, `found` the two rows.
pub fn tables(
    units: Units,
    table: &[f32],
    found: &[f32],
    data: &Data,
    input: &[f32],
) -> NetworkColumn {
    let all = data.tokens.len();
    let kind = |token: &String| token.split(' ').next().map(str::to_owned);
    let first = data.tokens.first().and_then(kind);
    let users = data
        .tokens
        .iter()
        .take_while(|token| kind(token) == first)
        .count();
    let factors = table.len() / all.max(1);
    let longest = users.max(all - users);
    let halves: Vec<Thinned> = [0..users, users..all]
        .into_iter()
        .map(|half| {
            thinned(factors, longest, |x, y| {
                let row = half.start + y;
                if row < half.end {
                    table[row * factors + x]
                } else {
                    0.0
                }
            })
        })
        .collect();
    let every = halves[0].every;
    let mut column = column(units, &halves, true);
    for (unit, row) in column.units.iter_mut().zip([0, users]) {
        unit.name = match data.tokens.get(row).and_then(kind).as_deref() {
            Some("user") => Text::new("users", "用户"),
            Some("item") => Text::new("items", "物品"),
            _ => unit.name.clone(),
        };
    }
    let numbers = (1..=longest).map(|row| Text::filled(row.to_string(), row.to_string()));
    column.down = named(&numbers.collect::<Vec<_>>(), every);
    let rows: Vec<Thinned> = found
        .chunks(factors.max(1))
        .map(|row| thinned(factors, 1, |x, _| row[x]))
        .collect();
    let title = Text::new("The row of this sample", "该样本对应的一行");
    let of = pair(data, input);
    let name = Text::filled(
        of.iter()
            .map(|name| &*name.en)
            .collect::<Vec<_>>()
            .join(" / "),
        of.iter()
            .map(|name| &*name.zh)
            .collect::<Vec<_>>()
            .join(" / "),
    );
    column.details = Some(details(title, vec![name], &rows, |_| None));
    column
}

/// The user and the item of a sample.
pub fn pair(data: &Data, input: &[f32]) -> Vec<Text> {
    super::through::step_names(data, input, 2)
}

impl NetworkUnit {
    /// Whether the layer after it takes it.
    pub(super) fn is_on(&self) -> bool {
        self.switch.as_ref().is_none_or(|switch| switch.on)
    }
}
