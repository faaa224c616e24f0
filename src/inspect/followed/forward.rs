//! The way forward: what goes into the unit, what following layers make of it, outputs and loss.

use super::activations::activation;
use super::mathml::{
    equals, factor, filled, indexed, is_shortened, lines, mi, number, sum, summed,
};
use super::round::{Round, output_activation};
use super::telling::{Telling, named, with};
use crate::inspect::form::Direction;
use crate::inspect::words::percent;
use crate::optim::outputs::Outputs;
use crate::samples::Task;
use crate::say;
use crate::shape::shape_text;
use crate::text::Text;
use crate::training::session::Session;

/// Values of a sample that are written out.
const VALUES: usize = 6;

/// Powers of a softmax that are written out.
const EXPONENTS: usize = 3;

/// The sample itself.
pub fn sample(
    telling: &mut Telling,
    session: &Session,
    name: &Text,
    input: &[f32],
    target: &[f32],
) {
    let data = session.data();
    let shown = input
        .iter()
        .take(VALUES)
        .map(|value| number(f64::from(*value)));
    let mut shown: Vec<String> = shown.collect();
    if input.len() > VALUES {
        shown.push("<mo>…</mo>".into());
    }
    let formula = format!(
        "{}<mo>=</mo><mrow><mo>(</mo>{}<mo>)</mo></mrow>",
        mi("x"),
        shown.join("<mo>,</mo>")
    );
    let shape = shape_text(&data.shape);
    let (en, zh) = (&name.en, &name.zh);
    let mut note = say!(
        "This is {en}: {shape} numbers. Dropout is off and nothing random happens.",
        "{zh}，{shape} 个数值。此处关闭 Dropout，不引入任何随机性。"
    );
    if session
        .network()
        .layers
        .iter()
        .any(|layer| layer.id == "batch_norm")
    {
        note = crate::inspect::words::join(&[
            note,
            say!(
                "Batch norm uses its running estimates.",
                "批归一化使用滑动平均的统计量。"
            ),
        ]);
    }
    if let (Task::Classify, [class]) = (data.task, target) {
        let titles = data.output_titles();
        if let Some(class) = titles.get(*class as usize) {
            let (en, zh) = (&class.en, &class.zh);
            note = crate::inspect::words::join(&[note, say!("Its class: {en}.", "其类别：{zh}。")]);
        }
    }
    telling.step(Text::new("The sample", "样本"), formula, Some(note));
}

/// What the layer with the number computes, and every layer after it.
pub fn forward(telling: &mut Telling, session: &Session, round: &Round, target: &[f32]) {
    telling.go(Direction::Forward);
    let network = session.network();
    let own = network.specs[round.followed.parameter].layer;
    let info = &network.layers[own];
    telling.at(own);
    let unit = round.unit + 1;
    let title = with(
        &named(own, &info.title),
        &say!("into unit {unit}", "输入单元 {unit}"),
    );
    telling.step(title, sum_of(round), place_note(session, round));
    if let Some(sum) = round.sums.get(round.place) {
        telling.row(Text::new("Sum z of the unit", "单元的加权和 z"), *sum);
    }
    if !round.direct {
        let passed = &round.layers[own];
        let record = crate::network::layers::find(&info.id);
        let about = record.map(|record| record.about.clone());
        let title = with(
            &named(own, &info.title),
            &Text::new("what it gives", "该层的输出"),
        );
        telling.step(
            title,
            value(passed.at, passed.value.get(passed.at).copied()),
            about,
        );
    }
    for index in own + 1..round.layers.len() {
        telling.at(index);
        let info = &network.layers[index];
        let (before, passed) = (&round.layers[index - 1], &round.layers[index]);
        let [from, to] =
            [before, passed].map(|one| one.value.get(one.at).copied().unwrap_or(f64::NAN));
        let shape: Vec<usize> = info.output.iter().map(|side| *side as usize).collect();
        let shape = shape_text(&shape);
        let found = activation(&info.id, from, to);
        let formula = match found {
            Some(found) => {
                let name = indexed("a", passed.at);
                equals(&[name, found.value, number(to)])
            }
            None => value(passed.at, Some(to)),
        };
        let at = passed.at + 1;
        let note = say!(
            "Its output is {shape}; value {at} of it is followed on, the one that matters most.",
            "输出形状为 {shape}；接下来沿其中影响最大的第 {at} 个值继续。"
        );
        telling.step(named(index, &info.title), formula, Some(note));
    }
    let word = output_activation(session);
    if let Some(last) = round.layers.last().filter(|_| word != "identity") {
        let given = last.value.get(last.at).copied();
        let title = Text::new("Output activation", "输出激活函数");
        let formula = format!(
            "{}<mo>=</mo>{}",
            indexed("o", last.at),
            equals(&[
                format!("<mi>{word}</mi><mrow><mo>(</mo><mi>z</mi><mo>)</mo></mrow>"),
                number(given.unwrap_or(f64::NAN))
            ])
        );
        telling.step(title, formula, None);
    }
    loss(telling, session, round, target);
}

