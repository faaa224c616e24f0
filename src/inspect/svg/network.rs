//! A drawn network as SVG, laid out as the page does it: columns of units, each with its picture, and the weights as lines
//! between them.

use std::fmt::Write;

use super::{MARGIN, Page, hex};
use crate::inspect::charts::measured::text_size;
use crate::inspect::form::{ArcKind, Colour, NetworkColumn, NetworkDrawing, NetworkUnit};
use crate::inspect::palette::blend;
use crate::inspect::words::short;
use crate::text::Text;

/// Sides of pictures: of a table, of few units, of more, and of a single value; of a strip over time.
const TABLE: f64 = 150.0;
const LARGE: f64 = 52.0;
const SMALL: f64 = 36.0;
const VALUE: f64 = 22.0;
const STRIP: [f64; 2] = [84.0, 14.0];

/// The least that one side of a picture is of the other.
const NARROWEST: f64 = 0.4;

/// Units that stand one below the other; of more two stand in a row.
const MANY: usize = 8;

/// Between units, and the least between columns.
const GAP: f64 = 8.0;
const BETWEEN: f64 = 40.0;

/// Room for the names of units, and for arcs above them.
const NAMES: f64 = 76.0;
const ARCS: f64 = 30.0;

/// A row of words at the head of a column.
const ROW: u32 = 15;

/// Lines between two columns that are seen one by one; of more each is fainter.
const FEW: f64 = 64.0;

/// The widest line.
const WIDEST: f64 = 5.0;

/// Shades between the ground and the fullest colour.
const SHADES: f32 = 15.0;

/// Where a column lies.
struct Place {
    left: f64,
    /// Of a picture.
    size: [f64; 2],
    /// Top left corner of each unit's picture.
    units: Vec<[f64; 2]>,
    /// Whether names stand before the pictures, or after them.
    names: Option<&'static str>,
}

