//! Loss and accuracy over the steps.
//!
//! Training is the mean of every batch's loss, with the band from the lowest to the highest behind it. Validation is
//! a mark wherever it was measured, joined by a dashed line. The axis follows what is learnt: a peak that lies far
//! above it is marked at the edge with its value, and after a loss has run away the way there stays to be seen.

use plotters::coord::Shift;
use plotters::coord::ranged1d::{AsRangedCoord, ValueFormatter};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::scale::{Above, Point, Scale};
use super::{ChartRecord, Drawn, Theme, nothing_yet, percent, short, tick, trend};
use crate::protocol::{ChartRequest, Plot};
use crate::samples::Task;
use crate::say;
use crate::text::Text;
use crate::training::history::{Bucket, History};

pub static LOSS: ChartRecord = ChartRecord {
    id: "loss",
    title: Text::new("Loss", "损失"),
    about: Text::new(
        "How wrong the network is: on the batches it learns from, and on samples it never trains on.",
        "网络错了多少：在训练批次上，以及在从未训练过的样本上。",
    ),
    fits: |_| true,
};

pub static ACCURACY: ChartRecord = ChartRecord {
    id: "accuracy",
    title: Text::new("Accuracy", "准确率"),
    about: Text::new(
        "The share of held-out samples (of their tokens, in sequences) whose most probable class is the right one.",
        "留出样本（序列则按词元）中，最可能类别即正确类别的比例。",
    ),
    fits: |subject| matches!(subject.task, Task::Classify | Task::Tokens),
};

/// CSS pixels that a point of the training line takes: the band is wide enough to be seen.
const POINT: u64 = 4;

/// CSS pixels between two marks, so that each stands alone.
const APART: f64 = 9.0;

/// CSS pixels beside, above and below the plot.
const LEFT: f64 = 48.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 26.0;

/// What the beginning is of all steps, one part in so many: a loss there does not decide about the axis.
const BEGINNING: f64 = 50.0;

/// The top of the axis is at most so many times the usual largest loss after the beginning.
const ROOM: f64 = 2.0;

/// Of a loss that has run away, so many times what it was at first is still shown.
const HEADROOM: f64 = 6.0;

/// A loss so many times what it was at first has run away.
const RUN_AWAY: f64 = 1000.0;

/// Draws the curves; the plotting area and a sentence come back.
pub fn draw<DB: DrawingBackend>(
    root: &DrawingArea<DB, Shift>,
    request: &ChartRequest,
    theme: Theme,
    history: &History,
    accuracy: bool,
) -> Result<Drawn, String> {
    let curves = Curves::new(history, request.width, accuracy);
    let scale = curves.scale(request.log);
    let log = scale.log;
    let y = scale.from..scale.to;
    let area = if log {
        plot(root, request, theme, &curves, scale, y.log_scale())
    } else {
        plot(root, request, theme, &curves, scale, y)
    }?;
    Ok(Drawn {
        plot: Plot {
            area,
            x: [0.0, curves.steps],
            y: [scale.from, scale.to],
            log,
        },
        alt: curves.describe(scale),
    })
}

/// What is shown.
struct Curves {
    /// Whether it is the accuracy, else the loss.
    accuracy: bool,
    /// Losses of as many steps as a point of the line takes; none where the accuracy is shown.
    train: Vec<Bucket>,
    /// Step and value, where it is a number.
    validation: Vec<Point>,
    /// The first step whose loss was no number.
    ran_away: Option<u64>,
    /// Where the horizontal axis ends.
    steps: f64,
}

impl Curves {
    fn new(history: &History, width: u32, accuracy: bool) -> Self {
        let last = history.last_step();
        let first = history.buckets().first().map_or(0, Bucket::first);
        let points = (u64::from(width) / POINT).max(1);
        let group = ((last + 1).saturating_sub(first) / points).next_power_of_two();
        let measured = history.measured();
        let measured = measured.iter().map(|measured| {
            let value = if accuracy {
                measured.accuracy
            } else {
                measured.loss
            };
            (measured.step as f64, f64::from(value))
        });
        Self {
            accuracy,
            train: if accuracy {
                Vec::new()
            } else {
                history.grouped(group)
            },
            validation: measured.filter(|(_, value)| value.is_finite()).collect(),
            ran_away: history.ran_away().filter(|_| !accuracy),
            steps: last.max(1) as f64,
        }
    }

