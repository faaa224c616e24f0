//! A transformer block: multi-head self-attention, then a small dense network at every step, each added to what came
//! in and normed.
//!
//! Post-norm with ReLU (Vaswani et al. 2017), as `torch.nn.TransformerEncoderLayer` computes it without dropout. With
//! `causal` it is a block of a decoder: no step sees a later one.

use burn::tensor::Tensor;

use super::attention::CAUSAL;
use super::{Init, Layer, LayerRecord, ParameterSpec, as_sequence};
use crate::error::Error;
use crate::network::trace::Trace;
use crate::operations::{Heads, attention, layer_norm, relu};
use crate::params::Param;
use crate::say;
use crate::shape::{Shape, size};
use crate::text::Text;

pub static BLOCK: LayerRecord = LayerRecord {
    id: "block",
    title: TITLE,
    about: Text::new(
        "Every step looks at all others, softmax(QKᵀ/√d)V in several heads, then passes a small dense network.",
        "每个时间步关注所有时间步：多头的 softmax(QKᵀ/√d)V，再经过一个小的全连接网络。",
    ),
    group: "sequence",
    citation: "Vaswani et al. 2017",
    params: &[
        Param::integer(
            "heads",
            Text::new("Attention heads", "注意力头数"),
            1,
            16,
            4,
        ),
        Param::integer(
            "feed_forward",
            Text::new("Feed-forward units", "前馈单元数"),
            1,
            2048,
            64,
        ),
        CAUSAL,
    ],
    build: |entry, input| {
        let [steps, width] = as_sequence(&TITLE, input)?;
        let heads = entry.integer("heads");
        if !width.is_multiple_of(heads) {
            return Err(Error::new(
                "heads",
                "shape_mismatch",
                say!(
                    "The width {width} cannot be shared evenly by {heads} heads. Choose a number of heads that divides it, or put an embedding of another width before it.",
                    "嵌入维度 {width} 不能被 {heads} 个注意力头平分。请选择能整除它的注意力头数，或在前面放置其他维度的嵌入层。"
                ),
            ));
        }
        Ok(Box::new(Block {
            steps,
            width,
            heads,
            inner: entry.integer("feed_forward"),
            causal: entry.on("causal"),
        }))
    },
};

const TITLE: Text = Text::new("Transformer block", "Transformer 块");

/// As in PyTorch.
const EPSILON: f64 = 1e-5;

struct Block {
    steps: usize,
    width: usize,
    heads: usize,
    inner: usize,
    causal: bool,
}

impl Layer for Block {
    fn output(&self) -> Shape {
        vec![self.steps, self.width]
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        let Self { width, inner, .. } = *self;
        let norm = |name: &str| {
            [
                ParameterSpec::gain(&format!("{name}.weight"), &[width]),
                ParameterSpec::shift(&format!("{name}.bias"), &[width]),
            ]
        };
        let dense = |weight: &str, bias: &str, from: usize, to: usize| {
            let init = Init::fan_in(from);
            [
                ParameterSpec::matrix(weight, [from, to], init),
                ParameterSpec::bias(bias, to, init),
            ]
        };
        [
            dense(
                "self_attn.in_proj_weight",
                "self_attn.in_proj_bias",
                width,
                3 * width,
            ),
            dense(
                "self_attn.out_proj.weight",
                "self_attn.out_proj.bias",
                width,
                width,
            ),
            norm("norm1"),
            dense("linear1.weight", "linear1.bias", width, inner),
            dense("linear2.weight", "linear2.bias", inner, width),
            norm("norm2"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn kept(&self) -> f64 {
        // As in self-attention, with a copy for each head, and two norms; the dense network's hidden values.
        10.0 * size(&self.output())
            + 3.0 * size(&[self.heads, self.steps, self.steps])
            + 2.0 * size(&[self.steps, self.inner])
    }

    fn operations(&self) -> f64 {
        let a_value = 4 * self.width + 2 * self.inner + 2 * self.steps;
        size(&[self.steps, self.width, a_value])
    }

    fn is_causal(&self) -> bool {
        self.causal
    }

    fn forward(&self, x: Tensor<2>, parameters: &[Tensor<1>], trace: &mut Trace) -> Tensor<2> {
        let samples = x.dims()[0];
        let Self {
            steps,
            width,
            heads,
            inner,
            causal,
        } = *self;
        let rows = samples * steps;
        // Parameters come in pairs of weight and bias, in the order of `parameters`.
        let dense = |trace: &mut Trace, x: Tensor<2>, index: usize, from: usize, to: usize| {
            trace.linear(x, parameters, [index, index + 1], [from, to])
        };
        let norm = |trace: &mut Trace, x: Tensor<2>, index: usize| {
            let (scale, shift) = (parameters[index].clone(), parameters[index + 1].clone());
            let y = layer_norm(x.clone(), scale.clone(), shift.clone(), EPSILON);
            let normed = || layer_norm(x, scale.ones_like(), shift.zeros_like(), EPSILON);
            trace.gain(normed, parameters, [index, index + 1], [rows, width, 1], y)
        };

        let x = x.reshape([rows, width]);
        let joint = dense(trace, x.clone(), 0, width, 3 * width);
        let sizes = Heads {
            steps,
            width,
            heads,
            causal,
        };
        let look = trace
            .looks()
            .then_some(|weights| trace.record("attention", &[heads, steps, steps], weights));
        let mixed = attention(joint, sizes, look);
        let mixed = dense(trace, mixed, 2, width, width);
        let x = norm(trace, x + mixed, 4);

        let hidden = relu(dense(trace, x.clone(), 6, width, inner));
        let given = dense(trace, hidden, 8, inner, width);
        let x = norm(trace, x + given, 10);
        x.reshape([samples, steps * width])
    }
}
