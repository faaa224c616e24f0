//! Principal components: the directions along which rows of numbers vary most (Pearson 1901).
//!
//! Found by subspace iteration: some directions at once are multiplied by the covariance matrix again and again, which is
//! never written down, because of a layer with 4,096 units it would have 16 million numbers. Turning them after each round
//! such that the small matrix between them is diagonal (Rayleigh and Ritz) makes it converge fast.

use rand::RngExt;

use crate::random;

/// Directions that are followed: two more than are wanted, so that two that are nearly alike part soon.
const DIRECTIONS: usize = 4;

/// Most rounds, and the change of the variances, as a share of all, below which they are over.
const ROUNDS: usize = 300;
const STILL: f64 = 1e-10;

/// Where rows lie along the two directions of largest variance.
#[derive(Clone, Debug, PartialEq)]
pub struct Principal {
    /// The directions, as unit vectors; each such that its largest part is positive, whichever way it was found.
    pub axes: [Vec<f64>; 2],
    /// Variance along each, and of all.
    pub variances: [f64; 2],
    pub total: f64,
    /// Of each row, from the middle of all.
    pub places: Vec<[f64; 2]>,
}

impl Principal {
    /// The share of the variance that both directions hold; NaN where nothing varies.
    pub fn share(&self) -> f64 {
        (self.variances[0] + self.variances[1]) / self.total
    }

