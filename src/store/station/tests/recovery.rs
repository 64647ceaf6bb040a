//! What the centres said, projected and asked for.

use uuid::Uuid;

use crate::station::rows::EntryQuery;
use crate::station::store::Store;
use domain::centre::exchange::conflict::Place;
use domain::centre::exchange::{Conflict, ConflictKind, Decision, OrdinaryNumber, Outcome, Remedy, Verdict};
use domain::centre::recovery::Settlement;
use domain::ids::anchor::Position;
use domain::ids::id::{CentreId, EntryId};
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::time::moment::Moment;

use super::journal::{self, Journal, person};
use super::questions::with;

fn at() -> Moment {
    serde_json::from_str("\"2026-11-23T09:00:00.000+01:00\"").unwrap()
}

fn centre() -> CentreId {
    CentreId::new(Uuid::from_u128(1))
}

fn ordinary(number: &str) -> OrdinaryNumber {
    OrdinaryNumber::new("PG", 2026, number, at().day()).unwrap()
}

fn conflict() -> Conflict {
    Conflict {
        id: Uuid::from_u128(9),
        kind: ConflictKind::Moved,
        differences: Vec::new(),
        found: at(),
        decision: None,
        call: None,
    }
}

fn decision() -> Decision {
    Decision {
        remedy: Remedy::Stands,
        reason: "visto il documento".to_owned(),
        by: "Anna Ferri".to_owned(),
        at: at(),
        place: Place::Counter,
    }
}

fn outcome(seq: u64, entry: EntryId, verdict: Verdict) -> Outcome {
    let number = "EM01-2026-0000001".parse().ok();
    Outcome { seq, entry, position: Position::FIRST, number, compared: None, proof: None, verdict }
}

fn of_entries(count: usize) -> (Journal, Vec<EntryId>) {
    let mut journal = Journal::default();
    journal.open_outage(1);
    let persons: Vec<_> = (0..count).map(person).collect();
    let ids = journal.issue(journal::outage(1), &persons, 0);
    (journal, ids)
}

fn hear(journal: &mut Journal, outcomes: Vec<Outcome>) {
    journal.add(
        Kind::CentreHeard,
        vec![Event::OutcomesReceived { centre: centre(), outcomes, life: None, up_to: None }],
    );
}

fn standing(store: &Store, settlement: Settlement) -> Vec<EntryId> {
    let query = EntryQuery { settlement: Some(settlement), ..EntryQuery::default() };
    store.entries(&query).unwrap().rows.iter().map(|row| row.id).collect()
}

#[test]
fn entries_are_found_by_how_they_stand_and_by_their_ordinary_number() {
    let (mut journal, ids) = of_entries(4);
    let accepted = |number: &str, conflicts| Verdict::Accepted {
        ordinary: ordinary(number),
        conflicts,
        corrections: Vec::new(),
    };
    let rejected =
        Verdict::Rejected { code: "unreadable-entry".to_owned(), reason: "non si legge".to_owned() };
    hear(
        &mut journal,
        vec![
            outcome(1, ids[0], accepted("1", Vec::new())),
            outcome(2, ids[1], accepted("2", vec![conflict()])),
            outcome(3, ids[2], rejected),
        ],
    );
    with(&journal, |store| {
        assert_eq!(standing(store, Settlement::Recovered), [ids[0]]);
        assert_eq!(standing(store, Settlement::Conflicts), [ids[1]]);
        assert_eq!(standing(store, Settlement::Rejected), [ids[2]]);
        assert_eq!(standing(store, Settlement::Waiting), [ids[3]]);
        assert_eq!(store.by_ordinary(&ordinary("2")).unwrap(), Some(ids[1]));
        assert_eq!(store.by_ordinary(&ordinary("3")).unwrap(), None);
    });
    let decided = Event::ConflictDecided { conflict: conflict().id, entry: ids[1], decision: decision() };
    journal.add(Kind::ConflictDecided, vec![decided]);
    // The centre has not heard of the decision yet, and says the same again.
    hear(&mut journal, vec![outcome(4, ids[1], accepted("2", vec![conflict()]))]);
    let recorded = Event::OrdinaryRecorded {
        entry: ids[2],
        ordinary: ordinary("9"),
        source: "a mano".to_owned(),
        centre: None,
    };
    journal.add(Kind::OrdinaryRecorded, vec![recorded]);
    with(&journal, |store| {
        assert_eq!(standing(store, Settlement::Recovered), [ids[2], ids[1], ids[0]]);
        let row = store.entry(ids[1]).unwrap().unwrap();
        assert_eq!(row.recovery.conflicts().next().unwrap().decision, Some(decision()));
        assert_eq!(store.by_ordinary(&ordinary("9")).unwrap(), Some(ids[2]));
    });
}

