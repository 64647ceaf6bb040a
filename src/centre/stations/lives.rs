//! The lives of a counter: stations that go on one where the other ended, shown as one. What a station says of the life
//! before it stands in its first record (`life-continued`).

use std::collections::BTreeMap;

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::seals::{self, Bound};
use crate::records::incoming::Reading;
use crate::records::remembered::Remembered;
use domain::ids::id::{EntryId, StationId};

/// Lives that are followed at most: a chain that is longer, or that bites its tail, is a mistake of somebody.
const MOST: usize = 64;

/// Whose records are spoken of: a station's, and where a life that ended lives on in several continuations, those of the one
/// that this station took over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wire {
    /// The station.
    pub station: StationId,
    /// The one that says it goes on where that one ended.
    pub by: Option<StationId>,
}

impl From<StationId> for Wire {
    fn from(station: StationId) -> Self {
        Self { station, by: None }
    }
}

/// A life of a counter: how many were before it, its register code, its row.
type Life = (usize, String, StationId);

/// The stations of one counter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counter {
    /// Rows of its lives, the oldest first; a continuation apart stands right before the station that took it over.
    pub rows: Vec<StationId>,
}

impl Hub {
    /// What is remembered of a row, but for the time of its last record.
    pub(crate) fn remembered_of(&self, row: StationId) -> Result<Remembered, CentreError> {
        let name = format!("station/{row}");
        match self.store.setting(&name)? {
            Some(sealed) => seals::open_json(&self.keys, Bound::Setting(&name), &sealed),
            None => Ok(Remembered::default()),
        }
    }

    /// The rows of the lives before the one of `before`'s successor `station`, the newest first: the continuation that it took
    /// over, and the station's own line.
    pub(crate) fn rows_before(
        &self,
        station: StationId,
        before: Option<StationId>,
    ) -> Result<Vec<StationId>, CentreError> {
        let (mut rows, mut by, mut before) = (Vec::new(), station, before);
        while let Some(life) = before.filter(|_| rows.len() < MOST) {
            let apart = self.line(Wire { station: life, by: Some(by) })?;
            rows.extend([Some(apart), (apart != life).then_some(life)].into_iter().flatten());
            (by, before) = (life, self.remembered_of(life)?.before);
        }
        Ok(rows)
    }

    /// All counters, the station rows of each together: by the code of the oldest life, then its identity.
    pub fn counters(&self) -> Result<Vec<Counter>, CentreError> {
        let rows = self.store.stations()?;
        let mut before: BTreeMap<StationId, StationId> = BTreeMap::new();
        for row in &rows {
            let wire = self.wire_of(row.id)?;
            let life = match self.continuation(row.id)? {
                // A continuation apart belongs to whoever took it over.
                Some(_) if wire != row.id => Some(wire),
                _ => self.remembered_of(row.id)?.before,
            };
            before.extend(life.map(|life| (row.id, life)));
        }
        for row in &rows {
            if let Some(by) = self.continuation(row.id)? {
                before.insert(by, row.id);
            }
        }
        let code = |id: StationId| rows.iter().find(|row| row.id == id).map(|row| row.code.clone());
        let mut grouped: BTreeMap<(String, StationId), Vec<Life>> = BTreeMap::new();
        for row in &rows {
            let (mut root, mut depth) = (row.id, 0);
            while let Some(life) = before.get(&root).filter(|_| depth < MOST) {
                (root, depth) = (*life, depth + 1);
            }
            let key = (code(root).unwrap_or_default(), root);
            grouped.entry(key).or_default().push((depth, row.code.clone(), row.id));
        }
        Ok(grouped
            .into_values()
            .map(|mut lives| {
                lives.sort();
                Counter { rows: lives.into_iter().map(|(_, _, id)| id).collect() }
            })
            .collect())
    }

    /// The station that took over the continuation a row keeps; none for a station's own line.
    pub(crate) fn continuation(&self, row: StationId) -> Result<Option<StationId>, CentreError> {
        self.read_id(&format!("by/{row}"))
    }

    /// The station that goes on where this one ended, as its own records say.
    pub fn successor(&self, station: StationId) -> Result<Option<StationId>, CentreError> {
        self.read_id(&format!("successor/{station}"))
    }

    /// What later lives said of papers that had not come yet: kept until they do.
    pub(crate) fn keep_for_later(&self, reading: &Reading<'_>) -> Result<(), CentreError> {
        if let Some(before) = reading.took_over() {
            self.set(&format!("successor/{before}"), reading.station().to_string().as_bytes())?;
        }
        if reading.remembered.before.is_none() {
            return Ok(());
        }
        for change in reading.changes() {
            if self.store.entry(change.entry)?.is_none() && !reading.issues(change.entry) {
                self.set(&format!("state/{}", change.entry), change.state.as_bytes())?;
            }
        }
        Ok(())
    }

    /// What a later life said of a paper before it came.
    pub(crate) fn said_before(&self, entry: EntryId) -> Result<Option<String>, CentreError> {
        let kept = self.store.setting(&format!("state/{entry}"))?;
        Ok(kept.and_then(|bytes| String::from_utf8(bytes).ok()))
    }
}
