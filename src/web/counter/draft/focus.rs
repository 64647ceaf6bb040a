//! Where the first key goes: the first thing that is still to be typed.

use super::asked::{applicant, document, guardian, money};
use crate::site::typed::Typed;
use desk::draft::topics::Topic;
use domain::form::form::{Field, Form, Presence};

/// The first empty field that must not be; empty where everything stands, and Enter goes on. A person may lack a surname
/// or names, never both.
pub fn first<'a>(form: &'a Form, asked: &[Topic], typed: &Typed) -> &'a str {
    let applicant = asked.contains(&Topic::Applicant).then_some(applicant::KIND);
    let evidence = (asked.contains(&Topic::Evidence) && typed.get("evidence.method") == "document")
        .then_some(document::OWN.number);
    let guardian = asked.contains(&Topic::Guardian).then_some(guardian::SURNAME);
    let nameless =
        [&form.subject.surname, &form.subject.given_names].iter().all(|name| typed.trimmed(name).is_empty());
    let needed = |field: &&Field| {
        field.presence == Presence::Required || (nameless && field.id == form.subject.surname)
    };
    let fields = form.fields().filter(needed).map(|field| field.id.as_str());
    let duty = asked.contains(&Topic::Duty).then(|| match typed.get(money::DUTY) {
        "exempt" => money::CODE,
        _ => money::SERIAL,
    });
    applicant
        .into_iter()
        .chain(evidence)
        .chain(duty)
        .chain(guardian)
        .chain(fields)
        .find(|name| typed.trimmed(name).is_empty())
        .unwrap_or_default()
}
