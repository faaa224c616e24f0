//! A convolution: the same small filters slide over the whole picture.

use burn::tensor::{Tensor, module::conv2d, ops::ConvOptions};

use super::{Init, Layer, LayerRecord, ParameterSpec, Role, as_picture};
use crate::error::Error;
use crate::network::trace::Trace;
use crate::params::Param;
use crate::say;
use crate::shape::{Shape, size};
use crate::text::Text;

pub static CONV: LayerRecord = LayerRecord {
    id: "conv",
    title: TITLE,
    about: Text::new(
        "The same small filters slide over the whole picture; each gives a feature map.",
        "同一组小卷积核滑过整张图片，每个卷积核给出一张特征图。",
    ),
    group: "layer",
    citation: "LeCun et al. 1998",
    params: &[
        Param::integer(
            "filters",
            Text::new("Filters (output channels)", "卷积核数（输出通道数）"),
            1,
            256,
            8,
        ),
        Param::integer("kernel", Text::new("Kernel size", "卷积核大小"), 1, 15, 3),
        Param::integer("padding", Text::new("Padding", "填充"), 0, 7, 0),
        Param::integer("stride", Text::new("Stride", "步幅"), 1, 4, 1),
    ],
    build: |entry, input| {
        let [channels, height, width] = as_picture(&TITLE, input)?;
        let (kernel, padding) = (entry.integer("kernel"), entry.integer("padding"));
        if height + 2 * padding < kernel || width + 2 * padding < kernel {
            return Err(Error::new(
                "kernel",
                "shape_mismatch",
                say!(
                    "A {kernel}×{kernel} kernel does not fit into a picture of {height}×{width} with padding {padding}. Choose a smaller kernel or fewer poolings before it.",
                    "{kernel}×{kernel} 的卷积核大于 {height}×{width}（填充 {padding}）的图片。请选更小的卷积核，或减少前面的池化。"
                ),
            ));
        }
        Ok(Box::new(Conv {
            input: [channels, height, width],
            filters: entry.integer("filters"),
            kernel,
            padding,
            stride: entry.integer("stride"),
        }))
    },
};

const TITLE: Text = Text::new("Convolution", "卷积");

struct Conv {
    input: [usize; 3],
    filters: usize,
    kernel: usize,
    padding: usize,
    stride: usize,
}

impl Layer for Conv {
    fn output(&self) -> Shape {
        let side = |size: usize| (size + 2 * self.padding - self.kernel) / self.stride + 1;
        vec![self.filters, side(self.input[1]), side(self.input[2])]
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        let init = Init::fan_in(self.input[0] * self.kernel * self.kernel);
        let weight = [self.filters, self.input[0], self.kernel, self.kernel];
        vec![
            ParameterSpec::new(Role::Weight, "weight", &weight, init),
            ParameterSpec::bias("bias", self.filters, init),
        ]
    }

    fn working(&self) -> f64 {
        // The library turns pictures and feature maps into another order and back.
        3.0 * (size(&self.input) + size(&self.output()))
    }

    fn operations(&self) -> f64 {
        size(&self.output()) * size(&[self.input[0], self.kernel, self.kernel])
    }

    fn forward(&self, x: Tensor<2>, parameters: &[Tensor<1>], trace: &mut Trace) -> Tensor<2> {
        let samples = x.dims()[0];
        let [channels, height, width] = self.input;
        let weight =
            parameters[0]
                .clone()
                .reshape([self.filters, channels, self.kernel, self.kernel]);
        let options = ConvOptions::new([self.stride; 2], [self.padding, self.padding], [1, 1], 1);
        let x = x.reshape([samples, channels, height, width]);
        let maps = conv2d(x.clone(), weight, Some(parameters[1].clone()), options);
        let sizes = [self.kernel, self.padding, self.stride];
        let maps = trace.kernel(|| x, parameters, sizes, maps);
        maps.reshape([samples, self.output().iter().product()])
    }
}