/// Value number `at` of a layer.
fn value(at: usize, value: Option<f64>) -> String {
    equals(&[indexed("a", at), number(value.unwrap_or(f64::NAN))])
}

/// What the unit multiplies at the chosen place.
fn products_of(round: &Round) -> Vec<[f64; 2]> {
    let mut places = round.inputs.chunks(round.weights.len().max(1));
    let inputs = places.nth(round.place).unwrap_or(&[]);
    let products = inputs.iter().zip(&round.weights);
    products.map(|(input, weight)| [*input, *weight]).collect()
}

/// What is in the sum beside these products and the bias.
fn rest_of(round: &Round, products: &[[f64; 2]], whole: f64) -> f64 {
    let told: f64 = products.iter().map(|[one, other]| one * other).sum();
    whole - told - round.bias.unwrap_or(0.0)
}

/// The sum that the number is part of, with its numbers.
fn sum_of(round: &Round) -> String {
    let Some(whole) = round.sums.get(round.place).copied() else {
        return equals(&[mi("z"), number(f64::NAN)]);
    };
    let products = products_of(round);
    let rest = rest_of(round, &products, whole);
    let input = round.input;
    let mut parts = sum(&products, input, round.bias);
    // What else is in the sum: the state before in a recurrent layer, say.
    if has_more(rest, whole) {
        parts.push(format!("<munder>{}<mo>…</mo></munder>", factor(rest)));
    }
    let symbols = match (products.is_empty(), round.bias) {
        (true, _) => None,
        (false, bias) => {
            let added = if bias.is_some() {
                "<mo>+</mo><mi>b</mi>"
            } else {
                ""
            };
            Some(format!(
                "<munder><mo>∑</mo><mi>i</mi></munder><msub><mi>x</mi><mi>i</mi></msub><mo>·</mo><msub><mi>w</mi><mi>i</mi></msub>{added}"
            ))
        }
    };
    let mut all = vec![mi("z")];
    all.extend(symbols);
    summed(equals(&all), &parts, whole)
}

/// Whether what is left of a sum is more than rounding, or no number.
fn has_more(rest: f64, whole: f64) -> bool {
    rest.is_nan() || rest.abs() > 1e-4 * (1.0 + whole.abs())
}

/// Where in the sample the sum is taken, if it is not the only one.
fn place_note(session: &Session, round: &Round) -> Option<Text> {
    let network = session.network();
    let own = network.specs[round.followed.parameter].layer;
    let places = round.sums.len();
    let products = products_of(round);
    let whole = round.sums.get(round.place).copied().unwrap_or(0.0);
    let mut notes = vec![say!(
        "The followed number is marked.",
        "被追踪的参数已标出。"
    )];
    if is_shortened(products.len()) {
        notes.push(say!(
            "Below a brace stands how many other products its number is the sum of.",
            "大括号下的数字表示该值是另外多少个乘积之和。"
        ));
    }
    if has_more(rest_of(round, &products, whole), whole) {
        notes.push(say!(
            "Above the dots stands what else is in the sum.",
            "省略号上方是加权和中的其余部分。"
        ));
    }
    if places < 2 {
        return Some(crate::inspect::words::join(&notes));
    }
    let place = place_name(&network.layers[own].output, round, round.place);
    let (en, zh) = (&place.en, &place.zh);
    let where_ = say!(
        "It is used {places} times; here {en}, where it matters most.",
        "该参数使用 {places} 次；此处为{zh}，影响最大的一处。"
    );
    notes.insert(0, where_);
    Some(crate::inspect::words::join(&notes))
}

/// What a place is called: a position in a map, or a step.
pub fn place_name(output: &[u32], round: &Round, place: usize) -> Text {
    if let [_, height, width] = *output
        && (height * width) as usize == round.sums.len()
    {
        let (row, column) = (place / width as usize + 1, place % width as usize + 1);
        return say!("at row {row}, column {column}", "第 {row} 行第 {column} 列");
    }
    let step = place + 1;
    say!("at step {step}", "第 {step} 个时间步")
}

