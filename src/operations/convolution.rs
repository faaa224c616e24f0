//! Convolution.

use burn::tensor::{Tensor, module::conv2d, ops::ConvOptions};
pub use kernels::convolution::Convolution;

/// Feature maps `[samples, filters · height · width]` of pictures, with weights `[filters, channels, kernel, kernel]`.
pub fn convolution(
    x: Tensor<2>,
    weight: Tensor<1>,
    bias: Tensor<1>,
    sizes: Convolution,
) -> Tensor<2> {
    let Convolution {
        input: [channels, height, width],
        filters,
        kernel,
        padding,
        stride,
    } = sizes;
    let samples = x.dims()[0];
    let shape = [samples, sizes.output().iter().product()];
    #[cfg(feature = "cpu")]
    if super::flex::holds(&x) {
        let inputs = [
            x.into_dispatch(),
            weight.into_dispatch(),
            bias.into_dispatch(),
        ];
        return super::flex::apply(sizes, inputs, shape);
    }
    let weight = weight.reshape([filters, channels, kernel, kernel]);
    let options = ConvOptions::new([stride; 2], [padding, padding], [1, 1], 1);
    let x = x.reshape([samples, channels, height, width]);
    conv2d(x, weight, Some(bias), options).reshape(shape)
}
