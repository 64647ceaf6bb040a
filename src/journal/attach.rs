//! Finding out whether a stick holds this station's second copy ([`super::copy_home`]), and from where it goes on.
//!
//! The file `second-copy.json` of the journal's folder, `{"v":1,"folder":"…"}`, remembers that the copy was begun: from
//! then on a folder without a copy is a stick that is away, not a new one.

use std::io;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::companions::Companions;
use super::copy_home::{CopyHome, CopyMarker};
use super::copy_look::last_record;
use super::finding::{Comparison, Finding, Span};
use super::second_copy::Task;
use super::source_error::is_of_source;
use super::state::CopyFault;
use super::walk::{Survey, walk};
use super::writer::{OpenSegment, Writer};
use super::{segment, tail};
use crate::disk::{self, Disk};
use crate::domain::ids::anchor::{Anchor, Position};

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

#[derive(Serialize, Deserialize)]
struct Begun {
    v: u32,
    folder: String,
}

/// Whether a copy was begun on the stick whose folder is `stick`.
pub(super) fn was_begun(disk: &dyn Disk, journal: &Path, stick: &Path) -> bool {
    let begun = disk.read(&journal.join(BEGUN)).ok();
    let begun = begun.and_then(|bytes| serde_json::from_slice::<Begun>(&bytes).ok());
    begun.is_some_and(|begun| begun.folder == stick.to_string_lossy())
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
    Ok(Attached { writer, home, head: survey.head, slots: 0, companions: Companions::default() })
}

/// Begins a copy on a stick without one. Where it was begun before, a stick without a folder of this station is another one:
/// the copy is away. With it, it is the stick, come back without what was on it.
fn begin(task: &Task, home: &CopyHome) -> Result<(), NotAttached> {
    let disk = task.disk.as_ref();
    if was_begun(disk, &task.journal, home.stick())
        && CopyHome::all(disk, home.stick(), task.station).is_empty()
    {
        return Err(NotAttached::Missing);
    }
    if !may_make(disk, home.stick()) {
        return Err(NotAttached::Missing);
    }
    home.begin(disk, &task.keys)?;
    let folder = home.stick().to_string_lossy().into_owned();
    let bytes = serde_json::to_vec(&Begun { v: 1, folder }).expect("it holds only a number and a string");
    Ok(disk::replace(disk, &task.journal.join(BEGUN), &bytes)?)
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
