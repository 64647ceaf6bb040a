//! What must not be true of two entries: which of them is the second one.

use super::made::*;
use super::receive::conflicts;
use super::sentences;
use crate::centre::row::{FactKind, NewEntry};
use domain::centre::exchange::ConflictKind;

sentences! {
    fn equal_facts_give_a_conflict_on_the_new_entry_naming_the_first(store) {
        enrol(store, &[1, 2]);
        let kinds = [
            (FactKind::Stamp, ConflictKind::StampReused),
            (FactKind::Attestation, ConflictKind::SecondAttestation),
            (FactKind::Number, ConflictKind::NumberClash),
        ];
        for (index, (fact, kind)) in (1..).zip(kinds) {
            let first = take_entry(store, 1, having(entry(1, index), fact, 500));
            let second = take_entry(store, 2, having(entry(2, index), fact, 500));
            let third = take_entry(store, 2, having(entry(2, 100 + index), fact, 500));
            assert_eq!(first.conflicts, []);
            let expected = [(kind, Some(first.id.uuid().as_u128()), true)];
            assert_eq!(conflicts(&second), expected);
            assert_eq!(conflicts(&third), expected);
            assert_eq!((second.conflicts[0].found, second.conflicts[0].sealed.len()), (NOON, 0));
            assert!(second.ordinary.is_some(), "it has its number all the same");
        }
    }

    fn the_one_issued_later_is_the_second_whichever_comes_first(store) {
        enrol(store, &[1, 2, 3]);
        let at = |station, index, after: i64| NewEntry { issued: NOON + after, ..having(entry(station, index), FactKind::Stamp, 500) };
        let last = take_entry(store, 1, at(1, 1, 3000));
        assert_eq!(last.conflicts, []);
        let middle = take_entry(store, 2, at(2, 1, 2000));
        assert_eq!(middle.conflicts, []);
        let again = |id| store.entry(id).unwrap().unwrap();
        assert_eq!(conflicts(&again(last.id)), [(ConflictKind::StampReused, Some(middle.id.uuid().as_u128()), true)]);
        assert!(again(last.id).seq > last.seq, "its station is told");
        let first = take_entry(store, 3, at(3, 1, 1000));
        assert_eq!(first.conflicts, []);
        assert_eq!(conflicts(&again(middle.id)), [(ConflictKind::StampReused, Some(first.id.uuid().as_u128()), true)]);
        assert_eq!(conflicts(&again(last.id)).len(), 1, "once");
        let fourth = take_entry(store, 3, at(3, 2, 1500));
        assert_eq!(conflicts(&fourth), [(ConflictKind::StampReused, Some(first.id.uuid().as_u128()), true)]);
        assert_eq!(store.counts().unwrap().open, 3);
    }

    fn facts_clash_within_a_batch_but_not_with_the_own_ones(store) {
        enrol(store, &[1]);
        let mut batch = plain(1, None, 3);
        batch.entries[0] = having(having(entry(1, 1), FactKind::Stamp, 4), FactKind::Stamp, 4);
        batch.entries[2] = having(having(entry(1, 3), FactKind::Number, 4), FactKind::Stamp, 4);
        store.receive(&batch).unwrap();
        let of = |at| conflicts(&store.entry(entry_id(1, at)).unwrap().unwrap());
        assert_eq!(of(1), []);
        assert_eq!(of(2), []);
        let first = entry_id(1, 1).uuid().as_u128();
        assert_eq!(of(3), [(ConflictKind::StampReused, Some(first), true)]);
    }
}
