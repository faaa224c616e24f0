//! Symptoms: names what goes wrong in training, from numbers that are at hand anyway, with the evidence and a remedy.
//!
//! Every rule is a function of [`Evidence`], which follows from the run: it is the same whoever looks, and when.
//! `tests/symptoms.rs` holds for each rule a Recipe that provokes it, and a list of ordinary Recipes that set nothing
//! off; `tests/web/symptoms.test.js` does the same on the page. A rule that cannot be sure says nothing, and a remedy
//! fits the evidence.

use serde::Serialize;

use crate::data::facts::Facts;
use crate::datasets;
use crate::network::architectures::LayerInfo;
use crate::network::layers::activation::{LEAKY_RELU, RELU, SIGMOID, TANH};
use crate::network::layers::{self, batch_norm};
use crate::optim::optimizers;
use crate::params::{Entry, ParamKind, Value};
use crate::recipe::Recipe;
use crate::samples::Task;
use crate::say;
use crate::text::{Text, count, short};
use crate::training::history::Measured;
use crate::training::metrics::Score;
use crate::training::session::{Change, Inside, Session};

/// Steps before anything but NaN is judged: every training is rough at first.
const SETTLED: u64 = 100;

/// Points of the curves that a trend needs.
const TREND: usize = 8;

/// Steps whose losses are one point of a trend; a single batch's loss says little.
const POINT: u64 = 8;

/// The Recipe's key of the learning rate.
const RATE: &str = "optimizer.rate";

/// Values of a feature in a batch from which batch norm measures mean and variance badly.
const FEW: usize = 8;

/// Something that goes wrong in training, with what can be done about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Symptom {
    pub id: SymptomId,
    /// What is happening.
    pub text: Text,
    /// The numbers that show it.
    pub evidence: Text,
    /// What would help; none where only the person can know.
    pub remedy: Option<Remedy>,
}

/// Everything that can be named. `tests/web/symptoms.test.js` provokes each: a new one fails its types until it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum SymptomId {
    NotFinite,
    Diverging,
    RateTooLarge,
    RateTooSmall,
    Plateau,
    TooSmall,
    DeadRelus,
    VanishingGradients,
    ExplodingGradients,
    Overfitting,
    UnbalancedClasses,
    NotNormalised,
    SmallBatchNorm,
}

/// A change of the Recipe that is expected to help.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Remedy {
    /// What it does, for a button.
    pub title: Text,
    /// Key of the Recipe (`optimizer.rate`, `network.layers`, `data.normalise`).
    pub key: String,
    pub value: Value,
    /// Whether it acts at the next step; otherwise the experiment begins anew.
    pub live: bool,
    /// Whether what was learnt is beyond repair, so that it must begin anew whatever changes.
    pub restart: bool,
}

/// The numbers at hand.
pub struct Evidence<'a> {
    pub recipe: &'a Recipe,
    /// What was changed while it trained.
    pub changes: &'a [Change],
    /// Samples in one step.
    pub batch: usize,
    /// Samples to train on.
    pub samples: usize,
    pub task: Task,
    pub facts: &'a Facts,
    pub layers: &'a [LayerInfo],
    /// For each learnt parameter, whether it is a weight (and no bias), in the order of `inside.norms`.
    pub weights: Vec<bool>,
    /// Steps so far.
    pub steps: u64,
    /// Passes through the data.
    pub epochs: f64,
    /// Training losses that are numbers, oldest first: means of as many steps each, eight or more.
    pub losses: Vec<f32>,
    /// Those since the learning rate was last changed.
    pub since_change: usize,
    /// The loss at the start.
    pub start: f32,
    /// The largest loss of a batch, and about the step where it was.
    pub peak: (u64, f32),
    /// What was measured on the validation sample.
    pub measured: &'a [Measured],
    /// The first step whose loss was no number.
    pub ran_away: Option<u64>,
    /// Of the newest evaluation.
    pub inside: &'a Inside,
    pub validation: Option<&'a Score>,
}

/// What goes wrong in a Session, as its newest evaluation shows it.
pub fn of(session: &Session) -> Vec<Symptom> {
    let (network, data, history) = (session.network(), session.data(), &session.history);
    let learnt = network.specs.iter().filter(|spec| spec.role.learnt());
    let groups = history.grouped(POINT);
    let groups: Vec<_> = groups
        .iter()
        .filter(|group| group.mean.is_finite())
        .collect();
    let losses: Vec<f32> = groups.iter().map(|group| group.mean).collect();
    let changed = session.changes().iter().rfind(|change| change.key == RATE);
    let changed = changed.map_or(0, |change| change.step);
    let since_change = groups
        .iter()
        .filter(|group| group.first() > changed)
        .count();
    // Initial weights were measured before anything could go wrong; a file from elsewhere may not have it.
    let measured = history.measured();
    let untrained = measured.first().filter(|measured| measured.step == 0);
    let start = untrained.map(|measured| measured.loss);
    let highest = (history.buckets().iter()).max_by(|a, b| a.high.total_cmp(&b.high));
    read(&Evidence {
        recipe: session.recipe(),
        changes: session.changes(),
        batch: session.batch(),
        samples: data.train_len(),
        task: data.task,
        facts: &data.facts,
        layers: &network.layers,
        weights: learnt.map(|spec| spec.role.penalised()).collect(),
        steps: history.last_step(),
        epochs: session.epochs(),
        start: start.or(losses.first().copied()).unwrap_or(f32::NAN),
        losses,
        since_change,
        peak: highest.map_or((0, f32::NAN), |bucket| (bucket.step, bucket.high)),
        measured,
        ran_away: history.ran_away(),
        inside: session.inside(),
        validation: session.score(),
    })
}

