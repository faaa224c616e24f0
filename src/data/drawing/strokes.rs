//! Strokes of a pen, drawn at any size with a pen of any thickness.

use super::bitmap::{Bitmap, scales};
use super::specks::{Bounds, far_dots};

/// Strokes that come so near to each other belong together, as a share of the pad: dots that the keyboard sets side by
/// side are a line.
const REACH: f64 = 0.055;

/// Strokes shorter than this share of the pad are dots, however small everything else is.
const DOT: f64 = 0.02;

type Point = [f64; 2];

/// Lines through points, as shares of the pad's side; at least one point.
pub struct Strokes(Vec<Vec<Point>>);

impl Strokes {
    /// From lists of x and y in turn. Points that are no numbers are left out, and dots that lie far from everything
    /// else; none where nothing remains.
    pub fn new(lists: &[Vec<f32>]) -> Option<Self> {
        let lines: Vec<Vec<Point>> = lists
            .iter()
            .map(|list| {
                let points = list
                    .chunks_exact(2)
                    .filter(|point| point.iter().all(|x| x.is_finite()));
                points
                    .map(|point| [f64::from(point[0]), f64::from(point[1])])
                    .collect()
            })
            .filter(|line: &Vec<Point>| !line.is_empty())
            .collect();
        let bounds: Vec<Bounds> = lines.iter().map(Bounds::around).collect();
        let specks = far_dots(&joined(&bounds), DOT);
        let kept = lines.into_iter().zip(specks).filter(|(_, speck)| !speck);
        let lines: Vec<_> = kept.map(|(line, _)| line).collect();
        (!lines.is_empty()).then_some(Self(lines))
    }

    /// Scaled to fill a box of pixels and drawn with a round pen of a radius in pixels, one direction stretched at
    /// most so much more than the other. The bitmap is as large as the ink.
    pub fn drawn(&self, size: [usize; 2], stretch: f64, radius: f64) -> Bitmap {
        let bounds = Bounds::around(self.0.iter().flatten());
        let room = size.map(|side| side as f64 - 2.0 * radius);
        // A dot has no size: no factor makes it larger than its pen.
        let scale = scales(bounds.extent(), room, stretch).map(|scale| scale.min(1e6));
        let [width, height] = [0, 1].map(|axis| {
            let length = bounds.extent()[axis] * scale[axis] + 2.0 * radius;
            (length.round() as usize).clamp(1, size[axis])
        });
        let middle = [width as f64 / 2.0, height as f64 / 2.0];
        let on_paper = |point: &Point| {
            [0, 1].map(|axis| (point[axis] - bounds.middle()[axis]) * scale[axis] + middle[axis])
        };
        let mut bitmap = Bitmap::blank(width, height);
        for line in &self.0 {
            let points: Vec<Point> = line.iter().map(on_paper).collect();
            draw(&mut bitmap, points[0], points[0], radius);
            for pair in points.windows(2) {
                draw(&mut bitmap, pair[0], pair[1], radius);
            }
        }
        bitmap
    }
}

/// Inks what a round pen covers on its way from one point to another.
fn draw(bitmap: &mut Bitmap, from: Point, to: Point, radius: f64) {
    let way = [to[0] - from[0], to[1] - from[1]];
    let square = way[0] * way[0] + way[1] * way[1];
    let touched = |axis: usize, side: usize| {
        let first = from[axis].min(to[axis]) - radius - 1.0;
        let last = from[axis].max(to[axis]) + radius + 1.0;
        (first.max(0.0) as usize).min(side)..(last.max(0.0) as usize + 1).min(side)
    };
    for y in touched(1, bitmap.height) {
        for x in touched(0, bitmap.width) {
            let point = [x as f64 + 0.5 - from[0], y as f64 + 0.5 - from[1]];
            let along = if square > 0.0 {
                ((point[0] * way[0] + point[1] * way[1]) / square).clamp(0.0, 1.0)
            } else {
                0.0
            };
            let away = [point[0] - along * way[0], point[1] - along * way[1]];
            let distance = (away[0] * away[0] + away[1] * away[1]).sqrt();
            let ink = &mut bitmap.ink[y * bitmap.width + x];
            // A pixel on the rim is covered by half.
            *ink = ink.max((radius + 0.5 - distance).clamp(0.0, 1.0) as f32);
        }
    }
}

/// Of each stroke the bounds of all that it is connected with.
fn joined(strokes: &[Bounds]) -> Vec<Bounds> {
    let mut group: Vec<usize> = (0..strokes.len()).collect();
    for one in 0..strokes.len() {
        for other in 0..one {
            let [across, down] = strokes[one].gap(&strokes[other]);
            if across.max(down) <= REACH && group[one] != group[other] {
                let (stays, goes) = (group[one], group[other]);
                for group in group.iter_mut().filter(|group| **group == goes) {
                    *group = stays;
                }
            }
        }
    }
    let mut bounds = strokes.to_vec();
    for (one, stroke) in strokes.iter().enumerate() {
        bounds[group[one]] = bounds[group[one]].with(*stroke);
    }
    group.iter().map(|&group| bounds[group]).collect()
}
