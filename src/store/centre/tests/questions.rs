//! Entries asked for.

use crate::centre::CentreStore;
use crate::centre::part_counts::PartCounts;
use crate::centre::row::{CentreCounts, CentreQuery, Fate, NewCall, NewDecision, NewEntry, RejectedEntry};
use domain::centre::exchange::{ConflictKind, Remedy};
use domain::ids::id::EntryId;

use super::made::*;
use super::sentences;

fn ids(store: &dyn CentreStore, query: &CentreQuery) -> Vec<EntryId> {
    store.entries(query).unwrap().into_iter().map(|entry| entry.id).collect()
}

/// Two stations, one entry contested, one rejected, one of another day and kind; received one after the other.
fn filled(store: &dyn CentreStore) {
    enrol(store, &[1, 2]);
    take(store, 1, 2);
    let mut batch = plain(2, None, 3);
    batch.at = NOON + 5;
    batch.entries[0].conflicts = vec![found(1, ConflictKind::Moved)];
    batch.entries[1].kind = "identity".to_owned();
    batch.entries[1].day = day().succ_opt().unwrap();
    batch.entries.pop();
    batch.rejected.push(RejectedEntry {
        id: entry_id(2, 3),
        position: position(3),
        number: "EM02-2026-0000003".to_owned(),
        outage: outage_id(2),
        code: "unreadable-entry".to_owned(),
        reason: "Non si legge.".to_owned(),
    });
    store.receive(&batch).unwrap();
    let mut last = plain(1, Some(anchor(1, 0, 2)), 1);
    last.at = NOON + 9;
    store.receive(&last).unwrap();
}

