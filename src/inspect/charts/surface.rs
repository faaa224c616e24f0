//! The plane of a two-input experiment: which class (or value) the network gives each point, how sure it is, and the
//! samples.

use std::sync::Arc;

use plotters::coord::Shift;
use plotters::prelude::*;

use super::{ChartRecord, Drawn, Theme, percent};
use crate::optim::outputs::Outputs;
use crate::protocol::{ChartRequest, Plot};
use crate::samples::{Samples, Task};
use crate::say;
use crate::text::Text;

pub static SURFACE: ChartRecord = ChartRecord {
    id: "surface",
    title: Text::new("Decision surface", "决策面"),
    about: Text::new(
        "The class that the network gives each point of the plane, the stronger the colour the surer; or the value, orange negative and blue positive. Filled dots are trained on, hollow ones held out.",
        "网络对平面上每一点的预测：类别（颜色越深，概率越大）或数值（橙色为负，蓝色为正）。实心点用于训练，空心点为留出样本。",
    ),
    fits: |subject| match subject.task {
        Task::Classify => subject.input == [2],
        Task::Regress => subject.input == [2] && subject.outputs == 1,
        Task::Tokens | Task::Reconstruct => false,
    },
};

/// Points along each side of the grid that is evaluated.
pub const GRID: usize = 50;

/// The plane is shown from −EXTENT to EXTENT in both directions.
pub const EXTENT: f32 = 1.25;

/// Colours of the classes: orange is negative (class 0), blue positive (class 1), then Okabe and Ito's (2008), which
/// people with any colour vision can tell apart.
const CLASSES: [RGBColor; 6] = [
    RGBColor(230, 126, 34),
    RGBColor(31, 119, 200),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(160, 120, 0),
    RGBColor(110, 90, 200),
];

/// What is shown.
pub struct Surface {
    /// What the network gives the grid's points, row by row from the top left.
    pub outputs: Vec<f32>,
    /// Names of the classes; none where it gives a value.
    pub classes: Vec<Text>,
    /// What the loss takes outputs for.
    pub kind: Outputs,
    /// Samples that are trained on, and some that are not.
    pub train: Arc<Samples>,
    pub held_out: Arc<Samples>,
}

/// The grid's points as rows of inputs.
pub fn grid() -> Vec<f32> {
    let at = |index: usize| ((index as f32 + 0.5) / GRID as f32 * 2.0 - 1.0) * EXTENT;
    let point = |index: usize| [at(index % GRID), -at(index / GRID)];
    (0..GRID * GRID).flat_map(point).collect()
}

/// Draws the plane; the plotting area and a sentence come back.
pub fn draw<DB: DrawingBackend>(
    root: &DrawingArea<DB, Shift>,
    request: &ChartRequest,
    theme: Theme,
    surface: &Surface,
) -> Result<Drawn, String> {
    let (width, height) = root.dim_in_pixel();
    let side = width.min(height) as i32;
    let (left, top) = ((width as i32 - side) / 2, (height as i32 - side) / 2);
    let edge = |index: usize| (index as f64 / GRID as f64 * f64::from(side)).round() as i32;
    let values = surface.classes.is_empty();
    let mut won = vec![0; surface.classes.len().max(2)];
    let shade = |class: usize, sure: f32| {
        // Sixteen strengths of colour from 0.08 to 0.6.
        let strength = (sure.clamp(0.0, 1.0) * 15.0).round() / 15.0;
        let color = CLASSES[class % CLASSES.len()];
        blend(theme.background, color, 0.08 + 0.52 * strength)
    };
    let points = surface
        .outputs
        .chunks_exact(surface.outputs.len() / (GRID * GRID));
    let colors: Vec<RGBColor> = points
        .map(|outputs| {
            // What is no number has no colour.
            if outputs.iter().any(|output| !output.is_finite()) {
                return theme.background;
            }
            if values {
                let class = usize::from(outputs[0] > 0.0);
                won[class] += 1;
                return shade(class, outputs[0].abs());
            }
            let class = surface.kind.predicted_class(outputs);
            won[class] += 1;
            // From 1/classes (no idea) to 1 (sure).
            let even = 1.0 / surface.classes.len() as f32;
            let sure = surface.kind.probabilities(outputs)[class];
            shade(class, (sure - even) / (1.0 - even))
        })
        .collect();
    for (row, colors) in colors.chunks(GRID).enumerate() {
        // Neighbours of one colour are one rectangle: a canvas is asked some hundred times, not 2,500.
        let mut column = 0;
        for run in colors.chunk_by(|one, next| one == next) {
            let from = (left + edge(column), top + edge(row));
            column += run.len();
            let to = (left + edge(column), top + edge(row + 1));
            root.draw(&Rectangle::new([from, to], run[0].filled()))
                .map_err(|error| error.to_string())?;
        }
    }
    let size = (3.0 * request.scale).round().max(2.0) as i32;
    for (samples, filled) in [(&surface.held_out, false), (&surface.train, true)] {
        for (point, target) in samples_in_plane(samples) {
            let at = |value: f32| {
                (f64::from((value / EXTENT + 1.0) / 2.0) * f64::from(side)).round() as i32
            };
            let (x, y) = (left + at(point[0]), top + at(-point[1]));
            let inside = x >= left && x < left + side && y >= top && y < top + side;
            if inside {
                let class = if values {
                    usize::from(target > 0.0)
                } else {
                    target as usize
                };
                dot(root, (x, y), size, class, filled, theme).map_err(|error| error.to_string())?;
            }
        }
    }
    let scale = request.scale as f32;
    let css = |pixel: i32| pixel as f32 / scale;
    let extent = f64::from(EXTENT);
    Ok(Drawn {
        plot: Plot {
            area: [css(left), css(top), css(left + side), css(top + side)],
            x: [-extent, extent],
            y: [-extent, extent],
            log: false,
        },
        alt: describe(&surface.classes, &won),
    })
}

