//! A station certified with its reserve dies, and the life after it is believed at once; the same reserve taken twice; a centre
//! that knows of none.

use crate::pass::{Leave, Stood};
use centre::CentreError;
use centre::intake::staged::BundleState;
use centre::stations::enrolments::AskedFrom;
use clock::Random;
use desk::life::witness::NewHead;
use desk::parts::enrolment::KeyChoice;
use desk::recovery::enrolling::Enrolled;
use desk::succession::new_life::NewLife;
use desk::tests::restoring::{copied, desk_of, issue_at, restored, spare, with_stick};
use desk::tests::{Sample, copy_folder};
use desk::{Desk, Premises, StopReason};
use domain::centre::exchange::enrolment::{EnrolmentRequest, EnrolmentState};
use domain::ids::id::{CentreId, StationId};
use domain::journal::witness::{Compared, HowTold};
use store::centre::row::StationState;
use trust::pairing::Nonce;
use trust::{Certificate, Request, Root, Subject, check_chain};

use super::bundles::{Centre, centre};
use super::fake::FakeCentre;
use super::run;

fn subject() -> Subject {
    Subject::new("Comune di esercitazione", Some("Servizi demografici"), "Sportello EM01")
}

/// Whether the centre knows of reserves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Knows {
    Reserves,
    Nothing,
}

/// Two people compare the digits; what the centre gave is kept.
fn enrol(sample: &Sample, centre: &Centre, key: KeyChoice, knows: Knows) -> CentreId {
    let (desk, hub) = (sample.desk(), &centre.hub);
    let of = desk.station_id();
    let own = match key {
        KeyChoice::Present => desk.station_key(of).unwrap(),
        KeyChoice::New => desk.next_station_key(of).unwrap(),
    };
    let request = desk.certificate_request(&own, &subject()).unwrap();
    let nonce = Nonce::new(&Random::seeded(3));
    let asked = EnrolmentRequest { request: request.to_pem(), commitment: nonce.commitment().to_string() };
    let offer = hub.ask_enrolment(&centre.identity, &asked, &AskedFrom::default()).unwrap();
    hub.show_nonce(offer.id, &nonce.to_string()).unwrap();
    hub.grant(&centre.identity, offer.id, "").unwrap();
    let EnrolmentState::Granted { certificate, reserve } = hub.enrolment_state(offer.id).unwrap() else {
        panic!("a centre that let the station in")
    };
    assert!(reserve.is_some(), "the request had one in it");
    desk.begin_enrolment(&sample.supervisor(), "Centro", "centro.example:8443", key).unwrap();
    let id = desk.enrolment().unwrap().id;
    let enrolled = Enrolled {
        urn: centre.identity.urn.to_string(),
        root: offer.root,
        certificate,
        reserve: reserve.filter(|_| knows == Knows::Reserves),
        recipient: offer.recipient.map(|signed| signed.recipient),
    };
    desk.enrolled(id, enrolled).unwrap();
    id
}

/// A counter with a stick, certified, with one entry.
fn serving(knows: Knows) -> (Sample, Centre, CentreId) {
    let sample = with_stick();
    let centre = centre(&sample, 41);
    let id = enrol(&sample, &centre, KeyChoice::Present, knows);
    sample.open("2026-11-21 08:00");
    sample.issue();
    copied(&sample.desk());
    (sample, centre, id)
}

fn at(sample: &Sample, name: &str, stick: &str) -> Premises {
    Premises { second_copy: Some(sample.path(stick)), ..spare(sample, name) }
}

/// All records of the present life of a counter on a stick, taken by the centre.
fn brought(desk: &Desk, centre: &Centre) -> Result<BundleState, CentreError> {
    let who = desk.sign_in("carla", "334455").unwrap().1;
    let ready = desk.ready_bundle(&who, &centre.hub.bundle_recipient(), "", "").unwrap();
    let mut bytes = Vec::new();
    desk.write_bundle(&ready, &mut bytes).unwrap();
    centre.hub.import_bundle(&centre.identity, &bytes).map(|row| row.state)
}

