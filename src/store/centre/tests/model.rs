//! Random sequences of calls on a store and on a plain model of it in memory: they must tell the same.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use uuid::Uuid;

use super::made::*;
use crate::centre::row::{CentreCounts, ConflictRow, FactKind, Incoming, NewEntry, Numbering, RejectedEntry};
use crate::centre::{CentreStore, EmbeddedCentre, ReceiveError};
use domain::centre::exchange::{ConflictKind, OrdinaryNumber, Remedy};
use domain::ids::id::{EntryId, StationId};

const STATIONS: [u8; 3] = [1, 2, 3];

/// One call.
#[derive(Clone, Debug)]
enum Call {
    Receive {
        station: u8,
        moved: bool,
        office: bool,
        entries: Vec<Brought>,
        rejected: Vec<u64>,
        decided: Vec<usize>,
    },
    Decide(usize),
    Raise {
        entry: u64,
        kinds: Vec<usize>,
    },
    Number(Vec<(u64, u64)>),
}

/// An entry in a batch: which, with which facts, conflicts.
#[derive(Clone, Debug)]
struct Brought {
    id: u64,
    facts: Vec<u64>,
    conflicts: usize,
}

fn brought() -> impl Strategy<Value = Brought> {
    (1_u64..40, prop::collection::vec(1_u64..9, 0..3), 0_usize..3)
        .prop_map(|(id, facts, conflicts)| Brought { id, facts, conflicts })
}

fn call() -> impl Strategy<Value = Call> {
    let receive = (
        prop::sample::select(&STATIONS[..]),
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.4),
        prop::collection::vec(brought(), 0..6),
        prop::collection::vec(1_u64..40, 0..2),
        prop::collection::vec(0_usize..60, 0..4),
    );
    prop_oneof![
        5 => receive.prop_map(|(station, moved, office, entries, rejected, decided)| {
            Call::Receive { station, moved, office, entries, rejected, decided }
        }),
        2 => (0_usize..60).prop_map(Call::Decide),
        2 => (1_u64..40, prop::collection::vec(0_usize..4, 0..4))
            .prop_map(|(entry, kinds)| Call::Raise { entry, kinds }),
        3 => prop::collection::vec((1_u64..40, 1_u64..60), 0..4).prop_map(Call::Number),
    ]
}

#[derive(Clone, Debug)]
struct Entry {
    station: StationId,
    position: u64,
    ordinary: Option<String>,
    rejected: bool,
    seq: u64,
    conflicts: Vec<ConflictRow>,
}

impl Entry {
    fn unnumbered(&self) -> bool {
        self.ordinary.is_none() && !self.rejected
    }

    fn open(&self) -> bool {
        self.conflicts.iter().any(|row| row.decision.is_none())
    }
}

/// A number as one office or another writes it.
fn written(entry: u64, number: u64) -> String {
    if entry.is_multiple_of(2) { number.to_string() } else { format!("{number:07}") }
}

fn value(written: &str) -> u64 {
    written.parse().unwrap()
}

/// What a store should be, said as plainly as can be.
#[derive(Default)]
struct Model {
    heads: BTreeMap<u8, u64>,
    outcomes: BTreeMap<StationId, u64>,
    entries: BTreeMap<EntryId, Entry>,
    /// Whose a fact is, when that was issued, and the conflict it gets if it was not the first.
    facts: BTreeMap<(FactKind, u64), (EntryId, i64, Uuid)>,
    sequence: u64,
    minted: u64,
}

impl Model {
    fn holder(&self, number: &str) -> Option<EntryId> {
        let holds =
            |entry: &Entry| entry.ordinary.as_deref().is_some_and(|held| value(held) == value(number));
        self.entries.iter().find(|(_, entry)| holds(entry)).map(|(id, _)| *id)
    }

    /// An id for a conflict.
    fn mint(&mut self) -> Uuid {
        self.minted += 1;
        conflict_id(self.minted)
    }

