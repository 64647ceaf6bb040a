//! The exact paper before it is issued, marked ANTEPRIMA.

use crate::domain::delegation::ActReference;
use crate::domain::delegation::SigningOfficer;
use crate::domain::entry::{Entry, EntryKind, UseCode};
use crate::domain::form::Form;
use crate::domain::id::{DelegationId, EntryId, OutageId};
use crate::domain::number::Number;
use crate::domain::value::Values;

use super::compose::Given;
use super::error::DeskError;
use super::filling::{self};
use super::issue::{form_duty, office_in, use_code};
use super::opened::Desk;
use super::papers::Pdf;
use super::sign_in::Session;

impl Desk {
    /// The exact paper, marked ANTEPRIMA. What is missing is refused as at issuing.
    pub fn preview(&self, who: &Session, id: EntryId) -> Result<Pdf, DeskError> {
        who.needs(&[])?;
        let kept = self.kept_draft(id)?;
        let form = self.forms.version(&kept.form).ok_or(DeskError::NotFound)?;
        let (values, problems) = filling::read(&form, &kept.typed(), self.now().day());
        if !problems.is_empty() {
            return Err(DeskError::Fields(problems));
        }
        let entry = self.would_be(id, &form, values, kept.use_code, who)?;
        let pdf = self.render(&form, &entry, &Given::not_yet(&entry), true)?;
        Ok(Pdf { bytes: pdf.into_bytes(), name: "anteprima.pdf".to_owned() })
    }

    /// The entry as it would be issued now, also while nothing may be issued: the preview shows what is known.
    fn would_be(
        &self,
        id: EntryId,
        form: &Form,
        values: Values,
        chosen: UseCode,
        who: &Session,
    ) -> Result<Entry, DeskError> {
        let head = self.head();
        let at = self.stamp(&head);
        let station = head.station.clone().ok_or(DeskError::WrongPhase)?;
        let office = match head.open_outage() {
            Some(outage) => office_in(&head, outage)?,
            None => station.office,
        };
        let nobody = |capacity| SigningOfficer {
            operator: who.operator,
            name: String::new(),
            capacity,
            delegation: DelegationId::new(uuid::Uuid::nil()),
            act: ActReference::ToBeSigned,
        };
        let signing = |capacity| head.signing_officer(capacity, at).unwrap_or_else(|| nobody(capacity));
        let key = head.key(form.series, at).ok_or(DeskError::WrongPhase)?;
        Ok(Entry {
            id,
            number: Number::new(key, 1).expect("1 is a number of every register"),
            outage: head
                .open_outage()
                .map_or_else(|| OutageId::new(uuid::Uuid::nil()), |one| one.opening.outage),
            kind: form.entry.unwrap_or(EntryKind::Document),
            issued: at,
            form: Some(form.id.clone()),
            title: form.title.clone(),
            subject: filling::subject(form, &values),
            values,
            evidence: None,
            use_code: use_code(form, chosen),
            duty: form_duty(&form.duty),
            officer: form.capacity.map(signing),
            operator: who.operator,
            operator_name: who.name.clone(),
            office,
            non_deferrable: None,
            reservation: None,
            control_code: None,
            status_index: None,
            blobs: Vec::new(),
            applicant: None,
            guardian: None,
            purpose: None,
            fee: None,
            photograph: None,
            valid_until: None,
            again: None,
            basket: None,
            verified: None,
        })
    }
}
