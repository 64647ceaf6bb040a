//! Creating a journal, and opening one whatever state its folder is in.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::committer::Committer;
use super::copy_home::CopyHome;
use super::error::OpenFailure;
use super::finding::{AnchorVerdict, Finding, Span};
use super::followers::Followers;
use super::handle::{Journal, Mark};
use super::high_water::{HighWater, Look};
use super::library::Library;
use super::queue::Queue;
use super::reserve::Reserve;
use super::second_copy::{SecondCopy, Task};
use super::settings::{Companions, Means, Observer, Settings};
use super::state::{CopyVerdict, Opening, Standing};
use super::walk::{Seen, Survey, walk};
use super::writer::{OpenSegment, Writer};
use super::{copy_look, heal, record, segment, tail};
use domain::ids::anchor::{Anchor, Position};
use domain::ids::id::StationId;

impl Journal {
    /// Begins the journal of the station whose keys `means` holds, in `folder`.
    pub fn create(
        means: Means,
        folder: &Path,
        settings: Settings,
        observer: Observer,
    ) -> Result<Self, OpenFailure> {
        let fault = |source| OpenFailure::Disk { path: folder.to_owned(), source };
        if Self::exists(means.disk.as_ref(), folder).map_err(fault)? {
            return Err(OpenFailure::Exists { folder: folder.to_owned() });
        }
        means.disk.create_folder(folder).map_err(fault)?;
        if let Some(above) = folder.parent() {
            means.disk.sync_folder(above).map_err(fault)?;
        }
        let mut writer = writer(&means, folder, &settings, None);
        let station = means.station;
        let mut survey = Survey { station: Some(station), ..Survey::default() };
        begin_segment(&mut writer, &mut survey, station).map_err(fault)?;
        let asked = Asked::before(&means, folder, &settings);
        let (journal, _) = assemble(means, folder, settings, observer, survey, writer, asked)?;
        Ok(journal)
    }

    /// Opens the journal in `folder`, or makes it anew from its second copy where no segment is left: asks its high-water mark and its second copy what they know, takes back from the copy
    /// what is damaged or missing, cuts a torn tail (saved aside first), makes the last records certain. Damage makes it
    /// read-only, not closed.
    pub fn open(
        means: Means,
        folder: &Path,
        settings: Settings,
        observer: Observer,
    ) -> Result<(Self, Opening), OpenFailure> {
        let fault = |source| OpenFailure::Disk { path: folder.to_owned(), source };
        let absent = || OpenFailure::Absent { folder: folder.to_owned() };
        let gone = !Self::exists(means.disk.as_ref(), folder).map_err(fault)?;
        let mut asked = Asked::before(&means, folder, &settings);
        if gone {
            // All of it may come back from the copy.
            if !asked.copy_has_records() {
                return Err(absent());
            }
            means.disk.create_folder(folder).map_err(fault)?;
        }
        remove_unfinished(&means, folder);
        let mut survey = walk(means.disk.as_ref(), folder, asked.known(), &mut |_| None)?;
        if let Some(found) = survey.station.filter(|found| *found != means.station) {
            return Err(OpenFailure::OtherStation { found, keys: means.station });
        }
        asked.before = survey.head;
        if asked.heal(&means, folder, &settings, &survey) {
            survey = walk(means.disk.as_ref(), folder, asked.known(), &mut |_| None)?;
        }
        if gone && survey.head.is_none() {
            return Err(absent());
        }
        let open = reopen(&means, folder, &settings, &mut survey).unwrap_or_else(|error| {
            tracing::warn!(%error, "the end of the journal cannot be made certain");
            asked.read_only = disk::is_read_only(&error);
            // The records are served; nobody can promise that they are still there after a power cut.
            let head = survey.head.map_or(Position::FIRST, |head| head.position);
            let span = tail::uncertain(&survey).unwrap_or(Span::one(head));
            survey.findings.push(Finding::Unconfirmed(span));
            None
        });
        let mut writer = writer(&means, folder, &settings, open);
        if writer.open.is_none() && standing(&survey) == Standing::Writable {
            // If there is no room now, the first record finds some or fails.
            let _ = begin_segment(&mut writer, &mut survey, means.station);
        }
        assemble(means, folder, settings, observer, survey, writer, asked)
    }
}

/// What is asked before the first record of a run.
struct Asked {
    mark: Option<(HighWater, Look)>,
    copy: Option<copy_look::Found>,
    /// Where the journal ended as it was found.
    before: Option<Anchor>,
    healed: Vec<Span>,
    /// Nothing can be written on this disk.
    read_only: bool,
}

impl Asked {
    fn before(means: &Means, folder: &Path, settings: &Settings) -> Self {
        let copy = settings.second_copy.as_ref().map(|stick| copy_look::look(means, folder, stick));
        Self { mark: look(means, folder, settings), copy, before: None, healed: Vec::new(), read_only: false }
    }

    /// The furthest position that is known to have been durable.
    fn known(&self) -> Option<Position> {
        let mark = self.mark.as_ref().and_then(|(_, look)| look.known());
        mark.max(self.copy.as_ref().and_then(copy_look::Found::known))
    }

    fn copy_has_records(&self) -> bool {
        matches!(self.copy, Some(copy_look::Found::Here { head: Some(_), .. }))
    }

