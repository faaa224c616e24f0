//! The update: penalties, clipping, the learning rate, and the optimizer's own formulas with its state.

use super::mathml::{equals, factor, filled, lines, mi, number};
use super::round::Round;
use super::telling::Telling;
use crate::inspect::form::Direction;
use crate::inspect::words::join;
use crate::optim::optimizers;
use crate::say;
use crate::text::Text;
use crate::training::session::Session;

/// From the gradient to the new number.
pub fn update(telling: &mut Telling, session: &Session, round: &Round) {
    telling.go(Direction::Update);
    let spec = &session.network().specs[round.followed.parameter];
    telling.at(spec.layer);
    penalties(telling, session, round);
    rate(telling, session);
    formulas(telling, session, round);
}

/// What L1, L2 and clipping make of the gradient.
fn penalties(telling: &mut Telling, session: &Session, round: &Round) {
    let recipe = session.recipe();
    let spec = &session.network().specs[round.followed.parameter];
    let (l1, l2) = if spec.role.penalised() {
        (recipe.l1, recipe.l2)
    } else {
        (0.0, 0.0)
    };
    let mut penalised = round.gradient;
    if l1 > 0.0 || l2 > 0.0 {
        let mut symbols = crate::inspect::followed::mathml::slope(&mi("w"));
        let mut numbers = factor(round.gradient);
        if l2 > 0.0 {
            symbols += "<mo>+</mo><msub><mi>λ</mi><mn>2</mn></msub><mo>·</mo><mi>w</mi>";
            numbers += &format!("<mo>+</mo>{}<mo>·</mo>{}", number(l2), factor(round.before));
            penalised += l2 * round.before;
        }
        if l1 > 0.0 {
            symbols +=
                "<mo>+</mo><msub><mi>λ</mi><mn>1</mn></msub><mo>·</mo><mi>sgn</mi><mi>w</mi>";
            let sign = if round.before == 0.0 {
                0.0
            } else {
                round.before.signum()
            };
            numbers += &format!("<mo>+</mo>{}<mo>·</mo>{}", number(l1), factor(sign));
            penalised += l1 * sign;
        }
        let formula = lines(&[
            equals(&[mi("g"), symbols]),
            format!("<mo>=</mo>{}", equals(&[numbers, number(penalised)])),
        ]);
        telling.step(Text::new("Regularisation", "正则化"), formula, None);
        telling.row(
            Text::new("Gradient with penalties", "加上正则项的梯度"),
            penalised,
        );
    }
    if let Some(norm) = round.norm {
        let by = (recipe.clip / (norm + 1e-6)).min(1.0);
        let formula = lines(&[
            equals(&[
                mi("c"),
                "<mi>min</mi><mrow><mo>(</mo><mn>1</mn><mo>,</mo><mfrac><mi>C</mi><mrow><mo>‖</mo><mi>g</mi><mo>‖</mo></mrow></mfrac><mo>)</mo></mrow>".into(),
                format!("<mi>min</mi><mrow><mo>(</mo><mn>1</mn><mo>,</mo><mfrac>{}{}</mfrac><mo>)</mo></mrow>", number(recipe.clip), number(norm)),
                number(by),
            ]),
            equals(&[
                format!("{}<mo>·</mo>{}", mi("c"), mi("g")),
                format!("{}<mo>·</mo>{}", number(by), factor(penalised)),
                number(round.given),
            ]),
        ]);
        let note = say!(
            "The norm goes over the gradients of all numbers of the network together.",
            "范数取自网络中所有参数的梯度。"
        );
        telling.step(
            Text::new("Gradient clipping", "梯度裁剪"),
            formula,
            Some(note),
        );
        telling.row(Text::new("Norm of all gradients", "所有梯度的范数"), norm);
    }
    telling.row(
        Text::new("Gradient g for the optimiser", "交给优化器的梯度 g"),
        round.given,
    );
}

/// The learning rate as the schedule has it.
fn rate(telling: &mut Telling, session: &Session) {
    let by = session.schedule_factor();
    let rate = session.recipe().optimizer.number("rate");
    if by != 1.0 {
        let formula = equals(&[
            mi("η"),
            format!("{}<mo>·</mo>{}", number(rate), number(by)),
            number(rate * by),
        ]);
        let title = Text::new("The learning rate of this step", "这一步的学习率");
        let note = say!(
            "The schedule multiplies the rate that was set.",
            "学习率调度在所设学习率上乘以一个系数。"
        );
        telling.step(title, formula, Some(note));
    }
    telling.row(Text::new("Learning rate η", "学习率 η"), rate * by);
}

/// The optimizer's formulas, one after the other, with what is remembered.
fn formulas(telling: &mut Telling, session: &Session, round: &Round) {
    let settings = &session.recipe().optimizer;
    let Some(record) = optimizers::find(&settings.id) else {
        return;
    };
    let mut values: Vec<(&str, f64)> = vec![
        ("w", round.before),
        ("g", round.given),
        ("η", settings.number("rate") * session.schedule_factor()),
        ("t", session.updates() as f64 + 1.0),
    ];
    let symbol = |title: &'static str| title.rsplit(' ').next().unwrap_or(title);
    values.extend(
        record
            .params
            .iter()
            .filter(|param| param.id != "rate")
            .map(|param| {
                let title = match &param.title.en {
                    std::borrow::Cow::Borrowed(title) => *title,
                    std::borrow::Cow::Owned(_) => param.id,
                };
                (symbol(title), settings.number(param.id))
            }),
    );
    let remembered = record.formulas.iter().filter(|(symbol, _)| *symbol != "w");
    for ((symbol, _), before) in remembered.zip(&round.state_before) {
        values.push((symbol, *before));
    }
    let (en, zh) = (&record.title.en, &record.title.zh);
    let count = record.formulas.len();
    for (at, (symbol, formula)) in record.formulas.iter().enumerate() {
        let after = if *symbol == "w" {
            round.after
        } else {
            round.state_after.get(at).copied().unwrap_or(f64::NAN)
        };
        let shown = lines(&[
            format!("{}<mo>←</mo>{formula}", mi(symbol)),
            format!(
                "<mo>=</mo>{}",
                equals(&[filled(formula, &values), number(after)])
            ),
        ]);
        if let Some(known) = values.iter_mut().find(|(known, _)| known == symbol) {
            if *symbol != "w" {
                telling.row(say!("{symbol} before", "更新前的 {symbol}"), known.1);
                telling.row(say!("{symbol} after", "更新后的 {symbol}"), after);
            }
            known.1 = after;
        }
        let last = at + 1 == count;
        let title = if last {
            say!("The update: {en}", "更新：{zh}")
        } else {
            say!("What {en} remembers: {symbol}", "{zh} 记住的量：{symbol}")
        };
        let note = last.then(|| {
            let batch = session.batch();
            join(&[
                say!(
                    "This would be a step on this sample alone.",
                    "这是只用这一个样本的一步。"
                ),
                say!(
                    "In training the gradient is the mean over a batch of {batch}, with dropout where the network has it.",
                    "训练时梯度是 {batch} 个样本的批量平均，若网络含 Dropout 则启用。"
                ),
            ])
        });
        telling.step(title, shown, note);
    }
    telling.row(Text::new("w before", "更新前的 w"), round.before);
    telling.row(Text::new("w after", "更新后的 w"), round.after);
}
