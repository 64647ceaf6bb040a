//! A large file on its way into the second copy, a piece at a time: records go between two pieces, and whoever stops waits for
//! one piece at most. It gets its name when it is whole.

use std::io;
use std::path::{Path, PathBuf};

use super::source_error::of_source;
use disk::{self, Disk, DiskFile};

/// Bytes copied and synced at once.
pub(super) const PIECE: u64 = 512 * 1024;
/// What stays free on a stick for records when the program goes there too: two segments.
pub(super) const ROOM: u64 = 32 * 1024 * 1024;

/// A file that is being copied.
#[derive(Debug)]
pub(super) struct LargeCopy {
    from: PathBuf,
    to: PathBuf,
    file: Box<dyn DiskFile>,
    done: u64,
    length: u64,
}

/// What it is called until it is whole.
fn unfinished(to: &Path) -> PathBuf {
    let mut name = to.file_name().unwrap_or_default().to_os_string();
    name.push(".new");
    to.with_file_name(name)
}

impl LargeCopy {
    /// Begins, anew if it was begun before.
    pub(super) fn begin(disk: &dyn Disk, from: &Path, to: &Path) -> io::Result<Self> {
        clear(disk, to)?;
        disk.create_folder(to.parent().ok_or(io::ErrorKind::InvalidInput)?)?;
        let length = disk.length(from).map_err(of_source)?;
        let file = disk.create(&unfinished(to))?;
        Ok(Self { from: from.to_owned(), to: to.to_owned(), file, done: 0, length })
    }

    /// Begins only where [`ROOM`] stays free after it, and what has its name now makes way if that helps; `None` where it
    /// does not.
    pub(super) fn begin_with_room(disk: &dyn Disk, from: &Path, to: &Path) -> io::Result<Option<Self>> {
        clear(disk, to)?;
        let folder = to.parent().ok_or(io::ErrorKind::InvalidInput)?;
        disk.create_folder(folder)?;
        let needed = disk.length(from).map_err(of_source)? + ROOM;
        let Some(free) = disk.free(folder)? else { return Self::begin_if_taken(disk, from, to, needed) };
        if free < needed {
            let old = disk.length(to).unwrap_or_default();
            if old == 0 || free + old < needed {
                return Ok(None);
            }
            disk.remove(to)?;
        }
        Self::begin(disk, from, to).map(Some)
    }

    /// Where the system does not say what is free, the space is taken and given back.
    fn begin_if_taken(disk: &dyn Disk, from: &Path, to: &Path, needed: u64) -> io::Result<Option<Self>> {
        let mut copy = Self::begin(disk, from, to)?;
        match copy.file.allocate(needed).and_then(|()| copy.file.cut(0)) {
            Ok(()) => Ok(Some(copy)),
            Err(error) => {
                copy.give_up(disk);
                if disk::is_full(&error) { Ok(None) } else { Err(error) }
            }
        }
    }

    /// Whether what it is made from went meanwhile.
    pub(super) fn has_no_source(&self, disk: &dyn Disk) -> bool {
        !disk.exists(&self.from)
    }

    /// Copies a piece; whether more is left.
    pub(super) fn step(&mut self, disk: &dyn Disk) -> io::Result<bool> {
        let length = (self.length - self.done).min(PIECE);
        let size = usize::try_from(length).map_err(io::Error::other)?;
        self.file.write_at(self.done, &disk.read_at(&self.from, self.done, size).map_err(of_source)?)?;
        self.file.sync()?;
        self.done += length;
        Ok(self.done < self.length)
    }

    /// It is whole and gets its name.
    pub(super) fn finish(self, disk: &dyn Disk) -> io::Result<()> {
        drop(self.file);
        disk.rename(&unfinished(&self.to), &self.to)?;
        disk.sync_folder(self.to.parent().ok_or(io::ErrorKind::InvalidInput)?)
    }

    /// Leaves nothing behind, as far as the disk allows: the next try begins by clearing.
    pub(super) fn give_up(self, disk: &dyn Disk) {
        drop(self.file);
        let _ = disk.remove(&unfinished(&self.to));
    }
}

/// Removes what an earlier try left.
fn clear(disk: &dyn Disk, to: &Path) -> io::Result<()> {
    let unfinished = unfinished(to);
    if disk.exists(&unfinished) { disk.remove(&unfinished) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use disk::simulated::SimulatedDisk;

    const FROM: &str = "/bin/sportello";
    const TO: &str = "/stick/Sportello/sportello";

    fn disk_with(program: &[u8]) -> SimulatedDisk {
        let disk = SimulatedDisk::new();
        disk.create_folder(Path::new("/bin")).unwrap();
        disk.create(Path::new(FROM)).unwrap().write_at(0, program).unwrap();
        disk
    }

    fn begin(disk: &SimulatedDisk) -> Option<LargeCopy> {
        LargeCopy::begin_with_room(disk, Path::new(FROM), Path::new(TO)).unwrap()
    }

    fn names(disk: &SimulatedDisk) -> Vec<String> {
        disk.list(Path::new("/stick/Sportello")).unwrap()
    }

    #[test]
    fn a_file_has_its_name_only_once_it_is_whole() {
        let program = vec![7; usize::try_from(2 * PIECE + 9).unwrap()];
        let disk = disk_with(&program);
        for end in 0..3 {
            let mut copy = begin(&disk).unwrap();
            for piece in 0..end {
                assert!(copy.step(&disk).unwrap(), "{piece}");
                assert!(!disk.exists(Path::new(TO)));
            }
            // Given up, or as a power cut leaves it: the next try begins anew.
            if end == 1 { copy.give_up(&disk) } else { drop(copy) }
        }
        let mut copy = begin(&disk).unwrap();
        while copy.step(&disk).unwrap() {}
        copy.finish(&disk).unwrap();
        assert_eq!(names(&disk), ["sportello"]);
        assert_eq!(disk.read(Path::new(TO)).unwrap(), program);
    }

    #[test]
    fn what_has_the_name_now_makes_way_where_that_is_enough() {
        let disk = disk_with(&[7; 9000]);
        disk.limit(Some(disk.used() + ROOM + 8999));
        assert!(begin(&disk).is_none());
        assert_eq!(names(&disk), Vec::<String>::new());
        disk.limit(None);
        disk.create(Path::new(TO)).unwrap().write_at(0, &[1; 100]).unwrap();
        disk.limit(Some(disk.used() + ROOM + 8899));
        assert!(begin(&disk).is_none());
        assert_eq!(names(&disk), ["sportello"]);
        disk.limit(Some(disk.used() + ROOM + 8900));
        let mut copy = begin(&disk).unwrap();
        assert!(!copy.step(&disk).unwrap());
        copy.finish(&disk).unwrap();
        assert_eq!(disk.length(Path::new(TO)).unwrap(), 9000);
    }
}
