//! The table of a form.

use serde::Serialize;

use super::Format;
use crate::text::Text;

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
