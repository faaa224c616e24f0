//! What steps are told with: the list of them, and the table of their numbers.

use crate::inspect::form::{Cell, DerivationStep, Direction};
use crate::say;
use crate::text::Text;

/// Steps and numbers of a round, as they come.
#[derive(Default)]
pub struct Telling {
    pub steps: Vec<DerivationStep>,
    /// Rows of the table: what it is, and its value.
    pub rows: Vec<Vec<Cell>>,
    direction: Direction,
    layer: Option<usize>,
}

impl Telling {
    /// The steps that follow go this way.
    pub fn go(&mut self, direction: Direction) {
        (self.direction, self.layer) = (direction, None);
    }

    /// The steps that follow are of this layer.
    pub fn at(&mut self, layer: usize) {
        self.layer = Some(layer);
    }

    /// One step.
    pub fn step(&mut self, title: Text, formula: String, note: Option<Text>) {
        self.steps.push(DerivationStep {
            title,
            formula,
            note,
            layer: self.layer.map(|layer| layer as u32),
            direction: self.direction,
        });
    }

    /// A number of the table.
    pub fn row(&mut self, name: Text, value: f64) {
        self.rows.push(vec![Cell::Text(name), Cell::Number(value)]);
    }
}

/// The layer's number and title.
pub fn named(index: usize, title: &Text) -> Text {
    let (number, en, zh) = (index + 1, &title.en, &title.zh);
    say!("Layer {number}, {en}", "第 {number} 层：{zh}")
}

/// Both, one after the other.
pub fn with(name: &Text, what: &Text) -> Text {
    let joined = |pick: fn(&Text) -> &str, between: &str| [pick(name), pick(what)].join(between);
    Text::filled(joined(|text| &text.en, ": "), joined(|text| &text.zh, "，"))
}
