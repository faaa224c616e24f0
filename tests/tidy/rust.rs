//! Rust as tokens: what is compiled for tests alone, and which parts of the crate a file names.

use std::collections::BTreeSet;
use std::ops::Range;

use proc_macro2::{Delimiter, LexError, TokenStream, TokenTree};

/// The tokens of a file: without comments, strings as one token each.
pub fn tokens(text: &str) -> Result<TokenStream, LexError> {
    text.parse()
}

/// The text with everything that stands under `#[cfg(test)]` blanked out, wherever it stands; every line keeps its
/// number.
pub fn without_tests(text: &str) -> Result<String, LexError> {
    let mut ranges = Vec::new();
    find_tests(tokens(text)?, &mut ranges);
    let mut bytes = text.as_bytes().to_vec();
    for at in ranges
        .into_iter()
        .flatten()
        .filter(|at| text.as_bytes()[*at] != b'\n')
    {
        bytes[at] = b' ';
    }
    Ok(String::from_utf8(bytes).expect("whole characters were blanked"))
}

/// Where items stand that are compiled for tests alone, from their attribute on.
fn find_tests(stream: TokenStream, ranges: &mut Vec<Range<usize>>) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut index = 0;
    while index < tokens.len() {
        if let [hash, TokenTree::Group(attribute), rest @ ..] = &tokens[index..]
            && is_punct(hash, '#')
            && is_for_tests(attribute.stream())
        {
            let length = item_length(rest);
            let last = rest.get(length.saturating_sub(1));
            let end = last
                .map_or(attribute.span(), TokenTree::span)
                .byte_range()
                .end;
            ranges.push(hash.span().byte_range().start..end);
            index += 2 + length;
            continue;
        }
        if let TokenTree::Group(group) = &tokens[index] {
            find_tests(group.stream(), ranges);
        }
        index += 1;
    }
}

/// Whether an attribute is `cfg(test)`, or `cfg(all(…))` with `test` among what it asks for.
fn is_for_tests(attribute: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = attribute.into_iter().collect();
    let [name, TokenTree::Group(asked)] = &tokens[..] else {
        return false;
    };
    let asked: Vec<TokenTree> = asked.stream().into_iter().collect();
    let asked = match &asked[..] {
        [all, TokenTree::Group(each)] if is_ident(all, "all") => {
            each.stream().into_iter().collect()
        }
        _ => asked,
    };
    is_ident(name, "cfg") && asked.iter().any(|token| is_ident(token, "test"))
}

/// How many tokens the item, statement or field is long that begins here, with further attributes before it.
fn item_length(tokens: &[TokenTree]) -> usize {
    let mut start = 0;
    while let [hash, TokenTree::Group(_), ..] = &tokens[start..]
        && is_punct(hash, '#')
    {
        start += 2;
    }
    let words: Vec<String> = tokens[start..]
        .iter()
        .filter(|token| !matches!(token, TokenTree::Group(_)))
        .take(3)
        .map(ToString::to_string)
        .collect();
    let words: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|word| *word != "pub")
        .collect();
    // These may have braces before their end; all others that have any end with them.
    let semicolon = match words[..] {
        ["const", next, ..] => !["fn", "unsafe", "async"].contains(&next),
        [word, ..] => ["use", "static", "type", "let"].contains(&word),
        [] => false,
    };
    for (index, token) in tokens.iter().enumerate().skip(start) {
        let braces =
            matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        let ends = is_punct(token, ';') || !semicolon && (braces || is_punct(token, ','));
        if ends {
            return index + 1;
        }
    }
    tokens.len()
}

/// The names at the top of the crate that a file of the module `module` reaches for, by `crate::` or by enough
/// `super::`, in a `use`, a path or a macro; those under `#[cfg(test)]` are not counted.
pub fn reached(text: &str, module: &[&str]) -> Result<BTreeSet<String>, LexError> {
    let mut found = BTreeSet::new();
    reach(tokens(&without_tests(text)?)?, module.len(), &mut found);
    Ok(found)
}

fn reach(stream: TokenStream, depth: usize, found: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            let is_module = index >= 2 && is_ident(&tokens[index - 2], "mod");
            reach(group.stream(), depth + usize::from(is_module), found);
        }
        // In the middle of a path nothing begins.
        if index >= 2 && is_punct(&tokens[index - 1], ':') && is_punct(&tokens[index - 2], ':') {
            continue;
        }
        if let Some(rest) = from_top(&tokens[index..], depth) {
            first_names(rest, found);
        }
    }
}

