//! What views that show a network layer by layer have in common: which layers, what they are called, how the values of
//! each are spread.

use crate::inspect::form::{Axis, Bars, Cell, Column, Figure, Format, Histogram, Table};
use crate::inspect::words::short;
use crate::network::Network;
use crate::samples::Samples;
use crate::say;
use crate::text::Text;
use crate::training::gradients::layers_with_weights;

/// Most layers that are shown.
pub const LAYERS: usize = 8;

/// Parts of a range in which values are counted.
const PARTS: usize = 24;

/// Most values of a layer that are read.
const VALUES: usize = 1 << 15;

/// At most [`LAYERS`] of these, evenly chosen, the first and the last among them.
pub fn chosen<T: Clone>(all: &[T]) -> Vec<T> {
    if all.len() <= LAYERS {
        return all.to_vec();
    }
    (0..LAYERS)
        .map(|place| all[place * (all.len() - 1) / (LAYERS - 1)].clone())
        .collect()
}

/// That not all layers are shown; none where they are.
pub fn left_out(shown: usize, all: usize) -> Option<Text> {
    (shown < all).then(|| {
        say!(
            "{shown} of {all} layers are shown.",
            "共 {all} 层，显示其中 {shown} 层。"
        )
    })
}

/// The weights of a layer: its matrices and kernels, without what is added.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// Position of the layer.
    pub layer: usize,
    /// Positions of its parameters.
    pub parameters: Vec<usize>,
    /// How many numbers they are.
    pub all: usize,
    /// One in so many is read.
    pub every: usize,
}

/// The layers that have weights.
pub fn with_weights(network: &Network) -> Vec<Weights> {
    let layers = layers_with_weights(network).into_iter();
    let layers = layers.map(|(layer, parameters)| {
        let sizes = parameters.iter().map(|index| network.specs[*index].len());
        let all = sizes.sum();
        Weights {
            layer,
            parameters,
            all,
            every: thinning(all),
        }
    });
    layers.collect()
}

/// One in how many of `all` values is read. An odd number: matrices are mostly as wide as a power of two, and every 256th
/// weight of such a one would be of the same few units.
fn thinning(all: usize) -> usize {
    match all.div_ceil(VALUES) {
        0 | 1 => 1,
        some => some | 1,
    }
}

/// The values of each layer: of `lists` it has as many as parameters.
pub fn by_layer(layers: &[Weights], lists: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let mut lists = lists.iter();
    let of = |layer: &Weights| {
        let own = lists.by_ref().take(layer.parameters.len());
        own.flatten().copied().collect()
    };
    layers.iter().map(of).collect()
}

/// What a layer is called: its number and its kind.
pub fn title(network: &Network, layer: usize) -> Text {
    let number = layer + 1;
    match network.layers.get(layer) {
        Some(info) => Text::filled(
            format!("{number} {}", info.title.en),
            format!("{number} {}", info.title.zh),
        ),
        None => Text::filled(number.to_string(), number.to_string()),
    }
}

/// Where an autoencoder has its code: the position of its narrowest layer, of several the last, which is the activation;
/// and how many numbers it is.
pub fn code(network: &Network) -> Option<(usize, usize)> {
    let (_, hidden) = network.layers.split_last()?;
    let widths = hidden.iter().map(|info| {
        let sides = info.output.iter().map(|side| *side as usize);
        sides.product::<usize>()
    });
    let all: Vec<(usize, usize)> = widths.enumerate().collect();
    all.into_iter().rev().min_by_key(|(_, width)| *width)
}

/// The first so many held-out samples, as rows of inputs.
pub fn held_inputs(held: &Samples, count: usize) -> Vec<f32> {
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    for sample in 0..count.min(held.len()) {
        targets.clear();
        held.gather(sample, &mut inputs, &mut targets);
    }
    inputs
}

/// How values are spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Values that are numbers; the rest is of them.
    pub known: usize,
    /// Values that are NaN or infinite.
    pub lost: usize,
    pub mean: f64,
    /// The standard deviation.
    pub deviation: f64,
    pub lowest: f64,
    pub highest: f64,
}

impl Spread {
    /// Of these values; where none is a number all is NaN.
    pub fn of(values: &[f32]) -> Self {
        let known = || {
            let finite = values.iter().filter(|value| value.is_finite());
            finite.map(|value| f64::from(*value))
        };
        let count = known().count();
        let mean = known().sum::<f64>() / count as f64;
        let squares = known().map(|value| (value - mean).powi(2)).sum::<f64>();
        Self {
            known: count,
            lost: values.len() - count,
            mean,
            deviation: (squares / count as f64).sqrt(),
            lowest: known().reduce(f64::min).unwrap_or(f64::NAN),
            highest: known().reduce(f64::max).unwrap_or(f64::NAN),
        }
    }

    /// Its deviation in a few words.
    pub fn caption(&self) -> Text {
        let words = format!("σ {}", short(self.deviation));
        Text::filled(words.clone(), words)
    }
}

