//! How often each address asks for a confirmation.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How often each address asks: guessing codes must not pay.
#[derive(Default)]
pub(crate) struct Callers(Mutex<HashMap<IpAddr, (Duration, u32)>>);

impl Callers {
    /// Questions of one address in [`Callers::WITHIN`].
    const MOST: u32 = 20;
    const WITHIN: Duration = Duration::from_mins(1);
    /// Addresses remembered.
    const ADDRESSES: usize = 4096;

    /// Seconds to wait, if this address asked too often.
    pub(crate) fn ask(&self, source: IpAddr, now: Duration) -> Option<u32> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= Self::ADDRESSES {
            all.retain(|_, (since, _)| now.saturating_sub(*since) <= Self::WITHIN);
        }
        let (since, asked) = all.entry(source).or_insert((now, 0));
        if now.saturating_sub(*since) > Self::WITHIN {
            (*since, *asked) = (now, 0);
        }
        *asked = asked.saturating_add(1);
        let left = Self::WITHIN.saturating_sub(now.saturating_sub(*since)).as_secs() + 1;
        (*asked > Self::MOST).then(|| u32::try_from(left).unwrap_or(u32::MAX))
    }
}
