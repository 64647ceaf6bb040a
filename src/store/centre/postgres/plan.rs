//! What follows from a batch and from what lies in the database already.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use crate::domain::anchor::Position;
use crate::domain::exchange::ConflictKind;
use crate::domain::id::{EntryId, StationId};
use crate::store::centre::row::{ConflictRow, Fact, Incoming, NewDecision, NewEntry, RejectedEntry};

/// What lies in the database, as far as a batch touches it.
#[derive(Default)]
pub(super) struct Lying {
    /// Entries whose id the batch brings again: whose, and where.
    pub(super) entries: HashMap<EntryId, (StationId, Position)>,
    /// Facts of the batch that other entries have.
    pub(super) facts: HashMap<Fact, EntryId>,
    /// Open conflicts of this station that the batch decides.
    pub(super) open: HashMap<Uuid, (EntryId, Position)>,
}

/// An entry that gets an outcome.
#[derive(Clone, Copy)]
pub(super) struct Touched {
    pub(super) station: StationId,
    pub(super) position: Position,
    /// Whether it comes with this batch.
    pub(super) new: bool,
    /// How many more of its conflicts are open.
    pub(super) open: i32,
}

/// What is to be written.
#[derive(Default)]
pub(super) struct Plan<'a> {
    pub(super) entries: Vec<&'a NewEntry>,
    pub(super) rejected: Vec<&'a RejectedEntry>,
    pub(super) touched: BTreeMap<EntryId, Touched>,
    pub(super) facts: Vec<(Fact, EntryId)>,
    pub(super) conflicts: Vec<ConflictRow>,
    pub(super) decisions: Vec<&'a NewDecision>,
    /// States of papers, the last word about each.
    pub(super) states: BTreeMap<EntryId, &'a str>,
}

impl<'a> Plan<'a> {
    pub(super) fn of(incoming: &'a Incoming, lying: Lying) -> Self {
        let mut plan = Self::default();
        let Lying { entries, mut facts, open } = lying;
        for entry in &incoming.entries {
            plan.take(incoming, entry, &entries, &mut facts);
        }
        for rejected in &incoming.rejected {
            if !entries.contains_key(&rejected.id) && !plan.touched.contains_key(&rejected.id) {
                plan.rejected.push(rejected);
                plan.touched.insert(rejected.id, new(incoming.station, rejected.position));
            }
        }
        plan.states = incoming.changes.iter().map(|change| (change.entry, change.state.as_str())).collect();
        for decision in &incoming.decisions {
            plan.decide(incoming.station, decision, &open);
        }
        plan
    }

    fn take(
        &mut self,
        incoming: &'a Incoming,
        entry: &'a NewEntry,
        lying: &HashMap<EntryId, (StationId, Position)>,
        facts: &mut HashMap<Fact, EntryId>,
    ) {
        let open = |id, other, kind| ConflictRow {
            id,
            entry: entry.id,
            other,
            kind,
            found: incoming.at,
            sealed: Vec::new(),
            decision: None,
        };
        if let Some((station, position)) = lying.get(&entry.id).copied().or_else(|| self.came(entry.id)) {
            let earlier = Touched { station, position, new: false, open: 0 };
            self.touched.entry(entry.id).or_insert(earlier).open += 1;
            self.conflicts.push(open(entry.again_id, None, ConflictKind::AlreadyRecovered));
            return;
        }
        let before = self.conflicts.len();
        for found in &entry.conflicts {
            let row = open(found.id, None, found.kind);
            self.conflicts.push(ConflictRow { found: found.found, sealed: found.sealed.clone(), ..row });
        }
        for (fact, id) in entry.facts.iter().zip(&entry.clash_ids) {
            match facts.get(fact) {
                None => {
                    facts.insert(*fact, entry.id);
                    self.facts.push((*fact, entry.id));
                }
                Some(other) if *other != entry.id => {
                    self.conflicts.push(open(*id, Some(*other), fact.kind.conflict()));
                }
                Some(_) => {}
            }
        }
        let open = i32::try_from(self.conflicts.len() - before).unwrap_or(i32::MAX);
        self.touched.insert(entry.id, Touched { open, ..new(incoming.station, entry.position) });
        self.entries.push(entry);
    }

    /// An entry that came earlier in this batch.
    fn came(&self, id: EntryId) -> Option<(StationId, Position)> {
        self.touched.get(&id).map(|touched| (touched.station, touched.position))
    }

    fn decide(
        &mut self,
        station: StationId,
        decision: &'a NewDecision,
        open: &HashMap<Uuid, (EntryId, Position)>,
    ) {
        let id = decision.conflict;
        if let Some(row) = self.conflicts.iter_mut().find(|row| row.id == id) {
            if row.decision.is_none()
                && let Some(entry) = self.touched.get_mut(&row.entry)
                && entry.station == station
            {
                row.decision = Some((decision.remedy, decision.sealed.clone()));
                entry.open -= 1;
            }
            return;
        }
        if self.decisions.iter().any(|earlier| earlier.conflict == id) {
            return;
        }
        if let Some((entry, position)) = open.get(&id) {
            let touched = Touched { station, position: *position, new: false, open: 0 };
            self.touched.entry(*entry).or_insert(touched).open -= 1;
            self.decisions.push(decision);
        }
    }
}

fn new(station: StationId, position: Position) -> Touched {
    Touched { station, position, new: true, open: 0 }
}
