//! Held-out samples with what the network predicts for each, sorted by loss: what it finds hardest, or easiest. Pictures
//! are shown as such; of tables, ratings and sequences each is a row.

use serde_bytes::ByteBuf;

use crate::data::Data;
use crate::inspect::controls::{ControlWord, Controls, choice_of};
use crate::inspect::form::{
    Cell, Column, Figure, Form, Format, Opens, PictureScale, Pictures, Table,
};
use crate::inspect::view::{Place, Presence, Subject, View, Want};
use crate::inspect::words::{join, short};
use crate::optim::outputs::Outputs;
use crate::samples::{Samples, Split, Task};
use crate::say;
use crate::text::Text;
use crate::training::session::HeldOut;

pub static HARDEST: View = View {
    id: "hardest",
    title: Text::new("Predictions by loss", "按损失排列的预测"),
    about: Text::new(
        "Held-out samples with what the network takes each of them for, those that it is most wrong about first; by class, right or wrong, and from the validation or the test set.",
        "留出样本及网络对每个样本的预测，错得最多的排在最前；可按类别、对错以及验证集或测试集筛选。",
    ),
    explanation: Text::new(
        "The loss of a sample is large where the network was sure and wrong. Such samples are worth a look: some are hard to read for anybody, and some carry a wrong label. They are held out, never trained on; whoever tunes while looking at the test set tunes on it.",
        "网络很确信却答错时，该样本的损失就大。这些样本值得一看：有的谁都难以辨认，有的标签本身就错了。它们都是留出样本，从不用于训练；但若一边看测试集一边调参，就等于照着测试集调参。",
    ),
    formula: "<msub><mi>ℓ</mi><mi>n</mi></msub><mo>=</mo><mi>ℓ</mi><mo>(</mo><mi>f</mi><mo>(</mo><msub><mi>x</mi><mi>n</mi></msub><mo>;</mo><mi>w</mi><mo>)</mo><mo>,</mo><msub><mi>y</mi><mi>n</mi></msub><mo>)</mo>",
    presence: Presence::Asked,
    place: Place::Probe,
    fits: |subject| plan(subject).is_some(),
    wants: |subject| {
        let want = plan(subject).map(|plan| Want::Judged {
            which: plan.set,
            samples: plan.samples,
        });
        want.into_iter().collect()
    },
    show: |subject, _, read| {
        let (plan, [losses, outputs]) = (plan(subject)?, read) else {
            return None;
        };
        let session = subject.session;
        let held = session.held_out(plan.set);
        let judged = Judged {
            losses,
            outputs,
            kind: session.loss().outputs,
        };
        Some(form(session.data(), held, &judged, plan))
    },
};

/// Most samples that are shown; of pictures that are given back every one takes two.
const SAMPLES: usize = 20;

/// Most outputs that are read, 8 MB, and multiply-adds that may be spent: about a second on a processor.
const VALUES: usize = 1 << 21;
const OPERATIONS: f64 = 8e9;

/// Most classes that can be chosen from.
const CLASSES: usize = 100;

/// Most features of a table that stand beside the predictions.
const FEATURES: usize = 4;

/// Words of the controls.
const VALIDATION: &str = "validation";
const TEST: &str = "test";

/// The matrix's way to the samples behind each of its cells: those of that class that were taken for the other.
pub fn behind_cells(set: HeldOut, classes: usize) -> Opens {
    let set = match set {
        HeldOut::Validation => VALIDATION,
        HeldOut::Test => TEST,
    };
    let choice = |cell: usize| {
        let [right, taken] = [cell / classes, cell % classes].map(|class| class.to_string());
        choice_of(&[("set", set), ("true", &right), ("predicted", &taken)])
    };
    Opens {
        view: HARDEST.id.into(),
        choices: (0..classes * classes).map(choice).collect(),
    }
}

/// Which samples are wanted.
struct Plan<'a> {
    set: HeldOut,
    /// How many of the set are looked at.
    samples: usize,
    right: Option<usize>,
    taken: Option<usize>,
    /// Those alone that are right, or wrong.
    only: Option<bool>,
    largest: bool,
    controls: Controls<'a>,
}

