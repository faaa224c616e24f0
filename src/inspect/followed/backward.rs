//! The way back: the gradient from the loss down to the number, factor by factor.

use super::activations::activation;
use super::forward::{Term, place_name};
use super::mathml::{equals, factor, filled, indexed, lines, mi, number, slope, sum, summed};
use super::round::{Passed, Round, averaged, of_output, output_activation};
use super::telling::{Telling, named, with};
use crate::inspect::form::Direction;
use crate::say;
use crate::text::Text;
use crate::training::session::Session;

/// From the loss to ∂ℓ/∂w.
pub fn backward(
    telling: &mut Telling,
    session: &Session,
    round: &Round,
    target: &[f32],
    parameters: &[Vec<f32>],
) {
    telling.go(Direction::Backward);
    let network = session.network();
    let own = network.specs[round.followed.parameter].layer;
    outputs(telling, session, round, target);
    for index in (own + 1..round.layers.len()).rev() {
        telling.at(index);
        through(telling, session, round, index, parameters);
    }
    telling.at(own);
    number_itself(telling, session, round);
}

/// The gradient of the output that is followed.
fn outputs(telling: &mut Telling, session: &Session, round: &Round, target: &[f32]) {
    let Some(last) = round.layers.last() else {
        return;
    };
    telling.at(round.layers.len() - 1);
    let term = Term::of(session, round, target, false);
    let record = session.loss();
    let output = indexed("o", last.at);
    let mean = |inside: String| {
        if term.count > 1 {
            let n = term.count;
            format!("<mfrac><mrow>{inside}</mrow><mn>{n}</mn></mfrac>")
        } else {
            inside
        }
    };
    let gradient = last.gradient.get(last.at).copied().unwrap_or(f64::NAN);
    let formula = equals(&[
        slope(&output),
        mean(record.slope.into()),
        mean(filled(record.slope, &term.values())),
        number(gradient),
    ]);
    telling.step(
        Text::new("From the loss to the output", "从损失到输出"),
        formula,
        None,
    );
    telling.row(Text::new("∂ℓ/∂o of the output", "输出的 ∂ℓ/∂o"), gradient);
    let word = output_activation(session);
    if word == "identity" {
        return;
    }
    let value = last.value.get(last.at).copied().unwrap_or(f64::NAN);
    let (by, before) = (of_output(word, value), round.last[last.at]);
    let formula = equals(&[
        slope(&indexed("z", last.at)),
        format!("{}<mo>·</mo>{}", factor(gradient), factor(by)),
        number(before),
    ]);
    let title = Text::new("Through the output activation", "经过输出激活函数");
    telling.step(title, formula, None);
    telling.row(Text::new("∂ℓ/∂z of the output", "输出的 ∂ℓ/∂z"), before);
}