    /// Of rows of so many finite numbers each, at least two of both.
    pub fn of(rows: &[f32], width: usize) -> Self {
        let count = (rows.len() / width) as f64;
        let mut middle = vec![0.0; width];
        for row in rows.chunks_exact(width) {
            add(
                &mut middle,
                row.iter().map(|value| f64::from(*value) / count),
            );
        }
        let centred: Vec<f64> = rows
            .chunks_exact(width)
            .flat_map(|row| row.iter().zip(&middle))
            .map(|(value, middle)| f64::from(*value) - middle)
            .collect();
        let total = dot(&centred, &centred) / count;
        let mut rng = random::generator(0, "principal components", 0);
        let mut draw = || -> Vec<f64> { (0..width).map(|_| rng.random::<f64>() - 0.5).collect() };
        let mut axes: Vec<Vec<f64>> = (0..DIRECTIONS.min(width)).map(|_| draw()).collect();
        orthonormalise(&mut axes);
        let mut variances = vec![0.0; axes.len()];
        for _ in 0..ROUNDS {
            let pushed: Vec<Vec<f64>> = axes
                .iter()
                .map(|axis| {
                    let mut sum = vec![0.0; width];
                    for row in centred.chunks_exact(width) {
                        let along = dot(row, axis) / count;
                        add(&mut sum, row.iter().map(|value| value * along));
                    }
                    sum
                })
                .collect();
            let between = |one: &Vec<f64>| pushed.iter().map(|other| dot(one, other)).collect();
            let small: Vec<Vec<f64>> = axes.iter().map(between).collect();
            let (values, turns) = eigen(small);
            let still = (values.iter().zip(&variances))
                .all(|(new, old): (&f64, &f64)| (new - old).abs() <= STILL * total);
            variances = values;
            let turned = |all: &[Vec<f64>]| -> Vec<Vec<f64>> {
                let combined = turns.iter().map(|turn| {
                    let mut sum = vec![0.0; width];
                    for (share, part) in turn.iter().zip(all) {
                        add(&mut sum, part.iter().map(|value| share * value));
                    }
                    sum
                });
                combined.collect()
            };
            if still {
                axes = turned(&axes);
                break;
            }
            axes = turned(&pushed);
            orthonormalise(&mut axes);
        }
        let mut axes = axes.into_iter();
        let mut next = || {
            let mut axis = axes.next().unwrap_or_else(|| vec![0.0; width]);
            let larger = |one: f64, other: &f64| if other.abs() > one.abs() { *other } else { one };
            if axis.iter().fold(0.0, larger) < 0.0 {
                axis.iter_mut().for_each(|part| *part = -*part);
            }
            axis
        };
        let axes = [next(), next()];
        let place = |row: &[f64]| [dot(row, &axes[0]), dot(row, &axes[1])];
        Self {
            places: centred.chunks_exact(width).map(place).collect(),
            variances: [variances[0], variances.get(1).copied().unwrap_or(0.0)],
            axes,
            total,
        }
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

fn add(sum: &mut [f64], parts: impl Iterator<Item = f64>) {
    for (sum, part) in sum.iter_mut().zip(parts) {
        *sum += part;
    }
}

/// Makes vectors of length 1 that are at right angles to each other (Gram and Schmidt); what is left of one that depends
/// on those before it is nothing.
fn orthonormalise(vectors: &mut [Vec<f64>]) {
    for index in 0..vectors.len() {
        let (before, rest) = vectors.split_at_mut(index);
        let own = &mut rest[0];
        let whole = dot(own, own).sqrt();
        // Twice: once leaves rounding errors where two are nearly the same.
        for other in before.iter().chain(before.iter()) {
            let along = dot(own, other);
            add(own, other.iter().map(|part| -along * part));
        }
        let length = dot(own, own).sqrt();
        let factor = if length > 1e-12 * whole {
            1.0 / length
        } else {
            0.0
        };
        own.iter_mut().for_each(|part| *part *= factor);
    }
}

/// Eigenvalues of a symmetric matrix, largest first, with their vectors, by Jacobi's rotations (1846).
fn eigen(mut matrix: Vec<Vec<f64>>) -> (Vec<f64>, Vec<Vec<f64>>) {
    let size = matrix.len();
    let unit = |row: usize| (0..size).map(|at| f64::from(u8::from(at == row))).collect();
    // Row by row the vectors.
    let mut vectors: Vec<Vec<f64>> = (0..size).map(unit).collect();
    for _ in 0..30 {
        for one in 0..size {
            for other in one + 1..size {
                let off = matrix[one][other];
                if off == 0.0 {
                    continue;
                }
                let slope = (matrix[other][other] - matrix[one][one]) / (2.0 * off);
                let tangent = slope.signum() / (slope.abs() + (slope * slope + 1.0).sqrt());
                let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
                let sine = tangent * cosine;
                let turn = |a: f64, b: f64| (cosine * a - sine * b, sine * a + cosine * b);
                for row in &mut matrix {
                    (row[one], row[other]) = turn(row[one], row[other]);
                }
                for at in 0..size {
                    let (a, b) = turn(matrix[one][at], matrix[other][at]);
                    (matrix[one][at], matrix[other][at]) = (a, b);
                    let (a, b) = turn(vectors[one][at], vectors[other][at]);
                    (vectors[one][at], vectors[other][at]) = (a, b);
                }
            }
        }
    }
    // There are four, or a few more in tests.
    let mut order: Vec<usize> = (0..size).collect();
    for one in 0..size {
        for other in one + 1..size {
            let [larger, smaller] = [one, other].map(|place| matrix[order[place]][order[place]]);
            if larger < smaller {
                order.swap(one, other);
            }
        }
    }
    let pairs = order.into_iter();
    let pairs = pairs.map(|at| (matrix[at][at], std::mem::take(&mut vectors[at])));
    pairs.unzip()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows that vary differently in each of `width` turned directions.
    fn rows(count: usize, width: usize) -> Vec<f32> {
        let mut rng = random::generator(1, "rows", 0);
        let mut mixing: Vec<Vec<f64>> = (0..width)
            .map(|_| (0..width).map(|_| rng.random::<f64>() - 0.5).collect())
            .collect();
        orthonormalise(&mut mixing);
        let mut values = Vec::new();
        for _ in 0..count {
            let mut row = vec![3.0; width];
            for (at, direction) in mixing.iter().enumerate() {
                let size = (rng.random::<f64>() - 0.5) * 5.0 / (at + 1) as f64;
                add(&mut row, direction.iter().map(|part| part * size));
            }
            values.extend(row.into_iter().map(|value| value as f32));
        }
        values
    }

    /// The covariance matrix written down, and all of its eigenvectors.
    fn plain(rows: &[f32], width: usize) -> (Vec<f64>, Vec<Vec<f64>>) {
        let count = (rows.len() / width) as f64;
        let value = |row: usize, at: usize| f64::from(rows[row * width + at]);
        let all = 0..rows.len() / width;
        let mean = |at: usize| all.clone().map(|row| value(row, at)).sum::<f64>() / count;
        let means: Vec<f64> = (0..width).map(mean).collect();
        let cell = |one: usize, other: usize| {
            let product = |row| (value(row, one) - means[one]) * (value(row, other) - means[other]);
            all.clone().map(product).sum::<f64>() / count
        };
        let row = |one: usize| (0..width).map(|other| cell(one, other)).collect();
        eigen((0..width).map(row).collect())
    }

    #[test]
    fn rotations_find_what_a_matrix_only_stretches() {
        let matrix = vec![
            vec![4.0, 1.0, 0.0],
            vec![1.0, 3.0, -2.0],
            vec![0.0, -2.0, 1.0],
        ];
        let (values, vectors) = eigen(matrix.clone());
        assert!(values.is_sorted_by(|one, next| one >= next));
        for (value, vector) in values.iter().zip(&vectors) {
            for (row, part) in matrix.iter().zip(vector) {
                assert!((dot(row, vector) - value * part).abs() < 1e-12);
            }
        }
        assert!(
            (values.iter().sum::<f64>() - 8.0).abs() < 1e-12,
            "the trace"
        );
    }

    #[test]
    fn directions_are_those_of_a_plain_eigen_decomposition() {
        for (count, width) in [(40, 2), (60, 3), (200, 20), (15, 40)] {
            let rows = rows(count, width);
            let found = Principal::of(&rows, width);
            let (values, vectors) = plain(&rows, width);
            let total: f64 = values.iter().sum();
            assert!((found.total - total).abs() < 1e-9 * total);
            for axis in 0..2 {
                assert!(
                    (found.variances[axis] - values[axis]).abs() < 1e-8 * total,
                    "{width}: {:?}, not {:?}",
                    found.variances,
                    &values[..2]
                );
                let same = dot(&found.axes[axis], &vectors[axis]).abs();
                assert!((same - 1.0).abs() < 1e-5, "{width}: {same}");
                let squares = found.places.iter().map(|place| place[axis].powi(2));
                let variance = squares.sum::<f64>() / count as f64;
                assert!((variance - values[axis]).abs() < 1e-8 * total);
            }
        }
    }

    #[test]
    fn what_does_not_vary_has_no_share_and_what_varies_one_way_all_of_it() {
        let same = Principal::of(&[1.0; 12], 3);
        assert!(same.share().is_nan());
        assert!(same.places.iter().flatten().all(|place| *place == 0.0));
        let line = Principal::of(&[0.0, 0.0, 0.0, 1.0, 2.0, 2.0, 2.0, 4.0, 4.0], 3);
        assert!((line.share() - 1.0).abs() < 1e-12);
        assert!(line.variances[1].abs() < 1e-12);
    }
}