#[test]
fn the_life_after_takes_the_reserve_and_is_believed_at_once() {
    let (mut sample, centre, id) = serving(Knows::Reserves);
    let kept = sample.desk().reserve().unwrap();
    assert_eq!(kept.code, "EM01");
    let living = sample.desk().station_key(sample.desk().station_id()).unwrap().public_key();
    sample.stop();
    let (counter, restored) = restored(&at(&sample, "spare", "stick"), sample.path("stick"));
    let desk = desk_of(&counter);
    assert!(restored.reserve && desk.station_id() == kept.station, "{restored:?}");
    assert_ne!(desk.station_key(kept.station).unwrap().public_key(), living);
    issue_at(&sample, &desk).unwrap();
    // Its certificate is the root's, and the centre that knew the old life knows it without anybody comparing digits.
    let known = desk.centre(id).unwrap().centre;
    let certificate = Certificate::from_pem(&known.certificate).unwrap();
    let checked = check_chain(&certificate, &Root::from_pem(&known.root).unwrap(), desk.now()).unwrap();
    assert_eq!((checked.urn.uuid(), checked.key), (kept.station.uuid(), *certificate.key()));
    assert!(!desk.recovery().centres[0].unknown);
    assert!(matches!(brought(&desk, &centre), Ok(BundleState::Taken { fresh }) if fresh > 0));
    let row = centre.hub.station(kept.station).unwrap().row;
    assert_eq!(row.code, restored.code.to_string(), "the code it numbers under, not the one it was kept for");
    // Used up: until its next certificate the new life has none.
    assert_eq!(desk.reserve(), None);
    drop(desk);
    counter.stop();
}

#[test]
fn a_reserve_that_somebody_took_from_the_stick_is_nobody_elses() {
    let (mut sample, _centre, _) = serving(Knows::Reserves);
    let kept = sample.desk().reserve().unwrap();
    sample.stop();
    let (one, first) = restored(&at(&sample, "one", "stick"), sample.path("stick"));
    let (two, second) = restored(&at(&sample, "two", "stick"), sample.path("stick"));
    assert_eq!((first.reserve, second.reserve), (true, false));
    assert_eq!(desk_of(&one).station_id(), kept.station);
    assert_ne!(desk_of(&two).station_id(), kept.station);
    assert!(desk_of(&two).recovery().centres[0].unknown, "it is made known as ever");
}

#[test]
fn two_clones_of_a_stick_take_one_reserve_and_the_centre_tells_them_apart() {
    let (mut sample, centre, id) = serving(Knows::Reserves);
    sample.stop();
    copy_folder(&sample.path("stick"), &sample.path("clone"));
    let (one, first) = restored(&at(&sample, "one", "stick"), sample.path("stick"));
    let (two, second) = restored(&at(&sample, "two", "clone"), sample.path("clone"));
    let (here, there) = (desk_of(&one), desk_of(&two));
    let station = here.station_id();
    assert_eq!(there.station_id(), station, "nobody could see the other");
    let numbers = [&here, &there].map(|desk| issue_at(&sample, desk).unwrap());
    assert!(first.code != second.code && numbers[0] != numbers[1]);
    assert!(matches!(brought(&here, &centre), Ok(BundleState::Taken { .. })));
    assert!(matches!(
        brought(&there, &centre),
        Ok(BundleState::Refused { .. }) | Err(CentreError::Fork { .. })
    ));
    let claims = centre.hub.station(station).unwrap().fork.unwrap().claims.unwrap();
    assert_eq!((claims.held.code, claims.refused.code), (first.code.to_string(), second.code.to_string()));
    assert_eq!(claims.held.at.local().format("%d/%m/%Y %H:%M").to_string(), "21/11/2026 09:00");
    // The first goes on.
    issue_at(&sample, &here).unwrap();
    assert!(matches!(brought(&here, &centre), Ok(BundleState::Taken { .. })));
    assert_eq!(here.strip().stop, None);
    // Over a line the second learns that the centre holds another beginning, and stops until somebody decides.
    let fake = FakeCentre::new(station);
    for desk in [&here, &there] {
        desk.ask_recovery(&desk.sign_in("carla", "334455").unwrap().1, id).unwrap();
    }
    assert!(matches!(run(&here, id, &fake, Leave::Given), Stood::Rest));
    assert!(matches!(run(&there, id, &fake, Leave::Given), Stood::Halted(_)));
    assert_eq!(there.strip().stop, Some(StopReason::PartedFromCentre));
    let who = there.sign_in("carla", "334455").unwrap().1;
    there.continue_register(&who, &NewLife::here("riserva presa due volte")).unwrap();
    assert_ne!(there.station_id(), station, "an identity of its own");
    assert_eq!(there.strip().stop, None);
    issue_at(&sample, &there).unwrap();
}

#[test]
fn without_a_reserve_a_new_life_is_made_known_as_ever() {
    let (mut sample, centre, _) = serving(Knows::Nothing);
    assert_eq!(sample.desk().reserve(), None);
    sample.stop();
    let (counter, restored) = restored(&at(&sample, "spare", "stick"), sample.path("stick"));
    let desk = desk_of(&counter);
    assert!(!restored.reserve && desk.recovery().centres[0].unknown);
    let home = sample.path("spare").join("data/lives").join(desk.station_id().to_string()).join("keys");
    assert!(!home.join("station.pem").exists());
    drop((desk, centre));
}

