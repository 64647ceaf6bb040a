//! The journal of one station, open.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use super::LARGEST_PAYLOAD;
use super::error::{AppendError, OpenFailure, ReadError};
use super::finding::Comparison;
use super::followers::{Followers, News};
use super::high_water::HighWater;
use super::library::Library;
use super::queue::{Dice, Queue};
use super::record::{Draft, Header, Record};
use super::records::Records;
use super::reserve::Reserve;
use super::second_copy::SecondCopy;
use super::segment;
use super::settings::Means;
use super::state::{CopyState, HighWaterState, Space, Standing};
use super::ticket::Ticket;
use crate::disk::Disk;
use crate::domain::anchor::{Anchor, ChainHash, Position};
use crate::domain::id::StationId;

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
}

/// The high-water mark, and its thread once it follows.
pub(super) struct Mark {
    pub(super) mark: HighWater,
    pub(super) thread: Mutex<Option<(Arc<News>, JoinHandle<()>)>>,
}

impl Journal {
    /// Whether `folder` holds a journal, readable or not.
    pub fn exists(disk: &dyn Disk, folder: &Path) -> bool {
        disk.list(folder).is_ok_and(|names| names.iter().any(|name| segment::first_of(name).is_some()))
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

    /// Looks for the second copy now.
    pub fn look_for_second_copy(&self) {
        if let Some(copy) = &self.second_copy {
            copy.nudge();
        }
    }

    /// A person decided that a new stick takes the place of the second copy: an empty folder is accepted again.
    pub fn accept_new_second_copy(&self) -> std::io::Result<()> {
        self.second_copy.as_ref().map_or(Ok(()), |copy| copy.accept_new())
    }

    /// How writing the high-water mark goes.
    pub fn high_water(&self) -> HighWaterState {
        self.high_water.as_ref().map_or(HighWaterState::Off, |mark| mark.mark.state())
    }

    /// A person decided that this folder goes on, on this machine, from where it stands: the high-water mark follows it from
    /// now on.
    pub fn adopt_high_water(&self) -> Result<(), OpenFailure> {
        let Some(mark) = &self.high_water else { return Ok(()) };
        mark.start(&self.followers, &self.library, |mark, head| mark.adopt(head, &self.means.random))
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
    /// Begins to follow, with the machine token that `token` gives. Does nothing if it follows already.
    pub(super) fn start(
        &self,
        followers: &Followers,
        library: &Library,
        token: impl FnOnce(&HighWater, Option<Anchor>) -> std::io::Result<String>,
    ) -> Result<(), OpenFailure> {
        let mut thread = self.thread.lock().expect("no holder of the thread panics");
        if thread.is_some() {
            return Ok(());
        }
        let fault = |source| OpenFailure::Disk { path: self.mark.path().to_owned(), source };
        let head = library.head();
        let machine = token(&self.mark, head).map_err(fault)?;
        let news = followers.join(head);
        let handle = self.mark.follow(machine, Arc::clone(&news)).map_err(fault)?;
        // What became durable in between is caught up with at once.
        news.nudge();
        *thread = Some((news, handle));
        Ok(())
    }

    fn stop(&self) {
        if let Some((news, thread)) = self.thread.lock().expect("no holder of the thread panics").take() {
            news.stop();
            // It cannot panic; if it did, the mark stays a lower bound.
            let _ = thread.join();
        }
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
