//! Draws lines over two axes.
//!
//! The vertical axis follows what is learnt: a peak that lies far above it is marked at the edge with its value, and
//! after a loss has run away the way there stays to be seen. A solid line has the band of what each of its points stands
//! for behind it; measurements are marks joined by a dashed line.

use std::ops::Range;

use plotters::coord::Shift;
use plotters::coord::ranged1d::{AsRangedCoord, ValueFormatter};
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::scale::{Above, Scale};
use super::tick;
use crate::inspect::form::{Axis, Format, Line, Lines, Look, Plot};
use crate::inspect::palette::Theme;
use crate::inspect::view::ViewRequest;

/// A point in the plot's own numbers.
type Pair = (f64, f64);

/// CSS pixels between two marks, so that each stands alone.
const APART: f64 = 9.0;

/// CSS pixels beside, above and below the plot.
const LEFT: f64 = 48.0;
const RIGHT: f64 = 16.0;
pub(super) const TOP: f64 = 10.0;
pub(super) const BOTTOM: f64 = 26.0;

/// What the beginning is of all steps, one part in so many: a loss there does not decide about the axis.
const BEGINNING: f64 = 50.0;

/// The top of the axis is at most so many times the usual largest loss after the beginning.
const ROOM: f64 = 2.0;

/// Of a loss that has run away, so many times what it was at first is still shown.
const HEADROOM: f64 = 6.0;

/// A loss so many times what it was at first has run away.
const RUN_AWAY: f64 = 1000.0;

impl Line {
    /// The line in the parts between which nothing is known.
    fn parts(&self, value: impl Fn(usize) -> f64) -> Vec<Vec<Pair>> {
        let points: Vec<(usize, f64)> = (self.points.iter().enumerate())
            .map(|(index, point)| (index, point.y))
            .collect();
        let parts = points.chunk_by(|one, next| one.1.is_finite() && next.1.is_finite());
        parts
            .filter(|part| part[0].1.is_finite())
            .map(|part| {
                (part
                    .iter()
                    .map(|&(index, _)| (self.points[index].x(), value(index))))
                .collect()
            })
            .collect()
    }

    /// What of it is a number.
    fn known(&self) -> Vec<Pair> {
        self.parts(|index| self.points[index].y).concat()
    }

    /// What lies above a scale.
    pub fn above(&self, scale: Scale) -> Vec<Above> {
        scale.above(&self.known())
    }
}

impl Lines {
    /// From and to of the horizontal axis.
    fn across(&self) -> [f64; 2] {
        self.x.range.unwrap_or_else(|| {
            let xs = self.lines.iter().flat_map(|line| &line.points);
            let [from, to] = xs.fold([f64::INFINITY, f64::NEG_INFINITY], |[from, to], point| {
                [from.min(point.from), to.max(point.to)]
            });
            if from < to { [from, to] } else { [0.0, 1.0] }
        })
    }

