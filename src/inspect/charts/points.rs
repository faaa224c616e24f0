//! Draws samples as dots over two axes, with the names of the axes.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::field::dot;
use super::lines::{BOTTOM, TOP, axes, font};
use super::write;
use crate::inspect::form::{Plot, Points};
use crate::inspect::palette::Theme;
use crate::inspect::view::ViewRequest;

/// CSS pixels that the name of an axis needs.
const NAME: f64 = 16.0;

/// Draws the dots; where the plot lies comes back.
///
/// # Errors
/// The backend's own, as text.
pub fn draw<DB: DrawingBackend>(
    root: &DrawingArea<DB, Shift>,
    request: &ViewRequest,
    theme: Theme,
    points: &Points,
) -> Result<Plot, String> {
    let told = |error: DrawingAreaErrorKind<DB::ErrorType>| error.to_string();
    let pixels = |length: f64| (length * request.scale).round() as i32;
    let [x, y] = [&points.x, &points.y].map(|axis| axis.range.unwrap_or([-1.0, 1.0]));
    let titles = [&points.x, &points.y];
    let room = [TOP + NAME, BOTTOM + NAME];
    let chart = axes(root, request, theme, titles, room, x[0]..x[1], y[0]..y[1])?;
    let (across, down) = chart.plotting_area().get_pixel_range();
    let font = font(request, theme);
    let [title_x, title_y] = titles.map(|axis| axis.title.in_language(&request.lang));
    let (width, height) = root.dim_in_pixel();
    let (width, height) = (width as i32, height as i32);
    let right = Pos::new(HPos::Right, VPos::Bottom);
    let below = (width - pixels(NAME), height - pixels(2.0));
    write(root, title_x, below, font.pos(right)).map_err(told)?;
    write(root, title_y, (pixels(6.0), pixels(4.0)), font.clone()).map_err(told)?;
    let place = |value: f64, [from, to]: [f64; 2], start: i32, end: i32| {
        start + ((value - from) / (to - from) * f64::from(end - start)).round() as i32
    };
    let at = |across_value: f64, up_value: f64| {
        (
            place(across_value, x, across.start, across.end),
            place(up_value, y, down.end, down.start),
        )
    };
    if points.diagonal {
        let ends = [x[0].max(y[0]), x[1].min(y[1])].map(|value| at(value, value));
        let thick = pixels(1.5).max(1) as u32;
        root.draw(&PathElement::new(ends, theme.text.stroke_width(thick)))
            .map_err(told)?;
    }
    let size = (3.0 * request.scale).round().max(2.0) as i32;
    let inside = |value: f32, [from, to]: [f64; 2]| (from..=to).contains(&f64::from(value));
    for sample in &points.dots {
        if inside(sample.x, x) && inside(sample.y, y) {
            let place = at(sample.x.into(), sample.y.into());
            dot(root, place, size, sample, theme).map_err(told)?;
        }
    }
    let css = |pixel: i32| (f64::from(pixel) / request.scale) as f32;
    Ok(Plot {
        area: [across.start, down.start, across.end, down.end].map(css),
        x,
        y,
        log: false,
    })
}
