//! Symptoms: names what goes wrong in training, from numbers that are at hand anyway, with the evidence and a remedy.
//!
//! Every rule is a function of [`Evidence`]; `tests/symptoms.rs` holds for each a Recipe that provokes it, and a list
//! of ordinary Recipes that set nothing off. A rule that cannot be sure says nothing.

use crate::catalog;
use crate::data::Task;
use crate::facts::Facts;
use crate::history::History;
use crate::layers::activation::{LEAKY_RELU, RELU, SIGMOID, TANH};
use crate::link::print_layers;
use crate::params::{Entry, Param, ParamKind, Value};
use crate::protocol::{LayerInfo, Remedy, Score, Symptom};
use crate::recipe::Recipe;
use crate::say;
use crate::session::{Inside, Session};
use crate::text::Text;

/// Steps before anything but NaN is judged: every training is rough at first.
const SETTLED: f32 = 100.0;

/// Points of the curves that a trend needs.
const TREND: usize = 8;

/// Steps whose losses are one point of a trend; a single batch's loss says little.
const POINT: u64 = 8;

/// A point of the curves: the mean training loss of some steps up to `step`, and the newest validation loss among
/// them; NaN where there is none.
pub struct Point {
    pub step: f32,
    pub train: f32,
    pub validation: f32,
}

/// The history as points.
fn points(history: &History) -> Vec<Point> {
    let measured = history.measured();
    let groups = history.grouped(POINT).into_iter().map(|group| {
        let within = |step: u64| step >= group.first() && step <= group.step;
        let found = measured.iter().rfind(|measured| within(measured.step));
        Point {
            step: group.step as f32,
            train: group.mean,
            validation: found.map_or(f32::NAN, |measured| measured.loss),
        }
    });
    groups.collect()
}

/// The numbers at hand.
pub struct Evidence<'a> {
    pub recipe: &'a Recipe,
    pub task: Task,
    pub facts: &'a Facts,
    pub layers: &'a [LayerInfo],
    /// For each learnt parameter, whether it is a weight (and no bias), in the order of `inside.norms`.
    pub weights: Vec<bool>,
    pub points: Vec<Point>,
    /// The first step whose loss was no number.
    pub ran_away: Option<u64>,
    /// The newest look that measured.
    pub inside: &'a Inside,
    pub validation: Option<&'a Score>,
    /// Passes through the data.
    pub epochs: f64,
}

/// What goes wrong in a Session after a look; what was measured before stands in for what this look left out.
pub fn of(session: &Session, inside: &Inside, validation: Option<&Score>) -> Vec<Symptom> {
    let network = session.network();
    let learnt = network.specs.iter().filter(|spec| !spec.measured);
    read(&Evidence {
        recipe: session.recipe(),
        task: session.data().task,
        facts: &session.data().facts,
        layers: &network.layers,
        weights: learnt.map(|spec| spec.fans().is_some()).collect(),
        points: points(&session.history),
        ran_away: session.history.ran_away(),
        inside,
        validation,
        epochs: session.epochs(),
    })
}

