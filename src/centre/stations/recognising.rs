//! Stations that ask, recognised by a person: the six digits read out at the station and typed here, the certificate given. For a
//! station that is known already, and that does not ask with the key it has, it takes a second person.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::identity::Identity;
use crate::ledger::seals::{self, Bound};
use crate::staff::accounts::Worker;
use crate::staff::deeds::{Deed, What};
use domain::centre::centre_role::Right;
use domain::ids::id::StationId;
use domain::time::moment::Moment;
use store::centre::row::{EnrolmentRow, EnrolmentStand};
use trust::pairing::{Nonce, PairingCode};
use trust::{Certificate, Request};

use super::enrolments::{hex, one_for};

/// Wrong digits after which an enrolment is over: somebody may stand in between.
const WRONG_DIGITS: u8 = 3;

/// What the centre notes beside an enrolment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Notes {
    /// Whether the station asked with the key it is known by.
    pub(super) renewal: bool,
    /// How many times other digits were typed.
    pub(super) wrong: u8,
    /// Who confirmed it first, where it takes two.
    pub(super) first: Option<(Uuid, String)>,
}

/// A station that asks, as the centre's pages show it.
#[derive(Clone, Debug)]
pub struct Asking {
    /// Which enrolment.
    pub id: Uuid,
    /// Who it says it is.
    pub name: String,
    /// When it asked.
    pub asked: Moment,
    /// From which address, where that is known.
    pub source: String,
    /// Whether it shows its six digits by now.
    pub shows: bool,
    /// The station whose certificate would be replaced, where one of that name is known.
    pub replaces: Option<Replaced>,
    /// Its request, to be certified elsewhere where the root is not here (PEM).
    pub request: String,
}

/// A station that is known already, of which another certificate is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Its register code.
    pub code: String,
    /// When it was last heard.
    pub heard: Option<Moment>,
    /// Whether it asks with the key it is known by: a renewal.
    pub renewal: bool,
    /// Who confirmed it first, where it takes two.
    pub first: Option<String>,
}

/// What came of a person's yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// The station is known from now on.
    LetIn,
    /// Another person must confirm it too.
    Once,
}

impl Hub {
    /// Stations that ask, the newest first.
    pub fn asking(&self, identity: &Identity) -> Result<Vec<Asking>, CentreError> {
        self.waiting()?.iter().map(|row| self.asking_of(identity, row)).collect()
    }

    /// How many ask.
    pub fn enrolments_waiting(&self) -> Result<usize, CentreError> {
        Ok(self.waiting()?.len())
    }

    /// One of them.
    pub fn asking_one(&self, identity: &Identity, id: Uuid) -> Result<Asking, CentreError> {
        self.asking_of(identity, &self.waiting_one(id)?)
    }

    /// A person types the six digits that the station shows, and lets it in; `certificate` where the root is elsewhere (PEM, as
    /// `sportello keys certify` made it). Fields: `digits`, `certificate`.
    pub fn confirm_enrolment(
        &self,
        who: &Worker,
        identity: &Identity,
        id: Uuid,
        digits: &str,
        certificate: &str,
    ) -> Result<Confirmed, CentreError> {
        who.needs(Right::Stations)?;
        let row = self.waiting_one(id)?;
        let mut notes = self.notes(&row)?;
        if !are_its_digits(identity, &row, digits)? {
            return Err(self.wrong_digits(row, notes)?);
        }
        let asking = self.asking_of(identity, &row)?;
        let takes_two = asking.replaces.as_ref().is_some_and(|known| !known.renewal);
        let second = notes.first.as_ref().is_some_and(|(first, _)| *first != who.id);
        if takes_two && !second {
            notes.first = Some((who.id, who.name.clone()));
            let sealed = self.sealed_notes(id, &notes);
            self.store.put_enrolment(&EnrolmentRow { notes: sealed, ..row })?;
            self.note(Some(who), Deed::about(What::Station, id).filtered("confirmed-once"))?;
            return Ok(Confirmed::Once);
        }
        self.grant(identity, id, certificate)?;
        let filter = match (&asking.replaces, takes_two) {
            (None, _) => "let-in",
            (Some(_), false) => "renewed",
            (Some(_), true) => "replaced",
        };
        self.note(Some(who), Deed::about(What::Station, id).filtered(filter))?;
        Ok(Confirmed::LetIn)
    }

