//! Loss and accuracy over the steps: training as a line, validation as another, dashed.

use plotters::coord::Shift;
use plotters::coord::ranged1d::ValueFormatter;
use plotters::prelude::*;

use super::{ChartRecord, Drawn, Theme, nothing_yet, tick};
use crate::data::Task;
use crate::history::History;
use crate::protocol::{ChartRequest, Plot};
use crate::say;
use crate::text::Text;

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

/// Draws the curves; the plotting area and a sentence come back.
pub fn draw<DB: DrawingBackend>(
    root: &DrawingArea<DB, Shift>,
    request: &ChartRequest,
    theme: Theme,
    history: &History,
    accuracy: bool,
) -> Result<Drawn, String> {
    let finite = |(_, value): &(f64, f64)| value.is_finite();
    let trained = (history.buckets().iter())
        .map(|bucket| (bucket.step as f64, f64::from(bucket.mean)))
        .filter(finite);
    let measured = history.measured().iter().map(|measured| {
        let value = if accuracy {
            measured.accuracy
        } else {
            measured.loss
        };
        (measured.step as f64, f64::from(value))
    });
    let validation: Vec<(f64, f64)> = measured.filter(finite).collect();
    let train: Vec<(f64, f64)> = if accuracy {
        Vec::new()
    } else {
        trained.collect()
    };
    let log = request.log && !accuracy;
    let steps = (history.last_step() as f64).max(1.0);
    let y = if accuracy {
        [0.0, 1.0]
    } else {
        range(
            train.iter().chain(&validation).map(|&(_, value)| value),
            log,
        )
    };
    let lines = [
        (train, theme.train, false),
        (validation, theme.validation, true),
    ];
    let area = if log {
        plot(
            root,
            request,
            theme,
            [0.0, steps],
            (y[0]..y[1]).log_scale(),
            &lines,
        )?
    } else {
        plot(root, request, theme, [0.0, steps], y[0]..y[1], &lines)?
    };
    Ok(Drawn {
        plot: Plot {
            area,
            x: [0.0, steps],
            y,
            log,
        },
        alt: describe(history, accuracy),
    })
}

/// From and to of the vertical axis. A spike at the start must not flatten the rest: the top is the largest value
/// after the first fiftieth of the points.
fn range(values: impl Iterator<Item = f64>, log: bool) -> [f64; 2] {
    let values: Vec<f64> = values.filter(|value| !log || *value > 0.0).collect();
    let top = values.iter().copied().fold(0.0, f64::max);
    if values.is_empty() || top <= 0.0 {
        return if log { [0.01, 1.0] } else { [0.0, 1.0] };
    }
    if log {
        let bottom = values
            .iter()
            .copied()
            .fold(f64::INFINITY, f64::min)
            .max(1e-12);
        let decade = |value: f64, round: fn(f64) -> f64| 10f64.powf(round(value.log10()));
        let (from, to) = (decade(bottom, f64::floor), decade(top, f64::ceil));
        return [from, if to > from { to } else { from * 10.0 }];
    }
    [0.0, top * 1.05]
}

type Line = (Vec<(f64, f64)>, RGBColor, bool);

