//! The high-water mark: a file outside the data folder that says how far this station's journal has come on this machine.
//! A restored, cut or cloned folder does not fit it.
//!
//! Two slots ([`super::turns`]) are written in place in turn, each synced before the other is touched: after a power cut one
//! of them is whole. They carry a MAC under a key of the station, and are read again before each write, so that two copies
//! of a folder never write one mark. The token `machine` also stands in the journal's folder.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde::Deserialize;

use super::finding::{AnchorVerdict, Comparison};
use super::followers::{News, Woken};
use super::mark::{MAGIC, Mark, Successor};
use super::state::HighWaterState;
use super::turns::{self, FILE, SLOT, Slot};
use clock::Random;
use disk::{self, DiskFile, Held, SharedDisk};
use domain::ids::anchor::{Anchor, Position};
use domain::ids::id::StationId;
use domain::text::hex;
use vault::KeyRing;

/// Time between two writes of the mark at least, but for a raised ceiling.
const PAUSE: Duration = Duration::from_secs(2);
/// How far a ceiling is raised above the number that needs it.
const LEAP: u32 = 64;
const TOKEN_FILE: &str = "machine";

/// The mark of version 1: JSON, renamed into place.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct OldMark {
    v: u32,
    station: StationId,
    machine: String,
    head: Option<Anchor>,
}

/// Why the mark was not written.
#[derive(Debug, thiserror::Error)]
pub(super) enum MarkError {
    /// Another process wrote it meanwhile: two copies of the folder run on this machine.
    #[error("another process wrote this high-water mark")]
    Taken,
    /// The disk failed.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

/// What is found where the mark should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Neither mark nor token: never used with one.
    Nothing,
    /// The folder's own mark.
    Ours { mark: Box<Mark>, sequence: u64 },
    /// The folder's own mark as version 1 wrote it, without MAC.
    Old { head: Option<Anchor>, machine: String },
    /// No mark for this folder's token.
    OtherMachine,
    /// Another station's.
    OtherStation(StationId),
    /// Damaged: no slot is whole.
    Unreadable,
    /// Whole, and not written with this station's key.
    Forged,
    /// Another process writes it: a second copy of the folder runs on this machine.
    Held,
}

/// A journal's high-water mark.
#[derive(Clone, Debug)]
pub(super) struct HighWater {
    disk: SharedDisk,
    path: PathBuf,
    folder: PathBuf,
    station: StationId,
    keys: Arc<KeyRing>,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    told: HighWaterState,
    writing: Option<Writing>,
    /// Somebody decided that the mark begins anew from this folder, whatever it says.
    decided: bool,
}

/// The file while this process writes it.
#[derive(Debug)]
struct Writing {
    file: Box<dyn DiskFile>,
    mark: Mark,
    sequence: u64,
    /// What was written last, to be found again before the next write.
    last: Vec<u8>,
    /// The MACs of what failed to be written since: any of it may be there.
    tried: Vec<[u8; 32]>,
    /// Nobody else writes it meanwhile.
    held: Option<Held>,
}

impl Look {
    /// A position known to have been durable. The check sum is enough for that: it only forbids to cut.
    pub(super) fn known(&self) -> Option<Position> {
        match self {
            Self::Ours { mark, .. } => mark.head.map(|head| head.position),
            Self::Old { head, .. } => head.map(|head| head.position),
            _ => None,
        }
    }

    /// The verdict on a journal that ends at `head`, with the journal's own answer to the anchor.
    pub(super) fn verdict(
        &self,
        head: Option<Anchor>,
        compare: impl FnOnce(Anchor) -> Comparison,
    ) -> AnchorVerdict {
        let compared = |anchor: &Option<Anchor>| match anchor {
            Some(anchor) => compare(*anchor),
            None => Comparison::Agrees { ahead: head.map_or(0, |head| head.position.get()) },
        };
        match self {
            // A journal with records in it is never first.
            Self::Nothing if head.is_none() => AnchorVerdict::First,
            Self::Nothing => AnchorVerdict::NoMark,
            Self::Ours { mark, .. } => match &mark.successor {
                Some(successor) => AnchorVerdict::Succeeded(successor.clone()),
                None => AnchorVerdict::Compared(compared(&mark.head)),
            },
            Self::Old { head: anchor, .. } => AnchorVerdict::Old(compared(anchor)),
            Self::OtherMachine => AnchorVerdict::OtherMachine,
            Self::OtherStation(station) => AnchorVerdict::OtherStation(*station),
            Self::Unreadable => AnchorVerdict::Unreadable,
            Self::Forged => AnchorVerdict::Forged,
            Self::Held => AnchorVerdict::Held,
        }
    }

