//! Numbers from a file: the worksheet filled in, or what the protocol office exports.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::id::{CentreId, EntryId};
use crate::domain::number::Number;
use crate::domain::office_numbers::{self, BadCell, DATE, EMERGENCY, OfficeLine};
use crate::domain::operator::Role;

use super::super::error::{DeskError, FieldProblem};
use super::super::opened::Desk;
use super::super::sign_in::Session;
use super::numbers::{Place, Wanted, not_here};

/// What came of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Numbers noted now.
    pub noted: usize,
    /// Lines whose number was noted before.
    pub had: usize,
    /// Lines without a number: left for later.
    pub empty: usize,
}

impl Desk {
    /// Notes the numbers of a file (supervisor or records manager): all, or, if a line is wrong, none. `date` is the day of
    /// lines that say only a year, or nothing. Field: `file`, with the line and the cell in the words.
    pub fn import_numbers(
        &self,
        who: &Session,
        id: CentreId,
        file: &[u8],
        date: Option<NaiveDate>,
    ) -> Result<Imported, DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager])?;
        let bridge = self.bridge(id)?;
        let read = office_numbers::read(file);
        let rows = self.rows_for(&bridge)?;
        let known: BTreeMap<&Number, EntryId> = rows.iter().map(|row| (&row.number, row.id)).collect();
        let (mut wanted, mut bad) = (Vec::new(), read.bad);
        for line in read.lines {
            match found(line, &known, date) {
                Ok(one) => wanted.push(one),
                Err(cell) => bad.push(cell),
            }
        }
        bad.sort_by_key(|cell| cell.line);
        let mut problems: Vec<FieldProblem> =
            bad.iter().map(|cell| FieldProblem::new("file", cell.told())).collect();
        if wanted.is_empty() && problems.is_empty() {
            problems.push(FieldProblem::new("file", office_numbers::nothing()));
        }
        if !problems.is_empty() {
            return Err(shortened(problems));
        }
        let lines = wanted.len();
        let source = format!("{}, da file", bridge.name);
        let noted = self.note_all(who, &bridge, wanted, &source).map_err(|error| match error {
            DeskError::Fields(problems) => shortened(problems),
            error => error,
        })?;
        Ok(Imported { noted, had: lines - noted, empty: read.empty })
    }
}

/// A line about an entry of the worksheet. `usual` is the day of lines that say none.
fn found(
    line: OfficeLine,
    known: &BTreeMap<&Number, EntryId>,
    usual: Option<NaiveDate>,
) -> Result<Wanted, BadCell> {
    let wrong = |cell, told| BadCell { line: line.line, cell, told };
    let entry = *known.get(&line.emergency).ok_or_else(|| wrong(EMERGENCY, not_here()))?;
    let date = line.date.or(usual).ok_or_else(|| wrong(DATE, office_numbers::no_day()))?;
    Ok(Wanted { place: Place::Line(line.line), entry, number: line.number, date, year: line.year })
}

/// Of a file: the first problems, and how many more there are.
fn shortened(problems: Vec<FieldProblem>) -> DeskError {
    let told = office_numbers::first_of(problems.into_iter().map(|problem| problem.told).collect());
    DeskError::Fields(told.into_iter().map(|told| FieldProblem::new("file", told)).collect())
}
