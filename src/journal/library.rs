//! What readers see: the durable records and where they lie.

use std::path::{Path, PathBuf};
use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::finding::Comparison;
use super::frame::{self, FRONT};
use super::index::{Entry, Index};
use super::record::{Header, Record};
use super::walk::Survey;
use super::{ReadError, salvage};
use disk::SharedDisk;
use domain::ids::anchor::{Anchor, ChainHash, Position};
use vault::{KeyRing, OpenError};

/// The durable records of a journal.
#[derive(Debug)]
pub(super) struct Library {
    disk: SharedDisk,
    folder: PathBuf,
    shelves: RwLock<Shelves>,
}

#[derive(Debug)]
struct Shelves {
    /// Segment files by number, with the bytes in use.
    segments: Vec<(String, u64)>,
    index: Index,
    head: Option<Anchor>,
}

/// Some frames in a row, as they lie in one segment.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Their bytes, beginning with a frame.
    pub(super) bytes: Vec<u8>,
    begins: Option<Entry>,
}

impl Row {
    /// The bytes from `entry` on, if it lies in this row.
    fn from(&self, entry: Entry) -> Option<&[u8]> {
        let begins = self.begins.filter(|begins| begins.segment == entry.segment)?;
        self.bytes.get(entry.offset.checked_sub(begins.offset)? as usize..)
    }

    /// The record at `position`, if it lies whole in this row.
    pub(super) fn frame(&self, library: &Library, position: Position) -> Option<frame::Frame<'_>> {
        let (entry, _, _) = library.find(position).ok()?;
        frame::parse(self.from(entry)?).filter(|frame| frame.header.position == position)
    }
}

impl Library {
    pub(super) fn new(disk: SharedDisk, folder: PathBuf, survey: &Survey) -> Self {
        let segments = survey.segments.iter().map(|seen| (seen.name.clone(), seen.end)).collect();
        let shelves = Shelves { segments, index: survey.index.clone(), head: survey.head };
        Self { disk, folder, shelves: RwLock::new(shelves) }
    }

