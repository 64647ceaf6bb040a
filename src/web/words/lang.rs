//! The language of the screens: Italian first, English complete.

pub use crate::domain::text::bilingual::Lang;

use crate::domain::text::bilingual::Bilingual;

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
