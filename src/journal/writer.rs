//! Writes batches into segments, one segment after another.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use disk::{self, Disk, DiskFile, SharedDisk, Stamp};
use domain::ids::anchor::{ChainHash, Position};
use domain::ids::id::StationId;
use vault::KeyRing;

use super::reserve::Reserve;
use super::segment::{self, SegmentHeader};
use super::state::Space;
use super::{frame, tail};

/// Bytes written and synced together at most (a larger frame goes alone).
pub(super) const LARGEST_BATCH: usize = 1024 * 1024;
/// Size of segments while the disk is full.
const SMALL_SEGMENT: u64 = 256 * 1024;

/// The end of the journal.
pub(super) struct Writer {
    pub(super) disk: SharedDisk,
    pub(super) folder: PathBuf,
    pub(super) keys: Arc<KeyRing>,
    pub(super) station: StationId,
    pub(super) segment_bytes: u64,
    pub(super) reserve: Option<Arc<Reserve>>,
    /// Whether disk space is taken before it is needed. Not on a stick.
    pub(super) preallocate: bool,
    /// Whether it writes a copy, which carries only the slots meant for one.
    pub(super) for_copy: bool,
    pub(super) open: Option<OpenSegment>,
}

/// The segment being written.
#[derive(Debug)]
pub(super) struct OpenSegment {
    pub(super) file: Box<dyn DiskFile>,
    /// Its name.
    pub(super) path: PathBuf,
    /// Where the next frame goes.
    pub(super) end: u64,
    /// Generation of the key slots in its header.
    pub(super) generation: u64,
    /// As it was after the last write of this program.
    stamp: Stamp,
}

impl OpenSegment {
    /// A segment that was read up to `end`, to be continued there.
    pub(super) fn at(file: Box<dyn DiskFile>, path: PathBuf, end: u64, generation: u64) -> io::Result<Self> {
        let stamp = file.stamp()?;
        Ok(Self { file, path, end, generation, stamp })
    }

    /// Somebody else may have written into it since: then it is read again. Whatever is no more as it was written is not
    /// written on.
    fn look_over(&mut self, disk: &dyn Disk) -> io::Result<()> {
        let stamp = self.file.stamp()?;
        if stamp == self.stamp {
            return Ok(());
        }
        tracing::warn!("somebody else touched the segment that is being written");
        if segment::whole_until(&disk.read(&self.path)?) != Some(self.end) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the segment was changed by somebody else",
            ));
        }
        self.stamp = stamp;
        Ok(())
    }
}

impl Writer {
    /// How many of the next frames, with these `lengths`, can be written together now. At least one.
    pub(super) fn portion(&self, lengths: &[usize]) -> usize {
        let room = self.open.as_ref().map_or(0, |open| self.segment_bytes.saturating_sub(open.end));
        let room = usize::try_from(room).unwrap_or(usize::MAX);
        // A segment that is about to end takes what fits; one that is about to begin takes its fill.
        let fits = lengths.first().is_some_and(|first| *first <= room);
        let limit = if fits { room.min(LARGEST_BATCH) } else { LARGEST_BATCH };
        let sums = lengths.iter().scan(0, |sum, length| {
            *sum += length;
            Some(*sum)
        });
        sums.take_while(|sum| *sum <= limit).count().max(1)
    }

    /// Makes sure that `length` bytes fit in the open segment; if a new one had to be made, its name.
    pub(super) fn make_room(
        &mut self,
        length: usize,
        first: Position,
        previous: ChainHash,
    ) -> io::Result<Option<String>> {
        let generation = self.keys.generation();
        if let Some(open) = &self.open {
            let fits = open.end + length as u64 <= self.segment_bytes;
            if fits && open.generation == generation {
                return Ok(None);
            }
        }
        self.finish();
        let slots = if self.for_copy { self.keys.slots().for_copy() } else { self.keys.slots() };
        let header = SegmentHeader { station: self.station, first, previous, slots: slots.to_bytes() };
        let name = segment::file_name(first);
        let open = match self.create(&name, &header, slots.generation, length as u64) {
            Err(error) if disk::is_full(&error) && self.release_reserve() => {
                self.create(&name, &header, slots.generation, length as u64)?
            }
            result => result?,
        };
        self.open = Some(open);
        Ok(Some(name))
    }

    fn release_reserve(&self) -> bool {
        self.reserve.as_ref().is_some_and(|reserve| reserve.release())
    }

    /// Gives back what the open segment does not need and closes it.
    pub(super) fn finish(&mut self) {
        if let Some(mut open) = self.open.take() {
            // Only space is at stake.
            let _ = open.file.cut(open.end);
        }
    }

    fn create(
        &self,
        name: &str,
        header: &SegmentHeader,
        generation: u64,
        length: u64,
    ) -> io::Result<OpenSegment> {
        let bytes = header.to_bytes();
        let end = bytes.len() as u64;
        let low = self.reserve.as_ref().is_some_and(|reserve| reserve.space() == Space::Low);
        let size = if low { SMALL_SEGMENT.min(self.segment_bytes) } else { self.segment_bytes };
        let path = self.folder.join(name);
        let beside = self.folder.join(format!("{name}.new"));
        if self.disk.exists(&beside) {
            self.disk.remove(&beside)?;
        }
        let made = self.disk.create(&beside).and_then(|mut file| {
            if self.preallocate {
                file.allocate(size.max(end + length))?;
            }
            file.write_at(0, &bytes)?;
            file.sync()?;
            // Whatever has the name is no part of the journal as it was read. It is kept: nothing is written over it.
            if self.disk.exists(&path) {
                tail::move_aside(self.disk.as_ref(), &self.folder, name)?;
            }
            self.disk.rename(&beside, &path)?;
            self.disk.sync_folder(&self.folder)?;
            OpenSegment::at(file, path, end, generation)
        });
        if made.is_err() {
            // Removed at the next try or the next opening, if not now.
            let _ = self.disk.remove(&beside);
        }
        made
    }

    /// Writes frames in a row, the first of which has the position `first`, and makes them durable. Room must have been
    /// made. Says where the frames lie, and where the segment ends now.
    pub(super) fn write(
        &mut self,
        frames: &mut [u8],
        lengths: &[usize],
        first: Position,
    ) -> io::Result<(Vec<u64>, u64)> {
        let open = self.open.as_mut().expect("room was made");
        open.look_over(self.disk.as_ref())?;
        let mut at = 0;
        let mut offsets = Vec::with_capacity(lengths.len());
        for length in lengths {
            frame::stamp(&mut frames[at..at + length], first);
            offsets.push(open.end + at as u64);
            at += length;
        }
        open.file.write_at(open.end, frames)?;
        open.file.sync()?;
        if !open.file.is_at(&open.path)? {
            // What was written is in a file that nobody will find.
            return Err(io::Error::new(io::ErrorKind::NotFound, "the segment was removed or exchanged"));
        }
        open.end += at as u64;
        open.stamp = open.file.stamp()?;
        Ok((offsets, open.end))
    }
}
