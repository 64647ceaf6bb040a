//! Numbers brought back from a centre without a line.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};

use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::session::Session;
use domain::centre::doubtful::{self, Looked};
use domain::centre::exchange::OrdinaryNumber;
use domain::centre::exchange::ordinary::{BadOrdinary, OrdinaryKey};
use domain::centre::manual_centre::{Bridge, Sheet};
use domain::centre::office_numbers::{self, BadCell, DATE, EMERGENCY, NUMBER, YEAR};
use domain::ids::id::{CentreId, EntryId};
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::office::operator::Role;
use domain::text::bilingual::Bilingual;
use store::EntryRow;

use super::worksheet::number_at;

/// Numbers as a person typed or scanned them. Fields: `date`, `number-{entry}`, `checked`.
#[derive(Clone, Debug)]
pub struct TypedNumbers {
    /// Day of the ordinary registration; the year of the numbers is its year.
    pub date: Option<NaiveDate>,
    /// By entry; those left empty are not noted.
    pub numbers: Vec<(EntryId, String)>,
    /// Whether somebody looked at those that look strange.
    pub checked: bool,
}

/// One number to be noted.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// Where a problem is told.
    pub(super) place: Place,
    pub(super) entry: EntryId,
    pub(super) number: String,
    pub(super) date: NaiveDate,
    /// The year that stood beside it, if one did.
    pub(super) year: Option<u16>,
}

/// Where a number was read: a field of a page, a line of a file.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Field(String),
    Line(usize),
}

impl Place {
    /// That a number stands here already.
    fn twice(&self) -> Bilingual {
        match self {
            Self::Field(_) => {
                Bilingual::new("questo numero è scritto due volte.", "this number is there twice.")
            }
            Self::Line(line) => office_numbers::twice(*line),
        }
    }

    /// A problem with the cell `cell`.
    pub(super) fn wrong(&self, cell: &'static str, told: &Bilingual) -> FieldProblem {
        match self {
            Self::Field(field) => FieldProblem::new(field.as_str(), told.clone()),
            Self::Line(line) => {
                FieldProblem::new("file", BadCell { line: *line, cell, told: told.clone() }.told())
            }
        }
    }
}

/// Numbers in one record of the journal.
const IN_ONE_RECORD: usize = 500;

