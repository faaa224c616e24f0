//! Specks: dots that lie so far from everything else that nobody meant them, such as a click in a corner, dust on a
//! scan. Kept, they would make what was written small and push it aside. A dot that is near, as on an i, stays; so
//! does every dot where there is nothing but dots.

use super::bitmap::Bitmap;

/// What is at most so large as this share of the largest part is a dot.
const SMALL: f64 = 0.12;

/// A dot is meant within this share of the writing's size beside it, and within that above or below it.
const BESIDE: f64 = 1.0 / 6.0;
const ABOVE: f64 = 0.5;

/// What is at most so large as this share of a picture's largest part is dust, wherever it lies.
const DUST: f64 = 0.03;

/// A pixel with less ink connects nothing.
const PAPER: f32 = 0.25;

/// An upright rectangle from its least to its largest coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    from: [f64; 2],
    to: [f64; 2],
}

impl Bounds {
    pub fn around<'a>(points: impl IntoIterator<Item = &'a [f64; 2]>) -> Self {
        let nothing = Self {
            from: [f64::INFINITY; 2],
            to: [f64::NEG_INFINITY; 2],
        };
        points.into_iter().fold(nothing, |bounds, &point| {
            bounds.with(Self {
                from: point,
                to: point,
            })
        })
    }

    pub fn extent(&self) -> [f64; 2] {
        [0, 1].map(|axis| self.to[axis] - self.from[axis])
    }

    pub fn middle(&self) -> [f64; 2] {
        [0, 1].map(|axis| (self.from[axis] + self.to[axis]) / 2.0)
    }

    fn size(&self) -> f64 {
        let [width, height] = self.extent();
        width.max(height)
    }

    /// What holds both.
    pub fn with(self, other: Self) -> Self {
        Self {
            from: [0, 1].map(|axis| self.from[axis].min(other.from[axis])),
            to: [0, 1].map(|axis| self.to[axis].max(other.to[axis])),
        }
    }

    /// The distance between two across and down; 0 where they overlap.
    pub fn gap(&self, other: &Self) -> [f64; 2] {
        [0, 1].map(|axis| {
            let apart = (other.from[axis] - self.to[axis]).max(self.from[axis] - other.to[axis]);
            apart.max(0.0)
        })
    }
}

/// Of each part whether it is a dot far from the others. What is smaller than `dot` is one whatever the others are.
pub fn far_dots(parts: &[Bounds], dot: f64) -> Vec<bool> {
    let limit = (SMALL * largest(parts)).max(dot);
    let written = parts.iter().filter(|part| part.size() > limit);
    let Some(writing) = written.copied().reduce(Bounds::with) else {
        return vec![false; parts.len()];
    };
    let far = |part: &Bounds| {
        let [across, down] = writing.gap(part).map(|gap| gap / writing.size());
        part.size() <= limit && (across > BESIDE || down > ABOVE)
    };
    parts.iter().map(far).collect()
}

fn largest(parts: &[Bounds]) -> f64 {
    parts.iter().map(Bounds::size).fold(0.0, f64::max)
}

/// A picture's ink without specks.
pub fn without(ink: &Bitmap) -> Bitmap {
    let mut part = vec![usize::MAX; ink.ink.len()];
    let mut parts = Vec::new();
    for start in 0..part.len() {
        if part[start] == usize::MAX && ink.ink[start] > PAPER {
            parts.push(flood(ink, &mut part, start, parts.len()));
        }
    }
    let dust = DUST * largest(&parts);
    let far = far_dots(&parts, 0.0);
    let mut without = ink.clone();
    for (ink, &part) in without.ink.iter_mut().zip(&part) {
        if part < parts.len() && (far[part] || parts[part].size() <= dust) {
            *ink = 0.0;
        }
    }
    without
}

/// Marks the pixels that are connected with one, also across corners, and gives their bounds.
fn flood(ink: &Bitmap, part: &mut [usize], start: usize, mark: usize) -> Bounds {
    let mut waiting = vec![start];
    part[start] = mark;
    let mut points = Vec::new();
    while let Some(at) = waiting.pop() {
        let (x, y) = (at % ink.width, at / ink.width);
        points.push([x as f64, y as f64]);
        points.push([x as f64 + 1.0, y as f64 + 1.0]);
        for y in y.saturating_sub(1)..(y + 2).min(ink.height) {
            for x in x.saturating_sub(1)..(x + 2).min(ink.width) {
                let at = y * ink.width + x;
                if part[at] == usize::MAX && ink.ink[at] > PAPER {
                    part[at] = mark;
                    waiting.push(at);
                }
            }
        }
    }
    Bounds::around(&points)
}
