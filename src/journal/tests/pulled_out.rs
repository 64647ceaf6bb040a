//! A stick that was pulled out while it was written to comes back with folders in which nothing can be made.

use std::path::PathBuf;
use std::time::Duration;

use super::second_copy::{check_copy, check_copy_in, copied, put, wait_for, wait_until_current, with_copy};
use super::*;

fn station_folder() -> PathBuf {
    copied().parent().unwrap().to_owned()
}

/// Where the copy lies that counts.
fn found(bench: &Bench) -> CopyHome {
    CopyHome::find(&bench.disk, copy_folder(), bench.means.station)
}

fn with_records(count: u64) -> Bench {
    let bench = with_copy();
    let journal = bench.create();
    append(&journal, 1, count);
    wait_until_current(&journal, count);
    drop(journal);
    bench
}

/// Looks at the stick again and again, as time does.
fn wait_until_looked_at_often(journal: &Journal, at: u64) {
    let current = |state: &CopyState| matches!(state, CopyState::Current { at: Some(position), .. } if position.get() == at);
    for _ in 0..100 {
        journal.look_for_second_copy();
        let copy = journal.second_copy.as_ref().unwrap();
        if copy.wait_for(Duration::from_millis(100), current).is_some() {
            return;
        }
    }
    panic!("{:?}", journal.second_copy());
}

#[test]
fn where_the_stations_folder_is_broken_the_copy_begins_again_beside_it_and_every_reader_finds_it() {
    let bench = with_records(5);
    bench.disk.break_folder(&station_folder());
    let (journal, opening) = bench.open();
    assert!(matches!(opening.copy, CopyVerdict::Unreadable { .. }), "{:?}", opening.copy);
    wait_until_current(&journal, 5);
    append(&journal, 6, 8);
    wait_until_current(&journal, 8);
    drop(journal);
    assert_ne!(found(&bench).journal(), copied());
    check_copy_in(&bench, &found(&bench).journal(), 8);
    let listed = copies(&bench.disk, copy_folder()).unwrap();
    assert_eq!(listed.iter().map(|copy| &copy.home).collect::<Vec<_>>(), [&found(&bench)]);
    let (_, opening) = bench.open();
    assert!(matches!(opening.copy, CopyVerdict::Agrees { at: Some(_) }), "{:?}", opening.copy);
    // What the journal lost comes back from there.
    let lost = bench.moved_to(&bench.disk.copy());
    lost.disk.remove(&folder().join(&lost.segments()[0])).unwrap();
    let (journal, _) = lost.open();
    assert_eq!(readable(&journal), (1..=8).collect::<Vec<_>>());
}

#[test]
fn a_new_copy_whose_very_first_folder_is_broken_begins_in_the_next() {
    for broken in [station_folder(), station_folder().parent().unwrap().to_owned()] {
        let bench = with_copy();
        bench.disk.break_folder(&broken);
        let journal = bench.create();
        append(&journal, 1, 3);
        wait_until_current(&journal, 3);
        drop(journal);
        check_copy_in(&bench, &found(&bench).journal(), 3);
    }
}

#[test]
fn a_folder_that_breaks_later_is_left_as_it_is_once_it_refused_often_enough() {
    for broken in [copied(), station_folder().join("copy")] {
        let bench = with_records(5);
        if broken.extension().is_none() && bench.disk.list(&broken).is_ok() {
            bench.disk.break_folder(&broken);
        } else {
            bench.disk.refuse(&broken);
        }
        let (journal, _) = bench.open();
        append(&journal, 6, 6);
        wait_until_looked_at_often(&journal, 6);
        drop(journal);
        let (journal, opening) = bench.open();
        assert!(matches!(opening.copy, CopyVerdict::Agrees { at: Some(_) }), "{:?}", opening.copy);
        append(&journal, 7, 7);
        wait_until_current(&journal, 7);
        drop(journal);
        check_copy_in(&bench, &found(&bench).journal(), 7);
    }
}

