//! What is kept outside the folder: the high-water mark and the second copy.

use std::path::PathBuf;
use std::time::Duration;

use super::*;

/// Longer than any test needs and than the copy rests; reached only by one that fails.
const PATIENCE: Duration = Duration::from_mins(3);

fn mark() -> PathBuf {
    "/home/officer/high-water.json".into()
}

fn with_mark() -> Bench {
    Bench::with(Settings {
        segment_bytes: 4096,
        reserve_bytes: 0,
        high_water: Some(mark()),
        ..Settings::default()
    })
}

fn with_copy() -> Bench {
    Bench::with(Settings {
        segment_bytes: 4096,
        reserve_bytes: 0,
        second_copy: Some(copy_folder().into()),
        ..Settings::default()
    })
}

#[test]
fn a_folder_that_went_on_agrees_with_its_mark() {
    let bench = with_mark();
    let journal = bench.create();
    assert_eq!(journal.high_water(), HighWaterState::Kept);
    let anchors = append(&journal, 1, 5);
    drop(journal);
    let stored = String::from_utf8(bench.disk.read(&mark()).unwrap()).unwrap();
    let machine = String::from_utf8(bench.disk.read(&folder().join("machine")).unwrap()).unwrap();
    let expected = format!(
        r#"{{"v":1,"station":"00000000-0000-0000-0000-000000000007","machine":"{machine}","head":{{"position":5,"chain":"{}"}}}}"#,
        anchors[4].chain
    );
    assert_eq!(stored, expected);
    let (_, opening) = bench.open();
    assert_eq!(opening.verdict, AnchorVerdict::Compared(Comparison::Agrees { ahead: 0 }));
    assert!(opening.verdict.allows_issuing());
}

#[test]
fn a_restored_folder_is_behind_its_mark_and_the_mark_stays_until_a_person_decides() {
    let bench = with_mark();
    let journal = bench.create();
    append(&journal, 1, 3);
    drop(journal);
    let backup: Vec<_> =
        bench.segments().into_iter().map(|name| (folder().join(&name), bench.content(&name))).collect();
    let (journal, _) = bench.open();
    let lost = append(&journal, 4, 6);
    drop(journal);
    for (path, content) in backup {
        bench.disk.tamper(&path, |now| *now = content);
    }
    let before = bench.disk.read(&mark()).unwrap();
    let (journal, opening) = bench.open();
    let AnchorVerdict::Compared(Comparison::Behind { anchor, .. }) = opening.verdict else {
        panic!("{:?}", opening.verdict)
    };
    assert_eq!(anchor, lost[2]);
    assert!(!opening.verdict.allows_issuing());
    assert_eq!(journal.high_water(), HighWaterState::Suspended);
    append(&journal, 4, 4);
    assert_eq!(bench.disk.read(&mark()).unwrap(), before, "the evidence stays");
    journal.adopt_high_water().unwrap();
    append(&journal, 5, 9);
    drop(journal);
    assert!(bench.open().1.verdict.allows_issuing());
}

#[test]
fn a_forked_folder_is_told() {
    let bench = with_mark();
    drop(bench.create());
    let clone = bench.moved_to(&bench.disk.copy());
    append(&bench.open().0, 1, 3);
    // The clone writes other records at the same positions, then meets the mark of the first.
    let clone = Bench { means: Means { random: Random::seeded(99), ..clone.means.clone() }, ..clone };
    append(&clone.open().0, 1, 3);
    let first = bench.disk.read(&mark()).unwrap();
    clone.disk.tamper(&mark(), |content| *content = first);
    let verdict = clone.open().1.verdict;
    assert!(matches!(verdict, AnchorVerdict::Compared(Comparison::Forked { .. })), "{verdict:?}");
}

#[test]
fn a_folder_carried_to_another_machine_is_told() {
    let bench = with_mark();
    append(&bench.create(), 1, 3);
    bench.disk.remove(&mark()).unwrap();
    let (journal, opening) = bench.open();
    assert_eq!(opening.verdict, AnchorVerdict::OtherMachine);
    journal.adopt_high_water().unwrap();
    drop(journal);
    assert!(bench.open().1.verdict.allows_issuing());
    bench.disk.tamper(&mark(), |content| content.truncate(9));
    assert_eq!(bench.open().1.verdict, AnchorVerdict::Unreadable);
}

