//! What a disk lost of a journal that is only read.

use super::*;
use crate::mend::mend;
use crate::walk::walk;
use disk::{self, Disk as _};

#[test]
fn an_ended_journal_gets_back_what_its_copy_has_whole_and_keeps_what_is_whole_here() {
    let bench = Bench::filled(9);
    let disk = &bench.disk;
    let copy = Path::new("/copy");
    for name in bench.segments() {
        let bytes = disk.read(&folder().join(&name)).unwrap();
        disk::create_folder_durably(disk, copy).unwrap();
        disk::replace(disk, &copy.join(&name), &bytes).unwrap();
    }
    assert_eq!(mend(disk, folder(), copy).unwrap(), 0, "nothing is wrong");
    let name = bench.segments().remove(0);
    let whole = disk.read(&folder().join(&name)).unwrap();
    let flipped = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    };
    let half = whole.len() / 2;
    for bytes in [flipped(half), flipped(3), whole[..half].to_vec(), Vec::new()] {
        disk::replace(disk, &folder().join(&name), &bytes).unwrap();
        assert_eq!(mend(disk, folder(), copy).unwrap(), 1);
        assert_eq!(disk.read(&folder().join(&name)).unwrap(), whole);
    }
    disk.remove(&folder().join(&name)).unwrap();
    assert_eq!(mend(disk, folder(), copy).unwrap(), 1);
    // A copy that is worse than what is here gives nothing.
    disk::replace(disk, &copy.join(&name), &whole[..whole.len() / 2]).unwrap();
    assert_eq!(mend(disk, folder(), copy).unwrap(), 0);
    let (journal, opening) = bench.open();
    assert_eq!(opening.findings, []);
    append(&journal, 10, 10);
    drop(journal);
    walk(disk, folder(), None, &mut |_| None).unwrap();
}
