//! Reserves of stations: certified with the station, known to the centre that saw it, and used up once.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::enrolments::one_for;
use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::identity::Identity;
use crate::records::checked::Checked as Record;
use crate::records::remembered::Remembered;
use domain::ids::anchor::Position;
use domain::ids::id::StationId;
use domain::journal::event::Event;
use domain::journal::record::Payload;
use domain::time::moment::Moment;
use journal::record::Header;
use store::centre::row::{StationRow, StationState};
use trust::{Certificate, Request};

/// What a centre knows of a reserve that it saw certified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    /// The station that it is kept for.
    of: StationId,
    /// The certificate of that station that was given with it (PEM).
    beside: String,
}

/// Two lives that took one reserve: the one whose records the centre holds, and the one whose records were refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Whose records are held.
    pub held: Claim,
    /// Whose were refused.
    pub refused: Claim,
}

/// A life that took a reserve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The code it numbers under.
    pub code: String,
    /// When it began.
    pub at: Moment,
}

impl Hub {
    /// Certifies the reserve in a request, where the root is at hand. A name that is a station here already, or somebody
    /// else's reserve, is nobody's reserve.
    pub(super) fn certify_reserve(
        &self,
        identity: &Identity,
        request: &Request,
    ) -> Result<Option<Certificate>, CentreError> {
        let Some(reserve) = self.free_reserve(request)? else { return Ok(None) };
        identity.certify(reserve, self.clock.now(), &self.random).transpose()
    }

    /// The reserve's certificate among those that were made elsewhere; none where there is none.
    pub(super) fn given_reserve(
        &self,
        identity: &Identity,
        request: &Request,
        text: &str,
    ) -> Result<Option<Certificate>, CentreError> {
        let Some(reserve) = self.free_reserve(request)? else { return Ok(None) };
        Ok(one_for(identity, reserve, text, self.clock.now()))
    }

    fn free_reserve<'a>(&self, request: &'a Request) -> Result<Option<&'a Request>, CentreError> {
        let Some(reserve) = request.reserve() else { return Ok(None) };
        let station = StationId::new(reserve.urn().uuid());
        let of = StationId::new(request.urn().uuid());
        let others = self.reserve_kept(station)?.is_some_and(|kept| kept.of != of);
        let free = !others && self.store.station(station)?.is_none();
        Ok(free.then_some(reserve))
    }

    /// Notes whose reserve was certified, and its certificate for whoever asks how the enrolment stands.
    pub(super) fn note_reserve(
        &self,
        enrolment: Uuid,
        request: &Request,
        station: &Certificate,
        certificate: &Certificate,
    ) -> Result<(), CentreError> {
        let Some(reserve) = request.reserve() else { return Ok(()) };
        let kept = Kept { of: StationId::new(request.urn().uuid()), beside: station.to_pem() };
        let json = serde_json::to_vec(&kept).expect("a reserve holds only texts");
        self.set(&format!("reserve/{}", reserve.urn().uuid()), &json)?;
        self.set(&format!("granted-reserve/{enrolment}"), certificate.to_pem().as_bytes())
    }

    /// The reserve's certificate (PEM) that was given with an enrolment.
    pub(super) fn granted_reserve(&self, enrolment: Uuid) -> Result<Option<String>, CentreError> {
        let kept = self.store.setting(&format!("granted-reserve/{enrolment}"))?;
        Ok(kept.and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    fn reserve_kept(&self, station: StationId) -> Result<Option<Kept>, CentreError> {
        let kept = self.store.setting(&format!("reserve/{station}"))?;
        Ok(kept.and_then(|json| serde_json::from_slice(&json).ok()))
    }

    /// Whether a station that speaks for the first time may: a reserve falls with the station that it is kept for, where that
    /// was suspended, and with its key, where that was replaced.
    pub(super) fn reserve_may_speak(&self, station: StationId) -> Result<(), CentreError> {
        let Some(kept) = self.reserve_kept(station)? else { return Ok(()) };
        let Some(of) = self.store.station(kept.of)? else { return Ok(()) };
        if of.state == StationState::Suspended {
            return Err(CentreError::Suspended);
        }
        let read = |pem: &String| Certificate::from_pem(pem).ok();
        match (of.certificates.first().and_then(read), read(&kept.beside)) {
            (Some(newest), Some(then)) if newest.key() != then.key() => Err(CentreError::Replaced),
            _ => Ok(()),
        }
    }

    /// A life that begins in records just taken numbers under a code of its own: a reserve's certificate names the one before.
    pub(crate) fn name_the_life(&self, row: &StationRow, remembered: &Remembered) -> Result<(), CentreError> {
        let Some(code) = remembered.codes.last().filter(|code| **code != row.code) else { return Ok(()) };
        let Some(row) = self.store.station(row.id)? else { return Ok(()) };
        Ok(self.store.put_station(&StationRow { code: code.clone(), ..row })?)
    }

    /// The two lives that took one reserve, where records of another beginning came under the same name.
    pub(super) fn two_claims(
        &self,
        row: &StationRow,
        came: &[Record],
    ) -> Result<Option<Claims>, CentreError> {
        let first = came.first().filter(|record| record.header.position == Position::FIRST);
        let Some(refused) = first.and_then(claim_in) else { return Ok(None) };
        let held = self.store.record(self.wire_of(row.id)?, Position::FIRST)?;
        let at = held.and_then(|record| Header::from_bytes(&record.header)).map(|header| header.time);
        let code = self.remembered_of(self.wire_of(row.id)?)?.codes.first().cloned();
        Ok(at.zip(code).map(|(at, code)| Claims { held: Claim { code, at }, refused }))
    }
}

/// The code and the time that a first record begins a life with.
fn claim_in(record: &Record) -> Option<Claim> {
    let (_, payload) = record.content.as_ref()?;
    let Payload::Known(command) = Payload::read(payload.as_bytes()) else { return None };
    let code = command.events.iter().find_map(|event| match event {
        Event::LifeContinued(life) => Some(life.register_code.to_string()),
        _ => None,
    })?;
    Some(Claim { code, at: record.header.time })
}
