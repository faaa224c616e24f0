//! The part of an address after `#`: pairs of a key and a value, percent-encoded.
//!
//! Mail programs and content management systems change links on their way: they write `&amp;` for `&` and `=3D` for `=`,
//! encode what is encoded already, break lines, and take the full stop or the quotation mark of a sentence along. No key
//! and no value of a Recipe has such characters, so a link is read as it was meant.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::text::steers;

/// How often a link may have been encoded again on its way.
const ENCODED: usize = 3;

/// What HTML may have written after an `&`: the sign itself, a space, quotation marks and brackets around a link.
const ESCAPES: &[&str] = &[
    "amp;", "#38;", "#x26;", "nbsp;", "#160;", "#xa0;", "quot;", "#34;", "#39;", "apos;", "lt;",
    "gt;",
];

/// Marks of punctuation at the end of a link that are taken for those of a sentence.
const MARKS: usize = 3;

/// What may follow a link in a sentence and be taken for its end.
const PUNCTUATION: &[char] = &[
    '.', ',', ';', ':', '!', '?', ')', ']', '}', '>', '"', '\'', '*', '_', '’', '”', '»', '。',
    '，', '；', '：', '！', '？', '）', '】', '》', '」', '、',
];

/// The part of an address after `#`, which may have been encoded, or nothing where it has none; or all of what is no
/// address.
pub fn of(link: &str) -> &str {
    if let Some((_, fragment)) = link.split_once('#') {
        return fragment;
    }
    match link.split_once("%23") {
        Some((address, fragment)) if address.contains("://") || address.is_empty() => fragment,
        _ if is_bare_address(link) => "",
        _ => link,
    }
}

/// Whether it is an address, perhaps with a query (`?lang=zh`), that names no keys.
fn is_bare_address(link: &str) -> bool {
    let address = link.split('?').next().unwrap_or(link);
    address.contains("://") && !address.contains('=')
}

/// The decoded pairs of a fragment as they were meant, whatever the programs on its way have made of them; `known` says
/// of which keys the values have no spaces and no per cent signs of their own.
pub fn pairs(fragment: &str, known: fn(&str) -> bool) -> Vec<(String, String)> {
    let fragment = without_quoted_printable(fragment);
    // A browser encodes spaces: those that are there come from broken lines.
    let whole: String = (fragment.chars())
        .filter(|character| !character.is_whitespace() && !steers(*character))
        .collect();
    let mut pairs = Vec::new();
    split(&whole, ENCODED, known, &mut pairs);
    pairs
}

/// Undoes quoted-printable (RFC 2045), which writes `=3D` for `=` and ends broken lines with `=`, where every `=` of a
/// text is one of these two.
fn without_quoted_printable(text: &str) -> Cow<'_, str> {
    let (breaks, equals) = (["=\r\n", "=\n"], "=3D");
    let quoted = |(at, _): (usize, &str)| {
        let mut forms = breaks.iter().chain([&equals]);
        forms.any(|form| text[at..].starts_with(form))
    };
    if !text.contains(equals) || !text.match_indices('=').all(quoted) {
        return text.into();
    }
    let joined = breaks
        .iter()
        .fold(text.to_owned(), |text, end| text.replace(end, ""));
    joined.replace(equals, "=").into()
}

/// The value of a link's last key without the end of the sentence that it stands in, where `reads` says that it is no
/// value as it is.
pub fn without_punctuation(value: &str, reads: impl Fn(&str) -> bool) -> &str {
    let mut shorter = value;
    for _ in 0..=MARKS {
        if reads(shorter) {
            return shorter;
        }
        match shorter.strip_suffix(PUNCTUATION) {
            Some(rest) => shorter = rest,
            None => break,
        }
    }
    value
}

/// A pair as it stands in a link.
pub fn print(key: &str, value: &str) -> String {
    format!("{}={}", encode(key), encode(value))
}

/// Splits a fragment into pairs, and a pair that is several pairs encoded as one.
fn split(fragment: &str, depth: usize, known: fn(&str) -> bool, pairs: &mut Vec<(String, String)>) {
    for mut pair in fragment.split('&') {
        while let Some(rest) = (ESCAPES.iter()).find_map(|escaped| pair.strip_prefix(escaped)) {
            pair = rest;
        }
        pair = pair.trim_start_matches('#');
        if pair.is_empty() {
            continue;
        }
        let Some((key, value)) = pair.split_once('=') else {
            if depth > 0 && (pair.contains("%26") || pair.contains("%25")) {
                // Where `&` was encoded too, or the whole twice, everything was.
                split(&decode(pair), depth - 1, known, pairs);
            } else {
                let (key, value) = split_at(pair, "%3d").unwrap_or((pair, ""));
                pairs.push(decoded(key, value, known));
            }
            continue;
        };
        let setting = known(&bare(key));
        let value = if setting {
            encoded_once(value)
        } else {
            value.into()
        };
        let mut values = value.split("%26");
        let first = values.next().unwrap_or_default();
        let rest: Vec<&str> = values.collect();
        let is_pair = |text: &&str| {
            let key = text.split_once('=').map(|(key, _)| decode(key));
            key.is_some_and(|key| known(&key) || key.starts_with("view."))
        };
        if rest.is_empty() || !setting && !rest.iter().all(is_pair) {
            pairs.push(decoded(key, &value, known));
        } else {
            pairs.push(decoded(key, first, known));
            split(&rest.join("&"), depth, known, pairs);
        }
    }
}

/// What stands before and after an escape, whose letters may be capital.
fn split_at<'a>(text: &'a str, escape: &str) -> Option<(&'a str, &'a str)> {
    let at = text.to_ascii_lowercase().find(escape)?;
    Some((&text[..at], &text[at + escape.len()..]))
}

/// A value of the Recipe that was encoded several times, encoded once: it has no per cent sign of its own.
fn encoded_once(value: &str) -> String {
    let mut value = value.to_owned();
    while value.contains("%25") {
        value = value.replace("%25", "%");
    }
    value
}

/// Key and value; neither has spaces where it is the Recipe's.
fn decoded(key: &str, value: &str, known: fn(&str) -> bool) -> (String, String) {
    let setting = bare(key);
    if known(&setting) {
        (setting, bare(value))
    } else {
        (decode(key), decode(value))
    }
}

/// Decoded, without spaces, broken lines and what is not seen.
fn bare(text: &str) -> String {
    let mut bare = decode(text);
    bare.retain(|character| !character.is_whitespace() && !steers(character));
    bare
}

/// Everything is encoded but what a fragment may hold and stays readable.
const ENCODE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'(')
    .remove(b')')
    .remove(b',')
    .remove(b':')
    .remove(b'/');

fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODE).to_string()
}

/// Undoes [`encode`], and `+` for a space, as forms write it; what is no valid encoding stays as it is, bytes that are
/// no UTF-8 become �.
fn decode(text: &str) -> String {
    let text = text.replace('+', " ");
    let decoded = percent_decode_str(&text).decode_utf8_lossy();
    decoded.into_owned()
}
