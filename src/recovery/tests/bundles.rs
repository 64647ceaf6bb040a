//! A station and a centre that never meet on a network: everything goes on a stick, both ways.

use chrono::TimeDelta;

use super::{Sample, station};
use centre::intake::staged::BundleState;
use centre::ledger::identity::Identity;
use centre::stations::enrolments::AskedFrom;
use centre::{CentreError, Hub};
use clock::Random;
use desk::recovery::enrolling::Enrolled;
use desk::succession::new_life::NewLife;
use desk::tests::fields;
use disk::RealDisk;
use domain::centre::exchange::bundle::Content;
use domain::centre::exchange::enrolment::{EnrolmentRequest, EnrolmentState};
use domain::centre::recovery::Way;
use domain::ids::id::{CentreId, EntryId, StationId};
use domain::journal::event::Exercise;
use store::centre::EmbeddedCentre;
use trust::bundle::BadBundle;
use trust::pairing::Nonce;
use trust::{Authority, Life, Request, Root, Subject, Urn};
use vault::{Cost, KeyFile, KeyRing, Secret, SigningKey, SlotHome};

pub(super) struct Centre {
    pub(super) hub: Hub,
    pub(super) identity: Identity,
    _folder: tempfile::TempDir,
}

/// A drill centre beside the station.
pub(super) fn centre(sample: &Sample, seed: u64) -> Centre {
    centre_and_database(sample, seed).0
}

/// The same, with its database, to be put back as it once was.
pub(super) fn centre_and_database(sample: &Sample, seed: u64) -> (Centre, EmbeddedCentre) {
    let folder = tempfile::tempdir().unwrap();
    let (disk, random) = (RealDisk::shared(), Random::seeded(seed));
    let file = KeyFile::create(disk.as_ref(), &folder.path().join("key"), &random).unwrap();
    let home = SlotHome::in_journal(disk, folder.path());
    let id = StationId::new(random.uuid(sample.clock.now()));
    let keys = KeyRing::create(home, id, Secret::KeyFile(&file), Cost::NONE, &random).unwrap();
    let store = EmbeddedCentre::open(&folder.path().join("centre")).unwrap();
    let database = store.clone();
    let key = SigningKey::generate(&random);
    let clock = sample.clock.clone();
    let hub = Hub::open(Box::new(store), keys, clock, random, Exercise::Drill, "PG".to_owned()).unwrap();
    let identity = Identity::drill(&hub, key, &["localhost".parse().unwrap()]).unwrap();
    (Centre { hub, identity, _folder: folder }, database)
}

/// They become known to each other, before the outage.
pub(super) fn known(sample: &Sample, centre: &Centre) -> CentreId {
    let desk = sample.desk();
    let enrolled = certified(sample, centre, desk.station_id(), "EM01");
    desk.begin_enrolment(
        &sample.supervisor(),
        "Centro",
        "centro.example:8443",
        desk::parts::enrolment::KeyChoice::Present,
    )
    .unwrap();
    let id = desk.enrolment().unwrap().id;
    desk.enrolled(id, enrolled).unwrap();
    id
}

/// A certificate of the centre for a life of the counter, after the six digits.
pub(super) fn certified(sample: &Sample, centre: &Centre, of: StationId, code: &str) -> Enrolled {
    let (desk, hub) = (sample.desk(), &centre.hub);
    let subject = Subject::new("Comune di esercitazione", None, &format!("Sportello {code}"));
    let request = Request::make(&subject, Urn::from(of), &desk.station_key(of).unwrap()).unwrap();
    let nonce = Nonce::new(&Random::seeded(3));
    let asked = EnrolmentRequest { request: request.to_pem(), commitment: nonce.commitment().to_string() };
    let offer = hub.ask_enrolment(&centre.identity, &asked, &AskedFrom::default()).unwrap();
    hub.show_nonce(offer.id, &nonce.to_string()).unwrap();
    hub.grant(&centre.identity, offer.id, "").unwrap();
    let EnrolmentState::Granted { certificate, .. } = hub.enrolment_state(offer.id).unwrap() else {
        panic!("a centre that let the station in")
    };
    Enrolled {
        urn: centre.identity.urn.to_string(),
        root: offer.root,
        certificate,
        reserve: None,
        recipient: offer.recipient.map(|signed| signed.recipient),
    }
}

