//! Ink on a grid of pixels: cropped, scaled, thickened, thinned and sheared.

/// Ink below this counts as paper where writing is cropped.
const PAPER: f32 = 0.25;

/// Rows above and below that do not decide how far writing leans: pens tremble where they begin and end.
const EDGE: usize = 2;

/// Ink of every pixel, 0 to 1, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Bitmap {
    pub width: usize,
    pub height: usize,
    pub ink: Vec<f32>,
}

impl Bitmap {
    /// Nothing but paper.
    pub fn blank(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            ink: vec![0.0; width * height],
        }
    }

    /// All the ink, in full pixels.
    pub fn total(&self) -> f32 {
        self.ink.iter().sum()
    }

    /// Left, top, right and bottom of the ink, the latter two exclusive; none where all is paper.
    pub fn bounds(&self) -> Option<[usize; 4]> {
        let inked = (0..self.ink.len()).filter(|&at| self.ink[at] > PAPER);
        inked.fold(None, |bounds, at| {
            let (x, y) = (at % self.width, at / self.width);
            let [left, top, right, bottom] = bounds.unwrap_or([x, y, x + 1, y + 1]);
            Some([left.min(x), top.min(y), right.max(x + 1), bottom.max(y + 1)])
        })
    }

    /// The middle of the ink, in pixels from the left and from the top.
    pub fn centre_of_mass(&self) -> [f32; 2] {
        let moment = |place: fn(usize, usize) -> usize| {
            let weighted =
                (0..self.ink.len()).map(|at| self.ink[at] * (place(at, self.width) as f32 + 0.5));
            weighted.sum::<f32>() / self.total()
        };
        [
            moment(|at, width| at % width),
            moment(|at, width| at / width),
        ]
    }

    /// The ink of a pixel, none beyond the edges. Coordinates are one too large, so that none is negative.
    fn at(&self, x: usize, y: usize) -> f32 {
        let inside = (1..=self.width).contains(&x) && (1..=self.height).contains(&y);
        if inside {
            self.ink[(y - 1) * self.width + x - 1]
        } else {
            0.0
        }
    }

    /// Mean thickness of the strokes in pixels: twice the ink over the length of its outline, which is the sum of all
    /// differences between neighbours (the total variation) and so well defined for grey.
    pub fn thickness(&self) -> f32 {
        let mut outline = 0.0;
        for y in 0..=self.height {
            for x in 0..=self.width {
                let (right, down) = (
                    self.at(x + 1, y) - self.at(x, y),
                    self.at(x, y + 1) - self.at(x, y),
                );
                outline += (right * right + down * down).sqrt();
            }
        }
        2.0 * self.total() / outline
    }

    /// A part of it with left, top, right and bottom, scaled to a width and a height; each pixel is the mean of what
    /// it covers.
    pub fn scaled(
        &self,
        [left, top, right, bottom]: [usize; 4],
        [width, height]: [usize; 2],
    ) -> Self {
        let columns = shares(left, right, width);
        let rows = shares(top, bottom, height);
        let mut scaled = Self::blank(width, height);
        for (row, ys) in rows.iter().enumerate() {
            for (column, xs) in columns.iter().enumerate() {
                let mean = ys.iter().map(|&(y, down)| {
                    let across = xs
                        .iter()
                        .map(|&(x, across)| across * self.ink[y * self.width + x]);
                    down * across.sum::<f32>()
                });
                scaled.ink[row * width + column] = mean.sum();
            }
        }
        scaled
    }

    /// The writing cropped and scaled to fill a box, one direction stretched at most so much more than the other; none
    /// where all is paper.
    pub fn fitted(&self, size: [usize; 2], stretch: f64) -> Option<Self> {
        let bounds = self.bounds()?;
        let (width, height) = (
            (bounds[2] - bounds[0]) as f64,
            (bounds[3] - bounds[1]) as f64,
        );
        let [across, down] = scales([width, height], [size[0] as f64, size[1] as f64], stretch);
        let pixels = |length: f64, most: usize| (length.round() as usize).clamp(1, most);
        let size = [
            pixels(width * across, size[0]),
            pixels(height * down, size[1]),
        ];
        Some(self.scaled(bounds, size))
    }

    /// The same on paper of another size, its own corner at a place there.
    pub fn placed(&self, [x, y]: [usize; 2], [width, height]: [usize; 2]) -> Self {
        let mut placed = Self::blank(width, height);
        for (row, ink) in self.ink.chunks_exact(self.width).enumerate() {
            let start = (y + row) * width + x;
            placed.ink[start..start + self.width].copy_from_slice(ink);
        }
        placed
    }

    /// Strokes a pixel thicker on each side; with corners towards all eight neighbours, else four.
    pub fn thickened(&self, corners: bool) -> Self {
        self.each_with_neighbours(corners, f32::max)
    }

    /// Strokes a pixel thinner on each side.
    pub fn thinned(&self, corners: bool) -> Self {
        self.each_with_neighbours(corners, f32::min)
    }

    fn each_with_neighbours(&self, corners: bool, choose: fn(f32, f32) -> f32) -> Self {
        let mut chosen = self.clone();
        for (index, ink) in chosen.ink.iter_mut().enumerate() {
            let (x, y) = (index % self.width + 1, index / self.width + 1);
            for (dx, dy) in (0..3).flat_map(|dy| (0..3).map(move |dx| (dx, dy))) {
                if corners || dx == 1 || dy == 1 {
                    *ink = choose(*ink, self.at(x + dx - 1, y + dy - 1));
                }
            }
        }
        chosen
    }

    /// Sheared so that the writing's left edge is at the same place near its top and near its bottom, as NIST's
    /// programs straighten characters; the row in the middle stays.
    pub fn upright(&self) -> Self {
        let row = |y: usize| &self.ink[y * self.width..(y + 1) * self.width];
        let edge = |y: usize| row(y).iter().position(|ink| *ink >= 0.5);
        let mut inked = (0..self.height).filter(|&y| edge(y).is_some());
        let (Some(first), Some(last)) = (inked.next(), inked.next_back()) else {
            return self.clone();
        };
        if last - first < 3 * EDGE {
            return self.clone();
        }
        let (top, bottom) = (first + EDGE, last - EDGE);
        let (Some(above), Some(below)) = (edge(top), edge(bottom)) else {
            return self.clone();
        };
        let lean = (above as f64 - below as f64) / (bottom - top) as f64;
        let mut upright = Self::blank(self.width, self.height);
        for y in 0..self.height {
            let right = ((y as f64 - self.height as f64 / 2.0) * lean).round() as isize;
            for (x, ink) in row(y).iter().enumerate() {
                let to = x.checked_add_signed(right).filter(|to| *to < self.width);
                if let Some(to) = to {
                    upright.ink[y * self.width + to] = *ink;
                }
            }
        }
        upright
    }
}

