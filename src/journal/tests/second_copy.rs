//! The second copy: kept current, carried over, put back.

use std::path::PathBuf;
use std::time::Duration;

use super::*;

/// Longer than any test needs and than the copy rests; reached only by one that fails.
const PATIENCE: Duration = Duration::from_mins(3);

pub(super) fn with_copy() -> Bench {
    Bench::with(Settings {
        segment_bytes: 4096,
        reserve_bytes: 0,
        second_copy: Some(copy_folder().into()),
        ..Settings::default()
    })
}

/// The journal in the copy.
pub(super) fn copied() -> PathBuf {
    copy_home::CopyHome::new(copy_folder(), StationId::new(Uuid::from_u128(7))).journal()
}

pub(super) fn wait_until_current(journal: &Journal, at: u64) {
    let copy = journal.second_copy.as_ref().unwrap();
    let found = copy.wait_for(
        PATIENCE,
        |state| matches!(state, CopyState::Current { at: Some(position), .. } if position.get() == at),
    );
    assert!(found.is_some(), "{:?}", journal.second_copy());
}

pub(super) fn wait_for(journal: &Journal, expected: impl Fn(&CopyState) -> bool) -> CopyState {
    journal.second_copy.as_ref().unwrap().wait_for(PATIENCE, expected).expect("the copy gets there")
}

/// The copy, looked at and opened as the journal folder it is.
pub(super) fn check_copy(bench: &Bench, records: u64) {
    check_copy_in(bench, &copied(), records);
}

/// The same, wherever it lies.
pub(super) fn check_copy_in(bench: &Bench, copied: &Path, records: u64) {
    let report = verify(&bench.disk.shared(), copied, Some(&bench.means.keys), None).unwrap();
    assert!(report.is_sound(), "{:?}", report.findings);
    assert_eq!(report.records, records);
    assert_eq!(slots(&bench.disk.shared(), copied), Some(bench.means.keys.slots()));
    let settings = Settings { second_copy: None, ..bench.settings.clone() };
    let elsewhere = bench.moved_to(&bench.disk.copy());
    let (journal, opening) =
        Journal::open(elsewhere.means.clone(), copied, settings, elsewhere.observer()).unwrap();
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
    bench.disk.remove_folder(copied().parent().unwrap());
    let (journal, opening) = bench.open();
    assert_eq!(opening.copy, CopyVerdict::Away);
    append(&journal, 3, 3);
    wait_for(&journal, |state| matches!(state, CopyState::Missing { .. }));
    assert!(!bench.disk.exists(&copied()));
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
        bench.disk.list(&copied()).unwrap().into_iter().rfind(|name| segment::first_of(name).is_some());
    let path = copied().join(name.unwrap());
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
    let path = copied().join(segment::file_name(Position::FIRST));
    bench.disk.tamper(&path, |content| content[1500] ^= 1);
    let (journal, _) = bench.open();
    wait_until_current(&journal, 8);
    drop(journal);
    check_copy(&bench, 8);
    assert!(bench.disk.exists(&copied().join("damaged-1").join(segment::file_name(Position::FIRST))));
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
    let report = verify(&bench.disk.shared(), &copied(), Some(&bench.means.keys), None).unwrap();
    assert_eq!((report.records, report.findings), (11, vec![Finding::Missing(Span::one(position(5)))]));
}

/// The station after `count` records with its copy in, and an image of its disk from when it had three.
fn with_an_image(count: u64) -> (Bench, Bench) {
    let bench = with_copy();
    let journal = bench.create();
    append(&journal, 1, 3);
    wait_until_current(&journal, 3);
    drop(journal);
    let image = bench.moved_to(&bench.disk.copy());
    let (journal, _) = bench.open();
    append(&journal, 4, count);
    wait_until_current(&journal, count);
    drop(journal);
    (bench, image)
}

/// Puts the stick of one into the other.
fn stick_of(from: &Bench, into: &Bench) {
    for folder in [copied(), copied().parent().unwrap().to_owned()] {
        into.disk.create_folder(&folder).unwrap();
        for name in from.disk.list(&folder).unwrap() {
            let path = folder.join(name);
            let content = from.disk.read(&path).unwrap();
            if !into.disk.exists(&path) {
                into.disk.create(&path).unwrap();
            }
            into.disk.tamper(&path, |now| *now = content);
        }
    }
}

