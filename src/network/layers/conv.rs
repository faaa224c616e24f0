//! A convolution: the same small filters slide over the whole picture.

use burn::tensor::Tensor;

use super::{Init, Layer, LayerRecord, ParameterSpec, Role, as_picture};
use crate::error::Error;
use crate::network::trace::Trace;
use crate::operations::{Convolution, convolution};
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
        Ok(Box::new(Conv(Convolution {
            input: [channels, height, width],
            filters: entry.integer("filters"),
            kernel,
            padding,
            stride: entry.integer("stride"),
        })))
    },
};

const TITLE: Text = Text::new("Convolution", "卷积");

struct Conv(Convolution);

impl Layer for Conv {
    fn output(&self) -> Shape {
        self.0.output().into()
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        let Convolution {
            input: [channels, ..],
            filters,
            kernel,
            ..
        } = self.0;
        let init = Init::fan_in(channels * kernel * kernel);
        let weight = [filters, channels, kernel, kernel];
        vec![
            ParameterSpec::new(Role::Weight, "weight", &weight, init),
            ParameterSpec::bias("bias", filters, init),
        ]
    }

    fn kept(&self) -> f64 {
        // The activation or pooling that mostly follows reads something else.
        0.5 * size(&self.output())
    }

    fn working(&self) -> f64 {
        // The gradients of both; patches are those of one sample.
        size(&self.0.input) + size(&self.output())
    }

    fn operations(&self) -> f64 {
        size(&self.output()) * size(&[self.0.input[0], self.0.kernel, self.0.kernel])
    }

    fn forward(&self, x: Tensor<2>, parameters: &[Tensor<1>], trace: &mut Trace) -> Tensor<2> {
        let (weight, bias) = (parameters[0].clone(), parameters[1].clone());
        let maps = convolution(x.clone(), weight, bias, self.0);
        trace.kernel(|| x, parameters, self.0, maps)
    }
}
