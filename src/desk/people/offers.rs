//! Which papers a person can have now, and why not the others.

use std::sync::Arc;

use domain::form::form::{FieldKind, Form};
use domain::ids::id::PersonId;
use domain::person::kinship::civil_status;
use domain::person::person::Person;
use domain::text::bilingual::Bilingual;

use super::certifiable;
use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::session::Session;

/// A form, and why it cannot be begun for this person.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The form.
    pub form: Arc<Form>,
    /// Why not, in words.
    pub why_not: Option<Bilingual>,
}

impl Desk {
    /// The catalogue for a person of the extract, in its order.
    pub fn offers(&self, who: &Session, id: PersonId) -> Result<Vec<Offer>, DeskError> {
        who.needs(&[])?;
        let (_, person) = self.resident(id)?;
        let why_not = |form: &Form| {
            certifiable::blocked(form, &person)
                .or_else(|| unfit(form, &person))
                .or_else(|| self.unsigned(form).then(|| DeskError::NoSigningOfficer.told()))
        };
        let offer = |form: Arc<Form>| Offer { why_not: why_not(&form), form };
        Ok(self.forms().into_iter().map(offer).collect())
    }
}

impl Desk {
    /// Whether a paper of this form wants a signature that nobody can give now.
    pub fn unsigned(&self, form: &Form) -> bool {
        let head = self.head();
        form.capacity.is_some_and(|capacity| head.signing_officer(capacity, self.stamp(&head)).is_none())
    }
}

/// ANPR's code of the certificate of citizenship.
const CITIZENSHIP: u8 = 5;

/// Why what the extract says does not fit the form: free status of who is married, Italian citizenship of who has another.
fn unfit(form: &Form, person: &Person) -> Option<Bilingual> {
    if form.codes.contains(&CITIZENSHIP) && !person.citizenship.to_lowercase().starts_with("italian") {
        return Some(Bilingual::new(
            "Solo per cittadini italiani: l’estratto dice altro.",
            "For Italian citizens only: the extract says otherwise.",
        ));
    }
    let status = person.civil_status?;
    let (_, field) = form.field("civil-status")?;
    let FieldKind::Choice { options } = &field.kind else { return None };
    if options.iter().any(|option| option.value == status.to_string()) {
        return None;
    }
    let word = civil_status(status, &person.sex).unwrap_or("non noto");
    Some(Bilingual::new(
        format!("Lo stato civile nell’estratto è «{word}»."),
        format!("The civil status in the extract is “{word}”."),
    ))
}
