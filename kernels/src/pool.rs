//! Pooling of planes `[…, height, width]`: each square becomes its largest value, or its mean; what is left over at the
//! edges is dropped.
//!
//! The gradient of a largest value goes to where it came from, the first place where several are equal, as in PyTorch; that
//! of a mean evenly to all of its square.

use crate::Operation;

/// Squares of `size` × `size`, at most 16 × 16.
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

    /// Where in a plane each square begins.
    fn places(&self) -> impl Iterator<Item = usize> {
        let [down, across] = self.squares();
        let &Self { width, size, .. } = self;
        (0..down).flat_map(move |row| (0..across).map(move |at| (row * width + at) * size))
    }

    fn of_plane(&self) -> usize {
        self.squares().iter().product()
    }
}

impl Operation<1> for Pool {
    /// Place of the largest value in each square; nothing for means.
    type Saved = Vec<u8>;
    const READS_INPUTS: [bool; 1] = [false];
    const READS_OUTPUT: bool = false;

    fn forward(&self, [x]: [&[f32]; 1]) -> (Vec<f32>, Vec<u8>) {
        let &Self { width, size, .. } = self;
        let outputs = x.len() / self.plane() * self.of_plane();
        let mut y = Vec::with_capacity(outputs);
        let mut places = Vec::with_capacity(if self.mean { 0 } else { outputs });
        let share = 1.0 / (size * size) as f32;
        for plane in x.chunks_exact(self.plane()) {
            for from in self.places() {
                let square = (0..size).map(|row| &plane[from + row * width..][..size]);
                if self.mean {
                    y.push(square.flatten().sum::<f32>() * share);
                    continue;
                }
                let (mut most, mut place) = (f32::NEG_INFINITY, 0);
                for (at, value) in square.flatten().enumerate() {
                    if *value > most || value.is_nan() {
                        (most, place) = (*value, at as u8);
                    }
                }
                y.push(most);
                places.push(place);
            }
        }
        (y, places)
    }

    fn backward(
        &self,
        _: [&[f32]; 1],
        _: &[f32],
        places: Vec<u8>,
        gradient: Vec<f32>,
        _: [bool; 1],
    ) -> [Option<Vec<f32>>; 1] {
        let &Self { width, size, .. } = self;
        let of_plane = self.of_plane();
        let mut slopes = vec![0.0; gradient.len() / of_plane * self.plane()];
        let share = 1.0 / (size * size) as f32;
        let planes = slopes.chunks_exact_mut(self.plane());
        for (number, (slopes, gradient)) in planes.zip(gradient.chunks_exact(of_plane)).enumerate() {
            for (at, (from, g)) in self.places().zip(gradient).enumerate() {
                if self.mean {
                    for row in 0..size {
                        slopes[from + row * width..][..size].fill(g * share);
                    }
                } else {
                    let place = usize::from(places[number * of_plane + at]);
                    slopes[from + place / size * width + place % size] = *g;
                }
            }
        }
        [Some(slopes)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{gradients_are_slopes, numbers};

    #[test]
    fn its_gradients_are_slopes() {
        for [planes, height, width, size] in [[1, 2, 2, 2], [3, 7, 5, 2], [2, 9, 10, 3]] {
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
