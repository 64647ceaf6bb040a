//! Creating a journal, and opening one whatever state its folder is in.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::committer::Committer;
use super::error::OpenFailure;
use super::finding::{AnchorVerdict, Finding, Span};
use super::followers::Followers;
use super::handle::{Journal, Mark};
use super::high_water::{HighWater, Look};
use super::library::Library;
use super::queue::Queue;
use super::reserve::Reserve;
use super::second_copy::{SecondCopy, Task};
use super::settings::{Means, Observer, Settings};
use super::state::{Opening, Standing};
use super::walk::{Seen, Survey, walk};
use super::writer::{OpenSegment, Writer};
use super::{record, segment, tail};
use crate::domain::anchor::Position;
use crate::domain::id::StationId;

impl Journal {
    /// Begins the journal of the station whose keys `means` holds, in `folder`.
    pub fn create(
        means: Means,
        folder: &Path,
        settings: Settings,
        observer: Observer,
    ) -> Result<Self, OpenFailure> {
        if Self::exists(means.disk.as_ref(), folder) {
            return Err(OpenFailure::Exists { folder: folder.to_owned() });
        }
        let fault = |source| OpenFailure::Disk { path: folder.to_owned(), source };
        means.disk.create_folder(folder).map_err(fault)?;
        if let Some(above) = folder.parent() {
            means.disk.sync_folder(above).map_err(fault)?;
        }
        let mut writer = writer(&means, folder, &settings, None);
        let station = means.keys.station();
        let mut survey = Survey { station: Some(station), ..Survey::default() };
        begin_segment(&mut writer, &mut survey, station).map_err(fault)?;
        let look = look(&means, folder, &settings);
        let (journal, _) = assemble(means, folder, settings, observer, survey, writer, look)?;
        Ok(journal)
    }

    /// Opens the journal in `folder`: cuts a torn tail (saved aside first), makes the last records certain, finds damage,
    /// compares with the high-water mark. Damage makes it read-only, not closed.
    pub fn open(
        means: Means,
        folder: &Path,
        settings: Settings,
        observer: Observer,
    ) -> Result<(Self, Opening), OpenFailure> {
        if !Self::exists(means.disk.as_ref(), folder) {
            return Err(OpenFailure::Absent { folder: folder.to_owned() });
        }
        remove_unfinished(&means, folder);
        let look = look(&means, folder, &settings);
        let known = look.as_ref().and_then(|(_, look)| look.known());
        let mut survey = walk(means.disk.as_ref(), folder, known, &mut |_| None)?;
        let keys = means.keys.station();
        if let Some(found) = survey.station.filter(|found| *found != keys) {
            return Err(OpenFailure::OtherStation { found, keys });
        }
        let open = reopen(&means, folder, &settings, &mut survey).unwrap_or_else(|_| {
            // The records are served; nobody can promise that they are still there after a power cut.
            let head = survey.head.map_or(Position::FIRST, |head| head.position);
            let span = tail::uncertain(&survey).unwrap_or(Span::one(head));
            survey.findings.push(Finding::Unconfirmed(span));
            None
        });
        let mut writer = writer(&means, folder, &settings, open);
        if writer.open.is_none() && standing(&survey) == Standing::Writable {
            // If there is no room now, the first record finds some or fails.
            let _ = begin_segment(&mut writer, &mut survey, keys);
        }
        assemble(means, folder, settings, observer, survey, writer, look)
    }
}

fn writer(means: &Means, folder: &Path, settings: &Settings, open: Option<OpenSegment>) -> Writer {
    Writer {
        disk: Arc::clone(&means.disk),
        folder: folder.to_owned(),
        keys: Arc::clone(&means.keys),
        segment_bytes: settings.segment_bytes.min(u64::from(u32::MAX / 2)),
        reserve: None,
        preallocate: true,
        open,
    }
}

fn begin_segment(writer: &mut Writer, survey: &mut Survey, station: StationId) -> io::Result<()> {
    let (first, previous) = match survey.head {
        Some(head) => (head.position.next(), head.chain),
        None => (Position::FIRST, record::genesis(station)),
    };
    let name = writer.make_room(0, first, previous)?;
    let seen = |name| Seen { name, end: 0, generation: None, torn: 0, used: false };
    survey.segments.extend(name.map(seen));
    Ok(())
}

/// A torn tail was cut; anything else needs a person.
fn standing(survey: &Survey) -> Standing {
    let only_torn = survey.findings.iter().all(|finding| matches!(finding, Finding::TornTail { .. }));
    if only_torn { Standing::Writable } else { Standing::ReadOnly }
}

