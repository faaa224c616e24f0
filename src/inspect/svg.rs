//! A form as SVG, for keeping: the figure with its title, the names of its axes and its legend.

mod network;
mod rows;

use std::fmt::Write;

use plotters::prelude::SVGBackend;
use plotters::style::RGBColor;

use super::charts;
use super::charts::measured::text_size;
use super::form::{
    Axis, Colour, Figure, Form, Format, KeyEntry, KeyValue, Look, Matrix, PictureScale, Pictures,
    Sign,
};
use super::palette::{Theme, blend};
use super::view::ViewRequest;
use super::words::{percent, short};
use crate::text::Text;

/// Heights of rows of text, in CSS pixels.
const TITLE: u32 = 28;
const ROW: u32 = 18;

/// Beside everything.
const MARGIN: u32 = 12;

/// Sides of a picture and of a cell.
const TILE: u32 = 84;
const CELL: u32 = 40;

/// Room for the names of rows.
const NAMES: u32 = 120;

/// The form as SVG, in CSS pixels whatever the request's scale: SVG has no pixels of its own. What is drawn by the worker
/// is as large as the request says; the rest follows from what there is.
///
/// # Errors
/// The backend's own, as text.
pub fn svg(title: &Text, request: &ViewRequest, form: &mut Form) -> Result<String, String> {
    let request = &request.as_file();
    let theme = Theme::new(request.dark);
    let mut page = Page {
        body: String::new(),
        lang: &request.lang,
        theme,
        width: request.width,
        y: 0,
    };
    page.y += TITLE;
    page.text(
        MARGIN,
        page.y - 9,
        15,
        "start",
        title.in_language(&request.lang),
    );
    // Of dots and histograms the names of the axes are in the picture.
    let axes = match &form.figure {
        Figure::Lines(lines) => {
            let title = |axis: &Axis| axis.title.in_language(&request.lang).to_owned();
            Some([title(&lines.x), title(&lines.y)])
        }
        Figure::Field(field) => {
            Some([&field.x, &field.y].map(|axis| with_ends(axis, &request.lang)))
        }
        _ => None,
    };
    if let Some([_, up]) = &axes {
        page.y += ROW;
        page.text(MARGIN, page.y - 4, 12, "start", up);
    }
    if charts::is_drawn(form) {
        page.drawn(request, form)?;
    }
    if let Some([across, _]) = &axes {
        page.y += ROW;
        page.text(page.width - MARGIN, page.y - 4, 12, "end", across);
    }
    match &form.figure {
        Figure::Lines(_) | Figure::Field(_) | Figure::Points(_) | Figure::Bars(_) => {}
        Figure::Pictures(pictures) => page.pictures(pictures),
        Figure::Matrix(matrix) => page.matrix(matrix),
        Figure::Network(drawing) => page.network(drawing),
        Figure::Derivation(derivation) => page.derivation(derivation, form.table.as_ref()),
        Figure::Shares(shares) => page.shares(shares),
        Figure::Rows => form.table.iter().for_each(|table| page.rows(table)),
    }
    page.key(&form.key);
    if let Some(note) = &form.note {
        page.note(note.in_language(&request.lang));
    }
    Ok(page.close(form.sentence.in_language(&request.lang)))
}

/// An SVG that grows downwards.
struct Page<'a> {
    body: String,
    lang: &'a str,
    theme: Theme,
    width: u32,
    y: u32,
}

fn hex(RGBColor(red, green, blue): RGBColor) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// What is along an axis of which the picture shows no numbers, from where to where.
fn with_ends(axis: &Axis, lang: &str) -> String {
    let title = axis.title.in_language(lang);
    match axis.range {
        Some([from, to]) => format!("{title}: {} … {}", short(from), short(to)),
        None => title.to_owned(),
    }
}

/// A number of the legend.
fn written(value: &KeyValue) -> String {
    let number = match (value.value, value.unit) {
        (None, _) => "–".into(),
        (Some(value), Format::Share) => percent(value),
        (Some(value), Format::Number) => short(value),
        (Some(value), Format::Count) => value.to_string(),
    };
    match value.step {
        Some(step) => format!("{number} ({step})"),
        None => number,
    }
}

