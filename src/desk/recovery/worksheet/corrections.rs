//! A number that was typed, scanned or imported here is put right: by a named person, with a reason. What it was stays with the
//! entry. What a centre on a line gave is put right there.

use chrono::NaiveDate;

use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::session::Session;
use crate::recovery::conflicts::reasoned;
use domain::centre::doubtful::{self, Looked};
use domain::centre::exchange::{Correction, OrdinaryNumber};
use domain::centre::manual_centre::{Bridge, Sheet};
use domain::centre::office_numbers;
use domain::ids::id::EntryId;
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::office::operator::Role;
use store::EntryRow;

use super::numbers::told;
use super::worksheet::number_at;

/// The right number as a person typed it. Fields: `number`, `date`, `reason`, `checked`.
#[derive(Clone, Debug, Default)]
pub struct TypedCorrection {
    /// The number.
    pub number: String,
    /// Day of the ordinary registration.
    pub date: Option<NaiveDate>,
    /// Why the one before was wrong.
    pub reason: String,
    /// Whether a number that looks strange was looked at.
    pub checked: bool,
}

impl Desk {
    /// Puts right the ordinary number of an entry that was noted here (supervisor or records manager).
    pub fn correct_noted_number(
        &self,
        who: &Session,
        entry: EntryId,
        typed: &TypedCorrection,
    ) -> Result<OrdinaryNumber, DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager])?;
        let reason = reasoned(&typed.reason)?;
        let row = self.row(entry)?;
        let bridge = self.noted_by(&row);
        // One at a time for each centre: what is checked is what is noted.
        let claimed = bridge.as_ref().map_or(entry, |bridge| EntryId::new(bridge.id.uuid()));
        let _lock = self.locks.hold(claimed);
        let row = self.row(entry)?;
        let before = row.recovery.recorded.clone().filter(|_| row.recovery.was_noted_here());
        let before = before.ok_or(DeskError::Illegal)?;
        let ordinary = self.read_right(&row, bridge.as_ref(), &before, typed)?;
        let (centre, by) = (bridge.map(|bridge| bridge.id), who.name.clone());
        self.commit(who.by(), Kind::OrdinaryCorrected, |_, at| {
            let correction = Correction { before, by, at, reason };
            Ok(vec![Event::OrdinaryCorrected { entry, ordinary: ordinary.clone(), correction, centre }])
        })?;
        self.wake_recovery();
        Ok(ordinary)
    }

    /// The centre without a line that gave the number of an entry.
    fn noted_by(&self, row: &EntryRow) -> Option<Bridge> {
        self.bridges()
            .into_iter()
            .find(|bridge| row.recovery.verdicts.contains_key(&bridge.id) && number_at(row, bridge).is_some())
    }

    /// The right number, or what is wrong with it.
    fn read_right(
        &self,
        row: &EntryRow,
        bridge: Option<&Bridge>,
        before: &OrdinaryNumber,
        typed: &TypedCorrection,
    ) -> Result<OrdinaryNumber, DeskError> {
        let wrong = |field: &str, told| Err(DeskError::Fields(vec![FieldProblem::new(field, told)]));
        let Some(date) = typed.date else {
            return Err(DeskError::field(
                "date",
                "Scrivere il giorno come gg/mm/aaaa.",
                "Write the day as dd/mm/yyyy.",
            ));
        };
        if let Some(told) = office_numbers::wrong_day(date, row.issued.day(), self.now().day()) {
            return wrong("date", told);
        }
        let sheet = bridge
            .map_or_else(|| Sheet::Protocol { register: before.register.clone() }, |one| one.sheet.clone());
        let ordinary = match sheet.read(&typed.number, date) {
            Ok(ordinary) => ordinary,
            Err(bad) => return wrong("number", told(&sheet, bad)),
        };
        if let Some(told) = office_numbers::wrong_year(date, ordinary.year) {
            return wrong("date", told);
        }
        if ordinary == *before {
            return Err(DeskError::field(
                "number",
                "È il numero che ha già.",
                "This is the number it has already.",
            ));
        }
        let holder = self.store()?.by_ordinary(&ordinary).map_err(DeskError::store)?;
        if let Some(other) = holder.filter(|other| *other != row.id) {
            let other = self.row(other)?.number;
            return Err(DeskError::field(
                "number",
                &format!(
                    "Questo numero ordinario è già della registrazione {other}: correggere prima quella."
                ),
                &format!("This ordinary number belongs to entry {other} already: correct that one first."),
            ));
        }
        if !typed.checked {
            not_strange(row, &ordinary, &self.known_beside(row, bridge)?)?;
        }
        Ok(ordinary)
    }

    /// Numbers of the other entries that a centre without a line gave.
    fn known_beside(
        &self,
        row: &EntryRow,
        bridge: Option<&Bridge>,
    ) -> Result<Vec<OrdinaryNumber>, DeskError> {
        let Some(bridge) = bridge else { return Ok(Vec::new()) };
        let others = self.rows_for(bridge)?.into_iter().filter(|other| other.id != row.id);
        Ok(others.filter_map(|other| number_at(&other, bridge)).collect())
    }
}

/// Refuses a number that looks strange, held against those that are `known`: with the reasons, and the words of what to do.
pub(crate) fn not_strange(
    row: &EntryRow,
    ordinary: &OrdinaryNumber,
    known: &[OrdinaryNumber],
) -> Result<(), DeskError> {
    let issued = chrono::Datelike::year(&row.issued.day());
    let doubts = doubtful::doubts(&[Looked { number: ordinary, issued }], known);
    let mut problems: Vec<FieldProblem> =
        doubts.into_iter().flatten().map(|told| FieldProblem::new("number", told)).collect();
    if problems.is_empty() {
        return Ok(());
    }
    problems.push(FieldProblem::new("checked", doubtful::to_be_checked()));
    Err(DeskError::Fields(problems))
}
