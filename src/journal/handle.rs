//! The journal of one station, open.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use disk::Disk;
use domain::ids::anchor::{Anchor, ChainHash, Position};
use domain::ids::id::StationId;

use super::comparing::Mended;
use super::error::{AppendError, MarkFailure, OpenFailure, ReadError};
use super::finding::Comparison;
use super::followers::{Followers, News};
use super::high_water::{HighWater, MarkError};
use super::library::Library;
use super::mark::Successor;
use super::queue::{Dice, Queue};
use super::record::{Draft, Header, Record};
use super::records::Records;
use super::reserve::Reserve;
use super::second_copy::SecondCopy;
use super::settings::Means;
use super::state::{CopyFault, CopyState, HighWaterState, Met, Space, Standing};
use super::ticket::Ticket;
use super::{LARGEST_PAYLOAD, segment};

/// Longest wait for a second copy that does not answer.
const COPY_PATIENCE: Duration = Duration::from_secs(1);

/// The journal of one station, open for appending. Shared by all; ends with [`Journal::close`] or when dropped.
pub struct Journal {
    pub(super) means: Means,
    pub(super) station: StationId,
    pub(super) queue: Arc<Queue>,
    pub(super) library: Arc<Library>,
    pub(super) reserve: Arc<Reserve>,
    pub(super) followers: Arc<Followers>,
    pub(super) committer: Mutex<Option<JoinHandle<()>>>,
    pub(super) high_water: Option<Mark>,
    pub(super) second_copy: Option<Arc<SecondCopy>>,
    pub(super) copy_folder: Option<PathBuf>,
}

/// The high-water mark, and its thread once it follows.
pub(super) struct Mark {
    pub(super) mark: HighWater,
    pub(super) thread: Mutex<Option<(Arc<News>, JoinHandle<()>)>>,
}

