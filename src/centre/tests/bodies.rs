//! One body, one centre: who says to be of another is refused, with both names.

use super::Centre;
use super::line::Line;
use crate::error::CentreError;
use crate::ledger::identity::Identity;
use crate::stations::enrolments::AskedFrom;
use domain::centre::exchange::enrolment::EnrolmentRequest;
use domain::ids::body::BodyCode;
use domain::journal::event::Exercise;
use trust::pairing::Nonce;
use trust::{Request, Subject, Urn};
use vault::SigningKey;

fn code(text: &str) -> BodyCode {
    BodyCode::parse(text).unwrap()
}

#[track_caller]
fn told(refused: &CentreError) {
    assert_eq!((refused.code(), refused.status()), ("other-body", 403));
    let words = refused.told().it;
    assert!(words.contains("c_x999") && words.contains("Comune di Valdorè (c_g535)"), "{words}");
}

#[test]
fn records_of_a_station_of_another_body_are_refused_and_of_one_that_does_not_say_taken() {
    let centre = Centre::new();
    let (silent, ours, other) = (
        Line::new(1, "EM01"),
        Line::of_body(2, "EM02", Some(code("c_g535"))),
        Line::of_body(3, "EM03", Some(code("c_x999"))),
    );
    centre.hub.serves(&code("c_g535"), "Comune di Valdorè").unwrap();
    for line in [&silent, &ours, &other] {
        centre.hub.enrol(line.station, &line.code, "Comune di Altrove", Vec::new()).unwrap();
    }
    for line in [&silent, &ours] {
        assert_eq!(centre.hub.receive(line.station, &line.all()).unwrap().head, line.head());
    }
    told(&centre.hub.receive(other.station, &other.all()).unwrap_err());
    assert_eq!(centre.hub.position(other.station).unwrap().head, None, "nothing of it was taken");
}

#[test]
fn a_station_of_another_body_is_not_even_enrolled() {
    let centre = Centre::of(Exercise::Drill);
    let random = &centre.hub.random;
    let key = SigningKey::generate(random);
    let identity = Identity::drill(&centre.hub, key, &["localhost".parse().unwrap()]).unwrap();
    centre.hub.serves(&code("c_g535"), "Comune di Valdorè").unwrap();
    let ask = |body: Option<BodyCode>| {
        let subject = Subject::new("Comune di Altrove", Some("Anagrafe"), "Sportello EM09").of_body(body);
        let urn = Urn::new(random.uuid(centre.hub.now()));
        let request = Request::make(&subject, urn, &SigningKey::generate(random)).unwrap();
        let commitment = Nonce::new(random).commitment().to_string();
        let asked = EnrolmentRequest { request: request.to_pem(), commitment };
        centre.hub.ask_enrolment(&identity, &asked, &AskedFrom::default())
    };
    assert!(ask(None).is_ok() && ask(Some(code("c_g535"))).is_ok());
    told(&ask(Some(code("c_x999"))).unwrap_err());
}

#[test]
fn a_centre_started_for_another_body_is_refused_and_keeps_the_one_it_serves() {
    let centre = Centre::new();
    assert_eq!(centre.hub.body().unwrap(), None);
    centre.hub.serves(&code("c_g535"), "Comune di Valdorè").unwrap();
    centre.hub.serves(&code("c_g535"), "Comune di Valdorè").unwrap();
    told(&centre.hub.serves(&code("c_x999"), "").unwrap_err());
    assert_eq!(centre.hub.body().unwrap(), Some((code("c_g535"), "Comune di Valdorè".to_owned())));
}