fn look(means: &Means, folder: &Path, settings: &Settings) -> Option<(HighWater, Look)> {
    let path = settings.high_water.clone()?;
    let mark = HighWater::new(Arc::clone(&means.disk), path, folder, means.keys.station());
    let look = mark.look();
    Some((mark, look))
}

/// Segments that were being made when the power went: nothing is in them.
fn remove_unfinished(means: &Means, folder: &Path) {
    for name in means.disk.list(folder).unwrap_or_default() {
        if name.strip_suffix(".new").is_some_and(|name| segment::first_of(name).is_some()) {
            // What stays is replaced when a segment of that name is made.
            let _ = means.disk.remove(&folder.join(name));
        }
    }
}

/// Makes the end of the journal fit to be continued: the segment to continue in, or `None` for a new one.
fn reopen(
    means: &Means,
    folder: &Path,
    settings: &Settings,
    survey: &mut Survey,
) -> io::Result<Option<OpenSegment>> {
    let disk = means.disk.as_ref();
    let Some(seen) = survey.segments.last().cloned() else { return Ok(None) };
    if seen.torn > 0 {
        tail::cut_torn(disk, folder, &seen)?;
    }
    tail::confirm(disk, folder, &seen)?;
    let generation = means.keys.generation();
    let fresh = settings.fresh_segment || seen.torn > 0 || seen.generation != Some(generation);
    if !fresh {
        let file = disk.open(&folder.join(&seen.name))?;
        return Ok(Some(OpenSegment { file, end: seen.end, generation }));
    }
    let next = survey.head.map_or(Position::FIRST, |head| head.position.next());
    if segment::first_of(&seen.name) == Some(next) {
        tail::copy_aside(disk, folder, &seen)?;
        survey.segments.pop();
    } else {
        tail::cut(disk, folder, &seen)?;
    }
    Ok(None)
}

fn assemble(
    means: Means,
    folder: &Path,
    settings: Settings,
    observer: Observer,
    survey: Survey,
    mut writer: Writer,
    look: Option<(HighWater, Look)>,
) -> Result<(Journal, Opening), OpenFailure> {
    let fault = |source| OpenFailure::Disk { path: folder.to_owned(), source };
    let station = means.keys.station();
    let library = Arc::new(Library::new(Arc::clone(&means.disk), folder.to_owned(), &survey));
    let standing = standing(&survey);
    let queue = Arc::new(Queue::new(station, survey.head, standing));
    let reserve = Reserve::new(Arc::clone(&means.disk), folder.to_owned(), settings.reserve_bytes);
    let reserve = Arc::new(reserve);
    writer.reserve = Some(Arc::clone(&reserve));
    let followers = Arc::new(Followers::default());
    let verdict = look
        .as_ref()
        .map_or(AnchorVerdict::NotKept, |(_, look)| look.verdict(|anchor| library.compare(anchor)));
    let task = settings.second_copy.map(|copy| task(&means, folder, copy, &library, settings.segment_bytes));
    let second_copy = task.map(|task| SecondCopy::start(task, followers.join(survey.head)));
    let committer = Committer {
        queue: Arc::clone(&queue),
        library: Arc::clone(&library),
        followers: Arc::clone(&followers),
        writer,
        observer,
        clock: means.clock.clone(),
    };
    let journal = Journal {
        station,
        queue,
        library,
        reserve,
        followers,
        committer: Mutex::new(Some(committer.start().map_err(fault)?)),
        high_water: look.as_ref().map(|(mark, _)| Mark { mark: mark.clone(), thread: Mutex::default() }),
        second_copy: second_copy.transpose().map_err(fault)?,
        means,
    };
    follow_mark(&journal, look, verdict);
    let opening = Opening {
        head: survey.head,
        records: survey.index.records(),
        findings: survey.findings,
        verdict,
        standing,
    };
    Ok((journal, opening))
}

fn task(means: &Means, folder: &Path, copy: PathBuf, library: &Arc<Library>, segment_bytes: u64) -> Task {
    Task {
        disk: Arc::clone(&means.disk),
        journal: folder.to_owned(),
        folder: copy,
        library: Arc::clone(library),
        keys: Arc::clone(&means.keys),
        clock: means.clock.clone(),
        segment_bytes,
    }
}

/// Lets the mark follow if it fits; otherwise it stays as evidence until a person decides.
fn follow_mark(journal: &Journal, look: Option<(HighWater, Look)>, verdict: AnchorVerdict) {
    let (Some((_, look)), Some(mark), true) = (look, &journal.high_water, verdict.allows_issuing()) else {
        return;
    };
    let random = &journal.means.random;
    let started = mark.start(&journal.followers, &journal.library, |mark, head| match look {
        Look::Ours { machine, .. } => Ok(machine),
        _ => mark.adopt(head, random),
    });
    if let Err(error) = started {
        mark.mark.failed(&error);
    }
}
