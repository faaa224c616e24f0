//! An embedding: every token becomes a vector, to which a learnt vector for its position is added.
//!
//! Tokens arrive one-hot, so that looking a vector up is a product with the table; rows of a picture are embedded by
//! the same product.

use burn::tensor::Tensor;

use super::{Init, Layer, LayerRecord, ParameterSpec, Role, as_sequence};
use crate::network::trace::Trace;
use crate::params::Param;
use crate::shape::{Shape, size};
use crate::text::Text;

pub static EMBEDDING: LayerRecord = LayerRecord {
    id: "embedding",
    title: TITLE,
    about: Text::new(
        "Every token becomes a vector, and a learnt vector for its position is added to it.",
        "每个词元变成一个向量，再加上可学习的位置编码。",
    ),
    group: "sequence",
    citation: "Vaswani et al. 2017",
    params: &[
        Param::integer("width", Text::new("Width", "嵌入维度"), 1, 512, 32),
        Param::switch(
            "positions",
            Text::new("Positional encoding", "位置编码"),
            true,
        ),
    ],
    build: |entry, input| {
        let [steps, features] = as_sequence(&TITLE, input)?;
        Ok(Box::new(Embedding {
            steps,
            features,
            width: entry.integer("width"),
            positions: entry.on("positions"),
        }))
    },
};

const TITLE: Text = Text::new("Embedding", "嵌入");

struct Embedding {
    steps: usize,
    features: usize,
    width: usize,
    positions: bool,
}

impl Layer for Embedding {
    fn output(&self) -> Shape {
        vec![self.steps, self.width]
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        let init = Init::fan_in(self.features);
        let mut parameters = vec![
            ParameterSpec::matrix("weight", [self.features, self.width], init),
            ParameterSpec::bias("bias", self.width, init),
        ];
        if self.positions {
            let shape = [self.steps, self.width];
            parameters.push(ParameterSpec::new(
                Role::Positions,
                "positions",
                &shape,
                Init::Normal(0.02),
            ));
        }
        parameters
    }

    fn operations(&self) -> f64 {
        size(&[self.steps, self.features, self.width])
    }

    fn forward(&self, x: Tensor<2>, parameters: &[Tensor<1>], trace: &mut Trace) -> Tensor<2> {
        let samples = x.dims()[0];
        let rows = x.reshape([samples * self.steps, self.features]);
        let embedded = trace
            .linear(rows, parameters, [0, 1], [self.features, self.width])
            .reshape([samples, self.steps * self.width]);
        match parameters.get(2) {
            Some(positions) => {
                let positions = positions.clone().reshape([1, self.steps * self.width]);
                trace.added(parameters, 2, embedded + positions)
            }
            None => embedded,
        }
    }
}
