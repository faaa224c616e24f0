//! Writing: a language model goes on with a text, token by token, each drawn from the probabilities that it gives.

use burn::tensor::Tensor;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::data::Data;
use crate::error::Result;
use crate::optim::outputs::softmax;
use crate::random;
use crate::samples::END;
use crate::text::Text;
use crate::training::session::Session;

/// Most texts, and most tokens of each, that are written at once.
const MOST: usize = 256;

/// What is to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct SamplingOptions {
    /// How many texts.
    pub count: usize,
    /// What they begin with; what is not in the vocabulary is left out.
    pub prompt: String,
    /// Divides the logits: below 1 the probable becomes more so, near 0 only the most probable is left.
    pub temperature: f64,
    /// Only so many of the most probable tokens are drawn from (Fan et al. 2018); 0: all.
    pub top_k: usize,
    /// Most tokens of each text.
    pub length: usize,
}

/// Texts that are being written, with the weights of the moment they were begun; what is drawn follows from the
/// Recipe's seed and the step of that moment.
///
/// A token at a time, because a hundred of them take a second: whoever trains goes on in between.
pub struct Writing {
    options: SamplingOptions,
    weights: Vec<Tensor<1>>,
    rng: ChaCha8Rng,
    /// Each as the tokens so far.
    texts: Vec<Vec<usize>>,
    /// Tokens at the beginning that are not part of the text.
    unsaid: usize,
    /// Tokens that may still come.
    left: usize,
}

impl Writing {
    /// Begins texts with the weights of now.
    pub fn begin(session: &Session, options: SamplingOptions) -> Self {
        let Prompt { tokens, unsaid } = Prompt::new(session.data(), &options.prompt);
        let step = session.position().step;
        Self {
            weights: session.network().detached(),
            rng: random::generator(session.recipe().seed, "writing", step),
            texts: vec![tokens; options.count.min(MOST)],
            unsaid,
            left: options.length.min(MOST),
            options,
        }
    }

    /// One more token for each text that is not at its end, in one pass of the network; all texts once they are.
    ///
    /// Tokens after the last are arbitrary: a network that is asked to write is causal.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn go_on(&mut self, session: &Session) -> Result<Option<Vec<String>>> {
        let tokens = &session.data().tokens;
        let vocabulary = tokens.len();
        let window = session.data().validation.target_width;
        let ends = ends(tokens);
        let open = |text: &[usize]| !ends || text.len() == 1 || text.last() != Some(&0);
        let texts = self.texts.iter_mut();
        // A model of whole texts knows no more places than its window has.
        let mut writing: Vec<&mut Vec<usize>> = texts
            .filter(|text| open(text) && (!ends || text.len() <= window))
            .collect();
        if writing.is_empty() || self.left == 0 {
            return Ok(Some(self.in_letters(tokens)));
        }
        self.left -= 1;
        let mut inputs = vec![0.0; writing.len() * window * vocabulary];
        let rows = inputs.chunks_exact_mut(window * vocabulary);
        for (row, text) in rows.zip(&writing) {
            let seen = &text[text.len().saturating_sub(window)..];
            one_hot(seen, vocabulary, row);
        }
        let outputs = session.outputs_with(&self.weights, inputs).await?;
        for (row, text) in writing.iter_mut().enumerate() {
            let last = text.len().min(window) - 1;
            let logits = &outputs[(row * window + last) * vocabulary..][..vocabulary];
            text.push(draw(logits, &self.options, self.rng.random()));
        }
        Ok(None)
    }

    fn in_letters(&self, tokens: &[String]) -> Vec<String> {
        let in_letters = |text: &Vec<usize>| {
            let said = text[self.unsaid..].iter();
            let letters = said.map(|&token| tokens[token].as_str());
            letters.filter(|letter| *letter != END).collect()
        };
        self.texts.iter().map(in_letters).collect()
    }
}

/// The beginning of a text, as tokens.
pub struct Prompt {
    tokens: Vec<usize>,
    /// Tokens at the beginning that are not part of the text.
    unsaid: usize,
}

