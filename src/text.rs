//! Texts that a person reads, always in both languages.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::bounds;
use crate::say;

/// One text in English and in Simplified Chinese. A text in one language alone cannot be written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Text {
    /// English.
    #[cfg_attr(feature = "cli", ts(type = "string"))]
    pub en: Cow<'static, str>,
    /// Simplified Chinese.
    #[cfg_attr(feature = "cli", ts(type = "string"))]
    pub zh: Cow<'static, str>,
}

impl Text {
    /// A text without anything to fill in.
    pub const fn new(en: &'static str, zh: &'static str) -> Self {
        Self {
            en: Cow::Borrowed(en),
            zh: Cow::Borrowed(zh),
        }
    }

    /// A text whose gaps are already filled in; usually written as [`say!`](crate::say).
    pub fn filled(en: String, zh: String) -> Self {
        Self {
            en: Cow::Owned(en),
            zh: Cow::Owned(zh),
        }
    }

    /// The text in `lang` (`"zh…"` for Chinese, everything else is English).
    pub fn in_language(&self, lang: &str) -> &str {
        if lang.starts_with("zh") {
            &self.zh
        } else {
            &self.en
        }
    }
}

/// Names that a list in a message shows; of the others it says how many there are.
const LISTED: usize = 5;

/// A foreign text as it may stand in a message: its first [`bounds::QUOTED`] characters, without those that steer a
/// terminal, the line, or the direction of writing.
pub fn quoted(foreign: &str) -> String {
    let mut shown = foreign.chars().filter(|character| !steers(*character));
    let mut text: String = shown.by_ref().take(bounds::QUOTED).collect();
    if shown.next().is_some() {
        text.push('…');
    }
    text
}

/// Foreign names in quotation marks: “a”, “b” and 3 more.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> Text {
    let mut names = names.into_iter();
    let shown: Vec<String> = (names.by_ref().take(LISTED))
        .map(|name| format!("“{}”", quoted(name)))
        .collect();
    let (en, zh) = (shown.join(", "), shown.join("、"));
    match names.count() {
        0 => Text::filled(en, zh),
        more => {
            let all = shown.len() + more;
            say!("{en} and {more} more", "{zh}等 {all} 个")
        }
    }
}

/// A number as it may stand in a message: never hundreds of digits.
pub fn number(value: f64) -> String {
    if value == 0.0 || (1e-6..1e15).contains(&value.abs()) {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}

/// So many bytes, rounded as people say it: `1.7 GB`.
pub fn bytes(count: f64) -> String {
    match count {
        1e9.. => format!("{:.1} GB", count / 1e9).replace(".0 ", " "),
        1e6.. => format!("{:.0} MB", count / 1e6),
        _ => format!("{:.0} kB", count / 1e3),
    }
}

/// Whether a character is not shown itself but changes how others are (control characters, Unicode's format characters).
pub fn steers(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A count with its English noun: `1 step`, `2 steps`.
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A number as it is read aloud: three digits that count, and never more than five before the point.
pub fn short(value: impl Into<f64>) -> String {
    let value = value.into();
    let size = value.abs();
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    if !(1e-3..1e5).contains(&size) {
        return format!("{value:.2e}");
    }
    let digits = (2.0 - libm::floor(libm::log10(size))).max(0.0) as usize;
    format!("{value:.digits$}")
}

/// A [`Text`] from two format strings: `say!("{n} samples", "{n} 个样本")`.
#[macro_export]
macro_rules! say {
    ($en:literal, $zh:literal) => {
        $crate::text::Text::filled(format!($en), format!($zh))
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_text_is_cut_and_steers_nothing() {
        assert_eq!(quoted("dense"), "dense");
        assert_eq!(quoted("损失"), "损失");
        // A newline, a terminal's escape, a direction override, a zero-width space, a tag character.
        assert_eq!(
            quoted("a\n\u{1b}[31m\u{202e}b\u{200b}c\u{e0041}"),
            "a[31mbc"
        );
        let long = quoted(&"字".repeat(bounds::QUOTED + 1));
        assert_eq!(long, format!("{}…", "字".repeat(bounds::QUOTED)));
        assert_eq!(
            quoted(&"x".repeat(bounds::QUOTED)),
            "x".repeat(bounds::QUOTED)
        );
    }

    #[test]
    fn many_names_are_counted_and_not_listed() {
        assert_eq!(listed(["a"]).en, "“a”");
        assert_eq!(listed(["a", "b"]).zh, "“a”、“b”");
        let many = listed(["a", "b", "c", "d", "e", "f", "g"]);
        assert_eq!(many.en, "“a”, “b”, “c”, “d”, “e” and 2 more");
        assert_eq!(many.zh, "“a”、“b”、“c”、“d”、“e”等 7 个");
    }

    #[test]
    fn bytes_are_rounded() {
        assert_eq!(bytes(1e9), "1 GB");
        assert_eq!(bytes(1.74e9), "1.7 GB");
        assert_eq!(bytes(378.9e6), "379 MB");
        assert_eq!(bytes(1500.0), "2 kB");
    }

    #[test]
    fn a_number_never_has_hundreds_of_digits() {
        assert_eq!(number(0.05), "0.05");
        assert_eq!(number(-4096.0), "-4096");
        assert_eq!(number(1e300), "1e300");
        assert_eq!(number(f64::NAN), "NaN");
    }

    #[test]
    fn numbers_read_aloud_are_short() {
        let numbers = [0.0, 0.56789, 2.5, 146.78, 98_765.4, 1e38, -0.0004];
        let read = ["0", "0.568", "2.50", "147", "98765", "1.00e38", "-4.00e-4"];
        assert_eq!(numbers.map(short), read);
        assert_eq!([f64::NAN, f64::INFINITY].map(short), ["NaN", "inf"]);
        assert_eq!(count(1, "step", "steps"), "1 step");
        assert_eq!(count(2, "step", "steps"), "2 steps");
    }
}
