//! Gradients that vanish, explode, or are stopped by dead units.

use super::remedies::{listed, network, start_default};
use super::{Evidence, Remedy, Symptom, SymptomId, sizes, symptom};
use crate::network::layers::activation::{LEAKY_RELU, RELU, SIGMOID, TANH};
use crate::params::{Entry, Value};
use crate::say;
use crate::text::{Text, short};

pub(super) fn dead_relus(evidence: &Evidence) -> Option<Symptom> {
    let layers = evidence.layers;
    let is_relu = |layer: usize| layers.get(layer).is_some_and(|info| info.id == RELU.id);
    let relus = evidence
        .inside
        .flat
        .iter()
        .filter(|flat| is_relu(flat.layer));
    let worst = relus.max_by(|one, other| one.dead.total_cmp(&other.dead))?;
    let (layer, share) = (worst.layer, worst.dead);
    if share <= 0.6 || evidence.steps < 20 {
        return None;
    }
    let (number, percent) = (layer + 1, share * 100.0);
    let swap = |entry: &Entry| {
        if entry.id == RELU.id {
            Entry::new(LEAKY_RELU.id)
        } else {
            entry.clone()
        }
    };
    let layers = listed(evidence)?;
    symptom(
        SymptomId::DeadRelus,
        say!(
            "Most ReLU units of a layer are dead: they give 0 for every sample, so no gradient reaches them.",
            "某一层的大多数 ReLU 单元已死亡：对所有样本都输出 0，得不到梯度。"
        ),
        say!(
            "{percent:.0}% of the units after layer {number}, over all validation samples.",
            "第 {number} 层之后 {percent:.0}% 的单元（在全部验证样本上）。"
        ),
        Some(network(
            Text::new("Use leaky ReLU", "改用 Leaky ReLU"),
            layers.iter().map(swap).collect(),
        )),
    )
}

pub(super) fn vanishing(evidence: &Evidence) -> Option<Symptom> {
    let sizes: Vec<f32> = (evidence.inside.norms.iter().zip(&evidence.weights))
        .filter(|(_, weight)| **weight)
        .map(|(norms, _)| norms[0] / norms[1].max(1e-12))
        .collect();
    let (first, last) = (*sizes.first()?, *sizes.last()?);
    if sizes.len() < 4 || !(last > 0.0 && first < 1e-4 * last) {
        return None;
    }
    let ratio = last / first.max(f32::MIN_POSITIVE);
    let swap = |entry: &Entry| {
        if entry.id == SIGMOID.id || entry.id == TANH.id {
            Entry::new(RELU.id)
        } else {
            entry.clone()
        }
    };
    let before = listed(evidence).unwrap_or_default();
    let layers: Vec<Entry> = before.iter().map(swap).collect();
    let remedy = (layers != before).then(|| network(Text::new("Use ReLU", "改用 ReLU"), layers));
    symptom(
        SymptomId::VanishingGradients,
        say!(
            "Gradients vanish on their way back: the first layers hardly learn.",
            "梯度在反向传播中消失：前几层几乎学不到东西。"
        ),
        say!(
            "Relative to its weights the last layer's gradient is {ratio:.0e} times that of the first.",
            "相对于各自的权重，最后一层的梯度是第一层的 {ratio:.0e} 倍。"
        ),
        remedy.or_else(|| start_default(evidence)),
    )
}

pub(super) fn exploding(evidence: &Evidence) -> Option<Symptom> {
    let (gradient, weights) = sizes(evidence)?;
    if gradient < 100.0 || gradient < 10.0 * weights || evidence.recipe.clip > 0.0 {
        return None;
    }
    let [gradient, weights] = [gradient, weights].map(short);
    symptom(
        SymptomId::ExplodingGradients,
        say!(
            "Gradients explode: a single step could throw the weights anywhere.",
            "梯度爆炸：一步就可能使权重剧烈变化。"
        ),
        say!(
            "The gradient has the norm {gradient}, all weights together {weights}.",
            "梯度的范数为 {gradient}，全部权重的范数为 {weights}。"
        ),
        Some(Remedy {
            title: Text::new("Clip the gradient at 1", "把梯度裁剪阈值设为 1"),
            key: "clip".into(),
            value: Value::Number(1.0),
            live: true,
            restart: true,
        }),
    )
}
