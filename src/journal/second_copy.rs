//! The second copy: a folder on another disk or a stick that receives every durable batch, on a thread of its own, never
//! holding up the counter. It is a journal folder itself: segments and key slots, openable as it is.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;
use std::{io, thread};

use clock::Clock;
use disk::{self, SharedDisk};
use domain::ids::anchor::{Anchor, ChainHash, Position};
use domain::ids::id::StationId;
use vault::{KeyRing, SlotHome};

use super::attach::{self, Attached, NotAttached};
use super::comparing::Mended;
use super::copy_home::{CopyHome, CopyMarker};
use super::error::ReadError;
use super::followers::{News, Woken};
use super::library::Library;
use super::settings::Companions;
use super::state::{CopyFault, CopyState};
use super::{companions, frame, record};

/// How often the copy is looked for while nothing is written.
const AGAIN: Duration = Duration::from_secs(5);
/// After so many refusals in a row the copy goes on in another folder.
const REFUSED: u32 = 3;
/// Bytes copied and synced at once when catching up.
const STEP: u64 = 256 * 1024;

/// What a copy is made from and to.
#[derive(Clone, Debug)]
pub(super) struct Task {
    pub(super) disk: SharedDisk,
    /// The journal's own folder.
    pub(super) journal: PathBuf,
    /// The stick's folder.
    pub(super) stick: PathBuf,
    /// Whose journal it is.
    pub(super) station: StationId,
    pub(super) library: Arc<Library>,
    pub(super) keys: Arc<KeyRing>,
    pub(super) clock: Clock,
    pub(super) segment_bytes: u64,
    /// What goes with the journal.
    pub(super) companions: Companions,
}

impl Task {
    /// Where the copy lies, or begins.
    pub(super) fn home(&self) -> CopyHome {
        CopyHome::find(self.disk.as_ref(), &self.stick, self.station)
    }
}

/// The state of the copy, for the strip.
#[derive(Debug)]
pub(super) struct SecondCopy {
    state: Mutex<CopyState>,
    changed: Condvar,
    mended: Mutex<Mended>,
    news: Arc<News>,
    marker: (SharedDisk, PathBuf),
}

impl SecondCopy {
    /// Starts the copy's thread.
    pub(super) fn start(task: Task, news: Arc<News>) -> io::Result<Arc<Self>> {
        let state = CopyState::Missing { since: task.clock.now() };
        let copy = Arc::new(Self {
            state: Mutex::new(state),
            changed: Condvar::new(),
            mended: Mutex::default(),
            news,
            marker: (Arc::clone(&task.disk), task.journal.clone()),
        });
        let shared = Arc::clone(&copy);
        thread::Builder::new().name("second-copy".to_owned()).spawn(move || {
            Copier { task, shared: Arc::clone(&shared), attached: None, refused: 0 }.run();
            shared.news.end();
        })?;
        // A first look at once, not only with the next record.
        copy.news.nudge();
        Ok(copy)
    }

    pub(super) fn state(&self) -> CopyState {
        self.state.lock().expect("no holder of the state panics").clone()
    }

    /// What comparing it with what it was made from found.
    pub(super) fn mended(&self) -> Mended {
        *self.mended.lock().expect("no holder of the figures panics")
    }

    /// Looks again now.
    pub(super) fn nudge(&self) {
        self.news.nudge();
    }

    /// A new stick takes the place of the old one: an empty folder is accepted again.
    pub(super) fn accept_new(&self) -> io::Result<()> {
        attach::forget(self.marker.0.as_ref(), &self.marker.1)?;
        self.news.nudge();
        Ok(())
    }

    /// Stops the thread; a disk that does not answer is not waited for longer than `patience`.
    pub(super) fn stop(&self, patience: Duration) -> bool {
        self.news.stop();
        self.news.wait_for_end(patience)
    }

    fn set(&self, state: CopyState) {
        *self.state.lock().expect("no holder of the state panics") = state;
        self.changed.notify_all();
    }

    /// Waits until the state is as `expected` says; `None` after `patience`.
    #[cfg(test)]
    pub(super) fn wait_for(
        &self,
        patience: Duration,
        expected: impl Fn(&CopyState) -> bool,
    ) -> Option<CopyState> {
        let state = self.state.lock().unwrap();
        let (state, _) = self.changed.wait_timeout_while(state, patience, |state| !expected(state)).unwrap();
        expected(&state).then(|| state.clone())
    }
}

