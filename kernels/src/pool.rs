//! Pooling of planes `[…, height, width]`: each square becomes its largest value, or its mean; what is left over at the
//! edges is dropped.
//!
//! The gradient of a largest value goes to where it came from, the first place where several are equal, as in PyTorch; that
//! of a mean evenly to all of its square.

use crate::Operation;

/// Squares of `size` × `size`, from 2 to 8.
pub struct Pool {
    pub height: usize,
    pub width: usize,
    pub size: usize,
    /// The mean instead of the largest.
    pub mean: bool,
}

impl Pool {
    fn plane(&self) -> usize {
        self.height * self.width
    }

    /// Squares of a plane, down and across.
    fn squares(&self) -> [usize; 2] {
        [self.height / self.size, self.width / self.size]
    }

    /// The lines of a plane that a row of squares consists of.
    fn lines<'a>(&self, plane: &'a [f32], row: usize) -> impl Iterator<Item = &'a [f32]> {
        let &Self { width, size, .. } = self;
        let used = self.squares()[1] * size;
        plane[row * size * width..]
            .chunks(width)
            .take(size)
            .map(move |line| &line[..used])
    }

    /// The largest value of each square, and its place in it. `S` is the size of a square: known to the compiler, it costs
    /// no loop and no division.
    fn largest<const S: usize>(&self, x: &[f32]) -> (Vec<f32>, Vec<u8>) {
        let [down, across] = self.squares();
        let count = x.len() / self.plane() * down * across;
        let (mut y, mut places) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for plane in x.chunks_exact(self.plane()) {
            for row in 0..down {
                let from = row * S * self.width;
                let lines: [&[[f32; S]]; S] = std::array::from_fn(|line| {
                    let line = &plane[from + line * self.width..][..across * S];
                    line.as_chunks::<S>().0
                });
                for at in 0..across {
                    let (mut most, mut place) = (i32::MIN, 0);
                    for (line, values) in lines.iter().enumerate() {
                        for (column, value) in values[at].iter().enumerate() {
                            let value = order(*value);
                            let number = (line * S + column) as i32;
                            place = if value > most { number } else { place };
                            most = if value > most { value } else { most };
                        }
                    }
                    y.push(value_of(most));
                    places.push(place as u8);
                }
            }
        }
        (y, places)
    }

    /// Gradients of squares at the places that they belong to.
    fn placed<const S: usize>(&self, gradient: &[f32], places: &[u8]) -> Vec<f32> {
        let [down, across] = self.squares();
        let mut slopes = vec![0.0; gradient.len() / (down * across) * self.plane()];
        let mut rows = gradient
            .chunks_exact(across)
            .zip(places.chunks_exact(across));
        for plane in slopes.chunks_exact_mut(self.plane()) {
            for (lines, (gradient, places)) in plane.chunks_exact_mut(S * self.width).zip(&mut rows)
            {
                for (at, (g, place)) in gradient.iter().zip(places).enumerate() {
                    let place = usize::from(*place);
                    lines[place / S * self.width + at * S + place % S] = *g;
                }
            }
        }
        slopes
    }

    /// The mean of each square.
    fn means(&self, x: &[f32]) -> Vec<f32> {
        let [down, across] = self.squares();
        let mut y = vec![0.0; x.len() / self.plane() * down * across];
        let mut rows = y.chunks_exact_mut(across);
        for plane in x.chunks_exact(self.plane()) {
            for (row, y) in (0..down).zip(&mut rows) {
                for line in self.lines(plane, row) {
                    for (sum, values) in y.iter_mut().zip(line.chunks_exact(self.size)) {
                        *sum += values.iter().sum::<f32>() * self.share();
                    }
                }
            }
        }
        y
    }

    /// Gradients of means, a share for each value of their squares.
    fn shared(&self, gradient: &[f32]) -> Vec<f32> {
        let [down, across] = self.squares();
        let mut slopes = vec![0.0; gradient.len() / (down * across) * self.plane()];
        let mut rows = gradient.chunks_exact(across);
        for plane in slopes.chunks_exact_mut(self.plane()) {
            for (lines, gradient) in plane
                .chunks_exact_mut(self.size * self.width)
                .zip(&mut rows)
            {
                for line in lines.chunks_exact_mut(self.width) {
                    for (square, g) in line.chunks_exact_mut(self.size).zip(gradient) {
                        square.fill(g * self.share());
                    }
                }
            }
        }
        slopes
    }

    /// One part in so many as a square has.
    fn share(&self) -> f32 {
        1.0 / (self.size * self.size) as f32
    }
}

