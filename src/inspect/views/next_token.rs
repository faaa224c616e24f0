//! What a language model expects after a text that a person types.

use crate::data::Data;
use crate::inspect::controls::Controls;
use crate::inspect::form::{Cell, Figure, Form, Format, Shares, Table};
use crate::inspect::view::{Place, Presence, Subject, View, Want};
use crate::inspect::words::{join, percent};
use crate::inspect::writing::{Prompt, letter};
use crate::say;
use crate::text::Text;

pub static NEXT_TOKEN: View = View {
    id: "next_token",
    title: Text::new("What comes next", "下一个字符"),
    about: Text::new(
        "Type the beginning of a text: the most probable next letters, and how probable each of yours was after those before it.",
        "输入一段开头：显示最可能的下一个字符，以及你输入的每个字符在其前文之后的概率。",
    ),
    explanation: Text::new(
        "A language model gives each letter of its alphabet a probability, given everything before. Writing means drawing from these, again and again; the loss is the mean of −log p over the letters that really came. Where one bar is long the model is sure, where all are short it has no idea yet.",
        "语言模型根据前文为字符表中的每个字符给出一个概率。生成文本就是反复按这些概率抽取；损失是真实出现的字符的 −log p 的平均值。若某一条很长，说明模型很确定；若都很短，说明它还毫无头绪。",
    ),
    formula: "<msub><mi>p</mi><mi>k</mi></msub><mo>=</mo><mfrac><msup><mi>e</mi><msub><mi>z</mi><mi>k</mi></msub></msup><mrow><munder><mo>∑</mo><mi>j</mi></munder><msup><mi>e</mi><msub><mi>z</mi><mi>j</mi></msub></msup></mrow></mfrac>",
    presence: Presence::Closed,
    place: Place::Probe,
    fits: |subject| subject.session.data().next,
    wants: |subject| {
        let (data, plan) = (subject.session.data(), plan(subject));
        vec![Want::Outputs(plan.prompt.row(data))]
    },
    show: |subject, _, read| {
        let session = subject.session;
        let plan = plan(subject);
        let kind = session.loss().outputs;
        let wide = session.data().outputs.len();
        let rows = read.first()?.chunks_exact(wide);
        let probabilities: Vec<Vec<f32>> = rows.map(|row| kind.probabilities(row)).collect();
        Some(form(session.data(), plan, &probabilities))
    },
};

/// Bars that are shown, and letters that may be typed.
const BARS: usize = 12;
const LETTERS: usize = 200;

struct Plan<'a> {
    prompt: Prompt,
    /// What is not in the vocabulary.
    unknown: String,
    controls: Controls<'a>,
}

fn plan<'a>(subject: &Subject<'a>) -> Plan<'a> {
    let data = subject.session.data();
    let mut controls = Controls::of(subject.choice);
    let title = Text::new("Text", "文本");
    let typed = controls.typed("text", title, LETTERS, beginning(data));
    let is_known = |character: &char| {
        data.tokens
            .iter()
            .any(|token| *token == character.to_string())
    };
    let mut unknown = Vec::new();
    for character in typed.chars().filter(|character| !is_known(character)) {
        if !unknown.contains(&character) {
            unknown.push(character);
        }
    }
    Plan {
        prompt: Prompt::new(data, &typed),
        unknown: crate::text::quoted(&unknown.into_iter().collect::<String>()),
        controls,
    }
}

/// What stands there before anybody has typed: the first letters of the first held-out sample.
fn beginning(data: &Data) -> String {
    let (mut input, mut target) = (Vec::new(), Vec::new());
    if !data.validation.is_empty() {
        data.validation.gather(0, &mut input, &mut target);
    }
    let words = data.input_in_words(&input);
    words.map_or(String::new(), |words| words.en.chars().take(3).collect())
}