/// From what a layer gives to what the layer before it gives.
fn through(
    telling: &mut Telling,
    session: &Session,
    round: &Round,
    index: usize,
    parameters: &[Vec<f32>],
) {
    let info = &session.network().layers[index];
    let (before, passed) = (&round.layers[index - 1], &round.layers[index]);
    let gradient = before.gradient.get(before.at).copied().unwrap_or(f64::NAN);
    let given = passed.gradient.get(passed.at).copied().unwrap_or(f64::NAN);
    let of = |passed: &Passed| {
        [passed.value.get(before.at), passed.gradient.get(before.at)]
            .map(|value| value.copied().unwrap_or(f64::NAN))
    };
    let [value, _] = of(before);
    let skips = skipping(session, index - 1);
    let skipped: Vec<f64> = (skips.iter())
        .filter_map(|skip| round.layers[*skip].gradient.get(before.at).copied())
        .collect();
    let name = slope(&indexed("a", before.at));
    let (formula, note) = if let Some((_, products)) =
        round.products(session, index, before.at, parameters)
    {
        let symbols = "<munder><mo>∑</mo><mi>k</mi></munder><msub><mi>w</mi><mi>k</mi></msub><mo>·</mo><mfrac><mrow><mo>∂</mo><mi>ℓ</mi></mrow><mrow><mo>∂</mo><msub><mi>z</mi><mi>k</mi></msub></mrow></mfrac>";
        let plus = if skipped.is_empty() {
            ""
        } else {
            "<mo>+</mo><mo>…</mo>"
        };
        let mut parts = sum(&products, Some(usize::MAX), None);
        parts.extend(skipped.iter().map(|skip| factor(*skip)));
        let formula = summed(
            equals(&[name, format!("{symbols}{plus}")]),
            &parts,
            gradient,
        );
        let note = say!(
            "Its value goes to every unit of this layer, by the weight of each.",
            "该值以各自的权重传给本层的每个单元。"
        );
        (formula, Some(note))
    } else if let Some(found) = activation(
        &info.id,
        value,
        passed.value.get(passed.at).copied().unwrap_or(f64::NAN),
    ) {
        let name = slope(&indexed("z", before.at));
        let mut numbers = format!("{}<mo>·</mo>{}", factor(given), found.slope);
        for skip in &skipped {
            numbers = format!("{numbers}<mo>+</mo>{}", factor(*skip));
        }
        let symbols = format!(
            "{}<mo>·</mo><mfrac><mrow><mo>∂</mo><mi>a</mi></mrow><mrow><mo>∂</mo><mi>z</mi></mrow></mfrac>",
            slope(&indexed("a", passed.at))
        );
        let (en, zh) = (
            crate::inspect::words::short(found.factor),
            crate::inspect::words::short(found.factor),
        );
        let note = say!(
            "The derivative of the activation there is {en}.",
            "此处激活函数的导数为 {zh}。"
        );
        (
            lines(&[
                equals(&[name, symbols]),
                format!("<mo>=</mo>{}", equals(&[numbers, number(gradient)])),
            ]),
            Some(note),
        )
    } else if matches!(info.id.as_str(), "dropout" | "flatten" | "residual") {
        let mut parts = factor(given);
        for skip in &skipped {
            parts = format!("{parts}<mo>+</mo>{}", factor(*skip));
        }
        let note = match info.id.as_str() {
            "residual" => say!(
                "A sum passes the gradient on to both of its parts unchanged.",
                "加法把梯度原样传给两个加数。"
            ),
            _ => say!(
                "The value passes unchanged, and so does its gradient.",
                "数值不变，梯度也不变。"
            ),
        };
        (equals(&[name, parts, number(gradient)]), Some(note))
    } else if let Some((_, count)) = averaged(session, index, before.at) {
        // Of the values that a maximum is taken of, one passes.
        let by = match info.id.as_str() {
            "pool" => f64::from(u8::from(gradient_passes(before, passed))),
            _ => 1.0 / count as f64,
        };
        let mut parts = format!("{}<mo>·</mo>{}", factor(given), number(by));
        for skip in &skipped {
            parts = format!("{parts}<mo>+</mo>{}", factor(*skip));
        }
        let note = match info.id.as_str() {
            "pool" => say!(
                "Only the largest value of each square passes, and so does its gradient.",
                "每个方格中只有最大值通过，梯度也只传给它。"
            ),
            _ => say!(
                "It is one of {count} values whose mean is taken.",
                "它是取平均的 {count} 个值之一。"
            ),
        };
        (equals(&[name, parts, number(gradient)]), Some(note))
    } else {
        let factor_of = if skipped.is_empty() && given != 0.0 {
            Some(gradient / given)
        } else {
            None
        };
        let mut parts = vec![name];
        if info.id == "batch_norm"
            && let Some(by) = factor_of
        {
            let symbols = "<mfrac><mi>γ</mi><msqrt><mrow><msup><mi>σ</mi><mn>2</mn></msup><mo>+</mo><mi>ε</mi></mrow></msqrt></mfrac>";
            parts.push(format!(
                "{}<mo>·</mo>{symbols}",
                slope(&indexed("a", passed.at))
            ));
            parts.push(format!("{}<mo>·</mo>{}", factor(given), factor(by)));
        } else {
            parts.push(format!("<munder><mo>∑</mo><mi>k</mi></munder><mfrac><mrow><mo>∂</mo><mi>ℓ</mi></mrow><mrow><mo>∂</mo><msub><mi>a</mi><mi>k</mi></msub></mrow></mfrac><mo>·</mo><mfrac><mrow><mo>∂</mo><msub><mi>a</mi><mi>k</mi></msub></mrow><mrow><mo>∂</mo>{}</mrow></mfrac>", indexed("a", before.at)));
        }
        parts.push(number(gradient));
        let count = passed.gradient.len();
        let note = say!(
            "The sum goes over the {count} values that this layer gives; autodiff computed it.",
            "对本层输出的 {count} 个值求和，由自动微分算出。"
        );
        (equals(&parts), Some(note))
    };
    let note = match (note, skipped.is_empty()) {
        (Some(note), false) => Some(crate::inspect::words::join(&[
            note,
            say!(
                "A skip connection adds its gradient.",
                "跳跃连接的梯度也加在其中。"
            ),
        ])),
        (note, _) => note,
    };
    let title = with(
        &named(index, &info.title),
        &Text::new("back through it", "反向经过该层"),
    );
    telling.step(title, formula, note);
    let (number, en, zh) = (index + 1, &info.title.en, &info.title.zh);
    telling.row(
        say!(
            "∂ℓ/∂a before layer {number} ({en})",
            "第 {number} 层（{zh}）之前的 ∂ℓ/∂a"
        ),
        gradient,
    );
}

