//! Convolution.

use burn::tensor::{Tensor, module::conv2d, ops::ConvOptions};

/// Sizes of a convolution.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// Channels, height and width of a picture.
    pub input: [usize; 3],
    pub filters: usize,
    pub kernel: usize,
    pub padding: usize,
    pub stride: usize,
}

impl Window {
    /// Feature maps, their height and their width.
    pub fn output(&self) -> [usize; 3] {
        let side = |size: usize| (size + 2 * self.padding - self.kernel) / self.stride + 1;
        [self.filters, side(self.input[1]), side(self.input[2])]
    }
}

/// Feature maps `[samples, filters · height · width]` of pictures, with weights `[filters, channels, kernel, kernel]`.
pub fn convolution(x: Tensor<2>, weight: Tensor<1>, bias: Tensor<1>, window: &Window) -> Tensor<2> {
    let &Window {
        input: [channels, height, width],
        filters,
        kernel,
        padding,
        stride,
    } = window;
    let samples = x.dims()[0];
    let shape = [samples, window.output().iter().product()];
    #[cfg(feature = "cpu")]
    if super::flex::holds(&x) {
        let convolution = kernels::convolution::Convolution {
            channels,
            height,
            width,
            filters,
            kernel,
            padding,
            stride,
        };
        let inputs = [
            x.into_dispatch(),
            weight.into_dispatch(),
            bias.into_dispatch(),
        ];
        return super::flex::apply(convolution, inputs, shape);
    }
    let weight = weight.reshape([filters, channels, kernel, kernel]);
    let options = ConvOptions::new([stride; 2], [padding, padding], [1, 1], 1);
    let x = x.reshape([samples, channels, height, width]);
    conv2d(x, weight, Some(bias), options).reshape(shape)
}
