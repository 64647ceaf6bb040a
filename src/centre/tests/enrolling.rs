//! Stations that ask: digits typed, a known one replaced only by its own key or by two people, slots that strangers cannot fill.

use std::net::{IpAddr, Ipv4Addr};

use uuid::Uuid;

use super::Centre;
use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::identity::Identity;
use crate::staff::accounts::{NewAccount, Worker};
use crate::stations::enrolments::AskedFrom;
use crate::stations::messages::Came;
use crate::stations::recognising::Confirmed;
use domain::centre::centre_role::CentreRole;
use domain::centre::exchange::enrolment::{EnrolmentRequest, EnrolmentState};
use domain::ids::id::StationId;
use domain::journal::event::Exercise;
use trust::message::{self, Content, Outgoing, Sense};
use trust::pairing::{Nonce, PairingCode};
use trust::{Authority, Certificate, Life, Request, Root, Subject, Urn};
use vault::{Cost, SigningKey};

/// A drill's centre, which certifies, and two who may let stations in.
struct Door {
    centre: Centre,
    identity: Identity,
    elena: Worker,
    luca: Worker,
}

fn opened() -> Door {
    let centre = Centre::of(Exercise::Drill);
    let hub = &centre.hub;
    let key = SigningKey::generate(&hub.random);
    let identity = Identity::drill(hub, key, &["localhost".parse().unwrap()]).unwrap();
    let elena = hub.first_account("elena", "Elena Sarti", "556677", Cost::NONE).unwrap().worker;
    let new = NewAccount {
        login: "luca".to_owned(),
        name: "Luca Neri".to_owned(),
        password: "778899".to_owned(),
        roles: [CentreRole::Administrator].into(),
    };
    let id = hub.add_account(&elena, &new, Cost::NONE).unwrap();
    let luca = Worker { id, name: new.name, roles: new.roles };
    Door { centre, identity, elena, luca }
}

fn source(last: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(192, 0, 2, last))
}

/// Somebody with a key who says to be a station.
struct Asker {
    urn: Urn,
    key: SigningKey,
    nonce: Nonce,
}

impl Asker {
    fn new(hub: &Hub, urn: Urn) -> Self {
        Self { urn, key: SigningKey::generate(&hub.random), nonce: Nonce::new(&hub.random) }
    }

    fn request(&self) -> Request {
        let subject = Subject::new("Comune di esercitazione", Some("Anagrafe"), "Sportello EM01");
        Request::make(&subject, self.urn, &self.key).unwrap()
    }

    fn ask(&self, door: &Door, from: &AskedFrom<'_>) -> Result<(Uuid, String), CentreError> {
        let hub = &door.centre.hub;
        let (request, commitment) = (self.request(), self.nonce.commitment().to_string());
        let asked = EnrolmentRequest { request: request.to_pem(), commitment };
        let offer = hub.ask_enrolment(&door.identity, &asked, from)?;
        let theirs: Nonce = offer.nonce.parse().unwrap();
        let code = PairingCode::new(self.nonce, theirs, &door.identity.roots[0], &request);
        Ok((offer.id, code.to_string()))
    }

    /// Asks and shows its nonce.
    fn shown(&self, door: &Door, from: &AskedFrom<'_>) -> (Uuid, String) {
        let (id, code) = self.ask(door, from).unwrap();
        door.centre.hub.show_nonce(id, &self.nonce.to_string()).unwrap();
        (id, code)
    }
}

impl Door {
    fn confirm(&self, who: &Worker, id: Uuid, digits: &str) -> Result<Confirmed, CentreError> {
        self.centre.hub.confirm_enrolment(who, &self.identity, id, digits, "")
    }

    fn urn(&self) -> Urn {
        Urn::new(self.centre.hub.random.uuid(super::noon()))
    }

    fn state(&self, id: Uuid) -> EnrolmentState {
        self.centre.hub.enrolment_state(id).unwrap()
    }

    fn certificate(&self, id: Uuid) -> Certificate {
        let EnrolmentState::Granted { certificate, .. } = self.state(id) else { panic!("it was let in") };
        Certificate::from_pem(&certificate).unwrap()
    }
}

