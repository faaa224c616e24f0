//! What charts are drawn on: any backend behind a trait object, with texts that are measured without asking a font.
//!
//! Behind a trait object, because plotters makes all of a chart's code anew for every type of backend: the worker would
//! hold it twice, for its canvas and for SVG files.
//!
//! Symptom that measures texts here: any text panics in a Worker. plotters 0.3.7 measures text through `window()` on
//! wasm32, which a Worker has not. That part can go when plotters measures without a window.

use plotters::style::text_anchor::Pos;
use plotters::style::{FontDesc, TextStyle};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

/// Width and height of a text in pixels: digits and most letters are about half as wide as their font is high.
pub fn text_size(text: &str, font: f64) -> (u32, u32) {
    let width = text
        .chars()
        .map(|c| if c.is_ascii() { 0.5 } else { 0.9 })
        .sum::<f64>()
        * font;
    (width.ceil() as u32, (font * 0.75).ceil() as u32)
}

/// Why a backend did not draw, in its own words.
#[derive(Debug)]
pub struct Refused(String);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

type Done = Result<(), DrawingErrorKind<Refused>>;

/// Colour and width of a line.
#[derive(Clone, Copy)]
pub struct Stroke {
    color: BackendColor,
    width: u32,
}

impl Stroke {
    fn of(style: &impl BackendStyle) -> Self {
        Self {
            color: style.color(),
            width: style.stroke_width(),
        }
    }
}

impl BackendStyle for Stroke {
    fn color(&self) -> BackendColor {
        self.color
    }

    fn stroke_width(&self) -> u32 {
        self.width
    }
}

/// A backend whose methods have no type parameters.
pub trait Paint {
    fn size(&self) -> (u32, u32);
    fn prepare(&mut self) -> Done;
    fn present(&mut self) -> Done;
    fn pixel(&mut self, at: BackendCoord, color: BackendColor) -> Done;
    fn line(&mut self, from: BackendCoord, to: BackendCoord, style: Stroke) -> Done;
    fn rectangle(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: Stroke,
        fill: bool,
    ) -> Done;
    fn path(&mut self, path: Vec<BackendCoord>, style: Stroke) -> Done;
    fn circle(&mut self, center: BackendCoord, radius: u32, style: Stroke, fill: bool) -> Done;
    fn polygon(&mut self, path: Vec<BackendCoord>, style: Stroke) -> Done;
    fn text(&mut self, text: &str, style: &TextStyle, at: BackendCoord) -> Done;
}

/// A backend's failure in words.
fn told<E: std::error::Error + Send + Sync>(done: Result<(), DrawingErrorKind<E>>) -> Done {
    done.map_err(|error| DrawingErrorKind::DrawingError(Refused(error.to_string())))
}

impl<B: DrawingBackend> Paint for B {
    fn size(&self) -> (u32, u32) {
        self.get_size()
    }

    fn prepare(&mut self) -> Done {
        told(self.ensure_prepared())
    }

    fn present(&mut self) -> Done {
        told(DrawingBackend::present(self))
    }

    fn pixel(&mut self, at: BackendCoord, color: BackendColor) -> Done {
        told(self.draw_pixel(at, color))
    }

    fn line(&mut self, from: BackendCoord, to: BackendCoord, style: Stroke) -> Done {
        told(self.draw_line(from, to, &style))
    }

    fn rectangle(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: Stroke,
        fill: bool,
    ) -> Done {
        told(self.draw_rect(from, to, &style, fill))
    }

    fn path(&mut self, path: Vec<BackendCoord>, style: Stroke) -> Done {
        told(self.draw_path(path, &style))
    }

    fn circle(&mut self, center: BackendCoord, radius: u32, style: Stroke, fill: bool) -> Done {
        told(self.draw_circle(center, radius, &style, fill))
    }

    fn polygon(&mut self, path: Vec<BackendCoord>, style: Stroke) -> Done {
        told(self.fill_polygon(path, &style))
    }

    fn text(&mut self, text: &str, style: &TextStyle, at: BackendCoord) -> Done {
        told(self.draw_text(text, style, at))
    }
}

/// A backend whose texts are measured here and drawn there.
pub struct Measured<'a>(pub &'a mut dyn Paint);

impl DrawingBackend for Measured<'_> {
    type ErrorType = Refused;

    fn get_size(&self) -> (u32, u32) {
        self.0.size()
    }

    fn ensure_prepared(&mut self) -> Done {
        self.0.prepare()
    }

    fn present(&mut self) -> Done {
        self.0.present()
    }

    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Done {
        self.0.pixel(at, color)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Done {
        self.0.line(from, to, Stroke::of(style))
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Done {
        self.0.rectangle(from, to, Stroke::of(style), fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Done {
        self.0.path(path.into_iter().collect(), Stroke::of(style))
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Done {
        self.0.circle(center, radius, Stroke::of(style), fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Done {
        self.0
            .polygon(path.into_iter().collect(), Stroke::of(style))
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Done {
        let font = FontDesc::new(style.family(), style.size(), style.style());
        let anchor = style.anchor();
        let style = TextStyle {
            font: font.transform(style.transform()),
            color: style.color(),
            pos: Pos::new(anchor.h_pos, anchor.v_pos),
        };
        self.0.text(text, &style, at)
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        Ok(text_size(text, style.size()))
    }
}