    /// Takes back what the copy has and the journal lacks; whether anything was.
    fn heal(&mut self, means: &Means, folder: &Path, settings: &Settings, survey: &Survey) -> bool {
        let Some(copy_look::Found::Here { home, head, .. }) = &self.copy else { return false };
        if !heal::is_worth_it(survey, *head) {
            return false;
        }
        let copy = home.journal_now(means.disk.as_ref());
        match heal::heal(means, folder, survey, &copy, settings.segment_bytes) {
            Ok(healed) => {
                for span in &healed {
                    tracing::warn!(%span, "taken back from the second copy");
                }
                self.healed = healed;
                true
            }
            Err(error) => {
                tracing::error!(%error, "the second copy has what is missing here, and it could not be taken back");
                false
            }
        }
    }
}

fn writer(means: &Means, folder: &Path, settings: &Settings, open: Option<OpenSegment>) -> Writer {
    Writer {
        disk: Arc::clone(&means.disk),
        folder: folder.to_owned(),
        keys: Arc::clone(&means.keys),
        station: means.station,
        segment_bytes: settings.segment_bytes.min(u64::from(u32::MAX / 2)),
        reserve: None,
        preallocate: true,
        for_copy: false,
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
    let (disk, keys) = (Arc::clone(&means.disk), Arc::clone(&means.keys));
    let mark = HighWater::new(disk, path, folder, means.station, keys);
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
        let path = folder.join(&seen.name);
        let file = disk.open(&path)?;
        return OpenSegment::at(file, path, seen.end, generation).map(Some);
    }
    if standing(survey) != Standing::Writable {
        // Nothing is begun in a damaged journal: it stays as it was found.
        return Ok(None);
    }
    let next = survey.head.map_or(Position::FIRST, |head| head.position.next());
    if segment::first_of(&seen.name) == Some(next) {
        tail::move_aside(disk, folder, &seen.name)?;
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
    asked: Asked,
) -> Result<(Journal, Opening), OpenFailure> {
    let fault = |source| OpenFailure::Disk { path: folder.to_owned(), source };
    let station = means.station;
    let library = Arc::new(Library::new(Arc::clone(&means.disk), folder.to_owned(), &survey));
    let standing = standing(&survey);
    let queue = Arc::new(Queue::new(station, survey.head, standing));
    let reserve = Reserve::new(Arc::clone(&means.disk), folder.to_owned(), settings.reserve_bytes);
    let reserve = Arc::new(reserve);
    writer.reserve = Some(Arc::clone(&reserve));
    let followers = Arc::new(Followers::default());
    let verdict = asked.mark.as_ref().map_or(AnchorVerdict::NotKept, |(_, look)| {
        look.verdict(survey.head, |anchor| library.compare(anchor))
    });
    let copy =
        asked.copy.as_ref().map_or(CopyVerdict::NotKept, |found| found.verdict(asked.before, &library));
    if let (Some(found), true) = (&asked.copy, verdict.allows_issuing() && copy.allows_issuing()) {
        copy_look::begin_run(&means, found);
    }
    let (ceilings, mark_closed) = asked.mark.as_ref().map(|(_, look)| look.limits()).unwrap_or_default();
    let copy_folder = settings.second_copy.as_ref().map(|stick| match &asked.copy {
        Some(copy_look::Found::Here { home, .. }) => home.folder(),
        _ => CopyHome::new(stick, station).folder(),
    });
    let companions = settings.companions;
    let task = settings
        .second_copy
        .map(|copy| task(&means, folder, copy, &library, settings.segment_bytes, companions));
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
        high_water: asked
            .mark
            .as_ref()
            .map(|(mark, _)| Mark { mark: mark.clone(), thread: Mutex::default() }),
        second_copy: second_copy.transpose().map_err(fault)?,
        copy_folder,
        means,
    };
    if verdict.allows_issuing() {
        follow_mark(&journal, asked.mark.map(|(_, look)| look));
    }
    let opening = Opening {
        head: survey.head,
        records: survey.index.records(),
        findings: survey.findings,
        verdict,
        ceilings,
        mark_closed,
        copy,
        healed: asked.healed,
        read_only: asked.read_only,
        standing,
    };
    Ok((journal, opening))
}

fn task(
    means: &Means,
    folder: &Path,
    stick: PathBuf,
    library: &Arc<Library>,
    segment_bytes: u64,
    companions: Companions,
) -> Task {
    Task {
        disk: Arc::clone(&means.disk),
        journal: folder.to_owned(),
        stick,
        station: means.station,
        library: Arc::clone(library),
        keys: Arc::clone(&means.keys),
        clock: means.clock.clone(),
        segment_bytes,
        companions,
    }
}

/// Lets the mark follow: it fits. Otherwise it stays as evidence until a person decides.
fn follow_mark(journal: &Journal, look: Option<Look>) {
    let (Some(look), Some(mark)) = (look, &journal.high_water) else { return };
    let random = &journal.means.random;
    let started = mark.start(&journal.followers, &journal.library, |mark, head| match look {
        Look::Ours { mark: says, sequence } => mark.go_on(*says, sequence, head),
        _ => mark.adopt(head, random),
    });
    if let Err(error) = started {
        mark.mark.failed(&error);
    }
}
