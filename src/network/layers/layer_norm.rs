//! Layer norm: the values of each sample (of each step, in a sequence) get mean 0 and variance 1, then a learnt scale
//! and shift.

use burn::tensor::Tensor;

use super::{Layer, LayerRecord, ParameterSpec};
use crate::network::trace::Trace;
use crate::operations::layer_norm;
use crate::shape::{Shape, size};
use crate::text::Text;

pub static LAYER_NORM: LayerRecord = LayerRecord {
    id: "layer_norm",
    title: Text::new("Layer norm", "层归一化"),
    about: Text::new(
        "The values of each sample get mean 0 and variance 1, then a learnt scale and shift; in a sequence, those of each step.",
        "每个样本的值变为均值 0、方差 1，再经可学习的缩放与平移；序列则逐时间步进行。",
    ),
    group: "regularization",
    citation: "Ba, Kiros & Hinton 2016",
    params: &[],
    build: |_, input| {
        Ok(Box::new(LayerNorm {
            shape: input.clone(),
        }))
    },
};

/// As in PyTorch.
const EPSILON: f64 = 1e-5;

struct LayerNorm {
    shape: Shape,
}

impl LayerNorm {
    /// Steps, and values of each that are normed together.
    fn groups(&self) -> [usize; 2] {
        match self.shape[..] {
            [steps, features] => [steps, features],
            _ => [1, self.shape.iter().product()],
        }
    }
}

impl Layer for LayerNorm {
    fn output(&self) -> Shape {
        self.shape.clone()
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        let shape = match self.shape[..] {
            [_, features] => vec![features],
            _ => self.shape.clone(),
        };
        vec![
            ParameterSpec::gain("weight", &shape),
            ParameterSpec::shift("bias", &shape),
        ]
    }

    fn kept(&self) -> f64 {
        2.0 * size(&self.shape)
    }

    fn operations(&self) -> f64 {
        4.0 * size(&self.shape)
    }

    fn forward(&self, x: Tensor<2>, parameters: &[Tensor<1>], trace: &mut Trace) -> Tensor<2> {
        let samples = x.dims()[0];
        let [steps, values] = self.groups();
        let rows = x.reshape([samples * steps, values]);
        let (scale, shift) = (parameters[0].clone(), parameters[1].clone());
        let y = layer_norm(rows.clone(), scale.clone(), shift.clone(), EPSILON);
        let normed = || layer_norm(rows, scale.ones_like(), shift.zeros_like(), EPSILON);
        trace
            .gain(normed, parameters, [0, 1], [samples * steps, values, 1], y)
            .reshape([samples, steps * values])
    }
}
