//! What can go wrong because of the world outside: one type, a stable code, plain words in both languages.
//!
//! A mistake in Downhill itself is a bug: it panics, and the worker is started anew from the last Checkpoint.

use serde::{Deserialize, Serialize};

use crate::bounds;
use crate::say;
use crate::text::{Text, quoted};

/// Something a person gave that cannot be used, or something the machine refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Error {
    /// What it is about, as a Recipe or Link key (`batch`, `network.layers`, `checkpoint`).
    pub key: String,
    /// Stable, snake_case; tests and pages may rely on it.
    pub code: String,
    /// What happened, and what to do about it.
    pub text: Text,
}

/// `Result` with Downhill's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error about `key`, which may be a foreign text.
    pub fn new(key: impl AsRef<str>, code: &str, text: Text) -> Self {
        Self {
            key: quoted(key.as_ref()),
            code: code.into(),
            text,
        }
    }

    /// The same error, told about a place inside `outer`: `units` becomes `network.layers[2].units`.
    pub fn inside(mut self, outer: &str) -> Self {
        self.key = if self.key.is_empty() {
            outer.into()
        } else {
            format!("{outer}.{}", self.key)
        };
        self
    }
}

/// The first [`bounds::PROBLEMS`] problems; where there are more, the last of these says how many.
pub fn few(mut problems: Vec<Error>) -> Vec<Error> {
    let more = (problems.len() + 1).saturating_sub(bounds::PROBLEMS);
    if more > 1 {
        problems.truncate(bounds::PROBLEMS - 1);
        problems.push(Error::new(
            "",
            "more_problems",
            say!("There are {more} more problems.", "另有 {more} 个问题。"),
        ));
    }
    problems
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} [{}]", self.key, self.text.en, self.code)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_so_many_problems_are_told() {
        let problems = |count| vec![Error::new("key", "code", Text::new("a", "b")); count];
        for count in [0, 1, bounds::PROBLEMS] {
            assert_eq!(few(problems(count)), problems(count));
        }
        let cut = few(problems(10_000));
        assert_eq!(cut.len(), bounds::PROBLEMS);
        assert!(cut[bounds::PROBLEMS - 1].text.en.contains("9981 more"));
    }
}
