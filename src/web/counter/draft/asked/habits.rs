//! What an operator used last: it stands in the fields of the next paper. In memory only, never about a person.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::document::KINDS;
use super::money::exemption;
use crate::domain::ids::id::OperatorId;
use crate::web::site::typed::Typed;

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

    /// Remembers what was chosen from the lists; nothing that was written freely.
    pub fn learn(&self, operator: OperatorId, typed: &Typed) {
        let mut all = self.lock();
        let habit = all.entry(operator).or_default();
        let documents = KINDS.iter().map(|(value, _)| *value);
        habit.exemption = exemption(typed.get("duty.code")).map(|row| row.code).or(habit.exemption);
        for (kept, name, known) in [
            (&mut habit.document, "evidence.kind", documents.collect::<Vec<_>>()),
            (&mut habit.duty, "duty.way", vec!["stamp", "exempt"]),
            (&mut habit.fee, "fee.way", vec!["recorded", "waived"]),
        ] {
            if let Some(value) = known.into_iter().find(|value| *value == typed.get(name)) {
                *kept = value;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<OperatorId, Habit>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn only_choices_from_lists_are_remembered_each_for_its_operator() {
        let (anna, bruno) = (OperatorId::new(Uuid::from_u128(1)), OperatorId::new(Uuid::from_u128(2)));
        let habits = Habits::default();
        let typed = Typed::default()
            .with("evidence.kind", "passport")
            .with("evidence.number", "YA1234567")
            .with("duty.way", "exempt")
            .with("duty.code", "7");
        habits.learn(anna, &typed);
        let expected = Habit { document: "passport", duty: "exempt", exemption: Some(7), fee: "" };
        assert_eq!(habits.of(anna), expected);
        assert_eq!(habits.of(bruno), Habit::default());
    }
}