    fn outcome_for(&mut self, touched: &BTreeSet<EntryId>) {
        let told = touched.iter().filter(|id| !self.entries[id].unnumbered());
        let mut order: Vec<_> =
            told.map(|id| (self.entries[id].station, self.entries[id].position, *id)).collect();
        order.sort_unstable();
        for (station, _, id) in order {
            let seq = self.outcomes.entry(station).or_default();
            *seq += 1;
            self.entries.get_mut(&id).unwrap().seq = *seq;
        }
    }

    /// The conflict with this id, if it is open and of an entry of that station.
    fn decide(&mut self, conflict: Uuid, of: Option<StationId>) -> Option<EntryId> {
        let of = |entry: &Entry| of.is_none_or(|station| station == entry.station);
        let entries = self.entries.values_mut().filter(|entry| of(entry));
        let row = entries.flat_map(|entry| &mut entry.conflicts).find(|row| row.id == conflict)?;
        if row.decision.is_some() {
            return None;
        }
        row.decision = Some((Remedy::Stands, vec![4, 2]));
        Some(row.entry)
    }

    /// Builds the batch that a call means, and takes it.
    fn receive(&mut self, station: u8, call: (&[Brought], &[u64], &[usize])) -> Incoming {
        let (brought, rejected, decided) = call;
        let head = self.heads.get(&station).copied();
        let count = (brought.len() + rejected.len()).max(1) as u64;
        let mut batch = records(station, head.map(|at| anchor(station, 0, at)), count);
        let mut at = head.unwrap_or(0);
        for one in brought {
            at += 1;
            batch.entries.push(self.brought(one, at));
        }
        for id in rejected {
            at += 1;
            batch.rejected.push(RejectedEntry {
                id: entry_id(9, *id),
                position: position(at),
                number: "?".to_owned(),
                outage: outage_id(station),
                code: "unreadable-entry".to_owned(),
                reason: "Non si legge.".to_owned(),
            });
        }
        batch.decisions = decided.iter().map(|id| decision(conflict_id(*id as u64))).collect();
        batch
    }

    fn brought(&mut self, one: &Brought, at: u64) -> NewEntry {
        let mut new = NewEntry { position: position(at), again_id: self.mint(), ..entry(9, one.id) };
        for number in &one.facts {
            let kinds = [FactKind::Stamp, FactKind::Attestation, FactKind::Number];
            new.facts.push(fact(kinds[usize::try_from(number % 3).unwrap()], *number));
            new.clash_ids.push(self.mint());
        }
        for kind in ConflictKind::ALL.into_iter().take(one.conflicts) {
            let mut conflict = found(0, kind);
            conflict.id = self.mint();
            new.conflicts.push(conflict);
        }
        new
    }

