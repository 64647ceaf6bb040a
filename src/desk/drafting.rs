//! Drafts: what is typed and not issued yet. They live in the store only and may be lost with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::delegation::SigningOfficer;
use serde::{Deserialize, Serialize};

use crate::domain::entry::UseCode;
use crate::domain::event::Event;
use crate::domain::form::{Bilingual, Form, FormRef};
use crate::domain::id::{EntryId, OperatorId};
use crate::domain::moment::Moment;
use crate::domain::reading::printed;
use crate::domain::record::Kind;
use crate::domain::value::Values;
use crate::store::KeptDraft;

use super::entries::{EntryRow, row_of};
use super::error::{DeskError, FieldProblem};
use super::filling::{self, Typed, full_name};
use super::issue::{ISSUERS, open_for_issue, use_code};
use super::opened::Desk;
use super::sign_in::Session;

/// Longest text kept of one field as typed, in characters. No field takes as much.
const TYPED_MOST: usize = 2000;

/// A draft with everything its pages show.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Identity, and that of the entry to come.
    pub id: EntryId,
    /// Its form.
    pub form: Arc<Form>,
    /// As typed.
    pub raw: BTreeMap<String, String>,
    /// Sources as chosen: `paper-act`, `document-shown:<which>`, `direct-knowledge`, `declared`. Only for sections
    /// that ask.
    pub sources: BTreeMap<String, String>,
    /// What stands in the way of issuing, field by field.
    pub problems: Vec<FieldProblem>,
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
    /// Who would sign now.
    pub officer: Option<SigningOfficer>,
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

/// A draft in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    /// Identity.
    pub id: EntryId,
    /// What it is to become.
    pub name: Bilingual,
    /// Surname and names, as typed so far.
    pub subject: String,
    /// When it was begun.
    pub begun: Moment,
    /// By whom.
    pub operator_name: String,
}

/// What is typed into a draft. Fields that are absent keep what they have.
#[derive(Clone, Debug, Default)]
pub struct SaveDraft {
    /// As typed.
    pub raw: BTreeMap<String, String>,
    /// Sources, where the section asks.
    pub sources: BTreeMap<String, String>,
    /// Use, for certificates.
    pub use_code: Option<UseCode>,
}

/// A draft as the store keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) form: FormRef,
    raw: BTreeMap<String, String>,
    sources: BTreeMap<String, String>,
    pub(super) use_code: UseCode,
    begun: Moment,
    operator: OperatorId,
    operator_name: String,
}

impl Kept {
    pub(super) fn typed(&self) -> Typed {
        Typed { raw: self.raw.clone(), sources: self.sources.clone(), use_code: self.use_code }
    }
}

impl Desk {
    /// The catalogue, in order.
    pub fn forms(&self) -> Vec<Arc<Form>> {
        self.forms.offered()
    }

    /// One form by name.
    pub fn form(&self, id: &str) -> Option<Arc<Form>> {
        self.forms.newest(id)
    }

    /// Whether anything could be issued now; the refusal a page shows before any typing.
    pub fn may_issue(&self, who: &Session) -> Result<(), DeskError> {
        who.needs(ISSUERS)?;
        let head = self.head();
        self.may_issue_now(&head)?;
        open_for_issue(&head, self.stamp(&head), false).map(|_| ())
    }

    /// Begins a draft; refused at once where nothing can be issued at all (no outage, stopped). A lapsed authorisation
    /// or a clock in doubt are mended while typing: [`Desk::may_issue`] tells them.
    pub fn begin_draft(&self, who: &Session, form: &str) -> Result<Draft, DeskError> {
        who.needs(ISSUERS)?;
        match self.may_issue(who) {
            Ok(()) | Err(DeskError::AuthorisationLapsed { .. } | DeskError::ClockInDoubt { .. }) => {}
            Err(error) => return Err(error),
        }
        let form = self.forms.newest(form).ok_or(DeskError::NotFound)?;
        let id = EntryId::new(self.mint());
        let kept = Kept {
            form: form.id.clone(),
            raw: BTreeMap::new(),
            sources: BTreeMap::new(),
            use_code: UseCode::Private,
            begun: self.now(),
            operator: who.operator,
            operator_name: who.name.clone(),
        };
        self.keep_draft(id, &kept)?;
        self.shown(id, &kept)
    }

    /// One draft.
    pub fn draft(&self, who: &Session, id: EntryId) -> Result<Draft, DeskError> {
        who.needs(&[])?;
        self.shown(id, &self.kept_draft(id)?)
    }

    /// All drafts, newest first.
    pub fn drafts(&self, who: &Session) -> Vec<DraftRow> {
        if who.needs(&[]).is_err() {
            return Vec::new();
        }
        let kept = self.store_as_it_is().drafts().unwrap_or_default();
        let mut rows: Vec<DraftRow> = kept.iter().filter_map(|one| self.row_of_draft(one)).collect();
        rows.sort_by_key(|row| std::cmp::Reverse((row.begun, row.id)));
        rows
    }

