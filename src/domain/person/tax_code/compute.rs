//! The code a person's data lead to. What Agenzia delle Entrate assigned may differ: it is compared, never replaced.

use chrono::Datelike as _;

use super::letters::{Letters, latin};
use super::omocody;
use crate::time::partial_date::PartialDate;

/// Letters of the months.
pub(super) const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";

/// What a code is made of.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    /// Surname (women's at birth); empty if there is none.
    pub surname: &'a str,
    /// Given names; empty if there are none.
    pub given_names: &'a str,
    /// `M`, `F`, anything else if it is not known.
    pub sex: &'a str,
    /// Birth date as far as it is known.
    pub birth_date: Option<PartialDate>,
    /// Belfiore code of the birthplace, as it was at birth.
    pub birth_place: Option<&'a str>,
}

/// The code of a person whose sex, whole birth date and birthplace are known and whose name is written in Latin letters.
/// Umlauts become two letters (Circ. 34/E).
pub fn compute(holder: &Holder<'_>) -> Option<String> {
    let Some(PartialDate::Day(born)) = holder.birth_date else { return None };
    let place = holder.birth_place.filter(|place| is_belfiore(place))?;
    let day = match holder.sex {
        "M" => born.day(),
        "F" => born.day() + 40,
        _ => return None,
    };
    let month = char::from(MONTHS[born.month0() as usize]);
    let surname = surname_part(holder.surname, Letters::Doubled)?;
    let names = names_part(holder.given_names, Letters::Doubled)?;
    let year = born.year().rem_euclid(100);
    Some(omocody::sealed(format!("{surname}{names}{year:02}{month}{day:02}{place}").into_bytes()))
}

/// A letter and three digits.
fn is_belfiore(place: &str) -> bool {
    let bytes = place.as_bytes();
    bytes.len() == 4 && bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_digit)
}

/// Consonants, then vowels, then `X`; `None` if the name is not in Latin letters.
pub(super) fn surname_part(surname: &str, letters: Letters) -> Option<String> {
    let (consonants, vowels) = apart(surname, letters)?;
    Some(three(&consonants, &vowels))
}

/// The same, but of four consonants or more the first, third and fourth.
pub(super) fn names_part(names: &str, letters: Letters) -> Option<String> {
    let (mut consonants, vowels) = apart(names, letters)?;
    if consonants.chars().count() >= 4 {
        consonants.remove(1);
    }
    Some(three(&consonants, &vowels))
}

fn apart(name: &str, letters: Letters) -> Option<(String, String)> {
    Some(latin(name, letters)?.chars().partition(|c| !matches!(c, 'A' | 'E' | 'I' | 'O' | 'U')))
}

fn three(consonants: &str, vowels: &str) -> String {
    consonants.chars().chain(vowels.chars()).chain(['X'; 3]).take(3).collect()
}
