//! What a second copy holds beside the journal, after bytes changed on one of the two disks.

use std::path::PathBuf;
use std::time::Duration;

use super::second_copy::{copied, put, wait_until_current, with_copy};
use super::*;

const HERE: &str = "/data/blobs/a1/b2";

fn there() -> PathBuf {
    copied().parent().unwrap().join("blobs/a1/b2")
}

/// Files whose own content says whether it is whole; what begins otherwise proves nothing.
fn with_blobs(files: Files) -> Bench {
    let proof = Proof::by(|place, bytes| {
        assert_eq!(place, "blobs/a1/b2");
        (!bytes.starts_with(b"?")).then(|| bytes == b"sound")
    });
    let all = vec![Companion::Kept { from: "/data/blobs".into(), to: "blobs".to_owned(), files }];
    let companions = settings::Companions { all, proof, ..settings::Companions::default() };
    let bench = with_copy();
    Bench { settings: Settings { companions, ..bench.settings.clone() }, ..bench }
}

fn until_mended(journal: &Journal, expected: Mended) {
    for _ in 0..200 {
        if journal.copy_mended() == expected {
            return;
        }
        journal.look_for_second_copy();
        let _ = journal.second_copy.as_ref().unwrap().wait_for(Duration::from_millis(20), |_| false);
    }
    panic!("{:?}", journal.copy_mended());
}

/// What both files hold, and what comparing found, after each was written so.
fn compared(files: Files, (here, on_stick): (&[u8], &[u8]), expected: Mended) -> [Vec<u8>; 2] {
    let bench = with_blobs(files);
    put(&bench, Path::new(HERE), b"sound");
    let journal = bench.create();
    append(&journal, 1, 2);
    wait_until_current(&journal, 2);
    drop(journal);
    bench.disk.tamper(Path::new(HERE), |content| *content = here.to_vec());
    bench.disk.tamper(&there(), |content| *content = on_stick.to_vec());
    let (journal, _) = bench.open();
    until_mended(&journal, expected);
    append(&journal, 3, 3);
    wait_until_current(&journal, 3);
    [bench.disk.read(Path::new(HERE)).unwrap(), bench.disk.read(&there()).unwrap()]
}

#[test]
fn a_byte_changed_on_the_stick_is_found_and_the_file_written_again() {
    for files in [Files::Fixed, Files::Edited] {
        let once = Mended { copy: u64::from(files == Files::Fixed), ..Mended::default() };
        assert_eq!(compared(files, (b"sound", b"sOund"), once), [b"sound", b"sound"], "{files:?}");
    }
}

#[test]
fn a_byte_changed_here_is_found_and_the_file_taken_back() {
    for files in [Files::Fixed, Files::Edited] {
        let once = Mended { here: 1, ..Mended::default() };
        for damaged in [b"sOund".as_slice(), b"sound and more"] {
            if files == Files::Edited && damaged.len() != 5 {
                continue;
            }
            assert_eq!(compared(files, (damaged, b"sound"), once), [b"sound", b"sound"], "{files:?}");
        }
    }
    // Cut short.
    assert_eq!(
        compared(Files::Fixed, (b"so", b"sound"), Mended { here: 1, ..Mended::default() }),
        [b"sound", b"sound"]
    );
}

#[test]
fn where_neither_proves_itself_both_stay_and_it_is_told() {
    for (here, there) in [(b"sOund", b"soUnd"), (b"?ound", b"?oUnd"), (b"sOund", b"?ound")] {
        let undecided = Mended { undecided: 1, ..Mended::default() };
        assert_eq!(compared(Files::Fixed, (here, there), undecided), [here, there]);
    }
}

#[test]
fn a_large_file_is_compared_over_many_looks_to_its_last_byte() {
    let bench = with_copy();
    let all =
        vec![Companion::Kept { from: "/data/before".into(), to: "before".to_owned(), files: Files::Fixed }];
    let proof = Proof::by(|_, bytes| Some(bytes.iter().all(|byte| *byte == 7)));
    let companions = settings::Companions { all, proof, ..settings::Companions::default() };
    let bench = Bench { settings: Settings { companions, ..bench.settings.clone() }, ..bench };
    let large = vec![7; 3 * 1024 * 1024 + 9];
    put(&bench, Path::new("/data/before/large"), &large);
    let journal = bench.create();
    append(&journal, 1, 1);
    wait_until_current(&journal, 1);
    let copy = copied().parent().unwrap().join("before/large");
    bench.disk.tamper(&copy, |content| *content.last_mut().unwrap() = 8);
    until_mended(&journal, Mended { copy: 1, ..Mended::default() });
    append(&journal, 2, 2);
    wait_until_current(&journal, 2);
    assert!(bench.disk.read(&copy).unwrap() == large);
}

#[test]
fn what_is_erased_goes_from_the_copy_of_a_life_that_ended_too() {
    let bench = with_copy();
    let of = StationId::new(Uuid::from_u128(6));
    let all = vec![Companion::Erased { from: "/data/blobs".into(), to: "blobs", of }];
    let companions = settings::Companions { all, ..settings::Companions::default() };
    let bench = Bench { settings: Settings { companions, ..bench.settings.clone() }, ..bench };
    let old = CopyHome::new(copy_folder(), of).folder().join("blobs");
    for name in ["a1/b2", "a1/c3"] {
        put(&bench, &old.join(name), b"a photograph");
    }
    put(&bench, Path::new("/data/blobs/a1/c3"), b"a photograph");
    put(&bench, Path::new("/data/blobs/erased"), b"a1/b2\na1/c3\n");
    let journal = bench.create();
    append(&journal, 1, 1);
    wait_until_current(&journal, 1);
    assert!(!bench.disk.exists(&old.join("a1/b2")));
    assert!(bench.disk.exists(&old.join("a1/c3")), "kept again since");
}
