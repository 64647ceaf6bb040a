//! What whoever appends holds until the record is durable.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use super::error::AppendError;
use domain::ids::anchor::{Anchor, ChainHash, Position};

/// How far the batch of a ticket has come. Shared by all tickets of one batch.
#[derive(Debug, Default)]
pub(super) struct Progress {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    durable: u64,
    failed: Option<Arc<io::Error>>,
}

impl Progress {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder of the progress panics")
    }

    /// Everything up to `position` is durable and observed.
    pub(super) fn reached(&self, position: Position) {
        self.state().durable = position.get();
        self.changed.notify_all();
    }

    /// Nothing more will become durable.
    pub(super) fn failed(&self, error: &Arc<io::Error>) {
        self.state().failed = Some(Arc::clone(error));
        self.changed.notify_all();
    }
}

/// A record on its way to the disk. Its position and chain hash are final if it becomes durable.
#[derive(Debug)]
#[must_use = "the record is durable only when wait() returns Ok"]
pub struct Ticket {
    /// Where it stands.
    pub position: Position,
    /// The chain hash that ends with it.
    pub chain: ChainHash,
    pub(super) progress: Arc<Progress>,
}

impl Ticket {
    /// Position and chain hash.
    pub fn anchor(&self) -> Anchor {
        Anchor { position: self.position, chain: self.chain }
    }

    /// Blocks until the record is durable and has been observed, or until nobody can say whether it is
    /// ([`AppendError::Uncertain`]).
    pub fn wait(self) -> Result<Anchor, AppendError> {
        let mut state = self.progress.state();
        loop {
            if state.durable >= self.position.get() {
                return Ok(self.anchor());
            }
            if let Some(error) = &state.failed {
                return Err(AppendError::Uncertain(Arc::clone(error)));
            }
            state = self.progress.changed.wait(state).expect("no holder of the progress panics");
        }
    }
}
