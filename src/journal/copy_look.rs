//! What the second copy knows, asked before the first record of a run. A stick may be slow, or hang: it is not waited for
//! longer than a person waits for a page.

use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;
use std::{io, thread};

use disk::Disk;
use domain::ids::anchor::{Anchor, Position};

use super::copy_home::{CopyHome, CopyMarker};
use super::finding::Comparison;
use super::library::Library;
use super::mark::Successor;
use super::settings::Means;
use super::state::CopyVerdict;
use super::walk::{walk, walk_names};
use super::{attach, segment};

/// Longest wait for a stick at the start.
const PATIENCE: Duration = Duration::from_secs(5);
/// Segments looked at, from the end: the last may hold nothing yet.
const LAST: usize = 2;

/// What was found where the copy should be.
#[derive(Clone, Debug)]
pub(super) enum Found {
    /// Nothing, and nothing was begun.
    New,
    /// Nothing, though one was begun.
    Away,
    /// Something that says nothing.
    Unreadable(String),
    /// The copy.
    Here { home: CopyHome, head: Option<Anchor>, says: CopyMarker },
}

impl Found {
    /// A position known to have been durable.
    pub(super) fn known(&self) -> Option<Position> {
        match self {
            Self::Here { head, .. } => head.map(|head| head.position),
            _ => None,
        }
    }

    /// The life that took this one's place, if one was begun from this copy.
    fn successor(&self) -> Option<&Successor> {
        match self {
            Self::Here { says, .. } => says.claims.last(),
            _ => None,
        }
    }

    /// What it says of a journal that ends at `before` as it was found, and is `library` now that what could be taken back
    /// was.
    pub(super) fn verdict(&self, before: Option<Anchor>, library: &Library) -> CopyVerdict {
        if let Some(successor) = self.successor() {
            return CopyVerdict::Claimed(successor.clone());
        }
        match self {
            Self::New => CopyVerdict::New,
            Self::Away => CopyVerdict::Away,
            Self::Unreadable(reason) => CopyVerdict::Unreadable { reason: reason.clone() },
            Self::Here { head: None, .. } => CopyVerdict::Agrees { at: None },
            Self::Here { head: Some(head), says, .. } => match library.compare(*head) {
                Comparison::Agrees { .. } | Comparison::Unreadable { .. }
                    if before.is_some_and(|before| before.position >= head.position) =>
                {
                    CopyVerdict::Agrees { at: Some(*head) }
                }
                Comparison::Agrees { .. } => {
                    CopyVerdict::Ahead { head: *head, closed: says.closed == Some(*head) }
                }
                // Records that could not be taken back do not follow from what the journal has.
                Comparison::Behind { .. } | Comparison::Forked { .. } | Comparison::Unreadable { .. } => {
                    CopyVerdict::Forked { position: head.position }
                }
            },
        }
    }
}

/// Looks, for at most [`PATIENCE`].
pub(super) fn look(means: &Means, journal: &Path, stick: &Path) -> Found {
    let (disk, stick, station) = (means.disk.clone(), stick.to_owned(), means.station);
    let begun = attach::begun(disk.as_ref(), journal, &stick);
    patiently(move || {
        let disk = disk.as_ref();
        if begun.as_ref().is_some_and(|begun| begun.is_out(disk)) {
            return Found::Away;
        }
        look_now(disk, &CopyHome::find(disk, &stick, station), begun.is_some())
    })
}

/// Takes away the sign of a clean stop, before the first record of a run.
pub(super) fn begin_run(means: &Means, found: &Found) {
    let Found::Here { home, says, .. } = found else { return };
    if says.closed.is_none() {
        return;
    }
    let (disk, keys) = (means.disk.clone(), means.keys.clone());
    let (home, says) = (home.clone(), CopyMarker { closed: None, ..says.clone() });
    let begun = patiently(move || match home.write(disk.as_ref(), &keys, &says) {
        Ok(()) => Found::New,
        Err(error) => Found::Unreadable(error.to_string()),
    });
    if let Found::Unreadable(reason) = begun {
        tracing::warn!(reason, "the second copy still says that the station is stopped");
    }
}

fn patiently(act: impl FnOnce() -> Found + Send + 'static) -> Found {
    let (send, receive) = channel();
    let spawned = thread::Builder::new().name("second-copy-look".to_owned()).spawn(move || {
        // Nobody may be waiting any more.
        let _ = send.send(act());
    });
    if let Err(error) = spawned {
        return Found::Unreadable(error.to_string());
    }
    match receive.recv_timeout(PATIENCE) {
        Ok(found) => found,
        Err(RecvTimeoutError::Timeout) => Found::Unreadable("it does not answer".to_owned()),
        Err(RecvTimeoutError::Disconnected) => Found::Unreadable("looking at it failed".to_owned()),
    }
}

fn look_now(disk: &dyn Disk, home: &CopyHome, begun: bool) -> Found {
    let unreadable = |error: io::Error| Found::Unreadable(error.to_string());
    let says = match home.says(disk) {
        Ok((says, _)) => says,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if !home.is_old(disk)
                && let Some(found) = unmarked(disk, home, begun)
            {
                return found;
            }
            CopyMarker::default()
        }
        Err(error) => return unreadable(error),
    };
    match last_record(disk, &home.journal_now(disk)) {
        Ok(head) => Found::Here { home: home.clone(), head, says },
        Err(error) => unreadable(error),
    }
}

/// What a place without a marker is, where no records speak in its stead. A folder that was to hold them is a stick that came
/// back without what was on it: whatever it knew, it does not say.
fn unmarked(disk: &dyn Disk, home: &CopyHome, begun: bool) -> Option<Found> {
    if last_record(disk, &home.journal()).ok().flatten().is_some() {
        return None;
    }
    Some(match (begun, home.has_folder(disk)) {
        (false, _) => Found::New,
        (true, false) => Found::Away,
        (true, true) => Found::Unreadable("its folder is there, and no record in it".to_owned()),
    })
}

/// The last record of a journal folder, found from its last segments.
pub(super) fn last_record(disk: &dyn Disk, folder: &Path) -> io::Result<Option<Anchor>> {
    let names: Vec<String> =
        disk.list(folder)?.into_iter().filter(|name| segment::first_of(name).is_some()).collect();
    let from = names.len().saturating_sub(LAST);
    let failed = |failure: super::OpenFailure| io::Error::other(failure.to_string());
    let survey = walk_names(disk, folder, &names[from..], None, &mut |_| None).map_err(failed)?;
    if survey.head.is_some() || from == 0 {
        return Ok(survey.head);
    }
    // Both are damaged: the whole folder is asked.
    walk(disk, folder, None, &mut |_| None).map(|survey| survey.head).map_err(failed)
}
