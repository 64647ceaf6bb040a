//! Where records get their position and wait for the committer.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

use super::error::AppendError;
use super::frame::{self, SEAL};
use super::record::{self, Draft, Header, Record};
use super::state::Standing;
use super::ticket::{Progress, Ticket};
use domain::ids::anchor::{Anchor, Position};
use domain::ids::id::StationId;
use vault::{KeyId, SealKey};

/// Frames and records waiting together.
#[derive(Default)]
pub(super) struct Batch {
    /// Closed frames, one after another, not stamped yet.
    pub(super) frames: Vec<u8>,
    /// Bytes of each frame.
    pub(super) lengths: Vec<usize>,
    /// The records themselves, for the observer.
    pub(super) records: Vec<Record>,
    /// Those who wait.
    pub(super) progress: Arc<Progress>,
}

struct State {
    station: StationId,
    /// The last record given a position, durable or not.
    head: Option<Anchor>,
    pending: Batch,
    standing: Standing,
    closing: bool,
    /// The committer sleeps until so many records wait.
    wanted: usize,
}

/// The queue between those who append and the committer.
pub(super) struct Queue {
    state: Mutex<State>,
    arrived: Condvar,
}

/// What a record is sealed with: drawn before the lock is taken.
pub(super) struct Dice {
    pub(super) salt: [u8; 32],
    pub(super) nonce: [u8; 24],
    pub(super) key: (KeyId, Arc<SealKey>),
}

impl Queue {
    pub(super) fn new(station: StationId, head: Option<Anchor>, standing: Standing) -> Self {
        let pending = Batch::default();
        let state = State { station, head, pending, standing, closing: false, wanted: 1 };
        Self { state: Mutex::new(state), arrived: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder of the queue panics")
    }

    pub(super) fn standing(&self) -> Standing {
        self.state().standing
    }

    /// From read-only to writable. What is stopped stays stopped.
    pub(super) fn resume(&self) {
        let mut state = self.state();
        if state.standing == Standing::ReadOnly {
            state.standing = Standing::Writable;
        }
    }

    /// Gives the draft its position and queues its frame.
    pub(super) fn push(&self, draft: Draft, dice: &Dice) -> Result<Ticket, AppendError> {
        let commitment = record::commitment(&dice.salt, &draft.payload);
        let mut state = self.state();
        match state.standing {
            Standing::Writable if !state.closing => {}
            Standing::ReadOnly => return Err(AppendError::ReadOnly),
            Standing::Writable | Standing::Stopped => return Err(AppendError::Stopped),
        }
        let (position, link) = match state.head {
            Some(head) => (head.position.next(), head.chain),
            None => (Position::FIRST, record::genesis(state.station)),
        };
        let header = Header {
            position,
            station: state.station,
            time: draft.time,
            offset_minutes: draft.time.offset_minutes(),
            class: draft.class,
            weight: draft.weight,
            key: dice.key.0,
            commitment,
        };
        let header_bytes = header.to_bytes();
        let chain = record::chain(&link, &header_bytes);
        let frames = &mut state.pending.frames;
        let start = frames.len();
        frame::begin(frames, &header_bytes, &link, SEAL + draft.payload.len());
        dice.key.1.seal_into(frames, &dice.nonce, &header_bytes, &[&dice.salt, &draft.payload]);
        frame::close(frames);
        let length = frames.len() - start;
        state.pending.lengths.push(length);
        state.pending.records.push(Record { header, chain, salt: dice.salt, payload: draft.payload });
        state.head = Some(Anchor { position, chain });
        if state.pending.lengths.len() >= state.wanted {
            self.arrived.notify_one();
        }
        Ok(Ticket { position, chain, progress: Arc::clone(&state.pending.progress) })
    }

    /// Waits for records and takes all of them; `None` when the queue is closed and empty. If `company` others wrote with
    /// the last batch they are likely to be back soon: waits for them, but no longer than `patience`.
    pub(super) fn take(&self, company: usize, patience: Duration) -> Option<Batch> {
        let mut state = self.state();
        state.wanted = 1;
        while state.pending.lengths.is_empty() {
            if state.closing {
                return None;
            }
            state = self.arrived.wait(state).expect("no holder of the queue panics");
        }
        if state.pending.lengths.len() < company && !patience.is_zero() && !state.closing {
            state.wanted = company;
            (state, _) = self
                .arrived
                .wait_timeout_while(state, patience, |state| {
                    state.pending.lengths.len() < state.wanted && !state.closing
                })
                .expect("no holder of the queue panics");
        }
        Some(std::mem::take(&mut state.pending))
    }

    /// No more records are taken; the committer ends when the queue is empty.
    pub(super) fn close(&self) {
        self.state().closing = true;
        self.arrived.notify_all();
    }

    /// A write failed: everything that waits fails too.
    pub(super) fn stop(&self, error: &Arc<io::Error>) {
        let mut state = self.state();
        state.standing = Standing::Stopped;
        let waiting = std::mem::take(&mut state.pending);
        waiting.progress.failed(error);
    }
}
