//! Everything for a centre that is not ours: JSON Lines, CSV and the printed registers in one ZIP file. Not encrypted: whoever
//! holds it reads it, and who let it out, when and why stands in the journal before its first byte.

use std::io::{self, Write};

use domain::centre::exchange::{OrdinaryNumber, Verdict};
use domain::ids::anchor::{Anchor, Position};
use domain::ids::number::Series;
use domain::journal::event::Event;
use domain::journal::head::Outage;
use domain::journal::record::Kind;
use domain::office::operator::Role;
use domain::text::{lines, semicolons};
use store::{EntryQuery, EntryRow};
use trust::bundle::NotWritten;

use super::open_cells;
use super::open_strays::OpenStray;
use super::zip::Zip;
use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::session::Session;
use crate::register::entries::EntryView;

/// Shortest and longest reason, in characters.
const REASON: std::ops::RangeInclusive<usize> = 3..=400;

/// An export that was allowed and noted.
#[derive(Debug)]
pub struct ReadyOpen {
    /// Name of the file. Holds no personal data.
    pub name: String,
    /// Entries in it.
    pub entries: usize,
    who: Session,
    rows: Vec<(Outage, Vec<EntryRow>)>,
    strays: Vec<OpenStray>,
}

impl From<io::Error> for DeskError {
    fn from(error: io::Error) -> Self {
        NotWritten::Io(error).into()
    }
}

impl Desk {
    /// Makes the open export ready (supervisor or records manager). Field: `reason`. That it is made is a record of the
    /// journal: by whom, when, why, how many entries; not where the disk takes no record.
    pub fn ready_open_export(&self, who: &Session, reason: &str) -> Result<ReadyOpen, DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager])?;
        let reason = lines::required_line(reason, *REASON.end())
            .map_err(|told| DeskError::Fields(vec![FieldProblem::new("reason", told)]))?;
        if !REASON.contains(&reason.chars().count()) {
            return Err(DeskError::field(
                "reason",
                "Scrivere per chi e perché, in almeno tre caratteri: resta nel giornale.",
                "Write for whom and why, in at least three characters: it is kept in the journal.",
            ));
        }
        let outages = self.head().outages.clone();
        let mut rows = Vec::new();
        for outage in outages {
            let query = EntryQuery { outage: Some(outage.opening.outage), ..EntryQuery::default() };
            let mut mine = self.store()?.entries(&query).map_err(DeskError::store)?.rows;
            mine.sort_by(|a, b| a.number.cmp(&b.number));
            rows.push((outage, mine));
        }
        let entries = rows.iter().map(|(_, mine)| mine.len()).sum();
        let count = u64::try_from(entries).unwrap_or(u64::MAX);
        self.commit_if_it_can(who.by(), Kind::Noted, Event::ExportedOpen { reason, entries: count })?;
        let name = format!("{}-in-chiaro.zip", self.station().register_code);
        Ok(ReadyOpen { name, entries, who: who.clone(), rows, strays: self.open_strays() })
    }

    /// Writes it. What was written before a failure opens nowhere: it lacks its directory.
    pub fn write_open_export(&self, ready: &ReadyOpen, out: &mut dyn Write) -> Result<(), DeskError> {
        let mut zip = Zip::new(out);
        zip.add("registrazioni.jsonl", |file| {
            self.each_open(ready, |outage, view| put_line(file, &line(view, outage)))?;
            ready.strays.iter().try_for_each(|one| put_line(file, &one.line()))
        })?;
        zip.add("registrazioni.csv", |file| {
            let mut row = String::from(semicolons::MARK);
            semicolons::push_row(&mut row, open_cells::COLUMNS);
            file.write_all(row.as_bytes())?;
            self.each_open(ready, |outage, view| put_row(file, &open_cells::cells(view, outage)))?;
            ready.strays.iter().try_for_each(|one| put_row(file, &one.cells()))
        })?;
        if let Some(lives) = self.open_lives() {
            zip.add::<DeskError>("vite.json", |file| put_line(file, &lives))?;
        }
        for (outage, _) in &ready.rows {
            for series in [Series::P, Series::S] {
                let pdf = self.register_pdf(&ready.who, outage.opening.outage, series)?;
                zip.add::<DeskError>(&pdf.name, |file| Ok(file.write_all(&pdf.bytes)?))?;
            }
        }
        Ok(zip.end()?)
    }

    /// The lives whose entries these are, where there are several: two exports that name one station with two beginnings come from
    /// two lives that took one reserve.
    fn open_lives(&self) -> Option<serde_json::Value> {
        let lives: Vec<_> = self.past_lives().into_iter().chain([self.station_id()]).collect();
        if lives.len() < 2 {
            return None;
        }
        let told = lives.into_iter().map(|of| {
            let first = self.one_life(of).ok().and_then(|life| life.header(Position::FIRST).ok());
            let first =
                first.map(|(header, chain)| (header.time, Anchor { position: header.position, chain }));
            serde_json::json!({
                "station": of,
                "register_code": self.code_of_life(of),
                "began": first.as_ref().map(|(at, _)| at),
                "first": first.as_ref().map(|(_, anchor)| anchor),
            })
        });
        Some(serde_json::json!({ "v": 1, "lives": told.collect::<Vec<_>>() }))
    }

    fn each_open(
        &self,
        ready: &ReadyOpen,
        mut take: impl FnMut(&Outage, &EntryView) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        for (outage, rows) in &ready.rows {
            rows.iter().try_for_each(|row| take(outage, &self.view(row)?))?;
        }
        Ok(())
    }
}

