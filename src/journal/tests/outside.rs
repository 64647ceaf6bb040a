//! What is kept outside the folder: the high-water mark.

use std::io::ErrorKind;
use std::path::PathBuf;

use super::*;
use disk::simulated::Call;

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

#[test]
fn a_folder_that_went_on_agrees_with_its_mark() {
    let bench = with_mark();
    let journal = bench.create();
    assert_eq!(journal.high_water(), HighWaterState::Kept);
    let anchors = append(&journal, 1, 5);
    drop(journal);
    assert_eq!(bench.disk.length(&mark()).unwrap(), 8192);
    let machine = String::from_utf8(bench.disk.read(&folder().join("machine")).unwrap()).unwrap();
    let expected = format!(
        r#"{{"station":"00000000-0000-0000-0000-000000000007","machine":"{machine}","head":{{"position":5,"chain":"{}"}},"closed":true}}"#,
        anchors[4].chain
    );
    let stored = bench.disk.read(&mark()).unwrap();
    assert!(stored.windows(expected.len()).any(|bytes| bytes == expected.as_bytes()));
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
    // One of the two slots may be damaged, as a power cut leaves it: the elder counts.
    let whole = bench.disk.read(&mark()).unwrap();
    for slot in 0..2 {
        bench.disk.tamper(&mark(), |content| {
            content.clone_from(&whole);
            content[slot * 4096 + 40] ^= 1;
        });
        assert!(bench.open().1.verdict.allows_issuing(), "slot {slot}");
    }
    bench.disk.tamper(&mark(), |content| content.truncate(9));
    assert_eq!(bench.open().1.verdict, AnchorVerdict::Unreadable);
}

#[test]
fn a_mark_that_another_key_wrote_is_not_believed() {
    let bench = with_mark();
    append(&bench.create(), 1, 3);
    let other = Arc::new(
        KeyRing::create(
            SlotHome::in_journal(SimulatedDisk::new().shared(), folder()),
            bench.means.station,
            Secret::Passphrase(&Passphrase::typed("x")),
            Cost::NONE,
            &Random::seeded(5),
        )
        .unwrap(),
    );
    let reader = Bench { means: Means { keys: other, ..bench.means.clone() }, ..bench.moved_to(&bench.disk) };
    assert_eq!(reader.open().1.verdict, AnchorVerdict::Forged);
}

#[test]
fn two_journals_never_write_one_mark() {
    let bench = with_mark();
    let journal = bench.create();
    append(&journal, 1, 3);
    let clone = bench.moved_to(&bench.disk);
    assert_eq!(clone.open().1.verdict, AnchorVerdict::Held);
    // Where nothing can be held, it is compared before each write.
    bench.disk.tamper(&mark(), |content| content[4096..].fill(0));
    bench.disk.tamper(&mark(), |content| content[..4096].fill(0));
    append(&journal, 4, 4);
    // Whoever comes first to write it sees it: the journal's follower may have been there already.
    let _ = journal.raise_ceiling("EM01-2026-", 900);
    assert_eq!(journal.high_water(), HighWaterState::Taken);
    assert_eq!(journal.met(), Some(Met::Mark));
}

#[test]
fn a_ceiling_is_durable_before_a_number_above_the_last_one_is_given() {
    let bench = with_mark();
    let journal = bench.create();
    journal.raise_ceiling("EM01-2026-", 1).unwrap();
    let cut = bench.moved_to(&bench.disk.after_power_cut(0));
    assert_eq!(cut.open().1.ceilings, [("EM01-2026-".to_owned(), 64)].into());
    let calls = bench.disk.calls();
    journal.raise_ceiling("EM01-2026-", 64).unwrap();
    assert_eq!(bench.disk.calls(), calls, "nothing is written for a number below the ceiling");
    journal.raise_ceiling("EM01-2026-", 65).unwrap();
    drop(journal);
    assert_eq!(bench.open().1.ceilings, [("EM01-2026-".to_owned(), 128)].into());
}

