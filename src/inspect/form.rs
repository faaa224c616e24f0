//! What a view shows, as plain data: everything that a picture, its legend, its cursor, its table, its sentence and its
//! file need, so that all of them say the same. The page has one renderer for each [`Figure`].

mod network;

use serde::Serialize;
use serde_bytes::ByteBuf;

pub use self::network::{
    ArcKind, NetworkArc, NetworkColumn, NetworkDrawing, NetworkUnit, UnitDetails, UnitSwitch,
};

use super::controls::Control;
use crate::text::Text;

/// What a view shows now.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Form {
    pub figure: Figure,
    /// What a person can choose in it.
    pub controls: Vec<Control>,
    /// Which sample each dot, picture or row is of, in the order of these ([`crate::samples::Split::id`]); empty where they
    /// are of none.
    pub samples: Vec<u32>,
    /// The legend: what colours and lines mean, with their values of now.
    pub key: Vec<KeyEntry>,
    /// What it shows, in words.
    pub sentence: Text,
    /// What a person should know to read it; none where title and key say all.
    pub note: Option<Text>,
    /// Its numbers; none where there are none worth reading.
    pub table: Option<Table>,
}

/// The kinds of picture.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum Figure {
    /// Lines and dots over two axes; drawn by the worker.
    Lines(Lines),
    /// Colours over a plane, with dots on it; drawn by the worker.
    Field(Field),
    /// Samples as dots over two axes; drawn by the worker.
    Points(Points),
    /// Histograms side by side; drawn by the worker.
    Bars(Bars),
    /// Small pictures side by side.
    Pictures(Pictures),
    /// Counts by row and column.
    Matrix(Matrix),
    /// The network itself: its layers from left to right, a picture in each unit.
    Network(NetworkDrawing),
    /// A calculation, step by step.
    Derivation(Derivation),
    /// Shares of a whole, the largest first, each with its name.
    Shares(Shares),
    /// Samples, each a row of the form's table.
    Rows,
}

/// What numbers are of: how they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum Format {
    /// A number with a few digits.
    Number,
    /// A whole number: steps, epochs, samples.
    Count,
    /// A share of 1, written in percent.
    Share,
}

/// A colour by what it stands for; `palette.rs` and `www/css/base.css` have what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "of", content = "index", rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum Colour {
    Training,
    Validation,
    Test,
    /// A class, by its index; they begin again after six.
    Class(u32),
}

/// An axis.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Axis {
    /// What is measured along it.
    pub title: Text,
    pub unit: Format,
    /// From and to, where the view decides; none where it follows the lines as losses want it: from 0, and past rare
    /// peaks.
    pub range: Option<[f64; 2]>,
}

impl Axis {
    /// Of numbers with a few digits, from and to where the view says.
    pub fn of_numbers(title: Text, range: [f64; 2]) -> Self {
        Self {
            title,
            unit: Format::Number,
            range: Some(range),
        }
    }
}

/// Lines and dots over two axes.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Lines {
    pub x: Axis,
    pub y: Axis,
    /// Whether the vertical axis may be logarithmic, where a person wants it.
    pub may_be_log: bool,
    /// Whether each place along the horizontal axis can be given to the network, which a person may choose one for.
    pub chooses: bool,
    /// Later ones are drawn over earlier ones.
    pub lines: Vec<Line>,
    /// Where it was drawn; none before.
    pub plot: Option<Plot>,
}

/// One line.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Line {
    /// Stable word, such as `training`.
    pub id: String,
    pub name: Text,
    pub colour: Colour,
    pub look: Look,
    /// Oldest or leftmost first. Where `y` is NaN nothing is known, and a joined line is broken there.
    pub points: Vec<Point>,
    /// Where it stopped to be a number.
    pub ran_away: Option<f64>,
    /// Lowest and highest value that each point stands for; empty where it stands for one.
    #[serde(skip)]
    #[cfg_attr(feature = "cli", ts(skip))]
    pub band: Vec<[f64; 2]>,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum Look {
    Solid,
    /// Dashed between marks: each is a measurement, nothing is known between them.
    Marks,
    /// Filled dots, not joined.
    Dots,
    /// Hollow dots, not joined.
    Rings,
    /// Thin and pale: what a smoothed line was made of.
    Faint,
}

