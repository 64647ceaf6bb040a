//! Identity attestations: who is identified how, one for one person in one outage.

use super::*;
use crate::draft::edit::SaveDraft;
use crate::issue::issuing::Issue;
use domain::money::duty::Duty;
use domain::person::evidence::{Applicant, Evidence};
use domain::person::photograph::Photograph;

/// What a clerk types for an attestation of a grown person with a driving licence.
pub fn adult() -> BTreeMap<String, String> {
    [
        ("surname", "Neri"),
        ("given-names", "Rosa"),
        ("sex", "F"),
        ("birth-date", "29/02/1980"),
        ("birth-place", "Valdorè (PX)"),
        ("citizenship", "italiana"),
        ("municipality", "Valdorè (PX)"),
        ("applicant.kind", "holder"),
        ("evidence.method", "document"),
        ("evidence.kind", "driving-licence"),
        ("evidence.number", "U1X12345A"),
        ("evidence.issuer", "MIT-UCO"),
        ("evidence.expires", "14/03/2031"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect()
}

pub fn shown() -> BTreeMap<String, String> {
    [("*".to_owned(), "document-shown:patente U1X12345A".to_owned())].into()
}

impl Sample {
    pub fn attestation(&self, more: &[(&str, &str)]) -> IssueDirect {
        let mut values = adult();
        values.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        IssueDirect {
            id: EntryId::new(self.desk().mint()),
            form: "identity-attestation".to_owned(),
            values,
            sources: shown(),
            use_code: UseCode::Private,
            person: None,
            non_deferrable: None,
        }
    }

    pub fn attest(&self, more: &[(&str, &str)]) -> Result<EntryView, DeskError> {
        self.desk().issue_direct(&self.clerk(), self.attestation(more))
    }
}

fn entries(desk: &Desk, who: &Session) -> usize {
    desk.entries(who, crate::register::entries::EntryFilter::default()).unwrap().rows.len()
}

#[test]
fn an_attestation_says_who_how_and_until_when() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let entry = sample.attest(&[]).unwrap().entry;
    assert!(matches!(entry.evidence, Some(Evidence::Document { .. })));
    assert_eq!(entry.applicant, Some(Applicant::Holder));
    assert_eq!(entry.valid_until, Some(day("2026-12-21")));
    assert_eq!(entry.photograph, Some(Photograph::Glued));
    assert!(matches!(entry.duty, Some(Duty::Exempt { code: None, .. })) && entry.fee.is_none());
}

#[test]
fn what_is_only_declared_is_not_attested() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let sources = [("*".to_owned(), "declared".to_owned())].into();
    let refused =
        sample.desk().issue_direct(&sample.clerk(), IssueDirect { sources, ..sample.attestation(&[]) });
    assert!(fields(&refused.unwrap_err()).contains(&"surname"));
}

#[test]
fn a_minor_is_not_attested_without_who_answers_for_them() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let refused = sample.attest(&[("birth-date", "22/11/2008")]).unwrap_err();
    assert!(fields(&refused).contains(&"guardian.role") && fields(&refused).contains(&"guardian.number"));
    let guardian = [
        ("birth-date", "22/11/2008"),
        ("guardian.role", "parent"),
        ("guardian.surname", "Neri"),
        ("guardian.given-names", "Ugo"),
        ("guardian.kind", "passport"),
        ("guardian.number", "YA1234567"),
        ("guardian.issuer", "Questura"),
    ];
    let entry = sample.attest(&guardian).unwrap().entry;
    assert_eq!(entry.guardian.unwrap().surname, "Neri");
    assert!(sample.attest(&[("birth-date", "21/11/2008"), ("surname", "Bianchi")]).is_ok(), "of age today");
}