fn plot<DB, Y>(
    root: &DrawingArea<DB, Shift>,
    request: &ChartRequest,
    theme: Theme,
    x: [f64; 2],
    y: Y,
    lines: &[Line],
) -> Result<[f32; 4], String>
where
    DB: DrawingBackend,
    Y: plotters::coord::ranged1d::AsRangedCoord<Value = f64>,
    Y::CoordDescType: ValueFormatter<f64>,
{
    let scale = request.scale;
    let pixels = |length: f64| (length * scale).round() as u32;
    let font = ("sans-serif", 12.0 * scale).into_font().color(&theme.text);
    let mut chart = ChartBuilder::on(root)
        .margin_top(pixels(10.0))
        .margin_right(pixels(16.0))
        .x_label_area_size(pixels(26.0))
        .y_label_area_size(pixels(48.0))
        .build_cartesian_2d(x[0]..x[1], y)
        .map_err(|error| error.to_string())?;
    chart
        .configure_mesh()
        .x_labels((request.width / 90).clamp(2, 10) as usize)
        .y_labels((request.height / 45).clamp(2, 8) as usize)
        .max_light_lines(0)
        .bold_line_style(theme.grid.stroke_width(pixels(1.0)))
        .axis_style(theme.grid.stroke_width(pixels(1.0)))
        .label_style(font)
        .x_label_formatter(&|value| tick(*value))
        .y_label_formatter(&|value| tick(*value))
        .draw()
        .map_err(|error| error.to_string())?;
    for (line, color, dashed) in lines {
        let style = color.stroke_width(pixels(2.0));
        let line = line.iter().copied();
        if *dashed {
            let series = DashedLineSeries::new(line, pixels(6.0), pixels(3.0), style);
            chart
                .draw_series(series)
                .map_err(|error| error.to_string())?;
        } else {
            let series = LineSeries::new(line, style);
            chart
                .draw_series(series)
                .map_err(|error| error.to_string())?;
        }
    }
    let (x, y) = chart.plotting_area().get_pixel_range();
    let css = |pixel: i32| (f64::from(pixel) / scale) as f32;
    Ok([css(x.start), css(y.start), css(x.end), css(y.end)])
}

fn describe(history: &History, accuracy: bool) -> Text {
    let step = history.last_step();
    if history.buckets().is_empty() && history.measured().is_empty() {
        return nothing_yet();
    }
    let measured = history.measured().last();
    if accuracy {
        let percent = measured.map_or("–".to_owned(), |measured| {
            format!("{:.1}", measured.accuracy * 100.0)
        });
        return say!(
            "Accuracy on held-out samples after {step} steps: {percent}%.",
            "{step} 步之后，留出样本的准确率：{percent}%。"
        );
    }
    let short = |value: Option<f32>| value.map_or("–".to_owned(), |value| format!("{value:.4}"));
    let train = short(history.buckets().last().map(|bucket| bucket.mean));
    let validation = short(measured.map(|measured| measured.loss));
    say!(
        "Loss after {step} steps: {train} in training, {validation} in validation.",
        "{step} 步之后的损失：训练 {train}，验证 {validation}。"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::{Picture, svg};

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

    fn history() -> History {
        let mut history = History::default();
        for step in 1..=50u16 {
            let value = 2.0 / f32::from(step);
            history.push_losses(step.into(), &[value]);
            history.push_score(step.into(), value * 1.2, Some(1.0 - value / 4.0));
        }
        history
    }

    #[test]
    fn both_lines_are_drawn_and_described() {
        let history = history();
        let picture = Picture::Curves {
            history: &history,
            accuracy: false,
        };
        let (text, drawn) = svg(&request(false), &picture).expect("SVG cannot fail");
        assert!(text.contains("<polyline"), "the training line");
        assert!(
            text.contains("#0969DA") && text.contains("#BC4C00"),
            "both colours"
        );
        assert_eq!(
            drawn.alt.en,
            "Loss after 50 steps: 0.0400 in training, 0.0480 in validation."
        );
        assert_eq!(drawn.plot.x, [0.0, 50.0]);
        assert!((drawn.plot.y[1] - 2.4 * 1.05).abs() < 1e-6);
    }

    #[test]
    fn a_logarithmic_axis_covers_whole_decades() {
        let history = history();
        let picture = Picture::Curves {
            history: &history,
            accuracy: false,
        };
        let (_, drawn) = svg(&request(true), &picture).expect("SVG cannot fail");
        assert!(drawn.plot.log);
        assert_eq!(drawn.plot.y, [0.01, 10.0]);
    }

    #[test]
    fn nothing_and_nan_draw_an_empty_chart() {
        let mut history = History::default();
        for _ in 0..2 {
            let picture = Picture::Curves {
                history: &history,
                accuracy: false,
            };
            for log in [false, true] {
                assert!(svg(&request(log), &picture).is_ok());
            }
            history.push_losses(3, &[f32::NAN]);
            history.push_score(3, f32::NAN, None);
        }
    }
}