/// A point of a line: `y` is of all from `from` to `to` along the horizontal axis, which are the same where it is of one
/// place.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Point {
    pub from: f64,
    pub to: f64,
    pub y: f64,
}

impl Point {
    /// A point of one place.
    pub fn at(x: f64, y: f64) -> Self {
        Self { from: x, to: x, y }
    }

    /// The middle of what it stands for.
    pub fn x(&self) -> f64 {
        f64::midpoint(self.from, self.to)
    }
}

/// Where the plot lies in its picture, for cursors that the page lays over it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Plot {
    /// Left, top, right and bottom of the plotting area in CSS pixels.
    pub area: [f32; 4],
    /// From and to of the horizontal axis.
    pub x: [f64; 2],
    /// From and to of the vertical axis.
    pub y: [f64; 2],
    /// Whether the vertical axis is logarithmic.
    pub log: bool,
}

/// Colours over a plane.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Field {
    pub x: Axis,
    pub y: Axis,
    /// Cells along each side.
    pub side: u32,
    /// Of each cell, row by row from the top left: which colour, and how strong from 0 to 1; NaN where there is none.
    #[serde(skip)]
    #[cfg_attr(feature = "cli", ts(skip))]
    pub cells: Vec<(u32, f32)>,
    /// What a cell can be; empty where it has a value.
    pub names: Vec<Text>,
    /// Of each cell, as `cells`: two bytes, its class and the probability of it in 255ths; or four, its value as a
    /// little-endian f32. What is no number has the class 255.
    #[cfg_attr(feature = "cli", ts(type = "Uint8Array"))]
    pub readings: ByteBuf,
    /// Whether each of its points can be given to the network, which a person may choose one for.
    pub chooses: bool,
    /// Samples on it; the page is told x and y of each, as little-endian f32.
    #[serde(serialize_with = "places")]
    #[cfg_attr(feature = "cli", ts(type = "Uint8Array"))]
    pub dots: Vec<Dot>,
    /// Places one after the other, joined by a line.
    #[serde(skip)]
    #[cfg_attr(feature = "cli", ts(skip))]
    pub path: Vec<[f32; 2]>,
    /// Where it was drawn; none before.
    pub plot: Option<Plot>,
}

/// A sample in a plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    pub x: f32,
    pub y: f32,
    pub class: u32,
    /// Whether it is trained on.
    pub filled: bool,
}

fn places<S: serde::Serializer>(dots: &[Dot], serializer: S) -> Result<S::Ok, S::Error> {
    let both = dots.iter().flat_map(|dot| [dot.x, dot.y]);
    let bytes: Vec<u8> = both.flat_map(f32::to_le_bytes).collect();
    serializer.serialize_bytes(&bytes)
}

/// Samples as dots over two axes. Each class has its colour and its shape; of more classes than there are colours, those
/// after the first six are hollow.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Points {
    pub x: Axis,
    pub y: Axis,
    /// Whether equal values along both axes are marked by a line.
    pub diagonal: bool,
    /// Names of the classes of the dots.
    pub classes: Vec<Text>,
    /// Where one is no number, or lies outside, it is not drawn. The page is told x and y of each, as little-endian f32.
    #[serde(serialize_with = "places")]
    #[cfg_attr(feature = "cli", ts(type = "Uint8Array"))]
    pub dots: Vec<Dot>,
    /// Where it was drawn; none before.
    pub plot: Option<Plot>,
}

