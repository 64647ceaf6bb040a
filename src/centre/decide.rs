//! Conflicts decided by a named person; outages archived.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::accounts::Worker;
use super::entries::{ConflictView, EntryView};
use super::error::CentreError;
use super::incoming::RememberedOutage;
use super::opened::Hub;
use super::seals::{self, Bound};
use crate::domain::exchange::conflict::Place;
use crate::domain::exchange::{Decision, Remedy};
use crate::domain::id::{OutageId, StationId};
use crate::store::centre::row::{CentreQuery, Fate, NewDecision, OutageRow};

/// Longest reason.
const REASON: usize = 400;
/// Open conflicts a page shows at most.
const WORKLIST: usize = 500;

/// An outage across stations.
#[derive(Clone, Debug)]
pub struct OutageView {
    /// Its shared code.
    pub code: String,
    /// Each station's part: its row, and what its records tell.
    pub parts: Vec<OutagePart>,
}

/// One station's part in an outage.
#[derive(Clone, Debug)]
pub struct OutagePart {
    /// Its row.
    pub row: OutageRow,
    /// Opening and closing.
    pub told: RememberedOutage,
    /// Register code of the station.
    pub station: String,
    /// Entries that came.
    pub entries: u64,
    /// Entries with a conflict nobody has decided.
    pub open: u64,
    /// Entries set aside.
    pub rejected: u64,
}

impl OutagePart {
    /// Entries the closing counted; none while it is open.
    pub fn expected(&self) -> Option<u64> {
        let closing = self.told.closing.as_ref()?;
        Some(closing.totals.iter().map(|day| u64::from(day.p) + u64::from(day.s)).sum())
    }
}

impl Hub {
    /// Conflicts nobody has decided, the oldest first.
    pub fn worklist(&self) -> Result<Vec<(ConflictView, EntryView)>, CentreError> {
        let open = self.store.open_conflicts(WORKLIST)?;
        open.iter().map(|row| Ok((self.conflict_view(row)?, self.entry(row.entry)?))).collect()
    }

    /// One conflict and its entry.
    pub fn conflict(&self, id: Uuid) -> Result<(ConflictView, EntryView), CentreError> {
        let row = self.store.conflict(id)?.ok_or(CentreError::NotFound)?;
        Ok((self.conflict_view(&row)?, self.entry(row.entry)?))
    }

    /// Decides a conflict.
    pub fn decide(&self, who: &Worker, id: Uuid, remedy: Remedy, reason: &str) -> Result<(), CentreError> {
        let reason = reason.trim();
        if !(3..=REASON).contains(&reason.chars().count()) {
            return Err(CentreError::field(
                "reason",
                "Scrivere il motivo della decisione (da 3 a 400 caratteri).",
                "Write the reason of the decision (3 to 400 characters).",
            ));
        }
        self.store.conflict(id)?.ok_or(CentreError::NotFound)?;
        let at = self.clock.now();
        let decision =
            Decision { remedy, reason: reason.to_owned(), by: who.name.clone(), at, place: Place::Centre };
        let name = id.to_string();
        let sealed = seals::seal_json(&self.keys, Bound::Decision(&name), &decision, &self.random);
        let new = NewDecision { conflict: id, remedy, sealed, at: at.utc().timestamp_millis() };
        if self.store.decide(&new)? { Ok(()) } else { Err(CentreError::AlreadyDecided) }
    }

    /// All outages across stations, the newest first.
    pub fn outages(&self) -> Result<Vec<OutageView>, CentreError> {
        let mut order: Vec<String> = Vec::new();
        let mut by_code: BTreeMap<String, Vec<OutagePart>> = BTreeMap::new();
        for row in self.store.outages()? {
            if !order.contains(&row.code) {
                order.push(row.code.clone());
            }
            let part = self.part(row)?;
            by_code.entry(part.row.code.clone()).or_default().push(part);
        }
        Ok(order
            .into_iter()
            .filter_map(|code| Some(OutageView { parts: by_code.remove(&code)?, code }))
            .collect())
    }

    fn part(&self, row: OutageRow) -> Result<OutagePart, CentreError> {
        let name = format!("{}:{}", row.station, row.outage);
        let told = seals::open_json(&self.keys, Bound::Outage(&name), &row.sealed)?;
        let station = self.store.station(row.station)?.map(|station| station.code).unwrap_or_default();
        let all = self.all_of(row.station, row.outage)?;
        let count = |fate| all.iter().filter(|one| **one == fate).count() as u64;
        Ok(OutagePart {
            entries: all.len() as u64,
            open: count(Fate::Open),
            rejected: count(Fate::Rejected),
            row,
            told,
            station,
        })
    }

    /// Entries of an outage with their fate, in register order.
    fn all_of(&self, station: StationId, outage: OutageId) -> Result<Vec<Fate>, CentreError> {
        let mut all = Vec::new();
        let mut after = None;
        loop {
            let query = CentreQuery {
                station: Some(station),
                outages: vec![outage],
                after,
                limit: WORKLIST,
                in_register_order: true,
                ..CentreQuery::default()
            };
            let page = self.store.entries(&query)?;
            let Some(last) = page.last() else { return Ok(all) };
            after = Some(last.id);
            let full = page.len() == WORKLIST;
            all.extend(page.into_iter().map(|entry| {
                if entry.rejected.is_some() && entry.corrected_by.is_none() {
                    Fate::Rejected
                } else if entry.conflicts.iter().any(|conflict| conflict.decision.is_none()) {
                    Fate::Open
                } else {
                    Fate::Settled
                }
            }));
            if !full {
                return Ok(all);
            }
        }
    }

    /// Archives a station's part of an outage: closed, here whole, every conflict decided.
    pub fn archive(&self, station: StationId, outage: OutageId) -> Result<(), CentreError> {
        let at = self.clock.now().utc().timestamp_millis();
        if self.store.archive(station, outage, at)? { Ok(()) } else { Err(CentreError::NotArchivable) }
    }
}
