//! The pre-filled self-certification (DPR 445/2000 art. 46): the citizen's own declaration, in any state of the station,
//! without a number.

use domain::form::purpose::{Purpose, Route};
use domain::ids::id::PersonId;
use domain::journal::event::Event;
use domain::journal::record::Kind;

use super::compose;
use super::printing::Pdf;
use crate::draft::form_values;
use crate::draft::kept_draft::Kept;
use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::session::Session;

/// Name of its form.
const FORM: &str = "self-certification";

impl Desk {
    /// The declaration of a person of the extract, to be read, ticked and signed by that person; or an empty one to be
    /// filled by hand. What the form cannot hold stays to be written.
    pub fn self_certification(
        &self,
        who: &Session,
        person: Option<PersonId>,
        purpose: Option<Purpose>,
    ) -> Result<Pdf, DeskError> {
        who.needs(&[])?;
        let form = self.forms.newest(FORM).ok_or(DeskError::NotFound)?;
        let now = self.now();
        let mut kept = Kept::new(form.id.clone(), who, now);
        if let Some(person) = person {
            self.fill_from_extract(&form, person, &mut kept)?;
        }
        let (values, _) = form_values::read(&form, &kept.typed(), None, now.day());
        let sheet = compose::declaration(&form, &values, &self.station().office, now);
        let pdf = self.printed_sheet(&sheet, "autocertificazione.pdf".to_owned())?;
        let printed = Event::ServicePaperPrinted { form: form.id.clone() };
        self.note(who.by(), Kind::ServicePaperPrinted, printed);
        match purpose {
            Some(purpose) => self.answer_purpose(who, purpose, Route::SelfCertification)?,
            None => self.followed(who),
        }
        Ok(pdf)
    }
}
