//! Max pooling: each square of a feature map becomes its largest value.

use burn::tensor::{Tensor, module::max_pool2d, ops::MaxPoolOptions};

use super::{Layer, LayerRecord, Shape, as_picture};
use crate::error::Error;
use crate::params::Param;
use crate::say;
use crate::text::Text;
use crate::trace::Trace;

pub static POOL: LayerRecord = LayerRecord {
    id: "pool",
    title: TITLE,
    about: Text::new(
        "Each square becomes its largest value; what is left over at the edge is dropped.",
        "每个小方格取其最大值；边缘多余的部分舍去。",
    ),
    group: "layer",
    citation: "LeCun et al. 1998",
    params: &[Param::integer("size", Text::new("Size", "大小"), 2, 8, 2)],
    build: |entry, input| {
        let input = as_picture(&TITLE, input)?;
        let size = entry.integer("size");
        let [_, height, width] = input;
        if height < size || width < size {
            return Err(Error::new(
                "size",
                "shape_mismatch",
                say!(
                    "Pooling {size}×{size} does not fit into a picture of {height}×{width}. Remove it or pool less before it.",
                    "{size}×{size} 的池化放不进 {height}×{width} 的图片。请删除它，或减少前面的池化。"
                ),
            ));
        }
        Ok(Box::new(Pool { input, size }))
    },
};

const TITLE: Text = Text::new("Max pooling", "最大池化");

struct Pool {
    input: [usize; 3],
    size: usize,
}

impl Layer for Pool {
    fn output(&self) -> Shape {
        let [channels, height, width] = self.input;
        vec![channels, height / self.size, width / self.size]
    }

    fn forward(&self, x: Tensor<2>, _: &[Tensor<1>], _: &mut Trace) -> Tensor<2> {
        let samples = x.dims()[0];
        let [channels, height, width] = self.input;
        let options = MaxPoolOptions::new([self.size, self.size]);
        max_pool2d(x.reshape([samples, channels, height, width]), options)
            .reshape([samples, self.output().iter().product()])
    }
}
