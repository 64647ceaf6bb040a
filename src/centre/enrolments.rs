//! Stations that ask to be known: the six digits compared by a person, the certificate given.

use uuid::Uuid;

use super::error::CentreError;
use super::identity::Identity;
use super::opened::Hub;
use crate::code::message::detached::{Beside, sign_detached};
use crate::code::pairing::{Commitment, Nonce, PairingCode};
use crate::code::{Certificate, Request, check_chain};
use crate::domain::exchange::enrolment::{EnrolmentOffer, EnrolmentRequest, EnrolmentState, SignedRecipient};
use crate::domain::id::StationId;
use crate::domain::moment::Moment;
use crate::store::centre::row::{EnrolmentRow, EnrolmentStand};

/// Enrolments that may wait at a time: each is one try for whoever stands in between.
const WAITING: usize = 5;
/// How long an enrolment waits, milliseconds.
const PATIENCE_MS: i64 = 15 * 60 * 1000;

/// A station that asks, as the centre's pages show it.
#[derive(Clone, Debug)]
pub struct Asking {
    /// Which enrolment.
    pub id: Uuid,
    /// Who it says it is.
    pub name: String,
    /// When it asked.
    pub asked: Moment,
    /// The six digits, once the station has shown its nonce.
    pub code: Option<String>,
    /// Its request, to be certified elsewhere where the root is not here (PEM).
    pub request: String,
}

impl Hub {
    /// A station asks to be known.
    pub fn ask_enrolment(
        &self,
        identity: &Identity,
        asked: &EnrolmentRequest,
    ) -> Result<EnrolmentOffer, CentreError> {
        let request = Request::from_pem(&asked.request).map_err(|_| bad("request"))?;
        self.of_our_body(request.subject().body(), request.subject().municipality())?;
        let commitment: Commitment = asked.commitment.parse().map_err(|_| bad("commitment"))?;
        let (Some(root), Some(certificate)) = (identity.roots.first(), &identity.certificate) else {
            return Err(CentreError::UnknownStation);
        };
        if self.waiting()?.len() >= WAITING {
            return Err(CentreError::WrongSecret { wait_s: 60 });
        }
        let now = self.clock.now();
        let nonce: [u8; 16] = self.random.bytes();
        let row = EnrolmentRow {
            id: self.random.uuid(now),
            request: request.to_pem(),
            commitment: crate::domain::hex::decode_array(&commitment.to_string()).ok_or(bad("commitment"))?,
            centre_nonce: nonce,
            station_nonce: None,
            asked: now.utc().timestamp_millis(),
            state: EnrolmentStand::Waiting,
            source: String::new(),
            notes: Vec::new(),
        };
        self.store.put_enrolment(&row)?;
        Ok(EnrolmentOffer {
            id: row.id,
            nonce: crate::domain::hex::encode(&nonce),
            root: root.certificate().to_pem(),
            centre: certificate.to_pem(),
            recipient: self.signed_recipient(identity, certificate),
        })
    }

    /// The station shows its nonce.
    pub fn show_nonce(&self, id: Uuid, nonce: &str) -> Result<(), CentreError> {
        let row = self.store.enrolment(id)?.ok_or(CentreError::NotFound)?;
        let shown: Nonce = nonce.parse().map_err(|_| bad("nonce"))?;
        let commitment: Commitment = hex(&row.commitment).parse().map_err(|_| CentreError::Keys)?;
        let bytes = crate::domain::hex::decode_array(nonce).ok_or(bad("nonce"))?;
        // What was refused once is over: the right nonce after a wrong one is no second try.
        if row.state == EnrolmentStand::Refused {
            return Err(bad("nonce"));
        }
        if !commitment.fits(shown) || row.station_nonce.is_some_and(|kept| kept != bytes) {
            self.store.put_enrolment(&EnrolmentRow { state: EnrolmentStand::Refused, ..row })?;
            return Err(bad("nonce"));
        }
        Ok(self.store.put_enrolment(&EnrolmentRow { station_nonce: Some(bytes), ..row })?)
    }

    /// How an enrolment stands.
    pub fn enrolment_state(&self, id: Uuid) -> Result<EnrolmentState, CentreError> {
        let row = self.store.enrolment(id)?.ok_or(CentreError::NotFound)?;
        Ok(match row.state {
            EnrolmentStand::Waiting if self.over(&row) => EnrolmentState::Refused,
            EnrolmentStand::Waiting => EnrolmentState::Waiting,
            EnrolmentStand::Refused => EnrolmentState::Refused,
            EnrolmentStand::Granted(certificate) => {
                let reserve = self.granted_reserve(id)?;
                EnrolmentState::Granted { certificate, reserve }
            }
        })
    }

    /// Stations that ask, the newest first.
    pub fn asking(&self, identity: &Identity) -> Result<Vec<Asking>, CentreError> {
        self.waiting()?.iter().map(|row| asking(identity, row)).collect()
    }

    /// How many ask.
    pub fn enrolments_waiting(&self) -> Result<usize, CentreError> {
        Ok(self.waiting()?.len())
    }

