//! Training that runs away: steps that are too large.

use super::remedies::{rates, slower};
use super::{Evidence, RATE, Remedy, Symptom, SymptomId, level, mean, symptom};
use crate::params::Value;
use crate::say;
use crate::text::{Text, short};

pub(super) fn not_finite(evidence: &Evidence) -> Option<Symptom> {
    let step = evidence.ran_away?;
    symptom(
        SymptomId::NotFinite,
        say!(
            "The loss is NaN or infinite (training diverged): the steps were too large, and the weights grew without bound.",
            "损失变为 NaN 或无穷大（训练发散）：步长过大，权重无限增长。"
        ),
        say!("Since step {step}.", "从第 {step} 步开始。"),
        slower(evidence),
    )
}

pub(super) fn diverging(evidence: &Evidence) -> Option<Symptom> {
    let losses = &evidence.losses;
    let &[.., before, between, last] = losses.as_slice() else {
        return None;
    };
    // A loss that has left where it began far behind, and still grows.
    let first = evidence.start;
    let grows = before <= between && between <= last;
    if !grows || last < 3.0 * first || last < 1e-3 {
        return None;
    }
    let [first, last] = [first, last].map(short);
    symptom(
        SymptomId::Diverging,
        say!(
            "The loss grows instead of falling: each step overshoots the valley.",
            "损失不降反升：每一步都越过了谷底。"
        ),
        say!("From {first} to {last}.", "从 {first} 升到 {last}。"),
        slower(evidence),
    )
}

/// The loss jumped far above its start, and has stood there since: one of the steps threw the weights to where hardly a
/// gradient is left. It stays so when the rate is lowered.
pub(super) fn rate_too_large(evidence: &Evidence) -> Option<Symptom> {
    let (peak_step, peak) = evidence.peak;
    let start = evidence.start;
    let recent = &evidence.losses[evidence.losses.len() - evidence.since_change..];
    let now = level(evidence.steps, recent)?;
    let highest = evidence.losses.iter().copied().fold(0.0, f32::max);
    let flat = evidence.inside.flat.iter().map(|flat| flat.share);
    let flat = flat.fold(0.0, f32::max);
    // A single batch may be hard; where most units are flat there is no doubt.
    let jumped =
        highest > 3.0 * start || flat > 0.5 && (highest > 2.0 * start || peak > 3.0 * start);
    if !jumped || highest < 1e-3 || now < 0.9 * start {
        return None;
    }
    let percent = flat * 100.0;
    let [start, peak, now] = [start, peak, now].map(short);
    let evidence_text = if flat > 0.5 {
        say!(
            "The loss was {start} at the start, {peak} about step {peak_step}, and stays at {now}; after an activation {percent:.0}% of the values are where it is flat.",
            "损失起初为 {start}，约第 {peak_step} 步达到 {peak}，之后停在 {now}；某一激活层之后有 {percent:.0}% 的值处于其平坦区。"
        )
    } else {
        say!(
            "The loss was {start} at the start, {peak} about step {peak_step}, and stays at {now}.",
            "损失起初为 {start}，约第 {peak_step} 步达到 {peak}，之后停在 {now}。"
        )
    };
    let set = evidence.recipe.optimizer.number("rate");
    let (usual, least, most) = rates(evidence)?;
    let mut changes = evidence.changes.iter().rev();
    let lowered = changes.find(|change| change.key == RATE && change.step >= peak_step);
    if lowered.is_some() && set <= 10.0 * usual {
        return symptom(
            SymptomId::RateTooLarge,
            say!(
                "The learning rate is lower now, but what the large steps did to the weights remains: it must begin anew.",
                "学习率已经降低，但先前过大的步长已经破坏了权重：需要重新开始训练。"
            ),
            evidence_text,
            Some(Remedy {
                title: Text::new(
                    "Start again with this learning rate",
                    "以现在的学习率重新开始",
                ),
                key: RATE.into(),
                value: Value::Number(set),
                live: true,
                restart: true,
            }),
        );
    }
    let value = smaller(set, usual).clamp(least, most);
    // A tenth of 0.07 is 0.007000000000000001.
    let shown = value as f32;
    symptom(
        SymptomId::RateTooLarge,
        say!(
            "The learning rate is too large: the first steps threw the weights far away, and from there the network cannot learn.",
            "学习率过大：最初几步把权重抛得太远，网络从那里无法再学习。"
        ),
        evidence_text,
        (value < set).then(|| Remedy {
            title: say!(
                "Start again with a learning rate of {shown}",
                "以学习率 {shown} 重新开始"
            ),
            key: RATE.into(),
            value: Value::Number(value),
            live: true,
            restart: true,
        }),
    )
}

/// A rate that was raised while it trained, so far that the steps undo what was learnt.
pub(super) fn rate_raised(evidence: &Evidence) -> Option<Symptom> {
    let change = evidence
        .changes
        .last()
        .filter(|change| change.key == RATE)?;
    let (usual, least, most) = rates(evidence)?;
    let set = evidence.recipe.optimizer.number("rate");
    let since = &evidence.losses[evidence.losses.len() - evidence.since_change..];
    if since.len() < 3 || set <= usual {
        return None;
    }
    // Of the later half: the loss of such steps jumps up and down, and a jump that was made good is no fault.
    let (before, latest) = (change.loss?, mean(&since[since.len() / 2..]));
    if latest < 3.0 * before || latest - before < 0.05 {
        return None;
    }
    let step = change.step;
    let [before, latest] = [before, latest].map(short);
    let value = smaller(set, usual).clamp(least, most);
    let shown = value as f32;
    symptom(
        SymptomId::RateTooLarge,
        say!(
            "The learning rate is too large now: the steps undo what was learnt.",
            "现在的学习率过大：更新步长破坏了已经学到的内容。"
        ),
        say!(
            "Before step {step}, where it was changed, the loss was {before}; now it is {latest}.",
            "在第 {step} 步更改之前损失为 {before}，现在为 {latest}。"
        ),
        Some(Remedy {
            title: say!("Set the learning rate to {shown}", "把学习率设为 {shown}"),
            key: RATE.into(),
            value: Value::Number(value),
            live: true,
            restart: false,
        }),
    )
}

/// A rate to go on with: a tenth, or the usual one where that would not help.
fn smaller(set: f64, usual: f64) -> f64 {
    if set > 30.0 * usual {
        usual
    } else {
        set / 10.0
    }
}