#[test]
fn a_mark_that_cannot_be_written_does_not_stop_the_journal() {
    let bench = with_mark();
    let journal = bench.create();
    bench.disk.unplug(Some(Path::new("/home")));
    append(&journal, 1, 3);
    journal.close();
    assert!(matches!(journal.high_water(), HighWaterState::Failing(_)));
    bench.disk.unplug(None);
    assert!(bench.open().1.verdict.allows_issuing());
}

fn wait_until_current(journal: &Journal, at: u64) {
    let copy = journal.second_copy.as_ref().unwrap();
    let found = copy.wait_for(
        PATIENCE,
        |state| matches!(state, CopyState::Current { at: Some(position), .. } if position.get() == at),
    );
    assert!(found.is_some(), "{:?}", journal.second_copy());
}

fn wait_for(journal: &Journal, expected: impl Fn(&CopyState) -> bool) -> CopyState {
    journal.second_copy.as_ref().unwrap().wait_for(PATIENCE, expected).expect("the copy gets there")
}

/// The copy, looked at and opened as the journal folder it is.
fn check_copy(bench: &Bench, records: u64) {
    let report = verify(&bench.disk.shared(), copy_folder(), Some(&bench.means.keys), None).unwrap();
    assert!(report.is_sound(), "{:?}", report.findings);
    assert_eq!(report.records, records);
    assert_eq!(slots(&bench.disk.shared(), copy_folder()), Some(bench.means.keys.slots()));
    let settings = Settings { second_copy: None, ..bench.settings.clone() };
    let elsewhere = bench.moved_to(&bench.disk.copy());
    let (journal, opening) =
        Journal::open(elsewhere.means.clone(), copy_folder(), settings, elsewhere.observer()).unwrap();
    assert_eq!(opening.findings, []);
    assert_eq!(readable(&journal), (1..=records).collect::<Vec<_>>());
}

#[test]
fn a_journal_without_second_copy_says_so() {
    assert_eq!(Bench::new().create().second_copy(), CopyState::Off);
}

#[test]
fn the_second_copy_receives_every_batch_and_opens_as_a_journal() {
    let bench = with_copy();
    let journal = bench.create();
    append(&journal, 1, 40);
    wait_until_current(&journal, 40);
    bench.means.keys.rotate(&bench.means.random).unwrap();
    append(&journal, 41, 44);
    wait_until_current(&journal, 44);
    drop(journal);
    check_copy(&bench, 44);
}

#[test]
fn a_stick_pulled_out_never_holds_up_the_counter_and_is_caught_up_when_it_is_back() {
    let bench = with_copy();
    let journal = bench.create();
    append(&journal, 1, 5);
    wait_until_current(&journal, 5);
    bench.disk.unplug(Some(Path::new("/stick")));
    append(&journal, 6, 90);
    wait_for(&journal, |state| matches!(state, CopyState::Missing { .. }));
    bench.disk.unplug(None);
    journal.look_for_second_copy();
    wait_until_current(&journal, 90);
    drop(journal);
    check_copy(&bench, 90);
}

#[test]
fn an_empty_folder_where_the_stick_was_is_a_stick_that_is_away() {
    let bench = with_copy();
    let journal = bench.create();
    append(&journal, 1, 2);
    wait_until_current(&journal, 2);
    drop(journal);
    for name in bench.disk.list(copy_folder()).unwrap() {
        bench.disk.remove(&copy_folder().join(name)).unwrap();
    }
    let (journal, _) = bench.open();
    append(&journal, 3, 3);
    wait_for(&journal, |state| matches!(state, CopyState::Missing { .. }));
    assert_eq!(bench.disk.list(copy_folder()).unwrap(), Vec::<String>::new());
    journal.accept_new_second_copy().unwrap();
    wait_until_current(&journal, 3);
    drop(journal);
    check_copy(&bench, 3);
}

#[test]
fn a_copy_torn_by_a_power_cut_is_cut_and_caught_up() {
    let bench = with_copy();
    let journal = bench.create();
    append(&journal, 1, 5);
    wait_until_current(&journal, 5);
    drop(journal);
    let name =
        bench.disk.list(copy_folder()).unwrap().into_iter().rfind(|name| segment::first_of(name).is_some());
    let path = copy_folder().join(name.unwrap());
    bench.disk.tamper(&path, |content| content.truncate(content.len() - 9));
    let (journal, _) = bench.open();
    wait_until_current(&journal, 5);
    drop(journal);
    check_copy(&bench, 5);
}

