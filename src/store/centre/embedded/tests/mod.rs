//! What only the store on sled can suffer.

mod leftovers;
mod second_copy;

use std::fs;
use std::path::Path;

use super::EmbeddedCentre;
use crate::domain::anchor::Position;
use crate::store::centre::tests::made::{enrol, numbers, plain, position, station_id, take};
use crate::store::centre::{CentreStore as _, CentreStoreError};

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
