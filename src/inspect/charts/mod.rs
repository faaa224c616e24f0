//! Drawing the forms that are drawn here, on any of plotters' backends: the worker draws on an OffscreenCanvas, files and
//! tests get SVG from the same functions.
//!
//! On the page legends and values are HTML: they read better aloud. plotters' own legend panics in a Worker (0.3.7
//! measures it through `window()`), so that a file's legend is drawn by [`super::svg`].

pub mod bars;
pub mod field;
pub mod lines;
pub mod measured;
pub mod points;
pub mod scale;

use plotters::coord::Shift;
use plotters::prelude::*;

use super::form::{Figure, Form};
use super::palette::Theme;
use super::view::ViewRequest;

/// Draws a form on any backend, `request.width`×`request.height` CSS pixels enlarged by `request.scale`, and notes in it
/// where the plot lies. Whether it is one that is drawn here.
///
/// # Errors
/// The backend's own, as text.
pub fn draw(
    backend: &mut dyn measured::Paint,
    request: &ViewRequest,
    form: &mut Form,
) -> Result<bool, String> {
    if !is_drawn(form) {
        return Ok(false);
    }
    let root = measured::Measured(backend).into_drawing_area();
    let theme = Theme::new(request.dark);
    root.fill(&theme.background)
        .map_err(|error| error.to_string())?;
    match &mut form.figure {
        Figure::Lines(lines) => lines.plot = Some(lines::draw(&root, request, theme, lines)?),
        Figure::Field(field) => field.plot = Some(field::draw(&root, request, theme, field)?),
        Figure::Points(points) => points.plot = Some(points::draw(&root, request, theme, points)?),
        Figure::Bars(bars) => bars::draw(&root, request, theme, bars)?,
        Figure::Pictures(_)
        | Figure::Matrix(_)
        | Figure::Network(_)
        | Figure::Derivation(_)
        | Figure::Shares(_)
        | Figure::Rows => {}
    }
    root.present().map_err(|error| error.to_string())?;
    Ok(true)
}

/// Whether a form is drawn here, and not by the page.
pub fn is_drawn(form: &Form) -> bool {
    matches!(
        form.figure,
        Figure::Lines(_) | Figure::Field(_) | Figure::Points(_) | Figure::Bars(_)
    )
}

/// Words at a place, in pixels.
#[inline(never)]
fn write<DB: DrawingBackend>(
    root: &DrawingArea<DB, Shift>,
    words: &str,
    at: (i32, i32),
    style: TextStyle,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    root.draw(&plotters::element::Text::new(words, at, style))
}

/// A number as an axis shows it: short, and never `0.30000000000000004`.
pub fn tick(value: f64) -> String {
    let size = value.abs();
    // What is left of a sum whose terms cancel out.
    if size < 1e-13 {
        "0".into()
    } else if size >= 1e9 {
        format!("{value:.0e}")
    } else if size >= 1e6 {
        let millions = format!("{:.2}", value / 1e6);
        format!("{}M", millions.trim_end_matches('0').trim_end_matches('.'))
    } else if size >= 1e4 {
        let thousands = format!("{:.1}", value / 1e3);
        format!("{}k", thousands.trim_end_matches('0').trim_end_matches('.'))
    } else if size < 1e-3 {
        format!("{value:.0e}")
    } else {
        let plain = format!("{value:.3}");
        plain.trim_end_matches('0').trim_end_matches('.').into()
    }
}
