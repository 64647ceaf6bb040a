//! What an entry says beyond the values of its form: who asked, how they were identified, money, photograph, validity, who
//! answers for what.

use crate::counter::draft::asked::document;
use crate::counter::draft::asked::purpose::purpose;
use crate::words::lang::Lang;
use crate::words::{money, when};
use domain::money::duty::{Duty, Fee};
use domain::person::evidence::{Applicant, Evidence, Guardian, GuardianRole, ShownDocument, Witness};
use domain::person::photograph::Photograph;
use domain::register::entry::Entry;

/// A value, its label and where it comes from, or more about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// The value.
    pub value: String,
    /// In small.
    pub source: String,
}

fn fact(label: &str, value: impl Into<String>, source: impl Into<String>) -> Fact {
    Fact { label: label.to_owned(), value: value.into(), source: source.into() }
}

/// The facts, in the order in which they were asked.
pub fn of(entry: &Entry, l: Lang) -> Vec<Fact> {
    let mut facts = Vec::new();
    facts.extend(entry.applicant.as_ref().map(|one| applicant(one, l)));
    facts.extend(entry.evidence.as_ref().map(|one| evidence(one, l)));
    facts.extend(entry.guardian.as_ref().map(|one| guardian(one, l)));
    facts.extend(entry.purpose.map(|one| fact(l.t("Serviva per", "Needed for"), purpose(one, l), "")));
    facts.extend(entry.duty.as_ref().map(|one| duty(one, l)));
    facts.extend(entry.fee.as_ref().and_then(|one| fee(one, l)));
    facts.extend(entry.photograph.as_ref().map(|one| photograph(one, l)));
    facts
        .extend(entry.valid_until.map(|day| fact(l.t("Valida fino al", "Valid until"), when::date(day), "")));
    facts.extend(
        entry.verified.as_ref().map(|one| fact(l.t("Verificato su", "Checked on"), &one.on, &one.officer)),
    );
    facts.extend(entry.again.as_ref().map(|one| {
        fact(l.t("Seconda attestazione", "Second attestation"), &one.reason, &one.supervisor_name)
    }));
    facts
}

fn applicant(applicant: &Applicant, l: Lang) -> Fact {
    let label = l.t("Richiedente", "Applicant");
    match applicant {
        Applicant::Holder => fact(label, l.t("l’interessato", "the person it is about"), ""),
        Applicant::Other { name } => fact(label, name, ""),
        Applicant::PublicBody { name, reference } => fact(label, name, reference),
    }
}

fn shown(document: &ShownDocument, l: Lang) -> String {
    let kind = document::kind(document.kind, l);
    let expires = document.expires.map(|day| format!(", {} {}", l.t("scad.", "exp."), when::date(day)));
    format!("{kind} {}, {}{}", document.number, document.issuer, expires.unwrap_or_default())
}

fn witness(witness: &Witness, l: Lang) -> String {
    format!("{} {} ({})", witness.surname, witness.given_names, shown(&witness.document, l))
}

fn evidence(evidence: &Evidence, l: Lang) -> Fact {
    let label = l.t("Identità accertata con", "Identity established by");
    match evidence {
        Evidence::Document { document } => fact(label, shown(document, l), ""),
        Evidence::PersonalKnowledge { officer } => {
            fact(label, l.t("conoscenza personale", "personal knowledge"), officer)
        }
        Evidence::Witnesses { first, second } => fact(
            label,
            l.t("due testimoni", "two witnesses"),
            format!("{}; {}", witness(first, l), witness(second, l)),
        ),
        Evidence::PhotographOnFile { card } => {
            fact(label, l.t("fotografia agli atti", "photograph on file"), card)
        }
        Evidence::Police { report } => fact(label, l.t("forze di polizia", "police"), report),
    }
}

fn guardian(guardian: &Guardian, l: Lang) -> Fact {
    let label = match guardian.role {
        GuardianRole::Parent => l.t("Genitore", "Parent"),
        GuardianRole::Guardian => l.t("Tutore", "Guardian"),
    };
    let name = format!("{} {}", guardian.surname, guardian.given_names);
    fact(label, name, shown(&guardian.document, l))
}

fn duty(duty: &Duty, l: Lang) -> Fact {
    let label = l.t("Bollo", "Stamp duty");
    match duty {
        Duty::Exempt { wording, .. } => fact(label, l.t("esente", "exempt"), wording),
        Duty::Stamp { serial, date, cents } => fact(
            label,
            format!("{} {serial}", l.t("marca", "stamp")),
            format!("{} {}, {}", l.t("del", "of"), when::date(*date), money::euro(u64::from(*cents))),
        ),
    }
}

fn fee(fee: &Fee, l: Lang) -> Option<Fact> {
    let label = l.t("Diritti", "Fee");
    match fee {
        Fee::None => None,
        Fee::Recorded { cents } => {
            Some(fact(label, money::euro(u64::from(*cents)), l.t("registrati", "recorded")))
        }
        Fee::Waived { cents, reason } => Some(fact(
            label,
            format!("{} {}", l.t("non riscossi", "waived"), money::euro(u64::from(*cents))),
            reason,
        )),
    }
}

fn photograph(photograph: &Photograph, l: Lang) -> Fact {
    let label = l.t("Fotografia", "Photograph");
    match photograph {
        Photograph::Glued => fact(label, l.t("riquadro da incollare", "box to glue it into"), ""),
        Photograph::Kept { .. } => fact(label, l.t("stampata", "printed"), ""),
    }
}