impl Operation<1> for Pool {
    /// Place of the largest value in each square; nothing for means.
    type Saved = Vec<u8>;
    const READS_INPUTS: [bool; 1] = [false];
    const READS_OUTPUT: bool = false;

    fn forward(&self, [x]: [&[f32]; 1]) -> (Vec<f32>, Vec<u8>) {
        match self.size {
            _ if self.mean => (self.means(x), Vec::new()),
            2 => self.largest::<2>(x),
            3 => self.largest::<3>(x),
            4 => self.largest::<4>(x),
            5 => self.largest::<5>(x),
            6 => self.largest::<6>(x),
            7 => self.largest::<7>(x),
            8 => self.largest::<8>(x),
            size => unreachable!("squares of {size}"),
        }
    }

    fn backward(
        &self,
        _: [&[f32]; 1],
        _: &[f32],
        places: Vec<u8>,
        gradient: Vec<f32>,
        _: [bool; 1],
    ) -> [Option<Vec<f32>>; 1] {
        let (g, places) = (gradient.as_slice(), places.as_slice());
        [Some(match self.size {
            _ if self.mean => self.shared(g),
            2 => self.placed::<2>(g, places),
            3 => self.placed::<3>(g, places),
            4 => self.placed::<4>(g, places),
            5 => self.placed::<5>(g, places),
            6 => self.placed::<6>(g, places),
            7 => self.placed::<7>(g, places),
            8 => self.placed::<8>(g, places),
            size => unreachable!("squares of {size}"),
        })]
    }
}

/// A whole number for every value, in the values' order, NaN the largest: of numbers that can be the larger one as well as
/// not, engines choose without a branch only if they are whole.
fn order(value: f32) -> i32 {
    let bits = turned(value.to_bits() as i32);
    if value.is_nan() { i32::MAX } else { bits }
}

/// The value of such a number.
fn value_of(order: i32) -> f32 {
    f32::from_bits(turned(order) as u32)
}

/// All bits but the sign turned over where that is set.
fn turned(bits: i32) -> i32 {
    bits ^ ((bits >> 31) as u32 >> 1) as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{gradients_are_slopes, numbers};

    #[test]
    fn its_gradients_are_slopes() {
        for [planes, height, width, size] in
            [[1, 2, 2, 2], [3, 7, 5, 2], [2, 9, 10, 3], [2, 8, 17, 8]]
        {
            for mean in [false, true] {
                // Far enough apart that no difference changes which is the largest.
                let x = numbers(planes * height * width, 8).into_iter().enumerate();
                let x = x.map(|(at, x)| x + (at * 7 % 5) as f32);
                let pool = Pool {
                    height,
                    width,
                    size,
                    mean,
                };
                gradients_are_slopes(&pool, [x.collect()]);
            }
        }
    }

    #[test]
    fn the_first_of_equal_values_gets_the_gradient_and_what_is_no_number_stays() {
        let pool = Pool {
            height: 2,
            width: 2,
            size: 2,
            mean: false,
        };
        let (y, places) = pool.forward([&[0.0, 1.0, 1.0, 1.0]]);
        assert_eq!(y, [1.0]);
        let slopes = pool.backward([&[]], &[], places, vec![2.0], [true]);
        assert_eq!(slopes, [Some(vec![0.0, 2.0, 0.0, 0.0])]);
        assert!(pool.forward([&[0.0, f32::NAN, 1.0, 1.0]]).0[0].is_nan());
    }
}
