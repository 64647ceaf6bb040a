//! Numbers that stations say they were told, and the own sequence going on.

use super::made::*;
use super::sentences;
use crate::centre::CentreStore;
use crate::centre::error::{NotNumbered, NumberError};
use crate::centre::told::ToldStand;
use domain::centre::exchange::OrdinaryNumber;
use domain::ids::id::EntryId;

fn number(store: &dyn CentreStore, entry: EntryId) -> Option<OrdinaryNumber> {
    store.entry(entry).unwrap().unwrap().ordinary
}

fn texts(store: &dyn CentreStore, station: u8, entries: u64) -> Vec<String> {
    (1..=entries)
        .map(|at| number(store, entry_id(station, at)).map_or_else(String::new, |one| one.number))
        .collect()
}

sentences! {
    fn a_told_number_waits_for_its_entry_and_is_nobody_elses(store) {
        enrol(store, &[1, 2]);
        let told = [(entry_id(2, 1), given("0000002")), (entry_id(1, 9), given("0000003"))];
        assert_eq!(store.take_told(&told).unwrap(), [ToldStand::Kept, ToldStand::Kept]);
        assert_eq!(store.take_told(&told).unwrap(), [ToldStand::Kept, ToldStand::Kept], "said again");
        assert_eq!(store.told(&[entry_id(2, 1)]).unwrap(), [(entry_id(2, 1), given("0000002"))]);
        store.receive(&plain(1, None, 3)).unwrap();
        assert_eq!(texts(store, 1, 3), ["0000001", "0000004", "0000005"]);
        // Neither may the office give it to another.
        store.receive(&unnumbered(plain(2, None, 2))).unwrap();
        assert_eq!(texts(store, 2, 2), ["0000002", ""]);
        assert_eq!(store.told(&[entry_id(2, 1)]).unwrap(), [], "it has it");
        match store.number(&[(entry_id(2, 2), given("0000003"))]) {
            Err(NumberError::Refused { why: NotNumbered::Held, .. }) => {}
            other => panic!("{other:?}"),
        }
        assert_eq!(store.take_told(&told).unwrap()[0], ToldStand::Agrees);
    }

    fn an_entry_that_waits_gets_what_it_was_told_with_its_outcome(store) {
        enrol(store, &[1]);
        store.receive(&unnumbered(plain(1, None, 3))).unwrap();
        let told = [(entry_id(1, 2), given("0000007"))];
        assert_eq!(store.take_told(&told).unwrap(), [ToldStand::Adopted]);
        assert_eq!(store.outcomes(station_id(1), 0, 9).unwrap().len(), 1);
        let waiting = [1, 2, 3].map(|at| (entry_id(1, at), "PG".to_owned()));
        let day = given("1").date;
        assert_eq!(store.number_own(&waiting, 2026, day).unwrap(), 2);
        assert_eq!(store.number_own(&waiting, 2026, day).unwrap(), 0);
        assert_eq!(texts(store, 1, 3), ["0000001", "0000007", "0000002"]);
        assert_eq!(store.counts().unwrap().unnumbered, 0);
        assert_eq!(store.outcomes(station_id(1), 0, 9).unwrap().len(), 3);
    }

    fn what_was_told_otherwise_changes_nothing_and_is_remembered(store) {
        enrol(store, &[1, 2]);
        store.receive(&plain(1, None, 2)).unwrap();
        let told = [
            (entry_id(1, 1), given("0000009")),
            (entry_id(2, 1), given("0000002")),
        ];
        let stands = store.take_told(&told).unwrap();
        assert_eq!(stands, [ToldStand::Differs(number(store, entry_id(1, 1)).unwrap()), ToldStand::Held(entry_id(1, 2))]);
        assert_eq!(texts(store, 1, 2), ["0000001", "0000002"]);
        assert_eq!(store.told(&[entry_id(1, 1)]).unwrap(), [(entry_id(1, 1), given("0000009"))]);
        store.receive(&plain(2, None, 1)).unwrap();
        assert_eq!(texts(store, 2, 1), ["0000003"], "the one it was told is another's");
        assert_eq!(store.told(&[entry_id(2, 1)]).unwrap(), [(entry_id(2, 1), given("0000002"))]);
    }

    fn two_that_were_told_one_number_do_not_both_get_it(store) {
        enrol(store, &[1, 2]);
        let told = [(entry_id(1, 1), given("0000001")), (entry_id(2, 1), given("0000001"))];
        assert_eq!(store.take_told(&told).unwrap(), [ToldStand::Kept, ToldStand::Held(entry_id(1, 1))]);
        store.receive(&plain(2, None, 1)).unwrap();
        store.receive(&plain(1, None, 1)).unwrap();
        let mut all = [texts(store, 1, 1), texts(store, 2, 1)].concat();
        all.sort();
        assert_eq!(all, ["0000001", "0000002"]);
    }

    fn the_own_sequence_goes_on_from_where_it_is_set_and_never_back(store) {
        enrol(store, &[1]);
        assert_eq!(store.sequences().unwrap(), []);
        store.go_on_from("PG", 2026, 4711).unwrap();
        store.receive(&plain(1, None, 1)).unwrap();
        assert_eq!(texts(store, 1, 1), ["0004711"]);
        store.go_on_from("PG", 2026, 5).unwrap();
        let stands = store.sequences().unwrap();
        assert_eq!((stands.len(), stands[0].next), (1, 4712));
    }
}
