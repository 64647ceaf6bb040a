//! A text in both languages of the screens.

use serde::{Deserialize, Serialize};

/// A text in both languages of the screens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilingual {
    /// Italian.
    pub it: String,
    /// English.
    pub en: String,
}

/// A language of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lang {
    /// Italian.
    #[default]
    It,
    /// English.
    En,
}

impl Bilingual {
    /// The same thing in both languages.
    pub fn new(it: impl Into<String>, en: impl Into<String>) -> Self {
        Self { it: it.into(), en: en.into() }
    }

    /// The text in one of them.
    pub fn in_language(&self, lang: Lang) -> &str {
        match lang {
            Lang::It => &self.it,
            Lang::En => &self.en,
        }
    }
}

impl Lang {
    /// The text of this language, of a pair written side by side in the template.
    pub fn t<'a>(self, it: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::It => it,
            Self::En => en,
        }
    }

    /// The text of this language, of a pair made elsewhere.
    pub fn of(self, pair: &Bilingual) -> &str {
        self.t(&pair.it, &pair.en)
    }

    /// For `<html lang>` and the cookie.
    pub fn code(self) -> &'static str {
        self.t("it", "en")
    }

    /// The other one, for the switch in the header.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::It => Self::En,
            Self::En => Self::It,
        }
    }

    /// Reads `it` or `en`.
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "it" => Some(Self::It),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The first language of an `Accept-Language` header that screens speak; Italian where none is.
    pub fn accepted(header: &str) -> Self {
        header
            .split(',')
            .find_map(|part| Self::parse(part.split([';', '-']).next()?.trim().to_ascii_lowercase().as_str()))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_is_heard_and_italian_is_the_rest() {
        assert_eq!(Lang::accepted("en-GB,en;q=0.9,it;q=0.5"), Lang::En);
        assert_eq!(Lang::accepted("de-AT, it-IT;q=0.8, en"), Lang::It);
        assert_eq!(Lang::accepted("sl"), Lang::It);
        assert_eq!(Lang::accepted(""), Lang::It);
    }
}
