//! Finding out whether a stick holds this station's second copy ([`super::copy_home`]), and from where it goes on.
//!
//! The file `second-copy.json` of the journal's folder, `{"v":1,"folder":"…","mount":"…"}`, remembers that the copy was begun:
//! from then on a folder without a copy is a stick that is away, not a new one. Where the folder lay on a disk that was mounted,
//! whatever lies there while nothing is mounted is not the stick either ([`super::mounted`]).

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::companions::Companions;
use super::copy_home::{CopyHome, CopyMarker};
use super::copy_look::last_record;
use super::finding::{Comparison, Finding, Span};
use super::mounted::{is_mounted, mount_of};
use super::second_copy::Task;
use super::source_error::is_of_source;
use super::state::CopyFault;
use super::walk::{Survey, walk};
use super::writer::{OpenSegment, Writer};
use super::{segment, tail};
use disk::{self, Disk};
use domain::ids::anchor::{Anchor, Position};

const BEGUN: &str = "second-copy.json";

/// A copy that is being written.
pub(super) struct Attached {
    pub(super) writer: Writer,
    /// Where.
    pub(super) home: CopyHome,
    /// The last record it has.
    pub(super) head: Option<Anchor>,
    /// Generation of the key slots beside it; 0 for not known.
    pub(super) slots: u64,
    /// What of the rest is still to be copied.
    pub(super) companions: Companions,
    /// The disk it lies on, as the system numbers it.
    device: Option<u64>,
}

impl Attached {
    /// A stick that was pulled out leaves open files behind that may still take writes, and a folder of another disk under its
    /// name: nothing is written before it was seen to be in.
    pub(super) fn check(&self, disk: &dyn Disk) -> Result<(), NotAttached> {
        let in_its_place = disk.device(self.home.stick()).is_ok_and(|device| device == self.device);
        if in_its_place && self.home.is_marked(disk) { Ok(()) } else { Err(NotAttached::Missing) }
    }
}

/// Why a copy cannot be written now.
#[derive(Debug)]
pub(super) enum NotAttached {
    /// It is away.
    Missing,
    /// It is there and must not be touched.
    Fault(CopyFault),
    /// The disk failed.
    Disk(io::Error),
}

impl From<io::Error> for NotAttached {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

/// That a copy was begun.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Begun {
    v: u32,
    folder: String,
    /// Where the disk it lies on was mounted; programs of before did not note it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mount: Option<PathBuf>,
}

impl Begun {
    /// On the stick whose folder is `stick`, as it lies now.
    fn now(disk: &dyn Disk, stick: &Path) -> Self {
        Self { v: 1, folder: stick.to_string_lossy().into_owned(), mount: mount_of(disk, stick) }
    }

    /// Whether its disk is not mounted.
    pub(super) fn is_out(&self, disk: &dyn Disk) -> bool {
        self.mount.as_ref().is_some_and(|mount| !is_mounted(disk, mount))
    }

    fn note(&self, disk: &dyn Disk, journal: &Path) -> io::Result<()> {
        let bytes = serde_json::to_vec(self).expect("it holds a number and names");
        disk::replace(disk, &journal.join(BEGUN), &bytes)
    }
}

/// The copy that was begun on the stick whose folder is `stick`, if one was.
pub(super) fn begun(disk: &dyn Disk, journal: &Path, stick: &Path) -> Option<Begun> {
    let bytes = disk.read(&journal.join(BEGUN)).ok()?;
    let begun = serde_json::from_slice::<Begun>(&bytes).ok()?;
    (begun.folder == stick.to_string_lossy()).then_some(begun)
}

/// Forgets that a copy was begun: the next empty folder is a new one.
pub(super) fn forget(disk: &dyn Disk, journal: &Path) -> io::Result<()> {
    match disk.remove(&journal.join(BEGUN)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(()) => disk.sync_folder(journal),
    }
}

