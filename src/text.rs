//! Texts that a person reads, always in both languages.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

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

/// A [`Text`] from two format strings: `say!("{n} samples", "{n} 个样本")`.
#[macro_export]
macro_rules! say {
    ($en:literal, $zh:literal) => {
        $crate::text::Text::filled(format!($en), format!($zh))
    };
}
