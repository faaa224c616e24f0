//! What data and batches bring with them: overfitting, unbalanced classes, inputs that are not normalised, batches
//! too small for batch norm.

use super::{Evidence, Remedy, Symptom, SymptomId, TREND, mean, symptom};
use crate::datasets;
use crate::network::layers::batch_norm;
use crate::params::Value;
use crate::say;
use crate::text::{Text, short};

/// Values of a feature in a batch from which batch norm measures mean and variance badly.
const FEW: usize = 8;

pub(super) fn overfitting(evidence: &Evidence) -> Option<Symptom> {
    let measured: Vec<f32> = (evidence.measured.iter())
        .map(|measured| measured.loss)
        .filter(|loss| loss.is_finite())
        .collect();
    let losses = &evidence.losses;
    if measured.len() < TREND || losses.len() < TREND || evidence.epochs < 3.0 {
        return None;
    }
    let best = measured.iter().copied().fold(f32::INFINITY, f32::min);
    let now = mean(&measured[measured.len() - 3..]);
    let train = mean(&losses[losses.len() - 3..]);
    if now < 1.5 * best || now - best < 0.05 || train > 0.5 * best {
        return None;
    }
    // Where the loss of training does not fall since something was changed, it is not this that goes on.
    let since = &losses[losses.len() - evidence.since_change..];
    if since.len() < TREND || train > 0.95 * mean(&since[..3]) {
        return None;
    }
    let [train, now, best] = [train, now, best].map(short);
    symptom(
        SymptomId::Overfitting,
        say!(
            "It learns its training samples by heart: their loss still falls while that of held-out samples rises.",
            "过拟合：网络在死记训练样本，训练损失仍在下降，验证损失却在上升。"
        ),
        say!(
            "Training loss {train}; validation loss {now}, at best {best}.",
            "训练损失 {train}；验证损失 {now}，最好曾为 {best}。"
        ),
        Some(if evidence.recipe.l2 == 0.0 {
            Remedy {
                title: Text::new("Add L2 of 0.01", "加入 0.01 的 L2"),
                key: "l2".into(),
                value: Value::Number(0.01),
                live: true,
                restart: true,
            }
        } else {
            Remedy {
                title: Text::new("Stop early", "使用早停"),
                key: "patience".into(),
                value: Value::Number(5.0),
                live: true,
                restart: true,
            }
        }),
    )
}

pub(super) fn unbalanced(evidence: &Evidence) -> Option<Symptom> {
    let classes = &evidence.facts.classes;
    let (most, least) = (*classes.iter().max()?, *classes.iter().min()?);
    if most < 4 * least.max(1) || most < 20 {
        return None;
    }
    let declared = datasets::find(&evidence.recipe.data.id).map(|record| record.params)?;
    let made = evidence.recipe.data.optional("balance") < Some(100.0);
    let remedy = (made && declared.iter().any(|param| param.id == "balance")).then(|| Remedy {
        title: Text::new("Train on all classes alike", "让各类样本同样多"),
        key: "data.balance".into(),
        value: Value::Number(100.0),
        live: false,
        restart: true,
    });
    symptom(
        SymptomId::UnbalancedClasses,
        say!(
            "The classes are unbalanced: always saying the most frequent one already looks good. Look at the accuracy of each class.",
            "类别不平衡：总是预测最常见的类别，准确率看起来也不低。请看每个类别的准确率。"
        ),
        say!(
            "{most} samples of one class, {least} of another.",
            "某类有 {most} 个样本，另一类只有 {least} 个。"
        ),
        remedy,
    )
}

pub(super) fn not_normalised(evidence: &Evidence) -> Option<Symptom> {
    let largest = evidence.facts.largest;
    if largest < 20.0 {
        return None;
    }
    let off = evidence.recipe.data.optional("normalise") == Some(0.0);
    symptom(
        SymptomId::NotNormalised,
        say!(
            "The inputs are not normalised: large ones drown small ones, and one learning rate cannot suit all weights.",
            "输入未归一化：大的特征淹没小的特征，没有一个学习率适合所有权重。"
        ),
        say!(
            "The largest input is {largest}; around 1 is usual.",
            "最大的输入为 {largest}；通常在 1 左右。"
        ),
        off.then(|| Remedy {
            title: Text::new("Normalise the inputs", "归一化输入"),
            key: "data.normalise".into(),
            value: Value::Number(1.0),
            live: false,
            restart: true,
        }),
    )
}

pub(super) fn small_batch_norm(evidence: &Evidence) -> Option<Symptom> {
    let norms = evidence
        .layers
        .iter()
        .filter(|layer| layer.id == batch_norm::BATCH_NORM.id);
    let values = norms
        .map(|layer| evidence.batch * batch_norm::places(&layer.output))
        .min()?;
    if values >= FEW {
        return None;
    }
    let batch = evidence.batch;
    symptom(
        SymptomId::SmallBatchNorm,
        say!(
            "Batch norm in very small batches: mean and variance of so few samples are mostly chance, and what is measured for use fits badly.",
            "批量过小，批归一化不可靠：几个样本的均值和方差多半是偶然的，推理时所用的滑动平均也就不准确。"
        ),
        say!(
            "{batch} samples a step, so {values} values of a feature; 32 samples are usual.",
            "每步 {batch} 个样本，每个特征只有 {values} 个值；通常用 32 个样本。"
        ),
        (evidence.samples >= FEW).then(|| Remedy {
            title: Text::new("Use batches of 32", "使用 32 的批量"),
            key: "batch".into(),
            value: Value::Number(32.0),
            live: true,
            restart: false,
        }),
    )
}