/// Somebody holds a head that the journal does not reach: issuing stops.
fn contradicted(sample: &Sample) {
    let head = NewHead {
        said: format!("999: {}", "5b".repeat(32)),
        code: sample.desk().register_code().to_string(),
        how: HowTold::Paper,
        told_by: "Bruno Conti".to_owned(),
        told: None,
        seen: Some(Compared::Beyond),
    };
    sample.desk().witness_head(&sample.supervisor(), head).unwrap();
    assert_eq!(sample.desk().strip().stop, Some(StopReason::HeadContradicted));
}

#[test]
fn a_register_that_goes_on_here_takes_the_reserve_where_the_stick_can_say_so() {
    let (mut sample, centre, _) = serving(Knows::Reserves);
    let kept = sample.desk().reserve().unwrap();
    contradicted(&sample);
    let desk = sample.desk();
    desk.continue_register(&sample.supervisor(), &NewLife::here("cartella rimessa")).unwrap();
    assert_eq!(desk.station_id(), kept.station);
    assert!(!desk.recovery().centres[0].unknown, "known without digits");
    sample.issue();
    assert!(matches!(brought(&desk, &centre), Ok(BundleState::Taken { .. })));
    assert_eq!(desk.reserve(), None, "used up");
    // Its own next certificate brings another one, which the life after it takes in turn.
    enrol(&sample, &centre, KeyChoice::Present, Knows::Reserves);
    let next = desk.reserve().unwrap();
    assert_ne!(next.station, kept.station);
    contradicted(&sample);
    desk.continue_register(&sample.supervisor(), &NewLife::here("di nuovo")).unwrap();
    assert_eq!(desk.station_id(), next.station);
    drop(desk);
    sample.restart();
    assert_eq!(sample.desk().station_id(), next.station);
    sample.issue();
}

#[test]
fn a_register_that_goes_on_without_a_stick_has_an_identity_of_its_own() {
    let (mut sample, _centre, _) = serving(Knows::Reserves);
    let kept = sample.desk().reserve().unwrap();
    sample.stop();
    sample.second_copy = None;
    sample.start();
    contradicted(&sample);
    let desk = sample.desk();
    desk.continue_register(&sample.supervisor(), &NewLife::here("cartella rimessa")).unwrap();
    assert_ne!(desk.station_id(), kept.station, "nobody else could see that it was taken");
    sample.issue();
}

#[test]
fn a_reserve_falls_with_the_station_that_kept_it() {
    for replaced in [false, true] {
        let (mut sample, centre, _) = serving(Knows::Reserves);
        let old = sample.desk().station_id();
        sample.stop();
        copy_folder(&sample.path("stick"), &sample.path("stolen"));
        sample.start();
        if replaced {
            enrol(&sample, &centre, KeyChoice::New, Knows::Reserves);
        } else {
            centre.hub.set_station_state(old, StationState::Suspended).unwrap();
        }
        sample.stop();
        let (counter, restored) = restored(&at(&sample, "thief", "stolen"), sample.path("stolen"));
        assert!(restored.reserve, "the stick alone cannot say so");
        let refused = brought(&desk_of(&counter), &centre).unwrap_err();
        match refused {
            CentreError::Replaced => assert!(replaced),
            CentreError::Suspended => assert!(!replaced),
            other => panic!("{other}"),
        }
    }
}

#[test]
fn a_centre_certifies_no_reserve_under_the_name_of_a_station_it_knows() {
    let (sample, centre, _) = serving(Knows::Nothing);
    let (random, desk) = (Random::seeded(5), sample.desk());
    let other = StationId::new(random.uuid(desk.now()));
    let [mine, theirs] = [1, 2].map(|seed| vault::SigningKey::generate(&Random::seeded(seed)));
    let name = desk.station_id().into();
    let reserve = Request::make(&subject().reserve(), name, &theirs).unwrap();
    let request = Request::with_reserve(&subject(), other.into(), &mine, reserve).unwrap();
    let nonce = Nonce::new(&random);
    let asked = EnrolmentRequest { request: request.to_pem(), commitment: nonce.commitment().to_string() };
    let offer = centre.hub.ask_enrolment(&centre.identity, &asked, &AskedFrom::default()).unwrap();
    centre.hub.show_nonce(offer.id, &nonce.to_string()).unwrap();
    centre.hub.grant(&centre.identity, offer.id, "").unwrap();
    let state = centre.hub.enrolment_state(offer.id).unwrap();
    assert!(matches!(state, EnrolmentState::Granted { reserve: None, .. }), "{state:?}");
}
