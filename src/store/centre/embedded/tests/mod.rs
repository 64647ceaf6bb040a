//! What only the store on sled can suffer.

mod leftovers;
mod second_copy;

use std::fs;
use std::path::Path;

use super::draft::Draft;
use super::entry::StoredEntry;
use super::{EmbeddedCentre, key, packed};
use crate::centre::tests::made::{
    enrol, entry_id, given, numbers, ordinary, plain, position, put_right_what_is_doubled, station_id, take,
    unnumbered,
};
use crate::centre::{CentreStore as _, CentreStoreError};
use domain::ids::anchor::Position;

fn filled(folder: &Path) {
    let store = EmbeddedCentre::open(folder).unwrap();
    enrol(&store, &[1]);
    for _ in 0..20 {
        take(&store, 1, 50);
    }
}

fn damage(folder: &Path) -> Option<String> {
    match EmbeddedCentre::open(folder) {
        Ok(_) => None,
        Err(CentreStoreError::Damaged(what)) => Some(what),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn what_was_answered_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path());
    let store = EmbeddedCentre::open(folder.path()).unwrap();
    assert_eq!(store.station(station_id(1)).unwrap().unwrap().head.unwrap().position, position(1_000));
    assert_eq!(store.chains(station_id(1), Position::FIRST, 2_000).unwrap().len(), 1_000);
    take(&store, 1, 1);
    assert_eq!(numbers(&store).last().unwrap(), "0001001");
}

#[test]
fn what_was_answered_is_there_when_the_process_is_killed_then() {
    let folder = tempfile::tempdir().unwrap();
    let store = EmbeddedCentre::open(folder.path()).unwrap();
    enrol(&store, &[1]);
    for round in 1..=8 {
        take(&store, 1, 60);
        // The files as a kill would leave them.
        let left = copy(folder.path());
        let again = EmbeddedCentre::open(left.path()).unwrap();
        assert_eq!(numbers(&again).len(), round * 60);
        assert_eq!(contents(&again), contents(&store));
    }
}

#[test]
fn a_database_cut_emptied_or_taken_away_is_told_and_not_made_anew() {
    let kept = tempfile::tempdir().unwrap();
    filled(kept.path());
    let cut: [fn(&Path); 4] = [
        |db| fs::remove_file(db).unwrap(),
        |db| fs::write(db, b"").unwrap(),
        |db| fs::remove_dir_all(db.parent().unwrap()).unwrap(),
        |db| {
            let length = fs::metadata(db).unwrap().len();
            fs::OpenOptions::new().write(true).open(db).unwrap().set_len(length / 2).unwrap();
        },
    ];
    for (number, cut) in cut.into_iter().enumerate() {
        let folder = copy(kept.path());
        cut(&folder.path().join("sled/db"));
        assert!(damage(folder.path()).is_some(), "damage {number} was not seen");
        assert!(damage(folder.path()).is_some(), "damage {number} was forgotten");
    }
    assert_eq!(damage(kept.path()), None);
}