    fn row_of_draft(&self, kept: &KeptDraft) -> Option<DraftRow> {
        let draft: Kept = serde_json::from_slice(&kept.content).ok()?;
        let form = self.forms.version(&draft.form)?;
        let typed = |field: &String| draft.raw.get(field).map_or("", String::as_str).trim().to_owned();
        let subject = format!("{} {}", typed(&form.subject.surname), typed(&form.subject.given_names));
        Some(DraftRow {
            id: EntryId::new(kept.id),
            name: form.name.clone(),
            subject: subject.trim().to_owned(),
            begun: draft.begun,
            operator_name: draft.operator_name,
        })
    }

    /// Keeps what was typed, whatever it is, and only then refuses what is wrong in the fields just typed
    /// ([`DeskError::Fields`]).
    pub fn save_draft(&self, who: &Session, id: EntryId, save: SaveDraft) -> Result<Draft, DeskError> {
        who.needs(ISSUERS)?;
        let _claim = self.claims.hold(id);
        let mut kept = self.kept_draft(id)?;
        let form = self.forms.version(&kept.form).ok_or(DeskError::NotFound)?;
        let mut just_typed = Vec::new();
        for (field, typed) in save.raw.into_iter().filter(|(field, _)| form.field(field).is_some()) {
            just_typed.push(field.clone());
            kept.raw.insert(field, typed.chars().take(TYPED_MOST).collect());
        }
        for (field, source) in save.sources.into_iter().filter(|(field, _)| form.field(field).is_some()) {
            kept.sources.insert(field, source.chars().take(TYPED_MOST).collect());
        }
        kept.use_code = save.use_code.unwrap_or(kept.use_code);
        self.keep_draft(id, &kept)?;
        let draft = self.shown(id, &kept)?;
        let wrong: Vec<FieldProblem> =
            draft.problems.iter().filter(|one| just_typed.contains(&one.field)).cloned().collect();
        if wrong.is_empty() { Ok(draft) } else { Err(DeskError::Fields(wrong)) }
    }

    /// Throws a draft away.
    pub fn discard_draft(&self, who: &Session, id: EntryId) -> Result<(), DeskError> {
        who.needs(ISSUERS)?;
        let _claim = self.claims.hold(id);
        let kept = self.kept_draft(id)?;
        self.store_as_it_is().remove_draft(id.uuid()).map_err(DeskError::store)?;
        let event = Event::DraftDiscarded { draft: id.uuid(), begun: kept.begun.day() };
        self.note(who.by(), Kind::DraftDiscarded, event);
        Ok(())
    }

    /// The draft as pages show it.
    fn shown(&self, id: EntryId, kept: &Kept) -> Result<Draft, DeskError> {
        let form = self.forms.version(&kept.form).ok_or(DeskError::NotFound)?;
        let (values, problems) = filling::read(&form, &kept.typed(), self.now().day());
        let officer = {
            let head = self.head();
            form.capacity.and_then(|capacity| head.signing_officer(capacity, self.stamp(&head)))
        };
        let subject = filling::subject(&form, &values);
        let repeats = if full_name(&subject).is_empty() {
            Vec::new()
        } else {
            let rows = self.store()?.repeats(&subject, &form.id.id, use_code(&form, kept.use_code));
            rows.map_err(DeskError::store)?.iter().map(row_of).collect()
        };
        Ok(Draft {
            id,
            answers: answers(&form, &values, &kept.raw),
            form,
            raw: kept.raw.clone(),
            sources: kept.sources.clone(),
            problems,
            use_code: kept.use_code,
            begun: kept.begun,
            operator: kept.operator,
            operator_name: kept.operator_name.clone(),
            repeats,
            officer,
        })
    }

    pub(super) fn kept_draft(&self, id: EntryId) -> Result<Kept, DeskError> {
        let kept = self.store()?.draft(id.uuid()).map_err(DeskError::store)?.ok_or(DeskError::NotFound)?;
        serde_json::from_slice(&kept.content).map_err(|_| DeskError::NotFound)
    }

    fn keep_draft(&self, id: EntryId, kept: &Kept) -> Result<(), DeskError> {
        let content = serde_json::to_vec(kept).expect("a draft holds only strings");
        self.store()?.put_draft(&KeptDraft { id: id.uuid(), content }).map_err(DeskError::store)
    }

    /// The draft became an entry; one left behind is only clutter.
    pub(super) fn forget_draft(&self, id: EntryId) {
        if let Err(error) = self.store_as_it_is().remove_draft(id.uuid()) {
            tracing::warn!(%error, "an issued draft stays in the list");
        }
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
                    (printed(&field.kind, &attested.value), filling::in_words(&attested.source))
                }
                None => (raw.get(&field.id).cloned().unwrap_or_default(), Bilingual::new("", "")),
            };
            Answer { field: field.id.clone(), label: field.label.clone(), value, source, section }
        })
        .collect()
}
