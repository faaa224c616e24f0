//! Flatten: a picture as one long row, channel by channel, row by row.

use burn::tensor::Tensor;

use super::{Layer, LayerRecord};
use crate::network::trace::Trace;
use crate::shape::Shape;
use crate::text::Text;

pub static FLATTEN: LayerRecord = LayerRecord {
    id: "flatten",
    title: Text::new("Flatten", "展平"),
    about: Text::new(
        "A picture as one long row: channel by channel, row by row.",
        "把图片展平为一个向量：逐通道、逐行。",
    ),
    group: "layer",
    citation: "",
    params: &[],
    build: |_, input| Ok(Box::new(Flatten(input.iter().product()))),
};

struct Flatten(usize);

impl Layer for Flatten {
    fn output(&self) -> Shape {
        vec![self.0]
    }

    fn forward(&self, x: Tensor<2>, _: &[Tensor<1>], _: &mut Trace) -> Tensor<2> {
        x
    }
}
