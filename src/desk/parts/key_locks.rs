//! One command at a time for each entry, stamp, person: what is decided is decided on what is durable.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::{Condvar, Mutex, PoisonError};

/// What somebody is busy with.
pub(crate) struct KeyLocks<K> {
    held: Mutex<HashSet<K>>,
    freed: Condvar,
}

/// Something held until this goes.
pub(crate) struct KeyLock<'a, K: Clone + Eq + Hash> {
    locks: &'a KeyLocks<K>,
    held: K,
}

impl<K> Default for KeyLocks<K> {
    fn default() -> Self {
        Self { held: Mutex::default(), freed: Condvar::new() }
    }
}

impl<K: Clone + Eq + Hash> KeyLocks<K> {
    /// Waits until nobody holds `wanted`, then holds it. Whoever holds several takes them in ascending order.
    pub(crate) fn hold(&self, wanted: K) -> KeyLock<'_, K> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        while !held.insert(wanted.clone()) {
            held = self.freed.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
        KeyLock { locks: self, held: wanted }
    }
}

impl<K: Clone + Eq + Hash> Drop for KeyLock<'_, K> {
    fn drop(&mut self) {
        self.locks.held.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.held);
        self.locks.freed.notify_all();
    }
}
