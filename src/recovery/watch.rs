//! The thread that watches systems of others: once a minute, whether anybody listens there. Nothing is sent to them, nothing
//! but the configured places is ever spoken to.

use std::net::{TcpStream, ToSocketAddrs as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use desk::parts::centre_status::Reach;
use desk::{Counter, Phase};
use domain::office::watched::Watched;

/// How often each is asked.
const EVERY: Duration = Duration::from_mins(1);
/// How long connecting may take.
const CONNECTING: Duration = Duration::from_secs(3);

/// The thread; it ends soon after this goes.
pub struct Watch {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Begins, if any system is to be watched. While the counter is locked, nothing happens.
    pub fn start(counter: Arc<Counter>, systems: Vec<Watched>) -> Self {
        Self::every(EVERY, counter, systems)
    }

    fn every(pause: Duration, counter: Arc<Counter>, systems: Vec<Watched>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        if systems.is_empty() {
            return Self { stop, thread: None };
        }
        let told = Arc::clone(&stop);
        let work = move || {
            while !told.load(Ordering::SeqCst) {
                for (place, system) in systems.iter().enumerate() {
                    // A name may take long to be looked up: nobody waits for this thread.
                    let reach = look(system);
                    if let Phase::Open(desk) = counter.phase()
                        && !told.load(Ordering::SeqCst)
                    {
                        desk.system_found(place, reach);
                    }
                }
                std::thread::park_timeout(pause);
            }
        };
        let thread = std::thread::Builder::new().name("watch".to_owned()).spawn(work);
        if let Err(error) = &thread {
            tracing::error!(%error, "no system is watched");
        }
        Self { stop, thread: thread.ok() }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        if let Some(thread) = &self.thread {
            // It is left to end by itself: a connection under way may take seconds.
            thread.thread().unpark();
        }
    }
}

/// Whether anybody listens there.
fn look(system: &Watched) -> Reach {
    let Ok(places) = system.place().to_socket_addrs() else { return Reach::Unreachable };
    for place in places {
        if TcpStream::connect_timeout(&place, CONNECTING).is_ok() {
            return Reach::Reachable;
        }
    }
    Reach::Unreachable
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn whoever_listens_is_reachable_and_whoever_does_not_is_not() {
        let open = TcpListener::bind("127.0.0.1:0").unwrap();
        let system: Watched = format!("Protocollo={}", open.local_addr().unwrap()).parse().unwrap();
        assert_eq!(look(&system), Reach::Reachable);
        drop(open);
        assert_eq!(look(&system), Reach::Unreachable);
    }

    #[test]
    fn a_name_that_nobody_knows_is_not_reachable() {
        let system: Watched = "Nessuno=nessuno.invalid:443".parse().unwrap();
        assert_eq!(look(&system), Reach::Unreachable);
    }
}
