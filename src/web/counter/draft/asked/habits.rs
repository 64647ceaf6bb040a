//! What an operator used last: it stands in the fields of the next paper. In memory only, never about a person.

use crate::site::habits::Habits;

use super::document::{KINDS, OWN};
use crate::site::typed::Typed;
use domain::ids::id::OperatorId;

/// Remembers the kind of document that was chosen from the list: all that [`desk::draft::topics::stays`] lets become a
/// habit.
pub fn learn(habits: &Habits, operator: OperatorId, typed: &Typed) {
    if let Some((kind, _)) = KINDS.iter().find(|(value, _)| *value == typed.get(OWN.kind)) {
        habits.learn(operator, |habit| habit.document = kind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::habits::Habit;
    use uuid::Uuid;

    #[test]
    fn only_the_kind_of_document_is_remembered_each_for_its_operator() {
        let (anna, bruno) = (OperatorId::new(Uuid::from_u128(1)), OperatorId::new(Uuid::from_u128(2)));
        let habits = Habits::default();
        let typed = Typed::default()
            .with("evidence.kind", "passport")
            .with("evidence.number", "YA1234567")
            .with("duty.way", "exempt")
            .with("duty.code", "7");
        learn(&habits, anna, &typed);
        assert_eq!(habits.of(anna), Habit { document: "passport" });
        assert_eq!(habits.of(bruno), Habit::default());
    }
}
