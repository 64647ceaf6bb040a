//! Late records: those of a life that ended, found in another folder after its successor began. They are taken into the
//! journal of that life here, if its chain proves them.

use std::io;
use std::path::Path;

use thiserror::Error;

use super::error::{OpenFailure, ReadError};
use super::finding::Span;
use super::frame::{self, Frame};
use super::heal::{Copied, heal_from};
use super::library::{Library, open_frame};
use super::record;
use super::segment::{self, SegmentHeader};
use super::settings::Means;
use super::walk::{Survey, walk};
use disk::Disk;
use domain::ids::anchor::{Anchor, ChainHash, Position};
use domain::ids::id::StationId;
use domain::time::moment::Moment;
use vault::{KeyId, OpenError};

/// What there is to be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateRecords {
    /// The first position that was not known.
    pub from: Position,
    /// The last record that comes in.
    pub to: Anchor,
    /// Records that come in.
    pub records: u64,
    /// When the first of them was written.
    pub first_at: Moment,
    /// When the last of them was written.
    pub last_at: Moment,
    /// Positions between them that cannot be read there.
    pub holes: Vec<Span>,
    /// Why what comes after them stays where it is.
    pub rest: Option<Unsound>,
}

/// Why a record proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unsound {
    /// It does not continue the one before it, or it is another station's.
    #[error("record {0} does not follow")]
    DoesNotFollow(Position),
    /// Its payload does not open.
    #[error("record {0} was altered")]
    Altered(Position),
    /// It was sealed under a data key that is not known here.
    #[error("record {0} needs data key {1}, which is not known here")]
    UnknownKey(Position, KeyId),
}

