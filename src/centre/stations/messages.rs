//! Signed requests of stations, believed or not; signed answers.

use uuid::Uuid;

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::identity::Identity;
use domain::ids::id::StationId;
use domain::time::moment::Moment;
use trust::message::{self, Content, Expected, Outgoing, Refused, Sense, Signed};
use trust::{Certificate, Checked, Role, Urn};

/// A request as it came.
#[derive(Clone, Copy, Debug)]
pub struct Came<'a> {
    /// In capitals: `POST`.
    pub method: &'a str,
    /// Path and query as sent, from `/api/v1` on.
    pub path: &'a str,
    /// The header `Digest`.
    pub digest: Option<&'a str>,
    /// The header `Agid-JWT-Signature`.
    pub signature: Option<&'a str>,
    /// Body and its headers, before decompression.
    pub content: Content<'a>,
}

/// A station whose request was believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Which.
    pub station: StationId,
    /// Names the request.
    pub request: Uuid,
}

impl<'a> Came<'a> {
    fn expected(&self, identity: &Identity, station: StationId, now: Moment) -> Expected<'a> {
        Expected {
            audience: identity.urn,
            sender: Some(Urn::from(station)),
            sense: Sense::Request { method: self.method, path: self.path },
            content: self.content,
            now,
        }
    }
}

impl Hub {
    /// Whether a request about `station` is worth reading: signed, for here, not too old. What it says was not looked at.
    pub fn recognise(
        &self,
        identity: &Identity,
        station: StationId,
        came: &Came<'_>,
    ) -> Result<(), CentreError> {
        let expected = came.expected(identity, station, self.clock.now());
        message::verify_unread(came.signature, &expected, &identity.roots)
            .map(drop)
            .map_err(|refused| CentreError::BadSignature(why(refused)))
    }

    /// Believes a request about `station`, once.
    pub fn believe(
        &self,
        identity: &Identity,
        station: StationId,
        came: &Came<'_>,
    ) -> Result<Caller, CentreError> {
        let now = self.clock.now();
        let expected = came.expected(identity, station, now);
        let verified = message::verify(came.digest, came.signature, &expected, &identity.roots)
            .map_err(|refused| CentreError::BadSignature(why(refused)))?;
        if verified.sender.role != Role::Station {
            return Err(CentreError::UnknownStation);
        }
        if verified.sender.exercise != self.exercise() {
            return Err(CentreError::WrongExercise);
        }
        let millis = |at: Moment| at.utc().timestamp_millis();
        if !self.store.first_seen(verified.id, millis(verified.forget_after), millis(now))? {
            return Err(CentreError::Replayed);
        }
        self.greet(identity, station, &verified.sender)?;
        Ok(Caller { station, request: verified.id })
    }

    /// Whether a request about `station` is signed with a key that the station is known by now. One that is not is no error
    /// here: it proves nothing.
    pub(super) fn speaks_for(
        &self,
        identity: &Identity,
        station: StationId,
        came: &Came<'_>,
    ) -> Result<bool, CentreError> {
        let now = self.clock.now();
        let expected = Expected {
            audience: identity.urn,
            sender: Some(Urn::from(station)),
            sense: Sense::Request { method: came.method, path: came.path },
            content: came.content,
            now,
        };
        let Ok(verified) = message::verify(came.digest, came.signature, &expected, &identity.roots) else {
            return Ok(false);
        };
        let known = self.store.station(self.line(station)?)?;
        let current = known.is_some_and(|row| !is_replaced(&verified.sender, &row.certificates));
        let millis = |at: domain::time::moment::Moment| at.utc().timestamp_millis();
        Ok(current
            && verified.sender.role == Role::Station
            && verified.sender.exercise == self.exercise()
            && self.store.first_seen(verified.id, millis(verified.forget_after), millis(now))?)
    }

    /// A station that the root certified is known from its first word on.
    pub(crate) fn greet(
        &self,
        identity: &Identity,
        station: StationId,
        sender: &Checked,
    ) -> Result<(), CentreError> {
        self.of_our_body(sender.subject.body(), sender.subject.municipality())?;
        let line = self.line(station)?;
        let known = self.store.station(line)?;
        if known.as_ref().is_some_and(|row| is_replaced(sender, &row.certificates)) {
            return Err(CentreError::Replaced);
        }
        let over = identity.before_counts_until().is_some_and(|until| self.clock.now() > until);
        if identity.is_of_before(sender) && (known.is_none() || over) {
            return Err(CentreError::UnknownStation);
        }
        if known.is_none() {
            self.reserve_may_speak(station)?;
            let subject = &sender.subject;
            let code = subject.name().rsplit(' ').next().unwrap_or_default().to_owned();
            let office = subject.office().unwrap_or_default();
            let name = format!("{}, {office}", subject.municipality());
            self.enrol(station, &code, name.trim_end_matches(", "), Vec::new())?;
        }
        Ok(self.store.heard(line, self.clock.now().utc().timestamp_millis())?)
    }

    /// Signs an answer to a caller; nothing where the centre has no certificate yet.
    pub fn sign_answer(
        &self,
        identity: &Identity,
        caller: &Caller,
        status: u16,
        content: Content<'_>,
    ) -> Option<Signed> {
        let certificate = identity.certificate.as_ref()?;
        let now = self.clock.now();
        let outgoing = Outgoing {
            from: identity.urn,
            to: Urn::from(caller.station),
            id: self.random.uuid(now),
            at: now,
            sense: Sense::Answer { to: caller.request, status },
            content,
        };
        message::sign(&outgoing, certificate, &identity.key).ok()
    }
}

/// Whether another certificate has taken the place of the sender's: with the key of that one alone the station speaks.
fn is_replaced(sender: &Checked, certificates: &[String]) -> bool {
    let mut known = certificates.iter().filter_map(|pem| Certificate::from_pem(pem).ok()).peekable();
    known.peek().is_some() && known.all(|certificate| *certificate.key() != sender.key)
}

/// Why a message is not believed, in few words; never what stands in it.
fn why(refused: Refused) -> &'static str {
    match refused {
        Refused::Form => "forma / form",
        Refused::Algorithm => "algoritmo / algorithm",
        Refused::UnknownSigner(_) => "certificato / certificate",
        Refused::Sender => "mittente / sender",
        Refused::Signature => "firma / signature",
        Refused::Digest => "contenuto / content",
        Refused::Audience => "destinatario / audience",
        Refused::Path => "operazione / operation",
        Refused::Stale(_) => "troppo vecchio / too old",
        Refused::FromTheFuture(_) => "dal futuro / from the future",
    }
}
