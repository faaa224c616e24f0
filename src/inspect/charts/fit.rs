//! A function of one input: the samples, and what the network makes of every input between them.

use std::sync::Arc;

use plotters::coord::Shift;
use plotters::prelude::*;

use super::scale::Scale;
use super::{ChartRecord, Drawn, Theme, short, tick};
use crate::protocol::{ChartRequest, Plot};
use crate::samples::{Samples, Task};
use crate::say;
use crate::text::Text;

pub static FIT: ChartRecord = ChartRecord {
    id: "fit",
    title: Text::new("Fit", "拟合"),
    about: Text::new(
        "The line is what the network gives each input. Filled dots are trained on, hollow ones held out.",
        "曲线是网络对每个输入的预测值。实心点用于训练，空心点为留出样本。",
    ),
    fits: |subject| subject.input == [1] && subject.task == Task::Regress && subject.outputs == 1,
};

/// Inputs that are evaluated.
const POINTS: usize = 200;

/// What is shown.
pub struct Fit {
    /// What the network gives the inputs of [`inputs`].
    pub outputs: Vec<f32>,
    /// Samples that are trained on, and some that are not.
    pub train: Arc<Samples>,
    pub held_out: Arc<Samples>,
}

/// Inputs evenly over the range of the samples.
pub fn inputs(train: &Samples) -> Vec<f32> {
    let (from, to) = range(pairs(train).map(|(x, _)| x));
    (0..POINTS)
        .map(|index| from + (to - from) * index as f32 / (POINTS - 1) as f32)
        .collect()
}

/// Draws the function; the plotting area and a sentence come back.
pub fn draw<DB: DrawingBackend>(
    root: &DrawingArea<DB, Shift>,
    request: &ChartRequest,
    theme: Theme,
    fit: &Fit,
) -> Result<Drawn, String> {
    let told = |error: DrawingAreaErrorKind<DB::ErrorType>| error.to_string();
    let xs = inputs(&fit.train);
    let (left, right) = (f64::from(xs[0]), f64::from(xs[POINTS - 1]));
    // The samples decide the scale: a network that has run away leaves the picture.
    let (low, high) = range(pairs(&fit.train).map(|(_, y)| y));
    let margin = f64::from((high - low).max(1e-3)) * 0.1;
    let (low, high) = (f64::from(low) - margin, f64::from(high) + margin);
    let scale = request.scale;
    let size = |pixels: f64| (pixels * scale).round() as i32;
    let mut chart = ChartBuilder::on(root)
        .margin(size(8.0))
        .x_label_area_size(size(24.0))
        .y_label_area_size(size(44.0))
        .build_cartesian_2d(left..right, low..high)
        .map_err(told)?;
    chart
        .configure_mesh()
        .x_labels(5)
        .y_labels(5)
        .x_label_formatter(&|value| tick(*value))
        .y_label_formatter(&|value| tick(*value))
        .label_style(("sans-serif", 12.0 * scale).into_font().color(&theme.text))
        .axis_style(theme.grid)
        .bold_line_style(theme.grid)
        .light_line_style(TRANSPARENT)
        .draw()
        .map_err(told)?;
    for (samples, filled) in [(&fit.held_out, false), (&fit.train, true)] {
        let dots = pairs(samples).map(|(x, y)| {
            let style: ShapeStyle = if filled {
                theme.train.filled()
            } else {
                theme.train.stroke_width(size(1.0).max(1) as u32)
            };
            Circle::new((f64::from(x), f64::from(y)), size(3.0), style)
        });
        chart.draw_series(dots).map_err(told)?;
    }
    let axis = Scale {
        from: low,
        to: high,
        log: false,
    };
    let line: Vec<(f64, f64)> = (xs.iter().zip(&fit.outputs))
        .map(|(x, y)| (f64::from(*x), f64::from(*y)))
        .collect();
    let style = theme.validation.stroke_width(size(2.0).max(1) as u32);
    // Between numbers only; what leaves the picture ends at its edge.
    for part in line.chunk_by(|one, next| one.1.is_finite() && next.1.is_finite()) {
        for piece in axis.inside(part) {
            let series = LineSeries::new(piece, style);
            chart.draw_series(series).map_err(told)?;
        }
    }
    let (columns, rows) = chart.plotting_area().get_pixel_range();
    let css = |pixel: i32| pixel as f32 / scale as f32;
    Ok(Drawn {
        plot: Plot {
            area: [
                css(columns.start),
                css(rows.start),
                css(columns.end),
                css(rows.end),
            ],
            x: [left, right],
            y: [low, high],
            log: false,
        },
        alt: describe(&line, axis),
    })
}