/// What goes wrong; empty where nothing does, or too little is known.
pub fn read(evidence: &Evidence) -> Vec<Symptom> {
    let runaway = not_finite(evidence).or_else(|| diverging(evidence));
    // What was learnt before a rate was raised says that it was not the first steps.
    let runaway = runaway.or_else(|| rate_raised(evidence));
    if let Some(symptom) = runaway.or_else(|| rate_too_large(evidence)) {
        // Numbers that have run away say nothing about anything else, except perhaps about why.
        let why = [not_normalised(evidence), exploding(evidence)];
        return why.into_iter().flatten().chain([symptom]).collect();
    }
    let rules = [
        not_normalised,
        unbalanced,
        small_batch_norm,
        exploding,
        vanishing,
        dead_relus,
        rate_too_small,
        overfitting,
    ];
    let mut found: Vec<Symptom> = rules.iter().filter_map(|rule| rule(evidence)).collect();
    // A loss that stands still is only named where nothing else explains it.
    if found.is_empty() {
        found.extend(too_small(evidence).or_else(|| plateau(evidence)));
    }
    found
}

fn symptom(id: SymptomId, text: Text, evidence: Text, remedy: Option<Remedy>) -> Option<Symptom> {
    Some(Symptom {
        id,
        text,
        evidence,
        remedy,
    })
}

fn not_finite(evidence: &Evidence) -> Option<Symptom> {
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

fn diverging(evidence: &Evidence) -> Option<Symptom> {
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
fn rate_too_large(evidence: &Evidence) -> Option<Symptom> {
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

fn small_batch_norm(evidence: &Evidence) -> Option<Symptom> {
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

fn rate_too_small(evidence: &Evidence) -> Option<Symptom> {
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

fn plateau(evidence: &Evidence) -> Option<Symptom> {
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

fn too_small(evidence: &Evidence) -> Option<Symptom> {
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

fn dead_relus(evidence: &Evidence) -> Option<Symptom> {
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

fn vanishing(evidence: &Evidence) -> Option<Symptom> {
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

fn exploding(evidence: &Evidence) -> Option<Symptom> {
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

/// A rate to go on with: a tenth, or the usual one where that would not help.
fn smaller(set: f64, usual: f64) -> f64 {
    if set > 30.0 * usual {
        usual
    } else {
        set / 10.0
    }
}

/// A rate that was raised while it trained, so far that the steps undo what was learnt.
fn rate_raised(evidence: &Evidence) -> Option<Symptom> {
    let change = evidence
        .changes
        .last()
        .filter(|change| change.key == RATE)?;
    let (usual, least, most) = rates(evidence)?;
    let set = evidence.recipe.optimizer.number("rate");
    let at = evidence.losses.len() - evidence.since_change;
    let (learnt, since) = evidence.losses.split_at(at);
    if since.len() < 3 || learnt.len() < 3 || set <= usual {
        return None;
    }
    let (before, now) = (mean(&learnt[at - 3..]), mean(since));
    let latest = mean(&since[since.len() - 3..]);
    if now.min(latest) < 3.0 * before || latest - before < 0.05 {
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

fn overfitting(evidence: &Evidence) -> Option<Symptom> {
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

fn unbalanced(evidence: &Evidence) -> Option<Symptom> {
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

fn not_normalised(evidence: &Evidence) -> Option<Symptom> {
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

/// The Recipe's layers, where its architecture is a list of them.
fn listed<'a>(evidence: &Evidence<'a>) -> Option<&'a [Entry]> {
    match evidence.recipe.network.params.get("layers") {
        Some(Value::Layers(layers)) => Some(layers),
        _ => None,
    }
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len() as f32
}

/// Length of the whole gradient, and of all weights.
fn sizes(evidence: &Evidence) -> Option<(f32, f32)> {
    if evidence.inside.norms.is_empty() {
        return None;
    }
    let length = |part: usize| {
        let squares = evidence
            .inside
            .norms
            .iter()
            .map(|norms| norms[part] * norms[part]);
        squares.sum::<f32>().sqrt()
    };
    Some((length(0), length(1)))
}

/// The loss that the last third of these is level at; none where it still falls, or where they are too few.
fn level(steps: u64, losses: &[f32]) -> Option<f32> {
    if steps < 3 * SETTLED || losses.len() < 3 * TREND {
        return None;
    }
    let third = losses.len() / 3;
    let (middle, end) = (mean(&losses[third..2 * third]), mean(&losses[2 * third..]));
    (end > 0.97 * middle).then_some(end)
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

/// The usual learning rate of the optimiser, and its range.
fn rates(evidence: &Evidence) -> Option<(f64, f64, f64)> {
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
fn rate(evidence: &Evidence, factor: f64, title: Text, restart: bool) -> Option<Remedy> {
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
fn slower(evidence: &Evidence) -> Option<Remedy> {
    let title = Text::new(
        "Start again with a tenth of the learning rate",
        "以十分之一的学习率重新开始",
    );
    rate(evidence, 0.1, title, true)
}

fn network(title: Text, layers: Vec<Entry>) -> Remedy {
    Remedy {
        title,
        key: "network.layers".into(),
        value: Value::Layers(layers),
        live: false,
        restart: true,
    }
}

/// The usual start, where another was chosen.
fn start_default(evidence: &Evidence) -> Option<Remedy> {
    (evidence.recipe.init.id != "default").then(|| Remedy {
        title: Text::new("Start with random weights", "改用随机初始化"),
        key: "init".into(),
        value: Value::Word("default".into()),
        live: false,
        restart: true,
    })
}
