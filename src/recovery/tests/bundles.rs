//! A station and a centre that never meet on a network: everything goes on a stick, both ways.

use chrono::TimeDelta;

use super::{Sample, station};
use crate::centre::identity::Identity;
use crate::centre::staged::BundleState;
use crate::centre::{CentreError, Hub};
use crate::clock::Random;
use crate::code::bundle::BadBundle;
use crate::code::pairing::Nonce;
use crate::code::{Request, Subject, Urn};
use crate::desk::enrolling::Enrolled;
use crate::desk::tests::fields;
use crate::disk::RealDisk;
use crate::domain::event::Exercise;
use crate::domain::exchange::enrolment::{EnrolmentRequest, EnrolmentState};
use crate::domain::id::{CentreId, StationId};
use crate::store::centre::EmbeddedCentre;
use crate::vault::{Cost, KeyFile, KeyRing, Secret, SigningKey, SlotHome};

struct Centre {
    hub: Hub,
    identity: Identity,
    _folder: tempfile::TempDir,
}

/// A drill centre beside the station.
fn centre(sample: &Sample, seed: u64) -> Centre {
    let folder = tempfile::tempdir().unwrap();
    let (disk, random) = (RealDisk::shared(), Random::seeded(seed));
    let file = KeyFile::create(disk.as_ref(), &folder.path().join("key"), &random).unwrap();
    let home = SlotHome::in_journal(disk, folder.path());
    let id = StationId::new(random.uuid(sample.clock.now()));
    let keys = KeyRing::create(home, id, Secret::KeyFile(&file), Cost::NONE, &random).unwrap();
    let store = Box::new(EmbeddedCentre::open(&folder.path().join("centre")).unwrap());
    let key = SigningKey::generate(&random);
    let clock = sample.clock.clone();
    let hub = Hub::open(store, keys, clock, random, Exercise::Drill, "PG".to_owned()).unwrap();
    let identity = Identity::drill(&hub, key, &["localhost".parse().unwrap()]).unwrap();
    Centre { hub, identity, _folder: folder }
}

/// They become known to each other, before the outage.
fn known(sample: &Sample, centre: &Centre) -> CentreId {
    let (desk, hub) = (sample.desk(), &centre.hub);
    let urn = Urn::from(desk.station_id());
    let subject = Subject::new("Comune di esercitazione", None, "Sportello EM01");
    let request = Request::make(&subject, urn, &desk.station_key(desk.station_id()).unwrap()).unwrap();
    let nonce = Nonce::new(&Random::seeded(3));
    let asked = EnrolmentRequest { request: request.to_pem(), commitment: nonce.commitment().to_string() };
    let offer = hub.ask_enrolment(&centre.identity, &asked).unwrap();
    hub.show_nonce(offer.id, &nonce.to_string()).unwrap();
    hub.grant(&centre.identity, offer.id, "").unwrap();
    let EnrolmentState::Granted { certificate } = hub.enrolment_state(offer.id).unwrap() else {
        panic!("a centre that let the station in")
    };
    desk.begin_enrolment(
        &sample.supervisor(),
        "Centro",
        "centro.example:8443",
        crate::desk::enrolling::KeyChoice::Present,
    )
    .unwrap();
    let id = desk.enrolment().unwrap().id;
    let enrolled = Enrolled {
        urn: centre.identity.urn.to_string(),
        root: offer.root,
        certificate,
        recipient: offer.recipient.map(|signed| signed.recipient),
    };
    desk.enrolled(id, enrolled).unwrap();
    id
}

fn exported(sample: &Sample, centre: &Centre, from: &str) -> Vec<u8> {
    let desk = sample.desk();
    let ready = desk.ready_bundle(&sample.supervisor(), &centre.hub.bundle_recipient(), from, "").unwrap();
    let mut bytes = Vec::new();
    desk.write_bundle(&ready, &mut bytes).unwrap();
    bytes
}

#[test]
fn everything_goes_there_on_a_stick_and_the_outcomes_come_back() {
    let (sample, entries) = station(3);
    let centre = centre(&sample, 7);
    let id = known(&sample, &centre);
    let (desk, hub) = (sample.desk(), &centre.hub);
    let last = desk.last_for_centres(desk.station_id()).unwrap();
    let bundle = exported(&sample, &centre, "");
    let row = hub.import_bundle(&centre.identity, &bundle).unwrap();
    assert_eq!(row.state, BundleState::Taken { fresh: last.get() });
    // The chain hash pins every byte of every record before it.
    assert_eq!(hub.position(desk.station_id()).unwrap().head, desk.anchor_at(desk.station_id(), last));
    let again = hub.import_bundle(&centre.identity, &bundle).unwrap();
    assert_eq!(again.state, BundleState::Taken { fresh: 0 }, "the same one again is had already");
    assert_eq!(desk.recovery().not_recovered, 3);
    let answer = hub.answer(&centre.identity, desk.station_id(), 0).unwrap();
    assert_eq!(answer.outcomes, 3);
    let taken = desk.import_answers(&sample.supervisor(), &answer.bytes).unwrap();
    assert_eq!((taken.fresh, taken.contradictions), (3, Vec::new()));
    let page = hub.outcomes(desk.station_id(), 0).unwrap();
    for (entry, outcome) in entries.iter().zip(&page.outcomes) {
        assert_eq!(*entry, outcome.entry);
        assert!(outcome.verdict.ordinary().is_some());
    }
    assert_eq!(desk.centre(id).unwrap().reached, desk.anchor_at(desk.station_id(), last));
    assert_eq!(desk.centre(id).unwrap().outcomes, 3);
    assert_eq!(desk.import_answers(&sample.supervisor(), &answer.bytes).unwrap().fresh, 0, "once");
    let open: usize = page.outcomes.iter().map(|outcome| outcome.verdict.open_conflicts().count()).sum();
    assert_eq!(desk.recovery().not_recovered == 0, open == 0);
}

