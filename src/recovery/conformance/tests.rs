//! The rules themselves can say no: held against centres that do everything wrong in one way.

use std::collections::BTreeSet;

use chrono::DateTime;

use super::rules::all;
use super::visit::{certified, subject};
use super::wire::{Came, Line, Request};
use super::{Known, Report, Verdict, Visit, run};
use crate::clock::{Clock, Random};
use crate::code::host::Host;
use crate::code::message::{self, Content, Outgoing, Sense};
use crate::code::{Authority, Certificate, Life, Root, Urn};
use crate::domain::event::Exercise;
use crate::domain::id::StationId;
use crate::domain::moment::Moment;
use crate::recovery::centre::CentreError;
use crate::vault::SigningKey;

fn now() -> Moment {
    Moment::new(DateTime::from_timestamp(1_795_345_200, 0).unwrap())
}

/// A centre that gives the same answer to everything, signed where it has a key.
struct Monotonous {
    status: u16,
    body: String,
    key: Option<(SigningKey, Certificate, Urn)>,
    station: StationId,
    old_tls: Vec<&'static str>,
}

impl Line for Monotonous {
    fn carry(&self, request: &Request) -> Result<Came, CentreError> {
        let (body, media_type) = (self.body.clone().into_bytes(), "application/json");
        let signed = self.key.as_ref().map(|(key, certificate, urn)| {
            let content = Content { media_type: Some(media_type), encoding: None, body: &body };
            let sense = Sense::Answer { to: request.id, status: self.status };
            let to = Urn::from(self.station);
            let outgoing =
                Outgoing { from: *urn, to, id: uuid::Uuid::from_u128(9), at: now(), sense, content };
            message::sign(&outgoing, certificate, key).unwrap()
        });
        Ok(Came {
            status: self.status,
            digest: signed.as_ref().map(|signed| signed.digest.clone()),
            signature: signed.map(|signed| signed.signature),
            media_type: Some(media_type.to_owned()),
            encoding: None,
            body,
        })
    }

    fn old_tls(&self) -> Result<Vec<&'static str>, CentreError> {
        Ok(self.old_tls.clone())
    }
}

/// Nobody answers.
struct Nobody;

impl Line for Nobody {
    fn carry(&self, _: &Request) -> Result<Came, CentreError> {
        Err(CentreError::Silent)
    }

    fn old_tls(&self) -> Result<Vec<&'static str>, CentreError> {
        Err(CentreError::Unreachable)
    }
}

/// A root, its centre's key and name, and a station it certified.
struct Town {
    root: Root,
    centre: (SigningKey, Certificate, Urn),
    known: Known,
}

fn town(random: &Random) -> Town {
    let (root_key, centre_key, key) =
        (SigningKey::generate(random), SigningKey::generate(random), SigningKey::generate(random));
    let root = Root::make("Comune", Exercise::Drill, &root_key, random.bytes(), now()).unwrap();
    let urn = Urn::new(random.uuid(now()));
    let request = crate::code::Request::make(&subject(), urn, &centre_key).unwrap();
    let hosts = ["localhost".parse::<Host>().unwrap()];
    let authority = Authority::new(&root, &root_key).unwrap();
    let certificate = authority.hub(&request, &hosts, random.bytes(), now(), Life::LONGEST).unwrap();
    let station = StationId::new(random.uuid(now()));
    let own = certified(&root, &root_key, station, &key, now(), random).unwrap();
    Town { root, centre: (centre_key, certificate, urn), known: Known { station, key, certificate: own } }
}

/// What a centre that always answers so is told.
fn told(status: u16, signs: bool, body: impl Fn(StationId) -> String) -> Report {
    let random = Random::seeded(5);
    let Town { root, centre, known } = town(&random);
    let urn = centre.2;
    let line = Monotonous {
        status,
        body: body(known.station),
        key: signs.then_some(centre),
        station: known.station,
        old_tls: vec!["TLS 1.0"],
    };
    let clock = Clock::fixed(now());
    let mut visit = Visit::begin(&line, urn, root, known, true, &clock, &random);
    run(&mut visit, |_| {})
}

fn failed(report: &Report) -> BTreeSet<&'static str> {
    report.rules.iter().filter(|one| one.verdict == Verdict::Failed).map(|one| one.rule).collect()
}

#[test]
fn a_centre_that_says_yes_to_everything_keeps_no_rule_of_refusal() {
    let nothing = |station| format!(r#"{{"station":"{station}","head":null,"outcomes":0,"more":false}}"#);
    let report = told(200, true, nothing);
    let failed = failed(&report);
    for rule in [
        "tls-version",
        "unsigned-request",
        "unknown-station",
        "other-station",
        "wrong-audience",
        "stale-request",
        "future-request",
        "wrong-digest",
        "other-operation",
        "replayed-request",
        "enrolment-commitment",
        "gap-at-the-beginning",
        "records-in-order",
        "blob-twice",
        "blob-of-another-name",
    ] {
        assert!(failed.contains(rule), "{rule}: {report:?}");
    }
    assert!(report.passed > 0, "it signs, and its position is empty: {report:?}");
}

#[test]
fn a_centre_that_signs_nothing_and_refuses_without_words_is_told_so() {
    let report = told(401, false, |_| "no".to_owned());
    let failed = failed(&report);
    for rule in ["empty-position", "signed-answers", "problems", "blob-twice", "replayed-request"] {
        assert!(failed.contains(rule), "{rule}: {report:?}");
    }
}

#[test]
fn a_centre_that_does_not_answer_is_not_asked_for_ever() {
    let random = Random::seeded(5);
    let Town { root, centre, known } = town(&random);
    let clock = Clock::fixed(now());
    let mut visit = Visit::begin(&Nobody, centre.2, root, known, true, &clock, &random);
    let report = run(&mut visit, |_| {});
    assert_eq!(report.passed, 0);
    assert!(report.failed <= 3 && report.skipped > 20, "{report:?}");
}

#[test]
fn every_rule_has_a_name_of_its_own_and_needs_only_earlier_ones() {
    let rules = all();
    let mut seen = BTreeSet::new();
    for rule in &rules {
        for need in rule.needs {
            assert!(seen.contains(need), "{} needs {need}", rule.id);
        }
        assert!(seen.insert(rule.id), "{} is there twice", rule.id);
    }
}

#[test]
fn every_rule_is_written_where_it_says() {
    let page = include_str!("../../../CENTRE.md");
    for rule in all() {
        let number = rule.section.strip_prefix("CENTRE.md §").unwrap();
        assert!(page.contains(&format!("\n## {number}. ")), "{}: {}", rule.id, rule.section);
        assert!(page.contains(&format!("`{}`", rule.id)), "{} is not named in CENTRE.md", rule.id);
    }
}