fn plan<'a>(subject: &Subject<'a>) -> Option<Plan<'a>> {
    let session = subject.session;
    let (data, network) = (session.data(), session.network());
    let mut controls = Controls::of(subject.choice);
    let sets = [
        (
            HeldOut::Validation,
            VALIDATION,
            Text::new("validation set", "验证集"),
        ),
        (HeldOut::Test, TEST, Text::new("test set", "测试集")),
    ];
    let sets = sets.into_iter();
    let sets: Vec<_> = sets
        .filter(|(set, ..)| !session.held_out(*set).is_empty())
        .collect();
    if sets.is_empty() {
        return None;
    }
    let words = sets
        .iter()
        .map(|(_, id, title)| ControlWord::new(*id, title.clone()));
    let set = controls.word("set", Text::new("Samples", "样本"), words.collect());
    let set = sets[set].0;
    let classifies = matches!(data.task, Task::Classify | Task::Tokens);
    let (mut right, mut taken, mut only) = (None, None, None);
    if data.task == Task::Classify && data.outputs.len() <= CLASSES {
        let names = data.output_titles();
        let words = || {
            let any = ControlWord::new("any", Text::new("any", "任意"));
            let classes = names.iter().enumerate();
            let classes =
                classes.map(|(class, name)| ControlWord::new(class.to_string(), name.clone()));
            std::iter::once(any).chain(classes).collect()
        };
        let chosen = controls.word("true", Text::new("True class", "真实类别"), words());
        right = chosen.checked_sub(1);
        let chosen = controls.word(
            "predicted",
            Text::new("Predicted class", "预测类别"),
            words(),
        );
        taken = chosen.checked_sub(1);
    }
    if classifies {
        let words = vec![
            ControlWord::new("all", Text::new("all", "全部")),
            ControlWord::new("wrong", Text::new("the wrong ones", "预测错误的")),
            ControlWord::new("right", Text::new("the right ones", "预测正确的")),
        ];
        let chosen = controls.word("only", Text::new("Show", "显示"), words);
        only = [None, Some(false), Some(true)][chosen];
    }
    let words = vec![
        ControlWord::new("largest", Text::new("largest loss first", "损失从大到小")),
        ControlWord::new("smallest", Text::new("smallest loss first", "损失从小到大")),
    ];
    let largest = controls.word("order", Text::new("Order", "排序"), words) == 0;
    let outputs = network.layers.last()?.output.iter();
    let outputs = outputs.map(|side| *side as usize).product::<usize>().max(1);
    let affordable = (OPERATIONS / network.operations_forward().max(1.0)) as usize;
    let samples = affordable.min(VALUES / outputs).max(1);
    Some(Plan {
        samples: samples.min(session.held_out(set).len()),
        set,
        right,
        taken,
        only,
        largest,
        controls,
    })
}

/// What was read of the samples.
struct Judged<'a> {
    losses: &'a [f32],
    /// Row by row.
    outputs: &'a [f32],
    kind: Outputs,
}

impl Judged<'_> {
    fn outputs_of(&self, sample: usize) -> &[f32] {
        let width = self.outputs.len() / self.losses.len().max(1);
        &self.outputs[sample * width..(sample + 1) * width]
    }

    /// The class that each of so many steps of a sample is taken for.
    fn classes_of(&self, sample: usize, steps: usize) -> Vec<usize> {
        let all = self.outputs_of(sample);
        let rows = all.chunks_exact((all.len() / steps.max(1)).max(1));
        rows.map(|row| self.kind.predicted_class(row)).collect()
    }

    /// The samples in the order of their losses; what is no number is larger than any.
    fn order(&self, largest: bool) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.losses.len()).collect();
        let size = |sample: usize| {
            let loss = self.losses[sample];
            if loss.is_nan() { f32::INFINITY } else { loss }
        };
        order.sort_by(|one, other| {
            let by = size(*one).total_cmp(&size(*other));
            if largest { by.reverse() } else { by }
        });
        order
    }
}

/// A sample that is shown.
struct Shown {
    sample: usize,
    input: Vec<f32>,
    target: Vec<f32>,
}

