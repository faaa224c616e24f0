//! The held-out samples with the largest loss, as pictures: what the network finds hardest, with what it took them for.

use serde_bytes::ByteBuf;

use crate::inspect::form::{Cell, Column, Figure, Form, Format, PictureScale, Pictures, Table};
use crate::inspect::view::{Place, Presence, View, Want};
use crate::inspect::words::short;
use crate::samples::{Samples, Task};
use crate::say;
use crate::text::Text;
use crate::training::session::HeldOut;

pub static HARDEST: View = View {
    id: "hardest",
    title: Text::new("Largest losses", "损失最大的样本"),
    about: Text::new(
        "The twenty samples of the validation set that the network is most wrong about: their class, and what it takes them for.",
        "验证集中网络错得最多的二十个样本：其真实类别，以及网络的预测。",
    ),
    explanation: Text::new(
        "The loss of a sample is large where the network was sure and wrong. Such samples are worth a look: some are hard to read for anybody, and some carry a wrong label. They are of the validation set, which is never trained on.",
        "网络很确信却答错时，该样本的损失就大。这些样本值得一看：有的谁都难以辨认，有的标签本身就错了。它们来自验证集，从不用于训练。",
    ),
    formula: "<msub><mi>ℓ</mi><mi>n</mi></msub><mo>=</mo><mo>−</mo><mi>log</mi><msub><mi>p</mi><msub><mi>y</mi><mi>n</mi></msub></msub><mo>(</mo><msub><mi>x</mi><mi>n</mi></msub><mo>)</mo>",
    presence: Presence::Asked,
    place: Place::Probe,
    fits: |subject| {
        let data = subject.session.data();
        let picture = matches!(data.shape[..], [1 | 3, height, width] if height > 1 && width > 1);
        picture && data.task == Task::Classify && !data.validation.is_empty()
    },
    wants: |_| {
        vec![
            Want::HeldLosses(HeldOut::Validation),
            Want::HeldOutputs(HeldOut::Validation),
        ]
    },
    show: |subject, _, read| {
        let (session, [losses, outputs]) = (subject.session, read) else {
            return None;
        };
        let data = session.data();
        let [channels, height, width] = data.shape[..] else {
            return None;
        };
        let outputs = outputs.chunks_exact(outputs.len() / losses.len().max(1));
        let predicted: Vec<usize> = outputs
            .map(|row| session.loss().outputs.predicted_class(row))
            .collect();
        let names = data.output_titles();
        let held = &data.validation;
        let mut form = form([channels, height, width], held, losses, &predicted, &names);
        form.note = Some(HARDEST.about.clone());
        Some(form)
    },
};

/// Most samples that are shown.
const SAMPLES: usize = 20;

/// The samples with the largest loss, that first; what is no number is larger than any.
fn hardest(losses: &[f32]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..losses.len()).collect();
    let size = |sample: usize| {
        let loss = losses[sample];
        if loss.is_nan() { f32::INFINITY } else { loss }
    };
    order.sort_by(|one, other| size(*other).total_cmp(&size(*one)));
    order.truncate(SAMPLES);
    order
}

fn form(
    [channels, height, width]: [usize; 3],
    held: &Samples,
    losses: &[f32],
    predicted: &[usize],
    names: &[Text],
) -> Form {
    let order = hardest(losses);
    let name = |class: usize| names.get(class).cloned().unwrap_or(Text::new("–", "–"));
    let (mut values, mut captions, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for sample in order {
        let (mut input, mut target) = (Vec::new(), Vec::new());
        held.gather(sample, &mut input, &mut target);
        values.extend(bytes(&input));
        let (right, taken, loss) = (
            name(target[0] as usize),
            name(predicted[sample]),
            losses[sample],
        );
        let words = short(f64::from(loss));
        captions.push(Text::filled(
            format!("{} as {}: {words}", right.en, taken.en),
            format!("{} → {}：{words}", right.zh, taken.zh),
        ));
        rows.push(vec![
            Cell::Number((sample + 1) as f64),
            Cell::Text(right),
            Cell::Text(taken),
            Cell::Number(loss.into()),
        ]);
    }
    let (count, all) = (captions.len(), losses.len());
    Form {
        key: Vec::new(),
        sentence: say!(
            "The {count} of {all} held-out samples with the largest loss.",
            "{all} 个留出样本中损失最大的 {count} 个。"
        ),
        note: None,
        table: Some(Table {
            columns: vec![
                Column::new(Text::new("Sample", "样本"), Format::Count),
                Column::new(Text::new("True class", "真实类别"), Format::Count),
                Column::new(Text::new("Predicted class", "预测类别"), Format::Count),
                Column::new(Text::new("Loss", "损失"), Format::Number),
            ],
            rows,
            note: None,
        }),
        figure: Figure::Pictures(Pictures {
            width: width as u32,
            height: height as u32,
            channels: channels as u32,
            scale: PictureScale::Sequential,
            range: [0.0, 1.0],
            values: ByteBuf::from(values),
            captions,
        }),
    }
}

/// A picture from its darkest value to its lightest: the network may see pixels of any range.
pub(super) fn bytes(input: &[f32]) -> impl Iterator<Item = u8> {
    let ends = input
        .iter()
        .fold([f32::INFINITY, f32::NEG_INFINITY], |[low, high], value| {
            [low.min(*value), high.max(*value)]
        });
    let width = (ends[1] - ends[0]).max(f32::MIN_POSITIVE);
    let byte = move |value: &f32| (255.0 * (value - ends[0]) / width).round() as u8;
    input.iter().map(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_losses_come_first_with_what_the_network_took_them_for() {
        let inputs: Vec<f32> = (0..12).map(|value| value as f32).collect();
        let held = Samples::floats(inputs, 4, vec![0.0, 1.0, 0.0], 1);
        let names = [Text::new("nought", "零"), Text::new("one", "一")];
        let form = form([1, 2, 2], &held, &[0.5, 3.0, f32::NAN], &[0, 0, 1], &names);
        let Figure::Pictures(pictures) = form.figure else {
            panic!("pictures")
        };
        let captions: Vec<&str> = pictures
            .captions
            .iter()
            .map(|text| text.en.as_ref())
            .collect();
        assert_eq!(
            captions,
            [
                "nought as one: NaN",
                "one as nought: 3",
                "nought as nought: 0.5"
            ]
        );
        assert_eq!(pictures.values[..4], [0, 85, 170, 255]);
        let rows = form.table.expect("numbers to read").rows;
        assert_eq!(rows[1][0], Cell::Number(2.0));
        assert_eq!(rows[1][3], Cell::Number(3.0));
        assert_eq!(
            form.sentence.en,
            "The 3 of 3 held-out samples with the largest loss."
        );
        // Never more than twenty.
        assert_eq!(hardest(&[1.0; 50]).len(), SAMPLES);
    }

    #[test]
    fn snapshot() {
        let inputs: Vec<f32> = (0..6_usize * 64)
            .map(|at| (at * 29).rem_euclid(64) as f32)
            .collect();
        let held = Samples::floats(inputs, 64, vec![0.0, 1.0, 0.0, 1.0, 1.0, 0.0], 1);
        let names = [Text::new("nought", "零"), Text::new("one", "一")];
        let losses = [0.5, 3.0, 0.1, 0.2, 2.5, 0.4];
        crate::inspect::snapshot::check(&HARDEST, |_| {
            form([1, 8, 8], &held, &losses, &[0, 0, 0, 1, 0, 0], &names)
        });
    }
}
