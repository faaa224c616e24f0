//! Declared parameters: how every entry of the catalog says what can be set, and how a Recipe sets it.
//!
//! A record lists its [`Param`]s; a Recipe holds [`Entry`]s (an id and values). Controls on the page, link keys,
//! validation and help texts all follow from the declaration.

mod entry;

use serde::Serialize;

pub use self::entry::{Entry, Value, Values};
use crate::bounds;
use crate::error::Error;
use crate::say;
use crate::text::{Text, number, quoted};

/// One declared parameter.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Param {
    /// Key in the Recipe and in the Link.
    #[cfg_attr(feature = "cli", ts(type = "string"))]
    pub id: &'static str,
    /// Label.
    pub title: Text,
    /// What it may be, and what it is unless somebody says otherwise.
    pub kind: ParamKind,
    /// Whether it can change while a network trains.
    pub live: bool,
    /// What its number counts; none: nothing that has a name.
    pub unit: Option<Unit>,
}

/// What a number counts. The label shows it; whoever hears a slider's value alone hears it there too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum Unit {
    Percent,
    Steps,
    Epochs,
    Seconds,
    Pixels,
    Degrees,
}

/// What a parameter may be.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum ParamKind {
    /// A whole number from `min` to `max`.
    Integer { min: i64, max: i64, default: i64 },
    /// A number from `min` to `max`; `log` asks for a logarithmic control.
    Real {
        min: f64,
        max: f64,
        default: f64,
        log: bool,
    },
    /// One of a few words.
    Choice {
        #[cfg_attr(feature = "cli", ts(type = "Array<Word>"))]
        options: &'static [Word],
        #[cfg_attr(feature = "cli", ts(type = "string"))]
        default: &'static str,
    },
    /// On (1) or off (0).
    Switch { default: bool },
    /// A list of layers.
    Layers {
        /// Makes the default; the catalog tells it with the entry's other defaults.
        #[serde(skip)]
        #[cfg_attr(feature = "cli", ts(skip))]
        default: fn() -> Vec<Entry>,
    },
}

/// One word that a parameter may be.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Word {
    /// In the Recipe and in the Link.
    #[cfg_attr(feature = "cli", ts(type = "string"))]
    pub id: &'static str,
    /// Label.
    pub title: Text,
}

impl Word {
    /// A word with its label.
    pub const fn new(id: &'static str, title: Text) -> Self {
        Self { id, title }
    }
}

impl Param {
    const fn new(id: &'static str, title: Text, kind: ParamKind) -> Self {
        Self {
            id,
            title,
            kind,
            live: false,
            unit: None,
        }
    }

    /// A whole number.
    pub const fn integer(id: &'static str, title: Text, min: i64, max: i64, default: i64) -> Self {
        Self::new(id, title, ParamKind::Integer { min, max, default })
    }

    /// A number on a linear scale.
    pub const fn real(id: &'static str, title: Text, min: f64, max: f64, default: f64) -> Self {
        let log = false;
        let kind = ParamKind::Real {
            min,
            max,
            default,
            log,
        };
        Self::new(id, title, kind)
    }

    /// A positive number on a logarithmic scale that can change while a network trains.
    pub const fn rate(id: &'static str, title: Text, min: f64, max: f64, default: f64) -> Self {
        let log = true;
        let kind = ParamKind::Real {
            min,
            max,
            default,
            log,
        };
        Self::new(id, title, kind).live()
    }

    /// One of a few words.
    pub const fn choice(
        id: &'static str,
        title: Text,
        options: &'static [Word],
        default: &'static str,
    ) -> Self {
        Self::new(id, title, ParamKind::Choice { options, default })
    }

    /// On or off.
    pub const fn switch(id: &'static str, title: Text, default: bool) -> Self {
        Self::new(id, title, ParamKind::Switch { default })
    }

    /// The same parameter, whose number counts these.
    pub const fn counts(mut self, unit: Unit) -> Self {
        self.unit = Some(unit);
        self
    }

    /// The same parameter, able to change while a network trains.
    pub const fn live(mut self) -> Self {
        self.live = true;
        self
    }

    /// What it is unless somebody says otherwise.
    pub fn default(&self) -> Value {
        match self.kind {
            ParamKind::Integer { default, .. } => Value::Number(default as f64),
            ParamKind::Real { default, .. } => Value::Number(default),
            ParamKind::Choice { default, .. } => Value::Word(default.into()),
            ParamKind::Switch { default } => Value::Number(f64::from(u8::from(default))),
            ParamKind::Layers { default } => Value::Layers(default()),
        }
    }

    /// Whether `value` may stand here.
    pub fn check(&self, value: &Value) -> Result<(), Error> {
        let title = &self.title;
        match (&self.kind, value) {
            (ParamKind::Integer { min, max, .. }, Value::Number(n)) => {
                if n.fract() == 0.0 && *n >= *min as f64 && *n <= *max as f64 {
                    return Ok(());
                }
                let (en, zh, n) = (&title.en, &title.zh, number(*n));
                Err(Error::new(
                    self.id,
                    "out_of_range",
                    say!(
                        "“{en}” must be a whole number from {min} to {max}, not {n}.",
                        "“{zh}”须为 {min} 到 {max} 的整数，而不是 {n}。"
                    ),
                ))
            }
            (ParamKind::Real { min, max, .. }, Value::Number(n)) => {
                if n.is_finite() && n >= min && n <= max {
                    return Ok(());
                }
                let (en, zh, n) = (&title.en, &title.zh, number(*n));
                Err(Error::new(
                    self.id,
                    "out_of_range",
                    say!(
                        "“{en}” must be a number from {min} to {max}, not {n}.",
                        "“{zh}”须为 {min} 到 {max} 的数，而不是 {n}。"
                    ),
                ))
            }
            (ParamKind::Choice { options, .. }, Value::Word(word)) => {
                if options.iter().any(|option| option.id == word) {
                    return Ok(());
                }
                let (en, zh) = (&title.en, &title.zh);
                let words: Vec<&str> = options.iter().map(|option| option.id).collect();
                let (words, word) = (words.join(", "), quoted(word));
                Err(Error::new(
                    self.id,
                    "out_of_range",
                    say!(
                        "“{en}” must be one of {words}, not “{word}”.",
                        "“{zh}”须为 {words} 之一，而不是“{word}”。"
                    ),
                ))
            }
            (ParamKind::Switch { .. }, Value::Number(n)) => {
                if *n == 0.0 || *n == 1.0 {
                    return Ok(());
                }
                let (en, zh, n) = (&title.en, &title.zh, number(*n));
                Err(Error::new(
                    self.id,
                    "out_of_range",
                    say!(
                        "“{en}” must be 1 (on) or 0 (off), not {n}.",
                        "“{zh}”须为 1（开）或 0（关），而不是 {n}。"
                    ),
                ))
            }
            (ParamKind::Layers { .. }, Value::Layers(layers)) => {
                let (count, most) = (layers.len(), bounds::LAYERS);
                if count <= most {
                    return Ok(());
                }
                Err(Error::new(
                    self.id,
                    "too_large",
                    say!(
                        "A network has at most {most} layers, not {count}.",
                        "网络最多 {most} 层，而不是 {count} 层。"
                    ),
                ))
            }
            _ => {
                let (en, zh) = (&title.en, &title.zh);
                Err(Error::new(
                    self.id,
                    "wrong_kind",
                    say!(
                        "“{en}” got a value of the wrong kind.",
                        "“{zh}”的值类型不对。"
                    ),
                ))
            }
        }
    }
}