struct Copier {
    task: Task,
    shared: Arc<SecondCopy>,
    attached: Option<Attached>,
    /// How often in a row its folder was there and refused.
    refused: u32,
}

impl Copier {
    fn run(&mut self) {
        loop {
            let woken = self.shared.news.wait(Some(AGAIN));
            if let (Woken::Time | Woken::Asked | Woken::Stop, Some(attached)) = (woken, &mut self.attached) {
                if woken == Woken::Stop {
                    attached.companions.stop(self.task.disk.as_ref());
                }
                attached.companions.look_again();
            }
            match self.follow(matches!(woken, Woken::Time | Woken::Asked)) {
                Ok(()) => self.refused = 0,
                Err(problem) => {
                    self.refused = if self.is_refused(&problem) { self.refused + 1 } else { 0 };
                    self.attached = None;
                    self.shared.set(self.describe(problem));
                }
            }
            if woken == Woken::Stop {
                self.end();
                return;
            }
        }
    }

    /// The station stops in order, and the copy has all of it: it says so.
    fn end(&self) {
        let Some(attached) = &self.attached else { return };
        let disk = self.task.disk.as_ref();
        if attached.head != self.task.library.head() || attached.check(disk).is_err() {
            return;
        }
        let says = CopyMarker { closed: attached.head, claims: Vec::new() };
        if let Err(error) = attached.home.write(disk, &self.task.keys, &says) {
            tracing::warn!(%error, "the second copy does not say that the station was stopped");
        }
    }

    /// Copies what is new; compares what was copied where it is `idle`.
    fn follow(&mut self, idle: bool) -> Result<(), NotAttached> {
        if self.attached.is_none() {
            self.attached = Some(attach::attach(&self.task, self.refused >= REFUSED)?);
        }
        let attached = self.attached.as_mut().expect("it was just attached");
        let (disk, beside) = (self.task.disk.as_ref(), &self.task.companions);
        attached.check(disk)?;
        attached.keep_slots(&self.task)?;
        companions::take_tidings(disk, &beside.all, &beside.told, &attached.home.folder())?;
        while let Some(head) = self.task.library.head() {
            let next = attached.head.map_or(Position::FIRST, |head| head.position.next());
            let lacking = (head.position.get() + 1).saturating_sub(next.get());
            if lacking == 0 {
                break;
            }
            if lacking > 64 {
                self.shared.set(CopyState::Behind { records: lacking });
            }
            attached.check(disk)?;
            attached.step(&self.task, next)?;
        }
        attached.check(disk)?;
        let at = attached.head.map(|head| head.position);
        if attached.companions.step(disk, &beside.all, &beside.proof, &attached.home.folder())? {
            // The rest follows, after whatever records have come meanwhile.
            self.shared.news.go_on();
        }
        if let files @ 1.. = attached.companions.lacking() {
            self.shared.set(CopyState::Filling { files });
            return Ok(());
        }
        let since = match self.shared.state() {
            CopyState::Current { since, .. } => since,
            _ => self.task.clock.now(),
        };
        self.shared.set(CopyState::Current { at, since });
        if idle { self.compare() } else { Ok(()) }
    }

    /// Compares a little of what goes with the journal: bytes may have changed on either disk.
    fn compare(&mut self) -> Result<(), NotAttached> {
        let Some(attached) = &mut self.attached else { return Ok(()) };
        let (disk, beside) = (self.task.disk.as_ref(), &self.task.companions);
        attached.check(disk)?;
        let mut mended = self.shared.mended();
        let compared = attached.companions.compare(
            disk,
            (&beside.all, &beside.proof),
            &attached.home.folder(),
            &mut mended,
        );
        *self.shared.mended.lock().expect("no holder of the figures panics") = mended;
        if compared? {
            self.shared.news.go_on();
        }
        Ok(())
    }

    fn is_there(&self) -> bool {
        let disk = self.task.disk.as_ref();
        self.attached
            .as_ref()
            .map_or_else(|| self.task.home(), |attached| attached.home.clone())
            .is_marked(disk)
    }

