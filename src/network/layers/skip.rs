//! A skip connection: adds what a few layers before was given, so that those layers only learn the difference.
//!
//! Only a list of layers knows what its layers gave, so `architectures/sequential.rs` does the addition; this record
//! says how far back it reaches.

use burn::tensor::Tensor;

use super::{Layer, LayerRecord};
use crate::network::trace::Trace;
use crate::params::Param;
use crate::shape::Shape;
use crate::text::Text;

pub static SKIP: LayerRecord = LayerRecord {
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
    build: |_, input| Ok(Box::new(Skip(input.clone()))),
};

/// How many layers it skips.
pub const BACK: &str = "back";

struct Skip(Shape);

impl Layer for Skip {
    fn output(&self) -> Shape {
        self.0.clone()
    }

    fn forward(&self, x: Tensor<2>, _: &[Tensor<1>], _: &mut Trace) -> Tensor<2> {
        x
    }
}
