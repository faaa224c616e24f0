//! A transformer's encoder block: rows as tokens, multi-head self-attention, and the mean over all tokens.
//!
//! Linear embedding plus learned positions, then one post-norm block with ReLU (Vaswani et al. 2017), as
//! `torch.nn.TransformerEncoderLayer` computes it without dropout.

use burn::tensor::{
    Tensor,
    activation::{relu, softmax},
    module::{layer_norm, linear},
};

use super::{Init, Layer, LayerRecord, ParameterSpec, Shape, as_sequence};
use crate::error::Error;
use crate::params::Param;
use crate::say;
use crate::text::Text;
use crate::trace::Trace;

pub static ENCODER: LayerRecord = LayerRecord {
    id: "encoder",
    title: TITLE,
    about: Text::new(
        "Every row is a token and looks at all others: softmax(QKᵀ/√d)V in several heads, then a small dense network. The mean over all tokens comes out.",
        "每一行是一个词元，并关注所有其他词元：多个头的 softmax(QKᵀ/√d)V，再经过一个小的全连接网络，输出所有词元的平均。",
    ),
    group: "layer",
    citation: "Vaswani et al. 2017",
    params: &[
        Param::integer("width", Text::new("Width", "宽度"), 1, 512, 32),
        Param::integer("heads", Text::new("Heads", "头数"), 1, 16, 4),
        Param::integer(
            "feed_forward",
            Text::new("Feed-forward units", "前馈单元数"),
            1,
            2048,
            64,
        ),
    ],
    build: |entry, input| {
        let [tokens, features] = as_sequence(&TITLE, input)?;
        let (width, heads) = (entry.integer("width"), entry.integer("heads"));
        if !width.is_multiple_of(heads) {
            return Err(Error::new(
                "heads",
                "shape_mismatch",
                say!(
                    "The width {width} cannot be shared evenly by {heads} heads. Choose a number of heads that divides it.",
                    "宽度 {width} 不能平均分给 {heads} 个头。请选择能整除它的头数。"
                ),
            ));
        }
        Ok(Box::new(Encoder {
            tokens,
            features,
            width,
            heads,
            inner: entry.integer("feed_forward"),
        }))
    },
};

const TITLE: Text = Text::new("Encoder block", "编码器块");

/// As in PyTorch.
const EPSILON: f64 = 1e-5;

struct Encoder {
    tokens: usize,
    features: usize,
    width: usize,
    heads: usize,
    inner: usize,
}

impl Layer for Encoder {
    fn output(&self) -> Shape {
        vec![self.width]
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        let Self {
            tokens,
            features,
            width,
            inner,
            ..
        } = *self;
        let norm = |name: &str| {
            [
                ParameterSpec::new(&format!("{name}.weight"), &[width], Init::Constant(1.0)),
                ParameterSpec::new(&format!("{name}.bias"), &[width], Init::Constant(0.0)),
            ]
        };
        let dense = |name: &str, weight: &str, bias: &str, from: usize, to: usize| {
            let init = Init::fan_in(from);
            [
                ParameterSpec::matrix(&format!("{name}{weight}"), [from, to], init),
                ParameterSpec::new(&format!("{name}{bias}"), &[to], init),
            ]
        };
        [
            dense("embedding", ".weight", ".bias", features, width),
            dense(
                "self_attn",
                ".in_proj_weight",
                ".in_proj_bias",
                width,
                3 * width,
            ),
            dense("self_attn.out_proj", ".weight", ".bias", width, width),
            norm("norm1"),
            dense("linear1", ".weight", ".bias", width, inner),
            dense("linear2", ".weight", ".bias", inner, width),
            norm("norm2"),
        ]
        .into_iter()
        .flatten()
        .chain([ParameterSpec::new(
            "positions",
            &[tokens, width],
            Init::Normal(0.02),
        )])
        .collect()
    }

    fn operations(&self) -> f64 {
        let a_token =
            self.width * (self.features + 4 * self.width + 2 * self.inner + 2 * self.tokens);
        (self.tokens * a_token) as f64
    }

    fn forward(&self, x: Tensor<2>, parameters: &[Tensor<1>], trace: &mut Trace) -> Tensor<2> {
        let samples = x.dims()[0];
        let Self {
            tokens,
            features,
            width,
            heads,
            inner,
        } = *self;
        let rows = samples * tokens;
        let at = |index: usize| parameters[index].clone();
        // Parameters come in pairs of weight and bias, in the order of `parameters`.
        let dense = |x: Tensor<2>, index: usize, from: usize, to: usize| {
            linear(x, at(index).reshape([from, to]), Some(at(index + 1)))
        };
        let norm =
            |x: Tensor<2>, index: usize| layer_norm(x, at(index), Some(at(index + 1)), EPSILON);

        let embedded = dense(x.reshape([rows, features]), 0, features, width);
        let positions = at(14).reshape([1, tokens * width]);
        let x = (embedded.reshape([samples, tokens * width]) + positions).reshape([rows, width]);

        // [rows, 3·width] → three of [samples, heads, tokens, width of a head]
        let depth = width / heads;
        let joint =
            dense(x.clone(), 2, width, 3 * width).reshape([samples, tokens, 3, heads, depth]);
        let part = |index: usize| {
            joint
                .clone()
                .narrow(2, index, 1)
                .reshape([samples, tokens, heads, depth])
                .swap_dims(1, 2)
        };
        let (query, key, value) = (part(0), part(1), part(2));
        let scores = query.matmul(key.swap_dims(2, 3)) / (depth as f64).sqrt();
        let attention = softmax(scores, 3).reshape([samples, heads * tokens * tokens]);
        let attention = trace
            .stop("attention", &[heads, tokens, tokens], attention)
            .reshape([samples, heads, tokens, tokens]);
        let mixed = attention
            .matmul(value)
            .swap_dims(1, 2)
            .reshape([rows, width]);
        let x = norm(x + dense(mixed, 4, width, width), 6);

        let hidden = relu(dense(x.clone(), 8, width, inner));
        let x = norm(x + dense(hidden, 10, inner, width), 12);
        x.reshape([samples, tokens, width])
            .mean_dim(1)
            .reshape([samples, width])
    }
}