impl Desk {
    /// Notes numbers typed on the worksheet (supervisor or records manager): all of them, or, if one is wrong, none. How many
    /// were new.
    pub fn note_numbers(
        &self,
        who: &Session,
        id: CentreId,
        typed: &TypedNumbers,
    ) -> Result<usize, DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager])?;
        let bridge = self.bridge(id)?;
        let filled: Vec<&(EntryId, String)> =
            typed.numbers.iter().filter(|(_, number)| !number.trim().is_empty()).collect();
        let Some(date) = typed.date else {
            return Err(DeskError::field(
                "date",
                "Scrivere il giorno come gg/mm/aaaa.",
                "Write the day as dd/mm/yyyy.",
            ));
        };
        if filled.is_empty() {
            let first =
                typed.numbers.first().map_or_else(|| "date".to_owned(), |(entry, _)| field_of(*entry));
            return Err(DeskError::field(
                &first,
                "Scrivere o leggere con il lettore almeno un numero.",
                "Type or scan at least one number.",
            ));
        }
        let wanted = filled.into_iter().map(|(entry, number)| Wanted {
            place: Place::Field(field_of(*entry)),
            entry: *entry,
            number: number.clone(),
            date,
            year: None,
        });
        self.note_all(who, &bridge, wanted.collect(), &bridge.name, typed.checked)
    }

    /// Checks all, then notes all that are new; none where one looks strange and nobody `checked` it.
    pub(super) fn note_all(
        &self,
        who: &Session,
        bridge: &Bridge,
        wanted: Vec<Wanted>,
        source: &str,
        checked: bool,
    ) -> Result<usize, DeskError> {
        // One at a time for each centre: what is checked is what is noted.
        let _lock = self.locks.hold(EntryId::new(bridge.id.uuid()));
        let rows = self.rows_for(bridge)?;
        let places: BTreeMap<EntryId, Place> =
            wanted.iter().map(|one| (one.entry, one.place.clone())).collect();
        let fresh = self.fitting(bridge, &rows, wanted)?;
        if !checked {
            not_strange(bridge, &rows, &fresh, &places)?;
        }
        for part in fresh.chunks(IN_ONE_RECORD) {
            self.commit(who.by(), Kind::OrdinaryRecorded, |head, _| {
                if !head.recovery.bridges.contains_key(&bridge.id) {
                    return Err(DeskError::NotFound);
                }
                let recorded = |(entry, ordinary): &(EntryId, OrdinaryNumber)| Event::OrdinaryRecorded {
                    entry: *entry,
                    ordinary: ordinary.clone(),
                    source: source.to_owned(),
                    centre: Some(bridge.id),
                };
                Ok(part.iter().map(recorded).collect())
            })?;
        }
        self.wake_recovery();
        Ok(fresh.len())
    }

    /// What is to be noted, or everything that is wrong.
    pub(super) fn fitting(
        &self,
        bridge: &Bridge,
        rows: &[EntryRow],
        wanted: Vec<Wanted>,
    ) -> Result<Vec<(EntryId, OrdinaryNumber)>, DeskError> {
        let by_id: BTreeMap<EntryId, &EntryRow> = rows.iter().map(|row| (row.id, row)).collect();
        let (mut fresh, mut problems) = (BTreeMap::new(), Vec::new());
        let mut taken = BTreeMap::new();
        let mut places = BTreeMap::new();
        for one in wanted {
            let Some(row) = by_id.get(&one.entry) else {
                problems.push(one.place.wrong(EMERGENCY, &not_here()));
                continue;
            };
            match self.one(bridge, row, &one, &mut taken) {
                Ok(None) => {}
                Ok(Some(ordinary)) => {
                    places.insert(one.entry, one.place.clone());
                    fresh.insert(one.entry, ordinary);
                }
                Err(problem) => problems.push(problem),
            }
        }
        if bridge.sheet.keeps_order() && problems.is_empty() {
            problems.extend(out_of_order(bridge, rows, &fresh, &places));
        }
        if !problems.is_empty() {
            return Err(DeskError::Fields(problems));
        }
        Ok(rows.iter().filter_map(|row| Some((row.id, fresh.remove(&row.id)?))).collect())
    }

    /// One number: what it is, nothing if it is noted already, or what is wrong with it.
    fn one(
        &self,
        bridge: &Bridge,
        row: &EntryRow,
        one: &Wanted,
        taken: &mut BTreeMap<OrdinaryKey, (EntryId, Place)>,
    ) -> Result<Option<OrdinaryNumber>, FieldProblem> {
        let wrong = |cell, told: Bilingual| Err(one.place.wrong(cell, &told));
        if let Some(told) = office_numbers::wrong_day(one.date, row.issued.day(), self.now().day()) {
            return wrong(DATE, told);
        }
        let ordinary = bridge
            .sheet
            .read(&one.number, one.date)
            .map_err(|bad| one.place.wrong(NUMBER, &told(&bridge.sheet, bad)))?;
        let mut years = [Some(ordinary.year), one.year].into_iter().flatten();
        if let Some(told) = years.find_map(|year| office_numbers::wrong_year(one.date, year)) {
            return wrong(YEAR, told);
        }
        if let Some(held) = number_at(row, bridge) {
            let same = held.key() == ordinary.key();
            return if same { Ok(None) } else { wrong(NUMBER, has_one(row, &held)) };
        }
        let mine = || (row.id, one.place.clone());
        let (first, place) = taken.entry(ordinary.key()).or_insert_with(mine);
        if *first != row.id {
            return wrong(NUMBER, place.twice());
        }
        match self.bearer(&ordinary) {
            Some(other) if other != row.id => {
                let other = self.row(other).map(|row| row.number.to_string()).unwrap_or_default();
                wrong(
                    NUMBER,
                    Bilingual::new(
                        format!("questo numero è già della registrazione {other}."),
                        format!("this number belongs to entry {other} already."),
                    ),
                )
            }
            _ => Ok(Some(ordinary)),
        }
    }

    fn bearer(&self, ordinary: &OrdinaryNumber) -> Option<EntryId> {
        self.store().ok()?.by_ordinary(ordinary).ok()?
    }
}

