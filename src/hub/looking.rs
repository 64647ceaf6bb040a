//! What a hub looks at again and again while it serves.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use super::outside::Outside;
use centre::Hub;
use clock::Clock;

/// How often entries due for another look are looked for.
const LOOK_EVERY: Duration = Duration::from_hours(1);
/// How often what the data hold is noted in the keys folder.
const NOTE_EVERY: Duration = Duration::from_secs(5);

/// Looks every few seconds whether a copy was put back, and every hour, at start first, at entries received one and seven
/// days ago.
pub(super) fn keep(
    hub: Arc<Hub>,
    outside: Option<Outside>,
    stopped: mpsc::Receiver<()>,
) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        let clock = Clock::system();
        let mut again = clock.monotonic();
        loop {
            if let Some(Err(error)) = outside.as_ref().map(|outside| outside.look(&hub)) {
                tracing::error!(code = error.code(), "whether a copy was put back could not be looked at");
            }
            if again <= clock.monotonic() {
                look_again(&hub);
                again += LOOK_EVERY;
            }
            if stopped.recv_timeout(NOTE_EVERY) != Err(mpsc::RecvTimeoutError::Timeout) {
                // As it stands at the end.
                let _ = outside.as_ref().map(|outside| outside.look(&hub));
                return;
            }
        }
    })
}

fn look_again(hub: &Hub) {
    match hub.tell_doubled() {
        Ok(0) => {}
        Ok(found) => tracing::warn!(found, "entries share their ordinary number: their counters are told"),
        Err(error) => tracing::error!(code = error.code(), "doubled numbers could not be told"),
    }
    match hub.recheck_due() {
        Ok(looked) if looked.found > 0 => {
            tracing::warn!(found = looked.found, "conflicts were found on another look");
        }
        Ok(_) => {}
        Err(error) => tracing::error!(code = error.code(), "entries could not be looked at again"),
    }
}
