//! Which papers a person can have now, and why not the others.

use std::sync::Arc;

use crate::domain::form::{Bilingual, Form};
use crate::domain::id::PersonId;

use super::error::DeskError;
use super::opened::Desk;
use super::person::Remark;
use super::sign_in::Session;

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
        let dead = person.died_on.map(|day| Remark::Dead(day).told());
        Ok(self.forms().into_iter().map(|form| Offer { form, why_not: dead.clone() }).collect())
    }
}