impl Prompt {
    /// What of a text is in the vocabulary.
    pub fn new(data: &Data, text: &str) -> Self {
        let tokens = &data.tokens;
        let known = |letter: char| tokens.iter().position(|token| *token == letter.to_string());
        let mut begun: Vec<usize> = text.chars().filter_map(known).collect();
        // Something must come first: what texts begin with, or a new line where there are lines.
        let first = ends(tokens) || begun.is_empty();
        let first = first.then(|| known('\n').unwrap_or(0));
        begun.splice(0..0, first);
        Self {
            tokens: begun,
            unsaid: first.iter().len(),
        }
    }

    /// What the network sees of it: the end, where it is longer than its window.
    pub fn seen(&self, data: &Data) -> &[usize] {
        let window = data.validation.target_width;
        &self.tokens[self.tokens.len().saturating_sub(window)..]
    }

    /// The letters of it that the network sees.
    pub fn said(&self, data: &Data) -> String {
        let cut = self.tokens.len() - self.seen(data).len();
        let said = self.tokens[self.unsaid.max(cut)..].iter();
        said.map(|token| data.tokens[*token].as_str()).collect()
    }

    /// The row of numbers that the network takes; what comes after the text is arbitrary, because the network is causal.
    pub fn row(&self, data: &Data) -> Vec<f32> {
        let (window, vocabulary) = (data.validation.target_width, data.tokens.len());
        let mut row = vec![0.0; window * vocabulary];
        one_hot(self.seen(data), vocabulary, &mut row);
        row
    }
}

/// Writes tokens one-hot, place by place; where there are no more, the first of the vocabulary.
fn one_hot(tokens: &[usize], vocabulary: usize, row: &mut [f32]) {
    for (place, row) in row.chunks_exact_mut(vocabulary).enumerate() {
        row[tokens.get(place).copied().unwrap_or(0)] = 1.0;
    }
}

/// The name of a token for people: what cannot be seen is named.
pub fn letter(names: &[String], token: usize) -> Text {
    match names.get(token).map(String::as_str) {
        Some(" ") => Text::new("␣ (space)", "␣（空格）"),
        Some("\n") => Text::new("↵ (new line)", "↵（换行）"),
        Some(END) => Text::new("⏎ (end)", "⏎（结束）"),
        Some(name) => Text::filled(name.into(), name.into()),
        None => Text::new("–", "–"),
    }
}

/// Whether texts of this vocabulary begin and end with its first token.
fn ends(tokens: &[String]) -> bool {
    tokens.first().is_some_and(|token| token == END)
}

/// A token by its probability; `chance` is from 0 to 1.
fn draw(logits: &[f32], options: &SamplingOptions, chance: f64) -> usize {
    let temperature = options.temperature.clamp(0.01, 100.0) as f32;
    let mut order: Vec<usize> = (0..logits.len()).collect();
    order.sort_by(|&one, &other| logits[other].total_cmp(&logits[one]));
    if options.top_k > 0 {
        order.truncate(options.top_k);
    }
    let scaled: Vec<f32> = (order.iter())
        .map(|&token| logits[token] / temperature)
        .collect();
    let mut left = chance as f32;
    for (&token, probability) in order.iter().zip(softmax(&scaled)) {
        left -= probability;
        if left < 0.0 {
            return token;
        }
    }
    // Rounding, or logits that are no numbers.
    order[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(temperature: f64, top_k: usize) -> SamplingOptions {
        SamplingOptions {
            count: 1,
            prompt: String::new(),
            temperature,
            top_k,
            length: 1,
        }
    }

    #[test]
    fn temperature_and_top_k_narrow_what_is_drawn() {
        let logits = [0.0, 2.0, 1.0];
        let drawn = |options: &SamplingOptions| -> Vec<usize> {
            let chances = (0..100).map(|chance| f64::from(chance) / 100.0);
            chances
                .map(|chance| draw(&logits, options, chance))
                .collect()
        };
        let share = |all: &[usize], token| all.iter().filter(|one| **one == token).count();
        let plain = drawn(&options(1.0, 0));
        // Softmax of 2, 1, 0: 67, 24 and 9%.
        assert_eq!([1, 2, 0].map(|token| share(&plain, token)), [67, 24, 9]);
        assert_eq!(share(&drawn(&options(0.01, 0)), 1), 100);
        assert_eq!(share(&drawn(&options(1.0, 2)), 0), 0);
        assert_eq!(draw(&[f32::NAN, f32::NAN], &options(1.0, 0), 0.5), 0);
    }
}
