//! Becoming known to a centre: an address, six digits that both sides show, a certificate. The recovery's thread talks; what
//! it comes to stands here for the page.

use std::sync::PoisonError;

use crate::error::{Cause, DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::ledger::one_life::named;
use crate::parts::enrolment::{Enrolment, EnrolmentStep, KeyChoice};
use crate::parts::session::Session;
use domain::centre::centre::{Centre, CentreAddress};
use domain::ids::body::BodyCode;
use domain::ids::id::{CentreId, StationId};
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::office::operator::Role;
use domain::text::lines;

/// What the centre gave.
#[derive(Clone, Debug)]
pub struct Enrolled {
    /// Its name for ever: `urn:uuid:…`.
    pub urn: String,
    /// The root (PEM).
    pub root: String,
    /// This station's certificate (PEM).
    pub certificate: String,
    /// The certificate of its reserve (PEM), if the centre gave one.
    pub reserve: Option<String>,
    /// Whom bundles for the centre are encrypted to, if it says.
    pub recipient: Option<String>,
}

impl Desk {
    /// Begins to enrol with the centre at `address` (supervisor or records manager). Fields: `name`, `address`. A centre
    /// that is known by its name is enrolled with again and keeps its position.
    pub fn begin_enrolment(
        &self,
        who: &Session,
        name: &str,
        address: &str,
        key: KeyChoice,
    ) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager])?;
        let mut problems = Vec::new();
        let read = lines::required_line(name, 80)
            .map_err(|told| problems.push(FieldProblem::new("name", told)))
            .unwrap_or_default();
        let address = CentreAddress::parse(address)
            .map_err(|told| problems.push(FieldProblem::new("address", told)))
            .ok();
        let (Some(address), true) = (address, problems.is_empty()) else {
            return Err(DeskError::Fields(problems));
        };
        let known = self.head().recovery.centres.values().find(|known| known.centre.name == read).cloned();
        let id = known.map_or_else(|| CentreId::new(self.mint()), |known| known.centre.id);
        let of = self.station_id();
        self.ask_to_be_known(Enrolment {
            id,
            of,
            name: read,
            address,
            key,
            by: who.by(),
            step: EnrolmentStep::Asking,
        });
        Ok(())
    }

    /// Begins to make a life before this one known to a centre that this counter has, or asks for a new certificate for it
    /// (supervisor or records manager): it brings its records under its own name, with its own key. One that is under way for
    /// the same goes on.
    pub fn enrol_past_life(
        &self,
        who: &Session,
        id: CentreId,
        of: StationId,
    ) -> Result<Enrolment, DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager])?;
        let known = self.centre(id).ok_or(DeskError::NotFound)?.centre;
        if !self.past_lives().contains(&of) {
            return Err(DeskError::NotFound);
        }
        let same = |one: &Enrolment| one.id == id && one.of == of && one.step.runs();
        if let Some(running) = self.enrolment().filter(same) {
            return Ok(running);
        }
        self.ask_to_be_known(Enrolment {
            id,
            of,
            name: known.name,
            address: known.address,
            key: KeyChoice::Present,
            by: who.by(),
            step: EnrolmentStep::Asking,
        });
        self.enrolment().ok_or(DeskError::NotFound)
    }

    fn ask_to_be_known(&self, enrolment: Enrolment) {
        *self.centre_status.enrolment.lock().unwrap_or_else(PoisonError::into_inner) = Some(enrolment);
        self.centre_status.ring();
    }

    /// Begins to enrol again with a centre that is known, for a new certificate (supervisor or records manager). One that is
    /// under way for the same goes on.
    pub fn enrol_again(&self, who: &Session, id: CentreId, key: KeyChoice) -> Result<Enrolment, DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager])?;
        let known = self.centre(id).ok_or(DeskError::NotFound)?.centre;
        let of = self.station_id();
        let same = |one: &Enrolment| one.id == id && one.of == of && one.key == key && one.step.runs();
        if let Some(running) = self.enrolment().filter(same) {
            return Ok(running);
        }
        self.begin_enrolment(who, &known.name, &known.address.to_string(), key)?;
        self.enrolment().ok_or(DeskError::NotFound)
    }

    /// The body of this station, as its certificate is to name it.
    pub fn body(&self) -> Option<BodyCode> {
        self.station().body
    }

    /// The enrolment under way, or the last one.
    pub fn enrolment(&self) -> Option<Enrolment> {
        self.centre_status.enrolment.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Gives up the enrolment (supervisor or records manager).
    pub fn abandon_enrolment(&self, who: &Session) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager])?;
        *self.centre_status.enrolment.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }

    /// What came of it so far; nothing if it was given up or begun anew meanwhile.
    pub fn enrolment_stepped(&self, id: CentreId, step: EnrolmentStep) {
        let mut enrolment = self.centre_status.enrolment.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(enrolment) = enrolment.as_mut().filter(|one| one.id == id && one.step.runs()) {
            enrolment.step = step;
        }
    }

    /// The centre certified this station: it is kept.
    pub fn enrolled(&self, id: CentreId, enrolled: Enrolled) -> Result<(), DeskError> {
        let Some(enrolment) = self.enrolment().filter(|one| one.id == id && one.step.runs()) else {
            return Ok(());
        };
        let centre = Centre {
            id,
            name: enrolment.name,
            address: enrolment.address,
            urn: enrolled.urn,
            root: enrolled.root,
            certificate: enrolled.certificate,
            recipient: enrolled.recipient,
        };
        // For whoever looks at the keys of this station; what is signed with stands in the journal.
        let home = self.key_home(enrolment.of);
        let adopted = match enrolment.key {
            KeyChoice::Present => Ok(()),
            KeyChoice::New => home.promote(),
        };
        adopted
            .and_then(|()| home.adopt(&centre.certificate, &centre.root))
            .map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
        let of = enrolment.of;
        if let Some(reserve) = enrolled.reserve.filter(|_| of == self.station_id()) {
            self.keep_reserve(&reserve, &centre.root);
        }
        self.tell_the_copy_of_keys(of);
        self.commit(enrolment.by, Kind::CentreChanged, |head, _| {
            Ok(vec![Event::CentreSet { centre, life: named(head, of) }])
        })?;
        self.enrolment_stepped(id, EnrolmentStep::Done);
        self.centre_status.change((id, of), |line| line.halted = None);
        self.centre_status.ring();
        Ok(())
    }
}
