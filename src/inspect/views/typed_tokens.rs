//! Letters that a person types, with what the network makes of each place and what would be right.

use crate::data::Data;
use crate::inspect::controls::Controls;
use crate::inspect::form::{Cell, Figure, Form, Format, Table};
use crate::inspect::view::{Place, Presence, Subject, View, Want};
use crate::inspect::words::{join, percent};
use crate::samples::Answer;
use crate::say;
use crate::text::Text;

pub static TYPED_TOKENS: View = View {
    id: "typed_tokens",
    title: Text::new("Try letters of your own", "输入自己的字母"),
    about: Text::new(
        "Type letters: what the network gives for each place, how sure it is, and whether that is right.",
        "输入字母：显示网络对每个位置的回答、其概率以及是否正确。",
    ),
    explanation: Text::new(
        "The rule of the task says what is right for any letters, so the network can be asked about ones that nobody dealt. A network that has learnt the rule is right on all of them; one that has learnt by heart is right on what it has seen. Try what is rare: the same letter everywhere, or letters that are in order already.",
        "任务的规则规定了任何字母序列的正确答案，因此可以用从未出现过的序列提问。学会规则的网络对所有序列都能答对，死记硬背的网络只能答对见过的。试试少见的情形：全是同一个字母，或本来就有序的字母。",
    ),
    formula: "<msub><mover><mi>y</mi><mo>^</mo></mover><mi>t</mi></msub><mo>=</mo><munder><mi>argmax</mi><mi>k</mi></munder><msub><mi>z</mi><mrow><mi>t</mi><mi>k</mi></mrow></msub>",
    presence: Presence::Closed,
    place: Place::Probe,
    fits: |subject| {
        let data = subject.session.data();
        data.answer.is_some() && !data.validation.is_empty()
    },
    wants: |subject| {
        let data = subject.session.data();
        let vocabulary = data.tokens.len();
        let mut row = Vec::new();
        for token in plan(subject).tokens {
            let start = row.len();
            row.resize(start + vocabulary, 0.0);
            row[start + usize::from(token)] = 1.0;
        }
        vec![Want::Outputs(row)]
    },
    show: |subject, _, read| {
        let session = subject.session;
        let data = session.data();
        let kind = session.loss().outputs;
        let rows = read.first()?.chunks_exact(data.outputs.len());
        let probabilities: Vec<Vec<f32>> = rows.map(|row| kind.probabilities(row)).collect();
        Some(form(data, data.answer?, plan(subject), &probabilities))
    },
};

const COLUMNS: &[(Text, Format)] = &[
    (Text::new("Place", "位置"), Format::Count),
    (Text::new("Letter", "字母"), Format::Count),
    (Text::new("Right", "正确答案"), Format::Count),
    (Text::new("Network", "网络的回答"), Format::Count),
    (Text::new("Its probability", "其概率"), Format::Share),
];

struct Plan<'a> {
    /// As many as a sequence has.
    tokens: Vec<u16>,
    /// How many of them a person typed.
    typed: usize,
    controls: Controls<'a>,
}

fn plan<'a>(subject: &Subject<'a>) -> Plan<'a> {
    let data = subject.session.data();
    // What stands there before anybody has typed, and fills up what is too short.
    let (mut input, mut target) = (Vec::new(), Vec::new());
    data.validation.gather(0, &mut input, &mut target);
    let rows = input.chunks_exact(data.tokens.len());
    let first: Vec<u16> = rows
        .map(|row| row.iter().position(|value| *value == 1.0).unwrap_or(0) as u16)
        .collect();
    let usual = data
        .input_in_words(&input)
        .map_or(String::new(), |words| words.en.into_owned());
    let mut controls = Controls::of(subject.choice);
    let title = Text::new("Letters", "字母");
    let text = controls.typed("text", title, first.len(), usual);
    let known = |letter: char| {
        let mut tokens = data.tokens.iter();
        tokens.position(|token| *token == letter.to_lowercase().to_string())
    };
    let mut tokens: Vec<u16> = text
        .chars()
        .filter_map(known)
        .map(|token| token as u16)
        .collect();
    let typed = tokens.len();
    tokens.extend(&first[typed..]);
    Plan {
        tokens,
        typed,
        controls,
    }
}

