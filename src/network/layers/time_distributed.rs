//! A time-distributed dense layer: the same weights at every step of a sequence, y_t = x_t·W + b.

use burn::tensor::Tensor;

use super::{Init, Layer, LayerRecord, ParameterSpec, as_sequence};
use crate::network::trace::Trace;
use crate::params::Param;
use crate::shape::{Shape, size};
use crate::text::Text;

pub static TIME_DISTRIBUTED: LayerRecord = LayerRecord {
    id: "dense_each",
    title: TITLE,
    about: Text::new(
        "The same dense layer at every step of a sequence.",
        "在序列的每个时间步使用同一个全连接层。",
    ),
    group: "sequence",
    citation: "Vaswani et al. 2017",
    params: &[Param::integer(
        "units",
        Text::new("Units", "单元数"),
        1,
        4096,
        32,
    )],
    build: |entry, input| {
        let [steps, features] = as_sequence(&TITLE, input)?;
        Ok(Box::new(TimeDistributed {
            steps,
            features,
            units: entry.integer("units"),
        }))
    },
};

const TITLE: Text = Text::new("Dense at each step", "逐时间步全连接");

struct TimeDistributed {
    steps: usize,
    features: usize,
    units: usize,
}

impl Layer for TimeDistributed {
    fn output(&self) -> Shape {
        vec![self.steps, self.units]
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        let init = Init::fan_in(self.features);
        vec![
            ParameterSpec::matrix("weight", [self.features, self.units], init),
            ParameterSpec::bias("bias", self.units, init),
        ]
    }

    fn operations(&self) -> f64 {
        size(&[self.steps, self.features, self.units])
    }

    fn forward(&self, x: Tensor<2>, parameters: &[Tensor<1>], trace: &mut Trace) -> Tensor<2> {
        let samples = x.dims()[0];
        let rows = x.reshape([samples * self.steps, self.features]);
        trace
            .linear(rows, parameters, [0, 1], [self.features, self.units])
            .reshape([samples, self.steps * self.units])
    }
}
