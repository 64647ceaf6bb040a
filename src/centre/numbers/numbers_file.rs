//! The file of the protocol office: what it registers goes out, its numbers come back.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::instant::moment;
use crate::staff::accounts::Worker;
use domain::centre::centre_role::Right;
use domain::centre::doubtful::{self, Looked};
use domain::centre::exchange::OrdinaryNumber;
use domain::centre::exchange::ordinary::{BadOrdinary, OrdinaryKey};
use domain::centre::office_numbers::{self, BadCell, DATE, EMERGENCY, NUMBER, OfficeLine, REGISTER, YEAR};
use domain::centre::proposal::{Proposal, ProposedNumber};
use domain::ids::id::{EntryId, OutageId};
use domain::ids::number::Number;
use domain::register::protocol;
use domain::text::bilingual::Bilingual;
use domain::text::semicolons;
use store::centre::row::{CentreEntry, CentreQuery};
use store::centre::{NotNumbered, NumberError};

use super::numbers::{damaged, refused};

const PAGE: usize = 500;
/// Entries whose numbers say what is usual.
const USUAL: usize = 100;

/// What came of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// Numbers given now.
    pub given: usize,
    /// Lines whose number was given before.
    pub had: usize,
    /// Lines without a number.
    pub empty: usize,
    /// Lines about entries that have not come yet: to be brought again when they have.
    pub absent: Vec<(usize, Number)>,
}

/// A line whose entry is here, and the number it brings.
struct Found {
    line: usize,
    cells: String,
    emergency: Number,
    row: CentreEntry,
    ordinary: OrdinaryNumber,
}

impl Found {
    /// Whether its entry has this number already.
    fn had(&self) -> bool {
        self.row.ordinary.as_ref().is_some_and(|held| held.key() == self.ordinary.key())
    }
}

/// A file that can be taken.
struct Fitting {
    found: Vec<Found>,
    absent: Vec<(usize, Number)>,
    empty: usize,
}

impl Hub {
    /// What the numbers of a file of the protocol office would come to; nothing is given. `usual` is the day of lines that say
    /// none. Field: `file`, with line and cell in the words.
    pub fn propose_numbers(&self, file: &[u8], usual: Option<NaiveDate>) -> Result<Proposal, CentreError> {
        let Fitting { mut found, absent, empty } = self.fitting(file, usual)?;
        found.sort_by_key(|one| one.line);
        let doubts = self.doubts_of(&found)?;
        let numbers = found.into_iter().zip(doubts).map(|(one, doubts)| {
            let had = one.had();
            let view = self.entry_view(one.row)?;
            let name = view.summary.map(|summary| summary.name()).unwrap_or_default();
            Ok(ProposedNumber {
                line: one.line,
                emergency: one.emergency,
                entry: [view.row.title, name]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(", "),
                written: one.ordinary.number.clone(),
                ordinary: one.ordinary,
                cells: one.cells,
                had,
                doubts,
            })
        });
        Ok(Proposal { numbers: numbers.collect::<Result<_, CentreError>>()?, empty, absent })
    }

    /// Gives the numbers of a file of the protocol office: all of it, or, if a line is wrong, none; none either where one looks
    /// strange and nobody `checked` it. Fields: `file`, `checked`.
    pub fn bring_numbers(
        &self,
        who: &Worker,
        file: &[u8],
        usual: Option<NaiveDate>,
        checked: bool,
    ) -> Result<Brought, CentreError> {
        who.needs(Right::Decide)?;
        let Fitting { found, absent, empty } = self.fitting(file, usual)?;
        if !checked && self.doubts_of(&found)?.iter().any(|doubts| !doubts.is_empty()) {
            return Err(CentreError::Field { field: "checked", told: doubtful::to_be_checked() });
        }
        let numbers: Vec<_> = found.iter().map(|one| (one.row.id, one.ordinary.clone())).collect();
        let given = match self.store.number(&numbers) {
            Ok(given) => given,
            // Somebody was faster since it was looked at.
            Err(NumberError::Refused { entry, why }) => {
                let line = found.iter().find(|one| one.row.id == entry).map_or(0, |one| one.line);
                let cell = BadCell { line, cell: NUMBER, told: refused(why) };
                return Err(problems(vec![cell.told()]));
            }
            Err(NumberError::Store(error)) => return Err(error.into()),
        };
        self.note_brought(who, given)?;
        Ok(Brought { given, had: found.len() - given, empty, absent })
    }