    /// Whether the stick is in and its folder refuses what another one may take.
    fn is_refused(&self, problem: &NotAttached) -> bool {
        let disk = self.task.disk.as_ref();
        matches!(problem, NotAttached::Disk(error) if attach::refuses(error))
            && self.task.home().has_folder(disk)
    }

    fn describe(&self, problem: NotAttached) -> CopyState {
        let gone = || match self.shared.state() {
            CopyState::Missing { since } => CopyState::Missing { since },
            _ => CopyState::Missing { since: self.task.clock.now() },
        };
        let disk = self.task.disk.as_ref();
        match problem {
            NotAttached::Missing => gone(),
            NotAttached::Fault(fault) => CopyState::Fault(fault),
            NotAttached::Disk(error) if disk::is_full(&error) => CopyState::Fault(CopyFault::Full),
            // A stick that is in and refuses is not away, even where its copy never got as far as a marker.
            NotAttached::Disk(_) if !self.is_there() && !self.task.home().has_folder(disk) => gone(),
            NotAttached::Disk(error) => CopyState::Fault(CopyFault::Unwritable { reason: error.to_string() }),
        }
    }
}

impl Attached {
    /// Copies some records from `next` on.
    fn step(&mut self, task: &Task, next: Position) -> Result<(), NotAttached> {
        let row = match task.library.row(next, STEP) {
            Ok(row) => row,
            // The journal itself lacks it: the chain hash in the next record carries on.
            Err(ReadError::Damaged(_)) => {
                self.skip(task, next);
                return Ok(());
            }
            Err(error) => return Err(NotAttached::Disk(io::Error::other(error))),
        };
        let (lengths, link) = in_a_row(&row.bytes, next);
        let Some(link) = link else {
            self.skip(task, next);
            return Ok(());
        };
        Ok(self.write(row.bytes, &lengths, next, link)?)
    }

    /// Writes frames with these `lengths`, which begin at `first` and continue `link`.
    fn write(
        &mut self,
        mut frames: Vec<u8>,
        mut lengths: &[usize],
        mut first: Position,
        mut link: ChainHash,
    ) -> io::Result<()> {
        let mut start = 0;
        while !lengths.is_empty() {
            let (now, later) = lengths.split_at(self.writer.portion(lengths));
            let end = start + now.iter().sum::<usize>();
            self.writer.make_room(end - start, first, link)?;
            self.writer.write(&mut frames[start..end], now, first)?;
            let last = now.last().copied().unwrap_or_default();
            let last = frame::parse(&frames[end - last..end]).expect("it was parsed before").anchor();
            (self.head, link, first) = (Some(last), last.chain, last.position.next());
            (start, lengths) = (end, later);
        }
        Ok(())
    }

    /// Passes over a record that the journal itself lacks.
    fn skip(&mut self, task: &Task, position: Position) {
        let before = || self.head.map_or_else(|| record::genesis(task.station), |head| head.chain);
        let chain = task.library.link(position.next()).unwrap_or_else(before);
        self.head = Some(Anchor { position, chain });
    }

    /// Keeps the key slots beside the copy as new as the journal's.
    fn keep_slots(&mut self, task: &Task) -> Result<(), NotAttached> {
        let generation = task.keys.generation();
        if self.slots != generation {
            SlotHome::in_journal(Arc::clone(&task.disk), &self.home.journal())
                .save(&task.keys.slots().for_copy())?;
            self.slots = generation;
        }
        Ok(())
    }
}

/// Lengths of the frames in a row that begin at `first`, as far as one step goes, and the chain hash before them.
fn in_a_row(bytes: &[u8], first: Position) -> (Vec<usize>, Option<ChainHash>) {
    let mut lengths = Vec::new();
    let (mut length, mut expected, mut link) = (0, first, None);
    while let Some(frame) = bytes.get(length..).and_then(frame::parse) {
        let too_much = !lengths.is_empty() && (length + frame.length) as u64 > STEP;
        if frame.header.position != expected || too_much {
            break;
        }
        link.get_or_insert(frame.link);
        lengths.push(frame.length);
        length += frame.length;
        expected = expected.next();
    }
    (lengths, link)
}