    fn take(&mut self, station: u8, batch: &Incoming) {
        let mut touched = BTreeSet::new();
        self.heads.insert(station, batch.head.position.get());
        for new in &batch.entries {
            touched.insert(new.id);
            let row = |id, other, kind, at: i64, sealed: &[u8]| ConflictRow {
                id,
                entry: new.id,
                other,
                kind,
                found: at,
                sealed: sealed.to_vec(),
                decision: None,
                call: None,
            };
            if let Some(earlier) = self.entries.get_mut(&new.id) {
                earlier.conflicts.push(row(new.again_id, None, ConflictKind::AlreadyRecovered, NOON, &[]));
                continue;
            }
            let mut later = Vec::new();
            let mut conflicts: Vec<_> = new
                .conflicts
                .iter()
                .map(|found| row(found.id, None, found.kind, found.found, &found.sealed))
                .collect();
            for (fact, id) in new.facts.iter().zip(&new.clash_ids) {
                let number = u64::try_from(u128::from_be_bytes(fact.key)).unwrap();
                let mine = (new.id, new.issued, *id);
                let (holder, issued, clash) = *self.facts.entry((fact.kind, number)).or_insert(mine);
                if holder == new.id {
                    continue;
                }
                if new.issued < issued {
                    self.facts.insert((fact.kind, number), mine);
                    later.push((holder, clash, fact.kind.conflict()));
                } else {
                    conflicts.push(row(*id, Some(holder), fact.kind.conflict(), NOON, &[]));
                }
            }
            for (holder, clash, kind) in later {
                let second = self.entries.get_mut(&holder).unwrap();
                if second.conflicts.iter().all(|row| row.id != clash) {
                    let row = row(clash, Some(new.id), kind, NOON, &[]);
                    second.conflicts.push(ConflictRow { entry: holder, ..row });
                    touched.insert(holder);
                }
            }
            let number = match batch.numbering {
                Numbering::Own => Some(self.next()),
                Numbering::Office => None,
            };
            let (station, position) = (station_id(station), new.position.get());
            let entry = Entry { station, position, ordinary: number, rejected: false, seq: 0, conflicts };
            self.entries.insert(new.id, entry);
        }
        for aside in &batch.rejected {
            self.entries.entry(aside.id).or_insert_with(|| {
                touched.insert(aside.id);
                let (station, position, conflicts) = (station_id(station), aside.position.get(), Vec::new());
                Entry { station, position, ordinary: None, rejected: true, seq: 0, conflicts }
            });
        }
        for decision in &batch.decisions {
            touched.extend(self.decide(decision.conflict, Some(station_id(station))));
        }
        self.outcome_for(&touched);
    }

    /// The next number of the own sequence that nobody holds.
    fn next(&mut self) -> String {
        loop {
            self.sequence += 1;
            let number = format!("{:07}", self.sequence);
            if self.holder(&number).is_none() {
                return number;
            }
        }
    }

    fn raise(&mut self, id: EntryId, kinds: &[usize]) -> (Vec<crate::centre::row::NewConflict>, usize) {
        let mut new = Vec::new();
        for kind in kinds {
            let mut conflict = found(0, ConflictKind::ALL[*kind]);
            conflict.id = self.mint();
            new.push(conflict);
        }
        let Some(entry) = self.entries.get_mut(&id) else { return (new, 0) };
        let before = entry.conflicts.len();
        for found in &new {
            if entry.conflicts.iter().all(|row| row.kind != found.kind) {
                entry.conflicts.push(ConflictRow {
                    id: found.id,
                    entry: id,
                    other: None,
                    kind: found.kind,
                    found: found.found,
                    sealed: found.sealed.clone(),
                    decision: None,
                    call: None,
                });
            }
        }
        let added = entry.conflicts.len() - before;
        if added > 0 {
            self.outcome_for(&[id].into());
        }
        (new, added)
    }

    /// How many were new; none if one does not fit.
    fn number(&mut self, given: &[(EntryId, OrdinaryNumber)]) -> Option<usize> {
        let mut fresh: BTreeMap<EntryId, &str> = BTreeMap::new();
        for (id, ordinary) in given {
            let number = ordinary.number.as_str();
            let entry = self.entries.get(id).filter(|entry| !entry.rejected)?;
            let has = entry.ordinary.as_deref().or(fresh.get(id).copied());
            let among = fresh.iter().find(|one| value(one.1) == value(number)).map(|one| *one.0);
            let held = self.holder(number).or(among);
            match (has, held) {
                (Some(has), _) if value(has) == value(number) => {}
                (None, None) => drop(fresh.insert(*id, number)),
                _ => return None,
            }
        }
        for (id, number) in &fresh {
            self.entries.get_mut(id)?.ordinary = Some((*number).to_owned());
        }
        self.outcome_for(&fresh.keys().copied().collect());
        Some(fresh.len())
    }

