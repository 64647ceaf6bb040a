use std::collections::BTreeSet;

use super::*;

fn disk_with_a_synced_file() -> (SimulatedDisk, PathBuf) {
    let disk = SimulatedDisk::new();
    let path = PathBuf::from("/d/f");
    disk.create_folder(Path::new("/d")).unwrap();
    let mut file = disk.create(&path).unwrap();
    file.write_at(0, b"synced").unwrap();
    file.sync().unwrap();
    disk.sync_folder(Path::new("/d")).unwrap();
    (disk, path)
}

#[test]
fn what_was_synced_survives_every_power_cut() {
    let (disk, path) = disk_with_a_synced_file();
    disk.open(&path).unwrap().write_at(6, &[1; 2000]).unwrap();
    let mut lengths = BTreeSet::new();
    for seed in 0..64 {
        let content = disk.after_power_cut(seed).read(&path).unwrap();
        assert!(content.starts_with(b"synced"));
        lengths.insert(content.len());
    }
    assert!(lengths.contains(&6) && lengths.contains(&2006) && lengths.len() > 3, "{lengths:?}");
}

#[test]
fn a_failed_sync_leaves_readable_bytes_that_a_later_sync_does_not_save() {
    let (disk, path) = disk_with_a_synced_file();
    let mut file = disk.open(&path).unwrap();
    file.write_at(6, b" and lost").unwrap();
    disk.fail(Call::Sync, 0, io::ErrorKind::Other);
    assert!(file.sync().is_err());
    file.sync().unwrap();
    assert_eq!(disk.read(&path).unwrap(), b"synced and lost");
    for seed in 0..32 {
        assert_eq!(disk.after_power_cut(seed).read(&path).unwrap(), b"synced");
    }
}

#[test]
fn a_full_disk_refuses_growth_but_not_writing_in_place() {
    let (disk, path) = disk_with_a_synced_file();
    disk.limit(Some(6));
    let mut file = disk.open(&path).unwrap();
    file.write_at(0, b"SYNCED").unwrap();
    assert!(crate::is_full(&file.write_at(6, b"!").unwrap_err()));
}
