//! One command at a time for each entry, stamp, person: what is decided is decided on what is durable.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::{Condvar, Mutex, PoisonError};

/// What somebody is busy with.
pub(in crate::desk) struct Claims<K> {
    held: Mutex<HashSet<K>>,
    freed: Condvar,
}

/// Something held until this goes.
pub(in crate::desk) struct Claim<'a, K: Clone + Eq + Hash> {
    claims: &'a Claims<K>,
    held: K,
}

impl<K> Default for Claims<K> {
    fn default() -> Self {
        Self { held: Mutex::default(), freed: Condvar::new() }
    }
}

impl<K: Clone + Eq + Hash> Claims<K> {
    /// Waits until nobody holds `wanted`, then holds it. Whoever holds several takes them in ascending order.
    pub(in crate::desk) fn hold(&self, wanted: K) -> Claim<'_, K> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        while !held.insert(wanted.clone()) {
            held = self.freed.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
        Claim { claims: self, held: wanted }
    }
}

impl<K: Clone + Eq + Hash> Drop for Claim<'_, K> {
    fn drop(&mut self) {
        self.claims.held.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.held);
        self.claims.freed.notify_all();
    }
}