/// Why nothing is taken in.
#[derive(Debug, Error)]
pub enum NotTaken {
    /// A journal cannot be read.
    #[error(transparent)]
    Journal(#[from] OpenFailure),
    /// The disk failed.
    #[error(transparent)]
    Disk(#[from] io::Error),
    /// The journal there went another way.
    #[error("the journals part at record {0}")]
    Forked(Position),
    /// The last record known here cannot be read there, nor the one after it: nothing says that it is the same journal.
    #[error("record {0} cannot be read there")]
    Unproven(Position),
    /// It has no record that is not known already.
    #[error("nothing comes after the last record known")]
    NothingMore,
    /// What comes next is not sound.
    #[error(transparent)]
    Unsound(#[from] Unsound),
    /// It is not what was shown.
    #[error("it changed since it was looked at")]
    Changed,
}

/// Whose journal lies in `folder`, as far as a segment says.
pub fn whose(disk: &dyn Disk, folder: &Path) -> Option<StationId> {
    const BEGINNING: usize = 64 * 1024;
    let names = disk.list(folder).unwrap_or_default();
    names.iter().filter(|name| segment::first_of(name).is_some()).find_map(|name| {
        let path = folder.join(name);
        let length = usize::try_from(disk.length(&path).ok()?).ok()?.min(BEGINNING);
        let bytes = disk.read_at(&path, 0, length).ok()?;
        SegmentHeader::parse(&bytes).ok().map(|(header, _)| header.station)
    })
}

/// What the journal in `there` has beyond `known`, the last record known of the life whose journal lies in `here`. Changes
/// nothing.
pub fn late(
    means: &Means,
    here: &Path,
    known: Option<Anchor>,
    there: &Path,
) -> Result<LateRecords, NotTaken> {
    let (here, _) = read(means, here)?;
    let (found, survey) = read(means, there)?;
    same_journal(&here, &found)?;
    sound(means, known, &found, survey.head)
}

/// Takes it in, up to `to` as it was shown. Each file is replaced whole: doing it again after a death completes it.
pub fn take_late(
    means: &Means,
    here: &Path,
    known: Option<Anchor>,
    there: &Path,
    to: Anchor,
    segment_bytes: u64,
) -> Result<LateRecords, NotTaken> {
    let late = late(means, here, known, there)?;
    if late.to != to {
        return Err(NotTaken::Changed);
    }
    let survey = walk(means.disk.as_ref(), here, None, &mut |_| None)?;
    let mut found = walk(means.disk.as_ref(), there, None, &mut |_| None)?;
    found.index.cut(to.position.next());
    found.head = Some(to);
    let from = Copied { folder: there, survey: &found, checked: true };
    heal_from(means, here, &survey, from, segment_bytes)?;
    Ok(late)
}

fn read(means: &Means, folder: &Path) -> Result<(Library, Survey), OpenFailure> {
    let survey = walk(means.disk.as_ref(), folder, None, &mut |_| None)?;
    if let Some(found) = survey.station.filter(|found| *found != means.station) {
        return Err(OpenFailure::OtherStation { found, keys: means.station });
    }
    Ok((Library::new(means.disk.clone(), folder.to_owned(), &survey), survey))
}

/// Refuses another journal by the first record that differs.
fn same_journal(here: &Library, there: &Library) -> Result<(), NotTaken> {
    use super::finding::Comparison;
    let (Some(mine), Some(theirs)) = (here.head(), there.head()) else { return Ok(()) };
    let forked = if theirs.position < mine.position {
        matches!(here.compare(theirs), Comparison::Forked { .. })
    } else {
        match there.compare(mine) {
            Comparison::Unreadable { .. } => return Err(NotTaken::Unproven(mine.position)),
            compared => matches!(compared, Comparison::Forked { .. }),
        }
    };
    if forked { Err(NotTaken::Forked(first_that_differs(here, there, mine.position))) } else { Ok(()) }
}

fn first_that_differs(here: &Library, there: &Library, last: Position) -> Position {
    let mut positions = (1..=last.get()).filter_map(Position::new);
    let differs = |position: &Position| match (here.anchor(*position), there.anchor(*position)) {
        (Ok(one), Ok(other)) => one != other,
        _ => false,
    };
    positions.find(differs).unwrap_or(last)
}

/// The records after `known` that prove what they are.
fn sound(
    means: &Means,
    known: Option<Anchor>,
    there: &Library,
    last: Option<Anchor>,
) -> Result<LateRecords, NotTaken> {
    let from = known.map_or(Position::FIRST, |known| known.position.next());
    let last = last.map(|last| last.position).filter(|last| *last >= from).ok_or(NotTaken::NothingMore)?;
    let mut chain = Some(known.map_or_else(|| record::genesis(means.station), |known| known.chain));
    let (mut all, mut holes, mut rest) = (None::<LateRecords>, Vec::new(), None);
    for position in (from.get()..=last.get()).filter_map(Position::new) {
        let bytes = there.frame(position).unwrap_or_default();
        let Some(frame) = frame::parse(&bytes) else {
            hole(&mut holes, position);
            chain = None;
            continue;
        };
        if let Err(unsound) = proves(means, &frame, position, chain) {
            rest = Some(unsound);
            break;
        }
        chain = Some(frame.chain);
        let at = frame.header.time;
        let so_far = all.get_or_insert_with(|| LateRecords {
            from,
            to: frame.anchor(),
            records: 0,
            first_at: at,
            last_at: at,
            holes: Vec::new(),
            rest: None,
        });
        (so_far.to, so_far.last_at, so_far.records) = (frame.anchor(), at, so_far.records + 1);
    }
    let late = all.ok_or_else(|| rest.map_or(NotTaken::NothingMore, NotTaken::Unsound))?;
    holes.retain(|hole| hole.from < late.to.position);
    Ok(LateRecords { holes, rest, ..late })
}

fn hole(holes: &mut Vec<Span>, position: Position) {
    match holes.last_mut() {
        Some(last) if last.to.next() == position => last.to = position,
        _ => holes.push(Span::one(position)),
    }
}

/// Whether a record is one of this journal: it continues the one before it, or, where that is lost, opens with our keys.
fn proves(
    means: &Means,
    frame: &Frame<'_>,
    position: Position,
    before: Option<ChainHash>,
) -> Result<(), Unsound> {
    let ours = frame.header.station == means.station && frame.header.position == position;
    if !ours || before.is_some_and(|before| before != frame.link) {
        return Err(Unsound::DoesNotFollow(position));
    }
    match open_frame(frame, &means.keys) {
        Ok(_) => Ok(()),
        Err(ReadError::Erased(_)) if before.is_some() => Ok(()),
        Err(ReadError::Altered { source: OpenError::NoKey(key), .. }) => {
            Err(Unsound::UnknownKey(position, key))
        }
        Err(_) => Err(Unsound::Altered(position)),
    }
}
