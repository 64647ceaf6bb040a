//! Tries of a PIN: one at a time, counted before they are looked at, by account and by where they come from.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use clock::Clock;
use domain::ids::id::OperatorId;
use domain::time::patience::patience;
use store::{Drawer, Store};

/// Wrong PINs in a row after which the log warns.
pub(crate) const WARN_AFTER: u32 = 10;

/// Who tries: an account, from a browser or program that it signed in on before, or from anywhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Knocker {
    /// The account; all unknown logins share one patience.
    pub(crate) account: Option<OperatorId>,
    /// The mark of the browser, or of the session, that it was signed in on.
    pub(crate) known: Option<[u8; 16]>,
}

impl Knocker {
    /// Name in the store; unknown logins are counted in memory only.
    fn name(self) -> Option<Vec<u8>> {
        let account = self.account?;
        Some([&account.uuid().into_bytes()[..], self.known.as_ref().map_or(&[], |mark| &mark[..])].concat())
    }

    fn of(name: &[u8]) -> Option<Self> {
        let (account, mark) = name.split_first_chunk::<16>()?;
        let known = if mark.is_empty() { None } else { Some(mark.try_into().ok()?) };
        Some(Self { account: Some(OperatorId::new(uuid::Uuid::from_bytes(*account))), known })
    }
}

/// Wrong PINs in a row.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    times: u32,
    /// Not before this point of the monotonic clock.
    until: Duration,
    /// When it was last tried.
    last: Duration,
    /// Whether a try is being looked at right now.
    under_way: bool,
}

impl Count {
    /// Seconds until it may be tried again.
    fn left(self, now: Duration) -> Option<u32> {
        let left = self.until.saturating_sub(now);
        let left = u32::try_from(left.as_millis().div_ceil(1000)).unwrap_or(u32::MAX);
        match left {
            0 if self.under_way => Some(1),
            0 => None,
            left => Some(left),
        }
    }
}

#[derive(Default)]
struct Counts {
    accounts: HashMap<Knocker, Count>,
    sources: HashMap<IpAddr, Count>,
}

/// The patience with wrong PINs, and the few places where one is examined: each costs 19 MiB.
#[derive(Default)]
pub(crate) struct Tries {
    counts: Mutex<Counts>,
    examined: Mutex<usize>,
    left: Condvar,
}

/// The patience with one address, whichever accounts it tries. Everybody on one computer shares one address: later, and shorter.
fn patience_with_source(times: u32) -> u32 {
    if times <= WARN_AFTER { 0 } else { 2_u32.saturating_pow(times - WARN_AFTER).min(30) }
}

impl Tries {
    /// Examinations at the same time.
    const AT_ONCE: usize = 2;
    /// Addresses remembered.
    const SOURCES: usize = 4096;
    /// How long an address is held to what it tried.
    const SOURCE_FORGOTTEN: Duration = Duration::from_mins(15);

    /// Those the store has kept.
    pub(crate) fn load(store: &Store, clock: &Clock) -> Self {
        let now = clock.monotonic();
        let mut accounts = HashMap::new();
        for (name, content) in store.volatiles(Drawer::PinAttempts).unwrap_or_default() {
            let (Some(knocker), Ok(times)) = (Knocker::of(&name), <[u8; 4]>::try_from(content)) else {
                continue;
            };
            let times = u32::from_le_bytes(times);
            let until = now + Duration::from_secs(patience(times).into());
            accounts.insert(knocker, Count { times, until, last: now, under_way: false });
        }
        Self { counts: Mutex::new(Counts { accounts, ..Counts::default() }), ..Self::default() }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a turn: the try counts as wrong until it is said to be right. The seconds to wait, if it is not looked at.
    pub(crate) fn begin(
        &self,
        store: &Store,
        clock: &Clock,
        knocker: Knocker,
        source: Option<IpAddr>,
    ) -> Result<Turn<'_>, u32> {
        let now = clock.monotonic();
        // Whoever was signed in here before is not held to what strangers do at the same address.
        let source = source.filter(|_| knocker.known.is_none());
        let mut counts = self.counts();
        let waits = counts.accounts.get(&knocker).and_then(|count| count.left(now));
        let waits_there = source.and_then(|source| counts.sources.get(&source)?.left(now));
        if let Some(s) = waits.max(waits_there) {
            return Err(s);
        }
        let count = counts.accounts.entry(knocker).or_default();
        count.times = count.times.saturating_add(1);
        count.until = now + Duration::from_secs(patience(count.times).into());
        (count.last, count.under_way) = (now, true);
        let times = count.times;
        if let Some(source) = source {
            counts.count_source(source, now);
        }
        drop(counts);
        if let Some(name) = knocker.name()
            && let Err(error) = store.put_volatile(Drawer::PinAttempts, &name, &times.to_le_bytes())
        {
            tracing::warn!(%error, "wrong PINs are counted in memory only");
        }
        Ok(Turn { tries: self, knocker, source, times })
    }

