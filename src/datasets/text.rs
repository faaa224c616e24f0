//! Texts as language models read them: a token is a character, and the target of each is the one that follows.

use crate::error::Result;
use crate::formats::unreadable;
use crate::samples::{END, Made, Samples};

/// Target of a place after the end: none.
const NO_TARGET: f32 = -1.0;

/// The text of a file.
///
/// # Errors
/// What is not UTF-8, what is empty, and web pages.
pub(super) fn decode<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| unreadable(file, "it is not text in UTF-8", "不是 UTF-8 文本"))?;
    if text.trim().is_empty() {
        return Err(unreadable(file, "it holds no text", "其中没有文字"));
    }
    // What a network that wants a login sends in place of the file.
    if text.trim_start().starts_with('<') {
        return Err(unreadable(file, "it is a web page", "收到的是网页"));
    }
    Ok(text)
}

/// Whole texts, none of them empty, each from its beginning to its end: a window has a place for every character of
/// the longest and for [`END`], which is what a text begins with and what is right after it.
pub(super) fn whole(texts: &[&str]) -> Made {
    let mut letters = alphabet(texts.iter().flat_map(|text| text.chars()));
    let longest = texts.iter().map(|text| text.chars().count()).max();
    let window = longest.unwrap_or(0) + 1;
    let (mut tokens, mut targets) = (Vec::new(), Vec::new());
    for text in texts {
        let end = tokens.len() + window;
        tokens.push(0);
        for letter in text.chars() {
            let token = number(&letters, letter) + 1;
            tokens.push(token);
            targets.push(f32::from(token));
        }
        targets.push(0.0);
        tokens.resize(end, 0);
        targets.resize(end, NO_TARGET);
    }
    letters.insert(0, '\0');
    let mut names = names(&letters);
    names[0] = END.into();
    made(tokens, targets, window, names)
}

/// A running text in windows of so many characters, one beginning where another ends; at most `count` of them, evenly
/// spread.
pub(super) fn running(text: &str, window: usize, count: usize) -> Made {
    let letters = alphabet(text.chars());
    let all: Vec<u16> = text
        .chars()
        .map(|letter| number(&letters, letter))
        .collect();
    // The last character of a window needs one that follows.
    let there_are = (all.len() - 1) / window;
    let count = count.min(there_are);
    let (mut tokens, mut targets) = (Vec::new(), Vec::new());
    for index in 0..count {
        let start = index * there_are / count * window;
        tokens.extend_from_slice(&all[start..start + window]);
        targets.extend(
            all[start + 1..=start + window]
                .iter()
                .copied()
                .map(f32::from),
        );
    }
    made(tokens, targets, window, names(&letters))
}

fn made(tokens: Vec<u16>, targets: Vec<f32>, window: usize, names: Vec<String>) -> Made {
    Made {
        samples: Samples::tokens(tokens, window, names.len(), targets),
        shape: vec![window, names.len()],
        outputs: names.clone(),
        tokens: names,
        features: Vec::new(),
        next: true,
    }
}

/// Every character that occurs, in order.
fn alphabet(letters: impl Iterator<Item = char>) -> Vec<char> {
    let all: std::collections::BTreeSet<char> = letters.collect();
    all.into_iter().collect()
}

/// Position of a letter that occurs.
fn number(letters: &[char], letter: char) -> u16 {
    letters.binary_search(&letter).unwrap_or(0) as u16
}

fn names(letters: &[char]) -> Vec<String> {
    letters.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::Inputs;

    fn tokens(made: &Made) -> &[u16] {
        match &made.samples.inputs {
            Inputs::Tokens { values, .. } => values,
            _ => panic!("a text is tokens"),
        }
    }

    #[test]
    fn a_whole_text_begins_and_ends_and_is_padded() {
        let made = whole(&["emma", "al"]);
        assert_eq!(made.tokens, [END, "a", "e", "l", "m"]);
        assert_eq!(made.shape, [5, 5]);
        assert_eq!(tokens(&made), [0, 2, 4, 4, 1, 0, 1, 3, 0, 0]);
        let targets = [2.0, 4.0, 4.0, 1.0, 0.0, 1.0, 3.0, 0.0, -1.0, -1.0];
        assert_eq!(made.samples.targets, targets);
    }

    #[test]
    fn windows_of_a_running_text_do_not_overlap_and_are_spread() {
        let text = "abcabcabca";
        let made = running(text, 3, 100);
        assert_eq!(tokens(&made), [0, 1, 2, 0, 1, 2, 0, 1, 2]);
        assert_eq!(made.samples.targets, [1.0, 2.0, 0.0].repeat(3));
        assert_eq!(running(text, 4, 1).samples.len(), 1);
        let digits = "0123456789";
        assert_eq!(tokens(&running(digits, 2, 2)), [0, 1, 4, 5]);
        assert!(running("ab", 5, 10).samples.is_empty());
    }

    #[test]
    fn what_is_no_text_is_an_error() {
        for bytes in [&b""[..], b" \n", &[0xff], b"\n<!doctype html>"] {
            let error = decode("t", bytes).expect_err("nothing to read");
            assert_eq!(error.code, "bad_file");
        }
    }
}
