//! The high-water mark: a file outside the data folder that says how far this station's journal has come on this machine.
//! A restored, cut or cloned folder does not fit it.
//!
//! File: `{"v":1,"station":"…","machine":"…","head":{"position":31,"chain":"…"}}`. `machine` is a random token that also
//! stands in the file `machine` of the journal folder: a folder carried to another machine finds no mark with its token.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::finding::{AnchorVerdict, Comparison};
use super::followers::{News, Woken};
use super::state::HighWaterState;
use crate::clock::Random;
use crate::disk::{self, SharedDisk};
use crate::domain::anchor::{Anchor, Position};
use crate::domain::hex;
use crate::domain::id::StationId;

/// Time between two writes of the mark at least.
const PAUSE: Duration = Duration::from_millis(200);
const TOKEN_FILE: &str = "machine";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    v: u32,
    station: StationId,
    machine: String,
    head: Option<Anchor>,
}

/// What is found where the mark should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Neither mark nor token: never used with one.
    First,
    /// The folder's own mark.
    Ours { head: Option<Anchor>, machine: String },
    /// No mark for this folder's token.
    OtherMachine,
    /// Another station's.
    OtherStation(StationId),
    /// Damaged.
    Unreadable,
}

/// A journal's high-water mark.
#[derive(Clone, Debug)]
pub(super) struct HighWater {
    disk: SharedDisk,
    path: PathBuf,
    folder: PathBuf,
    station: StationId,
    failure: Arc<Mutex<HighWaterState>>,
}

impl Look {
    /// A position known to have been durable.
    pub(super) fn known(&self) -> Option<Position> {
        match self {
            Self::Ours { head, .. } => head.map(|head| head.position),
            _ => None,
        }
    }

    /// The verdict, with the journal's own answer to the anchor.
    pub(super) fn verdict(&self, compare: impl FnOnce(Anchor) -> Comparison) -> AnchorVerdict {
        match self {
            Self::First => AnchorVerdict::First,
            Self::Ours { head: None, .. } => AnchorVerdict::Compared(Comparison::Agrees { ahead: 0 }),
            Self::Ours { head: Some(head), .. } => AnchorVerdict::Compared(compare(*head)),
            Self::OtherMachine => AnchorVerdict::OtherMachine,
            Self::OtherStation(station) => AnchorVerdict::OtherStation(*station),
            Self::Unreadable => AnchorVerdict::Unreadable,
        }
    }
}

impl HighWater {
    pub(super) fn new(disk: SharedDisk, path: PathBuf, folder: &Path, station: StationId) -> Self {
        let failure = Arc::new(Mutex::new(HighWaterState::Suspended));
        Self { disk, path, folder: folder.to_owned(), station, failure }
    }

    /// What is there now.
    pub(super) fn look(&self) -> Look {
        let token = self.disk.read(&self.folder.join(TOKEN_FILE)).ok();
        let mark = match self.disk.read(&self.path) {
            Ok(bytes) => match serde_json::from_slice::<Mark>(&bytes) {
                Ok(mark) if mark.v == 1 => mark,
                _ => return Look::Unreadable,
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return if token.is_some() { Look::OtherMachine } else { Look::First };
            }
            Err(_) => return Look::Unreadable,
        };
        if mark.station != self.station {
            Look::OtherStation(mark.station)
        } else if token.as_deref() == Some(mark.machine.as_bytes()) {
            Look::Ours { head: mark.head, machine: mark.machine }
        } else {
            Look::OtherMachine
        }
    }

    /// Makes this machine and this folder belong together, with a fresh token.
    pub(super) fn adopt(&self, head: Option<Anchor>, random: &Random) -> io::Result<String> {
        let machine = hex::encode(&random.bytes::<16>());
        if let Some(outside) = self.path.parent() {
            self.disk.create_folder(outside)?;
        }
        disk::replace(self.disk.as_ref(), &self.folder.join(TOKEN_FILE), machine.as_bytes())?;
        disk::replace(self.disk.as_ref(), &self.path, &self.mark(&machine, head))?;
        Ok(machine)
    }

    fn mark(&self, machine: &str, head: Option<Anchor>) -> Vec<u8> {
        let mark = Mark { v: 1, station: self.station, machine: machine.to_owned(), head };
        serde_json::to_vec(&mark).expect("a mark holds only numbers and strings")
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// It could not be begun.
    pub(super) fn failed(&self, error: &impl std::error::Error) {
        self.note(Err(io::Error::other(error.to_string())));
    }

    /// How writing it goes.
    pub(super) fn state(&self) -> HighWaterState {
        self.failure.lock().expect("no holder of the state panics").clone()
    }

    fn note(&self, result: io::Result<()>) {
        *self.failure.lock().expect("no holder of the state panics") = match result {
            Ok(()) => HighWaterState::Kept,
            Err(error) => HighWaterState::Failing(error.to_string()),
        };
    }

    /// Follows the journal on a thread of its own.
    pub(super) fn follow(&self, machine: String, news: Arc<News>) -> io::Result<JoinHandle<()>> {
        let mark = self.clone();
        mark.note(Ok(()));
        thread::Builder::new().name("high-water".to_owned()).spawn(move || {
            let mut written = None;
            loop {
                let woken = news.wait(None);
                let head = news.head();
                let stop = woken == Woken::Stop;
                if head != written || stop {
                    // Only the last one must survive a power cut; the others are a lower bound anyway.
                    let write = if stop { disk::replace } else { disk::replace_lazily };
                    let result = write(mark.disk.as_ref(), &mark.path, &mark.mark(&machine, head));
                    mark.note(result);
                    written = head;
                }
                if stop {
                    return news.end();
                }
                news.rest(PAUSE);
            }
        })
    }
}