#[test]
fn an_ordinary_number_once_given_stays() {
    let (mut journal, ids) = of_entries(1);
    let accepted = |number: &str| Verdict::accepted(ordinary(number));
    hear(&mut journal, vec![outcome(1, ids[0], accepted("1")), outcome(2, ids[0], accepted("5"))]);
    with(&journal, |store| {
        assert_eq!(store.entry(ids[0]).unwrap().unwrap().recovery.ordinary(), Some(&ordinary("1")));
        assert_eq!(store.by_ordinary(&ordinary("5")).unwrap(), None);
    });
}

#[test]
fn a_number_noted_by_hand_gives_way_to_the_centres_and_stays_its_history_by_name() {
    let (mut journal, ids) = of_entries(2);
    let noted = |entry, number: &str| Event::OrdinaryRecorded {
        entry,
        ordinary: ordinary(number),
        source: "a mano".to_owned(),
        centre: None,
    };
    journal.add(Kind::OrdinaryRecorded, vec![noted(ids[0], "9"), noted(ids[1], "2")]);
    let accepted = |number: &str| Verdict::accepted(ordinary(number));
    hear(&mut journal, vec![outcome(1, ids[0], accepted("1")), outcome(2, ids[1], accepted("0000002"))]);
    with(&journal, |store| {
        let row = store.entry(ids[0]).unwrap().unwrap().recovery;
        assert_eq!(row.ordinary(), Some(&ordinary("1")));
        let corrections = row.corrections();
        assert_eq!(corrections.len(), 1);
        assert_eq!(corrections[0].before, ordinary("9"));
        assert!(corrections[0].reason.contains("annotato a mano"), "{corrections:?}");
        assert!(!row.was_noted_here());
        assert_eq!(store.by_ordinary(&ordinary("9")).unwrap(), None, "it is free for whose it is");
        assert_eq!(store.by_ordinary(&ordinary("1")).unwrap(), Some(ids[0]));
        // The same, written in another way, is no difference.
        let row = store.entry(ids[1]).unwrap().unwrap().recovery;
        assert!(row.corrections().is_empty() && row.was_noted_here());
    });
    // It is told once, whatever the centre says again.
    hear(&mut journal, vec![outcome(3, ids[0], accepted("1"))]);
    with(&journal, |store| {
        assert_eq!(store.entry(ids[0]).unwrap().unwrap().recovery.corrections().len(), 1);
    });
}

#[test]
fn of_two_numbers_the_one_holds_that_a_person_decided_for_and_the_other_is_its_history() {
    for (remedy, holds, history) in [(Remedy::Stands, "5", 1), (Remedy::CentreCorrected, "1", 0)] {
        let (mut journal, ids) = of_entries(1);
        let differs = |decision| Conflict {
            kind: ConflictKind::OrdinaryDiffers,
            id: Uuid::from_u128(7),
            differences: Vec::new(),
            found: at(),
            decision,
            call: None,
        };
        let told = |number: &str, decision| Verdict::Accepted {
            ordinary: ordinary(number),
            conflicts: vec![differs(decision)],
            corrections: Vec::new(),
        };
        let decision = Decision {
            remedy,
            reason: "il registro dice così".to_owned(),
            by: "Elena Sarti".to_owned(),
            at: at(),
            place: Place::Centre,
        };
        let second = outcome(2, ids[0], told("5", None));
        hear(&mut journal, vec![outcome(1, ids[0], Verdict::accepted(ordinary("1"))), second]);
        with(&journal, |store| {
            let recovery = store.entry(ids[0]).unwrap().unwrap().recovery;
            assert_eq!(recovery.ordinary(), Some(&ordinary("1")), "the first, until somebody decides");
            assert_eq!(recovery.differing.len(), 1);
        });
        hear(&mut journal, vec![outcome(3, ids[0], told("5", Some(decision)))]);
        with(&journal, |store| {
            let recovery = store.entry(ids[0]).unwrap().unwrap().recovery;
            assert_eq!(recovery.ordinary(), Some(&ordinary(holds)));
            let corrections = recovery.verdicts.values().next().unwrap().corrections();
            assert_eq!(corrections.len(), history);
            assert!(corrections.iter().all(|one| one.before == ordinary("1")));
        });
    }
}