#[test]
fn a_mark_of_version_one_is_read_and_waits_to_be_taken() {
    let bench = with_mark();
    let anchors = append(&bench.create(), 1, 3);
    let machine = String::from_utf8(bench.disk.read(&folder().join("machine")).unwrap()).unwrap();
    let old = format!(
        r#"{{"v":1,"station":"00000000-0000-0000-0000-000000000007","machine":"{machine}","head":{{"position":3,"chain":"{}"}}}}"#,
        anchors[2].chain
    );
    bench.disk.tamper(&mark(), |content| *content = old.into_bytes());
    let (journal, opening) = bench.open();
    assert_eq!(opening.verdict, AnchorVerdict::Old(Comparison::Agrees { ahead: 0 }));
    journal.adopt_high_water().unwrap();
    drop(journal);
    assert_eq!(bench.open().1.verdict, AnchorVerdict::Compared(Comparison::Agrees { ahead: 0 }));
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

#[test]
fn no_number_is_given_above_a_ceiling_that_cannot_be_raised() {
    let bench = with_mark();
    let journal = bench.create();
    journal.raise_ceiling("EM01-2026-", 1).unwrap();
    bench.disk.unplug(Some(Path::new("/home")));
    for _ in 0..2 {
        // What failed once is not taken for done.
        let failure = journal.raise_ceiling("EM01-2026-", 65).unwrap_err();
        assert!(failure.to_string().contains("make room or repair"), "{failure}");
    }
    assert!(matches!(journal.high_water(), HighWaterState::Failing(_)));
    journal.raise_ceiling("EM01-2026-", 64).unwrap();
    journal.raise_ceiling("EM01S-2026-", 1).unwrap_err();
    bench.disk.unplug(None);
    journal.raise_ceiling("EM01-2026-", 65).unwrap();
    assert_eq!(journal.high_water(), HighWaterState::Kept);
    let cut = bench.moved_to(&bench.disk.after_power_cut(0));
    assert_eq!(cut.open().1.ceilings, [("EM01-2026-".to_owned(), 128)].into());
}

#[test]
fn a_write_of_the_mark_that_failed_half_way_is_not_taken_for_somebody_elses() {
    for call in [Call::Write, Call::Sync] {
        let bench = with_mark();
        let journal = bench.create();
        for serial in [1, 200] {
            bench.disk.fail(call, 0, ErrorKind::Other);
            journal.raise_ceiling("EM01-2026-", serial).unwrap_err();
            journal.raise_ceiling("EM01-2026-", serial + 1).unwrap();
            assert_eq!(journal.high_water(), HighWaterState::Kept, "{call:?}");
        }
        append(&journal, 1, 3);
        drop(journal);
        assert!(bench.open().1.verdict.allows_issuing(), "{call:?}");
    }
}

#[test]
fn a_mark_that_could_not_be_begun_is_told_and_begun_when_it_can() {
    let bench = with_mark();
    append(&bench.create(), 1, 3);
    bench.disk.remove(&mark()).unwrap();
    let (journal, _) = bench.open();
    bench.disk.limit(Some(0));
    journal.adopt_high_water().unwrap_err();
    assert!(matches!(journal.high_water(), HighWaterState::Failing(_)));
    journal.raise_ceiling("EM01-2026-", 1).unwrap_err();
    journal.tend_high_water();
    assert!(matches!(journal.high_water(), HighWaterState::Failing(_)));
    bench.disk.limit(None);
    journal.tend_high_water();
    assert_eq!(journal.high_water(), HighWaterState::Kept);
    journal.raise_ceiling("EM01-2026-", 1).unwrap();
    drop(journal);
    assert_eq!(bench.open().1.ceilings, [("EM01-2026-".to_owned(), 64)].into());
}

#[test]
fn a_mark_that_is_removed_while_it_is_in_use_is_written_anew_with_all_it_said() {
    let bench = with_mark();
    let journal = bench.create();
    append(&journal, 1, 3);
    journal.raise_ceiling("EM01-2026-", 100).unwrap();
    bench.disk.remove(&mark()).unwrap();
    journal.raise_ceiling("EM01S-2026-", 1).unwrap();
    assert_eq!(journal.high_water(), HighWaterState::Kept);
    // It is held as before.
    assert_eq!(bench.moved_to(&bench.disk).open().1.verdict, AnchorVerdict::Held);
    let cut = bench.moved_to(&bench.disk.after_power_cut(0));
    let expected = [("EM01-2026-".to_owned(), 163), ("EM01S-2026-".to_owned(), 64)].into();
    assert_eq!(cut.open().1.ceilings, expected);
    // Not where the folder belongs to another mark by now.
    bench.disk.remove(&mark()).unwrap();
    bench.disk.tamper(&folder().join("machine"), |token| token.fill(b'0'));
    journal.raise_ceiling("EM01-2026-", 900).unwrap_err();
    assert!(!bench.disk.exists(&mark()));
}
