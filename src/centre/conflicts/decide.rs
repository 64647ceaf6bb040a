//! Conflicts decided by a named person; outages archived.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::reason::reasoned;
use crate::ledger::seals::{self, Bound};
use crate::records::remembered::RememberedOutage;
use crate::register::entries::{ConflictView, EntryView};
use crate::staff::accounts::Worker;
use crate::stations::lives::Counter;
use domain::centre::centre_role::Right;
use domain::centre::exchange::conflict::Place;
use domain::centre::exchange::{ConflictKind, Decision, Remedy};
use domain::ids::anchor::Position;
use domain::ids::id::{OutageId, StationId};
use store::centre::part_counts::PartCounts;
use store::centre::row::{NewDecision, OutageRow};

use super::official::OfficialClosing;

/// The state of a paper that was annulled, as the store names it.
pub const ANNULLED: &str = "annulled";

/// An outage across stations.
#[derive(Clone, Debug)]
pub struct OutageView {
    /// Its shared code.
    pub code: String,
    /// Each station's part: its row, and what its records tell.
    pub parts: Vec<OutagePart>,
    /// Papers of a lost computer, written down from their sheets: no entries, counted apart.
    pub strays: u64,
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
    /// That a person closed it in the station's stead.
    pub official: Option<OfficialClosing>,
    /// Register code of the later life of the same counter that the outage passed to.
    pub passed_to: Option<String>,
    /// Entries of this and of all lives before it that came: what the closing of the last one counts.
    pub counted: u64,
    /// Entries that came.
    pub entries: u64,
    /// Entries with a conflict nobody has decided.
    pub open: u64,
    /// Entries set aside.
    pub rejected: u64,
    /// Entries whose holders are to be told of what was decided.
    pub calls: u64,
    /// Entries that wait for an ordinary number.
    pub unnumbered: u64,
}

impl OutagePart {
    /// Whether somebody has to say that it will never be closed by its station.
    pub fn is_unclosed(&self) -> bool {
        self.told.closing.is_none() && self.official.is_none()
    }

    /// Entries the closing counted; none while it is open.
    pub fn expected(&self) -> Option<u64> {
        let closing = self.told.closing.as_ref()?;
        Some(closing.totals.iter().map(|day| u64::from(day.p) + u64::from(day.s)).sum())
    }
}

/// A difference is decided once: whoever comes second is told by whom, and how.
fn decided_before(decision: &Decision) -> CentreError {
    let (it, en) = decision.told_to_the_second();
    CentreError::field("remedy", &it, &en)
}

impl Hub {
    /// One conflict and its entry.
    pub fn conflict(&self, id: Uuid) -> Result<(ConflictView, EntryView), CentreError> {
        let row = self.store.conflict(id)?.ok_or(CentreError::NotFound)?;
        Ok((self.conflict_view(&row)?, self.entry(row.entry)?))
    }

    /// Decides a conflict.
    pub fn decide(&self, who: &Worker, id: Uuid, remedy: Remedy, reason: &str) -> Result<(), CentreError> {
        who.needs(Right::Decide)?;
        let reason = reasoned(reason)?;
        let row = self.store.conflict(id)?.ok_or(CentreError::NotFound)?;
        if let Some(decision) = self.conflict_view(&row)?.conflict.decision {
            let same = decision.remedy == remedy && decision.reason == reason && decision.by == who.name;
            return if same { Ok(()) } else { Err(decided_before(&decision)) };
        }
        let annulled = self.store.entry(row.entry)?.is_some_and(|entry| entry.state == ANNULLED);
        if !row.kind.remedies(annulled).any(|one| one == remedy) {
            return Err(CentreError::field(
                "remedy",
                "Questa decisione non rimedia a una differenza così: scegliere tra quelle proposte.",
                "This decision does not mend such a difference: choose among those offered.",
            ));
        }
        if row.kind == ConflictKind::OrdinaryDoubled {
            self.is_single(row.entry)?;
        }
        if (row.kind, remedy) == (ConflictKind::OrdinaryDiffers, Remedy::CentreCorrected) {
            self.take_back_number(who, row.entry, reason)?;
        }
        let at = self.clock.now();
        let decision =
            Decision { remedy, reason: reason.to_owned(), by: who.name.clone(), at, place: Place::Centre };
        let name = id.to_string();
        let sealed = seals::seal_json(&self.keys, Bound::Decision(&name), &decision, &self.random);
        let new =
            NewDecision { conflict: id, remedy, sealed, at: at.utc().timestamp_millis(), differs: None };
        if self.store.decide(&new)? { Ok(()) } else { Err(CentreError::AlreadyDecided) }
    }

    /// All outages across stations, the newest first; the parts of one counter's lives together, the oldest life first.
    pub fn outages(&self) -> Result<Vec<OutageView>, CentreError> {
        let counters = self.counters()?;
        let place = |station: StationId| {
            let counter = counters.iter().position(|counter| counter.rows.contains(&station));
            let life = counter.and_then(|at| counters[at].rows.iter().position(|row| *row == station));
            (counter, life)
        };
        let mut order: Vec<String> = Vec::new();
        let mut by_code: BTreeMap<String, Vec<OutagePart>> = BTreeMap::new();
        for row in self.store.outages()? {
            if !order.contains(&row.code) {
                order.push(row.code.clone());
            }
            let part = self.part(row)?;
            by_code.entry(part.row.code.clone()).or_default().push(part);
        }
        for parts in by_code.values_mut() {
            parts.sort_by_key(|part| (place(part.row.station), part.row.outage));
            for counter in &counters {
                self.join(counter, parts)?;
            }
        }
        let strays = self.strays(&[])?;
        let view = |code: String| {
            let parts = by_code.remove(&code)?;
            let mine = |outage: OutageId| parts.iter().any(|part| part.row.outage == outage);
            let strays = strays.iter().filter(|one| one.outage.is_some_and(mine)).count() as u64;
            Some(OutageView { code, parts, strays })
        };
        Ok(order.into_iter().filter_map(view).collect())
    }