/// Outputs, probability and loss.
fn loss(telling: &mut Telling, session: &Session, round: &Round, target: &[f32]) {
    let Some(outputs) = round.layers.last() else {
        return;
    };
    let term = Term::of(session, round, target, true);
    let record = session.loss();
    let mean = if term.count > 1 {
        let n = term.count;
        format!("<mfrac><mn>1</mn><mn>{n}</mn></mfrac><mo>∑</mo>")
    } else {
        String::new()
    };
    let mut all = Vec::new();
    if record.outputs != (Outputs::Direct { threshold: 0.5 }) {
        let (row, p) = (&term.row, term.probability);
        let exponent = |value: f64| format!("<msup><mi>e</mi>{}</msup>", number(value));
        let own = outputs.value.get(term.at).copied().unwrap_or(f64::NAN);
        let below = match record.outputs {
            Outputs::Softmax => {
                let shown = row.iter().take(EXPONENTS).map(|value| exponent(*value));
                let mut shown: Vec<String> = shown.collect();
                if row.len() > EXPONENTS {
                    shown.push("<mo>…</mo>".into());
                }
                format!(
                    "<mfrac>{}<mrow>{}</mrow></mfrac>",
                    exponent(own),
                    shown.join("<mo>+</mo>")
                )
            }
            _ => {
                let minus = exponent(-own);
                format!("<mfrac><mn>1</mn><mrow><mn>1</mn><mo>+</mo>{minus}</mrow></mfrac>")
            }
        };
        all.push(equals(&[mi("p"), below, number(p)]));
        telling.row(Text::new("Probability p", "概率 p"), p);
    }
    let symbols = filled(record.term, &[]);
    all.push(format!("{}<mo>=</mo>{mean}<mrow>{symbols}</mrow>", mi("ℓ")));
    let own = filled(record.term, &term.values());
    if term.count > 1 {
        let n = term.count;
        all.push(format!("<mo>=</mo><mfrac><mn>1</mn><mn>{n}</mn></mfrac><mrow><mo>(</mo>{own}<mo>+</mo><mo>…</mo><mo>)</mo></mrow><mo>=</mo>{}", number(round.loss)));
    } else {
        all.push(format!("<mo>=</mo>{}", equals(&[own, number(round.loss)])));
    }
    let (en, zh) = (&record.title.en, &record.title.zh);
    let title = say!("Loss ℓ: {en}", "损失 ℓ：{zh}");
    let note = (record.outputs != (Outputs::Direct { threshold: 0.5 })).then(|| {
        let share = percent(term.probability);
        match record.outputs {
            Outputs::Softmax => say!(
                "The right class gets the probability {share}.",
                "正确类别的概率为 {share}。"
            ),
            _ => say!(
                "The output stands for the probability {share}.",
                "该输出对应的概率为 {share}。"
            ),
        }
    });
    telling.step(title, lines(&all), note);
    telling.row(Text::new("Loss ℓ", "损失 ℓ"), round.loss);
}

/// The term of the loss that is told of, with what stands in its formulas.
pub struct Term {
    /// Which of all outputs.
    pub at: usize,
    /// The outputs that its softmax goes over.
    row: Vec<f64>,
    pub probability: f64,
    output: f64,
    target: f64,
    /// How many terms the loss is the mean of.
    pub count: usize,
}

impl Term {
    /// Of the output that is followed; of a softmax that of the right class, where `right` is set.
    pub fn of(session: &Session, round: &Round, target: &[f32], right: bool) -> Self {
        let (data, kind) = (session.data(), session.loss().outputs);
        let empty = Vec::new();
        let (outputs, mut at) = match round.layers.last() {
            Some(last) => (&last.value, last.at),
            None => (&empty, 0),
        };
        let rows = if data.task == Task::Tokens {
            target.len().max(1)
        } else {
            1
        };
        let width = (outputs.len() / rows).max(1);
        let classes = matches!(data.task, Task::Classify | Task::Tokens);
        let mut step = (at / width).min(rows - 1);
        let has_target = |step: &usize| target.get(*step).is_some_and(|class| *class >= 0.0);
        if right && kind == Outputs::Softmax && classes {
            // A step without a target has no term.
            if !has_target(&step) {
                step = (0..rows).find(has_target).unwrap_or(step);
            }
            let class = target.get(step).map_or(0, |class| class.max(0.0) as usize);
            at = step * width + class.min(width - 1);
        }
        let row = outputs
            .get(step * width..(step + 1) * width)
            .unwrap_or(&[])
            .to_vec();
        let output = outputs.get(at).copied().unwrap_or(f64::NAN);
        let probability = match kind {
            Outputs::Softmax => {
                let top = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let all: f64 = row.iter().map(|value| libm::exp(value - top)).sum();
                libm::exp(output - top) / all
            }
            _ => 1.0 / (1.0 + libm::exp(-output)),
        };
        let aim = if target.len() == outputs.len() && !(classes && width > 1) {
            target.get(at).map_or(f64::NAN, |value| f64::from(*value))
        } else {
            let class = target.get(step).map_or(-1.0, |class| *class);
            f64::from(u8::from(
                class >= 0.0 && class as usize == at - step * width,
            ))
        };
        let count = match (kind, data.task) {
            (Outputs::Softmax, Task::Tokens) => (0..rows).filter(has_target).count().max(1),
            (Outputs::Softmax, _) => 1,
            _ => outputs.len().max(1),
        };
        // One output tells two classes apart: the target is the class itself.
        let aim = if classes && width == 1 {
            target.get(step).map_or(f64::NAN, |class| f64::from(*class))
        } else {
            aim
        };
        Self {
            at,
            row,
            probability,
            output,
            target: aim,
            count,
        }
    }

    /// Numbers for the symbols of the loss.
    pub fn values(&self) -> [(&'static str, f64); 4] {
        let away = (self.output - self.target).abs();
        [
            ("p", self.probability),
            ("y", self.target),
            ("o", self.output),
            ("q", away.min(1.0)),
        ]
    }
}
