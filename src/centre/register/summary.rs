//! What lists and exports show of an entry without opening its record.

use serde::{Deserialize, Serialize};

use domain::register::entry::{Entry, Subject};
use domain::time::moment::Moment;

/// The summary of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Whom it is about.
    pub subject: Subject,
    /// When it was issued, with the second.
    pub issued: Moment,
    /// The form, as `id/version`.
    pub form: Option<String>,
    /// Who signed.
    pub officer: Option<String>,
    /// Who issued it.
    pub operator: String,
    /// Office that issued it.
    pub office: String,
}

impl Summary {
    /// Of an entry.
    pub fn of(entry: &Entry) -> Self {
        Self {
            subject: entry.subject.clone(),
            issued: entry.issued,
            form: entry.form.as_ref().map(|form| format!("{}/{}", form.id, form.version)),
            officer: entry.officer.as_ref().map(|officer| officer.name.clone()),
            operator: entry.operator_name.clone(),
            office: format!("{}, {}", entry.office.municipality, entry.office.office),
        }
    }

    /// Surname and names.
    pub fn name(&self) -> String {
        self.subject.full_name()
    }
}