    /// Examines a secret when there is a place for it.
    pub(crate) fn examine<T>(&self, examine: impl FnOnce() -> T) -> T {
        let examined = self.examined.lock().unwrap_or_else(PoisonError::into_inner);
        let mut examined = self
            .left
            .wait_while(examined, |examined| *examined >= Self::AT_ONCE)
            .unwrap_or_else(PoisonError::into_inner);
        *examined += 1;
        drop(examined);
        let _place = Place(self);
        examine()
    }

    /// Wrong PINs of an account are forgotten, wherever they were tried.
    pub(crate) fn forgive(&self, store: &Store, account: OperatorId) {
        let forgiven = |knocker: &Knocker| knocker.account == Some(account);
        let names: Vec<Knocker> = {
            let mut counts = self.counts();
            counts.accounts.extract_if(|knocker, _| forgiven(knocker)).map(|(knocker, _)| knocker).collect()
        };
        for knocker in names {
            forget(store, knocker);
        }
    }
}

impl Counts {
    fn count_source(&mut self, source: IpAddr, now: Duration) {
        let forgotten = |count: &Count| now.saturating_sub(count.last) > Tries::SOURCE_FORGOTTEN;
        if self.sources.len() >= Tries::SOURCES {
            self.sources.retain(|_, count| !forgotten(count));
        }
        if self.sources.len() >= Tries::SOURCES {
            self.sources.clear();
        }
        let count = self.sources.entry(source).or_default();
        if forgotten(count) {
            count.times = 0;
        }
        count.times = count.times.saturating_add(1);
        count.until = now + Duration::from_secs(patience_with_source(count.times).into());
        count.last = now;
    }
}

/// A place where something is examined; given free also by a panic.
struct Place<'a>(&'a Tries);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        *self.0.examined.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.left.notify_one();
    }
}

/// A try that is being looked at. Dropped, it stays counted.
pub(crate) struct Turn<'a> {
    tries: &'a Tries,
    knocker: Knocker,
    source: Option<IpAddr>,
    /// Wrong ones in a row, with this.
    pub(crate) times: u32,
}

impl Turn<'_> {
    /// It was right: it is taken back, and with it the wrong ones before it.
    pub(crate) fn right(self, store: &Store) {
        let mut counts = self.tries.counts();
        counts.accounts.remove(&self.knocker);
        if let Some(count) = self.source.and_then(|source| counts.sources.get_mut(&source)) {
            count.times = count.times.saturating_sub(1);
            count.until = Duration::ZERO;
        }
        drop(counts);
        forget(store, self.knocker);
    }

    /// Seconds to wait after it, if it was wrong.
    pub(crate) fn wait(&self) -> u32 {
        patience(self.times)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(count) = self.tries.counts().accounts.get_mut(&self.knocker) {
            count.under_way = false;
        }
    }
}

fn forget(store: &Store, knocker: Knocker) {
    let Some(name) = knocker.name() else { return };
    if let Err(error) = store.remove_volatile(Drawer::PinAttempts, &name) {
        tracing::warn!(%error, "wrong PINs stay counted in the store");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_with_an_address_begins_later_and_ends_at_half_a_minute() {
        let waits: Vec<u32> = (9..17).map(patience_with_source).collect();
        assert_eq!(waits, [0, 0, 2, 4, 8, 16, 30, 30]);
    }

    #[test]
    fn a_knocker_reads_back_from_its_name() {
        let account = Some(OperatorId::new(uuid::Uuid::from_u128(7)));
        for known in [None, Some([9; 16])] {
            let knocker = Knocker { account, known };
            assert_eq!(Knocker::of(&knocker.name().unwrap()), Some(knocker));
        }
        assert_eq!(Knocker { account: None, known: None }.name(), None);
        assert_eq!(Knocker::of(&[0; 20]), None);
    }
}
