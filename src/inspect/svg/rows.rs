//! Bars with their names, and rows of a table, as SVG.

use super::{MARGIN, NAMES, Page, ROW, hex};
use crate::inspect::charts::measured::text_size;
use crate::inspect::form::{Cell, Colour, Derivation, Format, Shares, Table};
use crate::inspect::words::{percent, short};

/// Room for the numbers at the ends of bars.
const NUMBERS: u32 = 90;

impl Page<'_> {
    /// A bar for each share, over an axis from none to all.
    pub(super) fn shares(&mut self, shares: &Shares) {
        let (left, room) = (NAMES + MARGIN, self.width.saturating_sub(NAMES + NUMBERS));
        let top = self.y + 2;
        let bottom = top + ROW * shares.names.len() as u32;
        for (end, anchor) in [(0.0, "start"), (0.5, "middle"), (1.0, "end")] {
            let x = left + (f64::from(room) * end) as u32;
            let stroke = hex(self.theme.grid);
            self.put(format_args!(
                "<line x1=\"{x}\" y1=\"{top}\" x2=\"{x}\" y2=\"{bottom}\" stroke=\"{stroke}\"/>"
            ));
            self.text(x, bottom + ROW - 4, 11, anchor, &percent(end));
        }
        for (name, value) in shares.names.iter().zip(&shares.values) {
            let base = self.y + ROW - 4;
            self.text(NAMES, base, 12, "end", name.in_language(self.lang));
            let share = if value.is_finite() { *value } else { 0.0 };
            let width = (f64::from(room) * share).round() as u32;
            let fill = self.theme.colour(Colour::Class(1));
            self.rect([left, self.y + 4, width.max(1), ROW - 6], fill);
            let right = self.width - MARGIN;
            self.text(right, base, 12, "end", &percent(*value));
            self.y += ROW;
        }
        self.y += ROW;
        let axis = shares.of.in_language(self.lang);
        self.text(self.width - MARGIN, self.y - 2, 12, "end", axis);
    }

    /// A table: its titles, a line, its rows.
    pub(super) fn rows(&mut self, table: &Table) {
        let words = |cell: &Cell, unit: Format| match cell {
            Cell::Number(value) if unit == Format::Share => percent(*value),
            Cell::Number(value) if unit == Format::Count => value.to_string(),
            Cell::Number(value) => short(*value),
            Cell::Text(text) => text.in_language(self.lang).into(),
            Cell::Empty => "–".into(),
        };
        let titles = table.columns.iter();
        let mut all: Vec<Vec<String>> = vec![
            titles
                .map(|column| column.title.in_language(self.lang).into())
                .collect(),
        ];
        all.extend(table.rows.iter().map(|row| {
            let cells = row.iter().zip(&table.columns);
            cells
                .map(|(cell, column)| words(cell, column.unit))
                .collect()
        }));
        let wide = |column: usize| {
            let cells = all.iter().filter_map(|row| row.get(column));
            cells
                .map(|words| text_size(words, 13.0).0)
                .max()
                .unwrap_or(0)
        };
        let mut left = MARGIN;
        let places: Vec<u32> = (0..table.columns.len())
            .map(|column| {
                let own = left;
                left += wide(column) + 2 * MARGIN;
                own
            })
            .collect();
        self.width = self.width.max(left);
        for (at, row) in all.iter().enumerate() {
            self.y += ROW;
            for (words, x) in row.iter().zip(&places) {
                self.text(*x, self.y - 4, 12, "start", words);
            }
            if at == 0 {
                let (stroke, y, end) = (hex(self.theme.grid), self.y + 1, self.width - MARGIN);
                self.put(format_args!(
                    "<line x1=\"{MARGIN}\" y1=\"{y}\" x2=\"{end}\" y2=\"{y}\" stroke=\"{stroke}\"/>"
                ));
                self.y += 4;
            }
        }
        if let Some(note) = &table.note {
            self.note(note.in_language(self.lang));
        }
    }

    /// The steps of a calculation and its numbers. The page alone sets formulas.
    pub(super) fn derivation(&mut self, derivation: &Derivation, numbers: Option<&Table>) {
        for (at, step) in derivation.steps.iter().enumerate() {
            self.y += ROW;
            let title = step.title.in_language(self.lang);
            self.text(
                MARGIN,
                self.y - 4,
                13,
                "start",
                &format!("{}. {title}", at + 1),
            );
        }
        if let Some(table) = numbers {
            self.y += ROW / 2;
            self.rows(table);
        }
    }
}
