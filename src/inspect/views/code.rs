//! An autoencoder's code under a person's hands: each unit of it can be moved, and what the decoder makes of it is shown.

use super::hardest::{ends, shades};
use super::layers;
use crate::inspect::controls::Controls;
use crate::inspect::form::{Cell, Figure, Form, Format, Pictures, Table};
use crate::inspect::view::{ACTIVATIONS, Place, Presence, Subject, View, Want};
use crate::inspect::words::join;
use crate::optim::outputs::Outputs;
use crate::samples::Task;
use crate::say;
use crate::text::Text;

pub static CODE: View = View {
    id: "code",
    title: Text::new("Move the code", "改变编码"),
    about: Text::new(
        "A sample, what the autoencoder gives back for it, and what the decoder makes of its code when you move it: unit by unit, in standard deviations over held-out samples.",
        "一个样本、自编码器对它的还原，以及移动其编码后解码器给出的图像：逐个单元移动，以留出样本上的标准差为单位。",
    ),
    explanation: Text::new(
        "The encoder squeezes a picture into a few numbers, its code; the decoder knows nothing else of it. Moving one number shows what it stands for: a slant, a loop, a thickness, or nothing that has a name. Far from the codes of real pictures the decoder draws what nobody ever wrote.",
        "编码器把图像压缩成几个数，即编码；解码器只知道这些。移动其中一个数，就能看出它代表什么：倾斜、圆圈、粗细，或说不出名字的特征。离真实图像的编码太远，解码器画出的就是谁也没写过的东西。",
    ),
    formula: "<mover><mi>x</mi><mo>^</mo></mover><mo>=</mo><mi>d</mi><mo>(</mo><mi>e</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>+</mo><mi>α</mi><mo>⊙</mo><mi>σ</mi><mo>)</mo>",
    presence: Presence::Closed,
    place: Place::Probe,
    group: ACTIVATIONS,
    fits: |subject| plan(subject).is_some(),
    wants: |subject| {
        let want = plan(subject).map(|plan| Want::Decoded {
            input: plan.input,
            samples: SAMPLES,
            layer: plan.layer,
            by: plan.by,
        });
        want.into_iter().collect()
    },
    show: |subject, _, read| {
        let (plan, [given, moved, code, deviations]) = (plan(subject)?, read) else {
            return None;
        };
        let kind = subject.session.loss().outputs;
        Some(form(plan, [given, moved], code, deviations, kind))
    },
};

/// Held-out samples of whose codes the deviations are.
const SAMPLES: usize = 200;

/// Most units that can be moved, and how far.
const UNITS: usize = 8;
const FAR: f64 = 4.0;

/// Most units of a code.
const MOST: usize = 4096;

const COLUMNS: &[(Text, Format)] = &[
    (Text::new("Unit", "单元"), Format::Count),
    (Text::new("Code", "编码"), Format::Number),
    (Text::new("Moved to", "移动后"), Format::Number),
    (Text::new("Standard deviation", "标准差"), Format::Number),
];

struct Plan<'a> {
    shape: [usize; 3],
    layer: usize,
    input: Vec<f32>,
    /// Number of the held-out sample; none where a person drew or chose the input.
    sample: Option<usize>,
    /// How far each unit is moved, in standard deviations.
    by: Vec<f32>,
    controls: Controls<'a>,
}

