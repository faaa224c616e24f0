//! The curves so far, bounded: hours of training take no more memory than the first minutes.

/// Most points that are kept; then neighbours are merged two by two.
const MAX_POINTS: usize = 2000;

/// One point of the curves; NaN where nothing was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub step: f32,
    /// Mean loss of the batches since the point before.
    pub train: f32,
    /// Loss on the fixed validation sample.
    pub validation: f32,
    /// Accuracy on it.
    pub accuracy: f32,
}

impl Point {
    /// Numbers in a point.
    pub const WIDTH: usize = 4;

    /// As a row.
    pub fn row(&self) -> [f32; Self::WIDTH] {
        [self.step, self.train, self.validation, self.accuracy]
    }

    /// From a row.
    pub fn from_row([step, train, validation, accuracy]: [f32; Self::WIDTH]) -> Self {
        Self {
            step,
            train,
            validation,
            accuracy,
        }
    }

    fn merge(self, other: Self) -> Self {
        let mean = |a: f32, b: f32| match (a.is_nan(), b.is_nan()) {
            (true, _) => b,
            (_, true) => a,
            _ => (a + b) / 2.0,
        };
        Self {
            step: other.step,
            train: mean(self.train, other.train),
            validation: mean(self.validation, other.validation),
            accuracy: mean(self.accuracy, other.accuracy),
        }
    }
}

/// The curves so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    points: Vec<Point>,
}

impl History {
    /// A history read back.
    pub fn from_points(points: Vec<Point>) -> Self {
        Self { points }
    }

    /// In the order of steps.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Adds a point. One at the same step as the last (looked at twice without a step between) completes it.
    pub fn push(&mut self, point: Point) {
        if let Some(last) = self.points.last_mut()
            && last.step == point.step
        {
            *last = Point {
                train: last.train,
                ..point
            };
            return;
        }
        self.points.push(point);
        if self.points.len() > MAX_POINTS {
            // The last point stands alone, so that the curve still ends where training is.
            let last = self.points.pop();
            let merge = |pair: &[Point]| pair.iter().copied().reduce(Point::merge);
            self.points = self
                .points
                .chunks(2)
                .filter_map(merge)
                .chain(last)
                .collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_and_the_end_is_kept() {
        let mut history = History::default();
        for step in 0..100_000 {
            let step = step as f32;
            history.push(Point {
                step,
                train: step,
                validation: f32::NAN,
                accuracy: 0.5,
            });
        }
        assert!(history.points().len() <= MAX_POINTS);
        assert_eq!(
            history.points().last().map(|point| point.step),
            Some(99_999.0)
        );
        assert!(
            history
                .points()
                .windows(2)
                .all(|pair| pair[0].step < pair[1].step)
        );
        assert!(
            history
                .points()
                .iter()
                .all(|point| point.validation.is_nan())
        );
    }
}