#[test]
fn a_bundle_that_begins_later_waits_for_the_one_before() {
    let (sample, _) = station(1);
    let centre = centre(&sample, 7);
    known(&sample, &centre);
    let (desk, hub) = (sample.desk(), &centre.hub);
    let early = exported(&sample, &centre, "1");
    let first = desk.last_for_centres(desk.station_id()).unwrap();
    sample.issue();
    sample.later(TimeDelta::seconds(30));
    let late = exported(&sample, &centre, &(first.get() + 1).to_string());
    let waiting = hub.import_bundle(&centre.identity, &late).unwrap();
    assert!(matches!(waiting.state, BundleState::Waiting { .. }));
    assert_eq!(hub.position(desk.station_id()).unwrap().head, None);
    assert_eq!(hub.take_waiting(&centre.identity).unwrap(), 0, "its turn has not come");
    hub.import_bundle(&centre.identity, &early).unwrap();
    let last = desk.last_for_centres(desk.station_id()).unwrap();
    assert_eq!(hub.position(desk.station_id()).unwrap().head, desk.anchor_at(desk.station_id(), last));
    assert!(hub.bundles().unwrap().iter().all(|row| matches!(row.state, BundleState::Taken { .. })));
    let older = hub.import_bundle(&centre.identity, &early).unwrap();
    assert_eq!(older.state, BundleState::Taken { fresh: 0 }, "older after newer");
}

#[test]
fn a_bundle_that_is_not_for_this_centre_or_not_whole_is_refused_and_changes_nothing() {
    let (sample, _) = station(1);
    let (mine, other) = (centre(&sample, 7), centre(&sample, 8));
    known(&sample, &mine);
    let (desk, hub) = (sample.desk(), &mine.hub);
    let bad = |file: &Vec<u8>| match hub.import_bundle(&mine.identity, file) {
        Err(CentreError::BadBundle(bad)) => bad,
        other => panic!("{other:?}"),
    };
    assert_eq!(bad(&exported(&sample, &other, "")), BadBundle::ForAnother);
    let whole = exported(&sample, &mine, "");
    assert_eq!(bad(&whole[..whole.len() - 1].to_vec()), BadBundle::Damaged);
    assert_eq!(bad(&whole[..whole.len() / 2].to_vec()), BadBundle::Damaged);
    let mut flipped = whole.clone();
    let at = whole.len() - 600;
    flipped[at] ^= 1;
    assert_eq!(bad(&flipped), BadBundle::Damaged);
    assert_eq!(bad(&b"age-encryption.org/v1".to_vec()), BadBundle::NoBundle);
    assert_eq!(hub.position(desk.station_id()).unwrap().head, None);
    assert!(hub.bundles().unwrap().is_empty());
    hub.import_bundle(&mine.identity, &whole).unwrap();
    // Whom no root of that centre certified is nobody there, whatever it encrypts.
    let stranger = other.hub.import_bundle(&other.identity, &exported(&sample, &other, ""));
    assert!(matches!(stranger, Err(CentreError::BadBundle(BadBundle::Unknown(_)))));
    let back = desk.import_answers(&sample.supervisor(), &whole).unwrap_err();
    assert_eq!(fields(&back), ["file"]);
}

#[test]
fn what_cannot_be_exported_is_said_at_its_field() {
    let (sample, _) = station(1);
    let centre = centre(&sample, 7);
    let (desk, who) = (sample.desk(), sample.supervisor());
    let refused = |recipient: &str, from: &str| {
        let error = desk.ready_bundle(&who, recipient, from, "").unwrap_err();
        fields(&error).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let recipient = centre.hub.bundle_recipient();
    assert_eq!(refused(&recipient, ""), ["recipient"], "no certificate yet");
    known(&sample, &centre);
    assert_eq!(refused("age1", "x"), ["recipient", "from"]);
    assert_eq!(refused(&recipient, "99999"), ["from"]);
    assert!(desk.ready_bundle(&sample.clerk(), &recipient, "", "").is_err(), "a clerk does not");
}
