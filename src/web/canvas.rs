//! plotters on an OffscreenCanvas.
//!
//! The worker keeps a canvas of its own and sends pictures: control of a page's canvas can be given away only once,
//! and a restarted worker must be able to draw.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use wasm_bindgen::prelude::*;
use web_sys::{ImageBitmap, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

use crate::inspect::charts;
use crate::inspect::form::Form;
use crate::inspect::view::ViewRequest;

/// Most device pixels along one side.
const MAX_SIDE: f64 = 4096.0;

thread_local! {
    /// One canvas a view: making one costs as much as drawing on it.
    static CANVASES: RefCell<BTreeMap<String, Canvas>> = const { RefCell::new(BTreeMap::new()) };
}

/// A form drawn on a canvas, as the page can show it.
pub fn draw(request: &ViewRequest, form: &mut Form) -> Result<ImageBitmap, String> {
    let side = |length: u32| {
        (f64::from(length) * request.scale)
            .round()
            .clamp(1.0, MAX_SIDE) as u32
    };
    let size = (side(request.width), side(request.height));
    CANVASES.with_borrow_mut(|canvases| {
        let canvas = match canvases.entry(request.view.clone()) {
            Entry::Occupied(there) => there.into_mut(),
            Entry::Vacant(place) => place.insert(Canvas::new(size)?),
        };
        canvas.resize(size);
        charts::draw(&mut &mut *canvas, request, form)?;
        let bitmap = canvas.canvas.transfer_to_image_bitmap();
        bitmap.map_err(|reason| format!("{reason:?}"))
    })
}

struct Canvas {
    canvas: OffscreenCanvas,
    context: OffscreenCanvasRenderingContext2d,
    size: (u32, u32),
    /// Colours in use: setting one parses a string, and neighbours often share it.
    fill: String,
    stroke: String,
}

/// The canvas never refuses to draw.
#[derive(Debug)]
struct Never;

impl std::fmt::Display for Never {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the canvas refused")
    }
}

impl std::error::Error for Never {}

type Done = Result<(), DrawingErrorKind<Never>>;

fn css(color: BackendColor) -> String {
    let (red, green, blue) = color.rgb;
    format!("rgba({red},{green},{blue},{})", color.alpha)
}

impl Canvas {
    fn new(size: (u32, u32)) -> Result<Self, String> {
        let told = |reason: JsValue| format!("{reason:?}");
        let canvas = OffscreenCanvas::new(size.0, size.1).map_err(told)?;
        let context = canvas
            .get_context("2d")
            .map_err(told)?
            .ok_or("no 2d context")?;
        Ok(Self {
            canvas,
            context: context.unchecked_into(),
            size,
            fill: String::new(),
            stroke: String::new(),
        })
    }

    /// A canvas that changes its size forgets its colours.
    fn resize(&mut self, size: (u32, u32)) {
        if self.size != size {
            self.size = size;
            self.canvas.set_width(size.0);
            self.canvas.set_height(size.1);
            self.fill.clear();
            self.stroke.clear();
        }
    }

    fn fill(&mut self, color: BackendColor) {
        let color = css(color);
        if color != self.fill {
            self.context.set_fill_style_str(&color);
            self.fill = color;
        }
    }

    fn stroke(&mut self, style: &impl BackendStyle) {
        let color = css(style.color());
        if color != self.stroke {
            self.context.set_stroke_style_str(&color);
            self.stroke = color;
        }
        self.context.set_line_width(f64::from(style.stroke_width()));
    }

    fn path(&self, path: impl IntoIterator<Item = BackendCoord>) {
        self.context.begin_path();
        for (index, (x, y)) in path.into_iter().enumerate() {
            // Half a pixel: lines of one pixel stay sharp.
            let (x, y) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
            if index == 0 {
                self.context.move_to(x, y);
            } else {
                self.context.line_to(x, y);
            }
        }
    }
}

impl DrawingBackend for &mut Canvas {
    type ErrorType = Never;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Done {
        Canvas::fill(self, color);
        self.context.fill_rect(x.into(), y.into(), 1.0, 1.0);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Done {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Done {
        let (width, height) = (f64::from(right - left), f64::from(bottom - top));
        if fill {
            Canvas::fill(self, style.color());
            self.context
                .fill_rect(left.into(), top.into(), width, height);
        } else {
            Canvas::stroke(self, style);
            self.context
                .stroke_rect(f64::from(left) + 0.5, f64::from(top) + 0.5, width, height);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Done {
        Canvas::stroke(self, style);
        self.context.set_line_join("round");
        Canvas::path(self, path);
        self.context.stroke();
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Done {
        self.context.begin_path();
        let turn = std::f64::consts::TAU;
        // Fails only for a negative radius.
        let _ = self.context.arc(
            f64::from(x) + 0.5,
            f64::from(y) + 0.5,
            radius.into(),
            0.0,
            turn,
        );
        if fill {
            Canvas::fill(self, style.color());
            self.context.fill();
        } else {
            Canvas::stroke(self, style);
            self.context.stroke();
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Done {
        Canvas::path(self, path);
        self.context.close_path();
        Canvas::fill(self, style.color());
        self.context.fill();
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        (x, y): BackendCoord,
    ) -> Done {
        self.context
            .set_font(&format!("{}px system-ui, sans-serif", style.size()));
        self.context.set_text_align(match style.anchor().h_pos {
            HPos::Left => "left",
            HPos::Right => "right",
            HPos::Center => "center",
        });
        self.context.set_text_baseline(match style.anchor().v_pos {
            VPos::Top => "top",
            VPos::Center => "middle",
            VPos::Bottom => "bottom",
        });
        Canvas::fill(self, style.color());
        // Fails only for coordinates that are no numbers.
        let _ = self.context.fill_text(text, x.into(), y.into());
        Ok(())
    }
}
