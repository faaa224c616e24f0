//! Controls of a view: what a person can choose in it, with what is chosen now.
//!
//! A view declares them while it reads them, so that what is shown and what stands on the page cannot differ. The page
//! draws them above the figure, whatever they are of, and asks anew with [`super::view::ViewRequest::choice`]:
//! `id:value` for each that was moved, separated by commas, the values percent-encoded. The link keeps it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::Serialize;

use crate::text::Text;

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Control {
    /// Stable word, in links.
    pub id: String,
    pub title: Text,
    pub kind: ControlKind,
}

/// How it is chosen, and what is chosen now.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum ControlKind {
    /// One of some words.
    Words {
        words: Vec<ControlWord>,
        value: String,
    },
    /// A number on a scale.
    Range {
        min: f64,
        max: f64,
        step: f64,
        value: f64,
    },
    /// A whole number from 1 to `max`.
    Count { max: u32, value: u32 },
    /// What a person types, of so many characters at most.
    Typed { most: u32, value: String },
}

/// A word that can be chosen.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct ControlWord {
    /// Stable, in links.
    pub id: String,
    pub title: Text,
}

impl ControlWord {
    pub fn new(id: impl Into<String>, title: Text) -> Self {
        Self {
            id: id.into(),
            title,
        }
    }
}

/// Reads what is chosen, control by control, and collects them for the page.
#[derive(Clone, Debug)]
pub struct Controls<'a> {
    choice: Option<&'a str>,
    all: Vec<Control>,
}

impl<'a> Controls<'a> {
    /// Of a view's choice.
    pub fn of(choice: Option<&'a str>) -> Self {
        Self {
            choice,
            all: Vec::new(),
        }
    }

    /// One of some words, by its index; the first where none of them was chosen.
    ///
    /// # Panics
    /// Without a word: a bug.
    pub fn word(&mut self, id: &str, title: Text, words: Vec<ControlWord>) -> usize {
        let wanted = chosen(self.choice, id);
        let is_wanted = |word: &ControlWord| wanted.as_ref().is_some_and(|id| *id == word.id);
        let index = words.iter().position(is_wanted).unwrap_or(0);
        let value = words[index].id.clone();
        self.add(id, title, ControlKind::Words { words, value });
        index
    }

    /// A number from `min` to `max`; `usual` where none was chosen.
    pub fn range(
        &mut self,
        id: &str,
        title: Text,
        [min, max]: [f64; 2],
        step: f64,
        usual: f64,
    ) -> f64 {
        let number = chosen(self.choice, id).and_then(|words| words.parse::<f64>().ok());
        let number = number.filter(|number| number.is_finite()).unwrap_or(usual);
        let value = number.clamp(min, max);
        self.add(
            id,
            title,
            ControlKind::Range {
                min,
                max,
                step,
                value,
            },
        );
        value
    }

    /// A whole number from 1 to `max`; `usual` where none was chosen.
    pub fn count(&mut self, id: &str, title: Text, max: usize, usual: usize) -> usize {
        let number = chosen(self.choice, id).and_then(|words| words.parse().ok());
        let max = max.max(1);
        let value: usize = number.unwrap_or(usual).clamp(1, max);
        let (max, shown) = (max as u32, value as u32);
        self.add(id, title, ControlKind::Count { max, value: shown });
        value
    }

    /// What a person typed; `usual` where nothing was.
    pub fn typed(&mut self, id: &str, title: Text, most: usize, usual: String) -> String {
        let value = chosen(self.choice, id).unwrap_or(usual);
        let value: String = value.chars().take(most).collect();
        let (most, shown) = (most as u32, value.clone());
        self.add(id, title, ControlKind::Typed { most, value: shown });
        value
    }

    fn add(&mut self, id: &str, title: Text, kind: ControlKind) {
        let id = id.into();
        self.all.push(Control { id, title, kind });
    }

    /// All of them, for the form.
    pub fn into_form(self) -> Vec<Control> {
        self.all
    }
}

/// What a choice says of a control; none where it says nothing.
fn chosen(choice: Option<&str>, id: &str) -> Option<String> {
    let mut pairs = choice?.split(',').filter_map(|pair| pair.split_once(':'));
    let (_, value) = pairs.find(|(name, _)| *name == id)?;
    let text = percent_decode_str(value).decode_utf8_lossy();
    Some(text.into_owned())
}

/// All but letters, digits and what a link shows as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// A choice that says this of some controls.
pub fn choice_of(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter();
    let pairs = pairs.map(|(id, value)| format!("{id}:{}", utf8_percent_encode(value, ENCODED)));
    pairs.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: Text = Text::new("Name", "名称");

    #[test]
    fn what_was_chosen_is_read_and_what_cannot_be_is_the_usual() {
        let words = || ["all", "wrong"].map(|id| ControlWord::new(id, NAME)).into();
        let choice = choice_of(&[
            ("which", "wrong"),
            ("smooth", "0.75"),
            ("text", "a, b:汉 %"),
        ]);
        let mut controls = Controls::of(Some(&choice));
        assert_eq!(controls.word("which", NAME, words()), 1);
        assert_eq!(controls.range("smooth", NAME, [0.0, 0.5], 0.1, 0.0), 0.5);
        assert_eq!(controls.typed("text", NAME, 6, String::new()), "a, b:汉");
        assert_eq!(controls.count("index", NAME, 9, 4), 4);
        assert_eq!(controls.into_form().len(), 4);
        for hostile in [
            "which:none",
            "smooth:NaN,which",
            "",
            ":::,,",
            "smooth:1e999",
        ] {
            let mut controls = Controls::of(Some(hostile));
            assert_eq!(controls.word("which", NAME, words()), 0, "{hostile}");
            let smooth = controls.range("smooth", NAME, [0.0, 0.5], 0.1, 0.25);
            assert_eq!(smooth, 0.25, "{hostile}");
        }
        let many = Controls::of(Some("index:99999")).count("index", NAME, 9, 4);
        let none = Controls::of(Some("index:-3")).count("index", NAME, 9, 4);
        assert_eq!((many, none), (9, 4));
    }
}