    /// The training line in the parts between which no loss is known.
    fn parts(&self, value: fn(&Bucket) -> f32) -> Vec<Vec<Point>> {
        let joined = |one: &Bucket, next: &Bucket| {
            one.count > 0 && next.count > 0 && next.first() == one.step + 1
        };
        let point = |bucket: &Bucket| (middle(bucket), f64::from(value(bucket)));
        let parts = self.train.chunk_by(joined);
        parts
            .filter(|part| part[0].count > 0)
            .map(|part| part.iter().map(point).collect())
            .collect()
    }

    /// The vertical axis.
    fn scale(&self, log: bool) -> Scale {
        if self.accuracy {
            return Scale {
                from: 0.0,
                to: 1.0,
                log: false,
            };
        }
        let means: Vec<Point> = self.parts(|bucket| bucket.mean).concat();
        // What a loss is at first: of some batches, and of the validation sample.
        let first = means.iter().take(8).chain(self.validation.first());
        let first = first.map(|point| point.1).fold(0.0, f64::max);
        let away = self.ran_away.is_some()
            || (means.last()).is_some_and(|last| first > 0.0 && last.1 > RUN_AWAY * first);
        // Of a loss that has run away, the end of the way there does not count.
        let fled = |point: &Point| away && point.1 > HEADROOM * first;
        let end = means.iter().rposition(|point| !fled(point));
        let means = &means[..end.map_or(0, |end| end + 1)];
        let end = self.validation.iter().rposition(|point| !fled(point));
        let validation = &self.validation[..end.map_or(0, |end| end + 1)];

        let values = || means.iter().chain(validation).map(|point| point.1);
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
        let begun = self.steps / BEGINNING;
        let usual = [means, validation].map(|line| {
            let late = line.iter().filter(|point| point.0 > begun);
            quantile(late.map(|point| point.1).collect(), 0.98)
        });
        let usual = usual.into_iter().fold(0.0, f64::max);
        let spread = self.train.iter().map(|bucket| f64::from(bucket.high));
        let spread = quantile(spread.filter(|high| high.is_finite()).collect(), 0.9);
        let highest = top.max(if away { 0.0 } else { spread });
        let limit = if usual > 0.0 {
            ROOM * usual
        } else {
            f64::INFINITY
        };
        let to = highest.min(limit) * 1.05;
        Scale {
            from: 0.0,
            to: if to > 0.0 { to } else { 1.0 },
            log,
        }
    }

    /// What the picture shows, for those who do not see it.
    fn describe(&self, scale: Scale) -> Text {
        let means = self.parts(|bucket| bucket.mean).concat();
        if means.is_empty() && self.validation.is_empty() && self.ran_away.is_none() {
            return nothing_yet();
        }
        let steps = self.steps;
        let s = if steps == 1.0 { "" } else { "s" };
        let mut all = vec![if self.accuracy {
            say!("Accuracy over {steps} step{s}.", "{steps} 步内的准确率。")
        } else {
            say!("Loss over {steps} step{s}.", "{steps} 步内的损失。")
        }];
        let unit = if self.accuracy { percent } else { short };
        if let (Some(first), Some(last)) = (means.first(), means.last()) {
            let Text { en, zh } = trend(first.1, last.1, unit);
            all.push(say!("Training {en}.", "训练：{zh}。"));
        }
        if let (Some(first), Some(last)) = (self.validation.first(), self.validation.last()) {
            let (times, step) = (self.validation.len(), last.0);
            all.push(if times == 1 {
                let value = unit(last.1);
                say!(
                    "Validation, measured once, at step {step}, is {value}.",
                    "验证（只在第 {step} 步测量过）：{value}。"
                )
            } else {
                let Text { en, zh } = trend(first.1, last.1, unit);
                say!(
                    "Validation, measured {times} times, last at step {step}, {en}.",
                    "验证（共测量 {times} 次，最后一次在第 {step} 步）：{zh}。"
                )
            });
        }
        let above = scale.above(&means);
        let peaks: Vec<Above> = (above.iter().copied())
            .filter(|above| above.last.is_none())
            .collect();
        if let Some(highest) = highest(&peaks) {
            let (step, value) = (highest.peak.0.round(), short(highest.peak.1));
            all.push(say!(
                "A peak of {value} at step {step} lies above the picture.",
                "第 {step} 步处的峰值 {value} 超出了图的上边缘。"
            ));
        }
        if let Some(above) = above.last()
            && let Some(value) = above.last
        {
            let (step, value) = (above.start.round(), short(value));
            all.push(say!(
                "From step {step} on it lies above the picture, at last at {value}.",
                "从第 {step} 步起超出图的上边缘，最后为 {value}。"
            ));
        }
        if let Some(step) = self.ran_away {
            all.push(say!(
                "From step {step} on it is no number.",
                "从第 {step} 步起变为 NaN 或无穷大。"
            ));
        }
        let join = |pick: fn(&Text) -> &str, between: &str| {
            let parts: Vec<&str> = all.iter().map(pick).collect();
            parts.join(between)
        };
        Text::filled(join(|text| &text.en, " "), join(|text| &text.zh, ""))
    }

