//! Entries and values: what a Recipe says of something that the catalog lists.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Param;
use crate::error::Error;
use crate::say;
use crate::text::{listed, quoted};

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum Value {
    /// A number, whole or not; a switch is 1 or 0.
    Number(f64),
    /// One of a few words.
    Word(String),
    /// A list of layers.
    Layers(Vec<Entry>),
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    fn from(word: &str) -> Self {
        Self::Word(word.into())
    }
}

/// Values by parameter id.
pub type Values = BTreeMap<String, Value>;

/// One entry of the catalog as a Recipe uses it: its id, and the parameters that were set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Entry {
    /// Which entry.
    pub id: String,
    /// Its parameters; what is missing has its default.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "cli", ts(optional, as = "Option<BTreeMap<String, Value>>"))]
    pub params: Values,
}

impl Entry {
    /// The entry `id` with nothing set.
    pub fn new(id: &str) -> Self {
        Self {
            id: id.into(),
            params: Values::new(),
        }
    }

    /// The same entry with one parameter set.
    pub fn with(mut self, param: &str, value: f64) -> Self {
        self.params.insert(param.into(), Value::Number(value));
        self
    }

    /// The same entry with one of a parameter's words set.
    pub fn with_word(mut self, param: &str, word: &str) -> Self {
        self.params.insert(param.into(), Value::Word(word.into()));
        self
    }

    /// Fills in what is missing and drops what cannot stand, naming each.
    pub fn normalise(&mut self, declared: &[Param], problems: &mut Vec<Error>) {
        self.forget_unknown(declared, problems);
        let mut given = std::mem::take(&mut self.params);
        for param in declared {
            let value = given.remove(param.id).unwrap_or_else(|| param.default());
            let value = match param.check(&value) {
                Ok(()) => value,
                Err(error) => {
                    problems.push(error);
                    param.default()
                }
            };
            self.params.insert(param.id.into(), value);
        }
    }

    /// Drops parameters that are not declared, naming them.
    pub fn forget_unknown(&mut self, declared: &[Param], problems: &mut Vec<Error>) {
        let unknown = |name: &String| declared.iter().all(|param| param.id != name);
        let names: Vec<&str> = (self.params.keys().filter(|name| unknown(name)))
            .map(String::as_str)
            .collect();
        let Some(first) = names.first() else {
            return;
        };
        let (id, names) = (quoted(&self.id), listed(names.iter().copied()));
        let (en, zh) = (&names.en, &names.zh);
        problems.push(Error::new(
            first,
            "unknown_parameter",
            say!(
                "Ignored, because “{id}” has no such parameter: {en}.",
                "“{id}”没有这样的参数，已忽略：{zh}。"
            ),
        ));
        self.params.retain(|name, _| !unknown(name));
    }

    /// A number of a normalised entry.
    ///
    /// # Panics
    /// Where the record declares no number of that name: a bug in the record.
    pub fn number(&self, param: &str) -> f64 {
        match self.params.get(param) {
            Some(Value::Number(n)) => *n,
            _ => panic!("{} declares no number {param}", self.id),
        }
    }

    /// A whole number of a normalised entry. See [`Entry::number`].
    pub fn integer(&self, param: &str) -> usize {
        self.number(param) as usize
    }

    /// Whether a switch of a normalised entry is on. See [`Entry::number`].
    pub fn on(&self, param: &str) -> bool {
        self.number(param) != 0.0
    }

    /// The word of a normalised entry. See [`Entry::number`].
    pub fn word(&self, param: &str) -> &str {
        match self.params.get(param) {
            Some(Value::Word(word)) => word,
            _ => panic!("{} declares no word {param}", self.id),
        }
    }

    /// A number of a normalised entry, where its record declares one.
    pub fn optional(&self, param: &str) -> Option<f64> {
        match self.params.get(param) {
            Some(Value::Number(n)) => Some(*n),
            _ => None,
        }
    }

    /// A list of layers of a normalised entry. See [`Entry::number`].
    pub fn layers(&self, param: &str) -> &[Entry] {
        match self.params.get(param) {
            Some(Value::Layers(layers)) => layers,
            _ => panic!("{} declares no layers {param}", self.id),
        }
    }
}
