//! Numbers from a file: the worksheet filled in, or what the protocol office exports.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::form::Bilingual;
use crate::domain::id::{CentreId, EntryId};
use crate::domain::number::Number;
use crate::domain::operator::Role;
use crate::domain::reading;
use crate::domain::semicolons::{self, Row};

use super::super::error::{DeskError, FieldProblem};
use super::super::opened::Desk;
use super::super::sign_in::Session;
use super::numbers::{DATE, NUMBER, Place, Wanted, YEAR, not_here};

/// Most problems told at once: who mends twenty lines begins anew.
const TOLD_MOST: usize = 20;

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

/// Which cell says what.
struct Places {
    emergency: usize,
    number: usize,
    date: Option<usize>,
    year: Option<usize>,
}

impl Places {
    /// Of the first line, if it names its columns.
    fn of(cells: &[String]) -> Option<Self> {
        let at = |names: &[&str]| {
            cells.iter().position(|cell| names.contains(&cell.trim().to_lowercase().as_str()))
        };
        Some(Self {
            emergency: at(&["numero_emergenza", "idattocartaceo"])?,
            number: at(&[NUMBER])?,
            date: at(&[DATE]),
            year: at(&[YEAR, "anno"]),
        })
    }

    /// Where none are named: emergency number, ordinary number, day or year.
    fn usual() -> Self {
        Self { emergency: 0, number: 1, date: Some(2), year: None }
    }
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
        let text = String::from_utf8_lossy(file);
        let mut lines = semicolons::rows(&text).into_iter().peekable();
        let named = lines.peek().and_then(|first| Places::of(&first.cells));
        let places = named.map_or_else(Places::usual, |named| {
            lines.next();
            named
        });
        let rows = self.rows_for(&bridge)?;
        let known: BTreeMap<&Number, EntryId> = rows.iter().map(|row| (&row.number, row.id)).collect();
        let (mut wanted, mut problems, mut empty) = (Vec::new(), Vec::new(), 0);
        for line in lines {
            match read(&line, &places, &known, date) {
                Ok(Some(one)) => wanted.push(one),
                Ok(None) => empty += 1,
                Err(problem) => problems.push(problem),
            }
        }
        if wanted.is_empty() && problems.is_empty() {
            problems.push(FieldProblem::new("file", nothing()));
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
        Ok(Imported { noted, had: lines - noted, empty })
    }
}

/// One line: a number to be noted, or nothing where it has none yet.
fn read(
    line: &Row,
    places: &Places,
    known: &BTreeMap<&Number, EntryId>,
    usual: Option<NaiveDate>,
) -> Result<Option<Wanted>, FieldProblem> {
    let place = Place::Line(line.line);
    let cell = |at: Option<usize>| at.and_then(|at| line.cells.get(at)).map_or("", |cell| cell.trim());
    let number = cell(Some(places.number));
    if number.is_empty() {
        return Ok(None);
    }
    let emergency: Option<Number> = cell(Some(places.emergency)).parse().ok();
    let entry = emergency.as_ref().and_then(|number| known.get(number));
    let entry = *entry.ok_or_else(|| place.wrong("numero_emergenza", &not_here()))?;
    let (date, year) = (cell(places.date), cell(places.year));
    // Where no column is named, the third may hold either.
    let (date, year) = if year.is_empty() && date.len() == 4 { ("", date) } else { (date, year) };
    let date = match date {
        "" => usual,
        text => text.parse::<NaiveDate>().ok().or_else(|| reading::date(text).ok()),
    };
    let date = date.ok_or_else(|| place.wrong(DATE, &no_day()))?;
    let year = match year {
        "" => None,
        text => Some(text.parse().map_err(|_| place.wrong(YEAR, &no_year()))?),
    };
    Ok(Some(Wanted { place, entry, number: number.to_owned(), date, year }))
}

fn no_day() -> Bilingual {
    Bilingual::new(
        "manca il giorno, o non si legge: gg/mm/aaaa.",
        "the day is missing or cannot be read: dd/mm/yyyy.",
    )
}

fn no_year() -> Bilingual {
    Bilingual::new("l’anno ha quattro cifre.", "the year has four digits.")
}

fn nothing() -> Bilingual {
    Bilingual::new(
        "Nel file non c’è alcun numero: servono numero di emergenza; numero ordinario; data, una registrazione per riga.",
        "There is no number in the file: it takes emergency number; ordinary number; date, one entry a line.",
    )
}

/// Twenty problems and how many more there are.
fn shortened(mut problems: Vec<FieldProblem>) -> DeskError {
    let more = problems.len().saturating_sub(TOLD_MOST);
    problems.truncate(TOLD_MOST);
    if more > 0 {
        problems.push(FieldProblem::new(
            "file",
            Bilingual::new(
                format!("E altre {more} righe da correggere."),
                format!("And {more} more lines to mend."),
            ),
        ));
    }
    DeskError::Fields(problems)
}