fn form(data: &Data, held: &Samples, judged: &Judged, plan: Plan) -> Form {
    let classifies = matches!(data.task, Task::Classify | Task::Tokens);
    let fits = |sample: &usize| {
        if !classifies {
            return true;
        }
        let targets = &held.targets[sample * held.target_width..][..held.target_width];
        let taken = judged.classes_of(*sample, targets.len());
        let mut both = targets.iter().zip(&taken);
        // Steps without a target do not count.
        let right = both.all(|(target, taken)| *target < 0.0 || *target as usize == *taken);
        plan.right.is_none_or(|class| targets[0] as usize == class)
            && plan.taken.is_none_or(|class| taken[0] == class)
            && plan.only.is_none_or(|wanted| wanted == right)
    };
    let found: Vec<usize> = judged
        .order(plan.largest)
        .into_iter()
        .filter(fits)
        .collect();
    let picture = match data.shape[..] {
        [channels @ (1 | 3), height, width] if height > 1 && width > 1 => {
            Some([channels, height, width])
        }
        _ => None,
    };
    let picture = picture.filter(|_| matches!(data.task, Task::Classify | Task::Reconstruct));
    let pairs = data.task == Task::Reconstruct && picture.is_some();
    let most = if pairs { SAMPLES / 2 } else { SAMPLES };
    let shown = found.iter().take(most).map(|&sample| {
        let (mut input, mut target) = (Vec::new(), Vec::new());
        held.gather(sample, &mut input, &mut target);
        Shown {
            sample,
            input,
            target,
        }
    });
    let shown: Vec<Shown> = shown.collect();
    let split = match plan.set {
        HeldOut::Validation => Split::Validation,
        HeldOut::Test => Split::Test,
    };
    // What is given back stands beside what it is of.
    let ids = |sample| std::iter::repeat_n(split.id(sample), 1 + usize::from(pairs));
    Form {
        samples: shown.iter().flat_map(|one| ids(one.sample)).collect(),
        sentence: describe(&plan, shown.len(), found.len(), held.len()),
        controls: plan.controls.into_form(),
        key: Vec::new(),
        note: Some(HARDEST.about.clone()),
        table: Some(table(data, &shown, judged)),
        figure: match picture {
            Some(shape) => pictures(data, shape, &shown, judged),
            None => Figure::Rows,
        },
    }
}

fn class_name(names: &[Text], class: usize) -> Text {
    names.get(class).cloned().unwrap_or(Text::new("–", "–"))
}

/// Each sample as its picture; of an autoencoder with what it gives back.
fn pictures(
    data: &Data,
    [channels, height, width]: [usize; 3],
    shown: &[Shown],
    judged: &Judged,
) -> Figure {
    let names = data.output_titles();
    let (mut values, mut captions) = (Vec::new(), Vec::new());
    for one in shown {
        let loss = short(f64::from(judged.losses[one.sample]));
        values.extend(bytes(&one.input));
        if data.task == Task::Reconstruct {
            let given = judged.outputs_of(one.sample).to_vec();
            let given = match judged.kind {
                Outputs::Sigmoid => judged.kind.probabilities(&given),
                _ => given,
            };
            values.extend(shades(&given, ends(&one.input)));
            let number = one.sample + 1;
            captions.push(Text::filled(number.to_string(), number.to_string()));
            captions.push(say!("given back: {loss}", "还原：{loss}"));
            continue;
        }
        let right = class_name(&names, one.target[0] as usize);
        let taken = class_name(&names, judged.classes_of(one.sample, 1)[0]);
        captions.push(Text::filled(
            format!("{} as {}: {loss}", right.en, taken.en),
            format!("{} → {}：{loss}", right.zh, taken.zh),
        ));
    }
    Figure::Pictures(Pictures {
        width: width as u32,
        height: height as u32,
        channels: channels as u32,
        scale: PictureScale::Sequential,
        range: [0.0, 1.0],
        values: ByteBuf::from(values),
        captions,
    })
}

