//! Self-attention in several heads.

use burn::tensor::{Tensor, activation::softmax};

/// Sizes of self-attention.
#[derive(Clone, Copy, Debug)]
pub struct Heads {
    pub steps: usize,
    pub width: usize,
    pub heads: usize,
    /// Whether no step sees a later one.
    pub causal: bool,
}

/// softmax(QKᵀ/√d)V in every head: of rows `[samples · steps, 3 · width]`, a step's query, key and value side by side, each with the
/// heads side by side, to `[samples · steps, width]`.
///
/// Where somebody looks, `look` gets the weights `[samples, heads · steps · steps]`, and what it gives back is gone on with.
pub fn attention(
    joint: Tensor<2>,
    sizes: Heads,
    look: Option<impl FnOnce(Tensor<2>) -> Tensor<2>>,
) -> Tensor<2> {
    let Heads {
        steps,
        width,
        heads,
        causal,
    } = sizes;
    let rows = joint.dims()[0];
    #[cfg(feature = "cpu")]
    if look.is_none() && super::flex::holds(&joint) {
        let attention = kernels::attention::Attention {
            steps,
            width,
            heads,
            causal,
        };
        return super::flex::apply(attention, [joint.into_dispatch()], [rows, width]);
    }
    let (samples, depth) = (rows / steps, width / heads);
    let joint = joint.reshape([samples, steps, 3, heads, depth]);
    let part = |index: usize| {
        joint
            .clone()
            .narrow(2, index, 1)
            .reshape([samples, steps, heads, depth])
            .swap_dims(1, 2)
    };
    let (query, key, value) = (part(0), part(1), part(2));
    let scores: Tensor<4> = query.matmul(key.swap_dims(2, 3)) / (depth as f64).sqrt();
    let weights = softmax(masked(scores, causal), 3).reshape([samples, heads * steps * steps]);
    let weights = match look {
        Some(look) => look(weights),
        None => weights,
    };
    let weights = weights.reshape([samples, heads, steps, steps]);
    weights.matmul(value).swap_dims(1, 2).reshape([rows, width])
}

/// Scores `[…, steps, steps]`; where it is `causal`, with −10⁹ added for every step that is later than the one that asks.
pub fn masked<const D: usize>(scores: Tensor<D>, causal: bool) -> Tensor<D> {
    if !causal {
        return scores;
    }
    let steps = scores.dims()[D - 1];
    let unseen = Tensor::<2>::full([steps, steps], -1e9, &scores.device()).triu(1);
    scores + unseen.unsqueeze()
}
