//! How the names of subjects are looked up and compared.

use domain::person::folding::name::{self, Name};
use domain::register::entry::Subject;
use domain::text::names;

pub(super) use domain::text::names::words;

/// Letters of a word that are looked up; the rest is compared after opening the row. Fewer letters also tell less to
/// whoever counts blinded keys.
const LOOKED_UP: usize = 3;

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
    names::begin(&of_subject(subject), typed)
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
    one.birth_date.is_some() && one.birth_date == other.birth_date && whole(one) == whole(other)
}

/// What a whole name is looked up by, however it is written: `D'Amico` and `Damico`, `El-Sayed` and `Elsayed`. No word is so.
pub(super) fn whole(subject: &Subject) -> String {
    format!("={}", name::key(Name { surname: &subject.surname, given: &subject.given_names }))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        for (one, other) in [("D'Amico", "DAMICO"), ("El-Sayed", "ELSAYED"), ("Müller", "MUELLER")] {
            assert!(same_person(&subject(None, one, day), &subject(None, other, day)), "{one} ~ {other}");
        }
        assert!(!same_person(&subject(None, "Rossi", day), &subject(None, "Rosso", day)));
        assert!(!same_person(&subject(None, "X", None), &subject(None, "X", None)));
    }
}
