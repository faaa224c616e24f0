//! The mean over the steps of a sequence: one vector that says something of all of them.

use burn::tensor::Tensor;

use super::{Layer, LayerRecord, as_sequence};
use crate::network::trace::Trace;
use crate::shape::Shape;
use crate::text::Text;

pub static MEAN: LayerRecord = LayerRecord {
    id: "mean",
    title: TITLE,
    about: Text::new(
        "The mean over all steps of a sequence.",
        "对序列的所有时间步取平均。",
    ),
    group: "sequence",
    citation: "Lin et al. 2014",
    params: &[],
    build: |_, input| {
        let [steps, features] = as_sequence(&TITLE, input)?;
        Ok(Box::new(Mean { steps, features }))
    },
};

const TITLE: Text = Text::new("Mean over steps", "时间步平均");

struct Mean {
    steps: usize,
    features: usize,
}

impl Layer for Mean {
    fn output(&self) -> Shape {
        vec![self.features]
    }

    fn forward(&self, x: Tensor<2>, _: &[Tensor<1>], _: &mut Trace) -> Tensor<2> {
        let samples = x.dims()[0];
        x.reshape([samples, self.steps, self.features])
            .mean_dim(1)
            .reshape([samples, self.features])
    }
}
