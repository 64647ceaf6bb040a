//! Numbers of the protocol office.

use super::made::*;
use super::sentences;
use crate::centre::CentreStore;
use crate::centre::correction::{CorrectionRow, NewCorrection};
use crate::centre::error::{NotNumbered, NumberError};
use crate::centre::row::{CentreCounts, CentreQuery, FactKind, Fate, NewEntry, OutageRow, RejectedEntry};
use domain::centre::exchange::{ConflictKind, OrdinaryNumber};
use domain::ids::id::EntryId;

/// What the store refuses, and of which entry.
fn refused(store: &dyn CentreStore, given: &[(EntryId, OrdinaryNumber)]) -> (EntryId, NotNumbered) {
    match store.number(given) {
        Err(NumberError::Refused { entry, why }) => (entry, why),
        other => panic!("{other:?}"),
    }
}

fn corrected((station, at): (u8, u64), before: &str, right: &str) -> NewCorrection {
    let sealed = format!("{before} {right}").into_bytes();
    let (before, ordinary) = (given(before), given(right));
    NewCorrection { entry: entry_id(station, at), before, ordinary, at: NOON, sealed }
}

/// Why numbers are not put right, and whose.
fn not_corrected(store: &dyn CentreStore, corrections: &[NewCorrection]) -> (EntryId, NotNumbered) {
    match store.correct(corrections) {
        Err(NumberError::Refused { entry, why }) => (entry, why),
        other => panic!("{other:?}"),
    }
}

/// Two stations with three entries each that wait for their numbers.
fn waiting(store: &dyn CentreStore) {
    enrol(store, &[1, 2]);
    for station in [1, 2] {
        store.receive(&unnumbered(plain(station, None, 3))).unwrap();
    }
}

fn seqs(store: &dyn CentreStore, station: u8) -> Vec<(u64, u64)> {
    let told = store.outcomes(station_id(station), 0, 99).unwrap();
    told.iter().map(|entry| (entry.seq, entry.position.get())).collect()
}

