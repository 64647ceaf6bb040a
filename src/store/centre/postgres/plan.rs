//! What follows from a batch and from what lies in the database already.

use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;

use crate::domain::anchor::Position;
use crate::domain::exchange::{ConflictKind, OrdinaryNumber, Remedy};
use crate::domain::id::{EntryId, StationId};
use crate::store::centre::row::{
    ConflictRow, Fact, Incoming, NewCall, NewDecision, NewEntry, Numbering, RejectedEntry,
};

/// What lies in the database, as far as a batch touches it.
#[derive(Default)]
pub(super) struct Lying {
    /// Entries whose id the batch brings again.
    pub(super) entries: HashMap<EntryId, Earlier>,
    /// Numbers that entries of the batch were told before the database was put back from a copy.
    pub(super) told: HashMap<EntryId, OrdinaryNumber>,
    /// Facts of the batch that other entries have.
    pub(super) facts: HashMap<Fact, EntryId>,
    /// Conflicts of this station that the batch decides or tells of calls about.
    pub(super) conflicts: HashMap<Uuid, Known>,
    /// Those of the conflicts that are put once, whatever comes, that are there already: about decisions that differ, about
    /// entries that come again.
    pub(super) once: HashSet<Uuid>,
}

/// A conflict that is there already.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) entry: EntryId,
    pub(super) earlier: Earlier,
    /// How it was decided, if it was.
    pub(super) remedy: Option<Remedy>,
    /// Whether a call ended the matter.
    pub(super) called: bool,
}

/// An entry that is there already: whose, and where.
#[derive(Clone, Copy)]
pub(super) struct Earlier {
    pub(super) station: StationId,
    pub(super) position: Position,
    pub(super) told: bool,
}

impl Earlier {
    fn touched(self) -> Touched {
        let Self { station, position, told } = self;
        Touched { station, position, told, new: false, open: 0 }
    }
}

/// An entry that changes.
#[derive(Clone, Copy)]
pub(super) struct Touched {
    pub(super) station: StationId,
    pub(super) position: Position,
    /// Whether it gets an outcome: not while it waits for its number.
    pub(super) told: bool,
    /// Whether it comes with this batch.
    pub(super) new: bool,
    /// How many more of its conflicts are open.
    pub(super) open: i32,
}

/// What is to be written.
#[derive(Default)]
pub(super) struct Plan<'a> {
    pub(super) entries: Vec<&'a NewEntry>,
    /// Numbers that some of them were told already.
    pub(super) told: HashMap<EntryId, OrdinaryNumber>,
    pub(super) rejected: Vec<&'a RejectedEntry>,
    pub(super) touched: BTreeMap<EntryId, Touched>,
    pub(super) facts: Vec<(Fact, EntryId)>,
    pub(super) conflicts: Vec<ConflictRow>,
    pub(super) decisions: Vec<&'a NewDecision>,
    pub(super) calls: Vec<&'a NewCall>,
    /// States of papers, the last word about each.
    pub(super) states: BTreeMap<EntryId, &'a str>,
}

impl<'a> Plan<'a> {
    pub(super) fn of(incoming: &'a Incoming, lying: Lying) -> Self {
        let Lying { entries, told, mut facts, conflicts: mut known, mut once } = lying;
        let told = told.into_iter().filter(|(id, _)| !entries.contains_key(id)).collect();
        let mut plan = Self { told, ..Self::default() };
        for entry in &incoming.entries {
            plan.take(incoming, entry, &entries, &mut facts, &mut once);
        }
        for rejected in &incoming.rejected {
            if !entries.contains_key(&rejected.id) && !plan.touched.contains_key(&rejected.id) {
                plan.rejected.push(rejected);
                plan.touched.insert(rejected.id, new(incoming.station, rejected.position, true));
            }
        }
        plan.states = incoming.changes.iter().map(|change| (change.entry, change.state.as_str())).collect();
        for decision in &incoming.decisions {
            plan.decide(decision, incoming, &mut known, &mut once);
        }
        for call in &incoming.calls {
            plan.call(call, incoming, &mut known);
        }
        plan
    }