/// Each sample as a row: what it is, what is right, what the network predicts, its loss.
fn table(data: &Data, shown: &[Shown], judged: &Judged) -> Table {
    let names = data.output_titles();
    let features = &data.features;
    let features = if features.len() <= FEATURES {
        &features[..]
    } else {
        &[]
    };
    let mut columns = vec![Column::new(Text::new("Sample", "样本"), Format::Count)];
    if data.tokens.is_empty() {
        let titles = features
            .iter()
            .map(|name| crate::datasets::words::title(name));
        columns.extend(titles.map(|title| Column::new(title, Format::Number)));
    } else {
        columns.push(Column::new(Text::new("Input", "输入"), Format::Count));
    }
    let titles: &[Text] = match data.task {
        Task::Classify => &[
            Text::new("True class", "真实类别"),
            Text::new("Predicted class", "预测类别"),
        ],
        Task::Tokens | Task::Regress => &[
            Text::new("True", "真实值"),
            Text::new("Predicted", "预测值"),
        ],
        Task::Reconstruct => &[],
    };
    let titles = titles.iter().cloned();
    columns.extend(titles.map(|title| Column::new(title, Format::Number)));
    columns.push(Column::new(Text::new("Loss", "损失"), Format::Number));
    let same = |words: String| Cell::Text(Text::filled(words.clone(), words));
    let values = |all: &[f32]| match all {
        [only] => Cell::Number(f64::from(*only)),
        _ => same(
            all.iter()
                .map(|value| short(f64::from(*value)))
                .collect::<Vec<_>>()
                .join(", "),
        ),
    };
    let row = |one: &Shown| {
        let Shown {
            sample,
            input,
            target,
        } = one;
        let mut cells = vec![Cell::Number((sample + 1) as f64)];
        match data.input_in_words(input) {
            Some(words) => cells.push(Cell::Text(words)),
            None => {
                let own = input.iter().take(features.len());
                cells.extend(own.map(|value| Cell::Number(f64::from(*value))));
            }
        }
        let taken = || judged.classes_of(*sample, target.len());
        match data.task {
            Task::Classify => {
                cells.push(Cell::Text(class_name(&names, target[0] as usize)));
                cells.push(Cell::Text(class_name(&names, taken()[0])));
            }
            Task::Tokens => {
                let known = target.iter().filter(|token| **token >= 0.0);
                let right = known.map(|token| *token as usize);
                cells.push(same(data.outputs_in_letters(right)));
                cells.push(same(marked(data, target, &taken())));
            }
            Task::Regress => {
                cells.push(values(target));
                cells.push(values(judged.outputs_of(*sample)));
            }
            Task::Reconstruct => {}
        }
        cells.push(Cell::Number(judged.losses[*sample].into()));
        cells
    };
    let marks = data.task == Task::Tokens;
    Table {
        columns,
        rows: shown.iter().map(row).collect(),
        note: marks.then(|| {
            Text::new(
                "What is wrong stands in brackets.",
                "方括号中为预测错误之处。",
            )
        }),
    }
}

/// The predicted letters of a sequence, those that are wrong in brackets.
pub(super) fn marked(data: &Data, target: &[f32], taken: &[usize]) -> String {
    let both = target
        .iter()
        .zip(taken)
        .filter(|(target, _)| **target >= 0.0);
    let letters = both.map(|(target, taken)| {
        let letter = data.outputs_in_letters(std::iter::once(*taken));
        if *target as usize == *taken {
            letter
        } else {
            format!("[{letter}]")
        }
    });
    letters.collect()
}

fn describe(plan: &Plan, shown: usize, found: usize, held: usize) -> Text {
    let all = plan.samples;
    let (of_en, of_zh) = match plan.set {
        HeldOut::Validation => ("validation", "验证"),
        HeldOut::Test => ("test", "测试"),
    };
    let (by_en, by_zh) = match plan.largest {
        true => ("largest", "最大"),
        false => ("smallest", "最小"),
    };
    let chosen = plan.right.is_some() || plan.taken.is_some() || plan.only.is_some();
    let mut told = vec![if found == 0 {
        say!(
            "None of {all} {of_en} samples is as chosen.",
            "{all} 个{of_zh}样本中没有符合所选条件的。"
        )
    } else if chosen {
        say!(
            "{found} of {all} {of_en} samples are as chosen; the {shown} with the {by_en} loss are shown.",
            "{all} 个{of_zh}样本中有 {found} 个符合所选条件，显示损失{by_zh}的 {shown} 个。"
        )
    } else {
        say!(
            "The {shown} of {all} {of_en} samples with the {by_en} loss.",
            "{all} 个{of_zh}样本中损失{by_zh}的 {shown} 个。"
        )
    }];
    if all < held {
        told.push(say!(
            "With all {held} it would take too long.",
            "若查看全部 {held} 个样本，耗时会过长。"
        ));
    }
    join(&told)
}

/// The darkest value of a picture and its lightest.
pub(super) fn ends(input: &[f32]) -> [f32; 2] {
    input
        .iter()
        .fold([f32::INFINITY, f32::NEG_INFINITY], |[low, high], value| {
            [low.min(*value), high.max(*value)]
        })
}

/// A picture from one value (0) to another (255); what is no number is as dark as the first.
pub(super) fn shades(values: &[f32], [low, high]: [f32; 2]) -> impl Iterator<Item = u8> {
    let width = (high - low).max(f32::MIN_POSITIVE);
    // Values beyond both ends, and NaN, saturate.
    values
        .iter()
        .map(move |value| (255.0 * (value - low) / width).round() as u8)
}

