//! A loss that does not fall: steps that are too small, a plateau, a network that is too small.

use super::remedies::{listed, network, rate, start_default};
use super::{Evidence, Remedy, SETTLED, Symptom, SymptomId, TREND, level, mean, sizes, symptom};
use crate::network::layers::{
    self,
    activation::{RELU, TANH},
};
use crate::optim::optimizers;
use crate::params::{Entry, Value};
use crate::say;
use crate::text::{Text, count, short};

pub(super) fn rate_too_small(evidence: &Evidence) -> Option<Symptom> {
    let losses = &evidence.losses;
    if evidence.steps < 2 * SETTLED || losses.len() < 2 * TREND {
        return None;
    }
    // A few batches are easier or harder than others: a quarter of the curve each.
    let quarter = losses.len() / 4;
    let (early, late) = (
        mean(&losses[..quarter]),
        mean(&losses[losses.len() - quarter..]),
    );
    // How far the weights have come at this pace, as a share of their own size.
    let (gradient, weights) = sizes(evidence)?;
    let set = evidence.recipe.optimizer.number("rate");
    let optimizer = optimizers::find(&evidence.recipe.optimizer.id)?;
    let step = if optimizer.adaptive {
        let count: u32 = evidence.layers.iter().map(|layer| layer.parameters).sum();
        set * f64::from(count).sqrt()
    } else {
        let momentum = evidence.recipe.optimizer.optional("momentum");
        set * f64::from(gradient) / (1.0 - momentum.unwrap_or(0.0))
    };
    let steps = evidence.steps;
    let pace = step / f64::from(weights.max(1e-6));
    let moved = pace * steps as f64;
    // Either they could not have come anywhere yet, or they never will within hours.
    let small = moved < 0.01 || moved < 0.3 && pace < 1e-5;
    if !small || late < 0.97 * early || gradient < 1e-6 {
        return None;
    }
    let percent = moved * 100.0;
    // At that pace the weights would come a third of their size in some hundred steps.
    let factor = 10_f64
        .powf((0.001 / pace.max(1e-12)).log10().round())
        .clamp(10.0, 1e4);
    symptom(
        SymptomId::RateTooSmall,
        say!(
            "It hardly learns: the steps are too small to get anywhere.",
            "几乎没有学习：步长过小，权重几乎不变。"
        ),
        say!(
            "In {steps} steps the weights could move by {percent:.2}% of their size; the loss went from {early:.4} to {late:.4}.",
            "{steps} 步内权重最多移动其大小的 {percent:.2}%；损失从 {early:.4} 变为 {late:.4}。"
        ),
        rate(
            evidence,
            factor,
            say!(
                "Raise the learning rate {factor} times",
                "把学习率提高到 {factor} 倍"
            ),
            false,
        ),
    )
}

pub(super) fn plateau(evidence: &Evidence) -> Option<Symptom> {
    let (early, late) = standstill(evidence)?;
    let [early, late] = [early, late].map(short);
    symptom(
        SymptomId::Plateau,
        say!(
            "The loss stands still and has never really fallen: the network is stuck on a plateau.",
            "损失停滞，而且从未真正下降：训练停在平台期。"
        ),
        say!(
            "It was {early} and is {late}.",
            "原为 {early}，现为 {late}。"
        ),
        start_default(evidence).or_else(|| {
            (evidence.recipe.optimizer.id != "adam").then(|| Remedy {
                title: Text::new("Use Adam", "改用 Adam"),
                key: "optimizer".into(),
                value: Value::Word("adam".into()),
                live: false,
                restart: true,
            })
        }),
    )
}

pub(super) fn too_small(evidence: &Evidence) -> Option<Symptom> {
    let hidden = evidence.layers.iter().filter(|layer| layer.listed);
    let widest = hidden
        .filter(|layer| layer.parameters > 0)
        .map(|layer| layer.output.iter().product::<u32>())
        .max();
    if widest.unwrap_or(0) > 3 || evidence.recipe.init.id == "zeros" {
        return None;
    }
    // Much is left to learn, but nothing moves any more.
    let (early, late) = (
        *evidence.losses.first()?,
        level(evidence.steps, &evidence.losses)?,
    );
    let accuracy = evidence.validation.and_then(|score| score.accuracy);
    let poor = accuracy.map_or(late > 0.3 * early, |accuracy| accuracy < 0.9 && late > 0.25);
    if !poor {
        return None;
    }
    let late = short(late);
    let evidence_text = match widest {
        None => say!(
            "It has no hidden layer; the loss stays at {late}.",
            "没有隐藏层；损失停在 {late}。"
        ),
        Some(units) => {
            let units_en = count(units.into(), "unit", "units");
            say!(
                "Its widest hidden layer has {units_en}; the loss stays at {late}.",
                "最宽的隐藏层有 {units} 个单元；损失停在 {late}。"
            )
        }
    };
    let mut layers = listed(evidence)?.to_vec();
    let mut wide = Entry::new("dense").with("units", 16.0);
    wide.normalise(layers::declared("dense")?, &mut Vec::new());
    layers.retain(|layer| layer.id != "dense" && layer.id != TANH.id && layer.id != RELU.id);
    layers.extend([wide, Entry::new(TANH.id)]);
    symptom(
        SymptomId::TooSmall,
        say!(
            "The network is too small for this: it has found the best it can do, and that is not good.",
            "网络太小：它已尽其所能，但仍不够好（欠拟合）。"
        ),
        evidence_text,
        Some(network(
            Text::new("Use a hidden layer of 16 units", "使用 16 个单元的隐藏层"),
            layers,
        )),
    )
}

/// The first loss and the last, where it is level and has hardly left where it began.
fn standstill(evidence: &Evidence) -> Option<(f32, f32)> {
    let (first, last) = (
        *evidence.losses.first()?,
        level(evidence.steps, &evidence.losses)?,
    );
    // Many networks rest on a plateau at first and leave it by themselves.
    let long = evidence.steps >= 6 * SETTLED;
    (long && last > 0.9 * first && last > 0.05).then_some((first, last))
}
