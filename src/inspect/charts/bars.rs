//! Draws histograms side by side, each over a range of its own, with the names of the axes.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::lines::font;
use super::measured::text_size;
use super::{tick, write};
use crate::inspect::form::{Bars, Colour, Histogram};
use crate::inspect::palette::Theme;
use crate::inspect::view::ViewRequest;

/// Least CSS pixels across a histogram.
const WIDTH: u32 = 150;

/// CSS pixels of a row of text, between two histograms, and beside them all.
const ROW: f64 = 15.0;
const GAP: f64 = 14.0;
const MARGIN: f64 = 8.0;

/// Draws the histograms, in rows.
///
/// # Errors
/// The backend's own, as text.
pub fn draw<DB: DrawingBackend>(
    root: &DrawingArea<DB, Shift>,
    request: &ViewRequest,
    theme: Theme,
    bars: &Bars,
) -> Result<(), String> {
    let told = |error: DrawingAreaErrorKind<DB::ErrorType>| error.to_string();
    let pixels = |length: f64| (length * request.scale).round() as i32;
    let lang = &request.lang;
    let all = bars.histograms.len().max(1);
    let columns = (request.width / WIDTH).clamp(1, 4).min(all as u32) as usize;
    // No column too few in the last row, where fewer give the same number of rows.
    let rows = all.div_ceil(columns);
    let columns = all.div_ceil(rows);
    let (width, height) = (f64::from(request.width), f64::from(request.height));
    let names = [&bars.y, &bars.x].map(|axis| axis.title.in_language(lang));
    let font = font(request, theme);
    let right = Pos::new(HPos::Right, VPos::Bottom);
    write(root, names[0], (pixels(MARGIN), pixels(2.0)), font.clone()).map_err(told)?;
    let below = (pixels(width - MARGIN), pixels(height - 2.0));
    write(root, names[1], below, font.pos(right)).map_err(told)?;
    let across = (width - 2.0 * MARGIN + GAP) / columns as f64;
    let down = (height - 2.0 * ROW - 4.0) / rows as f64;
    for (index, histogram) in bars.histograms.iter().enumerate() {
        let left = MARGIN + (index % columns) as f64 * across;
        let top = ROW + 2.0 + (index / columns) as f64 * down;
        let area = [left, top, left + across - GAP, top + down - 4.0];
        draw_one(root, request, theme, histogram, area).map_err(told)?;
    }
    Ok(())
}

/// One histogram in an area of CSS pixels: left, top, right, bottom.
fn draw_one<DB: DrawingBackend>(
    root: &DrawingArea<DB, Shift>,
    request: &ViewRequest,
    theme: Theme,
    histogram: &Histogram,
    [left, top, right, bottom]: [f64; 4],
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let lang = &request.lang;
    let at = |x: f64, y: f64| {
        let pixels = |length: f64| (length * request.scale).round() as i32;
        (pixels(x), pixels(y))
    };
    let font = font(request, theme);
    let end = |anchor: HPos, y: VPos| font.pos(Pos::new(anchor, y));
    let (title, caption) = (
        histogram.title.in_language(lang),
        histogram.caption.in_language(lang),
    );
    let wide = |text: &str| f64::from(text_size(text, 12.5).0);
    write(root, title, at(left, top), font.clone())?;
    let mut over = top + ROW;
    // Beside the title, below it, or, where both would leave no room for bars, in the table alone.
    if wide(title) + wide(caption) + MARGIN < right - left {
        let style = end(HPos::Right, VPos::Top);
        write(root, caption, at(right, top), style)?;
    } else if bottom - top > 5.0 * ROW {
        write(root, caption, at(left, over), font.clone())?;
        over += ROW;
    }
    let base = bottom - ROW;
    let most = histogram.counts.iter().copied().max().unwrap_or(0);
    let step = (right - left) / histogram.counts.len().max(1) as f64;
    let fill = theme.colour(Colour::Class(1));
    for (index, count) in histogram
        .counts
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > 0)
    {
        let (from, to) = (index as f64 * step, (index + 1) as f64 * step);
        // What is there at all is seen.
        let tall = ((base - over) * f64::from(*count) / f64::from(most)).max(1.0);
        let corners = [at(left + from, base - tall), at(left + to, base)];
        root.draw(&Rectangle::new(corners, fill.filled()))?;
    }
    let line = [at(left, base), at(right, base)];
    root.draw(&PathElement::new(line, theme.text.stroke_width(1)))?;
    if histogram.counts.is_empty() {
        return write(root, "NaN", at(left, over), font);
    }
    let [from, to] = histogram.range;
    if from < 0.0 && to > 0.0 {
        let zero = left - from / (to - from) * (right - left);
        let line = [at(zero, over), at(zero, base)];
        root.draw(&PathElement::new(line, theme.text.stroke_width(1)))?;
    }
    let below = |value: f64| tick(value).replace('-', "−");
    write(root, &below(from), at(left, base + 2.0), font.clone())?;
    let style = end(HPos::Right, VPos::Top);
    write(root, &below(to), at(right, base + 2.0), style)
}