impl Page<'_> {
    /// The drawing, below what stands there already.
    pub(super) fn network(&mut self, drawing: &NetworkDrawing) {
        let columns = &drawing.columns;
        let Some(last) = columns.len().checked_sub(1) else {
            return;
        };
        let named = |at: usize| {
            let ends = at == 0 || at == last || is_table(&columns[at]);
            ends && columns[at].units.len() > 1
        };
        let sizes: Vec<[f64; 2]> = columns.iter().map(size).collect();
        let rows = |at: usize| if named(at) { 1 } else { across(&columns[at]) };
        let width = |at: usize| {
            let pictures = rows(at) as f64 * (sizes[at][0] + GAP) - GAP;
            pictures + if named(at) { NAMES } else { 0.0 }
        };
        let heads: Vec<Vec<String>> = columns.iter().map(|column| self.head(column)).collect();
        let pictures = width;
        let width = |at: usize| {
            let words = heads[at].iter().map(|words| text_size(words, 11.0).0);
            pictures(at).max(f64::from(words.max().unwrap_or(0)))
        };
        let all: f64 = (0..=last).map(width).sum();
        let least = all + BETWEEN * last as f64 + f64::from(2 * MARGIN);
        self.width = self.width.max(least.ceil() as u32);
        let between = (f64::from(self.width - 2 * MARGIN) - all) / last.max(1) as f64;

        let lines = heads.iter().map(Vec::len).max().unwrap_or(0) as u32;
        let skips = drawing.arcs.iter().any(|arc| arc.kind == ArcKind::Skip);
        let top = f64::from(self.y + ROW * (lines + 1)) + if skips { ARCS } else { 0.0 };
        let height = |at: usize| {
            let rows = columns[at].units.len().div_ceil(rows(at));
            rows as f64 * (sizes[at][1] + GAP) - GAP
        };
        let tallest = (0..=last).map(height).fold(0.0, f64::max);
        let mut left = f64::from(MARGIN);
        let mut places = Vec::new();
        for at in 0..=last {
            let side = if at == 0 && named(at) { NAMES } else { 0.0 };
            let start = left + side + (width(at) - pictures(at)) / 2.0;
            let down = top + (tallest - height(at)) / 2.0;
            let [wide, high] = sizes[at];
            let corner = |unit: usize| {
                let (row, column) = (unit / rows(at), unit % rows(at));
                [
                    start + column as f64 * (wide + GAP),
                    down + row as f64 * (high + GAP),
                ]
            };
            let side = if at == 0 { "end" } else { "start" };
            places.push(Place {
                left,
                size: sizes[at],
                units: (0..columns[at].units.len()).map(corner).collect(),
                names: named(at).then_some(side),
            });
            left += width(at) + between;
        }
        for (at, words) in heads.iter().enumerate() {
            let middle = (places[at].left + width(at) / 2.0) as u32;
            for (line, words) in words.iter().enumerate() {
                self.text(
                    middle,
                    self.y + ROW * (line as u32 + 1),
                    11,
                    "middle",
                    words,
                );
            }
        }
        self.links(columns, &places);
        for (at, arc) in drawing.arcs.iter().enumerate() {
            let ends = [arc.from, arc.to].map(|at| &places[at as usize]);
            // Neighbours do not run into each other.
            self.arc(arc.kind, ends, top, 8.0 * (at % 2) as f64);
        }
        for (column, place) in columns.iter().zip(&places) {
            self.column(column, place, drawing.place);
        }
        self.y = (top + tallest) as u32 + 2 * MARGIN;
    }

    /// What stands above a column.
    fn head(&self, column: &NetworkColumn) -> Vec<String> {
        let titles = column.titles.iter().take(3);
        let mut words: Vec<String> = titles
            .map(|title| title.in_language(self.lang).to_owned())
            .collect();
        words.push(column.shape.clone());
        if column.parameters > 0 {
            let count = column.parameters;
            let learnt = Text::filled(format!("{count} parameters"), format!("{count} 个参数"));
            words.push(learnt.in_language(self.lang).to_owned());
        }
        if column.all as usize > column.units.len() {
            let (some, all) = (column.units.len(), column.all);
            let shown = Text::filled(
                format!("{some} of {all} shown"),
                format!("显示 {some}/{all}"),
            );
            words.push(shown.in_language(self.lang).to_owned());
        }
        words
    }

    /// The weights, or that all of a layer goes into the next.
    fn links(&mut self, columns: &[NetworkColumn], places: &[Place]) {
        let plain = hex(self.theme.text);
        let [negative, positive] = [0, 1].map(|class| hex(self.theme.colour(Colour::Class(class))));
        for at in 1..columns.len() {
            let (column, before) = (&columns[at], &columns[at - 1]);
            if column.gap > 0 {
                continue;
            }
            let is_on = |unit: &NetworkUnit| unit.switch.as_ref().is_none_or(|switch| switch.on);
            let given: Vec<usize> = (0..before.units.len())
                .filter(|unit| is_on(&before.units[*unit]))
                .collect();
            let count = (column.units.len() * given.len()).max(1) as f64;
            let faint = (FEW / FEW.max(count)).sqrt();
            let alone = column.pairwise && column.units.len() == given.len();
            for (unit, to) in places[at].units.iter().enumerate() {
                for (nth, &other) in given.iter().enumerate() {
                    if alone && nth != unit {
                        continue;
                    }
                    let from = places[at - 1].units[other];
                    let weight = column.weights.get(unit * before.units.len() + other);
                    let weight = weight.copied().filter(|weight| weight.is_finite());
                    let share = weight.map_or(0.0, |weight| {
                        f64::from(weight.abs() / column.heaviest.max(f32::MIN_POSITIVE))
                    });
                    let (stroke, wide, opacity) = match weight {
                        Some(weight) if weight < 0.0 => {
                            (&negative, WIDEST * share, 0.35 + 0.65 * share)
                        }
                        Some(_) => (&positive, WIDEST * share, 0.35 + 0.65 * share),
                        None => (&plain, 0.7, 0.35 * faint),
                    };
                    let dash = match weight {
                        Some(weight) if weight < 0.0 => " stroke-dasharray=\"5 4\"",
                        _ => "",
                    };
                    let [x, y] = [
                        from[0] + places[at - 1].size[0],
                        from[1] + places[at - 1].size[1] / 2.0,
                    ];
                    let [end, down] = [to[0], to[1] + places[at].size[1] / 2.0];
                    let middle = f64::midpoint(x, end);
                    self.put(format_args!(
                        "<path d=\"M{x:.1} {y:.1}C{middle:.1} {y:.1} {middle:.1} {down:.1} {end:.1} {down:.1}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{:.2}\" stroke-opacity=\"{opacity:.2}\"{dash}/>",
                        wide.max(0.5)
                    ));
                }
            }
        }
    }

    /// A path past layers, or from step to step, above the units.
    fn arc(&mut self, kind: ArcKind, [from, to]: [&Place; 2], top: f64, lower: f64) {
        let stroke = hex(self.theme.text);
        let middle =
            |place: &Place| place.units.first().map_or(0.0, |unit| unit[0]) + place.size[0] / 2.0;
        let right = |place: &Place| {
            let ends = place.units.iter().map(|unit| unit[0] + place.size[0]);
            ends.fold(0.0, f64::max)
        };
        let d = match kind {
            ArcKind::Skip => {
                let (x, end, high) = (middle(from), right(to), top - ARCS + 2.0 + lower);
                format!(
                    "M{x:.1} {:.1}V{high:.1}H{end:.1}V{:.1}",
                    top - 6.0,
                    top - 6.0
                )
            }
            ArcKind::State => {
                let (x, y) = (middle(to), to.units.first().map_or(top, |unit| unit[1]));
                format!(
                    "M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
                    x + 12.0,
                    y - 2.0,
                    x + 16.0,
                    y - 18.0,
                    x - 16.0,
                    y - 18.0,
                    x - 12.0,
                    y - 2.0
                )
            }
        };
        self.put(format_args!(
            "<path d=\"{d}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"1.2\" stroke-opacity=\"0.7\"/>"
        ));
        if kind == ArcKind::Skip {
            self.text(right(to) as u32, (top - 2.0) as u32, 13, "middle", "+");
        }
    }

    /// The units of a column.
    fn column(&mut self, column: &NetworkColumn, place: &Place, chosen: Option<[f32; 2]>) {
        let pixels = (column.width * column.height) as usize;
        let [wide, high] = place.size;
        for (at, (unit, [x, y])) in column.units.iter().zip(&place.units).enumerate() {
            let values = column
                .values
                .get(at * pixels..(at + 1) * pixels)
                .unwrap_or(&[]);
            self.picture(values, column.width as usize, [*x, *y, wide, high]);
            if let Some([across, down]) = chosen {
                let (cx, cy) = (x + wide * f64::from(across), y + high * f64::from(down));
                let stroke = hex(self.theme.text);
                self.put(format_args!(
                    "<circle cx=\"{cx:.1}\" cy=\"{cy:.1}\" r=\"3\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"1.5\"/>"
                ));
            }
            let name = place
                .names
                .map(|_| unit.name.in_language(self.lang).to_owned());
            let answer = unit.answer.map(|answer| short(f64::from(answer)));
            let words: Vec<String> = name.into_iter().chain(answer).collect();
            let middle = (y + high / 2.0) as u32 + 4;
            let (x, anchor) = match place.names {
                Some("end") => (x - 6.0, "end"),
                _ => (x + wide + 5.0, "start"),
            };
            if !words.is_empty() {
                // Lines lead behind the words.
                let ground = hex(self.theme.background);
                self.put(format_args!(
                    "<g stroke=\"{ground}\" stroke-width=\"3\" paint-order=\"stroke\">"
                ));
                self.text(x as u32, middle, 11, anchor, &words.join(" "));
                self.put(format_args!("</g>"));
            }
        }
    }

    /// A small picture on a diverging scale, with its frame.
    fn picture(&mut self, values: &[u8], width: usize, [x, y, wide, high]: [f64; 4]) {
        let rows = values.len() / width.max(1);
        // The pixels of one shade are one path.
        let mut shades: Vec<(i32, String)> = Vec::new();
        for (row, line) in values.chunks(width.max(1)).enumerate() {
            let mut column = 0;
            let shade = |value: &u8| ((f32::from(*value) - 127.5) / 127.5 * SHADES).round() as i32;
            for run in line.chunk_by(|one, next| shade(one) == shade(next)) {
                let own = shade(&run[0]);
                if own != 0 {
                    let at = shades.iter().position(|(shade, _)| *shade == own);
                    let at = at.unwrap_or_else(|| {
                        shades.push((own, String::new()));
                        shades.len() - 1
                    });
                    let long = run.len();
                    // Writing to a String cannot fail.
                    let _ = write!(shades[at].1, "M{column} {row}h{long}v1h-{long}z");
                }
                column += run.len();
            }
        }
        let (line, ground) = (hex(self.theme.grid), hex(self.theme.background));
        self.put(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" fill=\"{ground}\" stroke=\"{line}\"/>"
        ));
        let scale = [wide / width.max(1) as f64, high / rows.max(1) as f64];
        self.put(format_args!(
            "<g transform=\"translate({x:.1} {y:.1}) scale({:.4} {:.4})\" shape-rendering=\"crispEdges\">",
            scale[0], scale[1]
        ));
        for (shade, d) in shades {
            let colour = self.theme.colour(Colour::Class(u32::from(shade > 0)));
            let share = shade.unsigned_abs() as f32 / SHADES;
            let fill = hex(blend(self.theme.background, colour, share));
            self.put(format_args!("<path d=\"{d}\" fill=\"{fill}\"/>"));
        }
        self.put(format_args!("</g>"));
    }
}

/// Whether its pictures are tables whose rows have names.
fn is_table(column: &NetworkColumn) -> bool {
    column.across.is_empty() && !column.down.is_empty()
}

/// How many units stand in a row.
fn across(column: &NetworkColumn) -> usize {
    1 + usize::from(column.units.len() > MANY)
}

/// Width and height of a column's pictures.
fn size(column: &NetworkColumn) -> [f64; 2] {
    let (width, height) = (f64::from(column.width), f64::from(column.height));
    if width * height <= 1.0 {
        return [VALUE; 2];
    }
    if !column.across.is_empty() && height <= 1.0 {
        return STRIP;
    }
    let longest = if column.units.len() > MANY / 2 {
        SMALL
    } else {
        LARGE
    };
    if is_table(column) {
        let scale = TABLE / width.max(height);
        return [width * scale, height * scale].map(|side| side.max(NARROWEST * TABLE));
    }
    let longest = if column.units.len() == 1 {
        2.0 * LARGE
    } else {
        longest
    };
    let scale = longest / width.max(height);
    [width, height].map(|side| (side * scale).max(NARROWEST * longest))
}