/// `probabilities` has a row for each place of the network's window.
fn form(data: &Data, plan: Plan, probabilities: &[Vec<f32>]) -> Form {
    let tokens = plan.prompt.seen(data);
    let last = probabilities
        .get(tokens.len() - 1)
        .map_or(&[][..], Vec::as_slice);
    let mut order: Vec<usize> = (0..last.len()).collect();
    order.sort_by(|one, other| last[*other].total_cmp(&last[*one]));
    order.truncate(BARS);
    let name = |token: usize| letter(&data.outputs, token);
    let sure = last.iter().all(|probability| probability.is_finite());
    let sentence = match order.first() {
        Some(best) if sure => {
            let (Text { en, zh }, share) = (name(*best), percent(last[*best].into()));
            let text = crate::text::quoted(&plan.prompt.said(data));
            if text.is_empty() {
                say!(
                    "At the beginning the most probable is {en}: {share}.",
                    "开头最可能的是{zh}：{share}。"
                )
            } else {
                say!(
                    "After “{text}” the most probable is {en}: {share}.",
                    "“{text}”之后最可能的是{zh}：{share}。"
                )
            }
        }
        _ => say!(
            "The network gives no numbers (NaN).",
            "网络的输出不是数（NaN 或无穷大）。"
        ),
    };
    let mut told = vec![sentence];
    if !plan.unknown.is_empty() {
        let letters = &plan.unknown;
        told.push(say!(
            "Left out, because they are not in its training text: {letters}",
            "训练文本中没有这些字符，已略去：{letters}"
        ));
    }
    let rows = tokens.windows(2).enumerate().map(|(at, pair)| {
        let row = &probabilities[at];
        let best = crate::optim::outputs::argmax(row);
        let own = row.get(pair[1]).copied().unwrap_or(f32::NAN);
        vec![
            Cell::Text(name(pair[1])),
            Cell::Number(own.into()),
            Cell::Text(name(best)),
        ]
    });
    Form {
        samples: Vec::new(),
        controls: plan.controls.into_form(),
        key: Vec::new(),
        sentence: join(&told),
        note: Some(NEXT_TOKEN.about.clone()),
        table: Some(Table {
            columns: Table::columns(COLUMNS),
            rows: rows.collect(),
            note: None,
        }),
        figure: Figure::Shares(Shares {
            of: Text::new("Probability", "概率"),
            names: order.iter().map(|token| name(*token)).collect(),
            values: order.iter().map(|token| last[*token].into()).collect(),
        }),
    }
}

const COLUMNS: &[(Text, Format)] = &[
    (Text::new("Letter", "字符"), Format::Count),
    (Text::new("Its probability", "其概率"), Format::Share),
    (
        Text::new("Most probable there", "该处最可能的字符"),
        Format::Count,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{Samples, Task};

    fn shown(typed: &str) -> Form {
        let letters = ["⏎", "a", "n", "e", " "].map(String::from);
        let samples = Samples::tokens(vec![0; 18], 6, 5, vec![0.0; 18]);
        let mut data = Data::for_tests(Task::Tokens, 5, samples);
        data.shape = vec![6, 5];
        data.tokens = letters.to_vec();
        data.outputs = letters.to_vec();
        // After each place the next letter of the list is the most probable.
        let row = |place: usize| {
            let share = |token: usize| if token == (place + 1) % 5 { 0.6 } else { 0.1 };
            (0..5).map(share).collect()
        };
        let rows: Vec<Vec<f32>> = (0..6).map(row).collect();
        let plan = Plan {
            prompt: Prompt::new(&data, typed),
            unknown: String::new(),
            controls: Controls::of(None),
        };
        form(&data, plan, &rows)
    }

    #[test]
    fn the_most_probable_letter_comes_first_with_what_was_typed_before_it() {
        let form = shown("an");
        assert_eq!(
            form.sentence.en,
            "After “an” the most probable is e: 60.0%."
        );
        let Figure::Shares(shares) = &form.figure else {
            panic!("shares")
        };
        assert_eq!(shares.names[0].en, "e");
        assert!((shares.values[0] - 0.6).abs() < 1e-6 && (shares.values[4] - 0.1).abs() < 1e-6);
        let rows = form.table.expect("numbers to read").rows;
        let letters: Vec<&Cell> = rows.iter().map(|row| &row[0]).collect();
        let same = |letter: &'static str| Cell::Text(Text::new(letter, letter));
        assert_eq!(letters, [&same("a"), &same("n")]);
    }

    #[test]
    fn snapshot() {
        crate::inspect::snapshot::check(&NEXT_TOKEN, |_| shown("an"));
    }
}
