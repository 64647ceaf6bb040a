//! The one thread that writes: takes all that wait, writes them at once, syncs once, feeds the observer, answers.

use std::io;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::followers::Followers;
use super::library::Library;
use super::queue::{Batch, Queue};
use super::record;
use super::settings::Observer;
use super::ticket::Progress;
use super::writer::Writer;
use clock::Clock;
use domain::ids::anchor::ChainHash;

/// Longest wait for writers that are likely to be back at once.
const LONGEST_PATIENCE: Duration = Duration::from_millis(1);

pub(super) struct Committer {
    pub(super) queue: Arc<Queue>,
    pub(super) library: Arc<Library>,
    pub(super) followers: Arc<Followers>,
    pub(super) writer: Writer,
    pub(super) observer: Observer,
    pub(super) clock: Clock,
}

/// Fails everyone who waits if the committer's thread ends by a panic of the observer.
struct StopOnPanic(Arc<Queue>);

impl Drop for StopOnPanic {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop(&Arc::new(io::Error::other("the observer of the journal panicked")));
        }
    }
}

/// Fails the batch in hand in the same case.
struct FailOnPanic<'a>(&'a Progress);

impl Drop for FailOnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            let error = io::Error::other("the observer of the journal panicked");
            self.0.failed(&Arc::new(error));
        }
    }
}

impl Committer {
    /// Starts the thread.
    pub(super) fn start(mut self) -> io::Result<JoinHandle<()>> {
        thread::Builder::new().name("journal".to_owned()).spawn(move || {
            let _stop = StopOnPanic(Arc::clone(&self.queue));
            self.run();
        })
    }

    fn run(&mut self) {
        let mut company = 0;
        let mut patience = Duration::ZERO;
        while let Some(mut batch) = self.queue.take(company, patience) {
            let begun = self.clock.monotonic();
            if let Err(error) = self.commit(&mut batch) {
                let error = Arc::new(error);
                self.queue.stop(&error);
                batch.progress.failed(&error);
                return;
            }
            // Waiting longer than a quarter of what writing takes would cost more than it saves.
            company = batch.records.len();
            patience = (self.clock.monotonic().saturating_sub(begun) / 4).min(LONGEST_PATIENCE);
        }
    }

    fn commit(&mut self, batch: &mut Batch) -> io::Result<()> {
        let (mut from, mut start) = (0, 0);
        while from < batch.lengths.len() {
            let to = from + self.writer.portion(&batch.lengths[from..]);
            let lengths = &batch.lengths[from..to];
            let end = start + lengths.iter().sum::<usize>();
            let first = batch.records[from].header.position;
            if let Some(name) = self.writer.make_room(end - start, first, self.previous(batch, from))? {
                self.library.add_segment(name);
            }
            let (offsets, used) = self.writer.write(&mut batch.frames[start..end], lengths, first)?;
            let records = &batch.records[from..to];
            self.library.add(records, offsets.into_iter(), used);
            {
                let _fail = FailOnPanic(&batch.progress);
                (self.observer)(records);
            }
            let head = records.last().expect("a portion has records").anchor();
            self.followers.reached(head);
            batch.progress.reached(head.position);
            (from, start) = (to, end);
        }
        Ok(())
    }

    /// The chain hash before the record number `from` of the batch.
    fn previous(&self, batch: &Batch, from: usize) -> ChainHash {
        match from.checked_sub(1) {
            Some(before) => batch.records[before].chain,
            None => self
                .library
                .head()
                .map_or_else(|| record::genesis(batch.records[from].header.station), |head| head.chain),
        }
    }
}