fn plan<'a>(subject: &Subject<'a>) -> Option<Plan<'a>> {
    let session = subject.session;
    let data = session.data();
    let [channels @ (1 | 3), height, width] = data.shape[..] else {
        return None;
    };
    let held = &data.validation;
    if data.task != Task::Reconstruct || height < 2 || width < 2 || held.is_empty() {
        return None;
    }
    let (layer, units) = layers::code(session.network()).filter(|(_, units)| *units <= MOST)?;
    let mut controls = Controls::of(subject.choice);
    let (input, sample) = match subject.chosen {
        Some(chosen) => (chosen.to_vec(), None),
        None => {
            let title = Text::new("Held-out sample", "留出样本");
            let number = controls.count("sample", title, held.len(), 1);
            let (mut input, mut target) = (Vec::new(), Vec::new());
            held.gather(number - 1, &mut input, &mut target);
            (input, Some(number))
        }
    };
    let mut by = vec![0.0; units];
    for (unit, by) in by.iter_mut().take(UNITS).enumerate() {
        let number = unit + 1;
        let title = say!("Unit {number} (σ)", "单元 {number}（σ）");
        *by = controls.range(&format!("unit_{number}"), title, [-FAR, FAR], 0.1, 0.0) as f32;
    }
    Some(Plan {
        shape: [channels, height, width],
        layer,
        input,
        sample,
        by,
        controls,
    })
}

fn form(plan: Plan, outputs: [&[f32]; 2], code: &[f32], deviations: &[f32], kind: Outputs) -> Form {
    let [channels, height, width] = plan.shape;
    let ends = ends(&plan.input);
    let mut values: Vec<u8> = shades(&plan.input, ends).collect();
    for output in outputs {
        let output = match kind {
            Outputs::Sigmoid => kind.probabilities(output),
            _ => output.to_vec(),
        };
        values.extend(shades(&output, ends));
    }
    let seen = match plan.sample {
        Some(number) => say!("sample {number}", "样本 {number}"),
        None => Text::new("chosen picture", "所选图片"),
    };
    let units = plan.by.len();
    let moved = plan.by.iter().filter(|by| **by != 0.0).count();
    let mut told = vec![if moved == 0 {
        say!(
            "A code of {units} numbers; none of them is moved.",
            "编码共 {units} 个数，均未移动。"
        )
    } else {
        say!(
            "A code of {units} numbers, {moved} of them moved.",
            "编码共 {units} 个数，移动了其中 {moved} 个。"
        )
    }];
    if units > UNITS {
        told.push(say!(
            "The first {UNITS} can be moved.",
            "可移动前 {UNITS} 个。"
        ));
    }
    let lost = outputs
        .iter()
        .any(|output| output.iter().any(|value| !value.is_finite()));
    if lost {
        told.push(say!(
            "The network gives no numbers (NaN).",
            "网络的输出不是数（NaN 或无穷大）。"
        ));
    }
    let row = |unit: usize| {
        let number = |value: f32| match value.is_finite() {
            true => Cell::Number(value.into()),
            false => Cell::Empty,
        };
        vec![
            Cell::Number((unit + 1) as f64),
            number(code[unit]),
            number(code[unit] + plan.by[unit] * deviations[unit]),
            number(deviations[unit]),
        ]
    };
    let shown = units.min(code.len()).min(64);
    Form {
        samples: Vec::new(),
        key: Vec::new(),
        sentence: join(&told),
        note: Some(CODE.about.clone()),
        table: Some(Table {
            columns: Table::columns(COLUMNS),
            rows: (0..shown).map(row).collect(),
            note: None,
        }),
        figure: Figure::Pictures(Pictures::sequential(
            [channels, height, width],
            values,
            vec![
                seen,
                Text::new("given back", "还原"),
                Text::new("from the moved code", "由移动后的编码解码"),
            ],
        )),
        controls: plan.controls.into_form(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snapshot() {
        let input: Vec<f32> = (0..64_usize)
            .map(|at| (at * 29).rem_euclid(64) as f32 / 63.0)
            .collect();
        let faded: Vec<f32> = input.iter().map(|value| 0.5 * value).collect();
        crate::inspect::snapshot::check(&CODE, |_| {
            let plan = Plan {
                shape: [1, 8, 8],
                layer: 1,
                input: input.clone(),
                sample: Some(1),
                by: vec![0.0, 1.5],
                controls: Controls::of(None),
            };
            let kind = Outputs::Direct { threshold: 0.5 };
            form(plan, [&input, &faded], &[0.5, -0.5], &[0.2, 0.4], kind)
        });
    }
}
