//! Files cut, flipped, emptied, removed: opening never panics, and no loss is served in silence.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::{TempDir, tempdir};

use super::journal::{Journal, busy, id, keys};
use crate::error::StoreError;
use crate::station::rows::{EntryQuery, KeptDraft};
use crate::station::store::{Found, Store};
use clock::Random;
use vault::KeyRing;

/// A store as it was left behind, ready to be damaged many times.
struct Left {
    folder: TempDir,
    journal: Journal,
    keys: Arc<KeyRing>,
    rows: String,
}

#[derive(Clone, Copy, PartialEq)]
enum How {
    Closed,
    Killed,
}

impl Left {
    fn behind(how: How) -> Self {
        let (folder, journal, keys) = (tempdir().unwrap(), busy(150), keys());
        let (store, _) = journal.store(&folder.path().join("store"), &keys);
        store.put_draft(&KeptDraft { id: id(9, 1), content: vec![1; 9000] }).unwrap();
        store.sync().unwrap();
        let rows = format!("{:?}", store.entries(&EntryQuery::default()).unwrap());
        match how {
            How::Closed => store.close().unwrap(),
            How::Killed => drop(store),
        }
        Self { folder, journal, keys, rows }
    }

    /// A copy of the store's folder with `damage` done to its generation.
    fn damaged(&self, damage: impl FnOnce(&Path)) -> PathBuf {
        let copy = self.folder.path().join("copy");
        if copy.exists() {
            fs::remove_dir_all(&copy).unwrap();
        }
        copy_folder(&self.folder.path().join("store"), &copy);
        damage(&copy.join("gen-0001"));
        copy
    }

    /// Opens a damaged copy, replays what it says it lacks, and compares with what was there before.
    fn heals(&self, folder: &Path, what: &str) -> Found {
        let opened = Store::open(folder, Arc::clone(&self.keys), Random::system(), &self.journal.chain_at());
        let (store, found) = opened.unwrap_or_else(|error| panic!("{what}: {error}"));
        self.journal.replay(&store);
        let mut found = found;
        let rows = match store.entries(&EntryQuery::default()).and_then(|rows| store.drafts().map(|_| rows)) {
            Ok(rows) => rows,
            // Damage that only reading could find is said, and opening again heals it.
            Err(StoreError::Damaged(_)) => {
                assert!(store.is_behind(), "{what}");
                found = store.reopen(&self.journal.chain_at()).unwrap();
                assert!(matches!(found, Found::Abandoned { .. }), "{what}: {found:?}");
                self.journal.replay(&store);
                store.entries(&EntryQuery::default()).unwrap()
            }
            Err(error) => panic!("{what}: {error}"),
        };
        assert_eq!(format!("{rows:?}"), self.rows, "{what}");
        found
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        let target = to.join(item.file_name());
        if item.path().is_dir() {
            copy_folder(&item.path(), &target);
        } else {
            fs::copy(item.path(), target).unwrap();
        }
    }
}

fn cut(file: &Path, length: u64) {
    fs::OpenOptions::new().write(true).open(file).unwrap().set_len(length).unwrap();
}

fn flip(file: &Path, offset: usize) {
    let mut bytes = fs::read(file).unwrap();
    bytes[offset] ^= 0x20;
    fs::write(file, bytes).unwrap();
}

/// Length of the file without the zeros sled leaves at its end.
fn used(file: &Path) -> usize {
    fs::read(file).unwrap().iter().rposition(|byte| *byte != 0).unwrap() + 1
}

#[test]
fn an_undamaged_store_is_trusted() {
    let closed = Left::behind(How::Closed);
    assert_eq!(closed.heals(&closed.damaged(|_| {}), "closed"), Found::Sound);
    let killed = Left::behind(How::Killed);
    assert_eq!(killed.heals(&killed.damaged(|_| {}), "killed"), Found::Unclean);
}

#[test]
fn a_flipped_byte_anywhere_is_noticed_after_closing() {
    let left = Left::behind(How::Closed);
    let db = left.folder.path().join("store/gen-0001/db");
    let length = usize::try_from(fs::metadata(&db).unwrap().len()).unwrap();
    for offset in (0..length).step_by(length / 24) {
        let copy = left.damaged(|generation| flip(&generation.join("db"), offset));
        let found = left.heals(&copy, &format!("byte {offset}"));
        assert!(matches!(found, Found::Abandoned { .. }), "byte {offset}: {found:?}");
    }
}

#[test]
fn a_flipped_byte_anywhere_costs_nothing_after_a_kill() {
    let left = Left::behind(How::Killed);
    let used = used(&left.folder.path().join("store/gen-0001/db"));
    for offset in (0..used).step_by(used / 40) {
        let copy = left.damaged(|generation| flip(&generation.join("db"), offset));
        left.heals(&copy, &format!("byte {offset} of {used}"));
    }
}

#[test]
fn a_cut_file_is_never_served_as_whole() {
    for how in [How::Closed, How::Killed] {
        let left = Left::behind(how);
        let used = used(&left.folder.path().join("store/gen-0001/db")) as u64;
        for part in 0..20 {
            let length = used * part / 20;
            let copy = left.damaged(|generation| cut(&generation.join("db"), length));
            let found = left.heals(&copy, &format!("cut to {length} of {used}"));
            // After a kill a short cut may take only what came after the last sync: that is replayed, nothing is lost.
            let replayed = matches!((how, &found), (How::Killed, Found::Unclean));
            assert!(
                replayed || matches!(found, Found::Abandoned { .. }),
                "cut to {length} of {used}: {found:?}"
            );
        }
    }
}

