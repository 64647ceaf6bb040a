//! Numbers from a file: the worksheet filled in, or what the protocol office exports.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::session::Session;
use domain::centre::exchange::OrdinaryNumber;
use domain::centre::manual_centre::Bridge;
use domain::centre::office_numbers::{self, BadCell, DATE, EMERGENCY, OfficeLine};
use domain::centre::proposal::{Proposal, ProposedNumber};
use domain::ids::id::{CentreId, EntryId};
use domain::ids::number::Number;
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::office::operator::Role;
use store::EntryRow;

use super::files::written;
use super::numbers::{Place, Wanted, doubts, not_here};
use super::worksheet::number_at;

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
    /// What the numbers of a file would come to (supervisor or records manager); nothing is noted. `date` is the day of lines
    /// that say only a year, or nothing. Field: `file`, with the line and the cell in the words.
    pub fn propose_numbers(
        &self,
        who: &Session,
        id: CentreId,
        file: &[u8],
        date: Option<NaiveDate>,
    ) -> Result<Proposal, DeskError> {
        let ToImport { bridge, rows, mut lines, empty } = self.to_import(who, id, file, date)?;
        let wanted = lines.iter().map(|(_, wanted)| wanted.clone()).collect();
        let fresh = self.fitting(&bridge, &rows, wanted).map_err(as_of_file)?;
        let doubts: BTreeMap<EntryId, _> =
            fresh.iter().map(|(entry, _)| *entry).zip(doubts(&bridge, &rows, &fresh)).collect();
        let fresh: BTreeMap<EntryId, OrdinaryNumber> = fresh.into_iter().collect();
        let by_id: BTreeMap<EntryId, &EntryRow> = rows.iter().map(|row| (row.id, row)).collect();
        lines.sort_by_key(|(line, _)| line.line);
        let numbers = lines.into_iter().filter_map(|(line, wanted)| {
            let row = by_id.get(&wanted.entry)?;
            let held = || number_at(row, &bridge);
            let ordinary = fresh.get(&wanted.entry).cloned().or_else(held)?;
            Some(ProposedNumber {
                line: line.line,
                emergency: line.emergency,
                entry: format!("{}, {}", row.title, row.subject.full_name()),
                written: written(&bridge, &ordinary),
                ordinary,
                cells: line.cells,
                had: !fresh.contains_key(&wanted.entry),
                doubts: doubts.get(&wanted.entry).cloned().unwrap_or_default(),
            })
        });
        let numbers = numbers.collect();
        self.note(
            who.by(),
            Kind::Viewed,
            Event::Searched { rows: u32::try_from(by_id.len()).unwrap_or(u32::MAX) },
        );
        Ok(Proposal { numbers, empty, absent: Vec::new() })
    }

    /// Notes the numbers of a file (supervisor or records manager): all, or, if a line is wrong, none; none either where one looks
    /// strange and nobody `checked` it. Fields: `file`, `checked`.
    pub fn import_numbers(
        &self,
        who: &Session,
        id: CentreId,
        file: &[u8],
        date: Option<NaiveDate>,
        checked: bool,
    ) -> Result<Imported, DeskError> {
        let ToImport { bridge, lines, empty, .. } = self.to_import(who, id, file, date)?;
        let wanted: Vec<Wanted> = lines.into_iter().map(|(_, wanted)| wanted).collect();
        let lines = wanted.len();
        let source = format!("{}, da file", bridge.name);
        let noted = self.note_all(who, &bridge, wanted, &source, checked).map_err(as_of_file)?;
        Ok(Imported { noted, had: lines - noted, empty })
    }

    /// The lines of a file about entries of the worksheet.
    fn to_import(
        &self,
        who: &Session,
        id: CentreId,
        file: &[u8],
        date: Option<NaiveDate>,
    ) -> Result<ToImport, DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager])?;
        let bridge = self.bridge(id)?;
        let read = office_numbers::read(file);
        let rows = self.rows_for(&bridge)?;
        let known: BTreeMap<&Number, EntryId> = rows.iter().map(|row| (&row.number, row.id)).collect();
        let (mut wanted, mut bad) = (Vec::new(), read.bad);
        for line in read.lines {
            match found(&line, &known, date) {
                Ok(one) => wanted.push((line, one)),
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
        Ok(ToImport { bridge, rows, lines: wanted, empty: read.empty })
    }
}

/// What a file brings, beside the worksheet.
struct ToImport {
    bridge: Bridge,
    rows: Vec<EntryRow>,
    lines: Vec<(OfficeLine, Wanted)>,
    empty: usize,
}

/// A refusal with the words of the file; that something is to be checked stands apart.
fn as_of_file(error: DeskError) -> DeskError {
    match error {
        DeskError::Fields(mut problems) => match problems.pop_if(|last| last.field == "checked") {
            Some(unchecked) => DeskError::Fields(vec![unchecked]),
            None => shortened(problems),
        },
        error => error,
    }
}

/// A line about an entry of the worksheet. `usual` is the day of lines that say none.
fn found(
    line: &OfficeLine,
    known: &BTreeMap<&Number, EntryId>,
    usual: Option<NaiveDate>,
) -> Result<Wanted, BadCell> {
    let wrong = |cell, told| BadCell { line: line.line, cell, told };
    let entry = *known.get(&line.emergency).ok_or_else(|| wrong(EMERGENCY, not_here()))?;
    let date = line.date.or(usual).ok_or_else(|| wrong(DATE, office_numbers::no_day()))?;
    Ok(Wanted { place: Place::Line(line.line), entry, number: line.number.clone(), date, year: line.year })
}

/// Of a file: the first problems, and how many more there are.
fn shortened(problems: Vec<FieldProblem>) -> DeskError {
    let told = office_numbers::first_of(problems.into_iter().map(|problem| problem.told).collect());
    DeskError::Fields(told.into_iter().map(|told| FieldProblem::new("file", told)).collect())
}