/// Titles of what a table says of the spread.
const SPREAD: &[(Text, Format)] = &[
    (Text::new("Mean", "均值"), Format::Number),
    (Text::new("Standard deviation", "标准差"), Format::Number),
    (Text::new("Smallest", "最小值"), Format::Number),
    (Text::new("Largest", "最大值"), Format::Number),
];

/// A row for each layer: its name, some numbers of its own with these titles (NaN where it has none), and how its values
/// are spread.
pub fn table(
    titles: &'static [(Text, Format)],
    rows: impl Iterator<Item = (Text, Vec<f64>, Spread)>,
    note: Option<Text>,
) -> Table {
    let mut columns = vec![Column::new(Text::new("Layer", "层"), Format::Count)];
    columns.extend(Table::columns(titles));
    columns.extend(Table::columns(SPREAD));
    let row = |(title, own, spread): (Text, Vec<f64>, Spread)| {
        let Spread {
            mean,
            deviation,
            lowest,
            highest,
            ..
        } = spread;
        let numbers = own.into_iter().chain([mean, deviation, lowest, highest]);
        let cells = numbers.map(|number| match number.is_nan() {
            true => Cell::Empty,
            false => Cell::Number(number),
        });
        std::iter::once(Cell::Text(title)).chain(cells).collect()
    };
    Table {
        columns,
        rows: rows.map(row).collect(),
        note,
    }
}

/// How often values lie in each part of their range; what is no number is in none.
pub fn histogram(title: Text, caption: Text, values: &[f32]) -> Histogram {
    let spread = Spread::of(values);
    let [mut from, mut to] = [spread.lowest, spread.highest];
    let mut counts = Vec::new();
    if spread.known > 0 {
        if from >= to {
            // All are the same: they stand in the middle.
            let half = from.abs().max(1e-3) / 2.0;
            (from, to) = (from - half, to + half);
        }
        counts.resize(PARTS, 0);
        for value in values.iter().filter(|value| value.is_finite()) {
            let share = (f64::from(*value) - from) / (to - from);
            let part = (share * PARTS as f64) as usize;
            counts[part.min(PARTS - 1)] += 1;
        }
    }
    Histogram {
        title,
        caption,
        range: [from, to],
        counts,
    }
}

/// Histograms as a figure: what is counted, and what the height of bars is.
pub fn figure(x: Text, y: Text, histograms: Vec<Histogram>) -> Figure {
    let axis = |title, unit| Axis {
        title,
        unit,
        range: None,
    };
    Figure::Bars(Bars {
        x: axis(x, Format::Number),
        y: axis(y, Format::Count),
        histograms,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(values: &[f32]) -> Histogram {
        histogram(Text::new("", ""), Text::new("", ""), values)
    }

    #[test]
    fn every_number_is_counted_in_its_part_and_the_largest_in_the_last() {
        let values: Vec<f32> = (0..=24).map(|value| value as f32).collect();
        let found = counted(&values);
        assert_eq!(found.range, [0.0, 24.0]);
        assert_eq!(found.counts[..23], [1; 23]);
        assert_eq!(found.counts[23], 2);
        // Zeros alone stand in the middle, and nothing divides by nought.
        let zeros = counted(&[0.0; 5]);
        assert_eq!(zeros.counts[12], 5);
        assert!(zeros.range[0] < 0.0 && zeros.range[1] > 0.0);
        let lost = counted(&[f32::NAN, 1.0, f32::INFINITY, 2.0]);
        assert_eq!(lost.counts.iter().sum::<u32>(), 2);
        assert!(counted(&[f32::NAN]).counts.is_empty());
        assert!(counted(&[]).counts.is_empty());
        // The widest range that floats have.
        let wide = counted(&[f32::MIN, f32::MAX]);
        assert_eq!((wide.counts[0], wide.counts[23]), (1, 1));
    }

    #[test]
    fn the_spread_is_that_of_its_formulas() {
        let spread = Spread::of(&[1.0, 3.0, f32::NAN]);
        assert_eq!(
            (spread.known, spread.lost, spread.mean, spread.deviation),
            (2, 1, 2.0, 1.0)
        );
        assert!(Spread::of(&[f32::NAN]).mean.is_nan());
    }

    #[test]
    fn of_many_layers_some_are_chosen_and_of_many_weights_one_in_an_odd_number() {
        let all: Vec<usize> = (0..64).collect();
        let some = chosen(&all);
        assert_eq!((some.len(), some[0], some[7]), (LAYERS, 0, 63));
        assert!(some.is_sorted_by(|one, next| one < next));
        assert_eq!(chosen(&all[..3]), [0, 1, 2]);
        assert_eq!([1, VALUES, VALUES + 1].map(thinning), [1, 1, 3]);
        assert_eq!(thinning(4096 * 4096), 513);
    }
}