/// `probabilities` has a row for each place.
fn form(data: &Data, answer: Answer, plan: Plan, probabilities: &[Vec<f32>]) -> Form {
    let right = answer(&plan.tokens);
    let name = |names: &[String], token: usize| {
        let name = names.get(token).cloned().unwrap_or_default();
        Text::filled(name.clone(), name)
    };
    let (mut rows, mut hits, mut surest) = (Vec::new(), 0, None);
    let places = plan.tokens.iter().zip(&right).zip(probabilities);
    for (at, ((token, right), row)) in places.enumerate() {
        let taken = crate::optim::outputs::argmax(row);
        let sure = row.get(taken).copied().unwrap_or(f32::NAN);
        let is_right = sure.is_finite() && taken == usize::from(*right);
        hits += usize::from(is_right);
        if !is_right && surest.is_none_or(|(_, most)| sure > most) {
            surest = Some((at, sure));
        }
        let answer = name(&data.outputs, taken).en;
        let told = format!("{} {answer}", if is_right { "✓" } else { "✗" });
        rows.push(vec![
            Cell::Number((at + 1) as f64),
            Cell::Text(name(&data.tokens, usize::from(*token))),
            Cell::Text(name(&data.outputs, usize::from(*right))),
            Cell::Text(Text::filled(told.clone(), told)),
            Cell::Number(sure.into()),
        ]);
    }
    let all = plan.tokens.len();
    let mut told = vec![say!(
        "{hits} of {all} places are right.",
        "{all} 个位置中答对 {hits} 个。"
    )];
    if let Some((at, sure)) = surest.filter(|(_, sure)| sure.is_finite()) {
        let (place, share) = (at + 1, percent(sure.into()));
        told.push(say!(
            "It is surest of a mistake at place {place}: {share}.",
            "答错时最确信的是第 {place} 个位置：{share}。"
        ));
    }
    if plan.typed < all {
        let letters = data.tokens.first().zip(data.tokens.last());
        let (from, to) = letters.map_or(("", ""), |(from, to)| (from.as_str(), to.as_str()));
        told.push(say!(
            "Sequences have {all} letters from {from} to {to}: what is missing is filled up.",
            "序列由 {all} 个字母组成（{from} 到 {to}），不足部分自动补齐。"
        ));
    }
    Form {
        samples: Vec::new(),
        controls: plan.controls.into_form(),
        key: Vec::new(),
        sentence: join(&told),
        note: None,
        table: Some(Table {
            columns: Table::columns(COLUMNS),
            rows,
            note: None,
        }),
        figure: Figure::Rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{Samples, Task};

    /// Letters to be sorted, of which the network gets the last one wrong.
    fn shown() -> Form {
        let letters = ["a", "b", "c"].map(String::from);
        let samples = Samples::tokens(vec![0; 9], 3, 3, vec![0.0; 9]);
        let mut data = Data::for_tests(Task::Tokens, 3, samples);
        data.tokens = letters.to_vec();
        data.outputs = letters.to_vec();
        let sorted: Answer = |letters| {
            let mut sorted = letters.to_vec();
            sorted.sort_unstable();
            sorted
        };
        let plan = Plan {
            tokens: vec![2, 0, 1],
            typed: 3,
            controls: Controls::of(None),
        };
        let rows = [[0.9, 0.1, 0.0], [0.25, 0.5, 0.25], [0.1, 0.7, 0.2]];
        form(&data, sorted, plan, &rows.map(Vec::from))
    }

    #[test]
    fn each_place_has_what_is_right_and_what_the_network_says() {
        let form = shown();
        assert_eq!(
            form.sentence.en,
            "2 of 3 places are right. It is surest of a mistake at place 3: 70.0%."
        );
        let rows = form.table.expect("numbers to read").rows;
        let answers: Vec<&Cell> = rows.iter().map(|row| &row[3]).collect();
        let same = |words: &'static str| Cell::Text(Text::new(words, words));
        assert_eq!(answers, [&same("✓ a"), &same("✓ b"), &same("✗ b")]);
    }

    #[test]
    fn snapshot() {
        crate::inspect::snapshot::check(&TYPED_TOKENS, |_| shown());
    }
}