    fn shelves(&self) -> RwLockReadGuard<'_, Shelves> {
        self.shelves.read().expect("no holder of the library panics")
    }

    fn shelves_mut(&self) -> RwLockWriteGuard<'_, Shelves> {
        self.shelves.write().expect("no holder of the library panics")
    }

    /// The last durable record.
    pub(super) fn head(&self) -> Option<Anchor> {
        self.shelves().head
    }

    /// A new segment follows.
    pub(super) fn add_segment(&self, name: String) {
        self.shelves_mut().segments.push((name, 0));
    }

    /// Frames became durable in the last segment: where they lie, and up to where it is in use.
    pub(super) fn add(&self, records: &[Record], offsets: impl Iterator<Item = u64>, used: u64) {
        let mut shelves = self.shelves_mut();
        let segment = u32::try_from(shelves.segments.len() - 1).expect("segments are few");
        for (record, offset) in records.iter().zip(offsets) {
            let offset = u32::try_from(offset).expect("segments are far below 4 GiB");
            shelves.index.put(record.header.position, Entry { segment, offset });
            shelves.head = Some(record.anchor());
        }
        if let Some(last) = shelves.segments.last_mut() {
            last.1 = used;
        }
    }

    /// Where a record lies.
    fn find(&self, position: Position) -> Result<(Entry, PathBuf, u64), ReadError> {
        let shelves = self.shelves();
        if shelves.head.is_none_or(|head| head.position < position) {
            return Err(ReadError::Beyond(position));
        }
        let entry = shelves.index.get(position).ok_or(ReadError::Damaged(position))?;
        let (name, used) = &shelves.segments[entry.segment as usize];
        Ok((entry, self.folder.join(name), *used))
    }

    /// Reads one record.
    pub(super) fn read(&self, position: Position, keys: &KeyRing) -> Result<Record, ReadError> {
        open(&self.frame(position)?, position, keys)
    }

    /// The anchor of one record, without its payload.
    pub(super) fn anchor(&self, position: Position) -> Result<Anchor, ReadError> {
        let bytes = self.frame(position)?;
        let frame = frame::parse(&bytes).ok_or(ReadError::Damaged(position))?;
        Ok(frame.anchor())
    }

    /// The clear part of one record.
    pub(super) fn header(&self, position: Position) -> Result<(Header, ChainHash), ReadError> {
        let bytes = self.frame(position);
        match bytes.as_deref().map(frame::parse) {
            Ok(Some(frame)) => Ok((frame.header, frame.chain)),
            Ok(None) | Err(ReadError::Damaged(_)) => {
                self.proven_header(position).ok_or(ReadError::Damaged(position))
            }
            Err(_) => bytes.and(Err(ReadError::Damaged(position))),
        }
    }

    /// In which file a whole record begins, and where.
    pub(super) fn lies(&self, position: Position) -> Option<(PathBuf, u64)> {
        self.find(position).ok().map(|(entry, path, _)| (path, u64::from(entry.offset)))
    }

    /// Some bytes of a segment.
    pub(super) fn bytes(&self, path: &Path, offset: u64, length: usize) -> Option<Vec<u8>> {
        self.disk.read_at(path, offset, length).ok().filter(|bytes| bytes.len() == length)
    }

    /// The bytes of one record's frame, as they lie there.
    pub(super) fn frame(&self, position: Position) -> Result<Vec<u8>, ReadError> {
        let (entry, path, _) = self.find(position)?;
        let fault = |source| ReadError::Disk { position, source };
        let offset = u64::from(entry.offset);
        let front = self.disk.read_at(&path, offset, FRONT).map_err(fault)?;
        let length = frame::announced(&front).ok_or(ReadError::Damaged(position))?;
        self.disk.read_at(&path, offset, length).map_err(fault)
    }

    /// The frames from `position` on in the segment it lies in, at most about `limit` bytes but at least one frame.
    pub(super) fn row(&self, position: Position, limit: u64) -> Result<Row, ReadError> {
        let (entry, path, used) = self.find(position)?;
        let fault = |source| ReadError::Disk { position, source };
        let offset = u64::from(entry.offset);
        let length = used.saturating_sub(offset).min(limit.max(frame::LARGEST as u64));
        let length = usize::try_from(length).expect("rows are short");
        if let Ok(bytes) = self.disk.read_at(&path, offset, length) {
            return Ok(Row { bytes, begins: Some(entry) });
        }
        // A bad sector further on: what can be read is read.
        let mut bytes = salvage::read(self.disk.as_ref(), &path).map_err(fault)?;
        bytes.drain(..bytes.len().min(entry.offset as usize));
        Ok(Row { bytes, begins: Some(entry) })
    }

    /// How the journal stands to an anchor kept elsewhere.
    pub(super) fn compare(&self, anchor: Anchor) -> Comparison {
        let head = self.head();
        match self.anchor(anchor.position) {
            Ok(found) if found == anchor => {
                let ahead = head.map_or(0, |head| head.position.get() - anchor.position.get());
                Comparison::Agrees { ahead }
            }
            Ok(found) => Comparison::Forked { found: found.chain, anchor },
            Err(ReadError::Beyond(_)) => Comparison::Behind { head, anchor },
            // The next record says what came before it.
            Err(_) => match self.link(anchor.position.next()) {
                Some(found) if found == anchor.chain => {
                    let ahead = head.map_or(0, |head| head.position.get() - anchor.position.get());
                    Comparison::Agrees { ahead }
                }
                Some(found) => Comparison::Forked { found, anchor },
                None => Comparison::Unreadable { anchor },
            },
        }
    }

    /// The chain hash before `position`, if a record is there.
    pub(super) fn link(&self, position: Position) -> Option<ChainHash> {
        let bytes = self.frame(position).ok()?;
        frame::parse(&bytes).map(|frame| frame.link)
    }
}

/// Opens the frame at the beginning of `bytes`.
pub(super) fn open(bytes: &[u8], position: Position, keys: &KeyRing) -> Result<Record, ReadError> {
    let frame = frame::parse(bytes).ok_or(ReadError::Damaged(position))?;
    open_frame(&frame, keys)
}

/// Opens a frame and checks what is in it against its header.
pub(super) fn open_frame(frame: &frame::Frame<'_>, keys: &KeyRing) -> Result<Record, ReadError> {
    let position = frame.header.position;
    let altered = |source| ReadError::Altered { position, source };
    if frame.sealed.is_empty() {
        return Err(ReadError::Erased(position));
    }
    let key = keys.record_key_of(frame.header.key).map_err(altered)?;
    let plain = key.open(frame.header_bytes, frame.sealed).map_err(altered)?;
    let (salt, payload) = plain.split_first_chunk::<32>().ok_or(altered(OpenError::Altered))?;
    if super::record::commitment(salt, payload) != frame.header.commitment {
        return Err(altered(OpenError::Altered));
    }
    Ok(Record { header: frame.header, chain: frame.chain, salt: *salt, payload: payload.to_vec() })
}
