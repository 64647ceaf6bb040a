//! Looks at a journal folder, or a second copy, without changing anything.

use std::path::Path;
use std::time::Duration;
use std::{io, thread};

use disk::SharedDisk;
use domain::ids::anchor::{Anchor, ChainHash};
use domain::ids::id::StationId;
use vault::{KeyRing, KeySlots, OpenError, SlotHome};

use super::error::{OpenFailure, ReadError};
use super::finding::{Comparison, Finding};
use super::frame::Frame;
use super::handle::Journal;
use super::library::{Library, open_frame};
use super::record::{Header, Record};
use super::segment::{self, SegmentHeader};
use super::walk::{Survey, walk};

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyReport {
    /// Whose journal it is; `None` if nothing could be read.
    pub station: Option<StationId>,
    /// Records that can be read.
    pub records: u64,
    /// Segments.
    pub segments: u64,
    /// The last record.
    pub head: Option<Anchor>,
    /// Whether payloads were opened and checked too.
    pub payloads_checked: bool,
    /// What is not as it should be.
    pub findings: Vec<Finding>,
    /// How it stands to the anchor, if one was given.
    pub anchor: Option<Comparison>,
}

impl VerifyReport {
    /// Whether everything is as it should be. A torn tail counts as a finding.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
            && !matches!(&self.anchor, Some(anchor) if !matches!(anchor, Comparison::Agrees { .. }))
    }
}

/// Longer than a batch is on its way into a file.
const PAUSE: Duration = Duration::from_millis(300);

/// Checks every frame and the chain of headers; with `keys` also that every payload opens and fits its header; with
/// `anchor` also that the journal still contains what was anchored. A service may be writing it meanwhile.
pub fn verify(
    disk: &SharedDisk,
    folder: &Path,
    keys: Option<&KeyRing>,
    anchor: Option<Anchor>,
) -> Result<VerifyReport, OpenFailure> {
    verify_twice(disk, folder, keys, anchor, || thread::park_timeout(PAUSE))
}

/// What was found is looked for once more after `pause`: a write that is seen half-way is whole by then, and what is wrong
/// stays wrong.
pub(super) fn verify_twice(
    disk: &SharedDisk,
    folder: &Path,
    keys: Option<&KeyRing>,
    anchor: Option<Anchor>,
    pause: impl FnOnce(),
) -> Result<VerifyReport, OpenFailure> {
    let mut check = |frame: &Frame<'_>| keys.and_then(|keys| payload(frame, keys));
    let mut survey = self::survey(disk, folder, &mut check)?;
    if !survey.findings.is_empty() {
        pause();
        let before = std::mem::replace(&mut survey, self::survey(disk, folder, &mut check)?).findings;
        survey.findings.retain(|finding| before.contains(finding));
    }
    let library = Library::new(SharedDisk::clone(disk), folder.to_owned(), &survey);
    Ok(VerifyReport {
        station: survey.station,
        records: survey.index.records(),
        segments: survey.segments.len() as u64,
        head: survey.head,
        payloads_checked: keys.is_some(),
        findings: survey.findings,
        anchor: anchor.map(|anchor| library.compare(anchor)),
    })
}

fn payload(frame: &Frame<'_>, keys: &KeyRing) -> Option<Finding> {
    let position = frame.header.position;
    match open_frame(frame, keys) {
        Ok(_) | Err(ReadError::Erased(_)) => None,
        Err(ReadError::Altered { source: OpenError::NoKey(key), .. }) => {
            Some(Finding::UnknownKey(position, key))
        }
        Err(_) => Some(Finding::AlteredPayload(position)),
    }
}

/// The headers of all readable records with their chain hashes, in the order they lie on the disk. Needs no key.
pub fn headers(disk: &SharedDisk, folder: &Path) -> Result<Vec<(Header, ChainHash)>, OpenFailure> {
    let mut out = Vec::new();
    let mut collect = |frame: &Frame<'_>| {
        out.push((frame.header, frame.chain));
        None
    };
    survey(disk, folder, &mut collect)?;
    Ok(out)
}

/// Is shown each record: header, chain hash, and the record itself where there were keys.
pub type Looker<'a> = &'a mut dyn FnMut(&Header, &ChainHash, Option<Result<Record, ReadError>>);

/// Walks over all readable records in the order they lie on the disk, each opened if there are keys. Changes nothing.
pub fn look(
    disk: &SharedDisk,
    folder: &Path,
    keys: Option<&KeyRing>,
    each: Looker<'_>,
) -> Result<(), OpenFailure> {
    let mut visit = |frame: &Frame<'_>| {
        each(&frame.header, &frame.chain, keys.map(|keys| open_frame(frame, keys)));
        None
    };
    survey(disk, folder, &mut visit).map(|_| ())
}

fn survey(
    disk: &SharedDisk,
    folder: &Path,
    visit: &mut dyn FnMut(&Frame<'_>) -> Option<Finding>,
) -> Result<Survey, OpenFailure> {
    let fault = |source| OpenFailure::Disk { path: folder.to_owned(), source };
    if !Journal::exists(disk.as_ref(), folder).map_err(fault)? {
        return Err(OpenFailure::Absent { folder: folder.to_owned() });
    }
    walk(disk.as_ref(), folder, None, visit)
}

/// The newest readable key slots of a journal folder: those of `keyslots.json` or of any segment. `None` if there are none.
pub fn slots(disk: &SharedDisk, folder: &Path) -> Option<KeySlots> {
    let names = disk.list(folder).unwrap_or_default();
    let in_segments = names
        .iter()
        .filter(|name| segment::first_of(name).is_some())
        .filter_map(|name| segment_slots(disk, &folder.join(name)).ok().flatten());
    let beside = SlotHome::in_journal(SharedDisk::clone(disk), folder).load().ok();
    in_segments.chain(beside).max_by_key(|slots| slots.generation)
}

fn segment_slots(disk: &SharedDisk, path: &Path) -> io::Result<Option<KeySlots>> {
    const BEGINNING: u64 = 64 * 1024;
    let length = usize::try_from(disk.length(path)?.min(BEGINNING)).map_err(io::Error::other)?;
    let bytes = disk.read_at(path, 0, length)?;
    let header = SegmentHeader::parse(&bytes).ok().map(|(header, _)| header);
    Ok(header.and_then(|header| KeySlots::from_bytes(&header.slots).ok()))
}
