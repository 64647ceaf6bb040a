//! The rules themselves can say no: held against centres that do everything wrong in one way, and against a centre of others
//! that keeps all of them but one.

mod foreign;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta};

use super::rules::all;
use super::run::these;
use super::visit::{beside, certified, subject};
use super::wire::{Came, Line, Request};
use super::{Known, Report, Rule, Verdict, Visit, run};
use crate::centre::CentreError;
use clock::{Clock, Random};
use domain::ids::id::StationId;
use domain::journal::event::Exercise;
use domain::time::moment::Moment;
use foreign::{Foreign, Mutant};
use trust::host::Host;
use trust::message::{self, Content, Outgoing, Sense};
use trust::{Authority, Certificate, Life, Root, Urn};
use vault::SigningKey;

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
    root_key: SigningKey,
    centre: (SigningKey, Certificate, Urn),
    known: Known,
}

fn town(random: &Random) -> Town {
    let (root_key, centre_key, key) =
        (SigningKey::generate(random), SigningKey::generate(random), SigningKey::generate(random));
    // Made some time ago: certificates of it may have ended.
    let made = now().plus(-TimeDelta::days(10));
    let root = Root::make("Comune", Exercise::Drill, &root_key, random.bytes(), made).unwrap();
    let urn = Urn::new(random.uuid(now()));
    let request = trust::Request::make(&subject(), urn, &centre_key).unwrap();
    let hosts = ["localhost".parse::<Host>().unwrap()];
    let authority = Authority::new(&root, &root_key).unwrap();
    let certificate = authority.hub(&request, &hosts, random.bytes(), now(), Life::LONGEST).unwrap();
    let station = StationId::new(random.uuid(now()));
    let own = certified(&root, &root_key, station, &key, now(), random).unwrap();
    let known = Known { station, key, certificate: own };
    Town { root, root_key, centre: (centre_key, certificate, urn), known }
}

/// What a centre that always answers so is told.
fn told(status: u16, signs: bool, body: impl Fn(StationId) -> String) -> Report {
    let random = Random::seeded(5);
    let Town { root, centre, known, .. } = town(&random);
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
    let Town { root, centre, known, .. } = town(&random);
    let clock = Clock::fixed(now());
    let mut visit = Visit::begin(&Nobody, centre.2, root, known, true, &clock, &random);
    let report = run(&mut visit, |_| {});
    assert_eq!(report.passed, 0);
    assert!(report.failed <= 3 && report.skipped > 20, "{report:?}");
}

/// Rules with files and batches as large as any: tried where they are what is asked about.
const LARGE: [&str; 4] = ["largest-batch", "too-large", "largest-blob", "blob-too-large"];

/// What a foreign centre that breaks this rule is told.
fn of_foreign(broken: Option<Mutant>, large: bool) -> Report {
    let random = Random::seeded(6);
    let Town { root, root_key, centre, known } = town(&random);
    let (key, certificate, urn) = centre;
    let request = trust::Request::make(&subject(), urn, &key).unwrap();
    let authority = Authority::new(&root, &root_key).unwrap();
    let as_station = authority.station(&request, random.bytes(), now(), Life::LONGEST).unwrap();
    let (further, enrolled) = (beside(&root, &root_key, &known, now(), &random), known.station);
    assert_eq!(further.out_of_time.len(), 2);
    let line = Foreign {
        broken,
        key,
        certificate,
        as_station,
        urn,
        root: root.clone(),
        enrolled,
        state: std::cell::RefCell::default(),
    };
    let clock = Clock::fixed(now());
    let mut visit = Visit::begin(&line, urn, root, known, true, &clock, &random);
    visit.beside = further;
    visit.looks = 1;
    let rules: Vec<Rule> = all().into_iter().filter(|rule| large || !LARGE.contains(&rule.id)).collect();
    these(&rules, &mut visit, |_| {})
}

#[test]
fn a_centre_of_others_that_keeps_all_rules_is_told_so() {
    let report = of_foreign(None, true);
    let not_passed: Vec<_> = report.rules.iter().filter(|one| one.verdict != Verdict::Passed).collect();
    assert!(not_passed.is_empty(), "{not_passed:?}");
}

/// Every third of the mutants: they are tried side by side.
fn each_is_caught(of: usize) {
    for (mutant, rule) in Mutant::ALL.iter().skip(of).step_by(3) {
        let report = of_foreign(Some(*mutant), LARGE.contains(rule));
        let failed = failed(&report);
        assert!(failed.contains(rule), "{mutant:?} is not seen by {rule}, but by {failed:?}");
    }
}

#[test]
fn a_centre_of_others_that_breaks_one_rule_is_caught_first_third() {
    each_is_caught(0);
}

#[test]
fn a_centre_of_others_that_breaks_one_rule_is_caught_second_third() {
    each_is_caught(1);
}

#[test]
fn a_centre_of_others_that_breaks_one_rule_is_caught_last_third() {
    each_is_caught(2);
}

#[test]
fn every_rule_is_broken_by_some_centre() {
    let seen: BTreeSet<&str> = Mutant::ALL.iter().map(|(_, rule)| *rule).collect();
    let unseen: Vec<&str> = all().iter().map(|rule| rule.id).filter(|rule| !seen.contains(rule)).collect();
    // What a centre certified is held against its own test.
    assert_eq!(unseen, ["station-certificate", "reserve-certificate"]);
}

/// What is told of a station that the centre certified so.
fn certified_so(change: impl FnOnce(&Town, &mut Known, &Random)) -> BTreeSet<&'static str> {
    let random = Random::seeded(7);
    let mut town = town(&random);
    let empty = Known {
        station: town.known.station,
        key: SigningKey::generate(&random),
        certificate: town.known.certificate.clone(),
    };
    let mut known = std::mem::replace(&mut town.known, empty);
    change(&town, &mut known, &random);
    let clock = Clock::fixed(now());
    let mut visit = Visit::begin(&Nobody, town.centre.2, town.root, known, true, &clock, &random);
    let rules: Vec<Rule> = all().into_iter().filter(|rule| rule.id == "station-certificate").collect();
    let rules: Vec<Rule> = rules.into_iter().map(|rule| Rule { needs: &[], ..rule }).collect();
    failed(&these(&rules, &mut visit, |_| {}))
}

#[test]
fn a_station_is_certified_as_a_station_for_its_key_and_name() {
    assert!(certified_so(|_, _, _| {}).is_empty());
    let as_centre = certified_so(|town, known, random| {
        known.certificate = beside(&town.root, &town.root_key, known, now(), random).as_centre.unwrap();
    });
    let other_key = certified_so(|_, known, random| known.key = SigningKey::generate(random));
    let other_name = certified_so(|_, known, random| known.station = StationId::new(random.uuid(now())));
    for failed in [as_centre, other_key, other_name] {
        assert_eq!(failed.len(), 1);
    }
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
