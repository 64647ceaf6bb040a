//! What follows from a batch and from what lies in the database already.

use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;

use super::put::HeldFact;
use crate::centre::row::{
    ConflictRow, Fact, Incoming, NewCall, NewConflict, NewDecision, NewEntry, Numbering, RejectedEntry,
};
use domain::centre::exchange::{ConflictKind, OrdinaryNumber, Remedy};
use domain::ids::anchor::Position;
use domain::ids::id::{EntryId, StationId};

/// What lies in the database, as far as a batch touches it.
#[derive(Default)]
pub(super) struct Lying {
    /// Entries whose id the batch brings again.
    pub(super) entries: HashMap<EntryId, Earlier>,
    /// Numbers that entries of the batch were told before the database was put back from a copy.
    pub(super) told: HashMap<EntryId, OrdinaryNumber>,
    /// Facts of the batch that other entries have.
    pub(super) facts: HashMap<Fact, Holder>,
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

/// Whose a fact is.
#[derive(Clone, Copy)]
pub(super) struct Holder {
    pub(super) entry: EntryId,
    /// What is needed where an entry that was issued before it comes; not known of those of before.
    pub(super) later: Option<Later>,
}

/// An entry that may turn out to be the second one.
#[derive(Clone, Copy)]
pub(super) struct Later {
    pub(super) issued: i64,
    /// The conflict it gets then.
    pub(super) clash: Uuid,
    /// Where it lies; none where it comes with this batch.
    pub(super) earlier: Option<Earlier>,
}

impl Holder {
    fn new(entry: EntryId, issued: i64, clash: Uuid) -> Self {
        Self { entry, later: Some(Later { issued, clash, earlier: None }) }
    }

    pub(super) fn clash(&self) -> Option<Uuid> {
        self.later.map(|later| later.clash)
    }
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
    pub(super) facts: Vec<HeldFact>,
    /// Facts that pass to an entry which was issued before the one that had them.
    pub(super) passed_on: Vec<HeldFact>,
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
        facts: &mut HashMap<Fact, Holder>,
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
        let mut earlier = Vec::new();
        for (fact, id) in entry.facts.iter().zip(&entry.clash_ids) {
            let mine = Holder::new(entry.id, entry.issued, *id);
            match facts.get(fact).copied() {
                None => {
                    facts.insert(*fact, mine);
                    self.facts.push((*fact, entry.id, *id));
                }
                Some(other) if other.entry == entry.id => {}
                Some(other) => match other.later.filter(|one| entry.issued < one.issued) {
                    Some(later) => {
                        facts.insert(*fact, mine);
                        self.pass_on((*fact, entry.id, *id));
                        earlier.push((other.entry, later, fact.kind.conflict()));
                    }
                    None if !self.conflicts[before..].iter().any(|row| row.id == *id) => {
                        self.conflicts.push(open(*id, Some(other.entry), fact.kind.conflict()));
                    }
                    None => {}
                },
            }
        }
        let open = i32::try_from(self.conflicts.len() - before).unwrap_or(i32::MAX);
        for (flagged, later, kind) in earlier {
            self.flag(flagged, later, (entry.id, kind, incoming.at), once);
        }
        let told = incoming.numbering == Numbering::Own || self.told.contains_key(&entry.id);
        self.touched.insert(entry.id, Touched { open, ..new(incoming.station, entry.position, told) });
        self.entries.push(entry);
    }

    /// A fact has another first holder than before.
    fn pass_on(&mut self, held: HeldFact) {
        // One that comes with this batch is not written yet.
        match self.facts.iter_mut().find(|one| one.0 == held.0) {
            Some(one) => *one = held,
            None => match self.passed_on.iter_mut().find(|one| one.0 == held.0) {
                Some(one) => *one = held,
                None => self.passed_on.push(held),
            },
        }
    }

    /// An entry that is here already was issued after one that comes now: it is the second one, once.
    fn flag(
        &mut self,
        entry: EntryId,
        later: Later,
        (other, kind, at): (EntryId, ConflictKind, i64),
        once: &mut HashSet<Uuid>,
    ) {
        let touched = later.earlier.map(Earlier::touched).or_else(|| self.touched.get(&entry).copied());
        let Some(touched) = touched.filter(|_| once.insert(later.clash)) else { return };
        let found = NewConflict { id: later.clash, kind, found: at, sealed: Vec::new() };
        self.conflicts.push(ConflictRow { other: Some(other), ..ConflictRow::found(entry, &found) });
        self.touched.entry(entry).or_insert(touched).open += 1;
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