    /// The ceilings it carries, and whether it says that its head was the last record.
    pub(super) fn limits(&self) -> (BTreeMap<String, u32>, bool) {
        match self {
            Self::Ours { mark, .. } => (mark.ceilings.clone(), mark.closed),
            _ => (BTreeMap::new(), false),
        }
    }
}

impl HighWater {
    pub(super) fn new(
        disk: SharedDisk,
        path: PathBuf,
        folder: &Path,
        station: StationId,
        keys: Arc<KeyRing>,
    ) -> Self {
        let state = State { told: HighWaterState::Suspended, writing: None, decided: false };
        Self { disk, path, folder: folder.to_owned(), station, keys, state: Arc::new(Mutex::new(state)) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder of the mark panics")
    }

    /// What is there now.
    pub(super) fn look(&self) -> Look {
        let token = match self.disk.read(&self.folder.join(TOKEN_FILE)) {
            Ok(token) => Some(token),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(_) => return Look::Unreadable,
        };
        let bytes = match self.disk.read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return if token.is_some() { Look::OtherMachine } else { Look::Nothing };
            }
            Err(_) => return Look::Unreadable,
        };
        match self.disk.hold(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Look::Held,
            // What cannot be held is at least compared before each write.
            _ => {}
        }
        let is_ours = |machine: &str| token.as_deref() == Some(machine.as_bytes());
        if let Ok(old) = serde_json::from_slice::<OldMark>(&bytes) {
            return match old {
                OldMark { v, .. } if v != 1 => Look::Unreadable,
                OldMark { station, .. } if station != self.station => Look::OtherStation(station),
                OldMark { machine, head, .. } if is_ours(&machine) => Look::Old { head, machine },
                OldMark { .. } => Look::OtherMachine,
            };
        }
        let Some(Slot { sequence, says: mark, signed, mac }) = newest(&bytes) else {
            return Look::Unreadable;
        };
        if mark.station != self.station {
            Look::OtherStation(mark.station)
        } else if self.keys.high_water_mac(&signed) != mac {
            Look::Forged
        } else if is_ours(&mark.machine) || mark.was.as_deref().is_some_and(is_ours) {
            Look::Ours { mark: Box::new(mark), sequence }
        } else {
            Look::OtherMachine
        }
    }

    /// Makes this machine and this folder belong together, with a fresh token, and begins to write. Ceilings of before
    /// stay: what was given stays given.
    pub(super) fn adopt(&self, head: Option<Anchor>, random: &Random) -> Result<(), MarkError> {
        self.state().decided = true;
        let machine = hex::encode(&random.bytes::<16>());
        let token = self.folder.join(TOKEN_FILE);
        let was = self.disk.read(&token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let found = self.disk.read(&self.path).ok().and_then(|bytes| newest(&bytes));
        let found = found.filter(|slot| self.keys.high_water_mac(&slot.signed) == slot.mac);
        let found = found.filter(|slot| slot.says.station == self.station);
        let (ceilings, sequence) =
            found.map_or_else(Default::default, |slot| (slot.says.ceilings, slot.sequence));
        let mark =
            Mark { station: self.station, machine, was, head, ceilings, closed: false, successor: None };
        self.prepare()?;
        let writing = self.begin(mark, sequence)?;
        let machine = writing.mark.machine.clone();
        self.state().writing = Some(writing);
        // Last: until it is there, the mark answers to the token of before too.
        Ok(disk::replace(self.disk.as_ref(), &token, machine.as_bytes())?)
    }

    /// Goes on writing the mark that [`HighWater::look`] found.
    pub(super) fn go_on(&self, mark: Mark, sequence: u64, head: Option<Anchor>) -> Result<(), MarkError> {
        let writing = self.begin(Mark { head, closed: false, ..mark }, sequence)?;
        self.state().writing = Some(writing);
        Ok(())
    }

    /// Begins what could not be begun before: as it was allowed or decided then, and only if the mark still says so.
    pub(super) fn begin_again(
        &self,
        head: Option<Anchor>,
        compare: impl FnOnce(Anchor) -> Comparison,
        random: &Random,
    ) -> Result<(), MarkError> {
        let look = self.look();
        let agrees = look.verdict(head, compare).allows_issuing();
        match look {
            Look::Held => Err(MarkError::Taken),
            Look::Ours { mark, sequence } if agrees => self.go_on(*mark, sequence, head),
            _ if agrees || self.state().decided => self.adopt(head, random),
            _ => {
                Err(MarkError::Disk(io::Error::new(io::ErrorKind::NotFound, "it is not as it was any more")))
            }
        }
    }

    /// Makes the file as long as two slots, if it is not. Never touches slots that are there.
    fn prepare(&self) -> io::Result<()> {
        if let Some(outside) = self.path.parent() {
            self.disk.create_folder(outside)?;
            if let Some(above) = outside.parent() {
                self.disk.sync_folder(above)?;
            }
        }
        if self.disk.length(&self.path).is_ok_and(|length| length == FILE as u64) {
            return Ok(());
        }
        disk::replace(self.disk.as_ref(), &self.path, &[0; FILE])
    }

    fn begin(&self, mark: Mark, sequence: u64) -> Result<Writing, MarkError> {
        let held = self.disk.hold(&self.path)?;
        let file = self.disk.open(&self.path)?;
        let says = mark.clone();
        let mut writing =
            Writing { file, mark, sequence, last: Vec::new(), tried: Vec::new(), held: Some(held) };
        self.write(&mut writing, says)?;
        Ok(writing)
    }

    /// Writes `says` into the slot whose turn it is and makes it durable. If that fails the mark says what it said before.
    fn write(&self, writing: &mut Writing, says: Mark) -> Result<(), MarkError> {
        if !writing.last.is_empty() {
            match self.is_untouched(writing) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => self.make_anew(writing)?,
                Err(error) => return Err(error.into()),
                Ok(true) => {}
                Ok(false) => return Err(MarkError::Taken),
            }
        }
        let sequence = writing.sequence + 1;
        let mut mac = [0; 32];
        let slot = turns::slot(MAGIC, &says, sequence, |signed| {
            mac = self.keys.high_water_mac(signed);
            mac
        });
        let slot = slot.ok_or(io::ErrorKind::InvalidData).map_err(io::Error::from)?;
        if !writing.tried.contains(&mac) {
            writing.tried.push(mac);
        }
        writing.file.write_at(turns::place(sequence), &slot)?;
        writing.file.sync()?;
        (writing.sequence, writing.last, writing.mark) = (sequence, slot, says);
        writing.tried.clear();
        Ok(())
    }

    /// The file was removed while this process held it: nobody else can have had it since, and what it said last is put back.
    /// Only where its folder is still there, and this journal's folder still belongs to it.
    fn make_anew(&self, writing: &mut Writing) -> Result<(), MarkError> {
        let token = self.disk.read(&self.folder.join(TOKEN_FILE))?;
        let ours = writing.mark.machine.as_bytes() == token
            || writing.mark.was.as_ref().is_some_and(|was| was.as_bytes() == token);
        if !ours {
            return Err(MarkError::Taken);
        }
        let mut bytes = vec![0; FILE];
        let from = usize::try_from(turns::place(writing.sequence)).expect("the file is small");
        bytes[from..from + SLOT].copy_from_slice(&writing.last);
        disk::replace(self.disk.as_ref(), &self.path, &bytes)?;
        writing.file = self.disk.open(&self.path)?;
        // The one on the file that was removed holds nothing any more.
        writing.held = None;
        writing.held = Some(self.disk.hold(&self.path)?);
        tracing::warn!("the high-water mark was removed while it was in use, and is written anew");
        Ok(())
    }

    /// Whether the mark is still the one written last, or one that failed to be written since.
    fn is_untouched(&self, writing: &Writing) -> io::Result<bool> {
        let bytes = self.disk.read(&self.path)?;
        let from = usize::try_from(turns::place(writing.sequence)).expect("the file is small");
        let there = bytes.get(from..from + SLOT) == Some(&writing.last);
        let ours = |slot: Slot<Mark>| slot.sequence <= writing.sequence || writing.tried.contains(&slot.mac);
        let newest = newest(&bytes).is_none_or(ours);
        Ok(there && newest && writing.file.is_at(&self.path)?)
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// It could not be begun.
    pub(super) fn failed(&self, error: &MarkError) {
        tell(&mut self.state(), Err(error));
    }

    /// Whether the last write failed, or the first.
    pub(super) fn is_failing(&self) -> bool {
        matches!(self.told(), HighWaterState::Failing(_))
    }

    /// How writing it goes.
    pub(super) fn told(&self) -> HighWaterState {
        self.state().told.clone()
    }

    /// Changes what the mark says, and writes it. Nothing while it is not written at all.
    fn update(&self, change: impl FnOnce(&mut Mark)) -> Result<(), MarkError> {
        let mut state = self.state();
        let Some(mut writing) = state.writing.take() else { return Ok(()) };
        let mut says = writing.mark.clone();
        change(&mut says);
        let result = self.write(&mut writing, says);
        // Whoever took it keeps it.
        if !matches!(result, Err(MarkError::Taken)) {
            state.writing = Some(writing);
        }
        tell(&mut state, result.as_ref().copied());
        result
    }

    /// Makes certain that `serial` may be given in `series` (`EM01-2026-`): a ceiling at least as high is durable before
    /// this returns. A mark that waits for a person's decision holds nothing up: what it waits for does.
    pub(super) fn raise(&self, series: &str, serial: u32) -> Result<(), MarkError> {
        let low = {
            let state = self.state();
            let ceiling = |writing: &Writing| writing.mark.ceilings.get(series).copied().unwrap_or_default();
            state.writing.as_ref().is_some_and(|writing| ceiling(writing) < serial)
        };
        if !low {
            return Ok(());
        }
        self.update(|mark| mark.raise(series, serial.saturating_add(LEAP - 1)))
    }

    /// Another life takes this one's place: whoever opens this folder again learns it, whatever the mark said before.
    pub(super) fn succeed(
        &self,
        successor: &Successor,
        head: Option<Anchor>,
        random: &Random,
    ) -> Result<(), MarkError> {
        if self.state().writing.is_none() {
            self.adopt(head, random)?;
        }
        let done = self.update(|mark| mark.successor = Some(successor.clone()));
        self.state().writing = None;
        done
    }

    /// Follows the journal on a thread of its own.
    pub(super) fn follow(&self, news: Arc<News>) -> io::Result<JoinHandle<()>> {
        let mark = self.clone();
        tell(&mut mark.state(), Ok(()));
        thread::Builder::new().name("high-water".to_owned()).spawn(move || {
            let mut written = mark.state().writing.as_ref().map(|writing| writing.mark.head);
            loop {
                let woken = news.wait(None);
                let head = news.head();
                let stop = woken == Woken::Stop;
                if written != Some(head) || stop || mark.is_failing() {
                    // What went wrong is in the state, for the strip.
                    let _ = mark.update(|mark| (mark.head, mark.closed) = (head, stop));
                    written = Some(head);
                }
                if stop {
                    mark.state().writing = None;
                    return news.end();
                }
                news.rest(PAUSE);
            }
        })
    }
}

/// The newer of the two slots that is whole.
fn newest(bytes: &[u8]) -> Option<Slot<Mark>> {
    turns::newest(MAGIC, bytes)
}

fn tell(state: &mut State, result: Result<(), &MarkError>) {
    let told = match result {
        Ok(()) => HighWaterState::Kept,
        Err(MarkError::Taken) => HighWaterState::Taken,
        Err(MarkError::Disk(error)) => HighWaterState::Failing(error.to_string()),
    };
    if told != state.told {
        match &told {
            HighWaterState::Failing(reason) => {
                tracing::warn!(reason, "the high-water mark cannot be written");
            }
            HighWaterState::Taken => tracing::error!("another process wrote the high-water mark"),
            HighWaterState::Off | HighWaterState::Kept | HighWaterState::Suspended => {}
        }
    }
    state.told = told;
}
