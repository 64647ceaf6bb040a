//! What is done while the counter is open: the extract of residents opened at the start; every few seconds the store
//! made durable, the reserve taken again.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::ledger::desk::Desk;

const EVERY: Duration = Duration::from_secs(3);

/// The thread that does it; it ends when this goes.
pub(crate) struct Upkeep {
    stop: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

impl Upkeep {
    pub(super) fn of(desk: &Arc<Desk>) -> Self {
        let stop = Arc::new((Mutex::new(false), Condvar::new()));
        let (desk, told) = (Arc::downgrade(desk), stop.clone());
        let work = move || {
            let (stopped, changed) = &*told;
            if let Some(desk) = desk.upgrade() {
                desk.open_extract();
                desk.count_lost_photographs();
            }
            loop {
                let held = stopped.lock().unwrap_or_else(PoisonError::into_inner);
                let waited = changed.wait_timeout_while(held, EVERY, |stopped| !*stopped);
                if *waited.unwrap_or_else(PoisonError::into_inner).0 {
                    return;
                }
                let Some(desk) = desk.upgrade() else { return };
                desk.settle();
            }
        };
        let thread = std::thread::Builder::new().name("upkeep".to_owned()).spawn(work);
        if let Err(error) = &thread {
            tracing::warn!(%error, "no upkeep: the store is made durable at the end only");
        }
        Self { stop, thread: thread.ok() }
    }
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        *self.stop.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.stop.1.notify_all();
        if let Some(thread) = self.thread.take() {
            // If it panicked, the store is behind and heals at the next start.
            let _ = thread.join();
        }
    }
}
