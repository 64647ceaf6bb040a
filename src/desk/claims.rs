//! One command at a time for each entry: what is decided about an entry is decided on what is durable of it.

use std::collections::HashSet;
use std::sync::{Condvar, Mutex, PoisonError};

use crate::domain::id::EntryId;

/// The entries somebody is busy with.
#[derive(Default)]
pub(super) struct Claims {
    held: Mutex<HashSet<EntryId>>,
    freed: Condvar,
}

/// An entry held until this goes.
pub(super) struct Claim<'a> {
    claims: &'a Claims,
    entry: EntryId,
}

impl Claims {
    /// Waits until nobody holds `entry`, then holds it. Whoever holds several takes them in ascending order.
    pub(super) fn hold(&self, entry: EntryId) -> Claim<'_> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        while !held.insert(entry) {
            held = self.freed.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
        Claim { claims: self, entry }
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        self.claims.held.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.entry);
        self.claims.freed.notify_all();
    }
}