#[test]
fn a_marker_that_is_gone_is_written_again_where_the_records_speak_for_it() {
    let bench = with_records(5);
    bench.disk.remove(&station_folder().join("copy")).unwrap();
    let (journal, opening) = bench.open();
    assert!(matches!(opening.copy, CopyVerdict::Agrees { at: Some(_) }), "{:?}", opening.copy);
    append(&journal, 6, 6);
    wait_until_current(&journal, 6);
    drop(journal);
    assert!(bench.disk.exists(&station_folder().join("copy")));
    check_copy(&bench, 6);
}

#[test]
fn of_two_copies_the_one_that_knows_more_is_asked() {
    let bench = with_records(3);
    let image = bench.moved_to(&bench.disk.copy());
    let (journal, _) = bench.open();
    append(&journal, 4, 6);
    wait_until_current(&journal, 6);
    drop(journal);
    // The same, in a folder beside a broken one, and the image of before put back with both of them in.
    let stick = bench.disk.copy();
    image.disk.break_folder(&station_folder());
    let beside = CopyHome::new(copy_folder(), bench.means.station).in_top(2);
    for folder in [copied(), station_folder()] {
        let to = beside.folder().join(folder.strip_prefix(station_folder()).unwrap());
        image.disk.create_folder(&to).unwrap();
        for name in stick.list(&folder).unwrap() {
            image.disk.create(&to.join(&name)).unwrap();
            let content = stick.read(&folder.join(&name)).unwrap();
            image.disk.tamper(&to.join(&name), |now| *now = content);
        }
    }
    let (journal, opening) = image.open();
    assert!(matches!(opening.copy, CopyVerdict::Ahead { .. }), "{:?}", opening.copy);
    assert_eq!(readable(&journal), (1..=6).collect::<Vec<_>>());
}

#[test]
fn a_stick_that_is_in_and_refuses_everything_is_failing_and_not_away() {
    let bench = with_copy();
    // It was pulled out before its copy got as far as a marker.
    bench.disk.create_folder(&station_folder()).unwrap();
    bench.disk.refuse(copy_folder());
    let journal = bench.create();
    append(&journal, 1, 1);
    let state = wait_for(&journal, |state| matches!(state, CopyState::Fault(_)));
    assert!(matches!(state, CopyState::Fault(CopyFault::Unwritable { .. })), "{state:?}");
    for _ in 0..8 {
        journal.look_for_second_copy();
        let copy = journal.second_copy.as_ref().unwrap();
        let away = copy.wait_for(Duration::from_millis(20), |state| !matches!(state, CopyState::Fault(_)));
        assert_eq!(away, None);
    }
    assert_eq!(bench.disk.folders(copy_folder()).unwrap(), ["Sportello"]);
}

#[test]
fn a_stick_that_is_not_in_when_its_copy_is_to_begin_gets_no_folder_on_another_disk() {
    let bench = with_copy();
    let stick = Path::new("/media/officer/STICK");
    let bench =
        Bench { settings: Settings { second_copy: Some(stick.into()), ..bench.settings.clone() }, ..bench };
    let journal = bench.create();
    append(&journal, 1, 2);
    journal.look_for_second_copy();
    wait_for(&journal, |state| matches!(state, CopyState::Missing { .. }));
    drop(journal);
    assert!(!bench.disk.exists(Path::new("/media")));
    // The first time its folder may be made, where the one above is there.
    bench.disk.create_folder(Path::new("/media/officer")).unwrap();
    let (journal, opening) = bench.open();
    assert_eq!(opening.copy, CopyVerdict::New);
    wait_until_current(&journal, 2);
    drop(journal);
    // Then never again, but on a person's word.
    bench.disk.remove_folder(stick);
    let (journal, _) = bench.open();
    append(&journal, 3, 3);
    wait_for(&journal, |state| matches!(state, CopyState::Missing { .. }));
    assert!(!bench.disk.exists(stick));
    journal.accept_new_second_copy().unwrap();
    wait_until_current(&journal, 3);
}

