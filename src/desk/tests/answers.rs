//! What is typed under dotted names: each way of identifying with its fields and rules, money settled one way or not at all.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::draft::evidence::{applicant, evidence, guardian, may_be_minor};
use crate::draft::money::{Settled, settle};
use crate::draft::typed_answers::TypedAnswers;
use domain::form::form::{DutyRule, Identification};
use domain::money::duty::{Duty, Fee};
use domain::money::exemption::TABLE;
use domain::money::tariff::Tariffs;
use domain::person::evidence::{Applicant, Evidence};
use domain::register::entry::Subject;

type Raw = BTreeMap<String, String>;

fn typed(pairs: &[(&str, &str)]) -> Raw {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn with(raw: &Raw, pairs: &[(&str, &str)]) -> Raw {
    let mut raw = raw.clone();
    raw.extend(typed(pairs));
    raw
}

fn subject() -> Subject {
    Subject {
        surname: "Neri".to_owned(),
        given_names: "Rosa".to_owned(),
        birth_date: Some(day("1980-02-29")),
        tax_code: None,
    }
}

fn read(raw: &Raw) -> (Option<Evidence>, Vec<String>, Vec<String>) {
    let mut answers = TypedAnswers::new(raw, day("2026-11-21"));
    let evidence = evidence(&mut answers, Some("Bruno Conti"), &subject());
    let names = |list: Vec<crate::error::FieldProblem>| list.into_iter().map(|one| one.field).collect();
    (evidence, names(answers.problems), names(answers.remarks))
}

fn document() -> Raw {
    typed(&[
        ("evidence.method", "document"),
        ("evidence.kind", "driving-licence"),
        ("evidence.number", "U1X12345A"),
        ("evidence.issuer", "MIT-UCO"),
        ("evidence.issued", "14/03/2021"),
        ("evidence.expires", "14/03/2031"),
    ])
}

fn witnesses() -> Raw {
    let mut raw = typed(&[("evidence.method", "witnesses")]);
    for (prefix, surname, number) in [("w1", "Verdi", "CA1"), ("w2", "Gialli", "CA2")] {
        for (name, value) in [
            ("surname", surname),
            ("given-names", "Ugo"),
            ("birth-date", "21/11/2008"),
            ("kind", "identity-card"),
            ("number", number),
            ("issuer", "Comune di Valdorè"),
            ("issued", ""),
            ("expires", "01/01/9999"),
            ("unrelated", "yes"),
        ] {
            raw.insert(format!("evidence.{prefix}.{name}"), value.to_owned());
        }
    }
    raw
}

#[test]
fn a_document_identifies_also_expired_and_that_is_remarked() {
    let (found, problems, remarks) = read(&document());
    assert!(matches!(found, Some(Evidence::Document { .. })) && problems.is_empty() && remarks.is_empty());
    let (found, problems, remarks) = read(&with(&document(), &[("evidence.expires", "20/11/2026")]));
    assert!(found.is_some() && problems.is_empty());
    assert_eq!(remarks, ["evidence.expires"]);
    let (found, _, remarks) = read(&with(&document(), &[("evidence.expires", "01/01/9999")]));
    assert!(found.is_some() && remarks.is_empty());
}

#[test]
fn what_is_wrong_with_a_document_is_told_at_its_field() {
    for (name, value, told) in [
        ("evidence.number", "", "evidence.number"),
        ("evidence.number", "123456789012345678901", "evidence.number"),
        ("evidence.kind", "library-card", "evidence.kind"),
        ("evidence.issuer", " ", "evidence.issuer"),
        ("evidence.issued", "22/11/2026", "evidence.issued"),
        ("evidence.issued", "31/02/2020", "evidence.issued"),
        ("evidence.expires", "13/03/2021", "evidence.expires"),
        ("evidence.method", "", "evidence.method"),
    ] {
        let (found, problems, _) = read(&with(&document(), &[(name, value)]));
        assert!(found.is_none(), "{name} = {value}");
        assert_eq!(problems, [told], "{name} = {value}");
    }
    let (found, _, _) = read(&with(&document(), &[("evidence.number", "12345678901234567890")]));
    assert!(found.is_some(), "twenty characters pass");
}

#[test]
fn personal_knowledge_is_confirmed_by_the_officer_and_names_them() {
    let raw = typed(&[("evidence.method", "personal-knowledge")]);
    assert_eq!(read(&raw).1, ["evidence.known"]);
    let raw = with(&raw, &[("evidence.known", "yes")]);
    assert_eq!(read(&raw).0, Some(Evidence::PersonalKnowledge { officer: "Bruno Conti".to_owned() }));
    let mut answers = TypedAnswers::new(&raw, day("2026-11-21"));
    assert!(evidence(&mut answers, None, &subject()).is_none());
    assert_eq!(answers.problems[0].field, "evidence.method");
}

#[test]
fn two_witnesses_are_two_adults_with_documents_unrelated_and_not_the_person() {
    let raw = witnesses();
    let (found, problems, _) = read(&raw);
    assert!(matches!(found, Some(Evidence::Witnesses { .. })), "of age on the very day: {problems:?}");
    for (name, value, told) in [
        ("evidence.w1.birth-date", "22/11/2008", "evidence.w1.birth-date"),
        ("evidence.w2.unrelated", "", "evidence.w2.unrelated"),
        ("evidence.w2.number", "", "evidence.w2.number"),
        ("evidence.w2.number", "CA1", "evidence.w2.surname"),
        ("evidence.w2.surname", "VERDI", "evidence.w2.surname"),
        ("evidence.w1.given-names", "", "evidence.w1.given-names"),
    ] {
        let (found, problems, _) = read(&with(&raw, &[(name, value)]));
        assert!(found.is_none(), "{name} = {value}");
        assert_eq!(problems, [told], "{name} = {value}");
    }
    let oneself = [
        ("evidence.w1.surname", "Neri"),
        ("evidence.w1.given-names", "Rosa"),
        ("evidence.w1.birth-date", "29/02/1980"),
    ];
    assert_eq!(read(&with(&raw, &oneself)).1, ["evidence.w1.surname"]);
}

#[test]
fn a_card_on_file_and_the_police_are_named() {
    assert_eq!(read(&typed(&[("evidence.method", "photograph-on-file")])).1, ["evidence.card"]);
    assert_eq!(read(&typed(&[("evidence.method", "police")])).1, ["evidence.report"]);
    let raw = typed(&[("evidence.method", "police"), ("evidence.report", "Questura, prot. 12/2026")]);
    assert!(matches!(read(&raw).0, Some(Evidence::Police { .. })));
}

#[test]
fn an_attestation_is_asked_for_by_who_it_is_about() {
    let asked = |raw: &Raw, rule| {
        let mut answers = TypedAnswers::new(raw, day("2026-11-21"));
        (applicant(&mut answers, rule), answers.problems.into_iter().map(|one| one.field).collect::<Vec<_>>())
    };
    let nothing = Raw::new();
    assert_eq!(asked(&nothing, Identification::Holder).0, Some(Applicant::Holder));
    let other = typed(&[("applicant.kind", "other"), ("applicant.name", "Ada Verdi")]);
    assert_eq!(asked(&other, Identification::Holder).1, ["applicant.kind"]);
    assert_eq!(
        asked(&other, Identification::Applicant).0,
        Some(Applicant::Other { name: "Ada Verdi".into() })
    );
    let body = typed(&[("applicant.kind", "public-body"), ("applicant.name", "INPS")]);
    assert_eq!(asked(&body, Identification::Applicant).1, ["applicant.reference"]);
}

#[test]
fn a_leap_day_child_needs_a_guardian_to_the_last_of_february() {
    let minor = |born: &str, on: &str| may_be_minor(born.parse().unwrap(), day(on));
    assert!(minor("2008-02-29", "2026-02-28"));
    assert!(!minor("2008-02-29", "2026-03-01"));
    assert!(minor("2008", "2026-11-21") && !minor("2007", "2026-11-21"), "of a bare year, until it is past");
    let nothing = Raw::new();
    let mut answers = TypedAnswers::new(&nothing, day("2026-02-28"));
    assert!(guardian(&mut answers).is_none());
    let told: Vec<&str> = answers.problems.iter().map(|one| one.field.as_str()).collect();
    for name in ["role", "surname", "given-names", "kind", "number", "issuer"] {
        assert!(told.contains(&format!("guardian.{name}").as_str()), "{name}");
    }
}

fn money(raw: &Raw, rule: &DutyRule, use_code: UseCode) -> (Option<Settled>, Vec<String>) {
    let mut answers = TypedAnswers::new(raw, day("2026-11-21"));
    let tariff = Tariffs::default().on(day("2026-11-21"));
    let settled = settle(&mut answers, rule, Some(use_code), tariff);
    (settled, answers.problems.into_iter().map(|one| one.field).collect())
}

#[test]
fn a_stamp_has_fourteen_digits_and_no_later_day_than_the_paper() {
    let raw =
        typed(&[("duty.way", "stamp"), ("duty.serial", "0123 4567 8901 23"), ("duty.date", "21/11/2026")]);
    let (settled, problems) = money(&raw, &DutyRule::Due, UseCode::Private);
    let (duty, fee) = settled.unwrap().parts();
    assert!(problems.is_empty());
    assert!(matches!(duty, Some(Duty::Stamp { cents: 1600, ref serial, .. }) if serial == "01234567890123"));
    assert_eq!(fee, Some(Fee::Recorded { cents: 52 }));
    for (name, value) in
        [("duty.serial", "0123456789012"), ("duty.serial", "0123456789012X"), ("duty.date", "22/11/2026")]
    {
        let (settled, problems) = money(&with(&raw, &[(name, value)]), &DutyRule::Due, UseCode::Private);
        assert!(settled.is_none(), "{value}");
        assert_eq!(problems, [name]);
    }
    let (settled, problems) = money(&raw, &DutyRule::Due, UseCode::Court);
    assert!(settled.is_none() && problems == ["duty.way"]);
}

#[test]
fn an_exemption_prints_its_rule_and_four_take_the_fee_with_them() {
    for row in TABLE {
        let raw =
            typed(&[("duty.way", "exempt"), ("duty.code", &row.code.to_string()), ("duty.text", "art. 1")]);
        let (duty, fee) = money(&raw, &DutyRule::Due, UseCode::Court).0.unwrap().parts();
        let Some(Duty::Exempt { wording, code }) = duty else { panic!("{}", row.code) };
        assert!(wording.starts_with("Esente dall'imposta di bollo") && code == Some(row.code));
        let no_fee = matches!(row.code, 4 | 6 | 7 | 10);
        assert_eq!(fee, Some(if no_fee { Fee::None } else { Fee::Recorded { cents: 26 } }));
    }
    let other = typed(&[("duty.way", "exempt"), ("duty.code", "99")]);
    assert_eq!(money(&other, &DutyRule::Due, UseCode::Private).1, ["duty.text"]);
    let long = with(&other, &[("duty.text", &"x".repeat(257))]);
    assert_eq!(money(&long, &DutyRule::Due, UseCode::Private).1, ["duty.text"]);
    let none = typed(&[("duty.way", "exempt"), ("duty.code", "11")]);
    assert_eq!(money(&none, &DutyRule::Due, UseCode::Private).1, ["duty.code"]);
}

#[test]
fn a_fee_is_waived_with_a_reason_only() {
    let raw = typed(&[("duty.way", "exempt"), ("duty.code", "9"), ("fee.way", "waived")]);
    assert_eq!(money(&raw, &DutyRule::Due, UseCode::Private).1, ["fee.reason"]);
    let raw = with(&raw, &[("fee.reason", "indigente")]);
    let (_, fee) = money(&raw, &DutyRule::Due, UseCode::Private).0.unwrap().parts();
    assert_eq!(fee, Some(Fee::Waived { cents: 26, reason: "indigente".to_owned() }));
}

proptest! {
    #[test]
    fn a_paper_with_duty_has_a_stamp_or_an_exemption_or_is_not_made(
        typed in prop::collection::btree_map(
            prop::sample::select(vec!["duty.way", "duty.serial", "duty.date", "duty.code", "duty.text", "fee.way", "fee.reason"]),
            prop::sample::select(vec!["", "stamp", "exempt", "01234567890123", "21/11/2026", "22/11/2026", "3", "99", "7", "waived", "recorded", "testo"]),
            0..7,
        ),
        uses in 0..4_usize,
    ) {
        let raw: Raw = typed.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let (settled, problems) = money(&raw, &DutyRule::Due, UseCode::ALL[uses]);
        match settled.map(|settled| settled.parts()) {
            None => prop_assert!(!problems.is_empty()),
            Some((duty, fee)) => {
                prop_assert!(problems.is_empty());
                let sound = match duty {
                    Some(Duty::Stamp { serial, date, cents }) => {
                        serial.len() == 14 && date <= day("2026-11-21") && cents == 1600 && uses < 2
                    }
                    Some(Duty::Exempt { wording, code }) => !wording.is_empty() && code.is_some(),
                    None => false,
                };
                prop_assert!(sound && fee.is_some());
            }
        }
    }
}