sentences! {
    fn the_newest_received_come_first_page_by_page(store) {
        filled(store);
        let order = [entry_id(1, 3), entry_id(2, 3), entry_id(2, 2), entry_id(2, 1), entry_id(1, 2), entry_id(1, 1)];
        assert_eq!(ids(store, &all()), order);
        for (at, last) in order.iter().enumerate() {
            let query = CentreQuery { after: Some(*last), limit: 2, ..all() };
            assert_eq!(ids(store, &query), order[at + 1..].iter().take(2).copied().collect::<Vec<_>>());
        }
        assert_eq!(ids(store, &CentreQuery { limit: 0, ..all() }), []);
        assert_eq!(ids(store, &CentreQuery { after: Some(entry_id(9, 9)), ..all() }), []);
    }

    fn in_register_order_they_come_by_station_and_position(store) {
        filled(store);
        let query = CentreQuery { in_register_order: true, ..all() };
        let order = [entry_id(1, 1), entry_id(1, 2), entry_id(1, 3), entry_id(2, 1), entry_id(2, 2), entry_id(2, 3)];
        assert_eq!(ids(store, &query), order);
        let page = CentreQuery { after: Some(entry_id(1, 2)), limit: 3, ..query.clone() };
        assert_eq!(ids(store, &page), order[2..5]);
        let of_one = CentreQuery { station: Some(station_id(2)), after: Some(entry_id(1, 2)), ..query.clone() };
        assert_eq!(ids(store, &of_one), order[3..]);
        let passed = CentreQuery { station: Some(station_id(1)), after: Some(entry_id(2, 1)), ..query };
        assert_eq!(ids(store, &passed), []);
    }

    fn entries_of_one_record_come_by_number(store) {
        enrol(store, &[1]);
        let mut batch = records(1, None, 1);
        for serial in [12, 11, 13] {
            batch.entries.push(NewEntry { position: position(1), ..entry(1, serial) });
        }
        store.receive(&batch).unwrap();
        let query = CentreQuery { in_register_order: true, ..all() };
        assert_eq!(ids(store, &query), [entry_id(1, 11), entry_id(1, 12), entry_id(1, 13)]);
        let page = CentreQuery { after: Some(entry_id(1, 11)), ..query };
        assert_eq!(ids(store, &page), [entry_id(1, 12), entry_id(1, 13)]);
        assert_eq!(numbers(store), ["0000002", "0000001", "0000003"]);
    }

    fn all_conditions_hold_together(store) {
        filled(store);
        let asked = |query: CentreQuery| ids(store, &query);
        let one = |station, at| vec![entry_id(station, at)];
        assert_eq!(asked(CentreQuery { station: Some(station_id(1)), ..all() }).len(), 3);
        assert_eq!(asked(CentreQuery { station: Some(station_id(3)), ..all() }), []);
        let outages = vec![outage_id(2), outage_id(7)];
        let of_two = [entry_id(2, 3), entry_id(2, 2), entry_id(2, 1)];
        assert_eq!(asked(CentreQuery { outages, ..all() }), of_two);
        assert_eq!(asked(CentreQuery { day: day().succ_opt(), ..all() }), one(2, 2));
        assert_eq!(asked(CentreQuery { kind: Some("identity".to_owned()), ..all() }), one(2, 2));
        assert_eq!(asked(CentreQuery { fate: Some(Fate::Open), ..all() }), one(2, 1));
        assert_eq!(asked(CentreQuery { fate: Some(Fate::Rejected), ..all() }), one(2, 3));
        assert_eq!(asked(CentreQuery { fate: Some(Fate::Settled), ..all() }).len(), 4);
        let both = CentreQuery { fate: Some(Fate::Settled), station: Some(station_id(2)), ..all() };
        assert_eq!(asked(both.clone()), one(2, 2));
        assert_eq!(asked(CentreQuery { in_register_order: true, ..both }), one(2, 2));
    }

    fn all_blind_keys_must_find_it(store) {
        filled(store);
        let asked = |finds: Vec<[u8; 16]>| ids(store, &CentreQuery { finds, ..all() });
        assert_eq!(asked(vec![key(2)]), [entry_id(2, 2), entry_id(1, 2)]);
        assert_eq!(asked(vec![key(2), [1; 16]]), [entry_id(1, 2)]);
        assert_eq!(asked(vec![[2; 16], key(2), key(2)]), [entry_id(2, 2)]);
        assert_eq!(asked(vec![[2; 16], key(9)]), []);
        let page = CentreQuery { finds: vec![key(2)], after: Some(entry_id(2, 2)), ..all() };
        assert_eq!(ids(store, &page), [entry_id(1, 2)]);
        let ordered = CentreQuery { finds: vec![key(2)], in_register_order: true, ..all() };
        assert_eq!(ids(store, &ordered), [entry_id(1, 2), entry_id(2, 2)]);
    }

    fn a_number_finds_every_entry_that_has_it(store) {
        enrol(store, &[1, 2]);
        take(store, 1, 2);
        let clash = NewEntry { number: "EM01-2026-0000002".to_owned(), ..entry(2, 1) };
        take_entry(store, 2, clash);
        let found: Vec<_> =
            store.by_number("EM01-2026-0000002").unwrap().into_iter().map(|entry| entry.id).collect();
        assert_eq!(found, [entry_id(2, 1), entry_id(1, 2)]);
        assert_eq!(store.by_number("EM01-2026-000000").unwrap(), []);
    }

    fn a_tally_counts_what_a_station_has_of_an_outage_up_to_where_it_is_asked(store) {
        assert_eq!(store.count_part(station_id(1), outage_id(1), None).unwrap(), PartCounts::default());
        filled(store);
        let tally = |station, until: Option<u64>| {
            store.count_part(station_id(station), outage_id(station), until.map(position)).unwrap()
        };
        assert_eq!(tally(1, None), PartCounts { entries: 3, ..PartCounts::default() });
        assert_eq!(tally(2, None), PartCounts { entries: 3, open: 1, rejected: 1, ..PartCounts::default() });
        assert_eq!(tally(2, Some(2)), PartCounts { entries: 2, open: 1, ..PartCounts::default() });
        assert_eq!(store.count_part(station_id(1), outage_id(2), None).unwrap(), PartCounts::default());
        let moved = found(1, ConflictKind::Moved).id;
        let annulled = NewDecision { remedy: Remedy::Annul, ..decision(moved) };
        assert!(store.decide(&annulled).unwrap());
        assert_eq!(tally(2, None), PartCounts { entries: 3, rejected: 1, calls: 1, ..PartCounts::default() });
        assert!(store.call(&NewCall { conflict: annulled.conflict, ends: true, sealed: vec![1] }).unwrap());
        assert_eq!(tally(2, None), PartCounts { entries: 3, rejected: 1, ..PartCounts::default() });
        store.receive(&unnumbered(plain(1, Some(anchor(1, 0, 3)), 1))).unwrap();
        assert_eq!(tally(1, None), PartCounts { entries: 4, unnumbered: 1, ..PartCounts::default() });
    }

    fn counts_are_of_all_open_and_rejected_entries(store) {
        assert_eq!(store.counts().unwrap(), CentreCounts::default());
        filled(store);
        assert_eq!(store.counts().unwrap(), CentreCounts { entries: 6, open: 1, rejected: 1, unnumbered: 0 });
    }
}
