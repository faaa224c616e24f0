//! Convolution of pictures `[samples, channels, height, width]` with filters `[filters, channels, kernel, kernel]` and a bias
//! for each: one matrix product a sample, as Caffe does it (Jia et al. 2014), each small enough for the cache.
//!
//! With the patches of a sample as columns, X `[channels · kernel², places]`: Y = W·X + b. Backward ∂W = g·Xᵀ, for which the
//! patches are laid out again, as rows; ∂X = Wᵀ·g, added up where patches overlap; ∂b = the sums of g.

use crate::Operation;
use crate::elementary::sum;
use crate::matrix::{Matrix, add_product, set_product};

/// Of these sizes.
#[derive(Clone, Copy, Debug)]
pub struct Convolution {
    /// Channels, height and width of a picture.
    pub input: [usize; 3],
    pub filters: usize,
    pub kernel: usize,
    pub padding: usize,
    pub stride: usize,
}

impl Convolution {
    /// Feature maps, their height and their width.
    pub fn output(&self) -> [usize; 3] {
        let side = |size: usize| (size + 2 * self.padding - self.kernel) / self.stride + 1;
        [self.filters, side(self.input[1]), side(self.input[2])]
    }

    fn places(&self) -> usize {
        let [_, down, across] = self.output();
        down * across
    }

    /// Numbers of a patch.
    fn patch(&self) -> usize {
        self.input[0] * self.kernel * self.kernel
    }

    fn picture(&self) -> usize {
        self.input.iter().product()
    }

    /// The part of a row of `length` numbers that a kernel's column `at` meets, with the first of the outputs that it meets
    /// there: outputs `from..to` read inputs from `first` on, `stride` apart.
    fn met(&self, at: usize, length: usize, outputs: usize) -> (usize, usize, usize) {
        let from = self.padding.saturating_sub(at).div_ceil(self.stride);
        let last = length + self.padding;
        let to = last.saturating_sub(at).div_ceil(self.stride).min(outputs);
        let first = from * self.stride + at - self.padding.min(from * self.stride + at);
        (from.min(to), to, first)
    }

    /// The patches of a picture as columns, `[patch, places]`.
    fn columns(&self, picture: &[f32], columns: &mut [f32]) {
        let ([_, height, width], [_, down, across]) = (self.input, self.output());
        let mut rows = columns.chunks_exact_mut(down * across);
        for plane in picture.chunks_exact(height * width) {
            for above in 0..self.kernel {
                let (top, bottom, first_row) = self.met(above, height, down);
                for left in 0..self.kernel {
                    let row = rows.next().expect("a row for every number of a patch");
                    let (from, to, first) = self.met(left, width, across);
                    row[..top * across].fill(0.0);
                    row[bottom * across..].fill(0.0);
                    let lines = row[top * across..bottom * across].chunks_exact_mut(across);
                    for (at, line) in lines.enumerate() {
                        let source = (first_row + at * self.stride) * width + first;
                        line[..from].fill(0.0);
                        line[to..].fill(0.0);
                        let line = &mut line[from..to];
                        if self.stride == 1 {
                            line.copy_from_slice(&plane[source..][..to - from]);
                        } else if !line.is_empty() {
                            let values = plane[source..].iter().step_by(self.stride);
                            line.iter_mut()
                                .zip(values)
                                .for_each(|(to, from)| *to = *from);
                        }
                    }
                }
            }
        }
    }

    /// Adds columns of patches up to the picture that they are of.
    fn add_columns(&self, columns: &[f32], picture: &mut [f32]) {
        let ([_, height, width], [_, down, across]) = (self.input, self.output());
        let mut rows = columns.chunks_exact(down * across);
        for plane in picture.chunks_exact_mut(height * width) {
            for above in 0..self.kernel {
                let (top, bottom, first_row) = self.met(above, height, down);
                for left in 0..self.kernel {
                    let row = rows.next().expect("a row for every number of a patch");
                    let (from, to, first) = self.met(left, width, across);
                    let lines = row[top * across..bottom * across].chunks_exact(across);
                    for (at, line) in lines.enumerate() {
                        let target = (first_row + at * self.stride) * width + first;
                        let line = &line[from..to];
                        if self.stride == 1 {
                            let target = &mut plane[target..][..to - from];
                            target
                                .iter_mut()
                                .zip(line)
                                .for_each(|(to, from)| *to += from);
                        } else if !line.is_empty() {
                            let target = plane[target..].iter_mut().step_by(self.stride);
                            target.zip(line).for_each(|(to, from)| *to += from);
                        }
                    }
                }
            }
        }
    }
}

impl Operation<3> for Convolution {
    type Saved = ();
    const READS_INPUTS: [bool; 3] = [true, true, false];
    const READS_OUTPUT: bool = false;