/// What is strange about numbers that are new, held against those noted before.
pub(super) fn doubts(
    bridge: &Bridge,
    rows: &[EntryRow],
    fresh: &[(EntryId, OrdinaryNumber)],
) -> Vec<Vec<Bilingual>> {
    let known: Vec<OrdinaryNumber> = rows.iter().filter_map(|row| number_at(row, bridge)).collect();
    let issued: BTreeMap<EntryId, i32> = rows.iter().map(|row| (row.id, row.issued.day().year())).collect();
    let looked = fresh.iter().map(|(entry, number)| Looked { number, issued: issued[entry] });
    doubtful::doubts(&looked.collect::<Vec<_>>(), &known)
}

/// Refuses numbers that look strange: each with its reasons, and the words of what to do.
fn not_strange(
    bridge: &Bridge,
    rows: &[EntryRow],
    fresh: &[(EntryId, OrdinaryNumber)],
    places: &BTreeMap<EntryId, Place>,
) -> Result<(), DeskError> {
    let mut problems = Vec::new();
    for ((entry, _), told) in fresh.iter().zip(doubts(bridge, rows, fresh)) {
        problems.extend(told.iter().map(|told| places[entry].wrong(NUMBER, told)));
    }
    if problems.is_empty() {
        return Ok(());
    }
    problems.push(FieldProblem::new("checked", doubtful::to_be_checked()));
    Err(DeskError::Fields(problems))
}

/// The field of an entry's number on the page.
pub fn field_of(entry: EntryId) -> String {
    format!("number-{entry}")
}

/// Why a text is no number of a sheet.
pub(super) fn told(sheet: &Sheet, bad: BadOrdinary) -> Bilingual {
    match (bad, sheet.keeps_order()) {
        (_, true) => Bilingual::new(
            "numero dell’atto come 2026-1002-10-043023: anno, numero nazionale, numero comunale, codice ISTAT.",
            "number of the act as 2026-1002-10-043023: year, national number, municipal number, ISTAT code.",
        ),
        (_, false) => Bilingual::new(
            "da 1 a 20 cifre, lettere, trattini o barre, come nel protocollo.",
            "1 to 20 digits, letters, hyphens or slashes, as in the protocol.",
        ),
    }
}

fn has_one(row: &EntryRow, held: &OrdinaryNumber) -> Bilingual {
    Bilingual::new(
        format!(
            "la registrazione {} ha già il numero {held}: se è sbagliato, correggerlo dalla pagina della registrazione.",
            row.number
        ),
        format!(
            "entry {} has the number {held} already: if it is wrong, correct it on the entry’s page.",
            row.number
        ),
    )
}

pub(super) fn not_here() -> Bilingual {
    Bilingual::new(
        "non è una registrazione di questo foglio: controllare il numero di emergenza.",
        "not an entry of this worksheet: check the emergency number.",
    )
}

/// Where order is kept, an act waits for all before it.
fn out_of_order(
    bridge: &Bridge,
    rows: &[EntryRow],
    fresh: &BTreeMap<EntryId, OrdinaryNumber>,
    places: &BTreeMap<EntryId, Place>,
) -> Option<FieldProblem> {
    let gap = rows.iter().position(|row| number_at(row, bridge).is_none() && !fresh.contains_key(&row.id))?;
    let late = rows[gap..].iter().find_map(|row| places.get(&row.id))?;
    let first = &rows[gap].number;
    Some(late.wrong(
        NUMBER,
        &Bilingual::new(
            format!("gli atti si inseriscono in ordine: prima viene {first}."),
            format!("acts are entered in order: {first} comes first."),
        ),
    ))
}
