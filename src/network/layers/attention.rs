//! Self-attention with one head and nothing around it: softmax(QKᵀ/√d)V, with Q, K, V and the map open to view.

use burn::tensor::{Tensor, activation::softmax};

use super::{Init, Layer, LayerRecord, ParameterSpec, as_sequence};
use crate::network::trace::Trace;
use crate::operations::masked;
use crate::params::Param;
use crate::shape::{Shape, size};
use crate::text::Text;

pub static ATTENTION: LayerRecord = LayerRecord {
    id: "attention",
    title: TITLE,
    about: Text::new(
        "The query Q of every step is matched with the keys K of all steps, and their values V are summed with these weights: softmax(QKᵀ/√d)V, one head.",
        "每个时间步用查询 Q 与所有时间步的键 K 匹配，再对它们的值 V 加权求和：softmax(QKᵀ/√d)V，单头。",
    ),
    group: "sequence",
    citation: "Vaswani et al. 2017",
    params: &[
        Param::integer("width", Text::new("Width d", "维度 d"), 1, 512, 32),
        CAUSAL,
    ],
    build: |entry, input| {
        let [steps, features] = as_sequence(&TITLE, input)?;
        Ok(Box::new(Attention {
            steps,
            features,
            width: entry.integer("width"),
            causal: entry.on("causal"),
        }))
    },
};

const TITLE: Text = Text::new("Self-attention", "自注意力");

/// Whether no step sees a later one.
pub(super) const CAUSAL: Param = Param::switch(
    "causal",
    Text::new(
        "Causal mask (sees only what came before)",
        "因果掩码（只看前文）",
    ),
    false,
);

struct Attention {
    steps: usize,
    features: usize,
    width: usize,
    causal: bool,
}

impl Layer for Attention {
    fn output(&self) -> Shape {
        vec![self.steps, self.width]
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        let init = Init::fan_in(self.features);
        ["query", "key", "value"]
            .into_iter()
            .flat_map(|name| {
                let matrix = [self.features, self.width];
                [
                    ParameterSpec::matrix(&format!("{name}.weight"), matrix, init),
                    ParameterSpec::bias(&format!("{name}.bias"), self.width, init),
                ]
            })
            .collect()
    }

    fn kept(&self) -> f64 {
        // Query, key, value and what is mixed of them; scores and weights of every pair of steps.
        4.0 * size(&self.output()) + 3.0 * size(&[self.steps, self.steps])
    }

    fn operations(&self) -> f64 {
        size(&[self.steps, self.width, 3 * self.features + 2 * self.steps])
    }

    fn is_causal(&self) -> bool {
        self.causal
    }

    fn forward(&self, x: Tensor<2>, parameters: &[Tensor<1>], trace: &mut Trace) -> Tensor<2> {
        let samples = x.dims()[0];
        let Self {
            steps,
            features,
            width,
            causal,
        } = *self;
        let rows = x.reshape([samples * steps, features]);
        let mut part = |index: usize, name: &'static str| {
            let place = [index, index + 1];
            let part = trace.linear(rows.clone(), parameters, place, [features, width]);
            let part = part.reshape([samples, steps * width]);
            trace
                .record(name, &[steps, width], part)
                .reshape([samples, steps, width])
        };
        let (query, key, value) = (part(0, "query"), part(2, "key"), part(4, "value"));
        let scores: Tensor<3> = query.matmul(key.swap_dims(1, 2)) / (width as f64).sqrt();
        let attention = softmax(masked(scores, causal), 2).reshape([samples, steps * steps]);
        let attention = trace
            .record("attention", &[steps, steps], attention)
            .reshape([samples, steps, steps]);
        attention.matmul(value).reshape([samples, steps * width])
    }
}
