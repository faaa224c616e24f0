//! x·W + b.

use burn::tensor::{Tensor, module::linear};

/// `x·W + b` of rows `[rows, inputs]`, with W of `[inputs, units]`.
pub fn dense(
    x: Tensor<2>,
    weight: Tensor<1>,
    bias: Tensor<1>,
    [inputs, units]: [usize; 2],
) -> Tensor<2> {
    #[cfg(feature = "cpu")]
    if super::flex::holds(&x) {
        let shape = [x.dims()[0], units];
        let inputs_of = [
            x.into_dispatch(),
            weight.into_dispatch(),
            bias.into_dispatch(),
        ];
        return super::flex::apply(kernels::dense::Dense { inputs, units }, inputs_of, shape);
    }
    linear(x, weight.reshape([inputs, units]), Some(bias))
}
