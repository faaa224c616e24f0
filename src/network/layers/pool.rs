//! Pooling: each square of a feature map becomes its largest value, or its mean.

use burn::tensor::Tensor;

use super::{Layer, LayerRecord, as_picture};
use crate::error::{Error, Result};
use crate::network::trace::Trace;
use crate::operations::pool;
use crate::params::{Entry, Param};
use crate::say;
use crate::shape::Shape;
use crate::text::Text;

pub static POOL: LayerRecord = LayerRecord {
    id: "pool",
    title: TITLE,
    about: Text::new(
        "Each square becomes its largest value; what is left over at the edge is dropped.",
        "每个小方格取其最大值；边缘多余的部分舍去。",
    ),
    group: "layer",
    citation: "LeCun et al. 1998",
    params: &[SIZE],
    build: |entry, input| build(&TITLE, entry, input, false),
};

pub static AVERAGE_POOL: LayerRecord = LayerRecord {
    id: "average_pool",
    title: AVERAGE_TITLE,
    about: Text::new(
        "Each square becomes the mean of its values; what is left over at the edge is dropped.",
        "每个小方格取其平均值；边缘多余的部分舍去。",
    ),
    group: "layer",
    citation: "LeCun et al. 1989",
    params: &[SIZE],
    build: |entry, input| build(&AVERAGE_TITLE, entry, input, true),
};

const TITLE: Text = Text::new("Max pooling", "最大池化");
const AVERAGE_TITLE: Text = Text::new("Average pooling", "平均池化");
const SIZE: Param = Param::integer("size", Text::new("Window size", "窗口大小"), 2, 8, 2);

fn build(title: &Text, entry: &Entry, input: &Shape, average: bool) -> Result<Box<dyn Layer>> {
    let input = as_picture(title, input)?;
    let size = entry.integer("size");
    let [_, height, width] = input;
    if height < size || width < size {
        return Err(Error::new(
            "size",
            "shape_mismatch",
            say!(
                "Pooling {size}×{size} does not fit into a picture of {height}×{width}. Remove it or pool less before it.",
                "{size}×{size} 的池化窗口大于 {height}×{width} 的图片。请删除它，或减少前面的池化。"
            ),
        ));
    }
    Ok(Box::new(Pool {
        input,
        size,
        average,
    }))
}

struct Pool {
    input: [usize; 3],
    size: usize,
    /// The mean instead of the largest.
    average: bool,
}

impl Layer for Pool {
    fn output(&self) -> Shape {
        let [channels, height, width] = self.input;
        vec![channels, height / self.size, width / self.size]
    }

    fn forward(&self, x: Tensor<2>, _: &[Tensor<1>], _: &mut Trace) -> Tensor<2> {
        pool(x, self.input, self.size, self.average)
    }
}
