//! The only reader of time and randomness in the crate (ARCHITECTURE.md, rule 6; held by `clippy.toml`).
//!
//! Everything else receives a [`Clock`] or a [`Random`] as an argument, so that a test can say what time it is and
//! which bytes come out of the dice.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use domain::time::moment::Moment;

/// Reads time. Cheap to clone; all clones share one correction.
#[derive(Clone, Debug)]
pub struct Clock {
    source: Source,
    /// Added to the operating system's clock: the supervisor's correction, an event of the journal. Milliseconds.
    correction: Arc<AtomicI64>,
}

#[derive(Clone, Debug)]
enum Source {
    System,
    Fixed(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// The workstation's own clock.
    pub fn system() -> Self {
        Self { source: Source::System, correction: Arc::default() }
    }

    /// A clock that stands at `start` until [`Clock::advance`] moves it. For tests.
    pub fn fixed(start: Moment) -> Self {
        Self { source: Source::Fixed(Arc::new(Mutex::new(start.utc()))), correction: Arc::default() }
    }

    /// Now, with the supervisor's correction applied.
    pub fn now(&self) -> Moment {
        Moment::new(
            self.uncorrected().utc() + TimeDelta::milliseconds(self.correction.load(Ordering::SeqCst)),
        )
    }

    /// Now, as the operating system says it.
    #[allow(clippy::disallowed_methods, reason = "this is the one place")]
    pub fn uncorrected(&self) -> Moment {
        match &self.source {
            Source::System => Moment::new(Utc::now()),
            Source::Fixed(at) => Moment::new(*at.lock().expect("no holder of the fixed clock panics")),
        }
    }

    /// Time since an arbitrary point that no one can set back: what drift is measured against.
    #[allow(clippy::disallowed_methods, reason = "this is the one place")]
    pub fn monotonic(&self) -> Duration {
        use std::sync::OnceLock;
        use std::time::Instant;
        static ORIGIN: OnceLock<Instant> = OnceLock::new();
        match &self.source {
            Source::System => ORIGIN.get_or_init(Instant::now).elapsed(),
            Source::Fixed(_) => {
                let millis = self.uncorrected().utc().timestamp_millis();
                Duration::from_millis(u64::try_from(millis).unwrap_or_default())
            }
        }
    }

    /// Sets the correction that [`Clock::now`] adds (from a `clock-set` event).
    pub fn correct(&self, correction: TimeDelta) {
        self.correction.store(correction.num_milliseconds(), Ordering::SeqCst);
    }

    /// Moves a fixed clock; does nothing to the system's clock.
    pub fn advance(&self, by: TimeDelta) {
        if let Source::Fixed(at) = &self.source {
            *at.lock().expect("no holder of the fixed clock panics") += by;
        }
    }
}

/// Reads randomness. The operating system's, or a repeatable sequence for tests.
#[derive(Clone, Debug, Default)]
pub struct Random {
    seed: Option<Arc<Mutex<u64>>>,
}

impl Random {
    /// The operating system's random numbers.
    pub fn system() -> Self {
        Self { seed: None }
    }

    /// A repeatable sequence. For tests only: never protects anything.
    pub fn seeded(seed: u64) -> Self {
        Self { seed: Some(Arc::new(Mutex::new(seed))) }
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }

    /// Fills `out` with random bytes.
    #[allow(clippy::disallowed_methods, reason = "this is the one place")]
    pub fn fill(&self, out: &mut [u8]) {
        match &self.seed {
            None => getrandom::fill(out).expect("the operating system gives random bytes"),
            Some(state) => {
                let mut state = state.lock().expect("no holder of the seed panics");
                for chunk in out.chunks_mut(8) {
                    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                    let mut z = *state;
                    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                    z ^= z >> 31;
                    chunk.copy_from_slice(&z.to_le_bytes()[..chunk.len()]);
                }
            }
        }
    }

    /// A time-ordered identifier (uuid v7, RFC 9562 §5.7) for something made at `at`.
    pub fn uuid(&self, at: Moment) -> Uuid {
        let millis = u64::try_from(at.utc().timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
    }
}
