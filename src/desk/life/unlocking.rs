//! Opening a locked folder with what a person holds: one try at a time, counted before it is looked at, and nothing else waits for it.

use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use vault::{KeyRing, Passphrase, RecoveryCode, UnlockError};

use super::station::{Counter, State};
use crate::error::{Cause, DeskError};
use crate::ledger::premises::Secret;
use crate::parts::tries::WARN_AFTER;
use domain::time::patience::patience;

/// Wrong tries in a row since the folder was entered.
#[derive(Default)]
pub(crate) struct Unlocking(Mutex<Tried>);

#[derive(Default)]
struct Tried {
    times: u32,
    /// Not before this point of the monotonic clock.
    until: Duration,
    under_way: bool,
}

impl Unlocking {
    fn tried(&self) -> MutexGuard<'_, Tried> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the turn; the seconds to wait, if somebody else has it or it is too early.
    fn begin(&self, now: Duration) -> Result<Turn<'_>, u32> {
        let mut tried = self.tried();
        let left = tried.until.saturating_sub(now);
        if tried.under_way || !left.is_zero() {
            return Err(u32::try_from(left.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).max(1));
        }
        tried.times = tried.times.saturating_add(1);
        tried.until = now + Duration::from_secs(patience(tried.times).into());
        tried.under_way = true;
        Ok(Turn(self))
    }
}

/// A try that is being looked at; dropped, it stays counted.
struct Turn<'a>(&'a Unlocking);

impl Turn<'_> {
    fn right(self) {
        *self.0.tried() = Tried { under_way: true, ..Tried::default() };
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.tried().under_way = false;
    }
}

impl Counter {
    /// Opens a locked folder, at this computer.
    #[expect(clippy::needless_pass_by_value, reason = "a secret is handed over, and wiped here")]
    pub fn unlock(&self, secret: Secret) -> Result<(), DeskError> {
        self.unlock_from(None, &secret)
    }

    /// Opens a locked folder. The secret is examined while nothing is held: whoever asks how the station stands is answered.
    pub fn unlock_from(&self, source: Option<IpAddr>, secret: &Secret) -> Result<(), DeskError> {
        if !matches!(*self.state(), State::Locked(_)) {
            return Err(DeskError::WrongPhase);
        }
        let slots = self.slots().ok_or(DeskError::WrongSecret)?;
        let turn = self.unlocking.begin(self.premises.clock.monotonic()).map_err(too_early)?;
        let unlocked = match secret {
            Secret::Passphrase(text) => {
                let passphrase = Passphrase::typed(text.expose());
                KeyRing::unlock(self.slot_home(), slots, vault::Secret::Passphrase(&passphrase))
            }
            Secret::RecoveryCode(text) => match RecoveryCode::parse(text.expose()) {
                Ok(code) => KeyRing::unlock(self.slot_home(), slots, vault::Secret::RecoveryCode(&code)),
                Err(_) => return Err(DeskError::WrongSecret),
            },
        };
        let keys = unlocked.map_err(|error| match error {
            UnlockError::Altered => DeskError::FolderFailed(Cause::of(error)),
            UnlockError::NoSlot(_) | UnlockError::Wrong(_) => {
                self.told_in_the_log(source);
                DeskError::WrongSecret
            }
        })?;
        turn.right();
        let mut state = self.state();
        if !matches!(*state, State::Locked(_)) {
            return Err(DeskError::WrongPhase);
        }
        *state = self.opened(keys);
        match &*state {
            State::Damaged(told) => {
                Err(DeskError::FolderFailed(Cause::of(std::io::Error::other(told.clone()))))
            }
            _ => Ok(()),
        }
    }

    /// One line for each wrong try, the same words each time, for programs that watch the log.
    fn told_in_the_log(&self, source: Option<IpAddr>) {
        let failures = self.unlocking.tried().times;
        let source = source.map_or_else(|| "local".to_owned(), |source| source.to_string());
        if failures >= WARN_AFTER {
            tracing::warn!(source, failures, "unlock failed");
        } else {
            tracing::info!(source, failures, "unlock failed");
        }
    }
}

fn too_early(s: u32) -> DeskError {
    DeskError::field(
        "secret",
        &format!("Questo tentativo non è stato guardato: si può riprovare fra {s} secondi."),
        &format!("This attempt was not looked at: try again in {s} seconds."),
    )
}
