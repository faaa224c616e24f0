//! Charts: what to draw, generic over plotters' `DrawingBackend`. The worker draws on an OffscreenCanvas, the tests
//! and the native command line as SVG, from the same functions.
//!
//! Legends and current values are HTML on the page: they read better aloud, and plotters' own legend panics in a
//! Worker (0.3.7 measures it through `window()`).

pub mod curves;
pub mod fit;
pub mod measured;
pub mod scale;
pub mod surface;

use plotters::prelude::*;

use crate::protocol::{ChartRequest, Plot};
use crate::samples::Task;
use crate::say;
use crate::text::Text;
use crate::training::history::History;

/// What the catalog knows of a chart.
pub struct ChartRecord {
    pub id: &'static str,
    pub title: Text,
    pub about: Text,
    /// Whether it has something to show for an experiment.
    pub fits: fn(&Subject) -> bool,
}

/// What an experiment is like, as far as charts are concerned.
pub struct Subject<'a> {
    /// Shape of one input.
    pub input: &'a [usize],
    pub task: Task,
    /// Classes, or values.
    pub outputs: usize,
}

/// What a chart shows: gathered by the worker, so that drawing itself awaits nothing.
pub enum Picture<'a> {
    /// Curves over the steps.
    Curves {
        history: &'a History,
        accuracy: bool,
    },
    /// The plane, cut into classes or coloured by value.
    Surface(&'a surface::Surface),
    /// A function of one input.
    Fit(&'a fit::Fit),
}

/// A picture drawn: where the plot lies, and what it shows in words.
pub struct Drawn {
    pub plot: Plot,
    pub alt: Text,
}

/// Colours of a theme. Orange is negative, blue positive, everywhere.
#[derive(Clone, Copy)]
pub struct Theme {
    pub background: RGBColor,
    pub text: RGBColor,
    pub grid: RGBColor,
    pub train: RGBColor,
    pub validation: RGBColor,
}

impl Theme {
    /// Light or dark.
    pub fn new(dark: bool) -> Self {
        if dark {
            Self {
                background: RGBColor(22, 27, 34),
                text: RGBColor(201, 209, 217),
                grid: RGBColor(48, 54, 61),
                train: RGBColor(88, 166, 255),
                validation: RGBColor(255, 158, 74),
            }
        } else {
            Self {
                background: RGBColor(255, 255, 255),
                text: RGBColor(63, 71, 82),
                grid: RGBColor(225, 228, 232),
                train: RGBColor(9, 105, 218),
                validation: RGBColor(188, 76, 0),
            }
        }
    }
}

/// Draws a picture on any backend, `request.width`×`request.height` CSS pixels enlarged by `request.scale`.
///
/// # Errors
/// The backend's own, as text.
pub fn draw<DB: DrawingBackend>(
    backend: DB,
    request: &ChartRequest,
    picture: &Picture,
) -> Result<Drawn, String> {
    let root = measured::Measured(backend).into_drawing_area();
    let theme = Theme::new(request.dark);
    root.fill(&theme.background)
        .map_err(|error| error.to_string())?;
    let drawn = match picture {
        Picture::Curves { history, accuracy } => {
            curves::draw(&root, request, theme, history, *accuracy)?
        }
        Picture::Surface(surface) => surface::draw(&root, request, theme, surface)?,
        Picture::Fit(fit) => fit::draw(&root, request, theme, fit)?,
    };
    root.present().map_err(|error| error.to_string())?;
    Ok(drawn)
}

/// A picture as SVG, in CSS pixels whatever the request's scale: SVG has no pixels of its own.
///
/// # Errors
/// The backend's own, as text.
pub fn svg(request: &ChartRequest, picture: &Picture) -> Result<(String, Drawn), String> {
    let request = ChartRequest {
        scale: 1.0,
        ..request.clone()
    };
    let mut text = String::new();
    let size = (request.width, request.height);
    let drawn = draw(SVGBackend::with_string(&mut text, size), &request, picture)?;
    Ok((text, drawn))
}

/// A number as an axis shows it: short, and never `0.30000000000000004`.
fn tick(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
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

/// A number as it is read aloud, without zeros at its end.
fn short(value: f64) -> String {
    let plain = crate::text::short(value);
    if plain.contains('e') {
        return format!("{value:.1e}");
    }
    if plain.contains('.') {
        plain.trim_end_matches('0').trim_end_matches('.').into()
    } else {
        plain
    }
}

/// A share as it is read aloud.
fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// How something went, as the rest of a sentence: it falls, rises, or stays.
fn trend(from: f64, to: f64, unit: fn(f64) -> String) -> Text {
    let (first, last) = (unit(from), unit(to));
    if (to - from).abs() <= 0.05 * from.abs().max(to.abs()) {
        say!("stays near {last}", "保持在 {last} 附近")
    } else if to < from {
        say!("falls from {first} to {last}", "从 {first} 降到 {last}")
    } else {
        say!("rises from {first} to {last}", "从 {first} 升到 {last}")
    }
}

fn nothing_yet() -> Text {
    say!("No step taken yet.", "尚未训练。")
}
