//! Batch norm: each feature (each channel, in a picture) gets mean 0 and variance 1 over the batch, then a learnt scale
//! and shift.
//!
//! In use, running means from training take the place of the batch's own, so that a sample's output does not depend on
//! its company. They are measured, not learnt, and kept in the Checkpoint under PyTorch's names.

use burn::tensor::Tensor;

use super::{Init, Layer, LayerRecord, ParameterSpec, Role};
use crate::network::trace::Trace;
use crate::shape::{Shape, size};
use crate::text::Text;

pub static BATCH_NORM: LayerRecord = LayerRecord {
    id: "batch_norm",
    title: Text::new("Batch norm", "批归一化"),
    about: Text::new(
        "Each feature gets mean 0 and variance 1 over the batch, then a learnt scale and shift; held-out data use running means.",
        "每个特征在批内变为均值 0、方差 1，再经可学习的缩放与平移；对留出数据使用滑动平均的统计量。",
    ),
    group: "regularization",
    citation: "Ioffe & Szegedy 2015",
    params: &[],
    build: |_, input| {
        let [features, places] = match input[..] {
            [channels, height, width] => [channels, height * width],
            _ => [input.iter().product(), 1],
        };
        Ok(Box::new(BatchNorm {
            shape: input.clone(),
            features,
            places,
        }))
    },
};

/// As in PyTorch.
const EPSILON: f64 = 1e-5;

/// Share of a new batch in the running means, as in PyTorch.
const MOMENTUM: f64 = 0.1;

/// Values of each feature in one sample of such a shape: of a channel, its places.
pub fn places(shape: &[u32]) -> usize {
    match *shape {
        [_, height, width] => height as usize * width as usize,
        _ => 1,
    }
}

struct BatchNorm {
    shape: Shape,
    /// Features, or channels.
    features: usize,
    /// Places in each channel.
    places: usize,
}

impl Layer for BatchNorm {
    fn output(&self) -> Shape {
        self.shape.clone()
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        let features = [self.features];
        let running = |role, name: &str, value| {
            ParameterSpec::new(role, name, &features, Init::Constant(value))
        };
        vec![
            ParameterSpec::gain("weight", &features),
            ParameterSpec::shift("bias", &features),
            running(Role::RunningMean, "running_mean", 0.0),
            running(Role::RunningVariance, "running_var", 1.0),
        ]
    }

    fn kept(&self) -> f64 {
        3.0 * size(&self.shape)
    }

    fn operations(&self) -> f64 {
        4.0 * size(&[self.features, self.places])
    }

    fn forward(&self, x: Tensor<2>, parameters: &[Tensor<1>], trace: &mut Trace) -> Tensor<2> {
        let samples = x.dims()[0];
        let Self {
            features, places, ..
        } = *self;
        let x = x.reshape([samples, features, places]);
        let spread = |vector: Tensor<1>| vector.reshape([1, features, 1]);
        let (mean, variance) = if trace.trains() {
            let count = samples * places;
            let over = |x: Tensor<3>| x.mean_dim(2).mean_dim(0);
            let mean = over(x.clone());
            let away = x.clone() - mean.clone();
            let variance = over(away.clone() * away);
            // PyTorch keeps the unbiased variance.
            let unbiased = count as f64 / (count.max(2) - 1) as f64;
            for (index, value, factor) in [(2, &mean, 1.0), (3, &variance, unbiased)] {
                let value = value.clone().detach().reshape([features]) * (MOMENTUM * factor);
                let kept = parameters[index].clone().detach() * (1.0 - MOMENTUM);
                trace.update(index, kept + value);
            }
            (mean, variance)
        } else {
            (spread(parameters[2].clone()), spread(parameters[3].clone()))
        };
        let normed = (x - mean) / (variance + EPSILON).sqrt();
        let y = normed.clone() * spread(parameters[0].clone()) + spread(parameters[1].clone());
        let y = trace.gain(
            || normed,
            parameters,
            [0, 1],
            [samples, features, places],
            y,
        );
        y.reshape([samples, features * places])
    }
}
