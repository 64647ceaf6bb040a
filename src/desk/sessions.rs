//! Sessions in memory, with a copy in the store that survives a restart and may be lost.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::clock::Clock;
use crate::domain::form::Lang;
use crate::domain::id::OperatorId;
use crate::domain::moment::Moment;
use crate::store::{Drawer, Store};

/// A session as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) operator: OperatorId,
    pub(super) csrf: String,
    pub(super) locked: bool,
    pub(super) lang: Option<Lang>,
    /// Last seen, for what comes after a restart.
    seen: Moment,
    /// Last seen on the clock nobody can set.
    #[serde(skip)]
    touched: Duration,
}

/// Wrong PINs in a row.
#[derive(Clone, Copy, Debug, Default)]
struct Wrong {
    times: u32,
    /// Not before this point of the monotonic clock.
    until: Duration,
}

/// All sessions and the patience with wrong PINs.
pub(super) struct Sessions {
    open: Mutex<HashMap<[u8; 32], Kept>>,
    wrong: Mutex<HashMap<Option<OperatorId>, Wrong>>,
    idle: Duration,
}

/// What tokens are known by.
pub(super) fn fingerprint(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Seconds to wait after so many wrong PINs in a row: none twice, then doubling, at most a minute.
pub(super) fn patience(times: u32) -> u32 {
    if times < 3 { 0 } else { 2_u32.saturating_pow(times - 2).min(60) }
}

impl Sessions {
    /// Those the store has kept. Whoever was away longer than `idle` finds the session locked.
    pub(super) fn load(store: &Store, clock: &Clock, idle: Duration) -> Self {
        let (now, monotonic) = (clock.now(), clock.monotonic());
        let mut open = HashMap::new();
        for (name, content) in store.volatiles(Drawer::Sessions).unwrap_or_default() {
            let (Ok(name), Ok(mut kept)) = (name.try_into(), serde_json::from_slice::<Kept>(&content)) else {
                continue;
            };
            let away = now.since(kept.seen).to_std().unwrap_or(Duration::MAX);
            kept.locked |= away > idle;
            kept.touched = monotonic;
            open.insert(name, kept);
        }
        let mut wrong = HashMap::new();
        for (name, content) in store.volatiles(Drawer::PinAttempts).unwrap_or_default() {
            let (Ok(name), Ok(times)) = (<[u8; 16]>::try_from(name), <[u8; 4]>::try_from(content)) else {
                continue;
            };
            let times = u32::from_le_bytes(times);
            let until = monotonic + Duration::from_secs(patience(times).into());
            wrong.insert(Some(OperatorId::new(uuid::Uuid::from_bytes(name))), Wrong { times, until });
        }
        Self { open: Mutex::new(open), wrong: Mutex::new(wrong), idle }
    }

    fn open(&self) -> MutexGuard<'_, HashMap<[u8; 32], Kept>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a session.
    pub(super) fn begin(
        &self,
        store: &Store,
        clock: &Clock,
        token: &str,
        operator: OperatorId,
        csrf: String,
    ) {
        let kept =
            Kept { operator, csrf, locked: false, lang: None, seen: clock.now(), touched: clock.monotonic() };
        keep(store, &fingerprint(token), &kept);
        self.open().insert(fingerprint(token), kept);
    }

    /// The session of a token; idle over the limit locks it. `touch` says that somebody is there.
    pub(super) fn look(&self, store: &Store, clock: &Clock, token: &str, touch: bool) -> Option<Kept> {
        const KEEP_EVERY: Duration = Duration::from_secs(30);
        let mut open = self.open();
        let kept = open.get_mut(&fingerprint(token))?;
        let idle = clock.monotonic().saturating_sub(kept.touched);
        let lock = !kept.locked && idle > self.idle;
        kept.locked |= lock;
        let mut write = lock;
        if touch && !kept.locked {
            kept.touched = clock.monotonic();
            let seen = std::mem::replace(&mut kept.seen, clock.now());
            write |= kept.seen.since(seen).to_std().unwrap_or(Duration::MAX) > KEEP_EVERY;
            if !write {
                kept.seen = seen;
            }
        }
        let found = kept.clone();
        drop(open);
        if write {
            keep(store, &fingerprint(token), &found);
        }
        Some(found)
    }

    /// Changes a session.
    pub(super) fn change(&self, store: &Store, clock: &Clock, token: &str, change: impl FnOnce(&mut Kept)) {
        let mut open = self.open();
        let Some(kept) = open.get_mut(&fingerprint(token)) else { return };
        change(kept);
        kept.touched = clock.monotonic();
        kept.seen = clock.now();
        let found = kept.clone();
        drop(open);
        keep(store, &fingerprint(token), &found);
    }

    /// Ends a session.
    pub(super) fn end(&self, store: &Store, token: &str) -> Option<Kept> {
        let ended = self.open().remove(&fingerprint(token));
        if let Err(error) = store.remove_volatile(Drawer::Sessions, &fingerprint(token)) {
            tracing::warn!(%error, "an ended session stays in the store");
        }
        ended
    }

    /// Ends all sessions of an account.
    pub(super) fn end_all_of(&self, store: &Store, operator: OperatorId) {
        let names: Vec<[u8; 32]> =
            self.open().extract_if(|_, kept| kept.operator == operator).map(|(name, _)| name).collect();
        for name in names {
            if let Err(error) = store.remove_volatile(Drawer::Sessions, &name) {
                tracing::warn!(%error, "an ended session stays in the store");
            }
        }
    }

    /// Seconds before an account's PIN is looked at again. Unknown logins share one patience.
    pub(super) fn wait(&self, clock: &Clock, account: Option<OperatorId>) -> Option<u32> {
        let wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let left = wrong.get(&account)?.until.saturating_sub(clock.monotonic());
        (!left.is_zero()).then(|| u32::try_from(left.as_millis().div_ceil(1000)).unwrap_or(u32::MAX))
    }

    /// Counts a wrong PIN; the seconds to wait now.
    pub(super) fn count_wrong(&self, store: &Store, clock: &Clock, account: Option<OperatorId>) -> u32 {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let one = wrong.entry(account).or_default();
        one.times = one.times.saturating_add(1);
        let seconds = patience(one.times);
        one.until = clock.monotonic() + Duration::from_secs(seconds.into());
        let times = one.times;
        drop(wrong);
        if let Some(account) = account {
            let name = account.uuid().into_bytes();
            if let Err(error) = store.put_volatile(Drawer::PinAttempts, &name, &times.to_le_bytes()) {
                tracing::warn!(%error, "wrong PINs are counted in memory only");
            }
        }
        seconds
    }

    /// The PIN was right.
    pub(super) fn forgive(&self, store: &Store, account: OperatorId) {
        let had = self.wrong.lock().unwrap_or_else(PoisonError::into_inner).remove(&Some(account));
        if had.is_some()
            && let Err(error) = store.remove_volatile(Drawer::PinAttempts, account.uuid().as_bytes())
        {
            tracing::warn!(%error, "wrong PINs stay counted in the store");
        }
    }
}

fn keep(store: &Store, name: &[u8; 32], kept: &Kept) {
    let content = serde_json::to_vec(kept).expect("a session holds only strings and flags");
    if let Err(error) = store.put_volatile(Drawer::Sessions, name, &content) {
        tracing::warn!(%error, "a session is kept in memory only");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_doubles_and_ends_at_a_minute() {
        let waits: Vec<u32> = (0..12).map(patience).collect();
        assert_eq!(waits, [0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
        assert_eq!(patience(u32::MAX), 60);
    }
}
