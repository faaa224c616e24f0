//! A residual connection: adds the input of the layers before it to their output, y = x + f(x), so that these layers
//! learn the difference f only.
//!
//! Only the list of layers has the inputs of earlier layers, so `architectures/sequential.rs` does the addition; this
//! record says how many layers it reaches back.

use burn::tensor::Tensor;

use super::{Layer, LayerRecord};
use crate::network::trace::Trace;
use crate::params::Param;
use crate::shape::Shape;
use crate::text::Text;

pub static RESIDUAL: LayerRecord = LayerRecord {
    id: "residual",
    title: Text::new("Skip connection", "跳跃连接"),
    about: Text::new(
        "Adds what went into the layers before it: y = x + f(x). Both must have the same shape.",
        "加上前面若干层的输入：y = x + f(x)。两者形状须相同。",
    ),
    group: "layer",
    citation: "He et al. 2016",
    params: &[Param::integer(
        BACK,
        Text::new("Layers skipped", "跳过的层数"),
        1,
        16,
        2,
    )],
    build: |_, input| Ok(Box::new(Residual(input.clone()))),
};

/// How many layers it skips.
pub const BACK: &str = "back";

struct Residual(Shape);

impl Layer for Residual {
    fn output(&self) -> Shape {
        self.0.clone()
    }

    fn forward(&self, x: Tensor<2>, _: &[Tensor<1>], _: &mut Trace) -> Tensor<2> {
        x
    }
}
