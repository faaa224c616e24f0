//! A dense layer: every unit sees every value, y = x·W + b.

use burn::tensor::Tensor;

use super::{Init, Layer, LayerRecord, ParameterSpec};
use crate::error::Error;
use crate::network::trace::Trace;
use crate::params::Param;
use crate::say;
use crate::shape::{Shape, shape_text, size};
use crate::text::Text;

pub static DENSE: LayerRecord = LayerRecord {
    id: "dense",
    title: Text::new("Dense", "全连接"),
    about: Text::new(
        "Every unit sees every value: y = x·W + b. A picture is read as one long row.",
        "每个单元与所有输入相连：y = x·W + b。图片会先展平为一个向量。",
    ),
    group: "layer",
    citation: "Rosenblatt 1958",
    params: &[
        Param::integer("units", Text::new("Units", "单元数"), 1, 4096, 8),
        Param::integer(
            "inputs",
            Text::new("Inputs (0: automatic)", "输入数（0：自动）"),
            0,
            1_000_000,
            0,
        ),
    ],
    build: |entry, input| {
        let inputs = input.iter().product();
        let declared = entry.integer("inputs");
        if declared != 0 && declared != inputs {
            let got = shape_text(input);
            return Err(Error::new(
                "inputs",
                "shape_mismatch",
                say!(
                    "This layer was declared with {declared} inputs, but the layer before it gives {got} = {inputs}.",
                    "此层声明有 {declared} 个输入，但前一层给出 {got} = {inputs} 个。"
                ),
            ));
        }
        Ok(Box::new(Dense::new(inputs, entry.integer("units"))))
    },
};

/// y = x·W + b with W of `[inputs, units]`.
pub struct Dense {
    inputs: usize,
    units: usize,
}

impl Dense {
    pub fn new(inputs: usize, units: usize) -> Self {
        Self { inputs, units }
    }
}

impl Layer for Dense {
    fn output(&self) -> Shape {
        vec![self.units]
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        let init = Init::fan_in(self.inputs);
        vec![
            ParameterSpec::matrix("weight", [self.inputs, self.units], init),
            ParameterSpec::bias("bias", self.units, init),
        ]
    }

    fn operations(&self) -> f64 {
        size(&[self.inputs, self.units])
    }

    fn forward(&self, x: Tensor<2>, parameters: &[Tensor<1>], trace: &mut Trace) -> Tensor<2> {
        trace.linear(x, parameters, [0, 1], [self.inputs, self.units])
    }
}