#[test]
fn a_station_is_let_in_with_the_digits_it_shows_and_three_others_end_it() {
    let door = opened();
    let here = Asker::new(&door.centre.hub, door.urn());
    let (id, code) = here.shown(&door, &AskedFrom::default());
    let asking = door.centre.hub.asking_one(&door.identity, id).unwrap();
    assert!(asking.shows && asking.replaces.is_none());
    assert!(!format!("{asking:?}").contains(&code), "the centre does not show them");
    for wrong in ["", "000 00", &format!("{code}1")] {
        let refused = door.confirm(&door.elena, id, wrong);
        assert!(matches!(refused, Err(CentreError::Field { field: "digits", .. })), "{wrong}: {refused:?}");
    }
    assert_eq!(door.state(id), EnrolmentState::Refused);
    assert!(matches!(door.confirm(&door.elena, id, &code), Err(CentreError::NotFound)));
    let (id, code) = here.shown(&door, &AskedFrom::default());
    let reader = Worker { roles: [CentreRole::Auditor].into(), ..door.luca.clone() };
    assert!(matches!(door.confirm(&reader, id, &code), Err(CentreError::NotAllowed)));
    assert_eq!(door.confirm(&door.elena, id, &code.replace(' ', "")).unwrap(), Confirmed::LetIn);
    door.certificate(id);
}

#[test]
fn a_stranger_with_the_name_of_a_known_station_needs_two_people_and_is_told_of() {
    let door = opened();
    let genuine = Asker::new(&door.centre.hub, door.urn());
    let (id, code) = genuine.shown(&door, &AskedFrom::default());
    door.confirm(&door.elena, id, &code).unwrap();
    let stranger = Asker::new(&door.centre.hub, genuine.urn);
    let (id, code) = stranger.shown(&door, &AskedFrom::default());
    let replaces = || door.centre.hub.asking_one(&door.identity, id).unwrap().replaces.unwrap();
    assert_eq!((replaces().code.as_str(), replaces().renewal), ("EM01", false));
    for _ in 0..2 {
        assert_eq!(
            door.confirm(&door.elena, id, &code).unwrap(),
            Confirmed::Once,
            "one person, once or twice"
        );
    }
    assert_eq!(replaces().first.as_deref(), Some("Elena Sarti"));
    assert_eq!(door.state(id), EnrolmentState::Waiting);
    assert_eq!(door.confirm(&door.luca, id, &code).unwrap(), Confirmed::LetIn);
    assert_eq!(*door.certificate(id).key(), stranger.key.public_key());
}

#[test]
fn a_new_key_signed_for_with_the_old_one_is_a_renewal_and_nobody_elses_is() {
    let door = opened();
    let hub = &door.centre.hub;
    let genuine = Asker::new(hub, door.urn());
    let (id, code) = genuine.shown(&door, &AskedFrom::default());
    door.confirm(&door.elena, id, &code).unwrap();
    let certificate = door.certificate(id);
    let anew = Asker::new(hub, genuine.urn);
    let path = "/api/v1/enrolments";
    let body = b"what was asked";
    let content = Content { media_type: Some("application/json"), encoding: None, body };
    let sign = |certificate: &Certificate, key: &SigningKey| {
        let (at, sense) = (hub.now(), Sense::Request { method: "POST", path });
        let id = hub.random.uuid(at);
        let outgoing = Outgoing { from: genuine.urn, to: door.identity.urn, id, at, sense, content };
        message::sign(&outgoing, certificate, key)
    };
    let signed = sign(&certificate, &genuine.key).unwrap();
    let (digest, signature) = (Some(signed.digest.as_str()), Some(signed.signature.as_str()));
    let came = Came { method: "POST", path, digest, signature, content };
    let from = AskedFrom { source: None, signed: Some(came) };
    let (id, code) = anew.shown(&door, &from);
    assert!(hub.asking_one(&door.identity, id).unwrap().replaces.unwrap().renewal);
    // The same signature once more proves nothing.
    let (again, _) = anew.shown(&door, &from);
    assert!(!hub.asking_one(&door.identity, again).unwrap().replaces.unwrap().renewal);
    assert_eq!(door.confirm(&door.elena, id, &code).unwrap(), Confirmed::LetIn);
    // The key before is nobody's any more.
    let signed = sign(&certificate, &genuine.key).unwrap();
    let (digest, signature) = (Some(signed.digest.as_str()), Some(signed.signature.as_str()));
    let from = AskedFrom { source: None, signed: Some(Came { digest, signature, ..came }) };
    let (id, _) = Asker::new(hub, genuine.urn).shown(&door, &from);
    assert!(!hub.asking_one(&door.identity, id).unwrap().replaces.unwrap().renewal);
    // One with the key it has, as stations of before ask.
    let same = Asker { nonce: Nonce::new(&hub.random), ..anew };
    let (id, _) = same.shown(&door, &AskedFrom::default());
    assert!(hub.asking_one(&door.identity, id).unwrap().replaces.unwrap().renewal);
}

