//! What a power cut leaves beside sled's file.

use std::fs;
use std::path::Path;

use super::{contents, copy, damage, filled};
use crate::centre::embedded::EmbeddedCentre;

/// Leaves something beside sled's file.
type Leave = fn(&Path);

/// What was set aside, by number and name.
fn set_aside(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for kept in fs::read_dir(folder.join("aside")).into_iter().flatten() {
        let kept = kept.unwrap();
        for file in fs::read_dir(kept.path()).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            names.push(format!("{}/{name}", kept.file_name().into_string().unwrap()));
        }
    }
    names.sort();
    names
}

/// Everything of a closed database, its snapshot too.
fn closed(from: &Path) -> tempfile::TempDir {
    let to = copy(from);
    for item in fs::read_dir(from.join("sled")).unwrap() {
        let path = item.unwrap().path();
        if path.is_file() {
            fs::copy(&path, to.path().join("sled").join(path.file_name().unwrap())).unwrap();
        }
    }
    to
}

fn snapshot(folder: &Path) -> std::path::PathBuf {
    let listed = fs::read_dir(folder.join("sled")).unwrap();
    let is_one = |path: &Path| path.file_name().unwrap().to_str().unwrap().starts_with("snap.");
    listed.map(|item| item.unwrap().path()).find(|path| is_one(path)).expect("sled left a snapshot")
}

#[test]
fn what_sled_never_finished_is_set_aside_and_the_database_opens_as_it_was() {
    let kept = tempfile::tempdir().unwrap();
    filled(kept.path());
    let whole = contents(&EmbeddedCentre::open(kept.path()).unwrap());
    let left: [(&str, Leave, usize); 8] = [
        ("an empty one", |sled| fs::write(sled.join("snap.00000000000BB3A5.generating"), b"").unwrap(), 1),
        (
            "several, also half ones",
            |sled| {
                let half = fs::read(snapshot(sled.parent().unwrap())).unwrap();
                fs::write(sled.join("snap.0000000000000000.generating"), b"").unwrap();
                fs::write(sled.join("snap.00000000000BB3A5.generating"), &half[..half.len() / 2]).unwrap();
                fs::write(sled.join("snap.FFFFFFFFFFFFFFFF.generating"), &half).unwrap();
            },
            3,
        ),
        ("a folder of such a name", |sled| fs::create_dir(sled.join("snap.old")).unwrap(), 1),
        ("a snapshot emptied", |sled| fs::write(snapshot(sled.parent().unwrap()), b"").unwrap(), 2),
        (
            "a snapshot cut",
            |sled| {
                let path = snapshot(sled.parent().unwrap());
                let bytes = fs::read(&path).unwrap();
                fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
            },
            2,
        ),
        ("conf missing", |sled| fs::remove_file(sled.join("conf")).unwrap(), 0),
        ("conf empty", |sled| fs::write(sled.join("conf"), b"").unwrap(), 0),
        (
            "conf altered",
            |sled| {
                let mut bytes = fs::read(sled.join("conf")).unwrap();
                bytes[0] ^= 0x41;
                bytes[9] ^= 0x41;
                fs::write(sled.join("conf"), bytes).unwrap();
            },
            2,
        ),
    ];
    for (what, leave, expected) in left {
        let folder = closed(kept.path());
        leave(&folder.path().join("sled"));
        let store = EmbeddedCentre::open(folder.path()).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(contents(&store) == whole, "{what}");
        drop(store);
        let kept = set_aside(folder.path());
        assert_eq!(kept.len(), expected, "{what}: {kept:?}");
        assert_eq!(damage(folder.path()), None, "{what}");
        assert_eq!(set_aside(folder.path()), kept, "{what}: again");
    }
}

#[test]
fn a_file_that_was_never_written_to_is_a_new_database_and_one_emptied_is_told() {
    for left in [&[][..], &[0; 100]] {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("sled")).unwrap();
        fs::write(folder.path().join("sled/db"), left).unwrap();
        assert_eq!(damage(folder.path()), None, "{} bytes", left.len());
    }
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path());
    fs::write(folder.path().join("sled/db"), b"").unwrap();
    fs::write(folder.path().join("sled/snap.0000000000000000.generating"), b"").unwrap();
    assert!(damage(folder.path()).is_some());
}