    /// What is strange about each number that is new.
    fn doubts_of(&self, found: &[Found]) -> Result<Vec<Vec<Bilingual>>, CentreError> {
        let known = self.numbers_of_late()?;
        let looked: Vec<Looked> = found.iter().map(|one| looked(&one.row, &one.ordinary)).collect();
        let doubts = doubtful::doubts(&looked, &known);
        Ok(found
            .iter()
            .zip(doubts)
            .map(|(one, doubts)| if one.had() { Vec::new() } else { doubts })
            .collect())
    }

    /// Ordinary numbers of the last entries that came: what is usual.
    pub(super) fn numbers_of_late(&self) -> Result<Vec<OrdinaryNumber>, CentreError> {
        let late = self.store.entries(&CentreQuery { limit: USUAL, ..CentreQuery::default() })?;
        Ok(late.into_iter().filter_map(|row| row.ordinary).collect())
    }

    /// The lines of a file, if it can be taken whole.
    fn fitting(&self, file: &[u8], usual: Option<NaiveDate>) -> Result<Fitting, CentreError> {
        let read = office_numbers::read(file);
        let mut bad = read.bad;
        let (mut found, mut absent) = (Vec::new(), Vec::new());
        for line in read.lines {
            match self.found(&line, usual)? {
                Ok(Some(one)) => found.push(one),
                Ok(None) => absent.push((line.line, line.emergency)),
                Err(cell) => bad.push(cell),
            }
        }
        if found.is_empty() && absent.is_empty() && bad.is_empty() {
            return Err(problems(vec![office_numbers::nothing()]));
        }
        bad.extend(self.unfit(&found)?);
        if !bad.is_empty() {
            bad.sort_by_key(|cell| cell.line);
            return Err(problems(bad.iter().map(BadCell::told).collect()));
        }
        Ok(Fitting { found, absent, empty: read.empty })
    }

    /// The entry of a line, `None` if it has not come; or what is wrong with the line itself.
    fn found(
        &self,
        line: &OfficeLine,
        usual: Option<NaiveDate>,
    ) -> Result<Result<Option<Found>, BadCell>, CentreError> {
        let wrong = |cell, told| Ok(Err(BadCell { line: line.line, cell, told }));
        let mut rows = self.store.by_number(&line.emergency.to_string())?;
        let Some(row) = rows.pop() else { return Ok(Ok(None)) };
        if !rows.is_empty() {
            return wrong(EMERGENCY, clash());
        }
        let Some(date) = line.date.or(usual) else { return wrong(DATE, office_numbers::no_day()) };
        if let Some(told) = office_numbers::wrong_day(date, moment(row.issued).day(), self.now().day()) {
            return wrong(DATE, told);
        }
        let year = u16::try_from(chrono::Datelike::year(&date)).unwrap_or_default();
        if let Some(told) = line.year.and_then(|year| office_numbers::wrong_year(date, year)) {
            return wrong(YEAR, told);
        }
        let own = self.register_of(line.emergency.key().series);
        let register = line.register.as_deref().unwrap_or(own);
        match OrdinaryNumber::new(register, year, &line.number, date) {
            Ok(ordinary) => {
                let (cells, emergency) = (line.cells.clone(), line.emergency.clone());
                Ok(Ok(Some(Found { line: line.line, cells, emergency, row, ordinary })))
            }
            Err(bad @ BadOrdinary::Register) => wrong(REGISTER, unreadable(bad)),
            Err(bad @ BadOrdinary::Number) => wrong(NUMBER, unreadable(bad)),
        }
    }