#[test]
fn the_folder_that_a_stick_was_mounted_at_is_never_taken_for_it_while_it_is_out() {
    let bench = with_copy();
    bench.disk.create_folder(copy_folder()).unwrap();
    bench.disk.mount(Some(copy_folder()));
    let journal = bench.create();
    append(&journal, 1, 5);
    wait_until_current(&journal, 5);
    // Pulled out while it was written to: in its folder lies what looks as the copy did.
    bench.disk.mount(None);
    let left = bench.disk.copy();
    append(&journal, 6, 90);
    journal.look_for_second_copy();
    wait_for(&journal, |state| matches!(state, CopyState::Missing { .. }));
    drop(journal);
    let (journal, opening) = bench.open();
    assert_eq!(opening.copy, CopyVerdict::Away);
    append(&journal, 91, 92);
    wait_for(&journal, |state| matches!(state, CopyState::Missing { .. }));
    drop(journal);
    for name in left.list(&copied()).unwrap() {
        let path = copied().join(name);
        assert_eq!(bench.disk.read(&path).unwrap(), left.read(&path).unwrap(), "{}", path.display());
    }
    assert_eq!(bench.disk.list(&copied()).unwrap(), left.list(&copied()).unwrap());
    bench.disk.mount(Some(copy_folder()));
    let (journal, _) = bench.open();
    wait_until_current(&journal, 92);
    drop(journal);
    check_copy(&bench, 92);
}

#[test]
fn a_copy_that_a_program_of_before_began_is_known_by_its_disk_from_the_next_time_on() {
    let bench = with_records(3);
    bench.disk.mount(Some(copy_folder()));
    let (journal, _) = bench.open();
    wait_until_current(&journal, 3);
    drop(journal);
    bench.disk.mount(None);
    let (journal, opening) = bench.open();
    assert_eq!(opening.copy, CopyVerdict::Away);
    wait_for(&journal, |state| matches!(state, CopyState::Missing { .. }));
    // A person says that the folder as it is now is the copy's.
    journal.accept_new_second_copy().unwrap();
    wait_until_current(&journal, 3);
}

#[test]
fn power_that_goes_at_any_call_of_a_copys_first_moments_leaves_one_that_begins_again() {
    let bench = with_copy();
    let alone = Settings { second_copy: None, ..bench.settings.clone() };
    let alone = Bench { settings: alone, ..bench.moved_to(&bench.disk) };
    append(&alone.create(), 1, 3);
    for calls in (0..60).step_by(2) {
        let dying = bench.moved_to(&bench.disk.copy());
        dying.disk.lose_power_after(calls);
        // The copy is written to until it stops, as far as the power goes.
        drop(dying.try_open());
        for seed in 0..2 {
            let cut = bench.moved_to(&dying.disk.after_power_cut(seed));
            let (journal, _) = cut.open();
            wait_until_current(&journal, 3);
            drop(journal);
            check_copy_in(&cut, &found(&cut).journal(), 3);
            assert!(cut.open().1.copy.allows_issuing(), "after {calls} calls, seed {seed}");
        }
    }
}

#[test]
fn what_cannot_be_read_here_gets_no_other_folder_on_the_stick() {
    let all =
        vec![Companion::Kept { from: "/data/blobs".into(), to: "blobs".to_owned(), files: Files::Fixed }];
    let companions = settings::Companions { all, ..settings::Companions::default() };
    let bench = with_copy();
    let bench = Bench { settings: Settings { companions, ..bench.settings.clone() }, ..bench };
    put(&bench, Path::new("/data/blobs/a1"), b"it cannot be read");
    bench.disk.hide(Path::new("/data/blobs/a1"));
    let journal = bench.create();
    append(&journal, 1, 2);
    wait_for(&journal, |state| matches!(state, CopyState::Fault(_)));
    for _ in 0..8 {
        journal.look_for_second_copy();
        let _ = journal.second_copy.as_ref().unwrap().wait_for(Duration::from_millis(20), |_| false);
    }
    assert_eq!(bench.disk.folders(copy_folder()).unwrap(), ["Sportello"]);
}
