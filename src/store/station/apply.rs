//! Records come from many threads, each right after the journal made it durable. They are joined into batches and
//! projected strictly in order.

use std::collections::BTreeMap;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::changes::Changes;
use super::keys;
use super::mark::Mark;
use super::project::project;
use super::store::Store;
use crate::error::StoreError;
use crate::record::Record;

/// Records waiting for their turn.
pub(super) struct Queue {
    waiting: BTreeMap<u64, Record>,
    /// What is projected.
    pub(super) mark: Mark,
    /// Whether a thread is projecting a batch.
    busy: bool,
    /// Whether projecting stopped until the store is reopened.
    pub(super) failed: bool,
    /// Grows with every reopening: a batch begun before counts for nothing after.
    opening: u64,
}

/// Most records projected at once.
pub(super) const BATCH: usize = 1024;

/// How long a record waits for those before it.
const PATIENCE: Duration = Duration::from_secs(2);

impl Queue {
    pub(super) fn at(mark: Mark) -> Self {
        Self { waiting: BTreeMap::new(), mark, busy: false, failed: false, opening: 0 }
    }

    pub(super) fn restart(&mut self, mark: Mark) {
        *self = Self { opening: self.opening + 1, ..Self::at(mark) };
    }

    pub(super) fn fail(&mut self) {
        self.failed = true;
        self.waiting.clear();
    }

    /// Whether the next record is here and nobody is projecting.
    fn ready(&self) -> bool {
        !self.busy && self.waiting.contains_key(&(self.mark.position + 1))
    }

    /// Takes in records that are not projected yet.
    fn take_in(&mut self, records: Vec<Record>) {
        for record in records {
            if record.position > self.mark.position {
                self.waiting.insert(record.position, record);
            }
        }
    }

    /// The next records without a gap.
    fn next_batch(&mut self) -> Vec<Record> {
        let mut batch = Vec::new();
        while batch.len() < BATCH
            && let Some(record) = self.waiting.remove(&(self.mark.position + 1 + batch.len() as u64))
        {
            batch.push(record);
        }
        batch
    }

    fn behind(&self, position: u64) -> StoreError {
        StoreError::Behind { applied: self.mark.position, position }
    }
}

impl Store {
    /// Projects durable records and returns once they can be asked for. Calls from several threads are joined into one
    /// batch; records known already are skipped; a call that comes before its predecessor's waits for it (two seconds,
    /// then [`StoreError::Behind`]). No error loses anything: the journal holds the records, and they are replayed after
    /// [`Store::reopen`].
    pub fn apply(&self, records: Vec<Record>) -> Result<(), StoreError> {
        let Some(last) = records.iter().map(|record| record.position).max() else {
            return Ok(());
        };
        let mut queue = self.queue();
        if queue.failed {
            return Err(queue.behind(last));
        }
        queue.take_in(records);
        let opening = queue.opening;
        while queue.mark.position < last {
            if queue.failed || queue.opening != opening {
                return Err(queue.behind(last));
            }
            if queue.ready() {
                let batch = queue.next_batch();
                queue.busy = true;
                let mark = queue.mark;
                drop(queue);
                let outcome = self.project_batch(mark, opening, &batch);
                queue = self.queue();
                if queue.opening == opening {
                    queue.busy = false;
                    if let Ok(mark) = outcome {
                        queue.mark = mark;
                    }
                }
                self.turned.notify_all();
                outcome?;
            } else {
                let (held, waited) = self
                    .turned
                    .wait_timeout_while(queue, PATIENCE, |queue| {
                        queue.mark.position < last
                            && !queue.failed
                            && queue.opening == opening
                            && !queue.ready()
                    })
                    .unwrap_or_else(PoisonError::into_inner);
                queue = held;
                if waited.timed_out() && !queue.busy && !queue.ready() && queue.mark.position < last {
                    return Err(queue.behind(last));
                }
            }
        }
        Ok(())
    }

    fn project_batch(&self, mark: Mark, opening: u64, batch: &[Record]) -> Result<Mark, StoreError> {
        self.with(|generation| {
            let queue = self.queue();
            if queue.opening != opening || queue.failed {
                return Err(queue.behind(mark.position + 1));
            }
            drop(queue);
            let mut changes = Changes::new(&generation.rows, &self.seals, mark.tally);
            let mut mark = mark;
            for record in batch {
                project(&mut changes, &mut mark, record)?;
            }
            mark.tally = changes.seal_entries()?;
            changes.commit_with(keys::MARK, &mark.to_bytes())?;
            self.unsynced.store(true, Ordering::SeqCst);
            Ok(mark)
        })
    }
}
