//! Passwords tried: each is counted, in one change of the store, before it is looked at; one at a time for an account, however
//! many instances of the centre there are.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use domain::time::patience::patience;

/// A try that nobody ended is over after so long: its instance was stopped in between.
const TURN_MS: i64 = 10_000;
/// Counters of logins that are nobody's: so many, whatever strangers think up.
const STRANGERS: u16 = 1024;

/// Where somebody tries. What strangers do never makes those wait who were in before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    /// The sign-in page, from anywhere.
    Strangers,
    /// A session, or a browser that was signed in to this account before.
    Known,
}

/// What was tried at a door since the last right password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Tries {
    /// Wrong ones, and the one under way.
    failures: u32,
    /// When the last one was, milliseconds.
    last: i64,
    /// Until when one is under way at most.
    under_way: i64,
}

/// A try that was counted, and may be looked at now.
#[derive(Debug)]
pub(super) struct Turn {
    place: String,
    counted: Vec<u8>,
    /// Wrong ones, if this one is.
    pub(super) failures: u32,
}

impl Tries {
    /// Seconds until another is looked at; none: now.
    fn wait(&self, now: i64) -> Option<u32> {
        if self.under_way > now && self.under_way <= now + TURN_MS {
            return Some(1);
        }
        let wait = i64::from(patience(self.failures));
        // A clock that was put back makes nobody wait longer than it would have been.
        let left = (wait - now.saturating_sub(self.last) / 1000).min(wait);
        u32::try_from(left).ok().filter(|left| *left > 0)
    }
}

impl Hub {
    /// Counts a try at an account. [`CentreError::WrongSecret`] with the time to wait where it is not to be looked at.
    pub(super) fn begin_try(&self, account: Uuid, door: Door) -> Result<Turn, CentreError> {
        let door = match door {
            Door::Strangers => "strangers",
            Door::Known => "known",
        };
        self.count(format!("tries/{account}/{door}"))
    }

    /// The same where nobody has the login: it waits as if somebody had.
    pub(super) fn begin_try_at_nobody(&self, login: &[u8; 16]) -> Result<Turn, CentreError> {
        let slot = u16::from_be_bytes([login[0], login[1]]) % STRANGERS;
        self.count(format!("tries/nobody/{slot}"))
    }

    fn count(&self, place: String) -> Result<Turn, CentreError> {
        let now = self.clock.now().utc().timestamp_millis();
        let lying = self.store.setting(&place)?;
        let tries = read(lying.as_deref());
        if let Some(wait_s) = tries.wait(now) {
            return Err(CentreError::WrongSecret { wait_s });
        }
        let failures = tries.failures.saturating_add(1);
        let counted = write(Tries { failures, last: now, under_way: now + TURN_MS });
        if self.store.set_setting(&place, lying.as_deref(), &counted)? {
            return Ok(Turn { place, counted, failures });
        }
        // Another one was faster: that one is looked at.
        Err(CentreError::WrongSecret { wait_s: 1 })
    }

    /// It was looked at. Seconds until the next one is, if it was wrong.
    pub(super) fn end_try(&self, turn: &Turn, right: bool) -> Result<u32, CentreError> {
        let now = self.clock.now().utc().timestamp_millis();
        let failures = if right { 0 } else { turn.failures };
        let after = write(Tries { failures, last: now, under_way: 0 });
        // Where it took so long that another has begun, that one's count stands.
        self.store.set_setting(&turn.place, Some(&turn.counted), &after)?;
        Ok(patience(failures))
    }
}

fn read(kept: Option<&[u8]>) -> Tries {
    kept.and_then(|json| serde_json::from_slice(json).ok()).unwrap_or_default()
}

fn write(tries: Tries) -> Vec<u8> {
    serde_json::to_vec(&tries).expect("tries hold only numbers")
}
