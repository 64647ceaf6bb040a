//! The correlation between emergency and ordinary numbers (DPR 445/2000 art. 63 c. 5).

use crate::conflicts::decide::ANNULLED;
use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::register::entries::EntryView;
use domain::centre::exchange::OrdinaryNumber;
use domain::centre::exchange::correction::all_told;
use domain::centre::exchange::correlation::{COLUMNS, COUNT, NOTES, stands, told};
use domain::centre::recovery::Way;
use domain::ids::id::{EntryId, OutageId, StationId};
use domain::text::semicolons;
use store::centre::row::{CentreEntry, CentreQuery};

use super::strays::{self, StrayView};

const PAGE: usize = 500;
/// Columns of the file: those in common, then the paper, differences that are open, who decided, and what is missing.
const CELLS: usize = COUNT + 4;

impl Hub {
    /// Walks through the entries of outages (all, if none is named) in register order, the lives of one counter one after the other.
    pub fn walk(
        &self,
        outages: &[OutageId],
        visit: &mut dyn FnMut(EntryView) -> Result<(), CentreError>,
    ) -> Result<(), CentreError> {
        for row in self.counters()?.into_iter().flat_map(|counter| counter.rows) {
            self.walk_through(row, outages, visit)?;
        }
        Ok(())
    }

    fn walk_through(
        &self,
        row: StationId,
        outages: &[OutageId],
        visit: &mut dyn FnMut(EntryView) -> Result<(), CentreError>,
    ) -> Result<(), CentreError> {
        let mut after = None;
        loop {
            let query = CentreQuery {
                station: Some(row),
                outages: outages.to_vec(),
                after,
                limit: PAGE,
                in_register_order: true,
                ..CentreQuery::default()
            };
            let page = self.entries(&query)?;
            let Some(last) = page.last() else { break };
            after = Some(last.row.id);
            page.into_iter().try_for_each(&mut *visit)?;
        }
        Ok(())
    }

    /// The emergency number of an entry; empty if there is none.
    pub(super) fn number_of(&self, entry: Option<EntryId>) -> Result<String, CentreError> {
        let entry = entry.map(|id| self.store.entry(id)).transpose()?.flatten();
        Ok(entry.map(|entry| entry.number).unwrap_or_default())
    }

    /// The report of the correlation as CSV: UTF-8, semicolons, register order.
    pub fn correlation_csv(&self, outages: &[OutageId]) -> Result<String, CentreError> {
        let mut csv = format!("{COLUMNS};foglio;differenze_aperte;deciso_da;{NOTES}\r\n");
        self.walk(outages, &mut |entry| {
            let cells = self.cells(&entry)?;
            semicolons::push_row(&mut csv, cells.iter().map(String::as_str));
            Ok(())
        })?;
        for one in self.strays(outages)? {
            let cells = stray_cells(&one);
            semicolons::push_row(&mut csv, cells.iter().map(String::as_str));
        }
        Ok(csv)
    }

    fn cells(&self, entry: &EntryView) -> Result<[String; CELLS], CentreError> {
        let row = &entry.row;
        let ordinary = row.ordinary.as_ref();
        let text = |get: fn(&OrdinaryNumber) -> String| ordinary.map(get).unwrap_or_default();
        let open = entry.conflicts.iter().filter(|one| one.conflict.decision.is_none()).count();
        let decisions = entry.conflicts.iter().filter_map(|one| one.conflict.decision.as_ref());
        let deciders: Vec<&str> = decisions.map(|decision| decision.by.as_str()).collect();
        Ok([
            row.number.clone(),
            crate::ledger::instant::moment(row.issued).to_string(),
            row.title.clone(),
            text(|one| one.register.clone()),
            text(|one| one.year.to_string()),
            text(|one| one.number.clone()),
            text(|one| one.date.to_string()),
            way(row, open).map_or("senza-numero", stands).to_owned(),
            self.number_of(row.corrected_by)?,
            all_told(&entry.corrections),
            sheet(&row.state).to_owned(),
            open.to_string(),
            deciders.join(", "),
            told(entry.conflicts.iter().map(|one| &one.conflict)).join(" | "),
        ])
    }
}

/// How an entry stands, as its counter says it; none while it waits for its number.
fn way(row: &CentreEntry, open: usize) -> Option<Way> {
    match (&row.rejected, &row.ordinary) {
        (Some(_), _) if row.corrected_by.is_none() => Some(Way::Rejected),
        (None, None) => None,
        _ if open > 0 => Some(Way::Conflicts),
        _ => Some(Way::Recovered),
    }
}

/// The state of a paper in words, as the counter's register has them.
fn sheet(state: &str) -> &str {
    match state {
        "registered" => "registrato",
        "issued" => "emesso",
        "print-sent" => "stampa inviata",
        "handed-over" => "consegnato",
        "not-ascertained" => "non accertato",
        ANNULLED => "annullato",
        other => other,
    }
}

/// A row of its own kind, after the entries: it has no ordinary number, and nothing is waited for.
fn stray_cells(one: &StrayView) -> [String; CELLS] {
    let stray = &one.standing.stray;
    let issued = match stray.issued_at {
        Some(at) => stray.issued.and_time(at).format("%Y-%m-%dT%H:%M:%S").to_string(),
        None => stray.issued.to_string(),
    };
    let mut cells = [const { String::new() }; CELLS];
    cells[0] = stray.number.to_string();
    cells[1] = issued;
    cells[2].clone_from(&stray.title);
    cells[7] = strays::TITLE.0.to_lowercase();
    cells
}
