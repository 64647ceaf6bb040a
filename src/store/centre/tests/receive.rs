//! Taking batches: order, numbers, facts, conflicts, outcomes.

use super::made::*;
use super::sentences;
use crate::centre::error::ReceiveError;
use crate::centre::row::{
    CentreEntry, CentreQuery, EntryChange, FactKind, Fate, Incoming, NewCall, NewDecision, NewEntry,
    Officially, OutageRow, RecordRow, RejectedEntry,
};
use domain::centre::exchange::{ConflictKind, Remedy};
use domain::ids::id::StationId;

fn rejected(station: u8, at: u64) -> RejectedEntry {
    RejectedEntry {
        id: entry_id(station, at),
        position: position(at),
        number: format!("EM{station:02}-2026-{at:07}"),
        outage: outage_id(station),
        code: "unreadable-entry".to_owned(),
        reason: "Non si legge.".to_owned(),
    }
}

/// Kind of conflict, the other entry's position, whether it is open.
pub(super) fn conflicts(entry: &CentreEntry) -> Vec<(ConflictKind, Option<u128>, bool)> {
    let told = |row: &crate::centre::row::ConflictRow| {
        (row.kind, row.other.map(|other| other.uuid().as_u128()), row.decision.is_none())
    };
    entry.conflicts.iter().map(told).collect()
}