    /// The vertical axis, where it follows the lines.
    pub fn scale(&self, log: bool) -> Scale {
        if let Some([from, to]) = self.y.range {
            let log = false;
            return Scale { from, to, log };
        }
        // What a loss is at first: of some batches, and of one measurement.
        let known: Vec<Vec<Pair>> = self.lines.iter().map(Line::known).collect();
        let with = || self.lines.iter().zip(&known);
        let beginning = with().flat_map(|(line, points)| {
            let some = if line.look.is_curve() { 8 } else { 1 };
            points.iter().take(some)
        });
        let first = beginning.map(|point| point.1).fold(0.0, f64::max);
        let fled_at_last = |(line, points): (&Line, &Vec<Pair>)| {
            let last = points.last().filter(|_| line.look.is_curve());
            line.ran_away.is_some()
                || last.is_some_and(|last| first > 0.0 && last.1 > RUN_AWAY * first)
        };
        let away = with().any(fled_at_last);
        // Of a loss that has run away, the end of the way there does not count.
        let fled = |point: &Pair| away && point.1 > HEADROOM * first;
        let shown: Vec<&[Pair]> = (known.iter())
            .map(|points| {
                let end = points.iter().rposition(|point| !fled(point));
                &points[..end.map_or(0, |end| end + 1)]
            })
            .collect();
        let values = || shown.iter().copied().flatten().map(|point| point.1);
        let top = values().fold(0.0, f64::max);
        if log {
            let bottom = values()
                .filter(|value| *value > 0.0)
                .fold(f64::INFINITY, f64::min);
            if top <= 0.0 {
                let (from, to) = (0.01, 1.0);
                return Scale { from, to, log };
            }
            let decade = |value: f64, round: fn(f64) -> f64| 10_f64.powf(round(value.log10()));
            let from = decade(bottom.max(1e-12), f64::floor);
            let to = decade(top, f64::ceil).max(from * 10.0);
            return Scale { from, to, log };
        }
        // What it is after the beginning; a few peaks do not count. The way down is what people come to see, so the
        // beginning is short.
        let begun = self.across()[1] / BEGINNING;
        let usual = shown.iter().map(|line| {
            let late = line.iter().filter(|point| point.0 > begun);
            quantile(late.map(|point| point.1).collect(), 0.98)
        });
        let usual = usual.fold(0.0, f64::max);
        let highs = self.lines.iter().flat_map(|line| &line.band);
        let highs = highs.map(|[_, high]| *high).filter(|high| high.is_finite());
        let spread = quantile(highs.collect(), 0.9);
        let highest = top.max(if away { 0.0 } else { spread });
        let limit = if usual > 0.0 {
            ROOM * usual
        } else {
            f64::INFINITY
        };
        let to = highest.min(limit) * 1.05;
        Scale {
            from: values().fold(0.0, f64::min) * 1.05,
            to: if to > 0.0 { to } else { 1.0 },
            log,
        }
    }
}

/// A place at which a line leaves the picture, and what is written beside the sign for it.
type Mark = (f64, String);

/// Where a line leaves the picture at its top, and what is written there: its highest value, and ∞ where it ran away.
fn leaving(line: &Line, scale: Scale) -> Vec<Mark> {
    let above = line.above(scale);
    let highest = (above.iter()).max_by(|one, other| one.peak.1.total_cmp(&other.peak.1));
    let best = highest.map(|above| above.peak);
    let mark = |above: &Above| {
        let label = (Some(above.peak) == best).then(|| tick(above.peak.1));
        (above.start, label.unwrap_or_default())
    };
    let mut marks: Vec<Mark> = above.iter().map(mark).collect();
    if let Some(at) = line.ran_away {
        // Where it left the picture on its way there, or there itself.
        let start = above.last().filter(|above| above.last.is_some());
        if start.is_some() {
            marks.pop();
        }
        marks.push((start.map_or(at, |above| above.start), "∞".into()));
    }
    marks
}

/// The value that such a share of all lies below; 0 of none.
pub(in crate::inspect) fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = (values.len().saturating_sub(1) as f64 * share).round() as usize;
    values.get(at).copied().unwrap_or(0.0)
}

/// Length and gap of the dashes of which a curve consists, in CSS pixels.
fn dashes(look: Look) -> Option<[f64; 2]> {
    match look {
        Look::Dashed => Some([10.0, 5.0]),
        Look::Dashdot => Some([9.0, 9.0]),
        _ => None,
    }
}

/// Where its first dot lies, and how far dots are apart.
fn dots(look: Look) -> Option<[f64; 2]> {
    match look {
        Look::Dotted => Some([1.0, 5.0]),
        Look::Dashdot => Some([13.5, 18.0]),
        _ => None,
    }
}

/// A number at an axis.
fn written(axis: &Axis, value: f64) -> String {
    match axis.unit {
        Format::Share => format!("{}%", tick(value * 100.0)),
        Format::Number | Format::Count => tick(value),
    }
}

/// Of everything that is written into a picture.
pub(super) fn font(request: &ViewRequest, theme: Theme) -> TextStyle<'static> {
    let font = ("sans-serif", 12.0 * request.scale).into_font();
    font.color(&theme.text)
}

