//! What the extract says of a person, as a draft takes it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use domain::form::form::{FieldKind, Form};
use domain::ids::id::PersonId;
use domain::ids::value::FieldId;
use domain::person::person::Person;

use super::kept_draft::Kept;
use crate::error::DeskError;
use crate::ledger::desk::Desk;

/// A person of the extract in use.
#[derive(Clone, Debug)]
pub(crate) struct OnRecord {
    /// Local day the extract was made.
    pub(crate) date: NaiveDate,
    /// What it says of the person.
    pub(crate) person: Person,
    /// The same as canonical values of fields.
    pub(crate) fields: BTreeMap<FieldId, String>,
}

impl Desk {
    /// The person in the extract in use; [`DeskError::NotFound`] if there is none, or no longer.
    pub(crate) fn on_record(&self, person: PersonId) -> Result<OnRecord, DeskError> {
        let date = self.head().extract.as_ref().map(|extract| extract.date).ok_or(DeskError::NotFound)?;
        let (person, family) = self.family_of(person)?;
        let fields = self.fields_of(&person, &family);
        Ok(OnRecord { date, person, fields })
    }

    /// Fills a draft with what the extract says.
    pub(crate) fn fill_from_extract(
        &self,
        form: &Form,
        person: PersonId,
        kept: &mut Kept,
    ) -> Result<(), DeskError> {
        let known = self.on_record(person)?;
        for (field, value) in &known.fields {
            if let Some((_, asked)) = form.field(field) {
                kept.raw.insert(field.clone(), as_typed(&asked.kind, value));
            }
        }
        kept.sources.insert("*".to_owned(), "extract".to_owned());
        kept.person = Some(person);
        Ok(())
    }
}

/// A canonical value as a clerk would type it: days `gg/mm/aaaa`, as far as they are known.
pub(crate) fn as_typed(kind: &FieldKind, value: &str) -> String {
    match kind {
        FieldKind::Date { .. } => value.split('-').rev().collect::<Vec<_>>().join("/"),
        _ => value.to_owned(),
    }
}
