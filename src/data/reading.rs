//! A sample as people read it.

use super::Data;
use crate::datasets::words::title;
use crate::samples::{END, Task};
use crate::text::Text;

impl Data {
    /// Names of the classes, of the outputs, or of the tokens to predict, as people read them.
    pub fn output_titles(&self) -> Vec<Text> {
        self.outputs.iter().map(|name| title(name)).collect()
    }

    /// A sequence of tokens as it is read: a text as it stands, other sequences with what is to come out.
    pub fn in_words(&self, input: &[f32], target: &[f32]) -> Option<Text> {
        let text = self.input_in_words(input)?;
        if self.next {
            return Some(text);
        }
        let values = match self.task {
            Task::Tokens => self.outputs_in_letters(target.iter().map(|token| *token as usize)),
            _ => target.iter().map(|value| format!("{value:.1}")).collect(),
        };
        let with = |text: &str| format!("{text} → {values}");
        Some(Text::filled(with(&text.en), with(&text.zh)))
    }

    /// Outputs of a sequence, one after the other.
    pub fn outputs_in_letters(&self, outputs: impl Iterator<Item = usize>) -> String {
        outputs.map(|output| name(&self.outputs, output)).collect()
    }

    /// The input of a sequence of tokens as it is read; none where there are no tokens.
    pub fn input_in_words(&self, input: &[f32]) -> Option<Text> {
        if self.tokens.is_empty() {
            return None;
        }
        let rows = input.chunks_exact(self.tokens.len());
        let tokens = rows.filter_map(|row| row.iter().position(|value| *value == 1.0));
        let tokens: Vec<String> = tokens.map(|token| name(&self.tokens, token)).collect();
        // Letters stand together.
        let letters = tokens.iter().all(|token| token.chars().count() <= 1);
        Some(if letters {
            same(tokens.concat())
        } else {
            let titles: Vec<Text> = tokens.iter().map(|token| title(token)).collect();
            let join = |between: &str, of: fn(&Text) -> &str| {
                titles.iter().map(of).collect::<Vec<_>>().join(between)
            };
            Text::filled(join(", ", |title| &title.en), join("，", |title| &title.zh))
        })
    }
}

/// The name of a token; nothing of the one at which texts end.
fn name(names: &[String], token: usize) -> String {
    let name = names.get(token).filter(|name| *name != END);
    name.cloned().unwrap_or_default()
}

/// What reads the same in every language.
fn same(text: String) -> Text {
    Text::filled(text.clone(), text)
}