/// What is done to a generation, in words and in deed.
type Damage = (&'static str, fn(&Path));

#[test]
fn files_that_are_missing_or_damaged_are_noticed() {
    for how in [How::Closed, How::Killed] {
        let left = Left::behind(how);
        let damages: [Damage; 6] = [
            ("conf damaged", |generation| fs::write(generation.join("conf"), "segment_size: x").unwrap()),
            ("db removed", |generation| fs::remove_file(generation.join("db")).unwrap()),
            ("folder removed", |generation| fs::remove_dir_all(generation).unwrap()),
            ("proof removed", |generation| fs::remove_file(generation.with_extension("proof")).unwrap()),
            ("proof damaged", |generation| fs::write(generation.with_extension("proof"), "{}").unwrap()),
            ("pointer damaged", |generation| fs::write(generation.with_file_name("current"), "?").unwrap()),
        ];
        for (what, damage) in damages {
            let found = left.heals(&left.damaged(damage), what);
            assert!(matches!(found, Found::Abandoned { .. }), "{what}: {found:?}");
        }
    }
}

#[test]
fn an_older_state_of_the_files_is_noticed() {
    let (folder, journal, keys) = (tempdir().unwrap(), busy(40), keys());
    let store = folder.path().join("store");
    {
        let (store, _) =
            Store::open(&store, Arc::clone(&keys), Random::system(), &journal.chain_at()).unwrap();
        store.apply(journal.records[..30].to_vec()).unwrap();
        store.sync().unwrap();
    }
    copy_folder(&store.join("gen-0001"), &folder.path().join("older"));
    journal.store(&store, &keys).0.sync().unwrap();
    fs::remove_dir_all(store.join("gen-0001")).unwrap();
    copy_folder(&folder.path().join("older"), &store.join("gen-0001"));
    let (_, found) = journal.store(&store, &keys);
    assert!(matches!(found, Found::Abandoned { why: "it lacks what was synced", .. }), "{found:?}");
}

#[test]
fn a_store_of_another_journal_is_rebuilt() {
    let (folder, keys) = (tempdir().unwrap(), keys());
    busy(9).store(folder.path(), &keys).0.close().unwrap();
    let mut other = Journal::default();
    other.open_outage(1);
    let (store, found) = other.store(folder.path(), &keys);
    assert!(matches!(found, Found::Abandoned { .. }), "{found:?}");
    assert!(store.entries(&EntryQuery::default()).unwrap().rows.is_empty());
}

#[test]
fn only_the_newest_abandoned_generations_are_kept() {
    let (folder, journal, keys) = (tempdir().unwrap(), busy(2), keys());
    for _ in 0..5 {
        journal.store(folder.path(), &keys).0.close().unwrap();
        let current = fs::read_to_string(folder.path().join("current")).unwrap();
        fs::write(folder.path().join(current.trim()).join("db"), "").unwrap();
    }
    let (_store, found) = journal.store(folder.path(), &keys);
    let Found::Abandoned { kept, .. } = found else { panic!("{found:?}") };
    assert_eq!(kept, folder.path().join("gen-0005"));
    let mut names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|item| item.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let there =
        ["current", "gen-0004", "gen-0004.proof", "gen-0005", "gen-0005.proof", "gen-0006", "gen-0006.proof"];
    assert_eq!(names, there);
}

#[test]
fn a_second_holder_is_refused_and_harms_nothing() {
    let (folder, journal, keys) = (tempdir().unwrap(), busy(2), keys());
    let (store, _) = journal.store(folder.path(), &keys);
    let second = Store::open(folder.path(), Arc::clone(&keys), Random::system(), &journal.chain_at());
    assert!(matches!(second, Err(StoreError::Refused(_))));
    assert_eq!(store.entries(&EntryQuery::default()).unwrap().rows.len(), 2);
}

#[test]
fn a_closed_store_says_so_and_can_be_reopened() {
    let (folder, journal, keys) = (tempdir().unwrap(), busy(4), keys());
    let (store, _) = journal.store(folder.path(), &keys);
    store.close().unwrap();
    assert!(matches!(store.entries(&EntryQuery::default()), Err(StoreError::Closed)));
    assert_eq!(store.reopen(&journal.chain_at()).unwrap(), Found::Sound);
    assert_eq!(store.entries(&EntryQuery::default()).unwrap().rows.len(), 4);
}

#[test]
fn a_generation_that_is_mostly_waste_is_copied_without_it_and_answers_the_same() {
    let (folder, journal, keys) = (tempdir().unwrap(), busy(40), keys());
    let draft = |fill| KeptDraft { id: id(9, 1), content: vec![fill; 12_000_000] };
    let (store, _) = journal.store(folder.path(), &keys);
    // What takes its place frees no file at once.
    store.put_draft(&draft(0)).unwrap();
    store.sync().unwrap();
    store.put_draft(&draft(1)).unwrap();
    let rows = store.entries(&EntryQuery::default()).unwrap();
    store.close().unwrap();
    let size = |name: &str| fs::metadata(folder.path().join(name).join("db")).map(|about| about.len());
    let before = size("gen-0001").unwrap();
    assert!(before > 20 * 1024 * 1024, "{before} bytes");
    let (store, found) = journal.store(folder.path(), &keys);
    assert_eq!(found, Found::Sound);
    assert_eq!(store.entries(&EntryQuery::default()).unwrap(), rows);
    assert_eq!(store.drafts().unwrap(), [draft(1)]);
    store.remove_draft(id(9, 1)).unwrap();
    assert!(size("gen-0001").is_err(), "it is gone");
    assert!(size("gen-0002").is_ok());
    store.close().unwrap();
    let (store, found) = journal.store(folder.path(), &keys);
    assert_eq!(found, Found::Sound);
    assert_eq!(store.entries(&EntryQuery::default()).unwrap(), rows);
}
