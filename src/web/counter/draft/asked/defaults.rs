//! What stands in the fields before anything was typed into them: only what says nothing by itself, or what the law itself
//! presumes. A way that is shown chosen (document, stamp) says nothing until its number is typed; duty is due and the fee is
//! recorded unless somebody says otherwise; private use is the law's own. Who asks, an exemption, a quality, a confirmation are
//! never chosen in advance.

use super::document::ALL;
use super::{applicant, evidence, money, picture};
use crate::site::habits::Habit;
use crate::site::typed::Typed;
use desk::draft::topics::Topic;
use domain::form::form::{Form, Identification};

/// Every answer that may stand before anything was typed, beside the kind of document shown.
const USUAL: [(Topic, &str, &str); 4] = [
    (Topic::Evidence, evidence::METHOD, "document"),
    (Topic::Photograph, picture::WAY, "glued"),
    (Topic::Duty, money::DUTY, "stamp"),
    (Topic::Fee, money::FEE, "recorded"),
];

/// Adds the usual answers to the fields that are asked and empty.
#[must_use]
pub fn filled(typed: Typed, asked: &[Topic], habit: Habit) -> Typed {
    let document = if habit.document.is_empty() { "identity-card" } else { habit.document };
    let usual = USUAL.iter().filter(|(topic, ..)| asked.contains(topic));
    let typed = usual.fold(typed, |typed, (_, name, value)| fill(typed, name, value));
    ALL.iter().fold(typed, |typed, names| fill(typed, names.kind, document))
}

/// Who asks, where the form leaves no choice: what identifies its holder is asked for by the holder, present.
#[must_use]
pub fn asked_by_rule(typed: Typed, form: &Form) -> Typed {
    if form.identification == Identification::Holder { fill(typed, applicant::KIND, "holder") } else { typed }
}

/// What somebody who leaves without a paper can do meanwhile, to be made particular.
const ALTERNATIVE: &str = "Autocertificazione (art. 46, DPR 445/2000), che uffici e privati accettano; si può tornare appena i sistemi sono ripristinati.";

/// The usual alternative, where a form asks for one and nothing was typed.
#[must_use]
pub fn alternative(typed: Typed, form: &Form) -> Typed {
    if form.field("alternative").is_some() { fill(typed, "alternative", ALTERNATIVE) } else { typed }
}

fn fill(typed: Typed, name: &str, value: &str) -> Typed {
    if typed.has(name) || value.is_empty() { typed } else { typed.with(name, value) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::counter::draft::asked::habits::learn;
    use crate::site::habits::Habits;
    use desk::draft::topics::{Stays, stays};
    use domain::ids::id::OperatorId;

    const TOPICS: [Topic; 9] = [
        Topic::Evidence,
        Topic::Applicant,
        Topic::Guardian,
        Topic::Photograph,
        Topic::Duty,
        Topic::Fee,
        Topic::Verified,
        Topic::Again,
        Topic::Purpose,
    ];

    #[test]
    fn the_usual_answers_stand_only_where_nothing_was_typed() {
        let typed = Typed::default().with("applicant.kind", "other");
        let habit = Habit { document: "passport" };
        let filled = filled(typed, &[Topic::Applicant, Topic::Evidence, Topic::Duty], habit);
        assert_eq!(filled.get("applicant.kind"), "other");
        assert_eq!(filled.get("evidence.method"), "document");
        assert_eq!(filled.get("evidence.kind"), "passport");
        assert_eq!(filled.get("duty.way"), "stamp");
        assert!(!filled.has("fee.way"), "what is not asked is not answered");
    }

    /// What one person's page sent: anything under any dotted name the counter asks.
    fn sent() -> impl Strategy<Value = Vec<(String, String)>> {
        let names = prop::sample::select(vec![
            "evidence.method",
            "evidence.kind",
            "evidence.number",
            "evidence.issuer",
            "evidence.known",
            "evidence.card",
            "evidence.w1.surname",
            "evidence.w1.kind",
            "evidence.w1.unrelated",
            "applicant.kind",
            "applicant.name",
            "applicant.reference",
            "guardian.role",
            "guardian.surname",
            "guardian.kind",
            "photo.way",
            "duty.way",
            "duty.serial",
            "duty.date",
            "duty.code",
            "duty.text",
            "fee.way",
            "fee.reason",
            "verified.on",
            "again.reason",
            "purpose",
        ]);
        let words = prop::sample::select(vec![
            "holder",
            "other",
            "document",
            "personal-knowledge",
            "passport",
            "driving-licence",
            "exempt",
            "stamp",
            "7",
            "99",
            "waived",
            "yes",
            "parent",
            "AB1234567",
            "Rossi Anna",
            "notary",
        ]);
        prop::collection::vec((names.prop_map(str::to_owned), words.prop_map(str::to_owned)), 0..30)
    }

    proptest! {
        /// Whoever came before, in whatever order and for whatever forms: the next page begins as the first one did, but for
        /// what may become a habit.
        #[test]
        fn nothing_with_legal_meaning_comes_from_whoever_came_before(
            people in prop::collection::vec(sent(), 0..6),
            asked in prop::sample::subsequence(TOPICS.to_vec(), 0..=TOPICS.len()),
        ) {
            let (habits, anna) = (Habits::default(), OperatorId::new(Uuid::from_u128(1)));
            for person in people {
                let typed = person.into_iter().fold(Typed::default(), |typed, (name, value)| typed.with(&name, value));
                learn(&habits, anna, &typed);
            }
            let first = filled(Typed::default(), &asked, Habit::default()).map();
            let next = filled(Typed::default(), &asked, habits.of(anna)).map();
            prop_assert_eq!(first.keys().collect::<Vec<_>>(), next.keys().collect::<Vec<_>>());
            for (name, value) in next {
                if stays(&name) != Stays::Habit {
                    prop_assert_eq!(&value, &first[&name], "{}", name);
                    let usual = USUAL.iter().any(|(_, usual, word)| *usual == name && *word == value);
                    prop_assert!(usual, "{} = {} is chosen in advance", name, value);
                }
            }
        }
    }
}
