//! What an operator used last: it stands in the fields of the next paper. In memory only, never about a person.

use crate::web::site::habits::Habits;

use super::document::KINDS;
use super::money::exemption;
use crate::domain::ids::id::OperatorId;
use crate::web::site::typed::Typed;

/// Remembers what was chosen from the lists; nothing that was written freely.
pub fn learn(habits: &Habits, operator: OperatorId, typed: &Typed) {
    habits.learn(operator, |habit| {
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
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::site::habits::Habit;
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
        learn(&habits, anna, &typed);
        let expected = Habit { document: "passport", duty: "exempt", exemption: Some(7), fee: "" };
        assert_eq!(habits.of(anna), expected);
        assert_eq!(habits.of(bruno), Habit::default());
    }
}
