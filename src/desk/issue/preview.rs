//! The exact paper before it is issued, marked ANTEPRIMA.

use crate::draft::read_draft::Content;
use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::outage::standing::office_in;
use crate::papers::compose::Given;
use crate::papers::printing::Pdf;
use crate::parts::session::Session;
use domain::form::form::Form;
use domain::ids::id::{DelegationId, EntryId, OutageId};
use domain::ids::number::Number;
use domain::office::delegation::{ActReference, SigningOfficer};
use domain::register::entry::Entry;

use super::assemble::{self, Standing};

impl Desk {
    /// The exact paper, marked ANTEPRIMA. What is missing is refused as at issuing.
    pub fn preview(&self, who: &Session, id: EntryId) -> Result<Pdf, DeskError> {
        who.needs(&[])?;
        let kept = self.kept_draft(id)?;
        let form = self.forms.version(&kept.form).ok_or(DeskError::NotFound)?;
        let read = self.read_whole(who, id, &form, &kept.typed(), self.now().day())?;
        let entry = self.would_be(id, &form, &read.content.map_err(DeskError::Fields)?, who)?;
        let pdf = self.render(&form, &entry, &Given::not_yet(&entry), true)?;
        Ok(Pdf { bytes: pdf.into_bytes(), name: "anteprima.pdf".to_owned() })
    }

    /// The entry as it would be issued now, also while nothing may be issued: the preview shows what is known.
    fn would_be(
        &self,
        id: EntryId,
        form: &Form,
        content: &Content,
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
        let outage = head.open_outage().map(|one| one.opening.outage);
        let standing = Standing {
            id,
            number: Number::new(key, 1).expect("1 is a number of every register"),
            outage: outage.unwrap_or_else(|| OutageId::new(uuid::Uuid::nil())),
            at,
            officer: form.capacity.map(signing),
            office,
            non_deferrable: None,
            basket: None,
        };
        assemble::entry(form, content, who, standing)
    }
}