/// Histograms side by side, each with a horizontal axis of its own.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Bars {
    /// What is counted, and how many there are of it; the ranges are those of each histogram.
    pub x: Axis,
    pub y: Axis,
    #[serde(skip)]
    #[cfg_attr(feature = "cli", ts(skip))]
    pub histograms: Vec<Histogram>,
}

/// How often values lie in each of some equal parts of a range.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    pub title: Text,
    /// The number that matters most, in a few words.
    pub caption: Text,
    pub range: [f64; 2],
    /// Of each part of the range from the left; empty where no value is a number.
    pub counts: Vec<u32>,
}

/// Small pictures side by side, all of one size and scale.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Pictures {
    pub width: u32,
    pub height: u32,
    /// 1, or 3 for red, green and blue.
    pub channels: u32,
    pub scale: PictureScale,
    /// The values that 0 and 255 stand for.
    pub range: [f32; 2],
    /// `[pictures, channels, height, width]`, from 0 to 255.
    #[cfg_attr(feature = "cli", ts(type = "Uint8Array"))]
    pub values: ByteBuf,
    /// One of each picture.
    pub captions: Vec<Text>,
}

/// What the values of a picture mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum PictureScale {
    /// From none to much, as ink or light.
    Sequential,
    /// From negative (orange) by 0 (the ground) to positive (blue); the range is as wide on both sides.
    Diverging,
}

/// Values as bytes of a picture whose scale is diverging: the largest of them, whatever its sign (0 where none is finite),
/// which 255 stands for, and from −that (0) the byte of each. What is no number is shown as the ground.
pub fn diverging(values: impl Iterator<Item = f32> + Clone) -> (f32, Vec<u8>) {
    let widest = largest(values.clone());
    (widest, shades(widest, values))
}

/// The same where 255 stands for a given value; what is beyond it has the fullest colour.
pub fn shades(widest: f32, values: impl Iterator<Item = f32>) -> Vec<u8> {
    let byte = |value: f32| {
        let share = if widest > 0.0 { value / widest } else { 0.0 };
        let share = if share.is_finite() { share } else { 0.0 };
        (127.5 + 127.5 * share.clamp(-1.0, 1.0)).round() as u8
    };
    values.map(byte).collect()
}

/// The largest of some numbers, whatever their sign; 0 where none is finite.
pub fn largest(values: impl Iterator<Item = f32>) -> f32 {
    let finite = values.filter(|value| value.is_finite());
    finite.fold(0.0, |most, value| value.abs().max(most))
}

/// Counts by row and column.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Matrix {
    /// What rows and columns are.
    pub rows: Text,
    pub columns: Text,
    pub row_names: Vec<Text>,
    pub column_names: Vec<Text>,
    /// Row by row.
    pub values: Vec<f64>,
    pub unit: Format,
    /// One more column: a share of each row; NaN where the row is empty. None where it has none.
    pub share: Option<(Text, Vec<f64>)>,
    /// Whether the diagonal is what is right.
    pub diagonal: bool,
    /// What is behind a cell; none where nothing is.
    pub opens: Option<Opens>,
}

/// The view that shows what is behind each cell of a matrix.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Opens {
    /// An id of the catalog's views.
    pub view: String,
    /// What is chosen in it, cell by cell.
    pub choices: Vec<String>,
}

/// Shares of a whole, each with its name.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Shares {
    /// What they are shares of, or what a share means.
    pub of: Text,
    pub names: Vec<Text>,
    /// From 0 to 1; NaN where there is no number.
    pub values: Vec<f64>,
}

/// A calculation, step by step, of a number that can be chosen.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Derivation {
    pub steps: Vec<DerivationStep>,
    /// What the number can be chosen from.
    pub parameters: Vec<DerivationParameter>,
    /// Which of them it is of, and where in it: an index for each side of its shape, from 0.
    pub parameter: u32,
    pub index: Vec<u32>,
}