fn put_row(file: &mut dyn Write, cells: &[String]) -> Result<(), DeskError> {
    let mut row = String::new();
    semicolons::push_row(&mut row, cells.iter().map(String::as_str));
    Ok(file.write_all(row.as_bytes())?)
}

fn put_line(file: &mut dyn Write, value: &serde_json::Value) -> Result<(), DeskError> {
    let mut line = serde_json::to_vec(value).map_err(io::Error::other)?;
    line.push(b'\n');
    Ok(file.write_all(&line)?)
}

/// One JSON value a line: the entry as it was issued, and what became of it.
fn line(view: &EntryView, outage: &Outage) -> serde_json::Value {
    serde_json::json!({
        "v": 1,
        "entry": view.entry,
        "state": view.state,
        "position": view.position,
        "check_code": view.check_code,
        "outage": outage.opening,
        "recovery_reason": open_cells::reason(&view.entry, outage),
        "outcomes": view.recovery.verdicts,
        "ordinary": ordinary(view),
        "corrected_by": view.recovery.corrected_by,
    })
}

/// The ordinary number, once there is one.
pub(super) fn ordinary(view: &EntryView) -> Option<&OrdinaryNumber> {
    let told = view.recovery.verdicts.values().find_map(Verdict::ordinary);
    told.or(view.recovery.recorded.as_ref())
}

#[cfg(test)]
mod tests {
    use super::super::zip::tests::unzipped;
    use crate::tests::Sample;
    use domain::journal::event::Event;
    use domain::text::semicolons;

    #[test]
    fn every_entry_stands_in_lines_and_table_beside_its_registers() {
        let sample = Sample::new();
        sample.open("2026-11-21 08:00");
        let issued: Vec<_> = (0..3).map(|_| sample.issue()).collect();
        let (desk, who) = (sample.desk(), sample.supervisor());
        let ready = desk.ready_open_export(&who, "per il nuovo gestore, chiesto dal segretario").unwrap();
        let mut zip = Vec::new();
        desk.write_open_export(&ready, &mut zip).unwrap();
        let files = unzipped(&zip);
        let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
        let lines: Vec<serde_json::Value> =
            text("registrazioni.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let rows = semicolons::rows(&text("registrazioni.csv"));
        assert_eq!((lines.len(), rows.len()), (3, 4));
        for ((view, line), row) in issued.iter().zip(&lines).zip(&rows[1..]) {
            assert_eq!(line["entry"], serde_json::to_value(&view.entry).unwrap(), "nothing is lost");
            assert_eq!(row.cells.len(), rows[0].cells.len());
            assert_eq!(row.cells[1], view.entry.number.to_string());
        }
        assert_eq!(files.values().filter(|file| file.starts_with(b"%PDF-")).count(), 2);
    }

    #[test]
    fn who_let_it_out_and_why_is_written_down_first() {
        let sample = Sample::new();
        let desk = sample.desk();
        for refused in [
            desk.ready_open_export(&sample.clerk(), "perché"),
            desk.ready_open_export(&sample.supervisor(), " "),
        ] {
            refused.unwrap_err();
        }
        let who = sample.supervisor();
        desk.ready_open_export(&who, "per il nuovo gestore").unwrap();
        let last = desk.journal().head().unwrap().position;
        let (_, command) = desk.command_at(last.get()).unwrap().unwrap();
        assert_eq!(command.by.unwrap().name, who.name);
        let expected = Event::ExportedOpen { reason: "per il nuovo gestore".to_owned(), entries: 0 };
        assert_eq!(command.events, [expected]);
    }
}