/// Whether the value of the layer before is the one that a maximum took.
fn gradient_passes(before: &Passed, passed: &Passed) -> bool {
    let [value, gradient] = [before.value.get(before.at), before.gradient.get(before.at)];
    value == passed.value.get(passed.at) && gradient.is_some_and(|gradient| *gradient != 0.0)
}

/// Skip connections that add what the layer `index` gives.
fn skipping(session: &Session, index: usize) -> Vec<usize> {
    let entry = &session.recipe().network;
    if !entry.params.contains_key("layers") {
        return Vec::new();
    }
    let listed = entry.layers("layers").iter().enumerate();
    let reaches = listed.filter(|(at, layer)| {
        layer.id == "residual" && at.checked_sub(layer.integer("back")) == Some(index + 1)
    });
    reaches.map(|(at, _)| at).collect()
}

/// ∂ℓ/∂w, as the sum over the places where the number is used.
fn number_itself(telling: &mut Telling, session: &Session, round: &Round) {
    let network = session.network();
    let info = &network.layers[network.specs[round.followed.parameter].layer];
    let title = with(
        &named(network.specs[round.followed.parameter].layer, &info.title),
        &Text::new("the gradient of the number", "该参数的梯度"),
    );
    let products: Vec<[f64; 2]> = (round.factors.iter().zip(&round.slopes))
        .map(|(factor, slope)| [*factor, *slope])
        .collect();
    let w = mi("w");
    let added = round.input.is_none();
    let several = products.len() > 1;
    let over = if several {
        "<munder><mo>∑</mo><mi>t</mi></munder>"
    } else {
        ""
    };
    let [x, z] = ["x", "z"].map(|symbol| {
        if several {
            format!("<msub><mi>{symbol}</mi><mi>t</mi></msub>")
        } else {
            mi(symbol)
        }
    });
    let multiplied = if added {
        String::new()
    } else {
        format!("{x}<mo>·</mo>")
    };
    let symbols = format!("{over}{multiplied}{}", slope(&z));
    let chain = round.chain();
    let parts = sum(&products, Some(usize::MAX), None);
    let formula = summed(equals(&[slope(&w), symbols]), &parts, chain);
    let mut notes = Vec::new();
    if !round.direct {
        notes.push(say!(
            "The sum z stands inside the layer; its gradient comes from autodiff through the layer's own formula.",
            "加权和 z 位于该层内部；其梯度由自动微分经该层自身的公式得到。"
        ));
    }
    if several {
        let places = products.len();
        let place = place_name(&info.output, round, round.place);
        let (en, zh) = (&place.en, &place.zh);
        notes.push(say!(
            "The number is used {places} times, and the gradient is the sum over all of them; it matters most {en}.",
            "该参数使用 {places} 次，梯度为各处之和；影响最大处为{zh}。"
        ));
    }
    if products.is_empty() || chain == 0.0 {
        notes.push(say!(
            "For this sample the loss does not depend on the number: its gradient is 0.",
            "对于此样本，损失与该参数无关：梯度为 0。"
        ));
    }
    let note = (!notes.is_empty()).then(|| crate::inspect::words::join(&notes));
    telling.step(title, formula, note);
    if let (Some(factor), Some(slope)) = (
        round.factors.get(round.place),
        round.slopes.get(round.place),
    ) {
        telling.row(
            Text::new("What multiplies the number", "与该参数相乘的值"),
            *factor,
        );
        telling.row(Text::new("∂ℓ/∂z of its unit", "其单元的 ∂ℓ/∂z"), *slope);
    }
    telling.row(
        Text::new("∂ℓ/∂w by the chain rule", "链式法则得到的 ∂ℓ/∂w"),
        chain,
    );
    telling.row(
        Text::new("∂ℓ/∂w by autodiff", "自动微分得到的 ∂ℓ/∂w"),
        round.gradient,
    );
}