    /// Where training and validation leave the picture at its top, and what is written there: of each the highest
    /// value, and ∞ where training ran away.
    fn leaving(&self, scale: Scale) -> [Vec<Mark>; 2] {
        let marks = |line: &[Point]| {
            let above = scale.above(line);
            let best = highest(&above).map(|above| above.peak);
            let mark = |above: &Above| {
                let label = (Some(above.peak) == best).then(|| tick(above.peak.1));
                (above.start, label.unwrap_or_default())
            };
            above.iter().map(mark).collect::<Vec<_>>()
        };
        let means = self.parts(|bucket| bucket.mean).concat();
        let mut train = marks(&means);
        if let Some(step) = self.ran_away {
            let above = scale.above(&means);
            // Where it left the picture on its way there, or there itself.
            let start = above.last().filter(|above| above.last.is_some());
            if start.is_some() {
                train.pop();
            }
            train.push((start.map_or(step as f64, |above| above.start), "∞".into()));
        }
        [train, marks(&self.validation)]
    }
}

/// A step at which a line leaves the picture, and what is written beside the sign for it.
type Mark = (f64, String);

fn middle(bucket: &Bucket) -> f64 {
    (bucket.first() as f64 + bucket.step as f64) / 2.0
}

fn highest(parts: &[Above]) -> Option<&Above> {
    (parts.iter()).max_by(|one, other| one.peak.1.total_cmp(&other.peak.1))
}

/// The value that such a share of all lies below; 0 of none.
fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = (values.len().saturating_sub(1) as f64 * share).round() as usize;
    values.get(at).copied().unwrap_or(0.0)
}

