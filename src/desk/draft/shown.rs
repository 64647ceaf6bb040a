//! A draft with everything its pages show.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use domain::form::entry_kind::UseCode;
use domain::form::form::Form;
use domain::form::reading::printed;
use domain::ids::id::{BasketId, EntryId, OperatorId, PersonId};
use domain::ids::number::Number;
use domain::ids::value::Values;
use domain::office::choices::last_day;
use domain::office::delegation::SigningOfficer;
use domain::text::bilingual::Bilingual;
use domain::time::moment::Moment;

use super::form_values;
use super::kept_draft::Kept;
use super::read_draft::use_code;
use super::topics::Topic;
use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::session::Session;
use crate::register::entries::{EntryRow, row_of};
use vault::BlobHash;

/// A draft with everything its pages show.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Identity, and that of the entry to come.
    pub id: EntryId,
    /// Its form.
    pub form: Arc<Form>,
    /// As typed.
    pub raw: BTreeMap<String, String>,
    /// Sources as chosen: `paper-act`, `extract`, `office-file:<which>`, `document-shown:<which>`, `direct-knowledge`,
    /// `declared`. Only for sections that ask; `*` stands for every field that says none itself.
    pub sources: BTreeMap<String, String>,
    /// The person of the extract it is about; `None` if typed by hand.
    pub person: Option<PersonId>,
    /// The basket it lies in.
    pub basket: Option<BasketId>,
    /// What is asked beyond the form's own fields.
    pub asked: Vec<Topic>,
    /// What stands in the way of issuing, field by field.
    pub problems: Vec<FieldProblem>,
    /// What does not, and should be looked at: an expired document, a small photograph.
    pub remarks: Vec<FieldProblem>,
    /// Use, for certificates.
    pub use_code: UseCode,
    /// When it was begun.
    pub begun: Moment,
    /// By whom.
    pub operator: OperatorId,
    /// Name of that operator.
    pub operator_name: String,
    /// The same form and use for the same subject, issued earlier.
    pub repeats: Vec<EntryRow>,
    /// The check page, row by row.
    pub answers: Vec<Answer>,
    /// The digest of all that is shown of it: what is confirmed is what was shown.
    pub shown: String,
    /// Last day it would hold if issued today, once it can be issued and where it states one.
    pub valid_until: Option<NaiveDate>,
    /// Who would sign now.
    pub officer: Option<SigningOfficer>,
    /// The entry a centre did not take, for which this one will stand.
    pub corrects: Option<(EntryId, Number)>,
}

/// A row of the check page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Name of the field.
    pub field: String,
    /// Its label.
    pub label: Bilingual,
    /// As it will be printed; empty if it is not to be printed.
    pub value: String,
    /// Where the value comes from, in words.
    pub source: Bilingual,
    /// Number of its section, from 0.
    pub section: usize,
}

impl Desk {
    /// The draft as pages show it.
    pub(crate) fn shown(&self, who: &Session, id: EntryId, kept: &Kept) -> Result<Draft, DeskError> {
        let form = self.forms.version(&kept.form).ok_or(DeskError::NotFound)?;
        let read = self.read_whole(who, id, &form, &kept.typed(), self.now().day())?;
        let values = read.values;
        let officer = {
            let head = self.head();
            form.capacity.and_then(|capacity| head.signing_officer(capacity, self.stamp(&head)))
        };
        let subject = form_values::subject(&form, &values);
        let repeats = if subject.full_name().is_empty() {
            Vec::new()
        } else {
            let rows = self.store()?.repeats(&subject, &form.id.id, use_code(&form, kept.use_code));
            rows.map_err(DeskError::store)?.iter().map(row_of).collect()
        };
        let shown = (kept, &officer, &self.station().office);
        let shown = serde_json::to_vec(&shown).expect("a draft holds only strings");
        Ok(Draft {
            id,
            shown: BlobHash::of(&shown).to_string(),
            answers: answers(&form, &values, &kept.raw),
            form,
            raw: kept.raw.clone(),
            sources: kept.sources.clone(),
            person: kept.person,
            basket: kept.basket,
            asked: read.asked,
            valid_until: read
                .content
                .as_ref()
                .ok()
                .and_then(|content| content.days.and_then(|days| last_day(self.now().day(), days).ok())),
            problems: read.content.err().unwrap_or_default(),
            remarks: read.remarks,
            use_code: kept.use_code,
            begun: kept.begun,
            operator: kept.operator,
            operator_name: kept.operator_name.clone(),
            repeats,
            officer,
            corrects: self.linked(kept.corrects),
        })
    }
}

/// The check page: what could be read as it will be printed, the rest as typed.
fn answers(form: &Form, values: &Values, raw: &BTreeMap<String, String>) -> Vec<Answer> {
    let sections = form.sections.iter().enumerate();
    let fields = sections.flat_map(|(index, section)| section.fields.iter().map(move |field| (index, field)));
    fields
        .map(|(section, field)| {
            let (value, source) = match values.get(&field.id) {
                Some(attested) => {
                    (printed(&field.kind, &attested.value), form_values::in_words(&attested.source))
                }
                None => (raw.get(&field.id).cloned().unwrap_or_default(), Bilingual::new("", "")),
            };
            Answer { field: field.id.clone(), label: field.label.clone(), value, source, section }
        })
        .collect()
}
