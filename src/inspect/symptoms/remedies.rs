//! Remedies that several symptoms share: another learning rate, other layers, another start.

use super::{Evidence, RATE, Remedy};
use crate::optim::optimizers;
use crate::params::{Entry, ParamKind, Value};
use crate::text::Text;

/// The Recipe's layers, where its architecture is a list of them.
pub(super) fn listed<'a>(evidence: &Evidence<'a>) -> Option<&'a [Entry]> {
    match evidence.recipe.network.params.get("layers") {
        Some(Value::Layers(layers)) => Some(layers),
        _ => None,
    }
}

/// The usual learning rate of the optimizer, and its range.
pub(super) fn rates(evidence: &Evidence) -> Option<(f64, f64, f64)> {
    let declared = optimizers::find(&evidence.recipe.optimizer.id).map(|record| record.params)?;
    let rate = declared.iter().find(|param| param.id == "rate")?;
    match rate.kind {
        ParamKind::Real {
            min, max, default, ..
        } => Some((default, min, max)),
        _ => None,
    }
}

/// A learning rate so many times as large, within its range.
pub(super) fn rate(evidence: &Evidence, factor: f64, title: Text, restart: bool) -> Option<Remedy> {
    let now = evidence.recipe.optimizer.number("rate");
    let (_, min, max) = rates(evidence)?;
    let value = (now * factor).clamp(min, max);
    (value != now).then(|| Remedy {
        title,
        key: RATE.into(),
        value: Value::Number(value),
        live: true,
        restart,
    })
}

/// A tenth of the learning rate, from the start.
pub(super) fn slower(evidence: &Evidence) -> Option<Remedy> {
    let title = Text::new(
        "Start again with a tenth of the learning rate",
        "以十分之一的学习率重新开始",
    );
    rate(evidence, 0.1, title, true)
}

pub(super) fn network(title: Text, layers: Vec<Entry>) -> Remedy {
    Remedy {
        title,
        key: "network.layers".into(),
        value: Value::Layers(layers),
        live: false,
        restart: true,
    }
}

/// The usual start, where another was chosen.
pub(super) fn start_default(evidence: &Evidence) -> Option<Remedy> {
    (evidence.recipe.init.id != "default").then(|| Remedy {
        title: Text::new("Start with random weights", "改用随机初始化"),
        key: "init".into(),
        value: Value::Word("default".into()),
        live: false,
        restart: true,
    })
}
