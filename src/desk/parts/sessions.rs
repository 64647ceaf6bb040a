//! Sessions in memory, with a copy in the store that survives a restart and may be lost.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use clock::Clock;
use domain::ids::id::OperatorId;
use domain::text::bilingual::Lang;
use domain::time::moment::Moment;
use store::{Drawer, Store};

/// A session as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) operator: OperatorId,
    pub(crate) csrf: String,
    pub(crate) locked: bool,
    pub(crate) lang: Option<Lang>,
    /// Last seen, for what comes after a restart.
    seen: Moment,
    /// Last seen on the clock nobody can set.
    #[serde(skip)]
    touched: Duration,
    /// How old it was when it was last written down.
    #[serde(default)]
    age: Duration,
    /// Since when its age counts on, on the clock nobody can set.
    #[serde(skip)]
    counted: Duration,
}

impl Kept {
    /// A shift and no more: after that one signs in again.
    const LONGEST: Duration = Duration::from_hours(12);

    fn aged(&self, monotonic: Duration) -> Duration {
        self.age.saturating_add(monotonic.saturating_sub(self.counted))
    }

    fn is_over(&self, monotonic: Duration) -> bool {
        self.aged(monotonic) > Self::LONGEST
    }

    /// As it is written down.
    fn at_age(&self, monotonic: Duration) -> Self {
        Self { age: self.aged(monotonic), ..self.clone() }
    }
}

/// All sessions.
pub(crate) struct Sessions {
    open: Mutex<HashMap<[u8; 32], Kept>>,
    /// Those that others ended, the newest last: what was typed in them is still taken.
    ended: Mutex<VecDeque<([u8; 32], Kept)>>,
    idle: Duration,
}

