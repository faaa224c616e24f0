//! Which layers stand in which column of the drawing, what divides them into units, and what is read for them.

use std::ops::Range;

use crate::inspect::view::Subject;
use crate::network::Network;
use crate::network::architectures::LayerInfo;
use crate::network::architectures::matrix_factorization::MATRIX_FACTORIZATION;
use crate::network::layers::{ParameterSpec, Role};
use crate::network::trace::Pick;
use crate::text::Text;
use crate::training::probing::Part;

/// Most units of a layer that are shown.
pub const UNITS: usize = 16;

/// Most numbers of a layer's weights that are read at every look.
const WEIGHTS: usize = 1 << 16;

/// Most columns that are shown: the first, and the last.
const COLUMNS: usize = 24;

/// Most rows of an embedding's table that are shown.
const TOKENS: usize = 64;

/// What is shown in a column.
pub struct Plan {
    /// Positions of its layers; empty for the input.
    pub layers: Vec<usize>,
    /// Layers before it that are not shown.
    pub gap: usize,
    /// Shape of what comes out for one sample.
    pub shape: Vec<usize>,
    pub content: Content,
    pub units: Units,
    /// What connects it with the column before, or its own table; where it has either and it is not too large.
    pub weights: Option<Weights>,
    /// The parameter that each unit adds a number of.
    pub bias: Option<usize>,
}

/// What the pictures of a column show.
#[derive(Clone, Copy, PartialEq)]
pub enum Content {
    Input,
    /// What comes out of the last of its layers.
    Output,
    /// The attention maps of its first layer.
    Attention,
    /// State of its first layer over the steps; behind it, what else is recorded at every step.
    OverTime(&'static [(&'static str, Text)]),
    /// Two halves of its table, which is all that it learns: users and items.
    Tables,
}

/// What connects a column with the one before it, or its own table.
pub struct Weights {
    pub part: Part,
    pub kind: Connection,
}

/// How the numbers of [`Weights`] stand, of the units that are shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Connection {
    /// One for each pair: `[units before, units]`.
    Numbers,
    /// Kernels of so many pixels along each side: `[units, units before, height, width]`.
    Kernels(usize),
    /// One for each pixel of each unit before, and each unit: `[units before, pixels, units]`.
    Pixels,
    /// A vector of so many values for each of so many inputs: `[inputs, values]`.
    Table([usize; 2]),
}

/// How what comes out of a layer divides into units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Units {
    pub all: usize,
    /// Of one unit's picture, in values of a sample.
    pub width: usize,
    pub height: usize,
    pub layout: Layout,
}

/// In which order the values of one sample stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Layout {
    /// Unit by unit, each row by row.
    ByUnit,
    /// One unit, column by column: a sequence, whose steps go from left to right.
    ByStep,
    /// Step by step, each with a value of every unit.
    UnitsByStep,
}

impl Units {
    pub fn of(shape: &[usize]) -> Self {
        let (all, width, height, layout) = match *shape {
            [channels, height, width] => (channels, width, height, Layout::ByUnit),
            [steps, features] => (1, steps, features, Layout::ByStep),
            _ => (shape.iter().product(), 1, 1, Layout::ByUnit),
        };
        Self {
            all,
            width,
            height,
            layout,
        }
    }

    /// Which units are shown: all, or the first and the last.
    pub fn shown(self) -> Vec<usize> {
        if self.all <= UNITS {
            (0..self.all).collect()
        } else {
            (0..UNITS / 2)
                .chain(self.all - UNITS / 2..self.all)
                .collect()
        }
    }

    /// Where the values of those lie in a sample, or in one of its steps where these are recorded one by one; empty where
    /// it is all of them.
    pub fn ranges(self) -> Vec<Range<usize>> {
        match self.layout {
            Layout::UnitsByStep => self.spread(1),
            _ => self.spread(self.pixels()),
        }
    }

    /// Where those that are shown lie among all, if each is so long; empty where it is all of them.
    fn spread(self, size: usize) -> Vec<Range<usize>> {
        if self.all <= UNITS {
            return Vec::new();
        }
        let half = UNITS / 2 * size;
        vec![0..half, self.all * size - half..self.all * size]
    }

    /// Pixels of one unit's picture.
    pub fn pixels(self) -> usize {
        self.width * self.height
    }
}

/// What an LSTM records at every step beside its state, as its trace calls it, and a GRU.
const LSTM: &[(&str, Text)] = &[
    ("cell", Text::new("cell", "记忆单元")),
    ("input gate", Text::new("input gate", "输入门")),
    ("forget gate", Text::new("forget gate", "遗忘门")),
    ("output gate", Text::new("output gate", "输出门")),
];
const GRU: &[(&str, Text)] = &[
    ("reset gate", Text::new("reset gate", "重置门")),
    ("update gate", Text::new("update gate", "更新门")),
];

/// What a recurrent layer records at every step beside its state; none for other layers.
fn over_time(layer: &str) -> Option<&'static [(&'static str, Text)]> {
    match layer {
        "rnn" => Some(&[]),
        "lstm" => Some(LSTM),
        "gru" => Some(GRU),
        _ => None,
    }
}

/// The columns of an experiment: the input, and its layers; of very many the first and the last.
pub fn plan(subject: &Subject) -> Vec<Plan> {
    let mut columns = all(subject);
    if columns.len() > COLUMNS {
        let left_out = COLUMNS / 2..columns.len() - COLUMNS / 2;
        let gap = columns.drain(left_out).map(|plan| plan.layers.len()).sum();
        let after = &mut columns[COLUMNS / 2];
        // What it is connected with is not there.
        (after.gap, after.weights) = (gap, None);
    }
    columns
}