fn samples_in_plane(samples: &Samples) -> impl Iterator<Item = ([f32; 2], f32)> {
    (0..samples.len()).map(|index| {
        let (mut point, mut class) = (Vec::new(), Vec::new());
        samples.gather(index, &mut point, &mut class);
        ([point[0], point[1]], class[0])
    })
}

/// A sample. Beside its colour each class has a shape of its own, for whoever cannot tell the colours apart.
fn dot<DB: DrawingBackend>(
    root: &DrawingArea<DB, Shift>,
    (x, y): (i32, i32),
    size: i32,
    class: usize,
    filled: bool,
    theme: Theme,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let color = CLASSES[class % CLASSES.len()];
    let (inside, edge) = if filled {
        (color, theme.background)
    } else {
        (theme.background, color)
    };
    let (near, far) = (size - 1, size + 1);
    // Corners around the middle; none: a disc.
    let corners: &[(i32, i32)] = match class % CLASSES.len() {
        0 => &[],
        1 => &[(-near, -near), (size, -near), (size, size), (-near, size)],
        2 => &[(0, -far), (far, size), (-far, size)],
        3 => &[(0, -far), (far, 0), (0, far), (-far, 0)],
        4 => &[(0, far), (far, -size), (-far, -size)],
        _ => &[(-far, -near), (far, -near), (far, near), (-far, near)],
    };
    if corners.is_empty() {
        root.draw(&Circle::new((x, y), size, inside.filled()))?;
        return root.draw(&Circle::new((x, y), size, edge));
    }
    let mut corners: Vec<(i32, i32)> = corners.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
    root.draw(&Polygon::new(corners.clone(), inside))?;
    corners.extend(corners.first().copied());
    root.draw(&PathElement::new(corners, edge))
}

fn blend(from: RGBColor, to: RGBColor, share: f32) -> RGBColor {
    let mix = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share).round() as u8;
    RGBColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

/// Which share of the plane each class has, or the values of each sign.
fn describe(classes: &[Text], won: &[usize]) -> Text {
    let signs = [
        Text::new("negative values", "负值"),
        Text::new("positive values", "正值"),
    ];
    let names = if classes.is_empty() { &signs } else { classes };
    let all = (GRID * GRID) as f64;
    let shares = |pick: fn(&Text) -> &str| {
        let share =
            |(name, won): (&Text, &usize)| format!("{} {}", pick(name), percent(*won as f64 / all));
        names.iter().zip(won).map(share).collect::<Vec<_>>()
    };
    let en = shares(|name| &name.en).join(", ");
    let zh = shares(|name| &name.zh).join("，");
    let lost = all - won.iter().sum::<usize>() as f64;
    if lost > 0.0 {
        let lost = percent(lost / all);
        return say!(
            "Shares of the plane: {en}; on {lost} of it the network gives no number.",
            "各部分占平面的比例：{zh}；其中 {lost} 处网络的输出不是数（NaN）。"
        );
    }
    say!("Shares of the plane: {en}.", "各部分占平面的比例：{zh}。")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::charts::{Picture, svg};

    #[test]
    fn the_plane_shows_what_the_network_says() {
        // A network that gives the right half to class 1.
        let outputs = grid()
            .chunks(2)
            .flat_map(|point| [-point[0] * 9.0, point[0] * 9.0])
            .collect();
        let samples = |x: f32, class: f32| Samples::floats(vec![x, 0.0], 2, vec![class], 1);
        let surface = Surface {
            outputs,
            classes: vec![Text::new("left", "左"), Text::new("right", "右")],
            kind: Outputs::Softmax,
            train: samples(-0.5, 0.0).into(),
            held_out: samples(0.5, 1.0).into(),
        };
        let request = ChartRequest {
            chart: "surface".into(),
            width: 200,
            height: 100,
            scale: 1.0,
            dark: false,
            log: false,
            lang: "en".into(),
        };
        let (text, drawn) = svg(&request, &Picture::Surface(&surface)).expect("SVG cannot fail");
        assert_eq!(
            drawn.alt.en,
            "Shares of the plane: left 50.0%, right 50.0%."
        );
        assert_eq!(drawn.plot.area, [50.0, 0.0, 150.0, 100.0]);
        assert!(
            text.matches("<circle").count() == 2,
            "one sample of class 0, with its edge"
        );

        // A network full of NaN has no side.
        let surface = Surface {
            outputs: vec![f32::NAN; 2 * GRID * GRID],
            ..surface
        };
        let (_, drawn) = svg(&request, &Picture::Surface(&surface)).expect("SVG cannot fail");
        assert_eq!(
            drawn.alt.en,
            "Shares of the plane: left 0.0%, right 0.0%; on 100.0% of it the network gives no number."
        );
    }
}
