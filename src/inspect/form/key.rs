//! The legend of a form.

use serde::Serialize;

use super::{Colour, Format, Line, Look};
use crate::text::Text;

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