fn all(subject: &Subject) -> Vec<Plan> {
    let (network, data) = (subject.session.network(), subject.session.data());
    let factorizes = subject.session.recipe().network.id == MATRIX_FACTORIZATION.id;
    let mut units = Units::of(&data.shape);
    if factorizes {
        // A user and an item.
        units = Units::of(&data.shape[..1]);
    }
    let input = Plan {
        layers: Vec::new(),
        gap: 0,
        shape: data.shape.clone(),
        content: Content::Input,
        units,
        weights: None,
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
        let (content, units) = match (layer.id.as_str(), &shape[..]) {
            // What attends is shown by its maps; how many heads it has, the values say.
            ("attention" | "block", &[steps, _]) => {
                (Content::Attention, Units::of(&[1, steps, steps]))
            }
            ("embedding", &[pair, _]) if factorizes => (Content::Tables, Units::of(&[pair])),
            (id, _) => match (over_time(id), shape.last()) {
                (Some(recorded), Some(&all)) => (
                    Content::OverTime(recorded),
                    Units {
                        all,
                        width: steps(&last.shape),
                        height: 1,
                        layout: Layout::UnitsByStep,
                    },
                ),
                _ => (Content::Output, Units::of(&shape)),
            },
        };
        let weights = weight.and_then(|index| connection(network, index, layer, last, units));
        let adds = matches!(layer.id.as_str(), "dense" | "conv");
        columns.push(Plan {
            layers: vec![index],
            gap: 0,
            shape,
            content,
            units,
            weights: weights.filter(|weights| weights.part.len() <= WEIGHTS),
            bias: of(Role::Bias).filter(|_| adds),
        });
    }
    columns
}

/// Steps of a sequence, or of a picture that is read row by row.
fn steps(shape: &[usize]) -> usize {
    match *shape {
        [_, steps, _] | [steps, _] => steps,
        _ => 1,
    }
}

/// What of the parameter is read for a column after `before`; none where it is not drawn.
fn connection(
    network: &Network,
    parameter: usize,
    layer: &LayerInfo,
    before: &Plan,
    units: Units,
) -> Option<Weights> {
    let ParameterSpec { shape, .. } = &network.specs[parameter];
    let is_picture = matches!(before.content, Content::Input | Content::Output);
    let size = before.units.pixels();
    let part = |table, rows, columns| Part {
        parameter,
        table,
        rows,
        columns,
    };
    match (layer.id.as_str(), &shape[..]) {
        ("dense", &[inputs, all]) => {
            let own = units.spread(1);
            // Of a sequence that was read to its end the last state goes on.
            let is_state = matches!(before.content, Content::OverTime(_));
            if inputs == before.units.all && (size == 1 || is_state) {
                let part = part([inputs, all], before.units.spread(1), own);
                let kind = Connection::Numbers;
                return Some(Weights { part, kind });
            }
            (is_picture && inputs == before.units.all * size).then(|| Weights {
                part: part([inputs, all], before.units.spread(size), own),
                kind: Connection::Pixels,
            })
        }
        ("conv", &[filters, channels, height, width])
            if is_picture && channels == before.units.all =>
        {
            let kernel = height * width;
            Some(Weights {
                part: part(
                    [filters, channels * kernel],
                    units.spread(1),
                    before.units.spread(kernel),
                ),
                kind: Connection::Kernels(width),
            })
        }
        ("embedding", &[inputs, values]) => {
            // Of a factorised matrix the table is the column itself.
            let most = if layer.listed { TOKENS } else { usize::MAX };
            let ends = |all: usize| {
                if all > most {
                    std::iter::once(0..most).collect()
                } else {
                    Vec::new()
                }
            };
            Some(Weights {
                part: part([inputs, values], ends(inputs), ends(values)),
                kind: Connection::Table([inputs.min(most), values.min(most)]),
            })
        }
        _ => None,
    }
}

impl Plan {
    /// What is recorded for it, as picks of a pass through the network: its pictures, then what stands behind them.
    pub fn picks(&self) -> Vec<Pick> {
        let (Some(&first), Some(&last)) = (self.layers.first(), self.layers.last()) else {
            return Vec::new();
        };
        let pick = |layer, name| Pick {
            layer,
            name,
            ranges: self.units.ranges(),
        };
        match self.content {
            Content::Input => Vec::new(),
            Content::Output => vec![pick(last, "output")],
            Content::Tables => vec![Pick {
                layer: first,
                name: "output",
                ranges: Vec::new(),
            }],
            Content::Attention => vec![Pick {
                layer: first,
                name: "attention",
                ranges: Vec::new(),
            }],
            Content::OverTime(recorded) => std::iter::once("state")
                .chain(recorded.iter().map(|(name, _)| *name))
                .map(|name| pick(first, name))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_units_the_first_and_the_last_are_shown() {
        let units = Units::of(&[100]);
        assert_eq!(
            units.shown(),
            [0, 1, 2, 3, 4, 5, 6, 7, 92, 93, 94, 95, 96, 97, 98, 99]
        );
        assert_eq!(units.ranges(), [0..8, 92..100]);
        assert_eq!(Units::of(&[20, 2, 3]).ranges(), [0..48, 72..120]);
        let over_time = Units {
            width: 12,
            layout: Layout::UnitsByStep,
            ..units
        };
        assert_eq!(over_time.ranges(), [0..8, 92..100], "at each step");
        assert!(Units::of(&[16]).ranges().is_empty());
    }
}
