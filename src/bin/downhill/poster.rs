//! A poster as a file: the SVG that it was drawn as, or pixels for who can't use that (slides, e-mail, printed books).

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Family, Query};
use resvg::usvg::roxmltree::Document;
use resvg::usvg::{Group, Node, Options, Tree};

/// Pixels for a unit of the canvas: 960 by 720 of them, enough for half of a wide screen.
pub const SCALE: u16 = 5;

/// What a poster can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Svg,
    Png,
}

impl Format {
    /// The format that a file's name asks for.
    pub fn of(path: &Path) -> Result<Self> {
        let end = path.extension().unwrap_or_default().to_ascii_lowercase();
        match end.to_str() {
            Some("svg") => Ok(Self::Svg),
            Some("png") => Ok(Self::Png),
            _ => bail!("{} does not end in .svg or .png", path.display()),
        }
    }

    /// The file's bytes.
    pub fn write(self, svg: String) -> Result<Vec<u8>> {
        match self {
            Self::Svg => Ok(svg.into_bytes()),
            Self::Png => png(&svg, fonts()),
        }
    }
}

/// This machine's fonts.
fn fonts() -> Database {
    let mut fonts = Database::new();
    fonts.load_system_fonts();
    // Where the usual fonts are missing, any other is better than no letters.
    let families = [Family::SansSerif, Family::Serif];
    let missing = families.map(|family| {
        let query = Query {
            families: &[family],
            ..Query::default()
        };
        fonts.query(&query).is_none()
    });
    let first = fonts.faces().find_map(|face| face.families.first());
    if let Some((name, _)) = first.cloned() {
        if missing[0] {
            fonts.set_sans_serif_family(&name);
        }
        if missing[1] {
            fonts.set_serif_family(&name);
        }
    }
    fonts
}

/// As pixels, see-through where nothing is drawn, as the SVG is.
fn png(svg: &str, fonts: Database) -> Result<Vec<u8>> {
    let options = Options {
        fontdb: Arc::new(fonts),
        ..Options::default()
    };
    let source = Document::parse(svg).context("the poster is no SVG")?;
    let tree = Tree::from_xmltree(&source, &options).context("the poster cannot be drawn")?;
    let written = source.descendants().filter_map(|node| node.text());
    let asked = written
        .flat_map(str::chars)
        .filter(|one| !one.is_whitespace());
    let mut drawn = BTreeSet::new();
    letters(tree.root(), &mut drawn);
    let asked: BTreeSet<char> = asked.collect();
    let missing: String = asked.difference(&drawn).collect();
    ensure!(
        missing.is_empty(),
        "no font of this machine has {missing}: install one that has (on Debian fonts-dejavu-core, for Chinese \
         fonts-noto-cjk), or write the poster as .svg, whose letters are drawn where it is read"
    );
    let size = tree.size().to_int_size();
    let scale = u32::from(SCALE);
    let pixels = Pixmap::new(size.width() * scale, size.height() * scale);
    let mut pixels = pixels.context("the poster has no size")?;
    let scaled = Transform::from_scale(SCALE.into(), SCALE.into());
    resvg::render(&tree, scaled, &mut pixels.as_mut());
    pixels.encode_png().context("the poster cannot be written")
}

/// Letters that a font had a shape for.
fn letters(group: &Group, drawn: &mut BTreeSet<char>) {
    for node in group.children() {
        match node {
            Node::Group(group) => letters(group, drawn),
            Node::Text(text) => {
                let glyphs = (text.layouted().iter()).flat_map(|span| &span.positioned_glyphs);
                // Glyph 0 is the box that stands for a missing one.
                let found = glyphs.filter(|glyph| glyph.id.0 != 0);
                drawn.extend(found.flat_map(|glyph| glyph.text.chars()));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gallery::canvas::{Bitmap, Canvas, Colour, HEIGHT, Lettering, WIDTH};

    fn decoded(canvas: Canvas, fonts: Database) -> Result<image::RgbaImage> {
        let bytes = png(&canvas.svg(), fonts)?;
        Ok(image::load_from_memory(&bytes)?.to_rgba8())
    }

    #[test]
    fn pixels_are_those_of_the_svg() {
        let [first, second] = [0, 1].map(Colour::class);
        let mut canvas = Canvas::default();
        canvas.rect([0.0, 0.0, WIDTH / 2.0, HEIGHT / 2.0], first);
        let cells = Bitmap::new(2, 1, |x, _| [second, first][x]);
        canvas
            .bitmap([0.0, HEIGHT / 2.0, WIDTH, HEIGHT / 2.0], &cells, true)
            .expect("few colours");
        let drawn = decoded(canvas, Database::new()).expect("it has no letters");
        let [wide, high] = [WIDTH, HEIGHT].map(|side| side as u32 * u32::from(SCALE));
        assert_eq!(drawn.dimensions(), (wide, high));
        for (x, y, colour) in [
            (10, 10, first),
            (wide - 10, 10, Colour([0; 4])),
            (10, high - 10, second),
            // Cells keep their edges.
            (wide / 2 - 3, high - 10, second),
            (wide / 2 + 3, high - 10, first),
        ] {
            assert_eq!(drawn.get_pixel(x, y).0, colour.0, "{x}, {y}");
        }
    }

    #[test]
    fn letters_that_no_font_has_are_named() {
        let canvas = |words| {
            let mut canvas = Canvas::default();
            let lettering = Lettering {
                size: 20.0,
                colour: Colour::class(0),
                centred: false,
                serif: false,
            };
            canvas.text([10.0, 100.0], lettering, words);
            canvas
        };
        let told = decoded(canvas("春 眠"), Database::new()).expect_err("there is no font");
        assert!(
            told.to_string()
                .starts_with("no font of this machine has 春眠:"),
            "{told}"
        );
        // A private letter, which no font has.
        let told = decoded(canvas("\u{f1234}"), fonts()).expect_err("nobody has it");
        assert!(told.to_string().contains('\u{f1234}'), "{told}");
        if fonts().is_empty() {
            return;
        }
        let drawn = decoded(canvas("loss"), fonts()).expect("every font has these");
        let inked = drawn.pixels().filter(|pixel| pixel.0[3] > 127).count();
        assert!(inked > 500, "{inked}");
    }

    #[test]
    fn a_name_says_the_format() {
        assert_eq!(Format::of(Path::new("a/b.SVG")).expect("one"), Format::Svg);
        assert_eq!(Format::of(Path::new("b.png")).expect("one"), Format::Png);
        for wrong in ["poster.gif", "poster", "png"] {
            let told = Format::of(Path::new(wrong)).expect_err("no format");
            assert_eq!(
                told.to_string(),
                format!("{wrong} does not end in .svg or .png")
            );
        }
    }
}
