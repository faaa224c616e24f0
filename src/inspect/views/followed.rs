//! One number followed: any weight of any network through its whole round for one sample, with the real numbers.
//!
//! Which one is chosen by PyTorch's name of the parameter and the row-major index in PyTorch's shape: `0.weight:5`.

use crate::inspect::followed::round::{Round, following_parameters};
use crate::inspect::followed::{named, steps};
use crate::inspect::form::{Column, Derivation, DerivationParameter, Figure, Form, Format, Table};
use crate::inspect::view::{Place, Presence, Subject, View, Want};
use crate::inspect::words::{join, short};
use crate::network::Network;
use crate::network::following::Followed;
use crate::network::layers::{ParameterSpec, Role};
use crate::say;
use crate::text::{Text, quoted};

pub static FOLLOWED: View = View {
    id: "followed",
    title: Text::new("One number followed", "追踪一个参数"),
    about: Text::new(
        "Any weight through its whole round for one sample: the sum that it is part of, the loss, its gradient by the chain rule, and its update, with the real numbers.",
        "任选一个参数，在一个样本上走完整个过程：它参与的加权和、损失、链式法则得到的梯度，以及一次更新，全部使用真实数值。",
    ),
    explanation: Text::new(
        "Forward, a number is one factor of one sum: what goes in times the weight, with all others, through the activation and on to the loss. Backward, the chain rule multiplies how each of these changes with the one before, down to how the loss changes with the weight. The optimiser makes its step of that gradient; in training the mean over a batch takes its place.",
        "前向时，一个参数是某个加权和中的一个因子：输入乘以权重，与其他各项相加，通过激活函数，直至损失。反向时，链式法则把每一步对前一步的变化率相乘，得到损失对该权重的变化率。优化器由这个梯度得出更新；实际训练时用的是一个批次的平均梯度。",
    ),
    formula: "<mfrac><mrow><mo>∂</mo><mi>ℓ</mi></mrow><mrow><mo>∂</mo><mi>w</mi></mrow></mfrac><mo>=</mo><mfrac><mrow><mo>∂</mo><mi>ℓ</mi></mrow><mrow><mo>∂</mo><mi>a</mi></mrow></mfrac><mo>⋅</mo><mfrac><mrow><mo>∂</mo><mi>a</mi></mrow><mrow><mo>∂</mo><mi>z</mi></mrow></mfrac><mo>⋅</mo><mfrac><mrow><mo>∂</mo><mi>z</mi></mrow><mrow><mo>∂</mo><mi>w</mi></mrow></mfrac>",
    presence: Presence::Asked,
    place: Place::Probe,
    fits: |_| true,
    wants: |subject| {
        let (Some(chosen), Some(sample)) = (chosen(subject), Sample::of(subject)) else {
            return Vec::new();
        };
        let followed = chosen.followed;
        let following = following_parameters(subject.session, followed.parameter);
        let round = Want::Followed {
            input: sample.input,
            target: sample.target,
            followed,
        };
        let parameters = following.into_iter().map(Want::Parameter);
        std::iter::once(round).chain(parameters).collect()
    },
    show: |subject, _, read| show(subject, read),
};

/// The number that is followed.
struct Chosen {
    followed: Followed,
    /// Its place in PyTorch's shape.
    index: Vec<usize>,
    /// What was asked for and is not there.
    missing: Option<String>,
}

/// PyTorch's shape.
fn shape(spec: &ParameterSpec) -> Vec<usize> {
    let mut shape = spec.shape.clone();
    if spec.transposed {
        shape.reverse();
    }
    shape
}

/// The place of a row-major index in a shape.
fn place(mut index: usize, shape: &[usize]) -> Vec<usize> {
    let mut place: Vec<usize> = shape
        .iter()
        .rev()
        .map(|side| {
            let at = index % side;
            index /= side;
            at
        })
        .collect();
    place.reverse();
    place
}

/// The one that was chosen; where there is none such the first weight of the first layer that has any, and of a sample's
/// own inputs the one that multiplies the largest.
fn chosen(subject: &Subject) -> Option<Chosen> {
    let network = subject.session.network();
    let asked = subject.choice.filter(|choice| !choice.is_empty());
    if let Some((parameter, index)) = asked.and_then(|choice| parsed(choice, network)) {
        return Some(of(network, parameter, index, None));
    }
    let parameter = first_weight(network)?;
    let spec = &network.specs[parameter];
    let mut index = 0;
    let mut before = network.layers.iter().take(spec.layer);
    let sees_the_sample = before.all(|layer| layer.id == "flatten");
    if let (true, &[inputs, units], Some(sample)) =
        (sees_the_sample, &spec.shape[..], Sample::of(subject))
    {
        let sizes = sample.input.iter().map(|value| value.abs()).enumerate();
        let largest =
            sizes.max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)));
        let input = largest.map_or(0, |(at, _)| at % inputs);
        index = if spec.transposed {
            input
        } else {
            input * units
        };
    }
    Some(of(network, parameter, index, asked.map(str::to_owned)))
}

/// The first parameter that multiplies, or the first that is learnt at all.
fn first_weight(network: &Network) -> Option<usize> {
    let of = |fits: fn(Role) -> bool| network.specs.iter().position(|spec| fits(spec.role));
    of(|role| role == Role::Weight).or_else(|| of(Role::learnt))
}

/// The parameter and the index of `0.weight:5`.
fn parsed(choice: &str, network: &Network) -> Option<(usize, usize)> {
    let (name, index) = choice.rsplit_once(':')?;
    let index: usize = index.parse().ok()?;
    Some((network.learnt(name, index)?, index))
}