    /// The call on both; what they answer must be the same.
    fn call(&mut self, store: &dyn CentreStore, call: &Call) {
        match call {
            Call::Receive { station, moved, office, entries, rejected, decided } => {
                let mut batch = self.receive(*station, (entries, rejected, decided));
                batch.numbering = if *office { Numbering::Office } else { Numbering::Own };
                if *moved {
                    batch.after = Some(anchor(*station, 9, 77));
                    let outcome = store.receive(&batch);
                    assert!(matches!(outcome, Err(ReceiveError::Moved { .. })));
                } else {
                    store.receive(&batch).unwrap();
                    self.take(*station, &batch);
                }
            }
            Call::Decide(id) => {
                let conflict = conflict_id(*id as u64);
                let decided = self.decide(conflict, None);
                assert_eq!(store.decide(&decision(conflict)).unwrap(), decided.is_some());
                self.outcome_for(&decided.into_iter().collect());
            }
            Call::Raise { entry, kinds } => {
                let (new, added) = self.raise(entry_id(9, *entry), kinds);
                assert_eq!(store.raise(entry_id(9, *entry), &new).unwrap(), added);
            }
            Call::Number(numbers) => {
                let numbers: Vec<_> = numbers
                    .iter()
                    .map(|(id, number)| (entry_id(9, *id), given(&written(*id, *number))))
                    .collect();
                assert_eq!(store.number(&numbers).ok(), self.number(&numbers));
            }
        }
    }

    fn is_what_lies_in(&self, store: &dyn CentreStore) {
        let open = self.entries.values().filter(|entry| entry.open()).count() as u64;
        let rejected = self.entries.values().filter(|entry| entry.rejected).count() as u64;
        let unnumbered = self.entries.values().filter(|entry| entry.unnumbered()).count() as u64;
        let counts = CentreCounts { entries: self.entries.len() as u64, open, rejected, unnumbered };
        assert_eq!(store.counts().unwrap(), counts);
        let mut listed = 0;
        for entry in store.entries(&all()).unwrap() {
            let expected = &self.entries[&entry.id];
            let mut conflicts = expected.conflicts.clone();
            conflicts.sort_by_key(|row| (row.found, row.id));
            let number = entry.ordinary.map(|number| number.number);
            assert_eq!((number, entry.seq), (expected.ordinary.clone(), expected.seq));
            assert_eq!((entry.station, entry.position.get()), (expected.station, expected.position));
            assert_eq!(entry.conflicts, conflicts);
            listed += 1;
        }
        assert_eq!(listed, self.entries.len());
        let open =
            self.entries.values().flat_map(|entry| &entry.conflicts).filter(|row| row.decision.is_none());
        assert_eq!(store.open_conflicts(10_000).unwrap().len(), open.count());
        for number in STATIONS {
            let row = store.station(station_id(number)).unwrap().unwrap();
            assert_eq!(row.head.map(|head| head.position.get()), self.heads.get(&number).copied());
            let newest = self.outcomes.get(&row.id).copied().unwrap_or(0);
            assert_eq!(row.outcomes, newest);
            let told: Vec<_> =
                store.outcomes(row.id, 0, 10_000).unwrap().into_iter().map(|entry| entry.seq).collect();
            assert!(told.is_sorted());
            let numbered =
                self.entries.values().filter(|entry| entry.station == row.id && !entry.unnumbered());
            assert_eq!(told.len(), numbered.count());
        }
    }
}

/// Tries random calls on stores that `with` makes.
fn holds(cases: u32, with: impl Fn(&dyn Fn(&dyn CentreStore))) {
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&prop::collection::vec(call(), 1..25), |calls| {
        with(&|store| {
            enrol(store, &STATIONS);
            let mut model = Model::default();
            for call in &calls {
                model.call(store, call);
            }
            model.is_what_lies_in(store);
        });
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn the_store_on_sled_is_what_the_model_says() {
    holds(64, |tried| {
        let folder = tempfile::tempdir().unwrap();
        tried(&EmbeddedCentre::open(folder.path()).unwrap());
    });
}

#[cfg(unix)]
#[test]
fn the_store_on_postgres_is_what_the_model_says() {
    holds(24, |tried| {
        if let Some(database) = super::cluster::database() {
            tried(&database.open());
        }
    });
}