/// Where the line begins, turns most, and ends.
fn describe(line: &[(f64, f64)], axis: Scale) -> Text {
    let numbers = line.iter().filter(|point| point.1.is_finite());
    let (Some(first), Some(last)) = (numbers.clone().next(), numbers.clone().next_back()) else {
        return say!(
            "The network gives no number anywhere.",
            "网络的输出全部不是数（NaN）。"
        );
    };
    let most = |better: fn(f64, f64) -> bool| {
        let pick = |one: (f64, f64), other: &(f64, f64)| {
            if better(other.1, one.1) { *other } else { one }
        };
        numbers.clone().fold(*first, pick)
    };
    let (lowest, highest) = (
        most(|one, other| one < other),
        most(|one, other| one > other),
    );
    let [x0, y0, x1, y1] = [first.0, first.1, last.0, last.1].map(short);
    let [low_x, low, high_x, high] = [lowest.0, lowest.1, highest.0, highest.1].map(short);
    let leaves = lowest.1 < axis.from || highest.1 > axis.to;
    let (en, zh) = if leaves {
        (" It leaves the picture.", "曲线超出了图的范围。")
    } else {
        ("", "")
    };
    say!(
        "The network gives {y0} at {x0} and {y1} at {x1}; at lowest {low} at {low_x}, at highest {high} at {high_x}.{en}",
        "网络在 {x0} 处的预测为 {y0}，在 {x1} 处为 {y1}；最低 {low}（在 {low_x} 处），最高 {high}（在 {high_x} 处）。{zh}"
    )
}

fn pairs(samples: &Samples) -> impl Iterator<Item = (f32, f32)> {
    (0..samples.len()).map(|index| {
        let (mut input, mut target) = (Vec::new(), Vec::new());
        samples.gather(index, &mut input, &mut target);
        (input[0], target[0])
    })
}

fn range(values: impl Iterator<Item = f32>) -> (f32, f32) {
    values.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::charts::{Picture, svg};

    #[test]
    fn samples_and_line_are_drawn_and_a_network_that_ran_away_stays_inside() {
        let train: Arc<Samples> = Samples::floats(vec![-1.0, 1.0], 1, vec![0.0, 2.0], 1).into();
        let mut outputs = inputs(&train);
        outputs[3] = 1e30;
        outputs[4] = f32::NAN;
        let fit = Fit {
            outputs,
            held_out: train.clone(),
            train,
        };
        let request = ChartRequest {
            chart: "fit".into(),
            width: 300,
            height: 200,
            scale: 1.0,
            dark: false,
            log: false,
            lang: "en".into(),
        };
        let (text, drawn) = svg(&request, &Picture::Fit(&fit)).expect("SVG cannot fail");
        assert_eq!(text.matches("<circle").count(), 4);
        assert_eq!(drawn.plot.x, [-1.0, 1.0]);
        assert_eq!(
            drawn.alt.en,
            "The network gives -1 at -1 and 1 at 1; at lowest -1 at -1, at highest 1.0e30 at -0.97. It leaves the picture."
        );
        let lines: Vec<&str> = (text.lines())
            .filter(|line| line.contains("<polyline") && line.contains("#BC4C00"))
            .collect();
        assert_eq!(lines.len(), 2, "it ends at the edge: {lines:?}");
    }
}
