//! A second copy: whole, of one moment, and put in place.

use std::fs;
use std::path::Path;

use chrono::DateTime;

use super::{contents, copy, damage, filled};
use crate::centre::embedded::{CopyError, CopyFolder, EmbeddedCentre};
use crate::centre::tests::made::{enrol, numbers, take};
use crate::centre::{CentreStore as _, CentreStoreError};
use clock::Clock;
use domain::time::moment::Moment;

fn at(second: i64) -> Moment {
    Moment::new(DateTime::from_timestamp(1_790_000_000 + second, 0).unwrap())
}

fn cut(path: &Path) {
    let length = fs::metadata(path).unwrap().len();
    fs::OpenOptions::new().write(true).open(path).unwrap().set_len(length - 1).unwrap();
}

#[test]
fn a_copy_put_in_place_of_a_damaged_database_is_all_that_was_and_what_was_there_is_kept() {
    let (folder, stick) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    filled(folder.path());
    let store = EmbeddedCentre::open(folder.path()).unwrap();
    store.put_blob([7; 32], b"sealed").unwrap();
    let copies = CopyFolder::at(stick.path());
    assert_eq!(copies.newest(), None);
    let first = copies.write(&store, at(0), None, &|| true).unwrap();
    assert_eq!(copies.newest(), Some(first.clone()));
    let whole = contents(&store);
    drop(store);
    let blobs = folder.path().join("blobs");
    fs::remove_dir_all(&blobs).unwrap();
    cut(&folder.path().join("sled/db"));
    fs::write(folder.path().join("sled/db"), b"nothing of it").unwrap();
    assert!(damage(folder.path()).is_some());
    let aside = copies.put_in_place(&first, folder.path()).unwrap().unwrap();
    assert!(aside.join("sled/db").is_file());
    assert!(aside.join("standing").is_file());
    let store = EmbeddedCentre::open(folder.path()).unwrap();
    assert!(contents(&store) == whole);
    assert_eq!(store.blob([7; 32]).unwrap().unwrap(), b"sealed");
    take(&store, 1, 1);
    assert_eq!(numbers(&store).last().unwrap(), "0001001");
    // Into an empty folder too.
    let spare = tempfile::tempdir().unwrap();
    assert_eq!(copies.put_in_place(&first, &spare.path().join("centre")).unwrap(), None);
    assert!(contents(&EmbeddedCentre::open(&spare.path().join("centre")).unwrap()) == whole);
}

#[test]
fn a_copy_cut_or_altered_counts_for_nothing_and_the_one_before_is_still_there() {
    let (folder, stick) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = EmbeddedCentre::open(folder.path()).unwrap();
    enrol(&store, &[1]);
    let copies = CopyFolder::at(stick.path());
    let first = copies.write(&store, at(0), None, &|| true).unwrap();
    take(&store, 1, 3);
    let second = copies.write(&store, at(1), Some(&first), &|| true).unwrap();
    assert_eq!(copies.newest(), Some(second.clone()));
    let newest = stick.path().join("rows-2");
    let bytes = fs::read(&newest).unwrap();
    for tenth in 0..10 {
        let mut altered = bytes.clone();
        altered[bytes.len() / 10 * tenth] ^= 1;
        fs::write(&newest, altered).unwrap();
        assert_eq!(copies.newest(), Some(first.clone()), "{tenth} tenths");
    }
    fs::write(&newest, &bytes).unwrap();
    cut(&newest);
    assert_eq!(copies.newest(), Some(first.clone()));
    // The damaged one is written over, never the sound one.
    let stopped = copies.write(&store, at(2), Some(&first), &|| false);
    assert!(matches!(stopped, Err(CopyError::Stopped)));
    assert_eq!(copies.newest(), Some(first.clone()));
    let third = copies.write(&store, at(3), Some(&first), &|| true).unwrap();
    assert_eq!(copies.newest(), Some(third));
}

#[test]
fn a_copy_is_of_one_moment_while_writers_go_on() {
    let (folder, stick) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    filled(folder.path());
    let store = EmbeddedCentre::open(folder.path()).unwrap();
    let (whole, copies) = (contents(&store), CopyFolder::at(stick.path()));
    // A write between any two steps: rows before and behind the reader change, come and go.
    let between = || {
        take(&store, 1, 2);
        store.set_setting("one", store.setting("one").unwrap().as_deref(), b"another").unwrap()
    };
    let made = copies.write(&store, at(0), None, &between).unwrap();
    let spare = tempfile::tempdir().unwrap();
    copies.put_in_place(&made, spare.path()).unwrap();
    assert!(contents(&EmbeddedCentre::open(spare.path()).unwrap()) == whole);
    assert!(contents(&store).len() > whole.len());
}

#[test]
fn a_database_set_aside_begins_empty_and_one_that_holds_something_is_seen() {
    let kept = tempfile::tempdir().unwrap();
    filled(kept.path());
    let folder = copy(kept.path());
    assert!(EmbeddedCentre::is_in(folder.path()));
    EmbeddedCentre::set_aside(folder.path()).unwrap().unwrap();
    assert!(!EmbeddedCentre::is_in(folder.path()));
    assert!(EmbeddedCentre::open(folder.path()).unwrap().stations().unwrap().is_empty());
}

/// How long writers wait while 20,000 entries are copied: `SPORTELLO_MEASURE=1`.
#[test]
fn a_copy_of_many_entries_holds_no_writer_up() -> Result<(), CentreStoreError> {
    let rounds = if std::env::var_os("SPORTELLO_MEASURE").is_some() { 400 } else { 20 };
    let (folder, stick) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = EmbeddedCentre::open(folder.path())?;
    enrol(&store, &[1]);
    (0..rounds).for_each(|_| take(&store, 1, 50));
    let (clock, other, to) = (Clock::system(), store.clone(), CopyFolder::at(stick.path()));
    let begun = clock.monotonic();
    let copying = std::thread::spawn(move || to.write(&other, at(0), None, &|| true).unwrap());
    let (mut longest, mut writes) = (std::time::Duration::ZERO, 0);
    while !copying.is_finished() {
        let begun = clock.monotonic();
        store.set_setting("one", store.setting("one")?.as_deref(), &begun.as_nanos().to_be_bytes())?;
        longest = longest.max(clock.monotonic().saturating_sub(begun));
        writes += 1;
    }
    copying.join().unwrap();
    let length = fs::metadata(stick.path().join("rows-1")).unwrap().len();
    eprintln!(
        "{} entries, {length} bytes copied in {:?}; {writes} writes meanwhile, the longest {longest:?}",
        rounds * 50,
        clock.monotonic().saturating_sub(begun)
    );
    assert!(longest < std::time::Duration::from_secs(2), "{longest:?}");
    Ok(())
}
