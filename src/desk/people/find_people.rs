//! One box for tax code, scan, name or number: what was typed decides which.

use domain::ids::id::{EntryId, PersonId};
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::person::person::Person;
use domain::person::tax_code;
use domain::time::partial_date::PartialDate;
use extract::Resident;

use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::session::Session;

/// As many people are listed; whoever is not among them is found by more letters.
const ROWS: usize = 50;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// People of the extract.
    People(PeoplePage),
    /// The entry of a number of ours.
    Entry(EntryId),
    /// Nothing.
    Nothing {
        /// What was looked for.
        looked_for: LookedFor,
    },
}

/// What the typed text was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookedFor {
    /// A tax code.
    TaxCode {
        /// Whether its check character is right.
        sound: bool,
    },
    /// A number of our register.
    Number,
    /// A name.
    Name,
}

/// People of the extract, homonyms by age.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeoplePage {
    /// What the text was taken for.
    pub looked_for: LookedFor,
    /// The rows.
    pub rows: Vec<PersonRow>,
    /// Whether there are more: more letters are needed.
    pub more: bool,
}

/// A person in a list: enough to tell homonyms apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Id.
    pub id: PersonId,
    /// Surname; may be empty.
    pub surname: String,
    /// Given names; may be empty.
    pub given_names: String,
    /// `M`, `F`, `N`.
    pub sex: String,
    /// Birth date as far as it is known.
    pub birth_date: Option<PartialDate>,
    /// Birthplace.
    pub birth_place: String,
    /// Address.
    pub address: String,
    /// Tax code.
    pub tax_code: Option<String>,
    /// Kinship to the head of the family, ANPR code.
    pub kinship: Option<u8>,
    /// Recorded as dead.
    pub dead: bool,
    /// Removed from the registry.
    pub removed: bool,
}

impl PersonRow {
    pub(super) fn of(resident: &Resident) -> Self {
        let Person { surname, given_names, sex, birth_date, birth_place, address, tax_code, kinship, .. } =
            resident.person.clone();
        Self {
            id: resident.id,
            surname,
            given_names,
            sex,
            birth_date,
            birth_place,
            address,
            tax_code,
            kinship,
            dead: resident.person.died_on.is_some(),
            removed: resident.person.removed_on.is_some(),
        }
    }
}

impl Desk {
    /// Finds people, or the entry of a number. A tax code is also found by its omocodic forms and as a scanner types it
    /// (`*` and control characters do not matter); of a name, beginnings of words in any order. Logged, without what was
    /// typed.
    pub fn find_people(&self, who: &Session, typed: &str) -> Result<Found, DeskError> {
        who.needs(&[])?;
        self.views.searched(who.operator);
        let clean: String = typed.chars().filter(|c| *c != '*' && !c.is_control()).collect();
        let looked_for = looked_for(&clean);
        if looked_for == LookedFor::Number {
            return Ok(match self.entry_numbered(clean.trim())? {
                Some(entry) => Found::Entry(entry),
                None => Found::Nothing { looked_for },
            });
        }
        let page = self.people(&clean, looked_for)?;
        let rows = u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
        self.note(who.by(), Kind::Viewed, Event::PeopleSearched { rows });
        Ok(if page.rows.is_empty() { Found::Nothing { looked_for } } else { Found::People(page) })
    }

    fn people(&self, typed: &str, looked_for: LookedFor) -> Result<PeoplePage, DeskError> {
        let Some(residents) = self.residents()? else {
            return Ok(PeoplePage { looked_for, rows: Vec::new(), more: false });
        };
        let (found, more) = match looked_for {
            LookedFor::TaxCode { .. } => (
                residents.with_tax_code(&tax_code::normalise(typed)).map_err(super::residents::unread)?,
                false,
            ),
            LookedFor::Name | LookedFor::Number => {
                let found = residents.named(typed, ROWS).map_err(super::residents::unread)?;
                (found.residents, found.more)
            }
        };
        Ok(PeoplePage { looked_for, rows: found.iter().map(PersonRow::of).collect(), more })
    }

    /// The entry of a number typed whole, or by its last digits if only one ends so.
    fn entry_numbered(&self, typed: &str) -> Result<Option<EntryId>, DeskError> {
        let rows = self.rows_numbered(&typed.to_uppercase())?;
        match rows.as_slice() {
            [] => Ok(None),
            // The newest register comes first.
            [row, ..] => Ok(Some(row.id)),
        }
    }
}

/// Digits are a number unless they are the eleven of a provisional code; letters with digits are a code or a number of
/// ours; anything else is a name.
fn looked_for(typed: &str) -> LookedFor {
    let code = tax_code::normalise(typed);
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    let plain = code.bytes().all(|c| c.is_ascii_alphanumeric());
    match code.len() {
        11 if digits == 11 => LookedFor::TaxCode { sound: tax_code::is_sound(&code) },
        16 if plain && (digits > 0 || tax_code::is_sound(&code)) => {
            LookedFor::TaxCode { sound: tax_code::is_sound(&code) }
        }
        1..=7 if digits == code.len() => LookedFor::Number,
        _ if typed.trim().parse::<domain::ids::number::Number>().is_ok()
            || typed.trim().to_uppercase().parse::<domain::ids::number::Number>().is_ok() =>
        {
            LookedFor::Number
        }
        _ => LookedFor::Name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_decides_what_is_looked_for() {
        for (typed, due) in [
            ("*RSSMRA80A01H501U*", LookedFor::TaxCode { sound: true }),
            ("rssmra80a01h501u", LookedFor::TaxCode { sound: true }),
            ("RSSMRA80A01H501X", LookedFor::TaxCode { sound: false }),
            ("RSSMRAULALMHRLMD", LookedFor::TaxCode { sound: true }),
            ("12345678903", LookedFor::TaxCode { sound: true }),
            ("31", LookedFor::Number),
            ("em01-2026-0000031", LookedFor::Number),
            ("Mastropasquarossi", LookedFor::Name),
            ("Abcdefghijklmnop", LookedFor::Name),
            ("Rossi Mario", LookedFor::Name),
            ("", LookedFor::Name),
        ] {
            let clean: String = typed.chars().filter(|c| *c != '*').collect();
            assert_eq!(looked_for(&clean), due, "{typed}");
        }
    }
}