#[test]
fn what_the_copy_has_more_is_taken_back_before_the_first_record() {
    let (bench, image) = with_an_image(6);
    stick_of(&bench, &image);
    let (journal, opening) = image.open();
    let CopyVerdict::Ahead { head, closed } = opening.copy else { panic!("{:?}", opening.copy) };
    assert_eq!((head.position, closed), (position(6), true), "it ends in a stop in order");
    assert_eq!(opening.healed, [Span { from: position(4), to: position(6) }]);
    assert_eq!(readable(&journal), (1..=6).collect::<Vec<_>>());
    append(&journal, 7, 7);
    wait_until_current(&journal, 7);
    drop(journal);
    assert!(image.verify(None).is_sound());
    check_copy(&image, 7);
}

#[test]
fn a_copy_that_does_not_end_in_a_stop_proves_no_end() {
    let (bench, image) = with_an_image(6);
    let (journal, _) = bench.open();
    append(&journal, 7, 8);
    wait_until_current(&journal, 8);
    // The power goes: nothing says that this was the end.
    stick_of(&bench, &image);
    let (restored, opening) = image.open();
    assert!(matches!(opening.copy, CopyVerdict::Ahead { closed: false, .. }), "{:?}", opening.copy);
    assert!(!opening.copy.allows_issuing());
    assert_eq!(readable(&restored), (1..=8).collect::<Vec<_>>());
    drop(journal);
}

#[test]
fn a_copy_that_went_another_way_is_left_alone_and_stops() {
    let (bench, image) = with_an_image(6);
    // The image goes on without the stick, then meets it.
    let alone = Settings { second_copy: None, ..image.settings.clone() };
    let image = Bench { means: Means { random: Random::seeded(77), ..image.means.clone() }, ..image };
    let alone = Bench { settings: alone, ..image.moved_to(&image.disk) };
    let alone = Bench { means: image.means.clone(), ..alone };
    append(&alone.open().0, 4, 9);
    stick_of(&bench, &image);
    let before = image.disk.read(&copied().join(segment::file_name(Position::FIRST))).unwrap();
    let (journal, opening) = image.open();
    assert_eq!(opening.copy, CopyVerdict::Forked { position: position(6) });
    wait_for(&journal, |state| matches!(state, CopyState::Fault(CopyFault::Forked { .. })));
    assert_eq!(journal.met(), Some(Met::Copy));
    assert_eq!(readable(&journal), (1..=9).collect::<Vec<_>>());
    assert_eq!(image.disk.read(&copied().join(segment::file_name(Position::FIRST))).unwrap(), before);
}

#[test]
fn several_stations_share_one_stick() {
    let bench = with_copy();
    let journal = bench.create();
    append(&journal, 1, 3);
    wait_until_current(&journal, 3);
    drop(journal);
    let station = StationId::new(Uuid::from_u128(8));
    let means = Means { station, ..bench.means.clone() };
    let elsewhere = Path::new("/other/journal");
    bench.disk.create_folder(elsewhere).unwrap();
    let observer = bench.observer();
    let other = Journal::create(means, elsewhere, bench.settings.clone(), observer).unwrap();
    append(&other, 1, 2);
    wait_until_current(&other, 2);
    drop(other);
    check_copy(&bench, 3);
}

#[test]
fn a_claimed_copy_says_by_whom() {
    let bench = with_copy();
    let journal = bench.create();
    append(&journal, 1, 3);
    wait_until_current(&journal, 3);
    drop(journal);
    let successor =
        Successor { station: StationId::new(Uuid::from_u128(9)), code: "EM01RABC".to_owned(), at: moment() };
    claim(&bench.means, copy_folder(), &successor).unwrap();
    let (journal, opening) = bench.open();
    assert_eq!(opening.copy, CopyVerdict::Claimed(successor));
    wait_for(&journal, |state| matches!(state, CopyState::Fault(CopyFault::Claimed(_))));
    assert_eq!(journal.met(), Some(Met::NewerLife));
}