impl Journal {
    /// Whether `folder` holds a journal, readable or not. A folder that cannot be listed is an error: it may hold one.
    pub fn exists(disk: &dyn Disk, folder: &Path) -> io::Result<bool> {
        match disk.list(folder) {
            Ok(names) => Ok(names.iter().any(|name| segment::first_of(name).is_some())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Whose it is.
    pub fn station(&self) -> StationId {
        self.station
    }

    /// Gives a record its position and sends it on its way. Positions and chain follow the order of these calls.
    pub fn enqueue(&self, draft: Draft) -> Result<Ticket, AppendError> {
        if draft.payload.len() > LARGEST_PAYLOAD {
            return Err(AppendError::TooLarge { found: draft.payload.len() });
        }
        let random = &self.means.random;
        let dice = Dice { salt: random.bytes(), nonce: random.bytes(), key: self.means.keys.record_key() };
        self.queue.push(draft, &dice)
    }

    /// Appends a record and waits until it is durable.
    pub fn append(&self, draft: Draft) -> Result<Anchor, AppendError> {
        self.enqueue(draft)?.wait()
    }

    /// The last durable record.
    pub fn head(&self) -> Option<Anchor> {
        self.library.head()
    }

    /// Reads one durable record.
    pub fn read(&self, position: Position) -> Result<Record, ReadError> {
        self.library.read(position, &self.means.keys)
    }

    /// The clear part of one durable record and the chain hash that ends with it: readable where the payload is not.
    pub fn header(&self, position: Position) -> Result<(Header, ChainHash), ReadError> {
        self.library.header(position)
    }

    /// The durable records from `from` on. Those that cannot be read come as errors and the walk goes on.
    pub fn records(&self, from: Position) -> Records {
        Records::new(Arc::clone(&self.library), Arc::clone(&self.means.keys), from)
    }

    /// How the journal stands to an anchor kept elsewhere: on paper, at the centre.
    pub fn compare(&self, anchor: Anchor) -> Comparison {
        self.library.compare(anchor)
    }

    /// Whether records can be appended.
    pub fn standing(&self) -> Standing {
        self.queue.standing()
    }

    /// Whether a write failed on this handle. Reopen, with [`super::Settings::fresh_segment`].
    pub fn is_stopped(&self) -> bool {
        self.standing() == Standing::Stopped
    }

    /// A person decided to go on in spite of the damage that opening found. A stopped journal stays stopped.
    pub fn resume(&self) {
        self.queue.resume();
    }

    /// Whether there is room.
    pub fn space(&self) -> Space {
        self.reserve.space()
    }

    /// Gives the reserve free because something else on this disk found it full.
    pub fn release_reserve(&self) -> Space {
        self.reserve.release();
        self.reserve.space()
    }

    /// Tries to take the reserve again.
    pub fn restore_reserve(&self) -> Space {
        self.reserve.restore()
    }

    /// How the second copy stands.
    pub fn second_copy(&self) -> CopyState {
        self.second_copy.as_ref().map_or(CopyState::Off, |copy| copy.state())
    }

    /// What was met since opening that speaks against this journal being the only and the newest life of its register.
    pub fn met(&self) -> Option<Met> {
        if self.high_water() == HighWaterState::Taken {
            return Some(Met::Mark);
        }
        match self.second_copy() {
            CopyState::Fault(CopyFault::Claimed(_)) => Some(Met::NewerLife),
            CopyState::Fault(CopyFault::Ahead { .. } | CopyFault::Forked { .. }) => Some(Met::Copy),
            _ => None,
        }
    }

    /// What comparing the second copy with what it was made from found since the journal was opened.
    pub fn copy_mended(&self) -> Mended {
        self.second_copy.as_ref().map(|copy| copy.mended()).unwrap_or_default()
    }

    /// The folder of the second copy as it was when the journal was opened: what goes with the journal lies in it.
    pub fn copy_folder(&self) -> Option<&Path> {
        self.copy_folder.as_deref()
    }

    /// Looks for the second copy now.
    pub fn look_for_second_copy(&self) {
        if let Some(copy) = &self.second_copy {
            copy.nudge();
        }
    }

    /// A person decided that a new stick takes the place of the second copy: an empty folder is accepted again.
    pub fn accept_new_second_copy(&self) -> io::Result<()> {
        self.second_copy.as_ref().map_or(Ok(()), |copy| copy.accept_new())
    }

    /// How writing the high-water mark goes.
    pub fn high_water(&self) -> HighWaterState {
        self.high_water.as_ref().map_or(HighWaterState::Off, |mark| mark.mark.told())
    }

    /// Makes certain that `serial` may be given in `series` (`EM01-2026-`): the high-water mark says at least that much
    /// before this returns. If it cannot, the number must not be given.
    pub fn raise_ceiling(&self, series: &str, serial: u32) -> Result<(), MarkFailure> {
        let Some(mark) = &self.high_water else { return Ok(()) };
        let failed = |error| MarkFailure { path: mark.mark.path().to_owned(), source: source_of(error) };
        if mark.mark.is_failing() && !mark.follows() {
            self.begin_mark_again(mark).map_err(failed)?;
        }
        mark.mark.raise(series, serial).map_err(failed)
    }

    /// Tries again to write a high-water mark that could not be written.
    pub fn tend_high_water(&self) {
        let Some(mark) = self.high_water.as_ref().filter(|mark| mark.mark.is_failing()) else { return };
        if mark.follows() {
            mark.nudge();
        } else {
            // If it fails again, the state says so still.
            let _ = self.begin_mark_again(mark);
        }
    }

    fn begin_mark_again(&self, mark: &Mark) -> Result<(), MarkError> {
        let (library, random) = (&self.library, &self.means.random);
        let begun = mark.start(&self.followers, library, |mark, head| {
            mark.begin_again(head, |anchor| library.compare(anchor), random)
        });
        begun.inspect_err(|error| mark.mark.failed(error))
    }

    /// Another life takes this one's place on this machine: whoever opens this folder again learns it from the mark.
    pub fn succeed(&self, successor: &Successor) -> Result<(), OpenFailure> {
        let Some(mark) = &self.high_water else { return Ok(()) };
        let done = mark.mark.succeed(successor, self.head(), &self.means.random);
        done.map_err(|error| mark_failed(&mark.mark, error))
    }

    /// A person decided that this folder goes on, on this machine, from where it stands: the high-water mark follows it from
    /// now on.
    pub fn adopt_high_water(&self) -> Result<(), OpenFailure> {
        let Some(mark) = &self.high_water else { return Ok(()) };
        let random = &self.means.random;
        mark.start(&self.followers, &self.library, |mark, head| mark.adopt(head, random))
            .inspect_err(|error| mark.mark.failed(error))
            .map_err(|error| mark_failed(&mark.mark, error))
    }

    /// Takes no more records, writes those that wait, ends the threads. Does nothing the second time.
    pub fn close(&self) {
        self.queue.close();
        let committer = self.committer.lock().expect("no holder of the thread panics").take();
        if let Some(thread) = committer {
            // If it panicked, everyone who waited has been told.
            let _ = thread.join();
        }
        if let Some(mark) = &self.high_water {
            mark.stop();
        }
        if let Some(copy) = &self.second_copy {
            copy.stop(COPY_PATIENCE);
        }
    }
}

impl Mark {
    /// Begins to follow once `begin` made the mark fit. Does nothing if it follows already.
    pub(super) fn start(
        &self,
        followers: &Followers,
        library: &Library,
        begin: impl FnOnce(&HighWater, Option<Anchor>) -> Result<(), MarkError>,
    ) -> Result<(), MarkError> {
        let mut thread = self.thread.lock().expect("no holder of the thread panics");
        if thread.is_some() {
            return Ok(());
        }
        let head = library.head();
        begin(&self.mark, head)?;
        let news = followers.join(head);
        let handle = self.mark.follow(Arc::clone(&news))?;
        // What became durable in between is caught up with at once.
        news.nudge();
        *thread = Some((news, handle));
        Ok(())
    }

    /// Whether its thread runs.
    fn follows(&self) -> bool {
        self.thread.lock().expect("no holder of the thread panics").is_some()
    }

    fn nudge(&self) {
        if let Some((news, _)) = &*self.thread.lock().expect("no holder of the thread panics") {
            news.nudge();
        }
    }

    fn stop(&self) {
        if let Some((news, thread)) = self.thread.lock().expect("no holder of the thread panics").take() {
            news.stop();
            // It cannot panic; if it did, the mark stays a lower bound.
            let _ = thread.join();
        }
    }
}

fn mark_failed(mark: &HighWater, error: MarkError) -> OpenFailure {
    OpenFailure::Disk { path: mark.path().to_owned(), source: source_of(error) }
}

fn source_of(error: MarkError) -> io::Error {
    match error {
        MarkError::Taken => io::ErrorKind::ResourceBusy.into(),
        MarkError::Disk(source) => source,
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.close();
    }
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Journal")
            .field("station", &self.station)
            .field("head", &self.head())
            .finish_non_exhaustive()
    }
}
