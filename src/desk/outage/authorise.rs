//! Authorisations of the register (DPR 445/2000 art. 63 c. 2).

use chrono::NaiveDate;

use domain::ids::id::{AuthorisationId, EntryId, OutageId};
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::office::operator::Role;
use domain::outage::authorisation::{Authorisation, Period};
use domain::time::moment::Moment;

use super::read_authorisation::{own_entry, read};
use super::standing::office_in;
use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::session::Session;
use crate::staff::reading::signed_act;

/// An authorisation as the supervisor says it. Fields: `signer`, `signer-role`, `received-by`, `received-at`,
/// `act-number`, `act-date`, `from`, `until` (with a prefix at opening).
#[derive(Clone, Debug)]
pub struct NewAuthorisation {
    /// Minted when the page opened.
    pub id: AuthorisationId,
    /// Who authorised: name.
    pub signer: String,
    /// Office held.
    pub signer_role: String,
    /// How.
    pub given: GivenHow,
    /// Its reference.
    pub act: NewAct,
    /// From when; `None`: from where the last one ends (the first: from the start of the impossibility).
    pub from: Option<Moment>,
    /// Until when; `None`: as long as the law allows (24 hours; seven days at the same local time).
    pub until: Option<Moment>,
}

/// How an authorisation was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenHow {
    /// In writing.
    Written,
    /// By telephone.
    ByTelephone {
        /// Who took the call.
        received_by: String,
        /// When.
        at: Moment,
    },
}

/// The act an authorisation rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewAct {
    /// Signed already.
    Signed {
        /// Its number.
        number: String,
        /// Its date.
        date: NaiveDate,
    },
    /// *Atto da firmare*.
    ToBeSigned,
    /// To be signed, and known until then by its own number of the emergency register (series P).
    OwnNumber,
}

/// Roles that record authorisations.
pub(super) const AUTHORISERS: &[Role] = &[Role::Supervisor, Role::RecordsManager];

impl Desk {
    /// Records an authorisation, once: the same id with the same words gives the one it made. A further one of the open outage, or (`None`) one in advance. Supervisor or records
    /// manager. One in advance has no number of its own: no outage is open.
    pub fn record_authorisation(
        &self,
        who: &Session,
        outage: Option<OutageId>,
        new: NewAuthorisation,
    ) -> Result<Authorisation, DeskError> {
        who.needs(AUTHORISERS)?;
        let id = new.id;
        let mut problems = Vec::new();
        let Some(read) = read(new, "", self.now(), &mut problems) else {
            return Err(DeskError::Fields(problems));
        };
        if let Some(known) = self.authorisation(id) {
            return if read.is_of(&known, outage) {
                Ok(known)
            } else {
                Err(DeskError::DifferentAuthorisation)
            };
        }
        let entry = EntryId::new(self.mint());
        let one = |problem: FieldProblem| DeskError::Fields(vec![problem]);
        self.commit(who.by(), Kind::OutageAuthorised, |head, at| {
            let Some(outage) = outage else {
                if read.own_number {
                    return Err(DeskError::field(
                        "act-number",
                        "In anticipo non c'è ancora un numero del registro: indicare l'atto, oppure «da firmare».",
                        "In advance there is no register number yet: name the act, or say it is to be signed.",
                    ));
                }
                return Ok(vec![Event::AuthorisationRecorded(read.in_advance(at).map_err(one)?)]);
            };
            let open = head.open_outage().filter(|open| open.opening.outage == outage).ok_or(DeskError::Illegal)?;
            let times = (at, open.opening.started);
            let mut further =
                read.for_outage(outage, Period::Further, times, &open.authorisations).map_err(one)?;
            if !read.own_number {
                return Ok(vec![Event::AuthorisationRecorded(further)]);
            }
            let mut counters = head.counters.clone();
            let office = office_in(head, open)?;
            let own = own_entry(&mut further, &mut counters, (head, outage, &office), (entry, at), who)?;
            Ok(vec![Event::AuthorisationRecorded(further), own])
        })?;
        self.authorisation(id).ok_or(DeskError::NotFound)
    }

    /// The signed act arrived. Fields: `act-number`, `act-date`.
    pub fn sign_authorisation_act(
        &self,
        who: &Session,
        authorisation: AuthorisationId,
        number: &str,
        date: NaiveDate,
    ) -> Result<(), DeskError> {
        who.needs(AUTHORISERS)?;
        let act = signed_act(number, date, self.now())?;
        if self.authorisation(authorisation).is_none() {
            return Err(DeskError::NotFound);
        }
        let event = Event::AuthorisationActSigned { authorisation, act };
        self.commit(who.by(), Kind::OutageAuthorised, |_, _| Ok(vec![event])).map(|_| ())
    }

    /// An authorisation, of whatever outage.
    fn authorisation(&self, id: AuthorisationId) -> Option<Authorisation> {
        let head = self.head();
        let of_outages = head.outages.iter().flat_map(|outage| &outage.authorisations);
        of_outages.chain(head.advance.values()).find(|one| one.id == id).cloned()
    }
}