/// What tokens are known by.
pub(crate) fn fingerprint(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

impl Sessions {
    /// Those the store has kept. Whoever was away longer than `idle` finds the session locked.
    pub(crate) fn load(store: &Store, clock: &Clock, idle: Duration) -> Self {
        let (now, monotonic) = (clock.now(), clock.monotonic());
        let mut open = HashMap::new();
        for (name, content) in store.volatiles(Drawer::Sessions).unwrap_or_default() {
            let (Ok(name), Ok(mut kept)) = (name.try_into(), serde_json::from_slice::<Kept>(&content)) else {
                continue;
            };
            let away = now.since(kept.seen).to_std().unwrap_or(Duration::MAX);
            kept.locked |= away > idle;
            (kept.touched, kept.counted) = (monotonic, monotonic);
            kept.age = kept.age.saturating_add(away);
            open.insert(name, kept);
        }
        Self { open: Mutex::new(open), ended: Mutex::default(), idle }
    }

    /// Sessions of one account at the same time.
    const OF_ONE: usize = 32;
    /// Ended sessions remembered.
    const ENDED: usize = 64;

    fn open(&self) -> MutexGuard<'_, HashMap<[u8; 32], Kept>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a session; of an account with too many, the one nobody has used for longest ends.
    pub(crate) fn begin(
        &self,
        store: &Store,
        clock: &Clock,
        token: &str,
        operator: OperatorId,
        csrf: String,
    ) {
        let now = clock.monotonic();
        let kept = Kept {
            operator,
            csrf,
            locked: false,
            lang: None,
            seen: clock.now(),
            touched: now,
            age: Duration::ZERO,
            counted: now,
        };
        keep(store, &fingerprint(token), &kept);
        let over = self.too_many_of(operator, now);
        self.end_where(store, |kept| kept.is_over(now) || over.contains(&kept.csrf));
        self.open().insert(fingerprint(token), kept);
    }

    /// Those of an account that one more leaves no place for.
    fn too_many_of(&self, operator: OperatorId, now: Duration) -> HashSet<String> {
        let open = self.open();
        let mut own: Vec<_> =
            open.values().filter(|kept| kept.operator == operator && !kept.is_over(now)).collect();
        own.sort_unstable_by_key(|kept| Reverse(kept.touched));
        own.into_iter().skip(Self::OF_ONE - 1).map(|kept| kept.csrf.clone()).collect()
    }

    /// The session of a token, and how long until it locks; idle over the limit locks it. `touch` says that somebody is there.
    pub(crate) fn look(
        &self,
        store: &Store,
        clock: &Clock,
        token: &str,
        touch: bool,
    ) -> Option<(Kept, Duration)> {
        const KEEP_EVERY: Duration = Duration::from_secs(30);
        let mut open = self.open();
        let kept = open.get_mut(&fingerprint(token)).filter(|kept| !kept.is_over(clock.monotonic()))?;
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
        let found = kept.at_age(clock.monotonic());
        let left = self.idle.saturating_sub(clock.monotonic().saturating_sub(kept.touched));
        drop(open);
        if write {
            keep(store, &fingerprint(token), &found);
        }
        Some((found, left))
    }

    /// Changes a session.
    pub(crate) fn change(&self, store: &Store, clock: &Clock, token: &str, change: impl FnOnce(&mut Kept)) {
        let mut open = self.open();
        let Some(kept) = open.get_mut(&fingerprint(token)) else { return };
        change(kept);
        kept.touched = clock.monotonic();
        kept.seen = clock.now();
        let found = kept.at_age(clock.monotonic());
        drop(open);
        keep(store, &fingerprint(token), &found);
    }

    /// Whose sessions are open: the account, whether it is locked, and how long nobody did anything in it.
    pub(crate) fn at_work(&self, clock: &Clock) -> Vec<(OperatorId, bool, Duration)> {
        let now = clock.monotonic();
        let open = self.open();
        let at_work = open.values().filter(|kept| !kept.is_over(now)).map(|kept| {
            let idle = now.saturating_sub(kept.touched);
            (kept.operator, kept.locked || idle > self.idle, idle)
        });
        at_work.collect()
    }

    /// Ends a session.
    pub(crate) fn end(&self, store: &Store, token: &str) -> Option<Kept> {
        let ended = self.open().remove(&fingerprint(token));
        forget(store, &fingerprint(token));
        ended
    }

    /// Ends all sessions of an account.
    pub(crate) fn end_all_of(&self, store: &Store, operator: OperatorId) {
        self.end_where(store, |kept| kept.operator == operator);
    }

    /// Ends all sessions of an account but the one with this anti-forgery token.
    pub(crate) fn end_others_of(&self, store: &Store, operator: OperatorId, csrf: &str) {
        self.end_where(store, |kept| kept.operator == operator && kept.csrf != csrf);
    }

    fn end_where(&self, store: &Store, ends: impl Fn(&Kept) -> bool) {
        let over: Vec<([u8; 32], Kept)> = self.open().extract_if(|_, kept| ends(kept)).collect();
        for (name, _) in &over {
            forget(store, name);
        }
        let mut ended = self.ended();
        ended.extend(over);
        let more = ended.len().saturating_sub(Self::ENDED);
        ended.drain(..more);
    }

    fn ended(&self) -> MutexGuard<'_, VecDeque<([u8; 32], Kept)>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whose session a token is, or was until somebody else or the end of the shift ended it; with its anti-forgery token.
    pub(crate) fn whose(&self, token: &str) -> Option<(OperatorId, String)> {
        let name = fingerprint(token);
        let open = self.open().get(&name).map(|kept| (kept.operator, kept.csrf.clone()));
        open.or_else(|| {
            let ended = self.ended();
            let (_, kept) = ended.iter().rev().find(|(other, _)| *other == name)?;
            Some((kept.operator, kept.csrf.clone()))
        })
    }
}

fn forget(store: &Store, name: &[u8; 32]) {
    if let Err(error) = store.remove_volatile(Drawer::Sessions, name) {
        tracing::warn!(%error, "an ended session stays in the store");
    }
}

fn keep(store: &Store, name: &[u8; 32], kept: &Kept) {
    let content = serde_json::to_vec(kept).expect("a session holds only strings and flags");
    if let Err(error) = store.put_volatile(Drawer::Sessions, name, &content) {
        tracing::warn!(%error, "a session is kept in memory only");
    }
}
