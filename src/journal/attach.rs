//! Finding out whether a folder is this station's second copy, and from where it goes on.
//!
//! The file `copy.json` of the copy's folder, `{"v":1,"station":"…"}`, tells a stick from the empty folder it is mounted
//! on. The file `second-copy.json` of the journal's folder, `{"v":1,"folder":"…"}`, remembers that the copy was begun: from
//! then on a folder without `copy.json` is a stick that is away, not a new one.

use std::io;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::finding::{Comparison, Finding, Span};
use super::second_copy::Task;
use super::state::CopyFault;
use super::walk::{Survey, walk};
use super::writer::{OpenSegment, Writer};
use super::{segment, tail};
use crate::disk::{self, Disk};
use crate::domain::anchor::{Anchor, Position};
use crate::domain::id::StationId;

const MARKER: &str = "copy.json";
const BEGUN: &str = "second-copy.json";

/// A copy that is being written.
pub(super) struct Attached {
    pub(super) writer: Writer,
    /// The last record it has.
    pub(super) head: Option<Anchor>,
    /// Generation of the key slots beside it; 0 for not known.
    pub(super) slots: u64,
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
struct Marker {
    v: u32,
    station: StationId,
}

#[derive(Serialize, Deserialize)]
struct Begun {
    v: u32,
    folder: String,
}

/// Whether the copy's folder carries a marker, so whether the stick is there.
pub(super) fn is_marked(task: &Task) -> bool {
    task.disk.exists(&task.folder.join(MARKER))
}

/// Forgets that a copy was begun: the next empty folder is a new one.
pub(super) fn forget(disk: &dyn Disk, journal: &Path) -> io::Result<()> {
    match disk.remove(&journal.join(BEGUN)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(()) => disk.sync_folder(journal),
    }
}

/// Attaches the copy: begins it, or finds out where it stands.
pub(super) fn attach(task: &Task) -> Result<Attached, NotAttached> {
    let disk = task.disk.as_ref();
    match disk.read(&task.folder.join(MARKER)) {
        Ok(bytes) => check_marker(&bytes, task)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => begin(task)?,
        Err(error) => return Err(error.into()),
    }
    let mut survey =
        walk(disk, &task.folder, None, &mut |_| None).map_err(|error| io::Error::other(error.to_string()))?;
    if survey.station.is_some_and(|station| station != task.keys.station()) {
        return Err(NotAttached::Fault(CopyFault::OtherStation));
    }
    compare(task, survey.head)?;
    if is_damaged(&survey, task) {
        set_aside(task, &survey)?;
        survey = Survey::default();
    }
    let open = reopen(task, &mut survey)?;
    let writer = Writer {
        disk: Arc::clone(&task.disk),
        folder: task.folder.clone(),
        keys: Arc::clone(&task.keys),
        segment_bytes: task.segment_bytes,
        reserve: None,
        preallocate: false,
        open,
    };
    Ok(Attached { writer, head: survey.head, slots: 0 })
}

fn check_marker(bytes: &[u8], task: &Task) -> Result<(), NotAttached> {
    match serde_json::from_slice::<Marker>(bytes) {
        Ok(marker) if marker.station != task.keys.station() => {
            Err(NotAttached::Fault(CopyFault::OtherStation))
        }
        Ok(_) => Ok(()),
        // Damaged: the segments beside it say whose it is.
        Err(_) => mark(task),
    }
}

fn mark(task: &Task) -> Result<(), NotAttached> {
    let marker = Marker { v: 1, station: task.keys.station() };
    let bytes = serde_json::to_vec(&marker).expect("a marker holds only a number and a string");
    Ok(disk::replace(task.disk.as_ref(), &task.folder.join(MARKER), &bytes)?)
}

/// Begins a copy in a folder without marker, unless it was begun before: then it is away.
fn begin(task: &Task) -> Result<(), NotAttached> {
    let disk = task.disk.as_ref();
    let folder = task.folder.to_string_lossy().into_owned();
    let begun = disk.read(&task.journal.join(BEGUN)).ok();
    let begun = begun.and_then(|bytes| serde_json::from_slice::<Begun>(&bytes).ok());
    if begun.is_some_and(|begun| begun.folder == folder) {
        return Err(NotAttached::Missing);
    }
    disk.create_folder(&task.folder)?;
    let survey =
        walk(disk, &task.folder, None, &mut |_| None).map_err(|error| io::Error::other(error.to_string()))?;
    if survey.station.is_some_and(|station| station != task.keys.station()) {
        return Err(NotAttached::Fault(CopyFault::OtherStation));
    }
    mark(task)?;
    let bytes = serde_json::to_vec(&Begun { v: 1, folder }).expect("it holds only a number and a string");
    Ok(disk::replace(disk, &task.journal.join(BEGUN), &bytes)?)
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
fn set_aside(task: &Task, survey: &Survey) -> Result<(), NotAttached> {
    let disk = task.disk.as_ref();
    let mut number = 1_u32;
    let aside = loop {
        let aside = task.folder.join(format!("damaged-{number}"));
        if !disk.exists(&aside) {
            break aside;
        }
        number += 1;
    };
    disk.create_folder(&aside)?;
    for seen in &survey.segments {
        disk.rename(&task.folder.join(&seen.name), &aside.join(&seen.name))?;
    }
    disk.sync_folder(&aside)?;
    Ok(disk.sync_folder(&task.folder)?)
}

/// Opens the last segment of the copy where it ends.
fn reopen(task: &Task, survey: &mut Survey) -> Result<Option<OpenSegment>, NotAttached> {
    let disk = task.disk.as_ref();
    let Some(seen) = survey.segments.last() else { return Ok(None) };
    if seen.torn > 0 {
        tail::cut_torn(disk, &task.folder, seen)?;
    }
    let next = survey.head.map_or(Position::FIRST, |head| head.position.next());
    let fresh = seen.torn > 0 || seen.generation != Some(task.keys.generation());
    if fresh {
        if segment::first_of(&seen.name) == Some(next) {
            tail::copy_aside(disk, &task.folder, seen)?;
        }
        return Ok(None);
    }
    tail::confirm(disk, &task.folder, seen)?;
    let file = disk.open(&task.folder.join(&seen.name))?;
    Ok(Some(OpenSegment { file, end: seen.end, generation: task.keys.generation() }))
}