/// One step of a calculation.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct DerivationStep {
    pub title: Text,
    /// Content of a `math` element of MathML, with numbers put in.
    pub formula: String,
    pub note: Option<Text>,
    /// Position of the layer that it is of; none where it is of none.
    pub layer: Option<u32>,
    pub direction: Direction,
}

/// Which way a step goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum Direction {
    /// From the input to the loss.
    #[default]
    Forward,
    /// From the loss to the gradient.
    Backward,
    /// From the gradient to the new number.
    Update,
}

/// A parameter of a network, as one of several to choose from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct DerivationParameter {
    /// PyTorch's name, as in Checkpoints.
    pub name: String,
    /// Of its layer, with the layer's number.
    pub layer: Text,
    /// PyTorch's shape.
    pub shape: Vec<u32>,
}

/// An entry of the legend.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct KeyEntry {
    /// Stable word: that of its line, or of what is measured.
    pub id: String,
    pub name: Text,
    pub sign: Sign,
    /// Values of now, where it has any.
    pub values: Vec<KeyValue>,
}

impl KeyEntry {
    /// A class, by its index, or whatever else has its colour; the character is for those who cannot tell colours apart.
    pub fn of_class(index: usize, name: Text, character: &str) -> Self {
        Self {
            id: format!("class_{index}"),
            name,
            sign: Sign::Field {
                colour: Colour::Class(index as u32),
                character: character.into(),
            },
            values: Vec::new(),
        }
    }

    /// The entry of a line, with a value that is always of now.
    pub fn of(line: &Line, value: Option<f64>, unit: Format) -> Self {
        let Line { colour, look, .. } = *line;
        let (of, step) = (None, None);
        Self {
            id: line.id.clone(),
            name: line.name.clone(),
            sign: Sign::Line { colour, look },
            values: vec![KeyValue {
                of,
                value,
                unit,
                step,
            }],
        }
    }
}

/// What stands before the name of an entry.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum Sign {
    None,
    /// A piece of its line.
    Line {
        colour: Colour,
        look: Look,
    },
    /// A field of its colour, with a character for those who cannot tell colours apart.
    Field {
        colour: Colour,
        character: String,
    },
}

/// A value in the legend.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct KeyValue {
    /// Of which samples, where the entry's name does not say it.
    pub of: Option<Colour>,
    /// None where there is no number yet.
    pub value: Option<f64>,
    pub unit: Format,
    /// The step it is of; none where it is always of now.
    pub step: Option<f64>,
}

/// Numbers to read.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Table {
    pub columns: Vec<Column>,
    /// The first cell of each is what the row is of.
    pub rows: Vec<Vec<Cell>>,
    /// What its numbers are, where the titles cannot say it.
    pub note: Option<Text>,
}

impl Table {
    /// Columns with these titles.
    pub fn columns(titles: &'static [(Text, Format)]) -> Vec<Column> {
        let columns = titles.iter();
        columns
            .map(|(title, unit)| Column::new(title.clone(), *unit))
            .collect()
    }

    /// Most rows, beside the newest.
    const ROWS: usize = 12;

    /// Of what stands in ascending order that which a table shows, newest first: evenly chosen, and the newest. Between
    /// two powers of two it stands still while someone reads.
    pub fn newest_first<T: Copy>(all: &[T]) -> Vec<T> {
        let mut stride = 1;
        while all.len() > Self::ROWS * stride {
            stride *= 2;
        }
        let mut chosen: Vec<T> = all.iter().copied().step_by(stride).collect();
        if let Some(newest) = all.last()
            && !(all.len() - 1).is_multiple_of(stride)
        {
            chosen.push(*newest);
        }
        chosen.reverse();
        chosen
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Column {
    pub title: Text,
    pub unit: Format,
}

impl Column {
    pub fn new(title: Text, unit: Format) -> Self {
        Self { title, unit }
    }
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum Cell {
    Number(f64),
    Text(Text),
    /// Nothing was measured there.
    Empty,
}
