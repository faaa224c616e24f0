//! Activations.

use burn::tensor::{Tensor, activation};

/// The activation of every value: on the processor at once, elsewhere as burn has it.
macro_rules! activations {
    ($($about:literal $name:ident $kind:ident;)*) => {
        $(#[doc = $about]
        pub fn $name(x: Tensor<2>) -> Tensor<2> {
            #[cfg(feature = "cpu")]
            if super::flex::holds(&x) {
                let shape = x.dims();
                let kind = kernels::activation::Activation::$kind;
                return super::flex::apply(kind, [x.into_dispatch()], shape);
            }
            activation::$name(x)
        })*
    };
}

activations! {
    "max(0, z)." relu Relu;
    "tanh z." tanh Tanh;
    "1/(1 + e⁻ᶻ)." sigmoid Sigmoid;
}