#[test]
fn strangers_fill_no_slots_and_a_renewal_is_never_refused_for_them() {
    let door = opened();
    let hub = &door.centre.hub;
    let genuine = Asker::new(hub, door.urn());
    let (known, code) = genuine.shown(&door, &AskedFrom::default());
    door.confirm(&door.elena, known, &code).unwrap();
    let honest = Asker::new(hub, door.urn());
    let honest_from = AskedFrom { source: Some(source(200)), signed: None };
    let (waits, code) = honest.shown(&door, &honest_from);
    let flood = |last: u8, times: usize| -> usize {
        let from = AskedFrom { source: Some(source(last)), signed: None };
        (0..times).filter(|_| Asker::new(hub, door.urn()).ask(&door, &from).is_ok()).count()
    };
    assert_eq!(flood(1, 40), 30, "one address has its share");
    assert_eq!(door.state(waits), EnrolmentState::Waiting, "and takes nobody else's place");
    let told = Asker::new(hub, door.urn()).ask(&door, &AskedFrom { source: Some(source(1)), signed: None });
    assert!(
        matches!(&told, Err(error @ CentreError::TooManyAsk { .. }) if error.code() == "too-many-enrolments")
    );
    flood(2, 40);
    flood(3, 40);
    flood(4, 40);
    let (renewal, digits) =
        Asker { nonce: Nonce::new(&hub.random), ..genuine }.shown(&door, &AskedFrom::default());
    assert_eq!(door.confirm(&door.elena, renewal, &digits).unwrap(), Confirmed::LetIn);
    // Who has shown its nonce goes last.
    assert_eq!(door.state(waits), EnrolmentState::Waiting);
    door.confirm(&door.elena, waits, &code).unwrap();
    let waiting = hub.asking(&door.identity).unwrap().len();
    assert!(waiting <= 20, "{waiting}");
}

#[test]
fn a_root_of_before_counts_for_stations_known_already_and_for_a_year() {
    let Door { centre, identity, .. } = opened();
    let hub = &centre.hub;
    let made = |serial: u8| {
        let key = SigningKey::generate(&hub.random);
        let root =
            Root::make("Comune di esercitazione", Exercise::Drill, &key, [serial; 16], hub.now()).unwrap();
        (root, key)
    };
    let ((new, _), (old, old_key)) = (made(1), made(2));
    let centre_of_two =
        Identity::real(identity.urn, SigningKey::generate(&hub.random), None, vec![new, old.clone()]);
    let known = Asker::new(hub, Urn::new(hub.random.uuid(super::noon())));
    let stranger = Asker::new(hub, Urn::new(hub.random.uuid(super::noon())));
    let authority = Authority::new(&old, &old_key).unwrap();
    let certified = |asker: &Asker| {
        authority.station(&asker.request(), hub.random.bytes(), hub.now(), Life::LONGEST).unwrap()
    };
    let speaks = |asker: &Asker, certificate: &Certificate| {
        let (at, path) = (hub.now(), "/api/v1/stations/x/position");
        let content = Content { media_type: None, encoding: None, body: &[] };
        let sense = Sense::Request { method: "GET", path };
        let outgoing =
            Outgoing { from: asker.urn, to: centre_of_two.urn, id: hub.random.uuid(at), at, sense, content };
        let signed = message::sign(&outgoing, certificate, &asker.key).unwrap();
        let (digest, signature) = (Some(signed.digest.as_str()), Some(signed.signature.as_str()));
        let came = Came { method: "GET", path, digest, signature, content };
        hub.believe(&centre_of_two, StationId::new(asker.urn.uuid()), &came)
    };
    let of_known = certified(&known);
    hub.enrol(StationId::new(known.urn.uuid()), "EM01", "Comune", vec![of_known.to_pem()]).unwrap();
    speaks(&known, &of_known).unwrap();
    let refused = speaks(&stranger, &certified(&stranger));
    assert!(matches!(refused, Err(CentreError::UnknownStation)), "{refused:?}");
    centre.clock.advance(chrono::TimeDelta::days(366));
    let refused = speaks(&known, &of_known);
    assert!(matches!(refused, Err(CentreError::UnknownStation)), "{refused:?}");
}