/// How much something is scaled across and down to fill a box, one direction at most so much more than the other.
/// What has no extent in a direction does not limit the other.
pub fn scales(extent: [f64; 2], size: [f64; 2], stretch: f64) -> [f64; 2] {
    let [across, down] = [0, 1].map(|axis| size[axis] / extent[axis].max(f64::MIN_POSITIVE));
    [across.min(down * stretch), down.min(across * stretch)]
}

/// For each of `count` pixels that share a stretch from `start` to `end` evenly: which old pixels it covers, and the
/// share of it that each fills.
fn shares(start: usize, end: usize, count: usize) -> Vec<Vec<(usize, f32)>> {
    let length = (end - start) as f64 / count as f64;
    let pixel = |index: usize| {
        let (from, to) = (index as f64 * length, (index + 1) as f64 * length);
        let last = (to.ceil() as usize).min(end - start);
        let covered = move |old: usize| to.min((old + 1) as f64) - from.max(old as f64);
        (from as usize..last)
            .map(|old| (start + old, (covered(old) / length) as f32))
            .filter(|(_, share)| *share > 0.0)
            .collect()
    };
    (0..count).map(pixel).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A filled rectangle on paper.
    fn rectangle(size: [usize; 2], [left, top, right, bottom]: [usize; 4]) -> Bitmap {
        let mut bitmap = Bitmap::blank(size[0], size[1]);
        for (y, x) in (top..bottom).flat_map(|y| (left..right).map(move |x| (y, x))) {
            bitmap.ink[y * size[0] + x] = 1.0;
        }
        bitmap
    }

    #[test]
    fn scaling_keeps_the_mean_and_fitting_the_proportions() {
        let bar = rectangle([100, 100], [30, 20, 50, 90]);
        assert_eq!(bar.bounds(), Some([30, 20, 50, 90]));
        let small = bar.scaled([0, 0, 100, 100], [7, 13]);
        assert!((small.total() / 91.0 - bar.total() / 10_000.0).abs() < 1e-5);
        let fitted = bar.fitted([20, 20], 1.0).expect("ink");
        assert_eq!(
            (fitted.width, fitted.height, fitted.total().round()),
            (6, 20, 120.0)
        );
        let wider = bar.fitted([20, 20], 1.5).expect("ink");
        assert_eq!((wider.width, wider.height), (9, 20));
        assert_eq!(Bitmap::blank(3, 3).fitted([20, 20], 1.0), None);
    }

    #[test]
    fn thickness_is_that_of_the_strokes_and_changes_by_two_pixels_a_step() {
        let bar = |width: usize| rectangle([60, 400], [20, 10, 20 + width, 390]);
        for width in [4, 8] {
            let measured = bar(width).thickness();
            assert!(
                (measured - width as f32).abs() < 0.3,
                "{measured} is not {width}"
            );
        }
        let inner = |bitmap: &Bitmap| bitmap.bounds().map(|[left, _, right, _]| right - left);
        assert_eq!(inner(&bar(8).thinned(false)), Some(6));
        assert_eq!(inner(&bar(8).thickened(true)), Some(10));
    }

    #[test]
    fn what_leans_stands_upright() {
        let mut leaning = Bitmap::blank(32, 32);
        for y in 0..32 {
            for x in 0..6 {
                leaning.ink[y * 32 + 5 + y / 2 + x] = 1.0;
            }
        }
        let upright = leaning.upright();
        assert_eq!(upright.total(), leaning.total());
        let [left, _, right, _] = upright.bounds().expect("ink");
        assert!(right - left <= 8, "from {left} to {right}");
        assert_eq!(Bitmap::blank(32, 32).upright(), Bitmap::blank(32, 32));
    }
}