sentences! {
    fn a_batch_is_there_whole_as_it_came(store) {
        enrol(store, &[1]);
        let mut batch = plain(1, None, 40);
        batch.records[20].sealed = Some(vec![5; 300_000]);
        batch.entries[7].sealed = vec![6; 9_000];
        store.receive(&batch).unwrap();
        let station = store.station(station_id(1)).unwrap().unwrap();
        assert_eq!((station.head, station.outcomes), (Some(batch.head), 40));
        for record in &batch.records {
            assert_eq!(store.record(station_id(1), record.position).unwrap().as_ref(), Some(record));
        }
        assert_eq!(store.record(station_id(1), position(41)).unwrap(), None);
        assert_eq!(store.record(station_id(2), position(1)).unwrap(), None);
        let new = &batch.entries[7];
        let lies = store.entry(new.id).unwrap().unwrap();
        let expected = CentreEntry {
            corrections: Vec::new(),
            id: new.id,
            station: station_id(1),
            position: position(8),
            number: "EM01-2026-0000008".to_owned(),
            issued: NOON + 8,
            kind: "certificate".to_owned(),
            title: "Certificato di nascita".to_owned(),
            outage: outage_id(1),
            state: "issued".to_owned(),
            ordinary: Some(given("0000008")),
            rejected: None,
            corrected_by: None,
            received: NOON,
            sealed: vec![6; 9_000],
            conflicts: Vec::new(),
            seq: 8,
        };
        assert_eq!(lies, expected);
        assert_eq!(store.entry(entry_id(1, 41)).unwrap(), None);
    }

    fn chain_hashes_are_told_from_a_position_on(store) {
        enrol(store, &[1, 2]);
        take(store, 1, 30);
        take(store, 2, 3);
        take(store, 1, 30);
        let of = |from: u64, until: u64| (from..=until).map(|at| anchor(1, 0, at).chain).collect::<Vec<_>>();
        assert_eq!(store.chains(station_id(1), position(1), 1_000).unwrap(), of(1, 60));
        assert_eq!(store.chains(station_id(1), position(17), 20).unwrap(), of(17, 36));
        assert_eq!(store.chains(station_id(1), position(60), 20).unwrap(), of(60, 60));
        assert_eq!(store.chains(station_id(1), position(61), 20).unwrap(), []);
        assert_eq!(store.chains(station_id(1), position(5), 0).unwrap(), []);
        assert_eq!(store.chains(station_id(3), position(1), 5).unwrap(), []);
    }

    fn a_batch_is_taken_only_where_the_station_stands(store) {
        enrol(store, &[1]);
        assert!(matches!(store.receive(&plain(2, None, 1)), Err(ReceiveError::UnknownStation)));
        let first = plain(1, None, 3);
        let gap = plain(1, Some(anchor(1, 0, 2)), 3);
        assert!(matches!(store.receive(&gap), Err(ReceiveError::Moved { head: None })));
        store.receive(&first).unwrap();
        let stands = first.head;
        for elsewhere in [None, Some(anchor(1, 0, 2)), Some(anchor(1, 0, 4)), Some(anchor(1, 9, 3))] {
            match store.receive(&plain(1, elsewhere, 2)) {
                Err(ReceiveError::Moved { head }) => assert_eq!(head, Some(stands)),
                taken => panic!("{elsewhere:?}: {taken:?}"),
            }
        }
        assert_eq!(store.counts().unwrap().entries, 3);
        store.receive(&plain(1, Some(stands), 2)).unwrap();
        assert_eq!(numbers(store), ["0000001", "0000002", "0000003", "0000004", "0000005"]);
    }

    fn ordinary_numbers_follow_the_order_in_which_batches_were_taken_in_each_register_and_year(store) {
        enrol(store, &[1, 2]);
        take(store, 1, 2);
        take(store, 2, 2);
        take(store, 1, 1);
        let mut other = plain(2, Some(anchor(2, 0, 2)), 4);
        for entry in other.entries.iter_mut().step_by(2) {
            entry.ordinary_register = "SC".to_owned();
        }
        store.receive(&other).unwrap();
        let mut year = plain(1, Some(anchor(1, 0, 3)), 1);
        year.ordinary_year = 2027;
        store.receive(&year).unwrap();
        let of = |station, at| {
            let number = store.entry(entry_id(station, at)).unwrap().unwrap().ordinary.unwrap();
            (number.register, number.year, number.number)
        };
        let told = [of(1, 1), of(1, 2), of(2, 1), of(2, 2), of(1, 3), of(2, 4), of(2, 6)];
        let pg = |number: &str| ("PG".to_owned(), 2026, number.to_owned());
        let numbers = ["0000001", "0000002", "0000003", "0000004", "0000005", "0000006", "0000007"];
        assert_eq!(told, numbers.map(pg));
        assert_eq!([of(2, 3), of(2, 5)].map(|told| told.0 + &told.2), ["SC0000001", "SC0000002"]);
        assert_eq!(of(1, 4), ("PG".to_owned(), 2027, "0000001".to_owned()));
        assert_eq!(store.by_ordinary(&ordinary("SC", 2026, "0000002")).unwrap().unwrap().id, entry_id(2, 5));
        assert_eq!(store.by_ordinary(&ordinary("PG", 2027, "0000001")).unwrap().unwrap().id, entry_id(1, 4));
        assert_eq!(store.by_ordinary(&ordinary("PG", 2027, "0000002")).unwrap(), None);
    }

    fn an_entry_that_is_there_already_is_not_put_twice_and_gives_a_conflict_on_the_earlier_one(store) {
        enrol(store, &[1, 2]);
        take(store, 1, 3);
        let mut batch = plain(2, None, 3);
        batch.entries[1] = NewEntry { sealed: vec![9], position: position(2), ..entry(1, 2) };
        batch.entries[1].again_id = conflict_id(5);
        batch.entries[1].facts.push(fact(FactKind::Stamp, 1));
        batch.entries[1].clash_ids.push(conflict_id(6));
        store.receive(&batch).unwrap();
        let earlier = store.entry(entry_id(1, 2)).unwrap().unwrap();
        assert_eq!(conflicts(&earlier), [(ConflictKind::AlreadyRecovered, None, true)]);
        assert_eq!((earlier.conflicts[0].id, earlier.conflicts[0].found), (conflict_id(5), NOON));
        assert_eq!((earlier.station, &earlier.sealed), (station_id(1), &vec![1, 2]));
        assert_eq!(earlier.ordinary, Some(given("0000002")));
        assert_eq!(earlier.seq, 4);
        assert_eq!(numbers(store), ["0000001", "0000002", "0000003", "0000004", "0000005"]);
        let outcomes = |station| store.station(station_id(station)).unwrap().unwrap().outcomes;
        assert_eq!((outcomes(1), outcomes(2)), (4, 2));
        // Its facts are not put either.
        let with_fact = having(entry(2, 4), FactKind::Stamp, 1);
        assert_eq!(take_entry(store, 2, with_fact).conflicts, []);
    }

    fn an_entry_twice_in_one_batch_is_there_once(store) {
        enrol(store, &[1]);
        let mut batch = plain(1, None, 3);
        batch.entries[2] = NewEntry { position: position(3), again_id: conflict_id(8), ..entry(1, 1) };
        store.receive(&batch).unwrap();
        let first = store.entry(entry_id(1, 1)).unwrap().unwrap();
        assert_eq!((first.position, first.seq), (position(1), 1));
        assert_eq!(conflicts(&first), [(ConflictKind::AlreadyRecovered, None, true)]);
        assert_eq!(numbers(store), ["0000001", "0000002"]);
    }

    fn conflicts_found_in_an_entry_come_with_it_and_its_one_outcome(store) {
        enrol(store, &[1]);
        let mut new = entry(1, 1);
        new.conflicts = vec![found(1, ConflictKind::Deceased), found(2, ConflictKind::ClockOrder)];
        let entry = take_entry(store, 1, new);
        let expected =
            [(ConflictKind::Deceased, None, true), (ConflictKind::ClockOrder, None, true)];
        assert_eq!(conflicts(&entry), expected);
        assert_eq!((entry.conflicts[0].found, &entry.conflicts[0].sealed), (NOON + 60_000, &vec![7, 7]));
        assert_eq!((entry.seq, entry.ordinary), (1, Some(given("0000001"))));
        assert_eq!(store.conflict(conflict_id(2)).unwrap().unwrap().kind, ConflictKind::ClockOrder);
    }

    fn a_rejected_entry_is_set_aside_with_words_and_no_number(store) {
        enrol(store, &[1]);
        let mut batch = plain(1, None, 3);
        batch.entries.remove(1);
        batch.rejected.push(rejected(1, 2));
        store.receive(&batch).unwrap();
        let aside = store.entry(entry_id(1, 2)).unwrap().unwrap();
        assert_eq!(aside.rejected, Some(("unreadable-entry".to_owned(), "Non si legge.".to_owned())));
        assert_eq!((aside.ordinary, aside.issued, aside.received), (None, NOON, NOON));
        assert_eq!((aside.kind.as_str(), aside.state.as_str(), aside.sealed.len()), ("", "", 0));
        assert_eq!(aside.outage, outage_id(1));
        assert_eq!(aside.seq, 2);
        assert_eq!(numbers(store), ["0000001", "0000002"]);
        // Rejected again, it gives nothing.
        let mut again = next(store, 1, 1);
        again.rejected = vec![RejectedEntry { position: position(4), ..rejected(1, 1) }, rejected(1, 2)];
        store.receive(&again).unwrap();
        assert_eq!(store.station(station_id(1)).unwrap().unwrap().outcomes, 3);
        assert_eq!(store.entry(entry_id(1, 1)).unwrap().unwrap().rejected, None);
    }

    fn an_entry_in_the_place_of_one_set_aside_counts_for_it(store) {
        enrol(store, &[1, 2]);
        let mut batch = next(store, 1, 2);
        batch.rejected = vec![rejected(1, 1), rejected(1, 2)];
        store.receive(&batch).unwrap();
        // Another station's entry, one in the place of an entry that was taken, and one of nothing change nothing.
        let correcting = |station, at, of| NewEntry { corrects: Some(of), ..entry(station, at) };
        take_entry(store, 2, correcting(2, 1, entry_id(1, 1)));
        take_entry(store, 2, correcting(2, 2, entry_id(2, 1)));
        take_entry(store, 2, correcting(2, 3, entry_id(9, 9)));
        assert_eq!(store.counts().unwrap().rejected, 2);
        take_entry(store, 1, correcting(1, 3, entry_id(1, 1)));
        take_entry(store, 1, correcting(1, 4, entry_id(1, 1)));
        let by = |at| store.entry(entry_id(1, at)).unwrap().unwrap().corrected_by;
        assert_eq!([by(1), by(2), by(3)], [Some(entry_id(1, 3)), None, None]);
        let counts = store.counts().unwrap();
        assert_eq!((counts.entries, counts.rejected), (7, 1));
        let aside = CentreQuery { fate: Some(Fate::Rejected), ..all() };
        assert_eq!(store.entries(&aside).unwrap().iter().map(|entry| entry.id).collect::<Vec<_>>(), [entry_id(1, 2)]);
        assert_eq!(store.entry(entry_id(1, 1)).unwrap().unwrap().seq, 1, "no outcome");
        // Both in one batch, as after the centre was put back.
        let mut both = next(store, 1, 2);
        both.rejected = vec![rejected(1, 5)];
        both.entries = vec![NewEntry { position: position(6), ..correcting(1, 6, entry_id(1, 5)) }];
        store.receive(&both).unwrap();
        assert_eq!((by(5), store.counts().unwrap().rejected), (Some(entry_id(1, 6)), 1));
    }

    fn changes_count_for_entries_of_the_station_and_are_no_outcome(store) {
        enrol(store, &[1, 2]);
        take(store, 1, 2);
        let change = |station, at, state: &str| {
            EntryChange { entry: entry_id(station, at), state: state.to_owned() }
        };
        let mut batch = plain(2, None, 1);
        batch.changes = vec![
            change(1, 1, "annulled"),
            change(2, 1, "handed-over"),
            change(2, 9, "annulled"),
        ];
        store.receive(&batch).unwrap();
        let mut batch = next(store, 1, 1);
        batch.changes = vec![change(1, 2, "handed-over"), change(1, 2, "annulled")];
        store.receive(&batch).unwrap();
        let state = |station, at| store.entry(entry_id(station, at)).unwrap().unwrap().state;
        assert_eq!([state(1, 1), state(2, 1), state(1, 2)], ["issued", "handed-over", "annulled"]);
        assert_eq!(store.station(station_id(1)).unwrap().unwrap().outcomes, 2);
    }

    fn decisions_of_a_batch_count_for_the_station_s_own_open_conflicts(store) {
        enrol(store, &[1, 2]);
        let mut new = entry(1, 1);
        new.conflicts = vec![found(1, ConflictKind::Deceased)];
        take_entry(store, 1, new);
        let mut foreign = next(store, 2, 1);
        foreign.decisions.push(decision(conflict_id(1)));
        store.receive(&foreign).unwrap();
        assert_eq!(store.open_conflicts(9).unwrap().len(), 1);
        let mut own = next(store, 1, 1);
        let mut second = decision(conflict_id(1));
        second.remedy = Remedy::Annul;
        own.decisions = vec![decision(conflict_id(1)), second, decision(conflict_id(99))];
        store.receive(&own).unwrap();
        let entry = store.entry(entry_id(1, 1)).unwrap().unwrap();
        assert_eq!(entry.conflicts[0].decision, Some((Remedy::Stands, vec![4, 2])));
        assert_eq!((entry.seq, store.open_conflicts(9).unwrap().len()), (2, 0));
        assert_eq!(store.station(station_id(2)).unwrap().unwrap().outcomes, 0);
    }

    fn what_a_batch_decides_otherwise_is_a_conflict_of_its_own_once(store) {
        enrol(store, &[1, 2]);
        let mut new = entry(1, 1);
        new.conflicts = vec![found(1, ConflictKind::Deceased)];
        take_entry(store, 1, new);
        store.decide(&decision(conflict_id(1))).unwrap();
        let differing = |remedy| NewDecision {
            remedy,
            differs: Some(found(50, ConflictKind::DecisionsDiffer)),
            ..decision(conflict_id(1))
        };
        let mut same = next(store, 1, 1);
        same.decisions.push(differing(Remedy::Stands));
        store.receive(&same).unwrap();
        let mut foreign = next(store, 2, 1);
        foreign.decisions.push(differing(Remedy::Annul));
        store.receive(&foreign).unwrap();
        assert!(store.open_conflicts(9).unwrap().is_empty(), "the same, and another station's, differ in nothing");
        for remedy in [Remedy::Annul, Remedy::Replace] {
            let mut own = next(store, 1, 1);
            own.decisions = vec![differing(remedy), differing(remedy)];
            store.receive(&own).unwrap();
        }
        let open = store.open_conflicts(9).unwrap();
        assert_eq!(open.iter().map(|row| row.kind).collect::<Vec<_>>(), [ConflictKind::DecisionsDiffer]);
        let entry = store.entry(entry_id(1, 1)).unwrap().unwrap();
        assert_eq!((entry.conflicts.len(), entry.seq), (2, 3), "found again it is no news");
        assert_eq!(store.counts().unwrap().open, 1);
    }

    fn what_one_batch_brings_with_two_decisions_about_its_own_conflict_is_told_too(store) {
        enrol(store, &[1]);
        let mut batch = next(store, 1, 1);
        let mut new = entry(1, 1);
        new.conflicts = vec![found(1, ConflictKind::Deceased)];
        batch.entries.push(new);
        let second = NewDecision {
            remedy: Remedy::Annul,
            differs: Some(found(50, ConflictKind::DecisionsDiffer)),
            ..decision(conflict_id(1))
        };
        batch.decisions = vec![decision(conflict_id(1)), second];
        store.receive(&batch).unwrap();
        assert_eq!(store.open_conflicts(9).unwrap().len(), 1);
        assert_eq!(store.counts().unwrap().open, 1);
    }

    fn a_holder_is_to_be_called_until_a_call_ends_it_and_the_outage_waits(store) {
        enrol(store, &[1, 2]);
        let mut new = entry(1, 1);
        new.conflicts = vec![found(1, ConflictKind::Deceased), found(2, ConflictKind::Moved)];
        take_entry(store, 1, new);
        let mut batch = next(store, 1, 1);
        batch.outages.push(OutageRow { closed: Some(NOON), ..outage(1) });
        let annul = NewDecision { remedy: Remedy::Annul, ..decision(conflict_id(1)) };
        batch.decisions = vec![annul, decision(conflict_id(2))];
        let call = |ends| NewCall { conflict: conflict_id(1), ends, sealed: vec![8, u8::from(ends)] };
        batch.calls = vec![call(false)];
        store.receive(&batch).unwrap();
        let due = store.calls(9).unwrap();
        assert_eq!(due.iter().map(|row| row.id).collect::<Vec<_>>(), [conflict_id(1)]);
        assert_eq!(due[0].call, Some((false, vec![8, 0])));
        assert!(!store.archive(station_id(1), outage_id(1), NOON).unwrap(), "somebody is to be called");
        let mut foreign = next(store, 2, 1);
        foreign.calls = vec![call(true)];
        store.receive(&foreign).unwrap();
        assert_eq!(store.calls(9).unwrap().len(), 1, "another station's call");
        let seq = store.entry(entry_id(1, 1)).unwrap().unwrap().seq;
        assert!(!store.call(&NewCall { conflict: conflict_id(2), ..call(true) }).unwrap(), "none is due");
        assert!(store.call(&call(true)).unwrap());
        assert!(!store.call(&call(false)).unwrap(), "it is done");
        let entry = store.entry(entry_id(1, 1)).unwrap().unwrap();
        assert_eq!(entry.seq, seq + 1, "the station is told");
        let called = entry.conflicts.iter().find(|row| row.id == conflict_id(1)).unwrap();
        assert_eq!(called.call, Some((true, vec![8, 1])));
        assert!(store.calls(9).unwrap().is_empty());
        assert!(store.archive(station_id(1), outage_id(1), NOON).unwrap());
    }

    fn outcomes_are_numbered_in_order_of_position_once_for_each_entry(store) {
        enrol(store, &[1]);
        let mut first = plain(1, None, 4);
        first.entries.reverse();
        first.entries[0].conflicts = vec![found(1, ConflictKind::Moved)];
        store.receive(&first).unwrap();
        let seqs = |after, limit| -> Vec<(u64, u64)> {
            let told = store.outcomes(station_id(1), after, limit).unwrap();
            told.iter().map(|entry| (entry.seq, entry.position.get())).collect()
        };
        assert_eq!(seqs(0, 99), [(1, 1), (2, 2), (3, 3), (4, 4)]);
        let mut second = plain(1, Some(first.head), 2);
        second.decisions = vec![decision(conflict_id(1))];
        second.rejected = vec![rejected(1, 7)];
        store.receive(&second).unwrap();
        assert_eq!(seqs(0, 99), [(1, 1), (2, 2), (3, 3), (5, 4), (6, 5), (7, 6), (8, 7)]);
        assert_eq!(seqs(3, 2), [(5, 4), (6, 5)]);
        assert_eq!(seqs(8, 9), []);
        assert_eq!(seqs(u64::MAX, 9), []);
        assert_eq!(store.outcomes(station_id(2), 0, 9).unwrap(), []);
    }

    fn an_outage_is_told_by_its_station_and_stays_archived(store) {
        enrol(store, &[1, 2]);
        let put = |station: u8, row: OutageRow| {
            let batch = Incoming { outages: vec![row], ..next(store, station, 1) };
            store.receive(&batch).unwrap();
        };
        put(1, outage(1));
        put(2, outage(2));
        assert_eq!(store.outages().unwrap(), [outage(1), outage(2)]);
        assert!(!store.archive(station_id(1), outage_id(1), 50).unwrap(), "it is not closed");
        let closed = OutageRow { closed: Some(NOON + 1), sealed: vec![2; 5_000], ..outage(1) };
        put(1, OutageRow { archived: Some(1), ..closed.clone() });
        assert_eq!(store.outages().unwrap()[0], closed);
        assert!(store.archive(station_id(1), outage_id(1), 50).unwrap());
        assert!(store.archive(station_id(1), outage_id(1), 60).unwrap());
        put(1, OutageRow { code: "INT-2026-02".to_owned(), ..closed.clone() });
        let archived = OutageRow { archived: Some(50), code: "INT-2026-02".to_owned(), ..closed };
        assert_eq!(store.outages().unwrap()[0], archived);
        assert!(!store.archive(station_id(2), outage_id(1), 50).unwrap(), "there is none");
    }

    fn an_outage_closed_officially_is_archived_without_its_station_and_stays_so(store) {
        enrol(store, &[1]);
        let put = |row: OutageRow| {
            store.receive(&Incoming { outages: vec![row], ..next(store, 1, 1) }).unwrap();
        };
        let closing = Officially { at: 40, sealed: vec![7; 3_000] };
        assert!(!store.close_officially(station_id(1), outage_id(1), &closing).unwrap(), "there is none");
        put(outage(1));
        assert!(store.close_officially(station_id(1), outage_id(1), &closing).unwrap());
        let other = Officially { at: 41, sealed: vec![8] };
        assert!(!store.close_officially(station_id(1), outage_id(1), &other).unwrap(), "the first stays");
        let closed = OutageRow { officially: Some(closing), ..outage(1) };
        assert_eq!(store.outages().unwrap(), std::slice::from_ref(&closed));
        // The station's own closing came after all.
        put(OutageRow { closed: Some(NOON + 1), ..outage(1) });
        assert_eq!(store.outages().unwrap(), [OutageRow { closed: Some(NOON + 1), ..closed }]);
        assert!(store.archive(station_id(1), outage_id(1), 50).unwrap());
        assert_eq!(store.outages().unwrap()[0].archived, Some(50));
    }

    fn a_record_of_a_later_life_speaks_of_the_entries_of_the_lives_before(store) {
        enrol(store, &[1, 2, 3]);
        let mut first = plain(1, None, 1);
        first.entries = vec![NewEntry { conflicts: vec![found(1, ConflictKind::Moved)], ..entry(1, 1) }];
        store.receive(&first).unwrap();
        let annulled = |station: u8, lives_before: Vec<StationId>| Incoming {
            changes: vec![EntryChange { entry: entry_id(1, 1), state: "annulled".to_owned() }],
            decisions: vec![decision(conflict_id(1))],
            lives_before,
            ..next(store, station, 1)
        };
        store.receive(&annulled(3, Vec::new())).unwrap();
        assert_eq!(store.entry(entry_id(1, 1)).unwrap().unwrap().state, "issued", "it is no life of its counter");
        store.receive(&annulled(2, vec![station_id(1)])).unwrap();
        let entry = store.entry(entry_id(1, 1)).unwrap().unwrap();
        assert_eq!(entry.state, "annulled");
        assert!(entry.conflicts[0].decision.is_some());
        // The decision is an outcome of the station that the entry is of.
        assert_eq!(store.outcomes(station_id(1), 0, 9).unwrap()[0].seq, 2);
        assert_eq!(store.outcomes(station_id(2), 0, 9).unwrap(), []);
    }

    fn a_text_no_database_can_hold_stops_no_batch(store) {
        enrol(store, &[1]);
        let mut batch = plain(1, None, 2);
        batch.entries[0].title = "Nascita\0".to_owned();
        batch.entries.pop();
        batch.rejected.push(RejectedEntry { number: "\0".to_owned(), ..rejected(1, 2) });
        batch.outages.push(OutageRow { code: "INT\0".to_owned(), ..outage(1) });
        batch.changes.push(EntryChange { entry: entry_id(1, 1), state: "\0".to_owned() });
        store.receive(&batch).unwrap();
        assert!(store.entry(entry_id(1, 1)).unwrap().unwrap().title.starts_with("Nascita"));
        assert_eq!(store.counts().unwrap().rejected, 1);
    }

    fn records_without_content_and_empty_contents_are_told_apart(store) {
        enrol(store, &[1]);
        let mut batch = records(1, None, 2);
        batch.records[0] = RecordRow { sealed: None, ..record(1, 1) };
        batch.records[1] = RecordRow { sealed: Some(Vec::new()), ..record(1, 2) };
        store.receive(&batch).unwrap();
        let sealed = |at| store.record(station_id(1), position(at)).unwrap().unwrap().sealed;
        assert_eq!((sealed(1), sealed(2)), (None, Some(Vec::new())));
    }
}