    fn forward(&self, [x, weight, bias]: [&[f32]; 3]) -> (Vec<f32>, ()) {
        let (places, patch) = (self.places(), self.patch());
        let samples = x.len() / self.picture();
        let mut maps = Vec::with_capacity(samples * self.filters * places);
        let mut columns = vec![0.0; patch * places];
        let weight = Matrix::new(weight, [self.filters, patch]);
        for picture in x.chunks_exact(self.picture()) {
            self.columns(picture, &mut columns);
            let start = maps.len();
            for bias in bias {
                maps.resize(maps.len() + places, *bias);
            }
            let columns = Matrix::new(&columns, [patch, places]);
            add_product(&mut maps[start..], places, weight, columns);
        }
        (maps, ())
    }

    fn backward(
        &self,
        [x, weight, _]: [&[f32]; 3],
        _: &[f32],
        (): (),
        gradient: Vec<f32>,
        wanted: [bool; 3],
    ) -> [Option<Vec<f32>>; 3] {
        let (places, patch) = (self.places(), self.patch());
        let (mut of_x, mut of_weight, mut of_bias) = (
            vec![0.0; if wanted[0] { x.len() } else { 0 }],
            vec![0.0; weight.len()],
            vec![0.0; self.filters],
        );
        let mut columns = vec![0.0; patch * places];
        let pictures = x.chunks_exact(self.picture());
        let gradients = gradient.chunks_exact(self.filters * places);
        for (number, (picture, gradient)) in pictures.zip(gradients).enumerate() {
            let g = Matrix::new(gradient, [self.filters, places]);
            if wanted[1] {
                self.columns(picture, &mut columns);
                let columns = Matrix::new(&columns, [patch, places]);
                add_product(&mut of_weight, patch, g, columns.t());
            }
            if wanted[2] {
                let maps = gradient.chunks_exact(places);
                of_bias
                    .iter_mut()
                    .zip(maps)
                    .for_each(|(to, map)| *to += sum(map));
            }
            if wanted[0] {
                let weight = Matrix::new(weight, [self.filters, patch]);
                set_product(&mut columns, places, weight.t(), g);
                let start = number * self.picture();
                self.add_columns(&columns, &mut of_x[start..][..self.picture()]);
            }
        }
        [
            wanted[0].then_some(of_x),
            wanted[1].then_some(of_weight),
            wanted[2].then_some(of_bias),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{close, gradients_are_slopes, numbers};

    /// Samples, channels, height, width, filters, kernel, padding, stride.
    const SIZES: [[usize; 8]; 8] = [
        [1, 1, 1, 1, 1, 1, 0, 1],
        [2, 1, 5, 4, 3, 3, 0, 1],
        [2, 3, 6, 7, 2, 3, 1, 1],
        [3, 2, 9, 8, 4, 5, 2, 1],
        [1, 2, 7, 7, 3, 3, 1, 2],
        [2, 1, 8, 5, 2, 2, 3, 3],
        [1, 1, 2, 2, 1, 5, 2, 1],
        [1, 2, 3, 3, 2, 1, 1, 4],
    ];

    fn of(sizes: [usize; 8]) -> (Convolution, [Vec<f32>; 3]) {
        let [
            samples,
            channels,
            height,
            width,
            filters,
            kernel,
            padding,
            stride,
        ] = sizes;
        let convolution = Convolution {
            input: [channels, height, width],
            filters,
            kernel,
            padding,
            stride,
        };
        let x = numbers(samples * convolution.picture(), 1);
        let weight = numbers(filters * convolution.patch(), 2);
        (convolution, [x, weight, numbers(filters, 3)])
    }

    #[test]
    fn maps_are_those_of_the_definition() {
        for sizes in SIZES {
            let (convolution, inputs) = of(sizes);
            let [
                samples,
                channels,
                height,
                width,
                filters,
                kernel,
                padding,
                stride,
            ] = sizes;
            let [_, down, across] = convolution.output();
            let mut right = Vec::new();
            for sample in 0..samples {
                for filter in 0..filters {
                    for place in 0..down * across {
                        let [row, at] = [place / across * stride, place % across * stride];
                        let mut sum = inputs[2][filter];
                        for number in 0..convolution.patch() {
                            let channel = number / kernel / kernel;
                            let y = row + number / kernel % kernel;
                            let x = at + number % kernel;
                            if (padding..height + padding).contains(&y)
                                && (padding..width + padding).contains(&x)
                            {
                                let plane = (sample * channels + channel) * height;
                                let value = inputs[0][(plane + y - padding) * width + x - padding];
                                sum += inputs[1][filter * convolution.patch() + number] * value;
                            }
                        }
                        right.push(sum);
                    }
                }
            }
            let (maps, ()) = convolution.forward(inputs.each_ref().map(Vec::as_slice));
            close(&maps, &right, 1e-5);
        }
    }

    #[test]
    fn its_gradients_are_slopes() {
        for sizes in SIZES {
            let (convolution, inputs) = of(sizes);
            gradients_are_slopes(&convolution, inputs);
        }
    }
}