/// What follows a path's beginning, where that leads to the top of the crate.
fn from_top(mut tokens: &[TokenTree], depth: usize) -> Option<&[TokenTree]> {
    let mut ups = 0;
    while let [word, one, two, rest @ ..] = tokens
        && is_punct(one, ':')
        && is_punct(two, ':')
    {
        tokens = rest;
        if is_ident(word, "crate") {
            return Some(tokens);
        }
        if is_ident(word, "super") {
            ups += 1;
        } else if !(ups == 0 && is_ident(word, "self")) {
            return None;
        }
        if ups > 0 && ups == depth {
            return Some(tokens);
        }
    }
    None
}

/// The first name of a path, or of each path in braces.
fn first_names(tokens: &[TokenTree], found: &mut BTreeSet<String>) {
    match tokens.first() {
        Some(TokenTree::Ident(name)) => {
            found.insert(name.to_string());
        }
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
            let inside: Vec<TokenTree> = group.stream().into_iter().collect();
            for path in inside.split(|token| is_punct(token, ',')) {
                first_names(path, found);
            }
        }
        _ => {}
    }
}

/// Whether a token is this sign.
pub fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

/// Whether a token is this word.
pub fn is_ident(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

#[test]
fn what_is_for_tests_alone_is_left_out_and_the_rest_is_read() {
    let text = "\
fn before() { a.unwrap() }
#[cfg(test)]
use crate::one::{two, three};
#[cfg(test)]
#[allow(dead_code)]
pub(crate) const LIST: &[S] = &[S { at: [0; 2] }];
struct Named {
    #[cfg(test)]
    字: [u8; 2],
    kept: u8, // #[cfg(test)]
}
#[cfg(all(test, feature = \"cli\"))]
fn helper() -> [u8; 2] { b.unwrap() }
#[cfg(feature = \"test\")]
fn between() { \"#[cfg(test)] mod tests {\"; }
impl Named {
    #[cfg(test)]
    pub fn for_tests() -> Self { c.unwrap() }
    fn inside() { d.unwrap() }
}
#[cfg(test)]
mod tests { fn e() { e.unwrap() } }
#[cfg(not(test))]
fn after() { f.unwrap() }
";
    let left = without_tests(text).expect("it is Rust");
    assert_eq!(left.lines().count(), text.lines().count());
    let lines: Vec<&str> = left
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let kept = [
        "fn before() { a.unwrap() }",
        "struct Named {",
        "kept: u8, // #[cfg(test)]",
        "}",
        "#[cfg(feature = \"test\")]",
        "fn between() { \"#[cfg(test)] mod tests {\"; }",
        "impl Named {",
        "fn inside() { d.unwrap() }",
        "}",
        "#[cfg(not(test))]",
        "fn after() { f.unwrap() }",
    ];
    assert_eq!(lines, kept);
}

#[test]
fn every_way_of_reaching_for_another_part_is_seen() {
    let reached = |text: &str| -> Vec<String> {
        let found = reached(text, &["network", "layers", "dense"]).expect("it is Rust");
        found.into_iter().collect()
    };
    assert_eq!(reached("use crate::text::Text;"), ["text"]);
    assert_eq!(
        reached("use crate::{data, recipe::{Key, link}};"),
        ["data", "recipe"]
    );
    assert_eq!(reached("pub use crate::protocol as outside;"), ["protocol"]);
    assert_eq!(
        reached("fn a() -> crate::web::Host { crate::bin::run(|| crate::say!(\"\")) }"),
        ["bin", "say", "web"]
    );
    assert_eq!(
        reached("macro_rules! a { () => { $crate::catalog::all() } }"),
        ["catalog"]
    );
    assert_eq!(reached("use super::super::super::running;"), ["running"]);
    assert_eq!(
        reached("mod deeper { use super::super::super::super::{inspect, text}; }"),
        ["inspect", "text"]
    );
    assert_eq!(
        reached("use self::super::super::super::optim::losses;"),
        ["optim"]
    );
    // What stands in comments and strings, in the own folder, in other crates, and for tests alone.
    assert_eq!(
        reached("//! See [`crate::protocol`].\nconst A: &str = \"crate::web\";"),
        [""; 0]
    );
    assert_eq!(
        reached("use super::super::trace; use burn::tensor::{Tensor, crate_name};"),
        [""; 0]
    );
    assert_eq!(
        reached("#[cfg(test)]\nmod tests { use crate::catalog; }"),
        [""; 0]
    );
}
