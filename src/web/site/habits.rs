//! What an operator used last and says nothing of anybody: it stands in the fields of the next paper. In memory only. What has
//! legal meaning never becomes a habit ([`desk::draft::topics::stays`]).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::ids::id::OperatorId;

/// What one operator used last; empty where nothing was used yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Habit {
    /// Kind of document.
    pub document: &'static str,
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
