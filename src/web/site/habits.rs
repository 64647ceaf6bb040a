//! What an operator used last: it stands in the fields of the next paper. In memory only, never about a person.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::domain::ids::id::OperatorId;

/// What one operator used last; empty where nothing was used yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Habit {
    /// Kind of document.
    pub document: &'static str,
    /// `stamp` or `exempt`.
    pub duty: &'static str,
    /// Code of the exemption.
    pub exemption: Option<u8>,
    /// `recorded` or `waived`.
    pub fee: &'static str,
}

/// Habits of all operators.
#[derive(Default)]
pub struct Habits(Mutex<HashMap<OperatorId, Habit>>);

impl Habits {
    /// What this operator used last.
    pub fn of(&self, operator: OperatorId) -> Habit {
        self.lock().get(&operator).copied().unwrap_or_default()
    }

    /// Remembers what else one operator used.
    pub fn learn(&self, operator: OperatorId, used: impl FnOnce(&mut Habit)) {
        used(self.lock().entry(operator).or_default());
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<OperatorId, Habit>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
