//! Who gives the ordinary numbers: the own sequence of the centre, or the protocol office, whose numbers are brought as a file
//! or typed. A number that was given stays, or is put right with its history: the correlation is kept for good (DPR 445/2000
//! art. 63 c. 5).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::numbers_file::looked;
use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::instant::moment;
use crate::staff::accounts::Worker;
use domain::centre::centre_role::Right;
use domain::centre::exchange::OrdinaryNumber;
use domain::centre::exchange::ordinary::OrdinaryKey;
use domain::centre::{doubtful, office_numbers};
use domain::ids::id::EntryId;
use domain::text::bilingual::Bilingual;
use domain::time::moment::Moment;
use store::centre::row::{CentreEntry, Numbering};
use store::centre::{CentreStoreError, NotNumbered, NumberError};

/// Setting: who gives the numbers.
const NUMBERING: &str = "numbering";
/// Setting: when numbers were brought, by whom.
const BROUGHT: &str = "numbers";
/// Times numbers were brought that are remembered.
const REMEMBERED: usize = 50;

/// That numbers were brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BroughtNote {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: String,
    /// How many were new.
    pub given: usize,
}

/// A number that stands for two entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubled {
    /// The number, as it was written the second time.
    pub ordinary: OrdinaryNumber,
    /// The entries and their emergency numbers, the first that was received before the others.
    pub entries: Vec<(EntryId, String)>,
}

impl Hub {
    /// Who gives the numbers of entries that come.
    pub fn numbering(&self) -> Result<Numbering, CentreError> {
        match self.store.setting(NUMBERING)? {
            None => Ok(Numbering::default()),
            // Whoever cannot read it must not number.
            Some(kept) => serde_json::from_slice(&kept).map_err(|_| damaged("who numbers cannot be read")),
        }
    }

    /// Decides who gives them. What was given stays; the own sequence is not taken up while entries wait for the office.
    pub fn number_by(&self, numbering: Numbering) -> Result<(), CentreError> {
        if numbering == Numbering::Own && self.counts()?.unnumbered > 0 {
            return Err(CentreError::field(
                "numbering",
                "Ci sono registrazioni che aspettano il numero del protocollo: dare prima quelli, poi cambiare.",
                "Entries wait for the protocol office’s numbers: give those first, then change.",
            ));
        }
        let value = serde_json::to_vec(&numbering).expect("an enum of plain names");
        self.set(NUMBERING, &value)
    }

    /// Gives an entry that waits for one the number of the protocol office, unless it looks strange and nobody `checked` it.
    /// Fields: `number`, `date`, `checked`.
    pub fn number(
        &self,
        who: &Worker,
        entry: EntryId,
        ordinary: &OrdinaryNumber,
        checked: bool,
    ) -> Result<(), CentreError> {
        who.needs(Right::Decide)?;
        let row = self.store.entry(entry)?.ok_or(CentreError::NotFound)?;
        let wrong = |field, told| CentreError::Field { field, told };
        let today = self.now().day();
        if let Some(told) = office_numbers::wrong_day(ordinary.date, moment(row.issued).day(), today) {
            return Err(wrong("date", told));
        }
        if !checked {
            self.not_strange(&row, ordinary)?;
        }
        match self.store.number(&[(entry, ordinary.clone())]) {
            Ok(given) => self.note_brought(who, given),
            Err(NumberError::Refused { why, .. }) => Err(wrong("number", refused(why))),
            Err(NumberError::Store(error)) => Err(error.into()),
        }
    }

    /// Refuses a number that looks strange: with the reasons, and the words of what to do. Fields: `number`, `checked`.
    pub(super) fn not_strange(
        &self,
        row: &CentreEntry,
        ordinary: &OrdinaryNumber,
    ) -> Result<(), CentreError> {
        let known = self.numbers_of_late()?;
        let doubts: Vec<Bilingual> =
            doubtful::doubts(&[looked(row, ordinary)], &known).into_iter().flatten().collect();
        if doubts.is_empty() {
            return Ok(());
        }
        let told = doubts.into_iter().map(|told| ("number", told));
        Err(CentreError::Fields(told.chain([("checked", doubtful::to_be_checked())]).collect()))
    }

    /// Numbers that stand for two entries: given before they were compared as numbers.
    pub fn doubled_numbers(&self) -> Result<Vec<Doubled>, CentreError> {
        let mut doubled: BTreeMap<OrdinaryKey, Doubled> = BTreeMap::new();
        for row in self.store.doubled()? {
            let Some(ordinary) = row.ordinary else { continue };
            let number = ordinary.key();
            if !doubled.contains_key(&number) {
                let first = self.store.by_ordinary(&number)?.map(|first| (first.id, first.number));
                doubled.insert(number.clone(), Doubled { ordinary, entries: first.into_iter().collect() });
            }
            if let Some(one) = doubled.get_mut(&number) {
                one.entries.push((row.id, row.number));
            }
        }
        Ok(doubled.into_values().collect())
    }

    /// When numbers were brought, the newest first.
    pub fn numbers_brought(&self) -> Result<Vec<BroughtNote>, CentreError> {
        self.list(BROUGHT)
    }

    /// Numbers were brought; nothing is noted where none was new.
    pub(super) fn note_brought(&self, who: &Worker, given: usize) -> Result<(), CentreError> {
        if given == 0 {
            return Ok(());
        }
        let note = BroughtNote { at: self.now(), by: who.name.clone(), given };
        self.amend(BROUGHT, |list: &mut Vec<BroughtNote>| {
            list.insert(0, note.clone());
            list.truncate(REMEMBERED);
        })
    }
}

/// What lies in the store is not as this program writes it.
pub(super) fn damaged(what: &str) -> CentreError {
    CentreError::Store(CentreStoreError::Damaged(what.to_owned()))
}

/// Why an entry cannot have a number.
pub(super) fn refused(why: NotNumbered) -> Bilingual {
    match why {
        NotNumbered::Unknown => Bilingual::new("la registrazione non c’è.", "there is no such entry."),
        NotNumbered::Rejected => Bilingual::new(
            "la registrazione è stata messa da parte: non ha un numero ordinario.",
            "the entry was set aside: it has no ordinary number.",
        ),
        NotNumbered::Has => Bilingual::new(
            "la registrazione ha già un altro numero ordinario: se è sbagliato, correggerlo.",
            "the entry has another ordinary number already: if it is wrong, correct it.",
        ),
        NotNumbered::Held => Bilingual::new(
            "questo numero ordinario è già di un’altra registrazione.",
            "this ordinary number belongs to another entry already.",
        ),
    }
}
