//! How names are compared: accents, case, apostrophes and hyphens do not matter.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::domain::entry::Subject;

/// Letters of a word that are looked up; the rest is compared after opening the row. Fewer letters also tell less to
/// whoever counts blinded keys.
const LOOKED_UP: usize = 3;

/// The words of a name, folded. `D'Angelo` is `dangelo` and `angelo`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in name.split(|c: char| !c.is_alphanumeric() && !is_apostrophe(c) && !is_combining_mark(c)) {
        let pieces: Vec<String> =
            part.split(is_apostrophe).map(fold).filter(|word| !word.is_empty()).collect();
        words.push(pieces.concat());
        if pieces.len() > 1 {
            words.extend(pieces.into_iter().filter(|word| word.chars().count() >= LOOKED_UP));
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´')
}

fn fold(text: &str) -> String {
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).flat_map(plain).collect()
}

/// Letters that do not come apart into a base letter and an accent.
fn plain(c: char) -> impl Iterator<Item = char> {
    let plain = match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        _ => "",
    };
    plain.chars().chain(plain.is_empty().then_some(c))
}

/// What a word is looked up by: its first letters. Shorter words are looked up whole.
pub(super) fn beginning(word: &str) -> String {
    word.chars().take(LOOKED_UP).collect()
}

/// Whether a typed word is long enough to be looked up also where it is the beginning of another.
pub(super) fn narrows(word: &str) -> bool {
    word.chars().count() >= LOOKED_UP
}

/// The words of a subject's whole name.
pub(super) fn of_subject(subject: &Subject) -> Vec<String> {
    let mut all = words(&subject.surname);
    all.extend(words(&subject.given_names));
    all
}

/// Whether every typed word is the beginning of a word of the subject's name.
pub(super) fn fits(subject: &Subject, typed: &[String]) -> bool {
    let held = of_subject(subject);
    typed.iter().all(|typed| held.iter().any(|word| word.starts_with(typed.as_str())))
}

/// A tax code brought to capital letters without spaces; `None` if nothing is left.
pub(super) fn tax_code(code: &str) -> Option<String> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
    (!code.is_empty()).then_some(code)
}

/// Whether two subjects are one person: the same tax code, or the same name and day of birth.
pub(super) fn same_person(one: &Subject, other: &Subject) -> bool {
    let code = |subject: &Subject| subject.tax_code.as_deref().and_then(tax_code);
    if let (Some(one), Some(other)) = (code(one), code(other)) {
        return one == other;
    }
    let parts = |subject: &Subject| (words(&subject.surname), words(&subject.given_names));
    one.birth_date.is_some() && one.birth_date == other.birth_date && parts(one) == parts(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_apostrophes_and_hyphens_do_not_matter() {
        assert_eq!(words("D'ANGELO-Łukasiewicz"), ["dangelo", "angelo", "lukasiewicz"]);
        assert_eq!(words("Nicolò  Đoković"), ["nicolo", "dokovic"]);
        assert_eq!(words("Nicolo\u{300}"), ["nicolo"]);
        assert_eq!(words("Strauß"), words("STRAUSS"));
        assert_eq!(words("Юрий"), ["юрии"]);
        assert_eq!(words(" - ' "), Vec::<String>::new());
    }

    #[test]
    fn typed_words_are_beginnings_in_any_order() {
        let subject = Subject {
            surname: "De Rossi".into(),
            given_names: "Anna Maria".into(),
            birth_date: None,
            tax_code: None,
        };
        for typed in ["rossi anna", "ros mar", "de", "DE ROSSI", ""] {
            assert!(fits(&subject, &words(typed)), "{typed}");
        }
        for typed in ["rossini", "rossi luca", "ossi"] {
            assert!(!fits(&subject, &words(typed)), "{typed}");
        }
    }

    #[test]
    fn a_person_is_the_same_by_tax_code_or_by_name_and_birth_date() {
        let day = chrono::NaiveDate::from_ymd_opt(1980, 1, 2);
        let subject = |code: Option<&str>, surname: &str, birth_date| Subject {
            surname: surname.into(),
            given_names: "Anna".into(),
            birth_date,
            tax_code: code.map(str::to_owned),
        };
        assert!(same_person(&subject(Some("ab 1"), "X", None), &subject(Some("AB1"), "Y", day)));
        assert!(!same_person(&subject(Some("AB2"), "X", day), &subject(Some("AB1"), "X", day)));
        assert!(same_person(&subject(Some("AB2"), "Nicolò", day), &subject(None, "NICOLO", day)));
        assert!(!same_person(&subject(None, "X", None), &subject(None, "X", None)));
    }
}
