//! Activations: one function applied to every value.

use burn::tensor::{Tensor, activation};

use super::{Layer, LayerRecord};
use crate::network::trace::Trace;
use crate::operations;
use crate::shape::{Shape, size};
use crate::text::Text;

/// One record for each function: they differ in nothing else.
macro_rules! activations {
    ($($name:ident $id:literal $en:literal $zh:literal $about_en:literal $about_zh:literal $citation:literal $function:expr;)*) => {
        $(pub static $name: LayerRecord = LayerRecord {
            id: $id,
            title: Text::new($en, $zh),
            about: Text::new($about_en, $about_zh),
            group: "activation",
            citation: $citation,
            params: &[],
            build: |_, input| {
                let (shape, keeps) = (input.clone(), $id != "identity");
                Ok(Box::new(Activation { function: $function, shape, keeps }))
            },
        };)*
    };
}

activations! {
    RELU "relu" "ReLU" "ReLU" "max(0, z): what is negative becomes zero." "max(0, z)：负值变为零。"
        "Nair & Hinton 2010" operations::relu;
    TANH "tanh" "tanh" "tanh" "Squeezes every value between −1 and 1." "把每个值压到 −1 与 1 之间。"
        "LeCun et al. 1998" operations::tanh;
    SIGMOID "sigmoid" "Sigmoid" "Sigmoid" "1/(1 + e⁻ᶻ): squeezes every value between 0 and 1." "1/(1 + e⁻ᶻ)：把每个值压到 0 与 1 之间。"
        "Rumelhart et al. 1986" operations::sigmoid;
    LEAKY_RELU "leaky_relu" "Leaky ReLU" "Leaky ReLU" "Like ReLU, but a hundredth of what is negative passes." "类似 ReLU，但负值保留百分之一。"
        "Maas et al. 2013" |x| activation::leaky_relu(x, 0.01);
    GELU "gelu" "GELU" "GELU" "z·Φ(z): a smooth ReLU." "z·Φ(z)：平滑的 ReLU。"
        "Hendrycks & Gimpel 2016" activation::gelu;
    IDENTITY "identity" "Identity" "恒等" "Leaves every value as it is." "保持每个值不变。"
        "" |x| x;
}

struct Activation {
    function: fn(Tensor<2>) -> Tensor<2>,
    shape: Shape,
    /// Whether there is an output of its own, which backward reads.
    keeps: bool,
}

impl Layer for Activation {
    fn output(&self) -> Shape {
        self.shape.clone()
    }

    fn kept(&self) -> f64 {
        if self.keeps { size(&self.shape) } else { 0.0 }
    }

    fn working(&self) -> f64 {
        size(&self.shape)
    }

    fn forward(&self, x: Tensor<2>, _: &[Tensor<1>], _: &mut Trace) -> Tensor<2> {
        (self.function)(x)
    }
}