fn plot<DB, Y>(
    root: &DrawingArea<DB, Shift>,
    request: &ChartRequest,
    theme: Theme,
    curves: &Curves,
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
    let font = ("sans-serif", 12.0 * request.scale).into_font();
    let font = font.color(&theme.text);
    let mut chart = ChartBuilder::on(root)
        .margin_top(pixels(TOP))
        .margin_right(pixels(RIGHT))
        .x_label_area_size(pixels(BOTTOM))
        .y_label_area_size(pixels(LEFT))
        .build_cartesian_2d(0.0..curves.steps, y)
        .map_err(told)?;
    chart
        .configure_mesh()
        .x_labels((request.width / 90).clamp(2, 10) as usize)
        .y_labels((request.height / 45).clamp(2, 8) as usize)
        .max_light_lines(0)
        .bold_line_style(theme.grid.stroke_width(thick(1.0)))
        .axis_style(theme.grid.stroke_width(thick(1.0)))
        .label_style(font.clone())
        .x_label_formatter(&|value| tick(*value))
        .y_label_formatter(&|value| {
            // As in the legend.
            if curves.accuracy {
                format!("{}%", tick(value * 100.0))
            } else {
                tick(*value)
            }
        })
        .draw()
        .map_err(told)?;

    // The band, the line on it, then the marks of validation on both.
    let lows = curves.parts(|bucket| bucket.low);
    for (low, high) in lows.iter().zip(curves.parts(|bucket| bucket.high)) {
        let mut edge = scale.clamped(&high);
        edge.extend(scale.clamped(low).into_iter().rev());
        let band = Polygon::new(edge, theme.train.mix(0.2));
        chart.draw_series([band]).map_err(told)?;
    }
    let line = theme.train.stroke_width(thick(2.0));
    for part in curves.parts(|bucket| bucket.mean) {
        for piece in scale.inside(&part) {
            if let [alone] = piece[..] {
                let dot = Circle::new(alone, pixels(2.0), theme.train.filled());
                chart.draw_series([dot]).map_err(told)?;
            } else {
                chart
                    .draw_series(LineSeries::new(piece, line))
                    .map_err(told)?;
            }
        }
    }
    let dashes = theme.validation.stroke_width(thick(1.5));
    for piece in scale.inside(&curves.validation) {
        let series = DashedLineSeries::new(piece, pixels(5.0), pixels(4.0), dashes);
        chart.draw_series(series).map_err(told)?;
    }
    let width = f64::from(request.width) - LEFT - RIGHT;
    let apart = APART / width.max(1.0) * curves.steps;
    let mut from = f64::INFINITY;
    // From the newest back, so that it always has its mark.
    let alone = curves.validation.iter().rev().filter(|point| {
        let far = point.0 <= from - apart || from.is_infinite();
        if far {
            from = point.0;
        }
        far && (0.0..=1.0).contains(&scale.share(point.1))
    });
    let marks = alone.map(|&point| Circle::new(point, pixels(3.0), theme.validation.filled()));
    chart.draw_series(marks).map_err(told)?;

    let [train, validation] = curves.leaving(scale);
    // Each in a row of its own: both often leave at the beginning.
    for (row, marks, color) in [
        (0.0, train, theme.train),
        (14.0, validation, theme.validation),
    ] {
        let mut last = f64::NEG_INFINITY;
        for (step, label) in marks {
            if label.is_empty() && step < last + apart {
                continue;
            }
            last = step;
            let right = step > 0.7 * curves.steps;
            let pos = Pos::new(if right { HPos::Right } else { HPos::Left }, VPos::Top);
            let beside = pixels(if right { -9.0 } else { 9.0 });
            let sign = EmptyElement::at((step, scale.to))
                + TriangleMarker::new((0, pixels(row + 6.0)), pixels(5.0), color.filled())
                + plotters::element::Text::new(label, (beside, pixels(row + 1.0)), font.pos(pos));
            chart.draw_series([sign]).map_err(told)?;
        }
    }
    let (x, y) = chart.plotting_area().get_pixel_range();
    let css = |pixel: i32| (f64::from(pixel) / request.scale) as f32;
    Ok([css(x.start), css(y.start), css(x.end), css(y.end)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::charts::{Picture, svg};

    fn request(log: bool) -> ChartRequest {
        ChartRequest {
            chart: "loss".into(),
            width: 600,
            height: 300,
            scale: 1.0,
            dark: false,
            log,
            lang: "en".into(),
        }
    }

    fn drawn(history: &History, log: bool) -> (String, Drawn) {
        let accuracy = false;
        svg(&request(log), &Picture::Curves { history, accuracy }).expect("SVG cannot fail")
    }

    /// A history of losses, and of measurements of the validation sample.
    fn history(losses: &[f32], measured: &[(u64, f32)]) -> History {
        let mut history = History::default();
        history.push_losses(1, losses);
        for &(step, loss) in measured {
            history.push_score(step, loss, Some(1.0 - loss / 4.0));
        }
        history
    }

    /// The vertical pixels that a line of this colour reaches.
    fn reached(svg: &str, color: &str) -> Vec<f64> {
        let lines = svg.lines().filter(|line| {
            line.contains("<polyline") && line.contains(&format!("stroke=\"{color}\""))
        });
        let points = lines.filter_map(|line| line.split("points=\"").nth(1)?.split('"').next());
        let rows = points.flat_map(|points| points.split_whitespace());
        rows.filter_map(|point| point.split_once(',')?.1.parse().ok())
            .collect()
    }

    const TRAIN: &str = "#0969DA";
    const VALIDATION: &str = "#BC4C00";

    #[test]
    fn training_is_a_line_with_a_band_and_validation_marks() {
        let losses: Vec<f32> = (0..2000)
            .map(|step| 2.0 / (1.0 + step as f32 / 100.0) + 0.2 * (step % 2) as f32)
            .collect();
        let history = history(&losses, &[(0, 2.4), (500, 0.5), (1000, 0.4), (2000, 0.25)]);
        let (text, drawn) = drawn(&history, false);
        let of = |sign: &str, color: &str| {
            let mut lines = text.lines().filter(|line| line.contains(sign));
            lines.any(|line| line.contains(color))
        };
        assert!(of("<polyline", TRAIN) && of("<polygon", TRAIN));
        let marks = text.lines().filter(|line| line.contains("<circle"));
        assert_eq!(marks.filter(|line| line.contains(VALIDATION)).count(), 4);
        assert_eq!(drawn.plot.x, [0.0, 2000.0]);
        assert_eq!(
            drawn.alt.en,
            "Loss over 2000 steps. Training falls from 1.96 to 0.196. Validation, measured 4 times, last at step 2000, falls from 2.4 to 0.25."
        );
        assert_eq!(
            drawn.alt.zh,
            "2000 步内的损失。训练：从 1.96 降到 0.196。验证（共测量 4 次，最后一次在第 2000 步）：从 2.4 降到 0.25。"
        );
    }

    #[test]
    fn a_logarithmic_axis_covers_whole_decades() {
        let losses: Vec<f32> = (1..=50).map(|step| 2.0 / step as f32).collect();
        let (_, drawn) = drawn(&history(&losses, &[]), true);
        assert!(drawn.plot.log);
        assert_eq!(drawn.plot.y, [0.01, 10.0]);
    }

    #[test]
    fn the_axis_follows_what_is_learnt_and_a_peak_is_marked() {
        // As of breast-cancer whose inputs were not normalised: 5.8 at first, then 0.12.
        let mut losses = vec![0.12; 2500];
        losses[..20].fill(5.8);
        let history = history(&losses, &[(0, 6.0), (2500, 0.13)]);
        let (text, shown) = drawn(&history, false);
        assert!(
            shown.plot.y[1] < 0.9,
            "the axis ends at {}",
            shown.plot.y[1]
        );
        assert!(
            text.contains(">5.8<") || text.contains("5.8\n"),
            "the peak has its value"
        );
        let en = &shown.alt.en;
        assert!(en.contains("A peak of 5.8 at step"), "{en}");
        // Nothing is drawn along the edge.
        let top = f64::from(shown.plot.area[1]);
        let rows = reached(&text, TRAIN);
        assert!(
            rows.iter().filter(|row| **row <= top + 1.0).count() <= 1,
            "{rows:?}"
        );
        // On a logarithmic axis there is room for it.
        let (_, shown) = drawn(&history, true);
        assert_eq!(shown.plot.y, [0.1, 10.0]);
    }

    #[test]
    fn a_step_too_large_is_no_horizontal_line() {
        let losses: Vec<f32> = (0..40).map(|step| 4.48 * 1.47_f32.powi(step)).collect();
        let (_, shown) = drawn(&history(&losses[..2], &[]), false);
        assert!(shown.plot.y[1] > 6.58, "both are in the picture");
        // Later on the way there is still seen, and where it left.
        let away = losses.iter().copied().chain([f32::INFINITY, f32::NAN]);
        for log in [false, true] {
            let (text, shown) = drawn(&history(&away.clone().collect::<Vec<_>>(), &[]), log);
            assert!(
                shown.plot.y[1] < 4000.0,
                "the axis ends at {}",
                shown.plot.y[1]
            );
            assert!(text.contains('∞'));
            let rows = reached(&text, TRAIN);
            assert!(rows.len() > 3, "the way there: {rows:?}");
            assert!(
                shown.alt.en.ends_with("From step 41 on it is no number."),
                "{}",
                shown.alt.en
            );
        }
    }

    #[test]
    fn what_was_learnt_stays_when_a_loss_runs_away_at_last() {
        let mut losses: Vec<f32> = (0..1000)
            .map(|step| 0.5 + 1.0 / (1.0 + step as f32))
            .collect();
        losses.extend((0..60).map(|step| 0.5 * 3_f32.powi(step)));
        losses.push(f32::NAN);
        let (_, shown) = drawn(&history(&losses, &[]), false);
        assert!(
            shown.plot.y[1] < 10.0,
            "the axis ends at {}",
            shown.plot.y[1]
        );
        assert!(!shown.alt.en.contains("00000"), "{}", shown.alt.en);
    }

    #[test]
    fn a_validation_loss_that_rises_stays_in_the_picture() {
        let losses: Vec<f32> = (0..3000)
            .map(|step| 1.0 / (1.0 + step as f32 / 20.0))
            .collect();
        let measured: Vec<(u64, f32)> = (0..30)
            .map(|time| (100 * time, 1.0 + 0.1 * time as f32))
            .collect();
        let (_, shown) = drawn(&history(&losses, &measured), false);
        assert!(
            shown.plot.y[1] > 3.9,
            "the axis ends at {}",
            shown.plot.y[1]
        );
        assert!(
            shown.alt.en.contains("rises from 1 to 3.9"),
            "{}",
            shown.alt.en
        );
    }

    #[test]
    fn nothing_and_nan_draw_an_empty_chart() {
        let nan = f32::NAN;
        for (losses, measured) in [(vec![], vec![]), (vec![nan], vec![(1, nan)])] {
            let history = history(&losses, &measured);
            for log in [false, true] {
                let (_, shown) = drawn(&history, log);
                assert!(shown.plot.y[1] > shown.plot.y[0]);
            }
        }
    }
}
