//! An enrolment that a page began, carried through.

use std::time::Duration;

use crate::centre::CentreError;
use clock::{Clock, Random};
use desk::Desk;
use desk::parts::enrolment::{Enrolment, EnrolmentStep, KeyChoice};
use desk::recovery::enrolling::Enrolled;
use domain::ids::id::CentreId;
use trust::{Certificate, Request, Subject, Urn};

use super::http::enrolment::{Applicant, Before, EnrolmentError, Pairing};

/// How often the centre is asked whether somebody compared the digits.
const LOOKING: Duration = Duration::from_secs(2);

/// The enrolment under way, if one is.
#[derive(Default)]
pub(super) struct Enrolling {
    pairing: Option<(CentreId, Pairing)>,
    due: Duration,
}

impl Enrolling {
    /// Does what is to be done now.
    pub(super) fn turn(&mut self, desk: &Desk, clock: &Clock, random: &Random) {
        let Some(enrolment) = desk.enrolment().filter(|one| one.step.runs()) else {
            self.pairing = None;
            return;
        };
        if enrolment.step == EnrolmentStep::Asking {
            self.pairing = None;
            let step = match begin(desk, &enrolment, clock, random) {
                Ok(pairing) => {
                    let step =
                        EnrolmentStep::Compare { code: pairing.code(), municipality: pairing.municipality() };
                    self.pairing = Some((enrolment.id, pairing));
                    step
                }
                Err(error) => EnrolmentStep::Failed(error.told()),
            };
            desk.enrolment_stepped(enrolment.id, step);
            return;
        }
        match &self.pairing {
            Some((id, pairing)) if *id == enrolment.id => {
                let now = clock.monotonic();
                if now >= self.due {
                    self.due = now + LOOKING;
                    look(desk, *id, pairing, clock);
                }
            }
            // The service was restarted in between: nothing of it is left.
            _ => desk.enrolment_stepped(
                enrolment.id,
                EnrolmentStep::Failed(EnrolmentError::Centre(CentreError::ReplyLost).told()),
            ),
        }
    }
}

fn begin(
    desk: &Desk,
    enrolment: &Enrolment,
    clock: &Clock,
    random: &Random,
) -> Result<Pairing, EnrolmentError> {
    let key = match enrolment.key {
        KeyChoice::Present => desk.station_key(enrolment.of),
        KeyChoice::New => desk.next_station_key(enrolment.of),
    };
    let key = key.map_err(|_| CentreError::OwnKey)?;
    let strip = desk.strip();
    let code = desk.code_of_life(enrolment.of).ok_or(CentreError::OwnKey)?;
    let subject = Subject::new(
        &format!("Comune di {}", strip.municipality),
        Some(&strip.office),
        &format!("Sportello {code}"),
    )
    .of_body(desk.body());
    let urn = Urn::new(enrolment.of.uuid());
    // A life that ended has none: nothing comes after it any more.
    let request = if enrolment.of == desk.station_id() {
        desk.certificate_request(&key, &subject).map_err(|_| CentreError::OwnKey)?
    } else {
        Request::make(&subject, urn, &key).map_err(|_| CentreError::OwnKey)?
    };
    let before = known_by(desk, enrolment);
    let applicant = Applicant { request, exercise: desk.exercise(), before };
    Pairing::begin(&enrolment.address, applicant, random, clock.now())
}

/// What the centre knows this life by already, where it does.
fn known_by(desk: &Desk, enrolment: &Enrolment) -> Option<Before> {
    let centre = desk.centre_of_life(enrolment.id, enrolment.of)?;
    let certificate = Certificate::from_pem(&centre.certificate).ok()?;
    let key = desk.station_key_for(enrolment.of, &certificate).ok()?;
    Some(Before { centre: centre.urn.parse().ok()?, certificate, key })
}

fn look(desk: &Desk, id: CentreId, pairing: &Pairing, clock: &Clock) {
    let step = match pairing.look(clock.now()) {
        Ok(None) => return,
        Ok(Some(granted)) => {
            let enrolled = Enrolled {
                urn: granted.urn.to_string(),
                root: granted.root,
                certificate: granted.certificate,
                reserve: granted.reserve,
                recipient: granted.recipient,
            };
            match desk.enrolled(id, enrolled) {
                Ok(()) => return,
                Err(error) => EnrolmentStep::Failed(error.told()),
            }
        }
        Err(error) if error.passes() => return,
        Err(error) => EnrolmentStep::Failed(error.told()),
    };
    desk.enrolment_stepped(id, step);
}
