//! What a centre told this counter, to be said back to it once its data were put back from a copy.

use std::ops::RangeInclusive;

use uuid::Uuid;

use domain::centre::exchange::conflict::Place;
use domain::centre::exchange::told::LARGEST_PAGE;
use domain::centre::exchange::{Conflict, Told, Verdict};
use domain::ids::anchor::Position;
use domain::ids::id::{CentreId, EntryId, StationId};
use domain::journal::event::Event;
use store::EntryRow;

use crate::error::DeskError;
use crate::ledger::desk::Desk;

/// A page of what a centre told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldRows {
    /// In order of the register.
    pub told: Vec<Told>,
    /// What the next page comes after; none after the last.
    pub next: Option<u64>,
}

impl Desk {
    /// What a centre told of the entries of the life of `of`, after `after`.
    pub fn told(&self, centre: CentreId, of: StationId, after: u64) -> Result<ToldRows, DeskError> {
        let Some(life) = self.ordinals_of(of) else { return Ok(ToldRows { told: Vec::new(), next: None }) };
        let rows = self.store()?.entries_after(after, LARGEST_PAGE).map_err(DeskError::store)?;
        let next = (rows.len() == LARGEST_PAGE).then(|| rows.last().map(|row| row.cursor)).flatten();
        let told = rows.iter().filter_map(|row| told(row, centre, &life)).collect();
        Ok(ToldRows { told, next })
    }

    /// What a centre told first of these entries.
    pub fn told_of(&self, centre: CentreId, entries: &[EntryId]) -> Result<Vec<Told>, DeskError> {
        let store = self.store()?;
        let mut all = Vec::new();
        for entry in entries {
            let row = store.entry(*entry).map_err(DeskError::store)?;
            all.extend(row.and_then(|row| told(&row, centre, &(0..=u64::MAX))));
        }
        Ok(all)
    }

    /// The centre was said back all that it had told of the life of `of`.
    pub fn told_back(&self, centre: CentreId, of: StationId, epoch: Uuid) -> Result<(), DeskError> {
        self.heard(centre, of, |life| Event::ToldBack { centre, epoch, life })
    }

    /// The ordinals of the records of a life.
    fn ordinals_of(&self, of: StationId) -> Option<RangeInclusive<u64>> {
        let lives = self.lives();
        let mut before = 0;
        for past in lives.all() {
            let length = past.head().map_or(0, |head| head.position.get());
            if past.station() == of {
                return Some(before + 1..=before + length);
            }
            before += length;
        }
        (of == self.station_id()).then_some(before + 1..=u64::MAX)
    }
}

fn told(row: &EntryRow, centre: CentreId, life: &RangeInclusive<u64>) -> Option<Told> {
    let ordinal = row.records.first().filter(|ordinal| life.contains(ordinal))?;
    let Verdict::Accepted { ordinary, conflicts, .. } = row.recovery.verdicts.get(&centre)? else {
        return None;
    };
    let there = |one: &&Conflict| one.decision.as_ref().is_some_and(|one| one.place == Place::Centre);
    let decided = conflicts.iter().chain(&row.recovery.lost).filter(there);
    Some(Told {
        entry: row.id,
        position: Position::new(ordinal - life.start().saturating_sub(1)).unwrap_or(Position::FIRST),
        number: row.number.to_string(),
        ordinary: ordinary.clone(),
        proof: row.recovery.proofs.get(&centre).cloned(),
        decided: decided.map(|one| Conflict { differences: Vec::new(), ..one.clone() }).collect(),
    })
}