/// A chart with nothing in it but its axes; `room` is what it leaves above and below itself, in CSS pixels.
pub(super) fn axes<'a, DB, Y>(
    root: &'a DrawingArea<DB, Shift>,
    request: &ViewRequest,
    theme: Theme,
    [across, up]: [&Axis; 2],
    [above, below]: [f64; 2],
    x: Range<f64>,
    y: Y,
) -> Result<ChartContext<'a, DB, Cartesian2d<RangedCoordf64, Y::CoordDescType>>, String>
where
    DB: DrawingBackend,
    Y: AsRangedCoord<Value = f64>,
    Y::CoordDescType: ValueFormatter<f64>,
{
    let told = |error: DrawingAreaErrorKind<DB::ErrorType>| error.to_string();
    let pixels = |length: f64| (length * request.scale).round() as i32;
    let thin = pixels(1.0).max(1) as u32;
    let mut chart = ChartBuilder::on(root)
        .margin_top(pixels(above))
        .margin_right(pixels(RIGHT))
        .x_label_area_size(pixels(below))
        .y_label_area_size(pixels(LEFT))
        .build_cartesian_2d(x, y)
        .map_err(told)?;
    chart
        .configure_mesh()
        .x_labels((request.width / 90).clamp(2, 10) as usize)
        .y_labels((request.height / 45).clamp(2, 8) as usize)
        .max_light_lines(0)
        .bold_line_style(theme.grid.stroke_width(thin))
        .axis_style(theme.grid.stroke_width(thin))
        .label_style(font(request, theme))
        .x_label_formatter(&|value| written(across, *value))
        .y_label_formatter(&|value| written(up, *value))
        .draw()
        .map_err(told)?;
    Ok(chart)
}

/// Draws the lines; where the plot lies comes back.
///
/// # Errors
/// The backend's own, as text.
pub fn draw<DB: DrawingBackend>(
    root: &DrawingArea<DB, Shift>,
    request: &ViewRequest,
    theme: Theme,
    lines: &Lines,
) -> Result<Plot, String> {
    let scale = lines.scale(request.log && lines.may_be_log);
    let y = scale.from..scale.to;
    let area = if scale.log {
        plot(root, request, theme, lines, scale, y.log_scale())
    } else {
        plot(root, request, theme, lines, scale, y)
    }?;
    Ok(Plot {
        area,
        x: lines.across(),
        y: [scale.from, scale.to],
        log: scale.log,
    })
}