/// Attaches the copy: begins it, or finds out where it stands. Where its folder cannot be used any more, as a stick that was
/// pulled out may come back, it begins again in a fresh one beside it: at once where nothing was in it, else only if
/// `given_up`.
pub(super) fn attach(task: &Task, given_up: bool) -> Result<Attached, NotAttached> {
    let disk = task.disk.as_ref();
    let begun = begun(disk, &task.journal, &task.stick);
    if begun.is_some_and(|begun| begun.is_out(disk)) {
        return Err(NotAttached::Missing);
    }
    let home = task.home();
    if given_up {
        return match attach_beside(task, &home) {
            Err(NotAttached::Disk(_) | NotAttached::Missing) => attach_at(task, home),
            attached => attached,
        };
    }
    match attach_at(task, home.clone()) {
        Err(NotAttached::Disk(error)) if refuses(&error) && !home.is_marked(disk) => {
            attach_beside(task, &home).map_err(|_| NotAttached::Disk(error))
        }
        attached => attached,
    }
}

/// Whether another folder on the same stick might take what this one refused.
pub(super) fn refuses(error: &io::Error) -> bool {
    !disk::is_full(error) && !disk::is_read_only(error) && !is_of_source(error)
}

/// Attaches in another folder than `home`, which stays as it is: what can be read of it is asked as ever.
fn attach_beside(task: &Task, home: &CopyHome) -> Result<Attached, NotAttached> {
    let disk = task.disk.as_ref();
    if !disk.exists(home.stick()) {
        return Err(NotAttached::Missing);
    }
    compare(task, last_record(disk, &home.journal()).ok().flatten())?;
    let mut last = NotAttached::Missing;
    for other in home.others(disk) {
        match attach_at(task, other) {
            Err(NotAttached::Disk(error)) if refuses(&error) => last = NotAttached::Disk(error),
            Ok(attached) => {
                tracing::warn!("the folder of the second copy cannot be used: it goes on in one beside it");
                return Ok(attached);
            }
            Err(other) => return Err(other),
        }
    }
    Err(last)
}

fn attach_at(task: &Task, home: CopyHome) -> Result<Attached, NotAttached> {
    let disk = task.disk.as_ref();
    if home.is_old(disk) {
        home.carry_over(disk)?;
        home.begin(disk, &task.keys)?;
    }
    let says = match home.says(disk) {
        Ok((says, _)) => says,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            begin(task, &home)?;
            CopyMarker::default()
        }
        Err(error) => return Err(error.into()),
    };
    if let Some(successor) = says.claims.last() {
        return Err(NotAttached::Fault(CopyFault::Claimed(successor.clone())));
    }
    let folder = home.journal();
    disk.create_folder(&folder)?;
    let mut survey =
        walk(disk, &folder, None, &mut |_| None).map_err(|error| io::Error::other(error.to_string()))?;
    if survey.station.is_some_and(|station| station != task.station) {
        return Err(NotAttached::Fault(CopyFault::OtherStation));
    }
    compare(task, survey.head)?;
    if says.closed.is_some() {
        // It is written again: what it ends with now is not the last record for long.
        home.write(disk, &task.keys, &CopyMarker { closed: None, ..says })?;
    }
    if is_damaged(&survey, task) {
        set_aside(task, &folder, &survey)?;
        survey = Survey::default();
    }
    let open = reopen(task, &folder, &mut survey)?;
    let writer = Writer {
        disk: Arc::clone(&task.disk),
        folder,
        keys: Arc::clone(&task.keys),
        station: task.station,
        segment_bytes: task.segment_bytes,
        reserve: None,
        preallocate: false,
        for_copy: true,
        open,
    };
    let device = disk.device(home.stick())?;
    remember_mount(task, home.stick())?;
    Ok(Attached { writer, home, head: survey.head, slots: 0, companions: Companions::default(), device })
}

/// A copy that a program of before began, or that was begun in a folder where a disk is mounted by now, is known by its disk.
fn remember_mount(task: &Task, stick: &Path) -> io::Result<()> {
    let disk = task.disk.as_ref();
    let Some(before) = begun(disk, &task.journal, stick).filter(|begun| begun.mount.is_none()) else {
        return Ok(());
    };
    let now = Begun::now(disk, stick);
    if now == before { Ok(()) } else { now.note(disk, &task.journal) }
}

