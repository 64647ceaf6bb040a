//! What a clerk types into a centre without a line, in register order.

use domain::centre::exchange::{OrdinaryNumber, Verdict};
use domain::centre::manual_centre::{Bridge, Sheet};
use domain::ids::id::{CentreId, EntryId};
use domain::ids::number::Number;
use domain::journal::head::Outage;
use domain::journal::record::Kind;
use domain::office::operator::Role;
use domain::outage::late_act::YearEnd;
use domain::time::moment::Moment;
use store::{EntryQuery, EntryRow};

use super::civil_status;
use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::session::Session;
use domain::journal::event::Event;
use domain::register::entry::PaperState;
use domain::register::protocol;

/// A column of a worksheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in files.
    pub code: &'static str,
    /// Its name in Italian.
    pub it: &'static str,
    /// Its name in English.
    pub en: &'static str,
}

/// An entry to be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub entry: EntryId,
    /// Its emergency number.
    pub number: Number,
    /// When it was registered.
    pub issued: Moment,
    /// The number it got there.
    pub ordinary: Option<OrdinaryNumber>,
    /// One for each column.
    pub cells: Vec<String>,
}

/// The worksheet of a centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worksheet {
    /// The centre.
    pub bridge: Bridge,
    /// What is to be typed.
    pub columns: &'static [Column],
    /// Lines, in register order.
    pub lines: Vec<Line>,
    /// Entries without a number, shown or not.
    pub waiting: usize,
    /// Entries with one.
    pub noted: usize,
    /// Acts that the archive will soon refuse, or refuses already.
    pub year_end: Option<YearEnd>,
}

/// Which lines are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The first ones still to be typed.
    Waiting(usize),
    /// All of them, with the numbers they have.
    All,
}

/// The cells of the ordinary protocol.
const PROTOCOL: [Column; protocol::CELLS.len()] = {
    let [number, date, time, direction, correspondent, tax_code, matter, note] = protocol::CELLS;
    [
        Column { code: number, it: "Numero di emergenza", en: "Emergency number" },
        Column { code: date, it: "Data", en: "Date" },
        Column { code: time, it: "Ora", en: "Time" },
        Column { code: direction, it: "Verso", en: "Direction" },
        Column { code: correspondent, it: "Mittente o destinatario", en: "Sender or recipient" },
        Column { code: tax_code, it: "Codice fiscale", en: "Tax code" },
        Column { code: matter, it: "Oggetto", en: "Subject matter" },
        Column { code: note, it: "Annotazione", en: "Note" },
    ]
};

/// What is to be typed for a kind of sheet.
pub(super) fn columns(sheet: &Sheet) -> &'static [Column] {
    match sheet {
        Sheet::Protocol { .. } => &PROTOCOL,
        Sheet::CivilStatus => &civil_status::COLUMNS,
    }
}

/// The number an entry has at a centre: as it was brought back, or as a person recorded it for that register before.
pub(super) fn number_at(row: &EntryRow, bridge: &Bridge) -> Option<OrdinaryNumber> {
    let given = row.recovery.verdicts.get(&bridge.id).and_then(Verdict::ordinary);
    let recorded = || row.recovery.recorded.as_ref().filter(|one| one.register == bridge.sheet.register());
    given.or_else(recorded).cloned()
}

impl Desk {
    /// The worksheet of a centre (supervisor or records manager). That it was looked at is logged.
    pub fn worksheet(&self, who: &Session, id: CentreId, which: Which) -> Result<Worksheet, DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager])?;
        let bridge = self.bridge(id)?;
        let rows = self.rows_for(&bridge)?;
        let open: Vec<&EntryRow> = rows.iter().filter(|row| number_at(row, &bridge).is_none()).collect();
        let (waiting, noted) = (open.len(), rows.len() - open.len());
        let year_end = self.year_end(&bridge, &open)?;
        let wanted: Vec<&EntryRow> = match which {
            Which::Waiting(most) => open.into_iter().take(most).collect(),
            Which::All => rows.iter().collect(),
        };
        let lines = wanted.into_iter().map(|row| self.line(&bridge, row)).collect::<Result<Vec<_>, _>>()?;
        let shown = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        self.note(who.by(), Kind::Viewed, Event::Searched { rows: shown });
        let columns = columns(&bridge.sheet);
        Ok(Worksheet { bridge, columns, lines, waiting, noted, year_end })
    }

    /// The centres without a line, and how many entries each has not got.
    pub fn bridges_waiting(&self) -> Result<Vec<(Bridge, usize)>, DeskError> {
        let waiting = |bridge: Bridge| {
            let rows = self.rows_for(&bridge)?;
            let open = rows.iter().filter(|row| number_at(row, &bridge).is_none()).count();
            Ok((bridge, open))
        };
        self.bridges().into_iter().map(waiting).collect()
    }

    /// Entries that are to be typed into a centre: of its register, of every outage that is not archived, by number.
    pub(super) fn rows_for(&self, bridge: &Bridge) -> Result<Vec<EntryRow>, DeskError> {
        let live: Vec<_> = {
            let head = self.head();
            let live = head.outages.iter().filter(|outage| outage.archived.is_none());
            live.map(|outage| outage.opening.outage).collect()
        };
        let mut rows = Vec::new();
        for outage in live {
            let series = Some(bridge.sheet.series());
            let query = EntryQuery { outage: Some(outage), series, ..EntryQuery::default() };
            rows.extend(self.store()?.entries(&query).map_err(DeskError::store)?.rows);
        }
        rows.sort_by(|a, b| a.number.cmp(&b.number));
        Ok(rows)
    }

    fn line(&self, bridge: &Bridge, row: &EntryRow) -> Result<Line, DeskError> {
        let entry = self.view(row)?.entry;
        let outage: Outage = self.head().outage(row.outage).cloned().ok_or(DeskError::NotFound)?;
        let cells = match bridge.sheet {
            Sheet::Protocol { .. } => {
                let annulled = match &row.state {
                    PaperState::Annulled { reason } => Some(reason.as_str()),
                    _ => None,
                };
                protocol::cells(&entry, &outage.opening.code.to_string(), annulled).into()
            }
            Sheet::CivilStatus => civil_status::cells(row, &entry, &outage),
        };
        let ordinary = number_at(row, bridge);
        Ok(Line { entry: row.id, number: row.number.clone(), issued: row.issued, ordinary, cells })
    }

    /// The nearest end of a year among acts not entered yet.
    fn year_end(&self, bridge: &Bridge, open: &[&EntryRow]) -> Result<Option<YearEnd>, DeskError> {
        if bridge.sheet != Sheet::CivilStatus {
            return Ok(None);
        }
        let today = self.now().day();
        let mut found = None;
        for row in open {
            let entry = self.view(row)?.entry;
            let year = chrono::Datelike::year(&civil_status::formed(&entry).day());
            match YearEnd::of(year, today) {
                Some(YearEnd::Past) => return Ok(Some(YearEnd::Past)),
                near => found = found.or(near),
            }
        }
        Ok(found)
    }
}