/// The number at a row-major index in PyTorch's shape.
fn of(network: &Network, parameter: usize, index: usize, missing: Option<String>) -> Chosen {
    let spec = &network.specs[parameter];
    Chosen {
        followed: Followed {
            parameter,
            element: spec.element(index),
        },
        index: place(index, &shape(spec)),
        missing,
    }
}

/// The sample that it is followed through.
struct Sample {
    name: Text,
    input: Vec<f32>,
    target: Vec<f32>,
}

impl Sample {
    /// The first that is held out, or the first that is trained on where none is.
    fn of(subject: &Subject) -> Option<Self> {
        let data = subject.session.data();
        let held = Some(&*data.validation).filter(|held| !held.is_empty());
        let name = match held {
            Some(_) => Text::new("the first held-out sample", "第一个留出样本"),
            None => Text::new("the first training sample", "第一个训练样本"),
        };
        let samples = held.or(data.shards.first()?.samples.as_deref())?;
        let (mut input, mut target) = (Vec::new(), Vec::new());
        samples.gather(0, &mut input, &mut target);
        Some(Self {
            name,
            input,
            target,
        })
    }
}

fn show(subject: &Subject, read: &[Vec<f32>]) -> Option<Form> {
    let session = subject.session;
    let network = session.network();
    let (chosen, sample) = (chosen(subject)?, Sample::of(subject)?);
    let following = following_parameters(session, chosen.followed.parameter).len();
    let round = Round::of(session, chosen.followed, read)?;
    let parameters = &read[read.len() - following..];
    let values = [&sample.input[..], &sample.target[..]];
    let told = steps(session, &round, &sample.name, values, parameters);
    let learnt = network.specs.iter().enumerate();
    let learnt: Vec<(usize, &ParameterSpec)> =
        learnt.filter(|(_, spec)| spec.role.learnt()).collect();
    let parameter = (learnt.iter()).position(|(index, _)| *index == chosen.followed.parameter)?;
    let choices = learnt.iter().map(|(_, spec)| DerivationParameter {
        name: spec.name.clone(),
        layer: named(spec.layer, &network.layers[spec.layer].title),
        shape: shape(spec).into_iter().map(|side| side as u32).collect(),
    });
    Some(Form {
        samples: Vec::new(),
        controls: Vec::new(),
        key: Vec::new(),
        sentence: sentence(network, &chosen, &round, &sample),
        note: Some(FOLLOWED.about.clone()),
        table: Some(Table {
            columns: vec![
                Column::new(Text::new("Quantity", "量"), Format::Number),
                Column::new(Text::new("Value", "值"), Format::Number),
            ],
            rows: told.rows,
            note: None,
        }),
        figure: Figure::Derivation(Derivation {
            steps: told.steps,
            parameters: choices.collect(),
            parameter: parameter as u32,
            index: chosen.index.iter().map(|at| *at as u32).collect(),
        }),
    })
}

/// Which number, what becomes of it, and what a person should know.
fn sentence(network: &Network, chosen: &Chosen, round: &Round, sample: &Sample) -> Text {
    let spec = &network.specs[chosen.followed.parameter];
    let places: Vec<String> = chosen.index.iter().map(|at| (at + 1).to_string()).collect();
    let (name, at) = (&spec.name, places.join(", "));
    let [before, after, gradient] = [round.before, round.after, round.gradient].map(short);
    let (en, zh) = (&sample.name.en, &sample.name.zh);
    let mut sentences = Vec::new();
    if let Some(missing) = &chosen.missing {
        let missing = quoted(missing);
        sentences.push(say!(
            "This network has no number “{missing}”; another one is followed.",
            "此网络没有参数“{missing}”，改为追踪另一个参数。"
        ));
    }
    sentences.push(say!(
        "{name} [{at}] is {before}; its gradient is {gradient}, and one step makes it {after}.",
        "{name} [{at}] 的值为 {before}，梯度为 {gradient}，更新一步后为 {after}。"
    ));
    sentences.push(say!("It is followed through {en}.", "所用样本：{zh}。"));
    if !(round.loss.is_finite() && round.gradient.is_finite() && round.after.is_finite()) {
        sentences.push(say!(
            "Some of the numbers are not finite: training has diverged.",
            "其中有数值变为 NaN 或无穷大：训练已发散。"
        ));
    }
    join(&sentences)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::form::{Cell, DerivationStep, Direction};

    #[test]
    fn snapshot() {
        let step = |en, zh, direction| DerivationStep {
            title: Text::new(en, zh),
            formula: "<mi>z</mi>".into(),
            note: None,
            layer: Some(0),
            direction,
        };
        let numbers = [("Sum", "加权和", 0.5), ("Gradient", "梯度", -0.25)];
        let row = |(en, zh, value)| vec![Cell::Text(Text::new(en, zh)), Cell::Number(value)];
        crate::inspect::snapshot::check(&FOLLOWED, |_| Form {
            samples: Vec::new(),
            controls: Vec::new(),
            key: Vec::new(),
            sentence: Text::new("0.weight [1, 1] is 0.5.", "0.weight [1, 1] 的值为 0.5。"),
            note: Some(FOLLOWED.about.clone()),
            table: Some(Table {
                columns: vec![
                    Column::new(Text::new("Quantity", "量"), Format::Number),
                    Column::new(Text::new("Value", "值"), Format::Number),
                ],
                rows: numbers.map(row).into(),
                note: None,
            }),
            figure: Figure::Derivation(Derivation {
                steps: vec![
                    step("Inputs × weights", "输入 × 权重", Direction::Forward),
                    step("Chain rule", "链式法则", Direction::Backward),
                    step(
                        "One step of the optimiser",
                        "优化器更新一步",
                        Direction::Update,
                    ),
                ],
                parameters: Vec::new(),
                parameter: 0,
                index: vec![0, 0],
            }),
        });
    }
}
