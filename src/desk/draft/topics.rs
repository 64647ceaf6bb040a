//! What the counter asks beyond the fields of a form: topics, and the dotted names they are typed under. Fields of forms
//! hold no dot, so that one flat map of names holds all that is typed.

use serde::{Deserialize, Serialize};

/// Something the counter asks beyond the fields of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// How who stands at the counter was identified: `evidence.*`.
    Evidence,
    /// Who asks: `applicant.*`.
    Applicant,
    /// Who answers for a minor: `guardian.*`.
    Guardian,
    /// The photograph: `photo.way`.
    Photograph,
    /// Stamp duty: `duty.*`.
    Duty,
    /// Secretariat fee: `fee.*`.
    Fee,
    /// What the officer looked at where the extract does not say: `verified.on`.
    Verified,
    /// A second identity attestation in one outage: `again.reason`.
    Again,
    /// What it is needed for: `purpose`.
    Purpose,
}

/// Whether papers of one basket share what is typed under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shared {
    /// One for all: who asks, how identified, which exemption.
    WithBasket,
    /// Each paper its own: stamp, photograph, override.
    Single,
}

/// How long what was typed for one person may go on standing in the fields of the next paper. **Nothing that carries legal
/// meaning is carried from one visit to the next**: pages ask this rule, and keep no list of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stays {
    /// With its paper: exemption, stamp, fee waived, confirmations, reasons, who answers in what quality.
    Paper,
    /// While the same person stands at the counter: who asks, the document shown.
    Visit,
    /// With the operator, for it says nothing of anybody: which kind of document is mostly shown.
    Habit,
}

/// Of documents shown, under whatever prefix.
const DOCUMENT: [&str; 5] = ["kind", "number", "issuer", "issued", "expires"];

impl Topic {
    /// The topic a dotted name belongs to; `None` for names nobody asks. `photo.blob` is set by the desk alone.
    pub fn of(name: &str) -> Option<Self> {
        let (topic, rest) = name.split_once('.').unwrap_or((name, ""));
        let (topic, known) = match topic {
            "purpose" => (Self::Purpose, rest.is_empty() && name == "purpose"),
            "evidence" => (Self::Evidence, is_of_evidence(rest)),
            "applicant" => (Self::Applicant, matches!(rest, "kind" | "name" | "reference")),
            "guardian" => (
                Self::Guardian,
                matches!(rest, "role" | "surname" | "given-names") || DOCUMENT.contains(&rest),
            ),
            "photo" => (Self::Photograph, rest == "way"),
            "duty" => (Self::Duty, matches!(rest, "way" | "serial" | "date" | "code" | "text")),
            "fee" => (Self::Fee, matches!(rest, "way" | "reason")),
            "verified" => (Self::Verified, rest == "on"),
            "again" => (Self::Again, rest == "reason"),
            _ => return None,
        };
        known.then_some(topic)
    }
}

fn is_of_evidence(rest: &str) -> bool {
    match rest.split_once('.') {
        None => DOCUMENT.contains(&rest) || matches!(rest, "method" | "known" | "card" | "report"),
        Some(("w1" | "w2", rest)) => {
            DOCUMENT.contains(&rest) || matches!(rest, "surname" | "given-names" | "birth-date" | "unrelated")
        }
        Some(_) => false,
    }
}

/// Whether the papers of a basket share a dotted name.
pub(crate) fn shared(name: &str) -> Option<Shared> {
    Some(match Topic::of(name)? {
        Topic::Photograph | Topic::Again => Shared::Single,
        Topic::Duty if matches!(name, "duty.serial" | "duty.date") => Shared::Single,
        _ => Shared::WithBasket,
    })
}

/// How long what was typed under a name may stand.
pub fn stays(name: &str) -> Stays {
    let (whose, last) = name.rsplit_once('.').unwrap_or(("", name));
    match whose {
        "evidence" | "evidence.w1" | "evidence.w2" | "guardian" if last == "kind" => Stays::Habit,
        // What a parent showed for one child holds for the next; that it is a parent is said for each.
        "evidence" | "guardian" if DOCUMENT.contains(&last) => Stays::Visit,
        "guardian" if matches!(last, "surname" | "given-names") => Stays::Visit,
        "applicant" if matches!(last, "kind" | "name") => Stays::Visit,
        _ => Stays::Paper,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_the_counter_belongs_to_one_topic() {
        for (name, topic) in [
            ("evidence.method", Topic::Evidence),
            ("evidence.w2.birth-date", Topic::Evidence),
            ("evidence.w1.number", Topic::Evidence),
            ("applicant.kind", Topic::Applicant),
            ("guardian.issuer", Topic::Guardian),
            ("duty.serial", Topic::Duty),
            ("fee.reason", Topic::Fee),
            ("photo.way", Topic::Photograph),
            ("verified.on", Topic::Verified),
            ("again.reason", Topic::Again),
            ("purpose", Topic::Purpose),
        ] {
            assert_eq!(Topic::of(name), Some(topic), "{name}");
        }
        for name in
            ["photo.blob", "evidence", "evidence.w3.surname", "surname", "purpose.x", "duty", "fee.cents"]
        {
            assert_eq!(Topic::of(name), None, "{name}");
        }
    }

    #[test]
    fn what_has_legal_meaning_stays_with_its_paper() {
        for name in [
            "duty.way",
            "duty.serial",
            "duty.date",
            "duty.code",
            "duty.text",
            "fee.way",
            "fee.reason",
            "evidence.method",
            "evidence.known",
            "evidence.card",
            "evidence.report",
            "evidence.w1.surname",
            "evidence.w1.number",
            "evidence.w2.unrelated",
            "guardian.role",
            "applicant.reference",
            "verified.on",
            "again.reason",
            "photo.way",
            "purpose",
            "surname",
        ] {
            assert_eq!(stays(name), Stays::Paper, "{name}");
        }
        assert_eq!(stays("evidence.number"), Stays::Visit);
        assert_eq!(stays("evidence.kind"), Stays::Habit);
    }

    #[test]
    fn a_stamp_is_never_shared_between_papers() {
        assert_eq!(shared("duty.serial"), Some(Shared::Single));
        assert_eq!(shared("duty.code"), Some(Shared::WithBasket));
        assert_eq!(shared("surname"), None);
    }
}
