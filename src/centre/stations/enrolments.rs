//! Stations that ask to be known: the request, the nonces, how many may wait. A person decides: `recognising`.

use std::net::IpAddr;

use uuid::Uuid;

use super::messages::Came;
use super::recognising::Notes;
use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::identity::Identity;
use domain::centre::exchange::enrolment::{
    EnrolmentOffer, EnrolmentRequest, EnrolmentState, SignedRecipient,
};
use domain::ids::id::StationId;
use domain::time::moment::Moment;
use store::centre::row::{EnrolmentRow, EnrolmentStand};
use trust::message::detached::{Beside, sign_detached};
use trust::pairing::{Commitment, Nonce};
use trust::{Certificate, Request, check_chain};

/// Enrolments that may wait at a time; of more the oldest that proved nothing makes room.
const WAITING: usize = 20;
/// And of one address.
const WAITING_OF_ONE: usize = 5;
/// Enrolments that may be asked for in the time one waits, from one address and in all: each is one try, in a million, for
/// whoever stands in between and hopes for the same digits.
const ASKED_BY_ONE: usize = 30;
const ASKED: usize = 90;
/// How long an enrolment waits, milliseconds.
const PATIENCE_MS: i64 = 15 * 60 * 1000;
/// When another may ask where too many did, seconds.
const TRY_AGAIN_S: u32 = 60;

/// Where a request to be known came from.
#[derive(Clone, Copy, Debug, Default)]
pub struct AskedFrom<'a> {
    /// From which address.
    pub source: Option<IpAddr>,
    /// The same request, signed: with the key of a certificate that the station had before, it is a renewal.
    pub signed: Option<Came<'a>>,
}

impl Hub {
    /// A station asks to be known.
    pub fn ask_enrolment(
        &self,
        identity: &Identity,
        asked: &EnrolmentRequest,
        from: &AskedFrom<'_>,
    ) -> Result<EnrolmentOffer, CentreError> {
        let request = Request::from_pem(&asked.request).map_err(|_| bad("request"))?;
        self.of_our_body(request.subject().body(), request.subject().municipality())?;
        let commitment: Commitment = asked.commitment.parse().map_err(|_| bad("commitment"))?;
        let (Some(root), Some(certificate)) = (identity.roots.first(), &identity.certificate) else {
            return Err(CentreError::UnknownStation);
        };
        let renewal = self.renews(identity, &request, from)?;
        let source = from.source.map(|source| source.to_string()).unwrap_or_default();
        if !renewal {
            self.make_room(&source)?;
        }
        let now = self.clock.now();
        let nonce: [u8; 16] = self.random.bytes();
        let id = self.random.uuid(now);
        let row = EnrolmentRow {
            id,
            request: request.to_pem(),
            commitment: domain::text::hex::decode_array(&commitment.to_string()).ok_or(bad("commitment"))?,
            centre_nonce: nonce,
            station_nonce: None,
            asked: now.utc().timestamp_millis(),
            state: EnrolmentStand::Waiting,
            source,
            notes: self.sealed_notes(id, &Notes { renewal, ..Notes::default() }),
        };
        self.store.put_enrolment(&row)?;
        Ok(EnrolmentOffer {
            id: row.id,
            nonce: domain::text::hex::encode(&nonce),
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
        let bytes = domain::text::hex::decode_array(nonce).ok_or(bad("nonce"))?;
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

    fn signed_recipient(&self, identity: &Identity, certificate: &Certificate) -> Option<SignedRecipient> {
        let recipient = self.bundle_recipient();
        let signature =
            sign_detached(Beside::Manifest, recipient.as_bytes(), certificate, &identity.key).ok()?;
        Some(SignedRecipient { recipient, signature })
    }

    /// Room for one more that proved nothing. A renewal is never the one that goes.
    fn make_room(&self, source: &str) -> Result<(), CentreError> {
        let now = self.clock.now().utc().timestamp_millis();
        let mut recent = Vec::new();
        for row in self.store.enrolments()? {
            let renewal = self.notes(&row)?.renewal;
            if now - row.asked <= PATIENCE_MS && !renewal && !matches!(row.state, EnrolmentStand::Granted(_))
            {
                recent.push(row);
            }
        }
        let of_one = |row: &&EnrolmentRow| row.source == source;
        if recent.len() >= ASKED || recent.iter().filter(of_one).count() >= ASKED_BY_ONE {
            return Err(CentreError::TooManyAsk { wait_s: TRY_AGAIN_S });
        }
        recent.retain(|row| row.state == EnrolmentStand::Waiting);
        // The newest stand first; who has shown its nonce has at least gone on.
        let oldest = |own: bool| {
            let of = |row: &&EnrolmentRow| !own || row.source == source;
            let silent = recent.iter().rev().filter(of).find(|row| row.station_nonce.is_none());
            silent.or_else(|| recent.iter().rev().find(of)).cloned()
        };
        let goes = if recent.iter().filter(of_one).count() >= WAITING_OF_ONE {
            oldest(true)
        } else if recent.len() >= WAITING {
            oldest(false)
        } else {
            None
        };
        let Some(row) = goes else { return Ok(()) };
        Ok(self.store.put_enrolment(&EnrolmentRow { state: EnrolmentStand::Refused, ..row })?)
    }

    /// Whether a request comes from the very station it names: its own signature, or one beside it, is of the key this centre
    /// knows it by.
    fn renews(
        &self,
        identity: &Identity,
        request: &Request,
        from: &AskedFrom<'_>,
    ) -> Result<bool, CentreError> {
        let station = StationId::new(request.urn().uuid());
        let row = self.store.station(self.line(station)?)?;
        let newest = row.and_then(|row| Certificate::from_pem(row.certificates.first()?).ok());
        if newest.is_some_and(|newest| newest.key() == request.key()) {
            return Ok(true);
        }
        Ok(match &from.signed {
            Some(came) => self.speaks_for(identity, station, came)?,
            None => false,
        })
    }

    pub(super) fn waiting(&self) -> Result<Vec<EnrolmentRow>, CentreError> {
        let mut rows = self.store.enrolments()?;
        rows.retain(|row| row.state == EnrolmentStand::Waiting && !self.over(row));
        Ok(rows)
    }

    fn over(&self, row: &EnrolmentRow) -> bool {
        self.clock.now().utc().timestamp_millis() - row.asked > PATIENCE_MS
    }
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

pub(super) fn hex(bytes: &[u8]) -> String {
    domain::text::hex::encode(bytes)
}

fn bad(field: &'static str) -> CentreError {
    CentreError::field(field, "Il campo non è della forma convenuta.", "The field is not of the form agreed.")
}