    /// One of them.
    pub fn asking_one(&self, identity: &Identity, id: Uuid) -> Result<Asking, CentreError> {
        let row = self.waiting()?.into_iter().find(|row| row.id == id).ok_or(CentreError::NotFound)?;
        asking(identity, &row)
    }

    /// A person saw the same six digits on both sides, and lets the station in; `certificate` where the root is elsewhere
    /// (PEM, as `sportello keys certify` made it).
    pub fn grant(&self, identity: &Identity, id: Uuid, certificate: &str) -> Result<(), CentreError> {
        let row = self.waiting()?.into_iter().find(|row| row.id == id).ok_or(CentreError::NotFound)?;
        if row.station_nonce.is_none() {
            return Err(CentreError::NotFound);
        }
        let request = Request::from_pem(&row.request).map_err(|_| CentreError::Keys)?;
        let now = self.clock.now();
        let (certificate, reserve) = match identity.certify(&request, now, &self.random) {
            Some(made) => (made?, self.certify_reserve(identity, &request)?),
            None => (
                given(identity, &request, certificate, now)?,
                self.given_reserve(identity, &request, certificate)?,
            ),
        };
        let subject = request.subject();
        let code = subject.name().rsplit(' ').next().unwrap_or_default().to_owned();
        let name = match subject.office() {
            Some(office) => format!("{}, {office}", subject.municipality()),
            None => subject.municipality().to_owned(),
        };
        let pem = certificate.to_pem();
        if let Some(reserve) = reserve {
            self.note_reserve(id, &request, &certificate, &reserve)?;
        }
        self.enrol(StationId::new(request.urn().uuid()), &code, &name, vec![pem.clone()])?;
        Ok(self.store.put_enrolment(&EnrolmentRow { state: EnrolmentStand::Granted(pem), ..row })?)
    }

    /// The digits differ, or nobody knows the station.
    pub fn refuse_enrolment(&self, id: Uuid) -> Result<(), CentreError> {
        let row = self.waiting()?.into_iter().find(|row| row.id == id).ok_or(CentreError::NotFound)?;
        Ok(self.store.put_enrolment(&EnrolmentRow { state: EnrolmentStand::Refused, ..row })?)
    }

    fn signed_recipient(&self, identity: &Identity, certificate: &Certificate) -> Option<SignedRecipient> {
        let recipient = self.bundle_recipient();
        let signature =
            sign_detached(Beside::Manifest, recipient.as_bytes(), certificate, &identity.key).ok()?;
        Some(SignedRecipient { recipient, signature })
    }

    fn waiting(&self) -> Result<Vec<EnrolmentRow>, CentreError> {
        let mut rows = self.store.enrolments()?;
        rows.retain(|row| row.state == EnrolmentStand::Waiting && !self.over(row));
        Ok(rows)
    }

    fn over(&self, row: &EnrolmentRow) -> bool {
        self.clock.now().utc().timestamp_millis() - row.asked > PATIENCE_MS
    }
}

fn asking(identity: &Identity, row: &EnrolmentRow) -> Result<Asking, CentreError> {
    let request = Request::from_pem(&row.request).map_err(|_| CentreError::Keys)?;
    let nonce = |bytes: &[u8; 16]| hex(bytes).parse::<Nonce>().map_err(|_| CentreError::Keys);
    let code = match (&row.station_nonce, identity.roots.first()) {
        (Some(station), Some(root)) => {
            let code = PairingCode::new(nonce(station)?, nonce(&row.centre_nonce)?, root, &request);
            Some(code.to_string())
        }
        _ => None,
    };
    let subject = request.subject();
    Ok(Asking {
        id: row.id,
        name: format!("{} · {}", subject.municipality(), subject.name()),
        asked: super::entries::moment(row.asked),
        code,
        request: row.request.clone(),
    })
}

/// A certificate made elsewhere: certified by a root known here, for the very key and name that asked.
fn given(identity: &Identity, request: &Request, pem: &str, now: Moment) -> Result<Certificate, CentreError> {
    let wrong = || {
        CentreError::field(
            "certificate",
            "Incollare il certificato fatto per questa richiesta con «sportello keys certify».",
            "Paste the certificate made for this request with “sportello keys certify”.",
        )
    };
    one_for(identity, request, pem, now).ok_or_else(wrong)
}

/// The one among the certificates in a text that a root known here made for the very key and name of a request.
pub(super) fn one_for(
    identity: &Identity,
    request: &Request,
    text: &str,
    now: Moment,
) -> Option<Certificate> {
    let fits = |certificate: &Certificate| {
        identity.roots.iter().any(|root| {
            check_chain(certificate, root, now)
                .is_ok_and(|checked| checked.urn == request.urn() && checked.key == *request.key())
        })
    };
    Certificate::all_from_pem(text).ok()?.into_iter().find(fits)
}

fn hex(bytes: &[u8]) -> String {
    crate::domain::hex::encode(bytes)
}

fn bad(field: &'static str) -> CentreError {
    CentreError::field(field, "Il campo non è della forma convenuta.", "The field is not of the form agreed.")
}
