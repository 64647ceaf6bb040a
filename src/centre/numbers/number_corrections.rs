//! A number that was noted wrongly is put right: by a named person, with a reason. What it was stays with the entry.

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::instant::moment;
use crate::ledger::reason::reasoned;
use crate::ledger::seals::{self, Bound};
use crate::staff::accounts::Worker;
use domain::centre::centre_role::Right;
use domain::centre::exchange::{Correction, OrdinaryNumber};
use domain::centre::office_numbers;
use domain::ids::id::EntryId;
use domain::text::bilingual::Bilingual;
use store::centre::correction::NewCorrection;
use store::centre::row::CentreEntry;
use store::centre::{NotNumbered, NumberError};

use super::numbers::refused;

/// What a person says along with the right number.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// Why it is put right.
    pub reason: String,
    /// Whether a number that looks strange was looked at.
    pub checked: bool,
    /// Whether the entry that has the right number gets this one's in exchange.
    pub swap: bool,
}

impl Hub {
    /// Puts the ordinary number of an entry right. Fields: `number`, `date`, `reason`, `checked`, `swap`.
    pub fn correct_number(
        &self,
        who: &Worker,
        entry: EntryId,
        ordinary: &OrdinaryNumber,
        said: &Said,
    ) -> Result<(), CentreError> {
        who.needs(Right::Decide)?;
        let reason = reasoned(&said.reason)?;
        let row = self.store.entry(entry)?.ok_or(CentreError::NotFound)?;
        let Some(before) = &row.ordinary else { return Err(wrong("number", none_yet())) };
        if before == ordinary {
            return Err(wrong("number", the_same()));
        }
        self.may_stand(&row, ordinary)?;
        if !said.checked {
            self.not_strange(&row, ordinary)?;
        }
        let mut corrections = vec![self.correction(who, &row, ordinary, reason)];
        let holder = self.store.by_ordinary(&ordinary.key())?.filter(|holder| holder.id != entry);
        if let Some(holder) = holder {
            if !said.swap {
                return Err(CentreError::Fields(vec![
                    ("number", held_by(&holder.number)),
                    ("swap", may_swap()),
                ]));
            }
            self.may_stand(&holder, before)?;
            corrections.push(self.correction(who, &holder, before, reason));
        }
        let corrected: Vec<EntryId> = corrections.iter().map(|one| one.entry).collect();
        match self.store.correct(&corrections) {
            Ok(()) => self.put_right_what_was_doubled(who, &corrected, &before.key(), reason),
            Err(NumberError::Refused { why: NotNumbered::Has, .. }) => Err(wrong("number", changed())),
            Err(NumberError::Refused { why, .. }) => Err(wrong("number", refused(why))),
            Err(NumberError::Store(error)) => Err(error.into()),
        }
    }

    /// An entry has again the number it was told first, before a copy was put back. Field: `remedy`, where that number is another
    /// entry's by now.
    pub(crate) fn take_back_number(
        &self,
        who: &Worker,
        entry: EntryId,
        reason: &str,
    ) -> Result<(), CentreError> {
        let Some((_, told)) = self.store.told(&[entry])?.pop() else { return Ok(()) };
        let here = self.store.entry(entry)?.and_then(|row| row.ordinary);
        if here.is_none_or(|here| here.key() == told.key()) {
            return Ok(());
        }
        let said = Said { reason: reason.to_owned(), checked: true, swap: false };
        match self.correct_number(who, entry, &told, &said) {
            Err(CentreError::Field { told, .. }) => Err(CentreError::Field { field: "remedy", told }),
            Err(CentreError::Fields(problems)) => {
                let first = problems.into_iter().next();
                Err(CentreError::Fields(first.map(|(_, told)| ("remedy", told)).into_iter().collect()))
            }
            done => done,
        }
    }

    /// Whether an entry may stand under a number of its day.
    fn may_stand(&self, row: &CentreEntry, ordinary: &OrdinaryNumber) -> Result<(), CentreError> {
        let issued = moment(row.issued).day();
        match office_numbers::wrong_day(ordinary.date, issued, self.now().day()) {
            Some(told) => Err(wrong("date", told)),
            None => Ok(()),
        }
    }

    fn correction(
        &self,
        who: &Worker,
        row: &CentreEntry,
        ordinary: &OrdinaryNumber,
        reason: &str,
    ) -> NewCorrection {
        let before = row.ordinary.clone().unwrap_or_else(|| ordinary.clone());
        let at = self.now();
        let told = Correction { before: before.clone(), by: who.name.clone(), at, reason: reason.to_owned() };
        let name = row.id.to_string();
        let sealed = seals::seal_json(&self.keys, Bound::Correction(&name), &told, &self.random);
        let ordinary = ordinary.clone();
        NewCorrection { entry: row.id, before, ordinary, at: at.utc().timestamp_millis(), sealed }
    }

    /// What an entry's number was before it was put right.
    pub(crate) fn corrections(&self, row: &CentreEntry) -> Result<Vec<Correction>, CentreError> {
        let name = row.id.to_string();
        let rows = row.corrections.iter();
        rows.map(|one| seals::open_json(&self.keys, Bound::Correction(&name), &one.sealed)).collect()
    }
}

fn wrong(field: &'static str, told: Bilingual) -> CentreError {
    CentreError::Field { field, told }
}

fn none_yet() -> Bilingual {
    Bilingual::new("la registrazione aspetta ancora il suo numero.", "the entry still waits for its number.")
}

fn the_same() -> Bilingual {
    Bilingual::new("è il numero che ha già.", "this is the number it has already.")
}

fn changed() -> Bilingual {
    Bilingual::new(
        "intanto il numero è stato cambiato: guardare di nuovo la registrazione.",
        "the number was changed meanwhile: look at the entry again.",
    )
}

fn held_by(number: &str) -> Bilingual {
    Bilingual::new(
        format!("questo numero è della registrazione {number}."),
        format!("this number belongs to entry {number}."),
    )
}

fn may_swap() -> Bilingual {
    Bilingual::new(
        "Se le due registrazioni sono state scambiate, spuntare la casella; altrimenti correggere prima l’altra.",
        "If the two entries were mixed up, tick the box; otherwise correct the other one first.",
    )
}