    /// Lets a station in without asking anybody: the mock's, and what a person confirmed.
    pub fn grant(&self, identity: &Identity, id: Uuid, certificate: &str) -> Result<(), CentreError> {
        let row = self.waiting_one(id)?;
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
    pub fn refuse_enrolment(&self, who: &Worker, id: Uuid) -> Result<(), CentreError> {
        who.needs(Right::Stations)?;
        let row = self.waiting_one(id)?;
        self.store.put_enrolment(&EnrolmentRow { state: EnrolmentStand::Refused, ..row })?;
        self.note(Some(who), Deed::about(What::Station, id).filtered("refused"))
    }

    fn waiting_one(&self, id: Uuid) -> Result<EnrolmentRow, CentreError> {
        self.waiting()?.into_iter().find(|row| row.id == id).ok_or(CentreError::NotFound)
    }

    fn wrong_digits(&self, row: EnrolmentRow, mut notes: Notes) -> Result<CentreError, CentreError> {
        notes.wrong += 1;
        let over = notes.wrong >= WRONG_DIGITS;
        let state = if over { EnrolmentStand::Refused } else { row.state.clone() };
        let sealed = self.sealed_notes(row.id, &notes);
        self.store.put_enrolment(&EnrolmentRow { state, notes: sealed, ..row })?;
        if over {
            tracing::warn!("an enrolment was given up: other digits were typed three times");
        }
        Ok(CentreError::field(
            "digits",
            "Non sono le cifre di questa postazione: farsele leggere di nuovo. Se sulla postazione sono proprio queste, rifiutare: qualcuno può stare in mezzo. Alla terza volta la richiesta cade.",
            "These are not this station’s digits: have them read out again. If the station does show these, refuse: somebody may stand in between. The third time the request lapses.",
        ))
    }

    pub(super) fn notes(&self, row: &EnrolmentRow) -> Result<Notes, CentreError> {
        if row.notes.is_empty() {
            return Ok(Notes::default());
        }
        seals::open_json(&self.keys, Bound::Enrolment(&row.id.to_string()), &row.notes)
    }

    pub(super) fn sealed_notes(&self, id: Uuid, notes: &Notes) -> Vec<u8> {
        seals::seal_json(&self.keys, Bound::Enrolment(&id.to_string()), notes, &self.random)
    }

    fn asking_of(&self, identity: &Identity, row: &EnrolmentRow) -> Result<Asking, CentreError> {
        let request = Request::from_pem(&row.request).map_err(|_| CentreError::Keys)?;
        let notes = self.notes(row)?;
        let station = self.store.station(self.line(StationId::new(request.urn().uuid()))?)?;
        let known = station.filter(|row| !row.certificates.is_empty() || row.heard.is_some());
        let replaces = known.map(|known| Replaced {
            code: known.code,
            heard: known.heard.map(crate::ledger::instant::moment),
            renewal: notes.renewal,
            first: notes.first.map(|(_, name)| name),
        });
        let subject = request.subject();
        Ok(Asking {
            id: row.id,
            name: format!("{} · {}", subject.municipality(), subject.name()),
            asked: crate::ledger::instant::moment(row.asked),
            source: row.source.clone(),
            shows: code_of(identity, row)?.is_some(),
            replaces,
            request: row.request.clone(),
        })
    }
}

/// The six digits, once the station has shown its nonce.
fn code_of(identity: &Identity, row: &EnrolmentRow) -> Result<Option<PairingCode>, CentreError> {
    let request = Request::from_pem(&row.request).map_err(|_| CentreError::Keys)?;
    let nonce = |bytes: &[u8; 16]| hex(bytes).parse::<Nonce>().map_err(|_| CentreError::Keys);
    match (&row.station_nonce, identity.roots.first()) {
        (Some(station), Some(root)) => {
            Ok(Some(PairingCode::new(nonce(station)?, nonce(&row.centre_nonce)?, root, &request)))
        }
        _ => Ok(None),
    }
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

/// Whether these are the digits that the station shows.
fn are_its_digits(identity: &Identity, row: &EnrolmentRow, typed: &str) -> Result<bool, CentreError> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let Some(code) = code_of(identity, row)? else { return Ok(false) };
    let clean = typed.chars().all(|c| c.is_ascii_digit() || c.is_whitespace());
    Ok(clean && digits(typed) == digits(&code.to_string()))
}
