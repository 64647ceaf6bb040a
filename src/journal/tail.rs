//! The end of a journal as it is found at opening: what is torn is saved aside and cut, what is whole is made certain.

use std::io;
use std::path::{Path, PathBuf};

use super::finding::Span;
use super::frame;
use super::index::Index;
use super::walk::{Seen, Survey};
use super::writer::LARGEST_BATCH;
use disk::{self, Disk};
use domain::ids::anchor::Position;

/// Folder of what was cut.
const ASIDE: &str = "torn";
/// What the last write can have touched.
const UNCERTAIN: u64 = (LARGEST_BATCH + frame::LARGEST) as u64;

/// Saves the torn bytes of the last segment aside, then cuts them off.
pub(super) fn cut_torn(disk: &dyn Disk, folder: &Path, seen: &Seen) -> io::Result<()> {
    let path = folder.join(&seen.name);
    let length = usize::try_from(seen.torn).map_err(io::Error::other)?;
    let bytes = disk.read_at(&path, seen.end, length)?;
    let aside = free_name(disk, folder, &format!("{}-{}", seen.name, seen.end))?;
    disk::replace(disk, &aside, &bytes)?;
    cut(disk, folder, seen)
}

/// Gives back what a segment that is not written any more does not need.
pub(super) fn cut(disk: &dyn Disk, folder: &Path, seen: &Seen) -> io::Result<()> {
    let path = folder.join(&seen.name);
    if disk.length(&path)? > seen.end {
        let mut file = disk.open(&path)?;
        file.cut(seen.end)?;
        file.sync()?;
    }
    Ok(())
}

/// Saves what a file of the folder held aside, under its name.
pub(super) fn save_aside(disk: &dyn Disk, folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let used = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    disk::replace(disk, &free_name(disk, folder, name)?, &bytes[..used])
}

/// Moves a file of the folder aside as it is, readable or not: nothing is written over it.
pub(super) fn move_aside(disk: &dyn Disk, folder: &Path, name: &str) -> io::Result<()> {
    let aside = free_name(disk, folder, name)?;
    disk.rename(&folder.join(name), &aside)?;
    disk.sync_folder(&folder.join(ASIDE))?;
    disk.sync_folder(folder)
}

fn free_name(disk: &dyn Disk, folder: &Path, name: &str) -> io::Result<PathBuf> {
    let aside = folder.join(ASIDE);
    disk.create_folder(&aside)?;
    let mut path = aside.join(name);
    let mut number = 1_u32;
    while disk.exists(&path) {
        path = aside.join(format!("{name}.{number}"));
        number += 1;
    }
    Ok(path)
}

/// Writes the last frames again, as they were read, and syncs them. Whoever wrote them may have died before the sync, or
/// the sync may have failed and left them readable but not written.
pub(super) fn confirm(disk: &dyn Disk, folder: &Path, seen: &Seen) -> io::Result<()> {
    let path = folder.join(&seen.name);
    let start = seen.end.saturating_sub(UNCERTAIN);
    let length = usize::try_from(seen.end - start).map_err(io::Error::other)?;
    let bytes = disk.read_at(&path, start, length)?;
    let mut file = disk.open(&path)?;
    file.write_at(start, &bytes)?;
    file.sync()
}

/// The records that [`confirm`] is about.
pub(super) fn uncertain(survey: &Survey) -> Option<Span> {
    let seen = survey.segments.last()?;
    let start = seen.end.saturating_sub(UNCERTAIN);
    let segment = u32::try_from(survey.segments.len() - 1).ok()?;
    let to = survey.head?.position;
    let from = first_in(&survey.index, to, segment, start)?;
    Some(Span { from, to })
}

fn first_in(index: &Index, mut at: Position, segment: u32, start: u64) -> Option<Position> {
    let mut first = None;
    loop {
        let entry = index.get(at)?;
        if entry.segment != segment || u64::from(entry.offset) < start {
            return first;
        }
        first = Some(at);
        match at.previous() {
            Some(before) => at = before,
            None => return first,
        }
    }
}