#[test]
fn a_second_attestation_in_one_outage_waits_for_a_supervisor() {
    let sample = Sample::new();
    let outage = sample.open("2026-11-21 08:00");
    let first = sample.attest(&[]).unwrap();
    let refused = sample.attest(&[("given-names", "ROSA")]).unwrap_err();
    assert_eq!(fields(&refused), ["again.reason"]);
    assert!(refused.fields()[0].told.it.contains(&first.entry.number.to_string()));
    // However the name is written: apostrophes, hyphens, umlauts.
    for (one, other) in [("D'Amico", "DAMICO"), ("ELSAYED", "El-Sayed"), ("Müller", "MUELLER")] {
        sample.attest(&[("surname", one)]).unwrap();
        let refused = sample.attest(&[("surname", other)]).unwrap_err();
        assert_eq!(fields(&refused), ["again.reason"], "{one} ~ {other}");
    }
    // A clerk's reason is none.
    assert_eq!(fields(&sample.attest(&[("again.reason", "smarrita")]).unwrap_err()), ["again.reason"]);
    let request = sample.attestation(&[("again.reason", "smarrita")]);
    let again = sample.desk().issue_direct(&sample.supervisor(), request.clone()).unwrap();
    assert_eq!(again.entry.again.as_ref().unwrap().reason, "smarrita");
    assert_eq!(sample.desk().issue_direct(&sample.supervisor(), request).unwrap().entry.id, again.entry.id);
    // Another person, and the same one in the next outage, are free.
    sample.attest(&[("given-names", "Ada")]).unwrap();
    let closing = sample.desk();
    drop(outage);
    for row in
        closing.entries(&sample.clerk(), crate::register::entries::EntryFilter::default()).unwrap().rows
    {
        closing.annul(&sample.supervisor(), row.id, "prova").unwrap();
    }
    assert!(sample.attest(&[]).is_ok(), "an annulled one does not count");
}

#[test]
fn two_desks_at_once_do_not_attest_one_person_twice() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, who) = (sample.desk(), sample.clerk());
    let requests: Vec<_> = (0..6).map(|_| sample.attestation(&[])).collect();
    let outcomes: Vec<_> = std::thread::scope(|threads| {
        let running: Vec<_> = requests
            .into_iter()
            .map(|request| threads.spawn(|| desk.issue_direct(&who, request).is_ok()))
            .collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|issued| **issued).count(), 1, "{outcomes:?}");
    assert_eq!(entries(&desk, &who), 1);
}

#[test]
fn a_clerk_cannot_write_the_supervisors_reason_into_a_draft() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    sample.attest(&[]).unwrap();
    let desk = sample.desk();
    let id = desk.begin_draft(&sample.clerk(), "identity-attestation").unwrap().id;
    let save = |raw: BTreeMap<String, String>| SaveDraft { raw, sources: shown(), use_code: None };
    let blocked = desk.save_draft(&sample.clerk(), id, save(adult()));
    assert!(blocked.is_ok(), "what was typed is sound; the block shows as a problem");
    assert!(desk.draft(&sample.clerk(), id).unwrap().problems.iter().any(|one| one.field == "again.reason"));
    let reason = || save([("again.reason".to_owned(), "smarrita".to_owned())].into());
    let refused = desk.save_draft(&sample.clerk(), id, reason()).unwrap_err();
    assert_eq!(fields(&refused), ["again.reason"]);
    assert!(desk.issue(&sample.clerk(), Issue { id, non_deferrable: None }).is_err());
    desk.save_draft(&sample.supervisor(), id, reason()).unwrap();
    let entry = sample.issued(id).entry;
    assert_eq!(entry.again.unwrap().supervisor, sample.supervisor().operator);
}

#[test]
fn a_configuration_of_six_months_issues_nothing() {
    let mut sample = Sample::new();
    sample.open("2026-11-21 08:00");
    sample.choices.attestation_days = 181;
    sample.restart();
    assert!(sample.attest(&[]).is_err());
    sample.choices.attestation_days = 180;
    sample.restart();
    assert_eq!(sample.attest(&[]).unwrap().entry.valid_until, Some(day("2027-05-20")));
}
