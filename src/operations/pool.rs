//! Pooling.

use burn::tensor::{
    Tensor,
    module::{avg_pool2d, max_pool2d},
    ops::{AvgPoolOptions, MaxPoolOptions},
};

/// Each square of `size` × `size` of the pictures `[samples, channels · height · width]` becomes its largest value, or its
/// mean; what is left over at the edges is dropped.
pub fn pool(
    x: Tensor<2>,
    [channels, height, width]: [usize; 3],
    size: usize,
    mean: bool,
) -> Tensor<2> {
    let samples = x.dims()[0];
    let shape = [samples, channels * (height / size) * (width / size)];
    #[cfg(feature = "cpu")]
    if super::flex::holds(&x) {
        let pool = kernels::pool::Pool {
            height,
            width,
            size,
            mean,
        };
        return super::flex::apply(pool, [x.into_dispatch()], shape);
    }
    let x = x.reshape([samples, channels, height, width]);
    let y = if mean {
        avg_pool2d(x, AvgPoolOptions::new([size, size]))
    } else {
        max_pool2d(x, MaxPoolOptions::new([size, size]))
    };
    y.reshape(shape)
}
