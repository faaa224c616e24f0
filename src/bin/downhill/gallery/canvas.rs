//! What pictures of the gallery are drawn on: a small SVG that stands on any ground, light or dark. Dots, lines and
//! letters are SVG's own; cells and pixels are PNGs within it, of few colours, so that a picture stays small.

use std::fmt::Write;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use downhill::inspect::palette::CLASSES;

/// Sides of every picture, in its own units: 4 to 3.
pub const WIDTH: f64 = 192.0;
pub const HEIGHT: f64 = 144.0;

/// What is neither one class nor the other: axes, letters, the truth beside a prediction. Reads on white and on black.
pub const NEUTRAL: Colour = Colour([128, 138, 150, 255]);

/// The ground of pictures that are light on dark in both themes, as the network gets them.
pub const GROUND: [u8; 3] = [22, 27, 34];

/// A colour with its opacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub [u8; 4]);

impl Colour {
    /// The colour of a class, of the first for what is negative and of the second for what is positive.
    pub fn class(class: usize) -> Self {
        let colour = CLASSES[class % CLASSES.len()];
        Self([colour.0, colour.1, colour.2, 255])
    }

    /// The same, `share` of it.
    pub fn faded(self, share: f64) -> Self {
        let Self([red, green, blue, opacity]) = self;
        let opacity = (f64::from(opacity) * share.clamp(0.0, 1.0)).round() as u8;
        // What cannot be seen has one colour, or it would need many of the palette.
        let seen = [red, green, blue].map(|part| if opacity == 0 { 0 } else { part });
        Self([seen[0], seen[1], seen[2], opacity])
    }

    /// Orange for what is negative, blue for what is positive, the stronger the further it is from 0: from −1 to 1, in
    /// so few shades that a PNG of them is small.
    pub fn signed(value: f32) -> Self {
        const SHADES: f64 = 8.0;
        let share = (f64::from(value).abs().min(1.0) * SHADES).round() / SHADES;
        Self::class(usize::from(value > 0.0)).faded(share)
    }

    /// Ink on the dark ground: from 0 to 1.
    pub fn ink(value: f32) -> Self {
        const SHADES: f32 = 15.0;
        let share = (value.clamp(0.0, 1.0) * SHADES).round() / SHADES;
        let full = [240.0, 246.0, 252.0];
        let mix = |at: usize| (f32::from(GROUND[at]) * (1.0 - share) + full[at] * share) as u8;
        Self([mix(0), mix(1), mix(2), 255])
    }

    fn paint(self, property: &str) -> String {
        let Self([red, green, blue, opacity]) = self;
        let mut text = format!("{property}=\"#{red:02x}{green:02x}{blue:02x}\"");
        if opacity < 255 {
            let _ = write!(
                text,
                " {property}-opacity=\"{}\"",
                short(f64::from(opacity) / 255.0, 2)
            );
        }
        text
    }
}

/// Where something stands: from the left, from the top, width, height.
pub type Place = [f64; 4];

/// Pixels, row by row.
#[derive(Clone)]
pub struct Bitmap {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<Colour>,
}

impl Bitmap {
    /// From the colour of each pixel.
    pub fn new(width: usize, height: usize, colour: impl Fn(usize, usize) -> Colour) -> Self {
        let pixels = (0..width * height).map(|at| colour(at % width, at / width));
        Self {
            width,
            height,
            pixels: pixels.collect(),
        }
    }

    /// Bitmaps of one size side by side, so many in a row, with see-through gaps of so many pixels.
    pub fn mosaic(tiles: &[Self], columns: usize, gap: usize) -> Self {
        let (wide, high) = (tiles[0].width + gap, tiles[0].height + gap);
        let rows = tiles.len().div_ceil(columns);
        Self::new(columns * wide - gap, rows * high - gap, |x, y| {
            let (tile, inside) = (
                tiles.get(y / high * columns + x / wide),
                [x % wide, y % high],
            );
            match tile {
                Some(tile) if inside[0] < tile.width && inside[1] < tile.height => {
                    tile.pixels[inside[1] * tile.width + inside[0]]
                }
                _ => Colour([0; 4]),
            }
        })
    }

    /// Cells of so many pixels, with see-through gaps of one.
    pub fn cells(
        columns: usize,
        rows: usize,
        [width, height]: [usize; 2],
        colour: impl Fn(usize, usize) -> Colour,
    ) -> Self {
        let cell = |at: usize| Self::new(width, height, |_, _| colour(at % columns, at / columns));
        Self::mosaic(
            &(0..columns * rows).map(cell).collect::<Vec<_>>(),
            columns,
            1,
        )
    }

