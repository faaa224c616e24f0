//! Numbers and trends in the sentences of views.

use crate::say;
use crate::text::Text;

/// A number as it is read aloud, without zeros at its end.
pub fn short(value: f64) -> String {
    let plain = crate::text::short(value);
    if plain.contains('e') {
        return format!("{value:.1e}");
    }
    if plain.contains('.') {
        plain.trim_end_matches('0').trim_end_matches('.').into()
    } else {
        plain
    }
}

/// A share as it is read aloud.
pub fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// How something went, as the rest of a sentence: it falls, rises, or stays.
pub fn trend(from: f64, to: f64, unit: fn(f64) -> String) -> Text {
    let (first, last) = (unit(from), unit(to));
    if (to - from).abs() <= 0.05 * from.abs().max(to.abs()) {
        say!("stays near {last}", "保持在 {last} 附近")
    } else if to < from {
        say!("falls from {first} to {last}", "从 {first} 降到 {last}")
    } else {
        say!("rises from {first} to {last}", "从 {first} 升到 {last}")
    }
}

/// Sentences one after the other.
pub fn join(sentences: &[Text]) -> Text {
    let all = |pick: fn(&Text) -> &str, between: &str| {
        let parts: Vec<&str> = sentences.iter().map(pick).collect();
        parts.join(between)
    };
    Text::filled(all(|text| &text.en, " "), all(|text| &text.zh, ""))
}

/// What is said before the first step.
pub fn nothing_yet() -> Text {
    say!("No step taken yet.", "尚未训练。")
}