#[test]
fn a_copy_of_version_one_is_carried_over_in_place_also_when_interrupted() {
    let bench = with_copy();
    let journal = bench.create();
    append(&journal, 1, 5);
    wait_until_current(&journal, 5);
    drop(journal);
    // As an older program left it: the segments in the stick's own folder.
    let old = bench.moved_to(&bench.disk.copy());
    for name in old.disk.list(&copied()).unwrap() {
        old.disk.rename(&copied().join(&name), &copy_folder().join(&name)).unwrap();
    }
    old.disk.remove(&copied().parent().unwrap().join("copy")).unwrap();
    let marker = br#"{"v":1,"station":"00000000-0000-0000-0000-000000000007"}"#;
    old.disk.create(&copy_folder().join("copy.json")).unwrap();
    old.disk.tamper(&copy_folder().join("copy.json"), |content| *content = marker.to_vec());
    for calls in 0..6 {
        let cut = old.moved_to(&old.disk.copy());
        cut.disk.lose_power_after(calls);
        drop(cut.try_open());
        let found = cut.moved_to(&cut.disk.after_power_cut(calls));
        let (journal, opening) = found.open();
        assert!(opening.copy.allows_issuing(), "after {calls} calls: {:?}", opening.copy);
        append(&journal, 6, 6);
        wait_until_current(&journal, 6);
        drop(journal);
        check_copy(&found, 6);
        let marker = String::from_utf8(found.disk.read(&copy_folder().join("copy.json")).unwrap()).unwrap();
        assert!(
            marker.contains(r#""v":2"#) && !marker.contains("000007"),
            "an older program refuses it: {marker}"
        );
    }
}

#[test]
fn damage_is_healed_from_the_copy_and_what_was_damaged_is_kept() {
    for (count, hurt) in [(8, 2), (8, 8), (40, 30)] {
        let bench = with_copy();
        let journal = bench.create();
        append(&journal, 1, count);
        wait_until_current(&journal, count);
        drop(journal);
        let mut seen = 0;
        for name in bench.segments() {
            for (from, _) in bench.frames(&name) {
                seen += 1;
                if seen == hurt {
                    bench.disk.tamper(&folder().join(&name), |content| content[from + 140] ^= 1);
                }
            }
        }
        let (journal, opening) = bench.open();
        assert_eq!(opening.healed, [Span::one(position(hurt))], "record {hurt}: {:?}", opening.findings);
        assert_eq!(opening.standing, Standing::Writable);
        assert_eq!(readable(&journal), (1..=count).collect::<Vec<_>>());
        append(&journal, count + 1, count + 1);
        drop(journal);
        assert!(bench.verify(None).is_sound());
        assert!(!bench.disk.list(&folder().join("torn")).unwrap().is_empty());
    }
}

#[test]
fn a_lost_segment_and_a_lost_header_come_back_from_the_copy() {
    let bench = with_copy();
    let journal = bench.create();
    append(&journal, 1, 60);
    wait_until_current(&journal, 60);
    drop(journal);
    let names = bench.segments();
    for lost in [0, 1, names.len() - 1] {
        let hurt = bench.moved_to(&bench.disk.copy());
        hurt.disk.remove(&folder().join(&names[lost])).unwrap();
        let (journal, opening) = hurt.open();
        assert_eq!(readable(&journal), (1..=60).collect::<Vec<_>>(), "segment {lost}");
        assert_eq!(opening.standing, Standing::Writable, "{:?}", opening.findings);
        append(&journal, 61, 61);
        drop(journal);
        assert!(hurt.verify(None).is_sound());
        let hurt = bench.moved_to(&bench.disk.copy());
        hurt.disk.tamper(&folder().join(&names[lost]), |content| content[30] ^= 1);
        let (journal, opening) = hurt.open();
        assert_eq!(readable(&journal), (1..=60).collect::<Vec<_>>(), "header of segment {lost}");
        assert_eq!(opening.standing, Standing::Writable, "{:?}", opening.findings);
    }
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

fn with_companion(companion: Companion) -> Bench {
    Bench::with(Settings {
        segment_bytes: 4096,
        reserve_bytes: 0,
        second_copy: Some(copy_folder().into()),
        companions: settings::Companions { all: vec![companion], ..settings::Companions::default() },
        ..Settings::default()
    })
}

fn mirrored(from: &str, to: &str, files: Files) -> Companion {
    Companion::Mirrored { from: from.into(), to: to.to_owned(), files }
}

/// A file on the disk of the journal.
pub(super) fn put(bench: &Bench, path: &Path, bytes: &[u8]) {
    bench.disk.create_folder(path.parent().unwrap()).unwrap();
    let mut file = bench.disk.create(path).unwrap();
    file.write_at(0, bytes).unwrap();
    file.sync().unwrap();
}

#[test]
fn a_copy_is_up_to_date_only_once_all_that_goes_with_the_journal_is_there() {
    let bench = with_companion(mirrored("/data/extract", "extract", Files::Fixed));
    let large = vec![7; 3 * 512 * 1024 + 1];
    put(&bench, Path::new("/data/extract/pages"), &large);
    for number in 0..100 {
        put(&bench, Path::new(&format!("/data/extract/{number}")), b"page");
    }
    let journal = bench.create();
    append(&journal, 1, 3);
    let extract = copied().parent().unwrap().join("extract");
    wait_until_current(&journal, 3);
    assert_eq!(bench.disk.list(&extract).unwrap().len(), 101);
    assert_eq!(bench.disk.read(&extract.join("pages")).unwrap(), large);
    // What comes later is told as soon as somebody says that there is something.
    put(&bench, Path::new("/data/extract/more"), &large);
    journal.look_for_second_copy();
    wait_for(&journal, |state| matches!(state, CopyState::Filling { files: 1 }));
    wait_until_current(&journal, 3);
    assert_eq!(bench.disk.read(&extract.join("more")).unwrap(), large);
}

#[test]
fn the_program_goes_to_the_stick_only_where_room_is_left_for_records() {
    let bench =
        with_companion(Companion::Shared { from: "/bin/sportello".into(), to: "sportello".to_owned() });
    let program = vec![7; 2 * 1024 * 1024];
    put(&bench, Path::new("/bin/sportello"), &program);
    // Room for the program, and not for records after it.
    bench.disk.limit(Some(bench.disk.used() + 20 * 1024 * 1024));
    let journal = bench.create();
    append(&journal, 1, 3);
    wait_until_current(&journal, 3);
    let shared = copied().parent().unwrap().parent().unwrap().to_owned();
    drop(journal);
    assert_eq!(bench.disk.list(&shared).unwrap(), Vec::<String>::new());
}

#[test]
fn what_a_disk_lost_never_takes_the_place_of_what_the_copy_has() {
    let kept = |files| Companion::Kept { from: "/data/kept".into(), to: "kept".to_owned(), files };
    for (files, companion) in [
        (Files::Fixed, kept(Files::Fixed)),
        (Files::Edited, kept(Files::Edited)),
        (Files::Fixed, mirrored("/data/kept", "kept", Files::Fixed)),
        (Files::Edited, mirrored("/data/kept", "kept", Files::Edited)),
    ] {
        let bench = with_companion(companion.clone());
        for name in ["cut", "emptied", "renewed", "grown"] {
            put(&bench, Path::new(&format!("/data/kept/{name}")), b"what it was");
        }
        put(&bench, Path::new("/data/kept/lost"), b"what it was");
        let journal = bench.create();
        append(&journal, 1, 1);
        wait_until_current(&journal, 1);
        drop(journal);
        let rewrite = |name: &str, bytes: &[u8]| {
            bench.disk.remove(Path::new(&format!("/data/kept/{name}"))).unwrap();
            put(&bench, Path::new(&format!("/data/kept/{name}")), bytes);
        };
        rewrite("cut", b"what");
        rewrite("emptied", b"");
        rewrite("renewed", b"as it is now, longer");
        rewrite("grown", b"what it was and more");
        bench.disk.remove(Path::new("/data/kept/lost")).unwrap();
        let (journal, _) = bench.open();
        append(&journal, 2, 2);
        wait_until_current(&journal, 2);
        let folder = copied().parent().unwrap().join("kept");
        let there = |name: &str| bench.disk.read(&folder.join(name)).ok();
        let what = format!("{companion:?}");
        assert_eq!(there("cut").unwrap(), b"what it was", "{what}");
        assert_eq!(there("emptied").unwrap(), b"what it was", "{what}");
        assert_eq!(there("grown").unwrap(), b"what it was and more", "{what}");
        assert_eq!(there("renewed").unwrap(), b"as it is now, longer", "{what} {files:?}");
        // Only where a copy is to have no more than the folder is what is gone here gone there.
        assert_eq!(there("lost").is_some(), matches!(companion, Companion::Kept { .. }), "{what}");
    }
}
