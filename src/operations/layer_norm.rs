//! Layer norm.

use burn::tensor::Tensor;

/// Each row with mean 0 and variance 1, times `gain`, plus `shift`; `epsilon` is added to the variance.
pub fn layer_norm(x: Tensor<2>, gain: Tensor<1>, shift: Tensor<1>, epsilon: f64) -> Tensor<2> {
    #[cfg(feature = "cpu")]
    if super::flex::holds(&x) {
        let shape = x.dims();
        let norm = kernels::layer_norm::LayerNorm {
            values: shape[1],
            epsilon: epsilon as f32,
        };
        let inputs = [
            x.into_dispatch(),
            gain.into_dispatch(),
            shift.into_dispatch(),
        ];
        return super::flex::apply(norm, inputs, shape);
    }
    burn::tensor::module::layer_norm(x, gain, Some(shift), epsilon)
}