    /// As an indexed PNG.
    fn png(&self) -> Result<Vec<u8>> {
        let mut palette: Vec<Colour> = Vec::new();
        let mut indices = Vec::with_capacity(self.pixels.len());
        for pixel in &self.pixels {
            let known = palette.iter().position(|colour| colour == pixel);
            indices.push(known.unwrap_or_else(|| {
                palette.push(*pixel);
                palette.len() - 1
            }));
        }
        let (depth, bits) = match palette.len() {
            0..=2 => (png::BitDepth::One, 1),
            3..=4 => (png::BitDepth::Two, 2),
            5..=16 => (png::BitDepth::Four, 4),
            _ => (png::BitDepth::Eight, 8),
        };
        ensure!(palette.len() <= 256, "a bitmap has too many colours");
        let mut packed = Vec::new();
        for row in indices.chunks(self.width) {
            for bytes in row.chunks(8 / bits) {
                let shifted = bytes.iter().enumerate();
                packed.push(shifted.fold(0, |byte, (at, index)| {
                    byte | (*index as u8) << (8 - bits * (at + 1))
                }));
            }
        }
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(depth);
        encoder.set_compression(png::Compression::High);
        // Neighbouring numbers of a palette are no neighbouring colours.
        encoder.set_filter(png::Filter::NoFilter);
        encoder.set_palette(
            palette
                .iter()
                .flat_map(|c| [c.0[0], c.0[1], c.0[2]])
                .collect::<Vec<_>>(),
        );
        encoder.set_trns(palette.iter().map(|c| c.0[3]).collect::<Vec<_>>());
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&packed)?;
        writer.finish()?;
        Ok(bytes)
    }
}

/// How letters look.
#[derive(Clone, Copy)]
pub struct Lettering {
    pub size: f64,
    pub colour: Colour,
    /// Around its place, or from it on.
    pub centred: bool,
    /// Letters of a book, or of a screen.
    pub serif: bool,
}

/// A picture that is being drawn.
#[derive(Default)]
pub struct Canvas {
    body: String,
    /// Shapes that are drawn twice.
    named: usize,
}

impl Canvas {
    // Writing to a String cannot fail.
    fn put(&mut self, line: std::fmt::Arguments) {
        let _ = self.body.write_fmt(line);
        self.body.push('\n');
    }

    /// Pixels; `crisp` keeps their edges, where they are cells and not samples of something smooth.
    pub fn bitmap(&mut self, place: Place, bitmap: &Bitmap, crisp: bool) -> Result<()> {
        let png = bitmap.png().context("a bitmap cannot be written")?;
        self.image(place, "png", &png, crisp);
        Ok(())
    }

    /// A picture in a format of its own.
    pub fn image(&mut self, place: Place, format: &str, bytes: &[u8], crisp: bool) {
        let [x, y, width, height] = place.map(|number| short(number, 1));
        let look = if crisp {
            " style=\"image-rendering:pixelated\""
        } else {
            ""
        };
        self.put(format_args!(
            "<image x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"none\"{look} href=\"data:image/{format};base64,{}\"/>",
            STANDARD.encode(bytes)
        ));
    }

    /// Dots of one colour.
    pub fn dots(&mut self, points: &[[f64; 2]], radius: f64, colour: Colour) {
        let path = dots(points);
        if !path.is_empty() {
            let (stroke, width) = (colour.paint("stroke"), short(2.0 * radius, 1));
            self.put(format_args!(
                "<path d=\"{path}\" {stroke} stroke-width=\"{width}\" stroke-linecap=\"round\"/>"
            ));
        }
    }

    /// Dots with a light rim, to be told from a ground of their own colour.
    pub fn rimmed_dots(&mut self, points: &[[f64; 2]], radius: f64, colour: Colour) {
        let path = dots(points);
        if !path.is_empty() {
            let name = self.named;
            self.named += 1;
            let (stroke, wide) = (colour.paint("stroke"), short(2.0 * radius + 1.4, 1));
            let width = short(2.0 * radius, 1);
            self.put(format_args!(
                "<defs><path id=\"d{name}\" d=\"{path}\" stroke-linecap=\"round\"/></defs>"
            ));
            self.put(format_args!(
                "<use href=\"#d{name}\" stroke=\"#fff\" stroke-opacity=\".75\" stroke-width=\"{wide}\"/><use href=\"#d{name}\" {stroke} stroke-width=\"{width}\"/>"
            ));
        }
    }

