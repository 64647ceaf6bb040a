//! What stands in the fields before anything was typed into them: the usual answer, so that a clerk only types what is
//! particular.

use super::document::ALL;
use super::{applicant, evidence, guardian, money, picture};
use crate::desk::draft::topics::Topic;
use crate::domain::form::form::Form;
use crate::web::site::habits::Habit;
use crate::web::site::typed::Typed;

/// Adds the usual answers to the fields that are asked and empty.
#[must_use]
pub fn filled(typed: Typed, asked: &[Topic], habit: Habit) -> Typed {
    let document = or(habit.document, "identity-card");
    let code = habit.exemption.map(|code| code.to_string()).unwrap_or_default();
    let mut usual: Vec<(&str, &str)> = Vec::new();
    for topic in asked {
        match topic {
            Topic::Applicant => usual.push((applicant::KIND, "holder")),
            Topic::Evidence => usual.push((evidence::METHOD, "document")),
            Topic::Guardian => usual.push((guardian::ROLE, "parent")),
            Topic::Photograph => usual.push((picture::WAY, "glued")),
            Topic::Duty => {
                usual.extend([(money::DUTY, or(habit.duty, "stamp")), (money::CODE, &code)]);
            }
            Topic::Fee => usual.push((money::FEE, or(habit.fee, "recorded"))),
            Topic::Verified | Topic::Again | Topic::Purpose => {}
        }
    }
    let typed = usual.into_iter().fold(typed, |typed, (name, value)| fill(typed, name, value));
    ALL.iter().fold(typed, |typed, names| fill(typed, names.kind, document))
}

/// What somebody who leaves without a paper can do meanwhile, to be made particular.
const ALTERNATIVE: &str = "Autocertificazione (art. 46, DPR 445/2000), che uffici e privati accettano; si può tornare appena i sistemi sono ripristinati.";

/// The usual alternative, where a form asks for one and nothing was typed.
#[must_use]
pub fn alternative(typed: Typed, form: &Form) -> Typed {
    if form.field("alternative").is_some() { fill(typed, "alternative", ALTERNATIVE) } else { typed }
}

fn or<'a>(value: &'a str, usual: &'a str) -> &'a str {
    if value.is_empty() { usual } else { value }
}

fn fill(typed: Typed, name: &str, value: &str) -> Typed {
    if typed.has(name) || value.is_empty() { typed } else { typed.with(name, value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_answers_stand_only_where_nothing_was_typed() {
        let typed = Typed::default().with("applicant.kind", "other");
        let habit = Habit { document: "passport", ..Habit::default() };
        let filled = filled(typed, &[Topic::Applicant, Topic::Evidence, Topic::Duty], habit);
        assert_eq!(filled.get("applicant.kind"), "other");
        assert_eq!(filled.get("evidence.method"), "document");
        assert_eq!(filled.get("evidence.kind"), "passport");
        assert_eq!(filled.get("duty.way"), "stamp");
        assert!(!filled.has("fee.way"), "what is not asked is not answered");
    }
}
