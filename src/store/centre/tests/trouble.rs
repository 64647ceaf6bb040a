//! Conflicts and what is done about them, numbers replaced, outages archived.

use super::made::*;
use super::sentences;
use crate::centre::CentreStore;
use crate::centre::row::{CentreCounts, NewConflict, OutageRow};
use domain::centre::exchange::{ConflictKind, Remedy};

fn contested(store: &dyn CentreStore, at: u64, conflicts: &[(u64, ConflictKind)]) {
    let mut new = entry(1, at);
    new.conflicts = conflicts.iter().map(|(id, kind)| found(*id, *kind)).collect();
    take_entry(store, 1, new);
}

sentences! {
    fn open_conflicts_are_told_oldest_first(store) {
        enrol(store, &[1]);
        let mut new = entry(1, 1);
        for (id, at) in [(3, 30), (1, 10), (4, 10), (2, 20)] {
            new.conflicts.push(NewConflict { found: at, ..found(id, ConflictKind::Moved) });
        }
        take_entry(store, 1, new);
        let told = |limit| -> Vec<_> {
            store.open_conflicts(limit).unwrap().into_iter().map(|row| row.id).collect()
        };
        assert_eq!(told(9), [1, 4, 2, 3].map(conflict_id));
        assert_eq!(told(2), [1, 4].map(conflict_id));
        assert_eq!(store.count_open_conflicts().unwrap(), 4);
        assert!(store.decide(&decision(conflict_id(4))).unwrap());
        assert_eq!(told(9), [1, 2, 3].map(conflict_id));
        assert_eq!(store.count_open_conflicts().unwrap(), 3);
    }

    fn a_decision_is_final_and_a_new_outcome(store) {
        enrol(store, &[1]);
        contested(store, 1, &[(1, ConflictKind::Deceased), (2, ConflictKind::Moved)]);
        take(store, 1, 1);
        assert!(store.decide(&decision(conflict_id(1))).unwrap());
        let mut other = decision(conflict_id(1));
        other.remedy = Remedy::Annul;
        assert!(!store.decide(&other).unwrap());
        assert!(!store.decide(&decision(conflict_id(9))).unwrap());
        let entry = store.entry(entry_id(1, 1)).unwrap().unwrap();
        assert_eq!(entry.conflicts[0].decision, Some((Remedy::Stands, vec![4, 2])));
        assert_eq!(entry.conflicts[1].decision, None);
        assert_eq!(entry.seq, 3);
        assert_eq!(store.station(station_id(1)).unwrap().unwrap().outcomes, 3);
        assert_eq!(store.outcomes(station_id(1), 0, 9).unwrap().len(), 2, "only the newest of each");
        assert_eq!(store.counts().unwrap(), CentreCounts { entries: 2, open: 1, ..CentreCounts::default() });
        assert!(store.decide(&decision(conflict_id(2))).unwrap());
        assert_eq!(store.counts().unwrap(), CentreCounts { entries: 2, ..CentreCounts::default() });
    }

    fn a_conflict_found_later_is_raised_once_for_each_kind(store) {
        enrol(store, &[1]);
        contested(store, 1, &[(1, ConflictKind::Deceased)]);
        store.decide(&decision(conflict_id(1))).unwrap();
        let id = entry_id(1, 1);
        assert_eq!(store.raise(id, &[found(2, ConflictKind::Deceased)]).unwrap(), 0);
        assert_eq!(store.entry(id).unwrap().unwrap().seq, 2);
        let later = [
            found(3, ConflictKind::Moved),
            found(4, ConflictKind::Deceased),
            found(5, ConflictKind::Moved),
            found(6, ConflictKind::HoldsCard),
        ];
        assert_eq!(store.raise(id, &later).unwrap(), 2);
        let entry = store.entry(id).unwrap().unwrap();
        let ids: Vec<_> = entry.conflicts.iter().map(|row| row.id).collect();
        assert_eq!((ids, entry.seq), ([1, 3, 6].map(conflict_id).to_vec(), 3));
        assert_eq!(store.raise(id, &later).unwrap(), 0);
        assert_eq!(store.raise(entry_id(1, 9), &later).unwrap(), 0);
        assert_eq!(store.counts().unwrap().open, 1);
    }

    fn entries_told_anew_get_a_new_outcome_each_in_order_but_those_that_wait(store) {
        enrol(store, &[1, 2, 3]);
        store.receive(&plain(2, None, 1)).unwrap();
        store.receive(&plain(1, None, 2)).unwrap();
        store.receive(&unnumbered(plain(3, None, 1))).unwrap();
        let many = [(1, 2), (2, 1), (1, 9), (1, 1), (3, 1)].map(|(station, at)| entry_id(station, at));
        store.renew(&many).unwrap();
        let seqs = |station: u8| {
            let told = store.outcomes(station_id(station), 0, 9).unwrap();
            told.iter().map(|entry| (entry.id, entry.seq)).collect::<Vec<_>>()
        };
        assert_eq!(seqs(1), [(entry_id(1, 1), 3), (entry_id(1, 2), 4)]);
        assert_eq!(seqs(2), [(entry_id(2, 1), 2)]);
        assert_eq!(seqs(3), []);
        assert_eq!(store.station(station_id(1)).unwrap().unwrap().outcomes, 4);
        store.renew(&[]).unwrap();
        assert_eq!(store.counts().unwrap(), CentreCounts { entries: 4, unnumbered: 1, ..CentreCounts::default() });
    }

    fn an_outage_is_archived_only_when_nothing_of_it_is_open(store) {
        enrol(store, &[1]);
        contested(store, 1, &[(1, ConflictKind::Deceased), (2, ConflictKind::Moved)]);
        let mut batch = next(store, 1, 1);
        batch.outages = vec![
            OutageRow { closed: Some(NOON), ..outage(1) },
            OutageRow { closed: Some(NOON), outage: outage_id(9), ..outage(1) },
        ];
        store.receive(&batch).unwrap();
        assert!(store.archive(station_id(1), outage_id(9), 70).unwrap(), "nothing of it is open");
        assert!(!store.archive(station_id(1), outage_id(1), 70).unwrap());
        store.decide(&decision(conflict_id(1))).unwrap();
        assert!(!store.archive(station_id(1), outage_id(1), 70).unwrap());
        store.decide(&decision(conflict_id(2))).unwrap();
        assert!(store.archive(station_id(1), outage_id(1), 70).unwrap());
        let archived = store.outages().unwrap().into_iter().filter(|row| row.archived == Some(70));
        assert_eq!(archived.count(), 2);
    }
}