    /// A line through points; where one is no number it begins again.
    pub fn line(&mut self, points: &[[f64; 2]], width: f64, colour: Colour) {
        let mut path = Path::default();
        for [x, y] in points {
            if !x.is_finite() || !y.is_finite() {
                path.drawing = false;
                continue;
            }
            // What is far outside says nothing, and its digits cost.
            path.to([*x, y.clamp(-9.0 * HEIGHT, 10.0 * HEIGHT)]);
        }
        if !path.text.is_empty() {
            let (stroke, width) = (colour.paint("stroke"), short(width, 1));
            self.put(format_args!(
                "<path d=\"{}\" {stroke} stroke-width=\"{width}\" stroke-linejoin=\"round\" stroke-linecap=\"round\"/>",
                path.text
            ));
        }
    }

    pub fn rect(&mut self, place: Place, colour: Colour) {
        let [x, y, width, height] = place.map(|number| short(number, 1));
        let fill = colour.paint("fill");
        self.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" {fill}/>"
        ));
    }

    /// A line of letters on its base line.
    pub fn text(&mut self, [x, y]: [f64; 2], lettering: Lettering, words: &str) {
        let Lettering {
            size,
            colour,
            centred,
            serif,
        } = lettering;
        let [x, y, size] = [x, y, size].map(|number| short(number, 1));
        let anchor = if centred {
            " text-anchor=\"middle\""
        } else {
            ""
        };
        let family = if serif {
            "Georgia,serif"
        } else {
            "system-ui,sans-serif"
        };
        let words = words
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        self.put(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-family=\"{family}\" font-size=\"{size}\"{anchor} {}>{words}</text>",
            colour.paint("fill")
        ));
    }

    /// The whole file.
    pub fn svg(self) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" fill=\"none\">\n{}</svg>\n",
            self.body
        )
    }
}

/// Lines without length, whose round ends are the dots: a few bytes for each.
fn dots(points: &[[f64; 2]]) -> String {
    let inside = |[x, y]: &&[f64; 2]| (0.0..=WIDTH).contains(x) && (0.0..=HEIGHT).contains(y);
    let mut path = Path::default();
    for point in points.iter().filter(inside) {
        path.drawing = false;
        path.to(*point);
        path.text += "h0";
    }
    path.text
}

/// The way of a pen, each place from the one before: so most numbers are short.
#[derive(Default)]
struct Path {
    text: String,
    /// Where the pen is, in tenths.
    at: [i64; 2],
    /// Whether it is down; if not it is put down at the next place.
    drawing: bool,
}

impl Path {
    fn to(&mut self, point: [f64; 2]) {
        let point = point.map(|number| (number * 10.0).round() as i64);
        let away = [0, 1].map(|at| short((point[at] - self.at[at]) as f64 / 10.0, 1));
        self.text.push(if self.drawing { 'l' } else { 'm' });
        self.text += &away[0];
        if !away[1].starts_with('-') {
            self.text.push(' ');
        }
        self.text += &away[1];
        (self.at, self.drawing) = (point, true);
    }
}

/// A number with so many digits after the point, and none that say nothing.
fn short(number: f64, digits: usize) -> String {
    let text = format!("{number:.digits$}");
    let text = if digits > 0 {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    let text = if text == "-0" { "0" } else { text };
    // A nought before the point says nothing either.
    match text.split_once("0.") {
        Some((sign @ ("" | "-"), part)) => format!("{sign}.{part}"),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_short() {
        let written = [0.0, -0.04, 0.25, 12.0, -3.16, -0.5, 10.5].map(|number| short(number, 1));
        assert_eq!(written, ["0", "0", ".2", "12", "-3.2", "-.5", "10.5"]);
    }

    #[test]
    fn a_mosaic_has_gaps_that_are_seen_through() {
        let tile = Bitmap::new(2, 1, |_, _| Colour::class(1));
        let all = Bitmap::mosaic(&[tile.clone(), tile.clone(), tile], 2, 1);
        assert_eq!((all.width, all.height), (5, 3));
        let seen: Vec<bool> = all.pixels.iter().map(|pixel| pixel.0[3] > 0).collect();
        let row = |text: &str| text.chars().map(|c| c == '#').collect::<Vec<_>>();
        assert_eq!(seen, row("##.##.....##..."));
    }
}