    /// Tells the parts of one counter apart: where the outage passed on, and how many entries the last closing counts.
    fn join(&self, lives: &Counter, parts: &mut [OutagePart]) -> Result<(), CentreError> {
        for station in &lives.rows {
            let Some(at) = parts.iter().position(|part| part.row.station == *station) else { continue };
            let (outage, mut counted) = (parts[at].row.outage, parts[at].entries);
            let own = self.continuation(*station)?.is_some();
            let before = if own { None } else { self.remembered_of(*station)?.before };
            for life in self.rows_before(*station, before)? {
                let base = self.base_between(&lives.rows, life)?;
                counted += self.came(life, outage, base)?;
            }
            parts[at].counted = counted;
            let code = parts[at].station.clone();
            for life in lives.rows.iter().take_while(|row| *row != station) {
                let passed = self.has_passed_on(&lives.rows, *life)?;
                let part =
                    parts.iter_mut().find(|part| part.row.station == *life && part.row.outage == outage);
                if let Some(part) = part.filter(|_| passed) {
                    part.passed_to = Some(code.clone());
                }
            }
        }
        Ok(())
    }

    /// Whether a later life took over all that is here of this one. One that has more, or of which a copy went its own way, may
    /// live on.
    fn has_passed_on(&self, rows: &[StationId], life: StationId) -> Result<bool, CentreError> {
        if self.continuation(life)?.is_some() {
            return Ok(true);
        }
        let (Some(by), None) = (self.successor(life)?, self.base_between(rows, life)?) else {
            return Ok(false);
        };
        let known = self.remembered_of(by)?.before_head;
        let here = self.store.station(life)?.and_then(|row| row.head).map(|head| head.position);
        Ok(here <= known)
    }

    /// Up to where a station's own line is in common with a continuation apart that a counter took over.
    fn base_between(&self, rows: &[StationId], own: StationId) -> Result<Option<Position>, CentreError> {
        for row in rows {
            if *row != own && self.wire_of(*row)? == own {
                return Ok(self.base(*row)?.map(|base| base.position));
            }
        }
        Ok(None)
    }

    fn came(&self, row: StationId, outage: OutageId, until: Option<Position>) -> Result<u64, CentreError> {
        let Some(station) = self.store.station(row)? else { return Ok(0) };
        Ok(self.count_part(&station, outage, until)?.entries)
    }

    fn part(&self, row: OutageRow) -> Result<OutagePart, CentreError> {
        let name = format!("{}:{}", row.station, row.outage);
        let told = seals::open_json(&self.keys, Bound::Outage(&name), &row.sealed)?;
        let station = self.store.station(row.station)?;
        let tally = match &station {
            Some(station) => self.count_part(station, row.outage, None)?,
            None => PartCounts::default(),
        };
        Ok(OutagePart {
            official: self.official_of(&row)?,
            passed_to: None,
            counted: tally.entries,
            entries: tally.entries,
            open: tally.open,
            rejected: tally.rejected,
            calls: tally.calls,
            unnumbered: tally.unnumbered,
            row,
            told,
            station: station.map(|station| station.code).unwrap_or_default(),
        })
    }

    /// Archives a station's part of an outage: closed, here whole, every conflict decided, everybody told, every act signed. The part of a life that ended is
    /// closed with that of the life the outage passed to, once all that this one counted is here.
    pub fn archive(&self, station: StationId, outage: OutageId) -> Result<(), CentreError> {
        self.close_with_its_successor(station, outage)?;
        self.is_archivable(station, outage)?;
        let at = self.clock.now().utc().timestamp_millis();
        if self.store.archive(station, outage, at)? {
            Ok(())
        } else {
            Err(CentreError::NotArchivable(Vec::new()))
        }
    }

    fn close_with_its_successor(&self, station: StationId, outage: OutageId) -> Result<(), CentreError> {
        let views = self.outages()?;
        let parts = || views.iter().flat_map(|view| &view.parts).filter(|part| part.row.outage == outage);
        let Some(own) = parts().find(|part| part.row.station == station) else { return Ok(()) };
        let Some(code) = own.passed_to.as_ref().filter(|_| own.is_unclosed()) else { return Ok(()) };
        let whole = parts().find(|part| {
            part.station == *code && part.expected().is_some_and(|expected| part.counted >= expected)
        });
        let Some(closing) = whole.and_then(|part| part.told.closing.as_ref()) else { return Ok(()) };
        let by = format!("Chiusura di {code} / Closing of {code}");
        let on = closing.closed.day_and_hour();
        let reason = format!(
            "L’interruzione è passata a {code}, che l’ha chiusa il {on} / The outage passed to {code}, which closed it on {on}"
        );
        self.note_official(station, outage, &by, &reason).map(|_| ())
    }
}
