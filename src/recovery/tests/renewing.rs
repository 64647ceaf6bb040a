//! A life before gets a new certificate: its records go with its own name and key.

use chrono::TimeDelta;

use desk::DeskError;
use desk::parts::enrolment::{EnrolmentStep, KeyChoice};
use desk::recovery::centres::PastLine;
use trust::Renewal;

use super::bundles::{centre, certified, exported_life, rolled_back};
use super::station;

#[test]
fn the_certificate_of_a_life_before_is_renewed_for_its_own_key() {
    let (mut sample, _) = station(1);
    let centre = centre(&sample, 7);
    let (id, old, _) = rolled_back(&mut sample, &centre);
    let (desk, who) = (sample.desk(), sample.supervisor());
    let line = || -> PastLine { desk.recovery().centres[0].lives[0].clone() };
    let end = line().certified.unwrap();
    let after = |days| line().renewal(end.plus(TimeDelta::days(days)));
    assert_eq!((after(-61), after(1)), (Renewal::NotYet, Renewal::Over));
    assert!(matches!(after(-59), Renewal::Soon { .. }));
    assert!(matches!(desk.enrol_past_life(&sample.clerk(), id, old), Err(DeskError::NotAllowed)));
    let asked = desk.enrol_past_life(&who, id, old).unwrap();
    assert_eq!((asked.of, asked.key, &asked.step), (old, KeyChoice::Present, &EnrolmentStep::Asking));
    assert_eq!(desk.enrol_past_life(&who, id, old).unwrap(), asked, "asking twice is asking once");

    sample.later(TimeDelta::minutes(5));
    let key = desk.station_key(old).unwrap().public_key();
    desk.enrolled(id, certified(&sample, &centre, old, "EM01")).unwrap();
    assert!(line().certified > Some(end));
    assert_eq!(desk.station_key(old).unwrap().public_key(), key, "the key stays");
    assert_eq!(desk.centre(id).unwrap().centre.certificate, "", "the living life has none of this");
    // What goes out for that life is believed with the new one.
    centre.hub.accept_fork(old).unwrap_err();
    let bundle = exported_life(&sample, &centre, "", "EM01");
    assert!(centre.hub.import_bundle(&centre.identity, &bundle).is_err(), "a fork, which is noted");
    centre.hub.accept_fork(old).unwrap();
    centre.hub.import_bundle(&centre.identity, &bundle).unwrap();
}

#[test]
fn nobody_is_certified_as_a_life_that_was_not() {
    let (mut sample, _) = station(1);
    let centre = centre(&sample, 7);
    let (id, _, _) = rolled_back(&mut sample, &centre);
    let (desk, who) = (sample.desk(), sample.supervisor());
    let living = desk.enrol_past_life(&who, id, desk.station_id());
    assert!(matches!(living, Err(DeskError::NotFound)), "the living one has a page of its own");
    let code = desk.enrolment().map(|one| one.step);
    assert!(code.is_none_or(|step| step == EnrolmentStep::Done), "nothing was begun");
}