    /// Lines whose number their entry cannot have.
    fn unfit(&self, found: &[Found]) -> Result<Vec<BadCell>, CentreError> {
        let mut bad = Vec::new();
        let (mut of_number, mut of_entry) = (BTreeMap::new(), BTreeMap::new());
        for Found { line, row, ordinary, .. } in found {
            let mut wrong = |told| bad.push(BadCell { line: *line, cell: NUMBER, told });
            let number = ordinary.key();
            let of_number: (usize, EntryId) = *of_number.entry(number.clone()).or_insert((*line, row.id));
            let of_entry: (usize, OrdinaryKey) =
                of_entry.entry(row.id).or_insert_with(|| (*line, number.clone())).clone();
            let elsewhere = (of_number.1 != row.id).then_some(of_number.0);
            if let Some(first) = elsewhere.or((of_entry.1 != number).then_some(of_entry.0)) {
                wrong(office_numbers::twice(first));
                continue;
            }
            match &row.ordinary {
                Some(held) if held.key() == number => continue,
                Some(held) => {
                    wrong(has(held));
                    continue;
                }
                None if row.rejected.is_some() => {
                    wrong(refused(NotNumbered::Rejected));
                    continue;
                }
                None => {}
            }
            if let Some(holder) = self.store.by_ordinary(&number)? {
                wrong(held_by(&holder.number));
            }
        }
        Ok(bad)
    }

    /// What the protocol office registers (DPR 445/2000 art. 53), as CSV with room for its numbers: entries that wait for
    /// one, in register order.
    pub fn numbers_wanted(&self) -> Result<String, CentreError> {
        let codes: BTreeMap<OutageId, String> =
            self.store.outages()?.into_iter().map(|outage| (outage.outage, outage.code)).collect();
        let mut csv = String::from(semicolons::MARK);
        semicolons::push_row(&mut csv, protocol::CELLS.into_iter().chain([REGISTER, NUMBER, DATE]));
        let mut query =
            CentreQuery { unnumbered: true, in_register_order: true, limit: PAGE, ..CentreQuery::default() };
        loop {
            let page = self.store.entries(&query)?;
            let Some(last) = page.last() else { return Ok(csv) };
            query.after = Some(last.id);
            for row in &page {
                let entry = self.entry_in_full(row)?.ok_or_else(|| damaged("an entry without its record"))?;
                let annulled = (row.state == "annulled").then_some("");
                let outage = codes.get(&row.outage).map_or("", String::as_str);
                let cells = protocol::cells(&entry, outage, annulled);
                let register = self.register_of(entry.number.key().series);
                let cells = cells.iter().map(String::as_str).chain([register, "", ""]);
                semicolons::push_row(&mut csv, cells);
            }
        }
    }
}

/// A number beside the entry it is for.
pub(super) fn looked<'a>(row: &CentreEntry, number: &'a OrdinaryNumber) -> Looked<'a> {
    Looked { number, issued: chrono::Datelike::year(&moment(row.issued).day()) }
}

fn problems(told: Vec<Bilingual>) -> CentreError {
    let told = office_numbers::first_of(told).into_iter();
    CentreError::Fields(told.map(|told| ("file", told)).collect())
}

fn unreadable(bad: BadOrdinary) -> Bilingual {
    match bad {
        BadOrdinary::Register => {
            Bilingual::new("da 1 a 16 lettere, cifre, . _ -", "1 to 16 letters, digits, . _ -")
        }
        BadOrdinary::Number => {
            Bilingual::new("da 1 a 20 cifre, lettere, - _ /.", "1 to 20 digits, letters, - _ /.")
        }
    }
}

fn clash() -> Bilingual {
    Bilingual::new(
        "più registrazioni hanno questo numero di emergenza: dare il numero dalla pagina di ciascuna.",
        "several entries have this emergency number: give the number on the page of each.",
    )
}

fn has(held: &OrdinaryNumber) -> Bilingual {
    Bilingual::new(
        format!(
            "la registrazione ha già il numero {held}: se è sbagliato, correggerlo dalla pagina della registrazione."
        ),
        format!("the entry has the number {held} already: if it is wrong, correct it on the entry’s page."),
    )
}

fn held_by(number: &str) -> Bilingual {
    Bilingual::new(
        format!("questo numero è già della registrazione {number}."),
        format!("this number belongs to entry {number} already."),
    )
}