fn plot<DB, Y>(
    root: &DrawingArea<DB, Shift>,
    request: &ViewRequest,
    theme: Theme,
    lines: &Lines,
    scale: Scale,
    y: Y,
) -> Result<[f32; 4], String>
where
    DB: DrawingBackend,
    Y: AsRangedCoord<Value = f64>,
    Y::CoordDescType: ValueFormatter<f64>,
{
    let told = |error: DrawingAreaErrorKind<DB::ErrorType>| error.to_string();
    let pixels = |length: f64| (length * request.scale).round() as i32;
    let thick = |width: f64| pixels(width).max(1) as u32;
    let font = font(request, theme);
    let [left, right] = lines.across();
    let titles = [&lines.x, &lines.y];
    let mut chart = axes(root, request, theme, titles, [TOP, BOTTOM], left..right, y)?;

    let width = f64::from(request.width) - LEFT - RIGHT;
    let apart = APART / width.max(1.0) * (right - left);
    for line in &lines.lines {
        let color = theme.colour(line.colour);
        let inside = |point: &&Pair| (0.0..=1.0).contains(&scale.share(point.1));
        let known = line.known();
        match line.look {
            Look::Dots | Look::Rings => {
                let style: ShapeStyle = if line.look == Look::Dots {
                    color.filled()
                } else {
                    color.stroke_width(thick(1.0))
                };
                let dots = known.iter().filter(inside);
                let dots = dots.map(|&point| Circle::new(point, pixels(3.0), style));
                chart.draw_series(dots).map_err(told)?;
            }
            Look::Solid | Look::Dashed | Look::Dotted | Look::Dashdot => {
                if !line.band.is_empty() {
                    let lows = line.parts(|index| line.band[index][0]);
                    for (low, high) in lows.iter().zip(line.parts(|index| line.band[index][1])) {
                        let mut edge = scale.clamped(&high);
                        edge.extend(scale.clamped(low).into_iter().rev());
                        let band = Polygon::new(edge, color.mix(0.2));
                        chart.draw_series([band]).map_err(told)?;
                    }
                }
                let style = color.stroke_width(thick(2.0));
                for part in line.parts(|index| line.points[index].y) {
                    for piece in scale.inside(&part) {
                        if let [alone] = piece[..] {
                            let dot = Circle::new(alone, pixels(2.0), color.filled());
                            chart.draw_series([dot]).map_err(told)?;
                            continue;
                        }
                        let (dashes, dots) = (dashes(line.look), dots(line.look));
                        if let Some([length, gap]) = dashes {
                            let [length, gap] = [length, gap].map(pixels);
                            let piece = piece.iter().copied();
                            let dashes = DashedLineSeries::new(piece, length, gap, style);
                            chart.draw_series(dashes).map_err(told)?;
                        }
                        if let Some([first, apart]) = dots {
                            let (first, apart) = (pixels(first), pixels(apart));
                            let (radius, filled) = (pixels(1.2).max(1), color.filled());
                            let piece = piece.iter().copied();
                            let dots = DottedLineSeries::new(piece, first, apart, move |at| {
                                Circle::new(at, radius, filled)
                            });
                            chart.draw_series(dots).map_err(told)?;
                        }
                        if dashes.is_none() && dots.is_none() {
                            let piece = LineSeries::new(piece, style);
                            chart.draw_series(piece).map_err(told)?;
                        }
                    }
                }
            }
            Look::Faint => {
                let style = color.mix(0.35).stroke_width(thick(1.0));
                for part in line.parts(|index| line.points[index].y) {
                    for piece in scale.inside(&part) {
                        let piece = LineSeries::new(piece, style);
                        chart.draw_series(piece).map_err(told)?;
                    }
                }
            }
            Look::Marks => {
                let dashes = color.stroke_width(thick(1.5));
                for piece in scale.inside(&known) {
                    let series = DashedLineSeries::new(piece, pixels(5.0), pixels(4.0), dashes);
                    chart.draw_series(series).map_err(told)?;
                }
                let mut from = f64::INFINITY;
                // From the newest back, so that it always has its mark.
                let alone = known.iter().rev().filter(|point| {
                    let far = point.0 <= from - apart || from.is_infinite();
                    if far {
                        from = point.0;
                    }
                    far && inside(point)
                });
                let marks = alone.map(|&point| Circle::new(point, pixels(3.0), color.filled()));
                chart.draw_series(marks).map_err(told)?;
            }
        }
    }

    // Where lines leave the picture, each in a row of its own: several often do at the beginning.
    let joined = |line: &&Line| line.look.is_curve() || line.look == Look::Marks;
    for (row, line) in lines.lines.iter().filter(joined).enumerate() {
        let mut last = f64::NEG_INFINITY;
        let row = 14.0 * row as f64;
        for (at, label) in leaving(line, scale) {
            if label.is_empty() && at < last + apart {
                continue;
            }
            last = at;
            let late = at > left + 0.7 * (right - left);
            let pos = Pos::new(if late { HPos::Right } else { HPos::Left }, VPos::Top);
            let beside = pixels(if late { -9.0 } else { 9.0 });
            let filled = theme.colour(line.colour).filled();
            let sign = EmptyElement::at((at, scale.to))
                + TriangleMarker::new((0, pixels(row + 6.0)), pixels(5.0), filled)
                + Text::new(label, (beside, pixels(row + 1.0)), font.pos(pos));
            chart.draw_series([sign]).map_err(told)?;
        }
    }
    let (x, y) = chart.plotting_area().get_pixel_range();
    let css = |pixel: i32| (f64::from(pixel) / request.scale) as f32;
    Ok([css(x.start), css(y.start), css(x.end), css(y.end)])
}
