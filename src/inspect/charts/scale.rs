//! A vertical axis, and what of a line lies within it. A line that leaves the picture ends at the edge: plotters would
//! draw it along the edge, as if that were its value.

/// A vertical axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    pub from: f64,
    pub to: f64,
    pub log: bool,
}

/// A point of a line, in the plot's own numbers.
pub type Point = (f64, f64);

/// Shares beyond this are taken for this: what lies far outside must not make crossings inexact.
const FAR: f64 = 1e6;

impl Scale {
    /// How far up the axis a value lies: 0 at its foot, 1 at its top.
    pub fn share(&self, value: f64) -> f64 {
        let share = if !self.log {
            (value - self.from) / (self.to - self.from)
        } else if value > 0.0 {
            (value / self.from).ln() / (self.to / self.from).ln()
        } else {
            -FAR
        };
        share.clamp(-FAR, FAR)
    }

    fn value(&self, share: f64) -> f64 {
        if self.log {
            self.from * (self.to / self.from).powf(share)
        } else {
            self.from + share * (self.to - self.from)
        }
    }

    /// The line as shares, with a point more wherever it crosses the foot or the top.
    fn crossed(&self, line: &[Point]) -> Vec<Point> {
        let mut all = Vec::with_capacity(line.len());
        let shares = line.iter().map(|&(x, y)| (x, self.share(y)));
        for (x, share) in shares {
            if let Some(&(before_x, before)) = all.last() {
                let mut edges = [0.0, 1.0];
                if share < before {
                    edges.reverse();
                }
                for edge in edges {
                    if (before - edge) * (share - edge) < 0.0 {
                        let way = (edge - before) / (share - before);
                        all.push((before_x + way * (x - before_x), edge));
                    }
                }
            }
            all.push((x, share));
        }
        all
    }

    /// The pieces of a line that lie within the axis.
    pub fn inside(&self, line: &[Point]) -> Vec<Vec<Point>> {
        let crossed = self.crossed(line);
        let within = |point: &Point| (0.0..=1.0).contains(&point.1);
        let pieces = crossed.chunk_by(|one, next| within(one) == within(next));
        pieces
            .filter(|piece| within(&piece[0]))
            .map(|piece| (piece.iter().map(|&(x, share)| (x, self.value(share)))).collect())
            .collect()
    }

    /// The edge of an area: where it lies outside it follows the axis's end.
    pub fn clamped(&self, line: &[Point]) -> Vec<Point> {
        let crossed = self.crossed(line).into_iter();
        crossed
            .map(|(x, share)| (x, self.value(share.clamp(0.0, 1.0))))
            .collect()
    }

    /// The parts of a line that lie above the axis.
    pub fn above(&self, line: &[Point]) -> Vec<Above> {
        let over = |point: &Point| point.1 > self.to;
        let parts = line.chunk_by(|one, next| over(one) == over(next));
        let end = line.last().map(|point| point.0);
        let above = parts.filter(|part| over(&part[0])).map(|part| {
            let last = part[part.len() - 1];
            let higher = |one: Point, other: &Point| if other.1 > one.1 { *other } else { one };
            Above {
                start: part[0].0,
                peak: part.iter().fold(part[0], higher),
                last: (Some(last.0) == end).then_some(last.1),
            }
        });
        above.collect()
    }
}

/// A part of a line that lies above the axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Above {
    /// Where it begins.
    pub start: f64,
    /// The first of its highest points.
    pub peak: Point,
    /// The value of its last point, where the line ends there.
    pub last: Option<f64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: Scale = Scale {
        from: 0.0,
        to: 1.0,
        log: false,
    };

    #[test]
    fn a_line_ends_where_it_leaves_and_begins_where_it_comes_back() {
        let line = [(0.0, 0.5), (1.0, 2.5), (2.0, 0.5), (3.0, -0.5)];
        assert_eq!(
            UNIT.inside(&line),
            [
                vec![(0.0, 0.5), (0.25, 1.0)],
                vec![(1.75, 1.0), (2.0, 0.5), (2.5, 0.0)]
            ]
        );
        let peak = |start, peak, last| Above { start, peak, last };
        assert_eq!(UNIT.above(&line), [peak(1.0, (1.0, 2.5), None)]);
        assert_eq!(
            UNIT.above(&[(0.0, 1.0), (1.0, 3.0), (2.0, 2.0)]),
            [peak(1.0, (1.0, 3.0), Some(2.0))]
        );
        // From far below to far above: the whole height, and nothing beyond.
        assert_eq!(
            UNIT.inside(&[(0.0, -1.0), (3.0, 2.0)]),
            [vec![(1.0, 0.0), (2.0, 1.0)]]
        );
        assert_eq!(UNIT.inside(&[(0.0, 4.48), (1.0, 6.58)]), [[]; 0]);
    }

    #[test]
    fn an_area_follows_the_edge() {
        assert_eq!(
            UNIT.clamped(&[(0.0, 0.5), (1.0, 1.5)]),
            [(0.0, 0.5), (0.5, 1.0), (1.0, 1.0)]
        );
    }

    #[test]
    fn a_logarithmic_axis_has_no_place_for_nought() {
        let scale = Scale {
            from: 0.01,
            to: 1.0,
            log: true,
        };
        assert!((scale.share(0.1) - 0.5).abs() < 1e-12);
        let pieces = scale.inside(&[(0.0, 0.1), (1.0, 0.0), (2.0, 0.1)]);
        assert_eq!(pieces.len(), 2);
        assert!((pieces[0][1].1 - 0.01).abs() < 1e-9);
    }
}
