//! What loss and accuracy share: the axis of steps, and what they say of held-out samples.

use crate::inspect::form::{Axis, Colour, Format, KeyEntry, KeyValue, Line, Look, Point, Sign};
use crate::inspect::view::Subject;
use crate::inspect::words::trend;
use crate::say;
use crate::text::Text;
use crate::training::metrics::{Measure, Score};
use crate::training::session::HeldOut;
use crate::training::timeline::{Measured, Timeline};

/// A number of a score.
pub type Pick = fn(&Measured) -> f32;

/// What was measured on the validation sample, as marks.
pub fn validation_line(history: &Timeline, pick: Pick) -> Line {
    let measured = history.measured().into_iter();
    let points = measured.map(|one| Point::at(one.step as f64, pick(&one).into()));
    Line {
        id: "validation".into(),
        name: Text::new("validation", "验证"),
        colour: Colour::Validation,
        look: Look::Marks,
        points: points.filter(|point| point.y.is_finite()).collect(),
        ran_away: None,
        band: Vec::new(),
    }
}

/// The horizontal axis of a whole run.
pub fn steps(history: &Timeline) -> Axis {
    Axis {
        title: Text::new("Step", "步"),
        unit: Format::Count,
        range: Some([0.0, history.last_step().max(1) as f64]),
    }
}

/// What the validation line does, as a sentence.
pub fn validation_words(line: &Line, unit: fn(f64) -> String) -> Option<Text> {
    let (first, last) = (line.points.first()?, line.points.last()?);
    let (times, step) = (line.points.len(), last.to);
    Some(if times == 1 {
        let value = unit(last.y);
        say!(
            "Validation, measured once, at step {step}, is {value}.",
            "验证（只在第 {step} 步测量过）：{value}。"
        )
    } else {
        let Text { en, zh } = trend(first.y, last.y, unit);
        say!(
            "Validation, measured {times} times, last at step {step}, {en}.",
            "验证（共测量 {times} 次，最后一次在第 {step} 步）：{zh}。"
        )
    })
}

/// Validation and test in the legend, each with its newest value and the step that it is of.
pub fn entries(subject: &Subject, unit: Format, pick: Pick) -> Vec<KeyEntry> {
    let session = subject.session;
    let of = |score: &Score| Measured {
        step: score.step as u64,
        loss: score.loss,
        accuracy: score.accuracy.unwrap_or(f32::NAN),
    };
    let last = session.timeline.measured().pop();
    let validation = subject.validation.map(of).or(last);
    let held = session.held_out(HeldOut::Validation).len();
    let all = session.held_out(HeldOut::Test).len();
    let names = [
        say!("validation ({held})", "验证集（{held}）"),
        say!("test ({all})", "测试集（{all}）"),
    ];
    let ids = [
        ("validation", Colour::Validation, Look::Marks),
        ("test", Colour::Test, Look::Rings),
    ];
    let values = [validation, subject.test.map(of)];
    let entries = ids.into_iter().zip(names).zip(values);
    entries
        .map(|(((id, colour, look), name), measured)| KeyEntry {
            id: id.into(),
            name,
            sign: Sign::Line { colour, look },
            values: vec![KeyValue {
                of: None,
                value: measured.as_ref().map(|one| f64::from(pick(one))),
                unit,
                step: measured.map(|one| one.step as f64),
            }],
        })
        .collect()
}

/// What else was measured: each with its value in validation, and on the test set.
pub fn measures(subject: &Subject, share: bool) -> Vec<KeyEntry> {
    let Some(validation) = subject.validation else {
        return Vec::new();
    };
    let unit = if share { Format::Share } else { Format::Number };
    let value = |of: Colour, score: Option<&Score>, id: &str| {
        let score = score?;
        let found = score.measures.iter().find(|one| one.id == id)?;
        Some(KeyValue {
            of: Some(of),
            value: Some(found.value.into()),
            unit,
            step: Some(score.step),
        })
    };
    let entry = |Measure { id, title, .. }: &Measure| {
        let both = [
            value(Colour::Validation, Some(validation), id),
            value(Colour::Test, subject.test, id),
        ];
        KeyEntry {
            id: id.clone(),
            name: title.clone(),
            sign: Sign::None,
            values: both.into_iter().flatten().collect(),
        }
    };
    let wanted = validation.measures.iter();
    wanted.filter(|one| one.share == share).map(entry).collect()
}