/// Begins a copy on a stick without one. Where it was begun before, a stick without a folder of this station is another one:
/// the copy is away. With it, it is the stick, come back without what was on it.
fn begin(task: &Task, home: &CopyHome) -> Result<(), NotAttached> {
    let disk = task.disk.as_ref();
    if begun(disk, &task.journal, home.stick()).is_some()
        && CopyHome::all(disk, home.stick(), task.station).is_empty()
    {
        return Err(NotAttached::Missing);
    }
    if !may_make(disk, home.stick()) {
        return Err(NotAttached::Missing);
    }
    home.begin(disk, &task.keys)?;
    Ok(Begun::now(disk, home.stick()).note(disk, &task.journal)?)
}

/// Whether the folder of the copy is there, or may be made: where not even the one above it is, a stick is not in, and what
/// is made there would lie on the disk that the copy is to outlive.
fn may_make(disk: &dyn Disk, stick: &Path) -> bool {
    let above = stick.parent().filter(|above| !above.as_os_str().is_empty());
    disk.exists(stick) || above.is_none_or(|above| disk.exists(above))
}

fn compare(task: &Task, head: Option<Anchor>) -> Result<(), NotAttached> {
    let Some(head) = head else { return Ok(()) };
    match task.library.compare(head) {
        Comparison::Agrees { .. } | Comparison::Unreadable { .. } => Ok(()),
        Comparison::Behind { .. } => Err(NotAttached::Fault(CopyFault::Ahead { head })),
        Comparison::Forked { anchor, .. } => {
            Err(NotAttached::Fault(CopyFault::Forked { position: anchor.position }))
        }
    }
}

/// Whether the copy lacks something that the journal has. A torn tail is cut, that is no damage.
fn is_damaged(survey: &Survey, task: &Task) -> bool {
    let journal_has = |span: &Span| {
        let mut at = span.from;
        while at <= span.to {
            if task.library.anchor(at).is_ok() {
                return true;
            }
            at = at.next();
        }
        false
    };
    survey.findings.iter().any(|finding| match finding {
        Finding::TornTail { .. } => false,
        Finding::Missing(span) | Finding::Damaged { span, .. } => journal_has(span),
        _ => true,
    })
}

/// Moves damaged segments into a folder of their own; the copy begins anew.
fn set_aside(task: &Task, folder: &Path, survey: &Survey) -> Result<(), NotAttached> {
    let disk = task.disk.as_ref();
    let mut number = 1_u32;
    let aside = loop {
        let aside = folder.join(format!("damaged-{number}"));
        if !disk.exists(&aside) {
            break aside;
        }
        number += 1;
    };
    disk.create_folder(&aside)?;
    for seen in &survey.segments {
        disk.rename(&folder.join(&seen.name), &aside.join(&seen.name))?;
    }
    disk.sync_folder(&aside)?;
    Ok(disk.sync_folder(folder)?)
}

/// Opens the last segment of the copy where it ends.
fn reopen(task: &Task, folder: &Path, survey: &mut Survey) -> Result<Option<OpenSegment>, NotAttached> {
    let disk = task.disk.as_ref();
    let Some(seen) = survey.segments.last().cloned() else { return Ok(None) };
    let seen = &seen;
    if seen.torn > 0 {
        tail::cut_torn(disk, folder, seen)?;
    }
    let next = survey.head.map_or(Position::FIRST, |head| head.position.next());
    let fresh = seen.torn > 0 || seen.generation != Some(task.keys.generation());
    if fresh {
        if segment::first_of(&seen.name) == Some(next) {
            tail::move_aside(disk, folder, &seen.name)?;
            survey.segments.pop();
        }
        return Ok(None);
    }
    tail::confirm(disk, folder, seen)?;
    let path = folder.join(&seen.name);
    let file = disk.open(&path)?;
    Ok(Some(OpenSegment::at(file, path, seen.end, task.keys.generation())?))
}