sentences! {
    fn entries_the_office_numbers_wait_without_an_outcome(store) {
        waiting(store);
        let entry = store.entry(entry_id(1, 2)).unwrap().unwrap();
        assert_eq!((entry.ordinary, entry.rejected, entry.seq), (None, None, 0));
        assert_eq!(seqs(store, 1), []);
        assert_eq!(store.station(station_id(1)).unwrap().unwrap().outcomes, 0);
        let counts = CentreCounts { entries: 6, unnumbered: 6, ..CentreCounts::default() };
        assert_eq!(store.counts().unwrap(), counts);
        take(store, 1, 1);
        assert_eq!(seqs(store, 1), [(1, 4)]);
        let unnumbered = CentreQuery { unnumbered: true, in_register_order: true, ..all() };
        let ids: Vec<_> = store.entries(&unnumbered).unwrap().iter().map(|entry| entry.id).collect();
        assert_eq!(ids, [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)].map(|(station, at)| entry_id(station, at)));
        assert_eq!(store.entries(&CentreQuery { fate: Some(Fate::Settled), ..all() }).unwrap().len(), 1);
    }

    fn numbers_of_the_office_are_given_with_outcomes_in_order_of_position(store) {
        waiting(store);
        let given_all = [
            (entry_id(2, 1), given("2026/00815")),
            (entry_id(1, 3), given("0000001")),
            (entry_id(1, 1), given("0000003")),
        ];
        assert_eq!(store.number(&given_all).unwrap(), 3);
        assert_eq!(store.entry(entry_id(1, 3)).unwrap().unwrap().ordinary, Some(given("0000001")));
        assert_eq!(store.by_ordinary(&ordinary("PG", 2026, "2026/00815")).unwrap().unwrap().id, entry_id(2, 1));
        assert_eq!((seqs(store, 1), seqs(store, 2)), (vec![(1, 1), (2, 3)], vec![(1, 1)]));
        assert_eq!(store.counts().unwrap().unnumbered, 3);
        // Once more, with one that is new.
        let again = [given_all[0].clone(), (entry_id(1, 2), given("0000007")), given_all[2].clone()];
        assert_eq!(store.number(&again).unwrap(), 1);
        assert_eq!(seqs(store, 1), [(1, 1), (2, 3), (3, 2)]);
        assert_eq!(store.number(&[]).unwrap(), 0);
        // Nothing is rewritten by another day.
        let mut later = given_all[0].clone();
        later.1.date = later.1.date.succ_opt().unwrap();
        assert_eq!(store.number(&[later]).unwrap(), 0);
        assert_eq!(store.entry(entry_id(2, 1)).unwrap().unwrap().ordinary, Some(given("2026/00815")));
    }

    fn one_number_that_does_not_fit_keeps_all_from_being_given(store) {
        waiting(store);
        let aside = RejectedEntry {
            id: entry_id(1, 4),
            position: position(4),
            number: "EM01-2026-0000004".to_owned(),
            outage: outage_id(1),
            code: "unreadable-entry".to_owned(),
            reason: "Non si legge.".to_owned(),
        };
        let mut batch = next(store, 1, 1);
        batch.rejected.push(aside);
        store.receive(&batch).unwrap();
        store.number(&[(entry_id(2, 3), given("9"))]).unwrap();
        let good = (entry_id(1, 1), given("1"));
        let tries = [
            ((entry_id(1, 9), given("2")), NotNumbered::Unknown),
            ((entry_id(1, 4), given("2")), NotNumbered::Rejected),
            ((entry_id(2, 3), given("2")), NotNumbered::Has),
            ((entry_id(1, 2), given("9")), NotNumbered::Held),
            ((entry_id(1, 2), given("1")), NotNumbered::Held),
            ((entry_id(1, 1), given("2")), NotNumbered::Has),
        ];
        for (bad, why) in tries {
            assert_eq!(refused(store, &[good.clone(), bad.clone()]), (bad.0, why));
            assert_eq!(store.entry(entry_id(1, 1)).unwrap().unwrap().ordinary, None);
        }
        assert_eq!(store.counts().unwrap().unnumbered, 5);
        assert_eq!(seqs(store, 1), [(1, 4)], "only the one set aside");
        assert_eq!(store.number(&[good.clone(), good]).unwrap(), 1);
    }

    fn the_own_sequence_leaves_out_numbers_of_the_office(store) {
        waiting(store);
        let office = [(1, "0000001"), (2, "0000004"), (3, "2026/A-77")];
        let office = office.map(|(at, number)| (entry_id(1, at), given(number)));
        assert_eq!(store.number(&office).unwrap(), 3);
        take(store, 2, 3);
        let own = |at| store.entry(entry_id(2, at)).unwrap().unwrap().ordinary.unwrap().number;
        assert_eq!([own(4), own(5), own(6)], ["0000002", "0000003", "0000005"]);
        assert_eq!(refused(store, &[(entry_id(2, 1), given("0000005"))]).1, NotNumbered::Held);
    }

    fn a_number_is_one_however_it_is_written(store) {
        waiting(store);
        let office = [(1, "2"), (2, "0012/a"), (3, "00004")];
        let office = office.map(|(at, number)| (entry_id(1, at), given(number)));
        assert_eq!(store.number(&office).unwrap(), 3);
        for (held, at) in [("0000002", 1), ("0012/A", 2), ("4", 3)] {
            assert_eq!(refused(store, &[(entry_id(2, 1), given(held))]).1, NotNumbered::Held, "{held}");
            assert_eq!(store.by_ordinary(&ordinary("PG", 2026, held)).unwrap().unwrap().id, entry_id(1, at));
        }
        // The same again is nothing new, and the first writing stays.
        assert_eq!(store.number(&[(entry_id(1, 1), given("0002"))]).unwrap(), 0);
        assert_eq!(store.entry(entry_id(1, 1)).unwrap().unwrap().ordinary, Some(given("2")));
        let twice = [(entry_id(2, 1), given("300")), (entry_id(2, 2), given("0000300"))];
        assert_eq!(refused(store, &twice), (entry_id(2, 2), NotNumbered::Held));
        take(store, 2, 3);
        let own = |at| store.entry(entry_id(2, at)).unwrap().unwrap().ordinary.unwrap().number;
        assert_eq!([own(4), own(5), own(6)], ["0000001", "0000003", "0000005"]);
        assert_eq!(store.doubled().unwrap(), []);
    }

    fn a_number_is_put_right_with_its_history_and_an_outcome(store) {
        waiting(store);
        let office = [(1, "dic-26"), (2, "5"), (3, "7")].map(|(at, number)| (entry_id(1, at), given(number)));
        store.number(&office).unwrap();
        let right = corrected((1, 1), "dic-26", "4");
        store.correct(std::slice::from_ref(&right)).unwrap();
        let entry = store.entry(entry_id(1, 1)).unwrap().unwrap();
        assert_eq!((entry.ordinary, entry.seq), (Some(given("4")), 4));
        let held = CorrectionRow { before: given("dic-26"), at: right.at, sealed: right.sealed };
        let told = store.outcomes(station_id(1), 3, 9).unwrap();
        assert_eq!(told[0].corrections, entry.corrections);
        assert_eq!(entry.corrections, [held]);
        assert_eq!(store.by_ordinary(&ordinary("PG", 2026, "dic-26")).unwrap(), None);
        assert_eq!(store.by_ordinary(&ordinary("PG", 2026, "4")).unwrap().unwrap().id, entry_id(1, 1));
        let formerly = |number: &str| -> Vec<EntryId> {
            let found = store.formerly(&ordinary("PG", 2026, number)).unwrap();
            found.iter().map(|one| one.id).collect()
        };
        assert_eq!(formerly("DIC-26"), [entry_id(1, 1)], "however it is written");
        assert_eq!((formerly("4"), formerly("5")), (vec![], vec![]), "what is had is not what was had");
        // A second correction; both stand in the history. The same again: it has another number by now.
        store.correct(&[corrected((1, 1), "4", "3")]).unwrap();
        let entry = store.entry(entry_id(1, 1)).unwrap().unwrap();
        let before: Vec<_> = entry.corrections.iter().map(|one| one.before.number.as_str()).collect();
        assert_eq!((before, entry.seq), (vec!["dic-26", "4"], 5));
        assert_eq!((formerly("dic-26"), formerly("0004")), (vec![entry_id(1, 1)], vec![entry_id(1, 1)]));
        assert_eq!(not_corrected(store, &[corrected((1, 1), "4", "9")]), (entry_id(1, 1), NotNumbered::Has));
        // The own sequence gives neither what is held nor what was held.
        take(store, 2, 4);
        let own = |at| store.entry(entry_id(2, at)).unwrap().unwrap().ordinary.unwrap().number;
        assert_eq!([own(4), own(5), own(6), own(7)], ["0000001", "0000002", "0000006", "0000008"]);
        // The office may give what was let go: it was the other's from the beginning.
        assert_eq!(store.number(&[(entry_id(2, 1), given("0004"))]).unwrap(), 1);
    }

    fn numbers_of_two_entries_change_hands_in_one_call_or_not_at_all(store) {
        waiting(store);
        let office = [(1, "1"), (2, "2"), (3, "3")].map(|(at, number)| (entry_id(1, at), given(number)));
        store.number(&office).unwrap();
        let swap = [corrected((1, 1), "1", "2"), corrected((1, 2), "2", "0001")];
        assert_eq!(not_corrected(store, &swap[..1]), (entry_id(1, 1), NotNumbered::Held));
        let tries = [
            (vec![swap[0].clone(), corrected((1, 2), "2", "3")], (entry_id(1, 2), NotNumbered::Held)),
            (vec![swap[0].clone(), corrected((1, 3), "3", "02")], (entry_id(1, 1), NotNumbered::Held)),
            (vec![corrected((1, 1), "1", "8"), corrected((1, 1), "1", "9")], (entry_id(1, 1), NotNumbered::Held)),
            (vec![corrected((2, 1), "1", "8")], (entry_id(2, 1), NotNumbered::Has)),
            (vec![corrected((1, 9), "1", "8")], (entry_id(1, 9), NotNumbered::Unknown)),
        ];
        for (corrections, why) in tries {
            assert_eq!(not_corrected(store, &corrections), why);
        }
        assert_eq!(seqs(store, 1), [(1, 1), (2, 2), (3, 3)], "nothing was written");
        store.correct(&swap).unwrap();
        let held = |at| store.entry(entry_id(1, at)).unwrap().unwrap().ordinary.unwrap().number;
        assert_eq!([held(1), held(2), held(3)], ["2", "0001", "3"]);
        assert_eq!(store.by_ordinary(&ordinary("PG", 2026, "1")).unwrap().unwrap().id, entry_id(1, 2));
        assert_eq!(seqs(store, 1), [(3, 3), (4, 1), (5, 2)]);
        // The same number, written as the office writes it.
        store.correct(&[corrected((1, 3), "3", "0003")]).unwrap();
        assert_eq!(held(3), "0003");
    }

    fn conflicts_of_an_entry_without_a_number_wait_with_it(store) {
        enrol(store, &[1, 2]);
        let mut batch = unnumbered(plain(1, None, 1));
        batch.entries[0].conflicts = vec![found(1, ConflictKind::Deceased)];
        store.receive(&batch).unwrap();
        let id = entry_id(1, 1);
        assert_eq!(store.counts().unwrap().open, 1);
        assert_eq!(store.raise(id, &[found(2, ConflictKind::Moved)]).unwrap(), 1);
        assert!(store.decide(&decision(conflict_id(1))).unwrap());
        // The same entry comes from another station.
        let mut again = plain(2, None, 1);
        again.entries[0] = NewEntry { again_id: conflict_id(3), position: position(1), ..entry(1, 1) };
        store.receive(&again).unwrap();
        let mut decided = next(store, 1, 1);
        decided.decisions.push(decision(conflict_id(2)));
        store.receive(&decided).unwrap();
        assert_eq!((seqs(store, 1), seqs(store, 2)), (vec![], vec![]));
        assert_eq!(store.entry(id).unwrap().unwrap().seq, 0);
        assert_eq!(store.number(&[(id, given("1"))]).unwrap(), 1);
        assert_eq!(seqs(store, 1), [(1, 1)]);
        let entry = store.entry(id).unwrap().unwrap();
        assert_eq!((entry.conflicts.len(), store.counts().unwrap().open), (3, 1));
        assert!(store.decide(&decision(conflict_id(3))).unwrap());
        assert_eq!(seqs(store, 1), [(2, 1)]);
    }

    fn facts_of_entries_without_a_number_clash_too(store) {
        enrol(store, &[1, 2]);
        let mut batch = unnumbered(plain(1, None, 1));
        batch.entries[0] = having(entry(1, 1), FactKind::Stamp, 500);
        store.receive(&batch).unwrap();
        let second = take_entry(store, 2, having(entry(2, 1), FactKind::Stamp, 500));
        assert_eq!(second.conflicts[0].other, Some(entry_id(1, 1)));
    }

    fn an_outage_with_an_entry_without_a_number_is_not_archived(store) {
        enrol(store, &[1]);
        let mut batch = unnumbered(plain(1, None, 2));
        batch.outages = vec![OutageRow { closed: Some(NOON), ..outage(1) }];
        store.receive(&batch).unwrap();
        assert!(!store.archive(station_id(1), outage_id(1), 70).unwrap());
        store.number(&[(entry_id(1, 1), given("1"))]).unwrap();
        assert!(!store.archive(station_id(1), outage_id(1), 70).unwrap());
        store.number(&[(entry_id(1, 2), given("2"))]).unwrap();
        assert!(store.archive(station_id(1), outage_id(1), 70).unwrap());
    }
}