#[test]
fn a_byte_flipped_is_told_unless_nothing_is_lost_by_it() {
    let kept = tempfile::tempdir().unwrap();
    filled(kept.path());
    let whole = contents(&EmbeddedCentre::open(kept.path()).unwrap());
    let mut told = 0;
    for tenth in 1..10 {
        let folder = copy(kept.path());
        let db = folder.path().join("sled/db");
        let mut bytes = fs::read(&db).unwrap();
        let at = bytes.len() / 10 * tenth;
        bytes[at] ^= 0x40;
        fs::write(&db, bytes).unwrap();
        match EmbeddedCentre::open(folder.path()) {
            Ok(store) => assert!(contents(&store) == whole, "flipped at {tenth} tenths"),
            Err(CentreStoreError::Damaged(_)) => told += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert!(told > 0, "no flipped byte was seen");
}

/// Everything that lies in a store.
fn contents(store: &EmbeddedCentre) -> Vec<(Vec<u8>, Vec<u8>)> {
    let all = |draft: &super::draft::Draft| {
        let items = draft.tree().iter().map(|item| item.map(|(key, value)| (key.to_vec(), value.to_vec())));
        Ok(items.collect::<Result<_, _>>()?)
    };
    store.read(all).unwrap()
}

/// Lays the holders as a program of before laid them: by the numbers as they are written.
fn as_before(folder: &Path) {
    let db = sled::open(folder.join("sled")).unwrap();
    let tree = db.open_tree("centre").unwrap();
    let mut draft = Draft::over(&tree);
    let holders = tree.scan_prefix(key::holders("PG", 2026)).map(|block| block.unwrap().0);
    for block in holders.collect::<Vec<_>>() {
        draft.remove(block.to_vec());
    }
    for at in 1..=4 {
        let id = entry_id(1, at);
        let number = StoredEntry::get(&draft, id).unwrap().unwrap().head.ordinary.unwrap().number;
        let place = [b"oPG\0", &2026_u16.to_be_bytes()[..], number.as_bytes()].concat();
        packed::put(&mut draft, key::HOLDERS_BEFORE, &place, id.uuid().as_bytes()).unwrap();
    }
    let standing = tree.get(key::STANDING).unwrap().unwrap();
    draft.remove(key::STANDING.to_vec());
    draft.put(key::STANDING_BEFORE[1].to_vec(), &standing[..8]).unwrap();
    tree.apply_batch(draft.into_batch()).unwrap();
    db.flush().unwrap();
}

#[test]
fn a_database_of_before_is_brought_up_and_numbers_it_gave_twice_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = EmbeddedCentre::open(folder.path()).unwrap();
    enrol(&store, &[1]);
    take(&store, 1, 3);
    let head = store.station(station_id(1)).unwrap().unwrap().head;
    store.receive(&unnumbered(plain(1, head, 1))).unwrap();
    store.number(&[(entry_id(1, 4), given("A-1"))]).unwrap();
    // Once 2 of the office and 0000002 of the own sequence were two numbers.
    let rewrite = |draft: &mut Draft| {
        let mut entry = StoredEntry::get(draft, entry_id(1, 4))?.unwrap();
        entry.head.ordinary = Some(given("2"));
        entry.put(draft, entry_id(1, 4))
    };
    store.write(rewrite).unwrap();
    drop(store);
    as_before(folder.path());
    for _ in 0..2 {
        let store = EmbeddedCentre::open(folder.path()).unwrap();
        let doubled: Vec<_> = store.doubled().unwrap().iter().map(|entry| entry.id).collect();
        assert_eq!(doubled, [entry_id(1, 4)]);
        for (written, at) in [("2", 2), ("0000002", 2), ("3", 3)] {
            let holder = store.by_ordinary(&ordinary("PG", 2026, written)).unwrap().unwrap();
            assert_eq!(holder.id, entry_id(1, at), "{written}");
        }
        assert!(contents(&store).iter().all(|(key, _)| !key.starts_with(key::HOLDERS_BEFORE)));
    }
    let store = EmbeddedCentre::open(folder.path()).unwrap();
    put_right_what_is_doubled(&store, (4, 2));
    take(&store, 1, 1);
    assert_eq!(store.entry(entry_id(1, 5)).unwrap().unwrap().ordinary, Some(given("0000004")));
}

#[test]
fn a_second_holder_of_the_folder_is_told_to_wait() {
    let folder = tempfile::tempdir().unwrap();
    let _held = EmbeddedCentre::open(folder.path()).unwrap();
    assert!(matches!(EmbeddedCentre::open(folder.path()), Err(CentreStoreError::Unavailable(_))));
}

#[test]
fn after_a_failure_the_next_call_opens_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = EmbeddedCentre::open(folder.path()).unwrap();
    enrol(&store, &[1]);
    let broken: Result<(), _> = store.write(|_| panic!("as sled does"));
    assert!(matches!(broken, Err(CentreStoreError::Damaged(_))));
    assert_eq!(store.stations().unwrap().len(), 1);
    store.receive(&plain(1, None, 2)).unwrap();
    assert_eq!(numbers(&store).len(), 2);
}

fn copy(from: &Path) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    fs::create_dir(to.path().join("sled")).unwrap();
    // Without sled's snapshot, as after a kill: all is read from the log.
    for name in fs::read_dir(from.join("sled")).unwrap() {
        let path = name.unwrap().path();
        if path.is_file() && !path.file_name().unwrap().to_str().unwrap().starts_with("snap") {
            fs::copy(&path, to.path().join("sled").join(path.file_name().unwrap())).unwrap();
        }
    }
    fs::copy(from.join("standing"), to.path().join("standing")).unwrap();
    to
}

#[test]
fn an_older_database_put_back_is_the_centre_of_that_time_and_stays_so_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = EmbeddedCentre::open(folder.path()).unwrap();
    enrol(&store, &[1]);
    take(&store, 1, 3);
    let older = store.as_it_stands().unwrap();
    take(&store, 1, 4);
    assert_eq!(numbers(&store).len(), 7);
    store.put_back(&older).unwrap();
    assert_eq!(numbers(&store), ["0000001", "0000002", "0000003"]);
    drop(store);
    let store = EmbeddedCentre::open(folder.path()).unwrap();
    assert_eq!(store.station(station_id(1)).unwrap().unwrap().head.unwrap().position, position(3));
    take(&store, 1, 2);
    assert_eq!(numbers(&store).last().unwrap(), "0000005");
}