pub(super) fn exported(sample: &Sample, centre: &Centre, from: &str) -> Vec<u8> {
    exported_life(sample, centre, from, "")
}

pub(super) fn exported_life(sample: &Sample, centre: &Centre, from: &str, life: &str) -> Vec<u8> {
    let desk = sample.desk();
    let ready = desk.ready_bundle(&sample.supervisor(), &centre.hub.bundle_recipient(), from, life).unwrap();
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
fn outcomes_in_a_centres_name_under_the_root_of_another_centre_are_refused() {
    let (sample, _) = station(1);
    let (desk, centre, random) = (sample.desk(), centre(&sample, 7), Random::seeded(11));
    known(&sample, &centre);
    // Another centre of this station, whose root somebody holds.
    let (now, key) = (sample.clock.now(), SigningKey::generate(&random));
    let root = Root::make("Comune di esercitazione", Exercise::Drill, &key, random.bytes(), now).unwrap();
    let authority = Authority::new(&root, &key).unwrap();
    let subject = Subject::new("Comune di esercitazione", None, "Sportello EM01");
    let own = desk.station_key(desk.station_id()).unwrap();
    let request = Request::make(&subject, Urn::from(desk.station_id()), &own).unwrap();
    let certificate = authority.station(&request, random.bytes(), now, Life::LONGEST).unwrap();
    let present = desk::parts::enrolment::KeyChoice::Present;
    desk.begin_enrolment(&sample.supervisor(), "Altro", "altro.example:8443", present).unwrap();
    let enrolled = Enrolled {
        urn: Urn::new(random.uuid(now)).to_string(),
        root: root.certificate().to_pem(),
        certificate: certificate.to_pem(),
        reserve: None,
        recipient: None,
    };
    desk.enrolled(desk.enrolment().unwrap().id, enrolled).unwrap();
    // It certifies a key as the first centre's.
    let stolen = SigningKey::generate(&random);
    let asked = Request::make(&Subject::new("", None, "Centro"), centre.identity.urn, &stolen).unwrap();
    let hosts = ["localhost".parse().unwrap()];
    let forged = authority.hub(&asked, &hosts, random.bytes(), now, Life::LONGEST).unwrap();
    let thief = Identity::real(centre.identity.urn, stolen, Some(forged), vec![root]);
    centre.hub.import_bundle(&centre.identity, &exported(&sample, &centre, "")).unwrap();
    let made = |identity: &Identity| centre.hub.answer(identity, desk.station_id(), 0).unwrap().bytes;
    let refused = desk.import_answers(&sample.supervisor(), &made(&thief)).unwrap_err();
    assert_eq!(fields(&refused), ["file"]);
    desk.import_answers(&sample.supervisor(), &made(&centre.identity)).unwrap();
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

/// One that was rolled back after its records went to the centre, issued one more, and goes on in a new life.
pub(super) fn rolled_back(sample: &mut Sample, centre: &Centre) -> (CentreId, StationId, EntryId) {
    let id = known(sample, centre);
    let old = sample.desk().station_id();
    sample.stop();
    sample.take_image();
    sample.start();
    sample.issue();
    centre.hub.import_bundle(&centre.identity, &exported(sample, centre, "")).unwrap();
    let held = centre.hub.position(old).unwrap().head.unwrap();
    sample.stop();
    sample.put_image_back();
    sample.start();
    let forked = sample.issue().entry.id;
    let desk = sample.desk();
    desk.parted_from_centre(id, old, held).unwrap();
    desk.continue_register(&sample.supervisor(), &NewLife::here("immagine rimessa")).unwrap();
    (id, old, forked)
}

#[test]
fn a_bundle_of_a_past_life_says_who_continues_it_and_its_fork_is_taken_apart() {
    let (mut sample, ids) = station(1);
    let centre = centre(&sample, 7);
    let (id, old, forked) = rolled_back(&mut sample, &centre);
    let (desk, hub) = (sample.desk(), &centre.hub);
    let before = hub.position(old).unwrap();
    let bundle = exported_life(&sample, &centre, "", "EM01");
    let refused = hub.import_bundle(&centre.identity, &bundle);
    assert!(matches!(refused, Err(CentreError::Fork { .. })), "{refused:?}");
    assert_eq!(hub.station(old).unwrap().fork.unwrap().by, Some(desk.station_id()));
    hub.accept_fork(old).unwrap();
    // From the first record on: what both have is passed over, the rest lies in a line of its own.
    let taken = hub.import_bundle(&centre.identity, &bundle).unwrap();
    assert!(matches!(taken.state, BundleState::Taken { fresh } if fresh > 0), "{taken:?}");
    assert_eq!(taken.by, Some(desk.station_id()));
    let again = hub.import_bundle(&centre.identity, &bundle).unwrap();
    assert_eq!(again.state, BundleState::Taken { fresh: 0 });
    assert_eq!(hub.position(old).unwrap(), before, "the first line stays as it was");
    // What comes back is of that line.
    let apart = hub.stations().unwrap().into_iter().find(|view| view.apart.is_some()).unwrap().row.id;
    let answer = hub.answer(&centre.identity, apart, 0).unwrap();
    let taken = desk.import_answers(&sample.supervisor(), &answer.bytes).unwrap();
    assert_eq!((taken.outcomes, taken.fresh), (2, 2));
    let clerk = sample.clerk();
    for entry in [ids[0], forked] {
        let way = desk.entry(&clerk, entry).unwrap().way;
        assert!(matches!(way, Way::Recovered | Way::Conflicts), "{way:?}");
    }
    assert_eq!(
        desk.reach(id, old).unwrap().reached,
        desk.anchor_at(old, desk.last_for_centres(old).unwrap())
    );
}

#[test]
fn a_bundle_of_the_living_life_names_nobody_and_a_second_line_takes_what_is_later() {
    let (mut sample, _) = station(1);
    let centre = centre(&sample, 7);
    let (_, old, _) = rolled_back(&mut sample, &centre);
    let (desk, hub) = (sample.desk(), &centre.hub);
    let who = sample.supervisor();
    let ready = |life: &str| desk.ready_bundle(&who, &hub.bundle_recipient(), "", life);
    assert_eq!(ready("EM01").unwrap().manifest.continued_by, Some(desk.station_id()));
    // Of the new life the centre has given no certificate yet: only the manifest counts here.
    assert_eq!(desk.successor_of(desk.station_id()), None);
    let last = desk.last_for_centres(old).unwrap();
    let late = exported_life(&sample, &centre, &last.to_string(), "EM01");
    let whole = exported_life(&sample, &centre, "", "EM01");
    assert!(hub.import_bundle(&centre.identity, &whole).is_err());
    hub.accept_fork(old).unwrap();
    let waits = hub.import_bundle(&centre.identity, &late).unwrap();
    assert!(matches!(waits.state, BundleState::Waiting { .. }), "{waits:?}");
    hub.import_bundle(&centre.identity, &whole).unwrap();
    let of = |id: &str| hub.bundles().unwrap().into_iter().find(|row| row.id == id).unwrap();
    assert_eq!(of(&waits.id).state, BundleState::Taken { fresh: 0 });
}

#[test]
fn a_bundle_with_fewer_or_more_records_than_its_manifest_says_is_refused_and_changes_nothing() {
    let (sample, _) = station(2);
    let centre = centre(&sample, 7);
    known(&sample, &centre);
    let desk = sample.desk();
    let to = centre.hub.bundle_recipient();
    let mut ready = desk.ready_bundle(&sample.supervisor(), &to, "", "").unwrap();
    let Content::Records { records: whole, .. } = ready.manifest.content else { unreachable!("records") };
    let mut with = |said: u64| {
        if let Content::Records { records, .. } = &mut ready.manifest.content {
            *records = said;
        }
        let mut bytes = Vec::new();
        desk.write_bundle(&ready, &mut bytes).unwrap();
        centre.hub.import_bundle(&centre.identity, &bytes)
    };
    for said in [0, whole - 1, whole + 1, 1_000_000_000_000_000_000] {
        assert!(matches!(with(said), Err(CentreError::BadBundle(BadBundle::Signature))), "{said}");
        assert_eq!(centre.hub.position(desk.station_id()).unwrap().head, None);
    }
    assert!(matches!(with(whole).unwrap().state, BundleState::Taken { fresh } if fresh == whole));
}
