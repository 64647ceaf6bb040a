//! What takes much memory is done by few at a time; the others wait for their turn, with a bound, before anything of theirs
//! is read.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::site::trouble::Trouble;

/// Long bodies read and worked on at once.
const UPLOADS: usize = 2;
/// Pictures unfolded at once.
const PICTURES: usize = 1;
/// Long messages of stations read and taken at once: smaller than files, and on slower lines.
const MESSAGES: usize = 8;
/// Longest wait for a turn.
const PATIENCE: Duration = Duration::from_secs(20);

/// A gate that few pass at a time, each of them once.
pub struct Gate {
    turns: Arc<Semaphore>,
    /// By who waits or has passed: one alone does not take all turns.
    own: Mutex<HashMap<String, Weak<Semaphore>>>,
}

/// A turn; it ends with the value.
#[expect(dead_code, reason = "held for as long as the turn lasts")]
pub struct Turn {
    turn: OwnedSemaphorePermit,
    own: OwnedSemaphorePermit,
}

impl Gate {
    fn of(turns: usize) -> Self {
        Self { turns: Arc::new(Semaphore::new(turns)), own: Mutex::default() }
    }

    /// Waits for the turn of `whose`; [`Trouble::Busy`] if it does not come in time.
    pub async fn turn_of(&self, whose: &str) -> Result<Turn, Trouble> {
        let own = self.own(whose);
        let passed = async {
            let own = own.acquire_owned().await.ok()?;
            Some(Turn { turn: Arc::clone(&self.turns).acquire_owned().await.ok()?, own })
        };
        timeout(PATIENCE, passed).await.ok().flatten().ok_or(Trouble::Busy)
    }

    fn own(&self, whose: &str) -> Arc<Semaphore> {
        let mut all = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = all.get(whose).and_then(Weak::upgrade) {
            return own;
        }
        all.retain(|_, own| own.strong_count() > 0);
        let own = Arc::new(Semaphore::new(1));
        all.insert(whose.to_owned(), Arc::downgrade(&own));
        own
    }
}

/// The gates of a site.
pub struct Gates {
    /// Before a long body is read.
    pub uploads: Gate,
    /// Before a picture is unfolded.
    pub pictures: Gate,
    /// Before a long message of a station is read.
    pub messages: Gate,
}

impl Default for Gates {
    fn default() -> Self {
        Self { uploads: Gate::of(UPLOADS), pictures: Gate::of(PICTURES), messages: Gate::of(MESSAGES) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn whoever_finds_no_turn_in_time_is_told_so() {
        tokio::time::pause();
        let gates = Gates::default();
        let first = gates.pictures.turn_of("anna").await.unwrap();
        assert!(matches!(gates.pictures.turn_of("bruno").await, Err(Trouble::Busy)));
        let (second, ()) = tokio::join!(gates.pictures.turn_of("bruno"), async move { drop(first) });
        assert!(second.is_ok());
    }

    #[actix_web::test]
    async fn one_alone_does_not_take_all_turns() {
        tokio::time::pause();
        let gates = Gates::default();
        let first = gates.uploads.turn_of("anna").await.unwrap();
        assert!(matches!(gates.uploads.turn_of("anna").await, Err(Trouble::Busy)));
        assert!(gates.uploads.turn_of("bruno").await.is_ok());
        drop(first);
        assert!(gates.uploads.turn_of("anna").await.is_ok());
    }
}