/// A picture from its darkest value to its lightest: the network may see pixels of any range.
pub(super) fn bytes(input: &[f32]) -> impl Iterator<Item = u8> {
    shades(input, ends(input))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pictures of 2×2 pixels of two classes, with what is known of them.
    fn data(side: usize, samples: Samples) -> Data {
        let mut data = Data::for_tests(Task::Classify, 2, samples);
        data.shape = vec![1, side, side];
        data
    }

    fn plan(choice: Option<&'static str>, samples: usize) -> Plan<'static> {
        Plan {
            set: HeldOut::Validation,
            samples,
            right: None,
            taken: None,
            only: None,
            largest: true,
            controls: Controls::of(choice),
        }
    }

    fn shown(plan: Plan) -> Form {
        let inputs: Vec<f32> = (0..12).map(|value| value as f32).collect();
        let held = Samples::floats(inputs, 4, vec![0.0, 1.0, 0.0], 1);
        let judged = Judged {
            losses: &[0.5, 3.0, f32::NAN],
            outputs: &[2.0, 1.0, 2.0, 1.0, 0.0, 1.0],
            kind: Outputs::Softmax,
        };
        form(&data(2, held.take(&[0])), &held, &judged, plan)
    }

    fn captions(form: &Form) -> Vec<&str> {
        let Figure::Pictures(pictures) = &form.figure else {
            panic!("pictures")
        };
        pictures
            .captions
            .iter()
            .map(|text| text.en.as_ref())
            .collect()
    }

    #[test]
    fn the_largest_losses_come_first_with_what_the_network_took_them_for() {
        let form = shown(plan(None, 3));
        assert_eq!(captions(&form), ["0 as 1: NaN", "1 as 0: 3", "0 as 0: 0.5"]);
        let Figure::Pictures(pictures) = &form.figure else {
            panic!("pictures")
        };
        assert_eq!(pictures.values[..4], [0, 85, 170, 255]);
        assert_eq!(
            form.sentence.en,
            "The 3 of 3 validation samples with the largest loss."
        );
        let rows = form.table.expect("numbers to read").rows;
        assert_eq!(rows[1][0], Cell::Number(2.0));
        assert_eq!(rows[1][3], Cell::Number(3.0));
        // Never more than twenty.
        let judged = Judged {
            losses: &[1.0; 50],
            outputs: &[0.0; 100],
            kind: Outputs::Softmax,
        };
        let held = Samples::floats(vec![0.0; 200], 4, vec![0.0; 50], 1);
        let form = super::form(&data(2, held.take(&[0])), &held, &judged, plan(None, 50));
        assert_eq!(captions(&form).len(), SAMPLES);
    }

    #[test]
    fn samples_are_chosen_by_class_and_by_whether_they_are_right() {
        let with = |change: fn(&mut Plan)| {
            let mut plan = plan(None, 3);
            change(&mut plan);
            shown(plan)
        };
        assert_eq!(captions(&with(|plan| plan.right = Some(1))), ["1 as 0: 3"]);
        assert_eq!(
            captions(&with(|plan| plan.taken = Some(1))),
            ["0 as 1: NaN"]
        );
        assert_eq!(
            captions(&with(|plan| plan.only = Some(true))),
            ["0 as 0: 0.5"]
        );
        let wrong = with(|plan| (plan.only, plan.largest) = (Some(false), false));
        assert_eq!(captions(&wrong), ["1 as 0: 3", "0 as 1: NaN"]);
        assert_eq!(
            wrong.sentence.en,
            "2 of 3 validation samples are as chosen; the 2 with the smallest loss are shown."
        );
        let none = with(|plan| (plan.right, plan.taken) = (Some(1), Some(1)));
        assert_eq!(
            none.sentence.en,
            "None of 3 validation samples is as chosen."
        );
    }

    #[test]
    fn a_cell_of_the_matrix_names_its_samples() {
        let opens = behind_cells(HeldOut::Test, 3);
        assert_eq!(opens.choices.len(), 9);
        assert_eq!(opens.choices[5], "set:test,true:1,predicted:2");
    }

    #[test]
    fn snapshot() {
        let inputs: Vec<f32> = (0..6_usize * 64)
            .map(|at| (at * 29).rem_euclid(64) as f32)
            .collect();
        let held = Samples::floats(inputs, 64, vec![0.0, 1.0, 0.0, 1.0, 1.0, 0.0], 1);
        let judged = Judged {
            losses: &[0.5, 3.0, 0.1, 0.2, 2.5, 0.4],
            outputs: &[1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0],
            kind: Outputs::Softmax,
        };
        let data = data(8, held.take(&[0]));
        crate::inspect::snapshot::check(&HARDEST, |_| form(&data, &held, &judged, plan(None, 6)));
    }
}
