//! What can go wrong because of the world outside: one type, a stable code, plain words in both languages.
//!
//! A mistake in Downhill itself is a bug: it panics, and the worker is started anew from the last Checkpoint.

use serde::{Deserialize, Serialize};

use crate::text::Text;

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
    /// An error about `key`.
    pub fn new(key: impl Into<String>, code: &str, text: Text) -> Self {
        Self {
            key: key.into(),
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

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} [{}]", self.key, self.text.en, self.code)
    }
}

impl std::error::Error for Error {}