/// What goes wrong; empty where nothing does, or too little is known.
pub fn read(evidence: &Evidence) -> Vec<Symptom> {
    if let Some(symptom) = not_finite(evidence).or_else(|| diverging(evidence)) {
        // Numbers that have run away say nothing about anything else, except perhaps about why.
        let why = [not_normalised(evidence), exploding(evidence)];
        return why.into_iter().flatten().chain([symptom]).collect();
    }
    let rules = [
        not_normalised,
        unbalanced,
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

fn symptom(id: &str, text: Text, evidence: Text, remedy: Option<Remedy>) -> Option<Symptom> {
    let id = id.into();
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
        "not_finite",
        say!(
            "The loss is NaN or infinite (training diverged): the steps were too large, and the weights grew without bound.",
            "损失变为 NaN 或无穷大（训练发散）：步长过大，权重无限增长。"
        ),
        say!("Since step {step}.", "从第 {step} 步开始。"),
        slower(evidence),
    )
}

fn diverging(evidence: &Evidence) -> Option<Symptom> {
    let losses = losses(evidence);
    let (first, last) = (*losses.first()?, *losses.last()?);
    let before = *losses.get(losses.len().checked_sub(3)?)?;
    // A loss that has left where it began far behind and still grows.
    if last < 3.0 * first || last < before || last < 1e-3 {
        return None;
    }
    symptom(
        "diverging",
        say!(
            "The loss grows instead of falling: each step overshoots the valley.",
            "损失不降反升：每一步都越过了谷底。"
        ),
        say!(
            "From {first:.3} to {last:.3}.",
            "从 {first:.3} 升到 {last:.3}。"
        ),
        slower(evidence),
    )
}

fn rate_too_small(evidence: &Evidence) -> Option<Symptom> {
    let losses = losses(evidence);
    let last = evidence.points.last()?;
    if last.step < 2.0 * SETTLED || losses.len() < TREND {
        return None;
    }
    let (early, late) = (mean(&losses[..3]), mean(&losses[losses.len() - 3..]));
    // How far the weights have come at this pace, as a share of their own size.
    let (gradient, weights) = sizes(evidence)?;
    let set = evidence.recipe.optimizer.number("rate");
    let optimizer = catalog::optimizer_record(&evidence.recipe.optimizer.id)?;
    let step = if optimizer.adaptive {
        let count: u32 = evidence.layers.iter().map(|layer| layer.parameters).sum();
        set * f64::from(count).sqrt()
    } else {
        let momentum = evidence.recipe.optimizer.optional("momentum");
        set * f64::from(gradient) / (1.0 - momentum.unwrap_or(0.0))
    };
    let moved = step * f64::from(last.step) / f64::from(weights.max(1e-6));
    if moved > 0.01 || late < 0.97 * early || gradient < 1e-6 {
        return None;
    }
    let (percent, steps) = (moved * 100.0, last.step);
    // At that pace the weights would have come a third of their size.
    let factor = 10_f64
        .powf((0.3 / moved.max(1e-9)).log10().round())
        .clamp(10.0, 1e4);
    symptom(
        "rate_too_small",
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
    symptom(
        "plateau",
        say!(
            "The loss stands still and has never really fallen: the network is stuck on a plateau.",
            "损失停滞，而且从未真正下降：训练停在平台期。"
        ),
        say!(
            "It was {early:.4} and is {late:.4}.",
            "原为 {early:.4}，现为 {late:.4}。"
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
    let (early, late) = level(evidence)?;
    let accuracy = evidence.validation.and_then(|score| score.accuracy);
    let poor = accuracy.map_or(late > 0.3 * early, |accuracy| accuracy < 0.9 && late > 0.25);
    if !poor {
        return None;
    }
    let units = widest.unwrap_or(0);
    let mut layers = listed(evidence)?.to_vec();
    let mut wide = Entry::new("dense").with("units", 16.0);
    wide.normalise(catalog::layer("dense")?, &mut Vec::new());
    layers.retain(|layer| layer.id != "dense" && layer.id != TANH.id && layer.id != RELU.id);
    layers.extend([wide, Entry::new(TANH.id)]);
    symptom(
        "too_small",
        say!(
            "The network is too small for this: it has found the best it can do, and that is not good.",
            "网络太小：它已尽其所能，但仍不够好（欠拟合）。"
        ),
        say!(
            "Its widest hidden layer has {units} units; the loss stays at {late:.3}.",
            "最宽的隐藏层有 {units} 个单元；损失停在 {late:.3}。"
        ),
        Some(network(
            Text::new("Use a hidden layer of 16 units", "使用 16 个单元的隐藏层"),
            layers,
        )),
    )
}

fn dead_relus(evidence: &Evidence) -> Option<Symptom> {
    let (layer, share) = (evidence.inside.dead.iter())
        .copied()
        .max_by(|one, other| one.1.total_cmp(&other.1))?;
    if share <= 0.6 || evidence.points.last()?.step < 20.0 {
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
        "dead_relus",
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
    let remedy = (print_layers(&layers) != print_layers(before))
        .then(|| network(Text::new("Use ReLU", "改用 ReLU"), layers));
    symptom(
        "vanishing_gradients",
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
    symptom(
        "exploding_gradients",
        say!(
            "Gradients explode: a single step could throw the weights anywhere.",
            "梯度爆炸：一步就可能使权重剧烈变化。"
        ),
        say!(
            "The gradient is {gradient:.0} long, all weights together {weights:.1}.",
            "梯度的范数为 {gradient:.0}，全部权重的范数为 {weights:.1}。"
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

fn overfitting(evidence: &Evidence) -> Option<Symptom> {
    let validated: Vec<&Point> = (evidence.points.iter())
        .filter(|point| point.validation.is_finite() && point.train.is_finite())
        .collect();
    if validated.len() < TREND || evidence.epochs < 3.0 {
        return None;
    }
    let best = (validated.iter()).fold(f32::INFINITY, |best, point| best.min(point.validation));
    let late = &validated[validated.len() - 3..];
    let now = late.iter().map(|point| point.validation).sum::<f32>() / 3.0;
    let train = late.iter().map(|point| point.train).sum::<f32>() / 3.0;
    if now < 1.5 * best || now - best < 0.05 || train > 0.5 * best {
        return None;
    }
    symptom(
        "overfitting",
        say!(
            "It learns its training samples by heart: their loss still falls while that of held-out samples rises.",
            "过拟合：网络在死记训练样本，训练损失仍在下降，验证损失却在上升。"
        ),
        say!(
            "Training loss {train:.3}; validation loss {now:.3}, at best {best:.3}.",
            "训练损失 {train:.3}；验证损失 {now:.3}，最好曾为 {best:.3}。"
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
    let declared = catalog::dataset(&evidence.recipe.data.id)?;
    let made = evidence.recipe.data.optional("balance") < Some(100.0);
    let remedy = (made && declared.iter().any(|param| param.id == "balance")).then(|| Remedy {
        title: Text::new("Train on all classes alike", "让各类样本同样多"),
        key: "data.balance".into(),
        value: Value::Number(100.0),
        live: false,
        restart: true,
    });
    symptom(
        "unbalanced_classes",
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
        "not_normalised",
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

/// Training losses that are numbers, oldest first.
fn losses(evidence: &Evidence) -> Vec<f32> {
    let all = evidence.points.iter().map(|point| point.train);
    all.filter(|loss| loss.is_finite()).collect()
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

/// The first loss and the last, where the last third of the curve is level.
fn level(evidence: &Evidence) -> Option<(f32, f32)> {
    let losses = losses(evidence);
    if evidence.points.last()?.step < 3.0 * SETTLED || losses.len() < 3 * TREND {
        return None;
    }
    let third = losses.len() / 3;
    let (middle, end) = (mean(&losses[third..2 * third]), mean(&losses[2 * third..]));
    (end > 0.97 * middle).then_some((losses[0], end))
}

/// The same, where the loss has also hardly left where it began.
fn standstill(evidence: &Evidence) -> Option<(f32, f32)> {
    // Many networks rest on a plateau at first and leave it by themselves.
    let long = evidence.points.last()?.step >= 6.0 * SETTLED;
    level(evidence).filter(|(first, last)| long && *last > 0.9 * first && *last > 0.05)
}

/// A learning rate so many times as large, within its range.
fn rate(evidence: &Evidence, factor: f64, title: Text, restart: bool) -> Option<Remedy> {
    let now = evidence.recipe.optimizer.number("rate");
    let declared = catalog::optimizer(&evidence.recipe.optimizer.id)?;
    let is_rate = |param: &&Param| param.id == "rate";
    let ParamKind::Real { min, max, .. } = declared.iter().find(is_rate)?.kind else {
        return None;
    };
    let value = (now * factor).clamp(min, max);
    (value != now).then(|| Remedy {
        title,
        key: "optimizer.rate".into(),
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
