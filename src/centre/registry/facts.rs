//! What must not be true of two entries: a number, a stamp, the person of an identity attestation.

use crate::ledger::seals;
use domain::money::duty::Duty;
use domain::outage::outage::OutageCode;
use domain::person::folding::name::{self, Name};
use domain::register::entry::{Entry, Subject};
use domain::text::names;
use store::centre::row::{Fact, FactKind};
use vault::KeyRing;

use super::conflicts;

/// The facts of an entry, under the code of its outage where that is known.
pub(crate) fn of(keys: &KeyRing, entry: &Entry, outage: Option<&OutageCode>) -> Vec<Fact> {
    let fact = |kind, text: String| Fact { kind, key: seals::fact(keys, &text) };
    let mut facts = vec![fact(FactKind::Number, format!("number/{}", entry.number))];
    if let Some(Duty::Stamp { serial, .. }) = &entry.duty {
        facts.push(fact(FactKind::Stamp, format!("stamp/{serial}")));
    }
    // A supervisor answered for a second one with a reason: that is no conflict.
    if conflicts::is_identity_attestation(entry)
        && entry.again.is_none()
        && let Some(outage) = outage
    {
        let person = |person| fact(FactKind::Attestation, format!("attestation/{outage}/{person}"));
        facts.extend(people(&entry.subject).into_iter().map(person));
    }
    facts
}

/// What a person is known by: the tax code; without one, name and day of birth however the name is written, and as programs
/// of before wrote it, whose entries are found by that.
fn people(subject: &Subject) -> Vec<String> {
    if let Some(code) = &subject.tax_code {
        return vec![code.clone()];
    }
    let born = subject.birth_date.map(|day| day.to_string()).unwrap_or_default();
    let whole = name::key(Name { surname: &subject.surname, given: &subject.given_names });
    let before = names::fold(&format!("{} {}", subject.surname, subject.given_names));
    vec![format!("={whole}/{born}"), format!("{before}/{born}")]
}
