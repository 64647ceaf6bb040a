//! Names as tax codes spell them: capital letters A–Z.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// How letters with an umlaut are spelled. Registries have done both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letters {
    /// `ö` is `OE`.
    Doubled,
    /// `ö` is `O`.
    Bare,
}

/// The letters of a name, or `None` if one has no Latin spelling known here (Greek, Cyrillic).
pub(super) fn latin(name: &str, letters: Letters) -> Option<String> {
    let mut out = String::with_capacity(name.len());
    for c in name.nfc().flat_map(char::to_uppercase).filter(|c| c.is_alphabetic()) {
        match spelled(c, letters) {
            "" => {
                let base = std::iter::once(c).nfd().find(|c| !is_combining_mark(*c))?;
                out.push(Some(base).filter(char::is_ascii_uppercase)?);
            }
            spelled => out.push_str(spelled),
        }
    }
    Some(out)
}

/// Letters that do not come apart into a base letter and an accent, or are spelled with two; empty for all others.
fn spelled(c: char, letters: Letters) -> &'static str {
    match (c, letters) {
        ('Ä', Letters::Doubled) | ('Æ', _) => "AE",
        ('Ö' | 'Ø', Letters::Doubled) | ('Œ', _) => "OE",
        ('Ü', Letters::Doubled) => "UE",
        ('Å', Letters::Doubled) => "AA",
        ('Ø', Letters::Bare) => "O",
        ('ẞ', _) => "SS",
        ('Đ' | 'Ð', _) => "D",
        ('Ł', _) => "L",
        ('Þ', _) => "TH",
        ('Ħ', _) => "H",
        _ => "",
    }
}
