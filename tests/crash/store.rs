//! The store's files are cut, flipped, emptied, lost: it is rebuilt from the journal, and nothing is missing.

use std::fs::OpenOptions;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::support::counter::{Asked, assert_whole, opened};
use crate::support::disk::files_below;
use crate::support::effort::effort;
use crate::support::station::Start;

/// What happens to a file.
#[derive(Clone, Copy, Debug)]
enum Damage {
    Halved,
    Emptied,
    Lost,
    FlippedAt(u64),
}

#[test]
fn a_damaged_store_is_rebuilt_and_nothing_is_missing() {
    let mut station = Start::demo().start();
    let clerk = opened(&station);
    let mut asked = Asked::default();
    for surname in ["Prima", "Seconda", "Terza"] {
        asked.issue(&clerk, surname).unwrap();
    }
    station.stop();
    let kept = station.keep();
    let store = station.data().join("store");
    let files: Vec<PathBuf> =
        files_below(&store).iter().map(|file| file.strip_prefix(&store).unwrap().to_owned()).collect();
    assert!(!files.is_empty(), "the store has files");
    let mut cases = 0;
    for file in &files {
        for damage in damages(&store.join(file)) {
            station.restore(&kept);
            inflict(&store.join(file), damage);
            println!("{}: {damage:?}", file.display());
            assert_whole(&mut station, &asked);
            cases += 1;
        }
    }
    station.restore(&kept);
    std::fs::remove_dir_all(&store).unwrap();
    assert_whole(&mut station, &asked);
    println!("{cases} kinds of damage to {} files, nothing missing", files.len());
}

fn damages(file: &Path) -> Vec<Damage> {
    let length = std::fs::metadata(file).unwrap().len();
    let flips = u64::try_from(effort(2, 24)).unwrap();
    let mut all = vec![Damage::Emptied, Damage::Lost];
    if length > 1 {
        all.push(Damage::Halved);
        all.extend((1..=flips).map(|part| Damage::FlippedAt((length - 1) * part / (flips + 1))));
    }
    all
}

fn inflict(file: &Path, damage: Damage) {
    match damage {
        Damage::Lost => std::fs::remove_file(file).unwrap(),
        Damage::Emptied => open(file).set_len(0).unwrap(),
        Damage::Halved => {
            let file = open(file);
            file.set_len(file.metadata().unwrap().len() / 2).unwrap();
        }
        Damage::FlippedAt(position) => flip(file, position),
    }
}

fn open(file: &Path) -> std::fs::File {
    OpenOptions::new().read(true).write(true).open(file).unwrap()
}

/// Turns all bits of one byte.
pub fn flip(file: &Path, position: u64) {
    let mut file = open(file);
    let mut byte = [0];
    file.seek(SeekFrom::Start(position)).unwrap();
    file.read_exact(&mut byte).unwrap();
    file.seek(SeekFrom::Start(position)).unwrap();
    file.write_all(&[!byte[0]]).unwrap();
}