#[test]
fn a_damaged_copy_is_set_aside_and_made_anew() {
    let bench = with_copy();
    let journal = bench.create();
    append(&journal, 1, 5);
    wait_until_current(&journal, 5);
    // In the last batch it would be a torn tail.
    append(&journal, 6, 8);
    wait_until_current(&journal, 8);
    drop(journal);
    let path = copy_folder().join(segment::file_name(Position::FIRST));
    bench.disk.tamper(&path, |content| content[1500] ^= 1);
    let (journal, _) = bench.open();
    wait_until_current(&journal, 8);
    drop(journal);
    check_copy(&bench, 8);
    assert!(bench.disk.exists(&copy_folder().join("damaged-1").join(segment::file_name(Position::FIRST))));
}

#[test]
fn a_damaged_journal_is_copied_as_far_as_it_goes() {
    let bench = Bench::filled(12);
    let name = &bench.segments()[0];
    let (from, _) = bench.frames(name)[4];
    bench.disk.tamper(&folder().join(name), |content| content[from + 40] ^= 1);
    let settings = Settings { second_copy: Some(copy_folder().into()), ..bench.settings.clone() };
    let bench = Bench { settings, ..bench };
    let (journal, _) = bench.open();
    wait_until_current(&journal, 12);
    drop(journal);
    let report = verify(&bench.disk.shared(), copy_folder(), Some(&bench.means.keys), None).unwrap();
    assert_eq!((report.records, report.findings), (11, vec![Finding::Missing(Span::one(position(5)))]));
}

#[test]
fn a_copy_that_is_ahead_or_forked_or_foreign_is_left_alone() {
    let bench = with_copy();
    let journal = bench.create();
    append(&journal, 1, 3);
    wait_until_current(&journal, 3);
    drop(journal);
    let older = bench.disk.copy();
    let (journal, _) = bench.open();
    append(&journal, 4, 6);
    wait_until_current(&journal, 6);
    drop(journal);
    let copied = bench.disk.list(copy_folder()).unwrap();
    for name in copied {
        let path = copy_folder().join(name);
        let content = bench.disk.read(&path).unwrap();
        if !older.exists(&path) {
            older.create(&path).unwrap();
        }
        older.tamper(&path, |now| *now = content);
    }
    let restored = bench.moved_to(&older);
    let restored =
        Bench { means: Means { random: Random::seeded(77), ..restored.means.clone() }, ..restored };
    let (journal, _) = restored.open();
    let state = wait_for(&journal, |state| matches!(state, CopyState::Fault(_)));
    assert!(matches!(state, CopyState::Fault(CopyFault::Ahead { head }) if head.position == position(6)));
    append(&journal, 4, 9);
    journal.look_for_second_copy();
    let forked = |state: &CopyState| matches!(state, CopyState::Fault(CopyFault::Forked { .. }));
    wait_for(&journal, forked);
    drop(journal);
    let stranger = keys(SimulatedDisk::new().shared(), 8);
    let stranger =
        Bench { means: Means { keys: stranger, ..bench.means.clone() }, ..bench.moved_to(&bench.disk) };
    for name in stranger.segments() {
        stranger.disk.remove(&folder().join(name)).unwrap();
    }
    stranger.disk.remove(&folder().join("second-copy.json")).unwrap();
    let journal = stranger.create();
    let state = wait_for(&journal, |state| matches!(state, CopyState::Fault(_)));
    assert_eq!(state, CopyState::Fault(CopyFault::OtherStation));
}

#[test]
fn a_full_stick_is_named() {
    let bench = with_copy();
    let journal = bench.create();
    append(&journal, 1, 1);
    wait_until_current(&journal, 1);
    // The journal writes in its preallocated segment; the copy must grow.
    bench.disk.limit(Some(bench.disk.used()));
    append(&journal, 2, 2);
    assert_eq!(
        wait_for(&journal, |state| matches!(state, CopyState::Fault(_))),
        CopyState::Fault(CopyFault::Full)
    );
    bench.disk.limit(None);
    journal.look_for_second_copy();
    wait_until_current(&journal, 2);
    drop(journal);
    check_copy(&bench, 2);
}
