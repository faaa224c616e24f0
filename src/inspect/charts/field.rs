//! Draws colours over a plane, with samples on it.

use plotters::coord::Shift;
use plotters::prelude::*;

use crate::inspect::form::{Colour, Dot, Field, Plot};
use crate::inspect::palette::{CLASSES, Theme, blend};
use crate::inspect::view::ViewRequest;

/// Draws the plane as a square in the middle; where it lies comes back.
///
/// # Errors
/// The backend's own, as text.
pub fn draw<DB: DrawingBackend>(
    root: &DrawingArea<DB, Shift>,
    request: &ViewRequest,
    theme: Theme,
    field: &Field,
) -> Result<Plot, String> {
    let told = |error: DrawingAreaErrorKind<DB::ErrorType>| error.to_string();
    let (width, height) = root.dim_in_pixel();
    let side = width.min(height) as i32;
    let (left, top) = ((width as i32 - side) / 2, (height as i32 - side) / 2);
    let cells = field.side as usize;
    let edge = |index: usize| (index as f64 / cells as f64 * f64::from(side)).round() as i32;
    let colors: Vec<RGBColor> = (field.cells.iter())
        .map(|&(class, strength)| shade(theme, class, strength))
        .collect();
    for (row, colors) in colors.chunks(cells).enumerate() {
        // Neighbours of one colour are one rectangle: a canvas is asked some thousand times, not 10,000.
        let mut column = 0;
        for run in colors.chunk_by(|one, next| one == next) {
            let from = (left + edge(column), top + edge(row));
            column += run.len();
            let to = (left + edge(column), top + edge(row + 1));
            root.draw(&Rectangle::new([from, to], run[0].filled()))
                .map_err(told)?;
        }
    }
    let [x, y] = [&field.x, &field.y].map(|axis| axis.range.unwrap_or([-1.0, 1.0]));
    let at = |value: f32, [from, to]: [f64; 2]| {
        ((f64::from(value) - from) / (to - from) * f64::from(side)).round() as i32
    };
    let size = (3.0 * request.scale).round().max(2.0) as i32;
    let inside = |place: &&[f32; 2]| {
        let within = |value: f32, [from, to]: [f64; 2]| (from..=to).contains(&f64::from(value));
        within(place[0], x) && within(place[1], y)
    };
    // What lies outside is left out, and the line broken there.
    for piece in field
        .path
        .chunk_by(|one, next| inside(&one) && inside(&next))
    {
        let places = piece.iter().filter(inside);
        let places = places.map(|place| (left + at(place[0], x), top + side - at(place[1], y)));
        let places: Vec<(i32, i32)> = places.collect();
        let style = theme
            .text
            .stroke_width((1.5 * request.scale).round().max(1.0) as u32);
        if places.len() > 1 {
            let line = PathElement::new(places.clone(), style);
            root.draw(&line).map_err(told)?;
        }
        for place in places {
            let mark = Circle::new(place, (size / 2).max(1), theme.text.filled());
            root.draw(&mark).map_err(told)?;
        }
    }
    for sample in &field.dots {
        let (across, down) = (at(sample.x, x), side - at(sample.y, y));
        if (0..side).contains(&across) && (0..side).contains(&down) {
            dot(root, (left + across, top + down), size, sample, theme).map_err(told)?;
        }
    }
    let css = |pixel: i32| pixel as f32 / request.scale as f32;
    Ok(Plot {
        area: [css(left), css(top), css(left + side), css(top + side)],
        x,
        y,
        log: false,
    })
}

/// The colour of a cell, in sixteen strengths from 0.08 to 0.6; what is no number has none.
fn shade(theme: Theme, class: u32, strength: f32) -> RGBColor {
    if !strength.is_finite() {
        return theme.background;
    }
    let strength = (strength.clamp(0.0, 1.0) * 15.0).round() / 15.0;
    let color = theme.colour(Colour::Class(class));
    blend(theme.background, color, 0.08 + 0.52 * strength)
}

/// A sample. Beside its colour each class has a shape of its own, for whoever cannot tell the colours apart.
pub(super) fn dot<DB: DrawingBackend>(
    root: &DrawingArea<DB, Shift>,
    (x, y): (i32, i32),
    size: i32,
    sample: &Dot,
    theme: Theme,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let color = theme.colour(Colour::Class(sample.class));
    let (inside, edge) = if sample.filled {
        (color, theme.background)
    } else {
        (theme.background, color)
    };
    let (near, far) = (size - 1, size + 1);
    // Corners around the middle; none: a disc.
    let corners: &[(i32, i32)] = match sample.class as usize % CLASSES.len() {
        0 => &[],
        1 => &[(-near, -near), (size, -near), (size, size), (-near, size)],
        2 => &[(0, -far), (far, size), (-far, size)],
        3 => &[(0, -far), (far, 0), (0, far), (-far, 0)],
        4 => &[(0, far), (far, -size), (-far, -size)],
        _ => &[(-far, -near), (far, -near), (far, near), (-far, near)],
    };
    if corners.is_empty() {
        root.draw(&Circle::new((x, y), size, inside.filled()))?;
        return root.draw(&Circle::new((x, y), size, edge));
    }
    let mut corners: Vec<(i32, i32)> = corners.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
    root.draw(&Polygon::new(corners.clone(), inside))?;
    corners.extend(corners.first().copied());
    root.draw(&PathElement::new(corners, edge))
}