impl Page<'_> {
    // Writing to a String cannot fail.
    fn put(&mut self, line: std::fmt::Arguments) {
        let _ = self.body.write_fmt(line);
        self.body.push('\n');
    }

    fn text(&mut self, x: u32, y: u32, size: u32, anchor: &str, words: &str) {
        let (fill, words) = (hex(self.theme.text), escaped(words));
        self.put(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-family=\"sans-serif\" font-size=\"{size}\" text-anchor=\"{anchor}\" fill=\"{fill}\">{words}</text>"
        ));
    }

    fn rect(&mut self, [x, y, width, height]: [u32; 4], fill: RGBColor) {
        let fill = hex(fill);
        self.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>"
        ));
    }

    fn drawn(&mut self, request: &ViewRequest, form: &mut Form) -> Result<(), String> {
        let mut text = String::new();
        let size = (request.width, request.height);
        charts::draw(&mut SVGBackend::with_string(&mut text, size), request, form)?;
        let placed = text.replacen("<svg ", &format!("<svg y=\"{}\" ", self.y), 1);
        self.body += placed.trim_end();
        self.body.push('\n');
        self.y += request.height;
        Ok(())
    }

    fn pictures(&mut self, pictures: &Pictures) {
        let size = (pictures.width * pictures.height * pictures.channels) as usize;
        // As far apart as the longest caption needs.
        let captions = pictures.captions.iter();
        let longest = captions.map(|text| text_size(text.in_language(self.lang), 12.5).0);
        let pitch = longest.max().unwrap_or(0).max(TILE) + MARGIN;
        let across = ((self.width - MARGIN) / pitch).max(1);
        let cell = f64::from(TILE) / f64::from(pictures.width.max(pictures.height));
        let top = self.y;
        for (index, caption) in pictures.captions.iter().enumerate() {
            let place = index as u32;
            let (column, row) = (place % across, place / across);
            let x = MARGIN + column * pitch + (pitch - MARGIN - TILE) / 2;
            let y = top + row * (TILE + 2 * ROW);
            self.put(format_args!(
                "<g transform=\"translate({x} {y}) scale({cell:.4})\" shape-rendering=\"crispEdges\">"
            ));
            let values = &pictures.values[index * size..][..size];
            for row in 0..pictures.height {
                let mut column = 0;
                let color = |column: u32| pixel(self.theme, pictures, values, column, row);
                let colors: Vec<RGBColor> = (0..pictures.width).map(color).collect();
                // Neighbours of one colour are one rectangle.
                for run in colors.chunk_by(|one, next| one == next) {
                    self.rect([column, row, run.len() as u32, 1], run[0]);
                    column += run.len() as u32;
                }
            }
            self.put(format_args!("</g>"));
            let (middle, below) = (x + TILE / 2, y + TILE + ROW - 4);
            self.text(middle, below, 11, "middle", caption.in_language(self.lang));
            self.y = self.y.max(y + TILE + 2 * ROW);
        }
        // Each picture of the other scale goes from its own darkest value to its lightest.
        if pictures.scale == PictureScale::Diverging {
            let [low, high] = pictures.range.map(|end| short(end.into()));
            self.y += ROW;
            self.text(
                MARGIN,
                self.y - 4,
                12,
                "start",
                &format!("{low} … 0 … {high}"),
            );
        }
    }

    fn matrix(&mut self, matrix: &Matrix) {
        let columns = matrix.column_names.len();
        let left = NAMES + MARGIN;
        self.width = self.width.max(left + (columns as u32 + 2) * CELL + MARGIN);
        self.y += 2 * ROW;
        let at = |column: usize| left + column as u32 * CELL + CELL / 2;
        let [rows, across] =
            [&matrix.rows, &matrix.columns].map(|name| name.in_language(self.lang));
        self.text(left, self.y - 5 - ROW, 12, "start", across);
        self.text(NAMES, self.y - 5, 12, "end", rows);
        for (column, name) in matrix.column_names.iter().enumerate() {
            self.text(
                at(column),
                self.y - 5,
                11,
                "middle",
                name.in_language(self.lang),
            );
        }
        if let Some((title, _)) = &matrix.share {
            self.text(
                at(columns) + CELL / 2,
                self.y - 5,
                11,
                "middle",
                title.in_language(self.lang),
            );
        }
        for (row, name) in matrix.row_names.iter().enumerate() {
            let values = &matrix.values[row * columns..][..columns];
            let all: f64 = values.iter().sum();
            let base = self.y + CELL / 2 + 4;
            self.text(NAMES, base, 12, "end", name.in_language(self.lang));
            for (column, value) in values.iter().enumerate() {
                let right = matrix.diagonal && row == column;
                let colour = Colour::Class(u32::from(right || !matrix.diagonal));
                let share = if all > 0.0 {
                    (value / all).sqrt() as f32
                } else {
                    0.0
                };
                let fill = blend(
                    self.theme.background,
                    self.theme.colour(colour),
                    0.4 * share,
                );
                let x = left + column as u32 * CELL;
                self.rect([x, self.y, CELL - 2, CELL - 2], fill);
                self.text(at(column), base, 12, "middle", &value.to_string());
            }
            if let Some((_, shares)) = &matrix.share {
                let share = shares[row];
                let words = if share.is_finite() {
                    percent(share)
                } else {
                    "–".into()
                };
                self.text(at(columns) + CELL / 2, base, 12, "middle", &words);
            }
            self.y += CELL;
        }
    }

    fn key(&mut self, key: &[KeyEntry]) {
        for entry in key {
            self.y += ROW;
            let middle = self.y - 8;
            match &entry.sign {
                Sign::None => {}
                Sign::Line { colour, look } => {
                    let stroke = hex(self.theme.colour(*colour));
                    let dash = match look {
                        Look::Marks => " stroke-dasharray=\"5 4\"",
                        Look::Faint => " stroke-opacity=\"0.35\"",
                        _ => "",
                    };
                    if matches!(look, Look::Dots | Look::Rings) {
                        let fill = if *look == Look::Dots { &stroke } else { "none" };
                        let x = MARGIN + 12;
                        self.put(format_args!(
                            "<circle cx=\"{x}\" cy=\"{middle}\" r=\"3\" stroke=\"{stroke}\" fill=\"{fill}\"/>"
                        ));
                    } else {
                        let end = MARGIN + 24;
                        self.put(format_args!(
                        "<line x1=\"{MARGIN}\" y1=\"{middle}\" x2=\"{end}\" y2=\"{middle}\" stroke=\"{stroke}\" stroke-width=\"2\"{dash}/>"
                    ));
                    }
                }
                Sign::Field { colour, character } => {
                    let fill = self.theme.colour(*colour);
                    self.rect([MARGIN + 4, middle - 7, 14, 14], fill);
                    self.text(MARGIN + 11, middle + 4, 12, "middle", character);
                }
            }
            let values: Vec<String> = entry.values.iter().map(written).collect();
            let words = format!(
                "{} {}",
                entry.name.in_language(self.lang),
                values.join(" · ")
            );
            self.text(MARGIN + 32, middle + 4, 12, "start", words.trim_end());
        }
    }

    /// A sentence in as many rows as it needs.
    fn note(&mut self, words: &str) {
        let room = self.width - 2 * MARGIN;
        let mut row = String::new();
        let mut rows = Vec::new();
        // Chinese has no spaces: it may break after any character.
        for piece in words.split_inclusive(|c: char| c == ' ' || !c.is_ascii()) {
            if text_size(&format!("{row}{piece}"), 13.5).0 > room {
                rows.push(std::mem::take(&mut row));
            }
            row += piece;
        }
        rows.push(row);
        for row in rows {
            self.y += ROW;
            self.text(MARGIN, self.y - 4, 12, "start", row.trim());
        }
    }

    fn close(self, sentence: &str) -> String {
        let (width, height) = (self.width, self.y + MARGIN);
        let (ground, sentence) = (hex(self.theme.background), escaped(sentence));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n<title>{sentence}</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"{ground}\"/>\n{}</svg>\n",
            self.body
        )
    }
}

/// The colour of a pixel: light on dark in both themes, as inputs are, or between the colours of the two signs.
fn pixel(theme: Theme, pictures: &Pictures, values: &[u8], column: u32, row: u32) -> RGBColor {
    let plane = (pictures.width * pictures.height) as usize;
    let at = (row * pictures.width + column) as usize;
    match pictures.scale {
        PictureScale::Sequential => {
            let of =
                |channel: usize| values[at + channel.min(pictures.channels as usize - 1) * plane];
            RGBColor(of(0), of(1), of(2))
        }
        PictureScale::Diverging => {
            let share = (f32::from(values[at]) - 127.5) / 127.5;
            let colour = theme.colour(Colour::Class(u32::from(share > 0.0)));
            blend(theme.background, colour, share.abs())
        }
    }
}