    fn take(
        &mut self,
        incoming: &'a Incoming,
        entry: &'a NewEntry,
        lying: &HashMap<EntryId, Earlier>,
        facts: &mut HashMap<Fact, EntryId>,
        once: &mut HashSet<Uuid>,
    ) {
        let open = |id, other, kind| ConflictRow {
            id,
            entry: entry.id,
            other,
            kind,
            found: incoming.at,
            sealed: Vec::new(),
            decision: None,
            call: None,
        };
        let earlier = lying.get(&entry.id).map(|earlier| earlier.touched());
        if let Some(earlier) = earlier.or_else(|| self.touched.get(&entry.id).copied()) {
            if once.insert(entry.again_id) {
                self.touched.entry(entry.id).or_insert(earlier).open += 1;
                self.conflicts.push(open(entry.again_id, None, ConflictKind::AlreadyRecovered));
            }
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
                Some(other)
                    if *other != entry.id && !self.conflicts[before..].iter().any(|row| row.id == *id) =>
                {
                    self.conflicts.push(open(*id, Some(*other), fact.kind.conflict()));
                }
                Some(_) => {}
            }
        }
        let open = i32::try_from(self.conflicts.len() - before).unwrap_or(i32::MAX);
        let told = incoming.numbering == Numbering::Own || self.told.contains_key(&entry.id);
        self.touched.insert(entry.id, Touched { open, ..new(incoming.station, entry.position, told) });
        self.entries.push(entry);
    }

    fn decide(
        &mut self,
        decision: &'a NewDecision,
        incoming: &Incoming,
        known: &mut HashMap<Uuid, Known>,
        once: &mut HashSet<Uuid>,
    ) {
        let id = decision.conflict;
        if let Some(row) = self.conflicts.iter_mut().find(|row| row.id == id) {
            let entry = self.touched.get_mut(&row.entry).filter(|entry| incoming.speaks_of(entry.station));
            let Some(entry) = entry else { return };
            match &row.decision {
                None => {
                    row.decision = Some((decision.remedy, decision.sealed.clone()));
                    entry.open -= 1;
                }
                Some((before, _)) if *before != decision.remedy => {
                    let (entry, touched) = (row.entry, *entry);
                    self.differ(entry, touched, decision, once);
                }
                Some(_) => {}
            }
            return;
        }
        let Some(there) = known.get_mut(&id) else { return };
        let (entry, touched) = (there.entry, there.earlier.touched());
        match there.remedy {
            None => {
                there.remedy = Some(decision.remedy);
                self.touched.entry(entry).or_insert(touched).open -= 1;
                self.decisions.push(decision);
            }
            Some(before) if before != decision.remedy => self.differ(entry, touched, decision, once),
            Some(_) => {}
        }
    }

    /// It was decided otherwise before: a conflict of its own, once.
    fn differ(&mut self, entry: EntryId, touched: Touched, decision: &NewDecision, once: &mut HashSet<Uuid>) {
        let Some(differs) = decision.differs.as_ref().filter(|one| once.insert(one.id)) else { return };
        self.conflicts.push(ConflictRow::found(entry, differs));
        self.touched.entry(entry).or_insert(touched).open += 1;
    }

    fn call(&mut self, call: &'a NewCall, incoming: &Incoming, known: &mut HashMap<Uuid, Known>) {
        if let Some(row) = self.conflicts.iter_mut().find(|row| row.id == call.conflict) {
            let ours = self.touched.get(&row.entry).is_some_and(|entry| incoming.speaks_of(entry.station));
            if row.calls() && ours {
                row.call = Some((call.ends, call.sealed.clone()));
            }
            return;
        }
        let Some(there) = known.get_mut(&call.conflict) else { return };
        if there.remedy.is_some_and(Remedy::calls) && !there.called {
            there.called = call.ends;
            self.touched.entry(there.entry).or_insert(there.earlier.touched());
            self.calls.push(call);
        }
    }
}

fn new(station: StationId, position: Position, told: bool) -> Touched {
    Touched { station, position, told, new: true, open: 0 }
}
