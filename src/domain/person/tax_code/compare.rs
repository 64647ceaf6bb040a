//! A code beside the data of the person who says it is theirs. Differences are told, nothing is rewritten.

use chrono::Datelike as _;

use super::compute::{Holder, MONTHS, names_part, surname_part};
use super::letters::Letters;
use super::omocody::base;
use crate::text::bilingual::Bilingual;
use crate::time::partial_date::PartialDate;

/// Something in which code and data differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// It is no sound code at all.
    Unsound,
    /// Its first three letters are another surname's.
    Surname,
    /// Its next three letters are other names'.
    GivenNames,
    /// Another birth date.
    BirthDate,
    /// The other sex.
    Sex,
    /// Another birthplace.
    BirthPlace,
}

/// Where a code differs from what is known of a person. What is not known, or written in letters whose spelling is not
/// known here, is not compared; a provisional code of eleven digits says nothing to compare.
pub fn compare(code: &str, holder: &Holder<'_>) -> Vec<Difference> {
    if !super::is_sound(code) {
        return vec![Difference::Unsound];
    }
    let code = base(code);
    if code.len() != 16 {
        return Vec::new();
    }
    let told = [
        (Difference::Surname, differs(&code[..3], holder.surname, surname_part)),
        (Difference::GivenNames, differs(&code[3..6], holder.given_names, names_part)),
        (Difference::BirthDate, date_differs(&code, holder.birth_date)),
        (Difference::Sex, sex_differs(&code, holder.sex)),
        (Difference::BirthPlace, holder.birth_place.is_some_and(|place| place != &code[11..15])),
    ];
    told.into_iter().filter(|(_, differs)| *differs).map(|(difference, _)| difference).collect()
}

/// Whether no way of spelling the name leads to this part.
fn differs(part: &str, name: &str, of: fn(&str, Letters) -> Option<String>) -> bool {
    let spelled: Vec<String> =
        [Letters::Doubled, Letters::Bare].into_iter().filter_map(|letters| of(name, letters)).collect();
    !spelled.is_empty() && spelled.iter().all(|spelled| spelled != part)
}

fn day_number(code: &str) -> u32 {
    code[9..11].parse().expect("the day of a sound code without letters for digits is a number")
}

fn date_differs(code: &str, born: Option<PartialDate>) -> bool {
    let Some(born) = born else { return false };
    let first = born.first();
    let year = code[6..8] != format!("{:02}", first.year().rem_euclid(100));
    let month = code.as_bytes()[8] != MONTHS[first.month0() as usize];
    let day = day_number(code) % 40 != first.day();
    match born {
        PartialDate::Day(_) => year || month || day,
        PartialDate::Month(_) => year || month,
        PartialDate::Year(_) => year,
    }
}

fn sex_differs(code: &str, sex: &str) -> bool {
    match sex {
        "M" => day_number(code) > 40,
        "F" => day_number(code) <= 40,
        _ => false,
    }
}

impl Difference {
    /// In words, for the counter.
    pub fn told(self) -> Bilingual {
        match self {
            Self::Unsound => Bilingual::new(
                "Il codice fiscale non è valido: carattere di controllo o forma errati.",
                "The tax code is not sound: wrong check character or shape.",
            ),
            Self::Surname => Bilingual::new(
                "Il codice fiscale non corrisponde al cognome.",
                "The tax code does not match the surname.",
            ),
            Self::GivenNames => Bilingual::new(
                "Il codice fiscale non corrisponde al nome.",
                "The tax code does not match the given names.",
            ),
            Self::BirthDate => Bilingual::new(
                "Il codice fiscale non corrisponde alla data di nascita.",
                "The tax code does not match the birth date.",
            ),
            Self::Sex => Bilingual::new(
                "Il codice fiscale è di persona dell’altro sesso.",
                "The tax code is of the other sex.",
            ),
            Self::BirthPlace => Bilingual::new(
                "Il codice fiscale non corrisponde al luogo di nascita.",
                "The tax code does not match the birthplace.",
            ),
        }
    }
}
