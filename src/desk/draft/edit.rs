//! Drafts: what is typed and not issued yet. They live in the store only and may be lost with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::form::entry_kind::UseCode;
use domain::form::form::Form;
use domain::ids::id::{BasketId, EntryId};
use domain::journal::event::{Event, ListKind};
use domain::journal::record::Kind;
use domain::office::operator::Role;
use domain::text::bilingual::Bilingual;
use domain::time::moment::Moment;
use store::KeptDraft;

use super::kept_draft::Kept;
use super::seen::Seen;
use super::topics::Topic;
use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::outage::standing::open_for_issue;
use crate::parts::limits::ISSUERS;
use crate::parts::session::Session;

pub use super::shown::{Answer, Draft};

/// Longest text kept of one field as typed, in characters. No field takes as much.
const TYPED_MOST: usize = 2000;

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
    /// The basket it lies in.
    pub basket: Option<BasketId>,
}

/// What is typed into a draft. Fields that are absent keep what they have.
#[derive(Clone, Debug, Default)]
pub struct SaveDraft {
    /// As typed: fields of the form, and the dotted names of [`Topic`].
    pub raw: BTreeMap<String, String>,
    /// Sources, where the section asks; `*` for every field that says none itself.
    pub sources: BTreeMap<String, String>,
    /// Use, for certificates.
    pub use_code: Option<UseCode>,
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

    /// Names of the forms that may stand on one sheet with this one.
    pub fn fits_with(&self, form: &Form) -> Vec<String> {
        let fits = |other: &Arc<Form>| self.forms.compose(&[&form.id.id, &other.id.id]).is_ok();
        let others = self.forms.offered().into_iter().filter(|other| other.id.id != form.id.id);
        others.filter(fits).map(|other| other.id.id.clone()).collect()
    }

    /// Whether anything could be issued now; the refusal a page shows before any typing.
    pub fn may_issue(&self, who: &Session) -> Result<(), DeskError> {
        who.needs(ISSUERS)?;
        let head = self.head();
        self.may_issue_now(&head)?;
        open_for_issue(&head, self.stamp(&head), false).map(|_| ())
    }

    /// One draft.
    pub fn draft(&self, who: &Session, id: EntryId) -> Result<Draft, DeskError> {
        who.needs(&[])?;
        self.shown(who, id, &self.kept_draft(id)?)
    }

    /// All drafts, newest first.
    pub fn drafts(&self, who: &Session) -> Vec<DraftRow> {
        if who.needs(&[]).is_err() {
            return Vec::new();
        }
        let kept = self.store_as_it_is().drafts().unwrap_or_default();
        let mut rows: Vec<DraftRow> = kept.iter().filter_map(|one| self.row_of_draft(one)).collect();
        rows.sort_by_key(|row| std::cmp::Reverse((row.begun, row.id)));
        self.list_viewed(who, ListKind::Drafts, "", (rows.len(), None));
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
            basket: draft.basket,
        })
    }

    /// Keeps what was typed, whatever it is, and only then refuses what is wrong in the fields just typed
    /// ([`DeskError::Fields`]).
    pub fn save_draft(&self, who: &Session, id: EntryId, save: SaveDraft) -> Result<Draft, DeskError> {
        self.save_draft_seen(who, id, save, None)
    }

    /// The same from a page that showed what `seen` marks. What was written elsewhere since then is not written over: nothing is
    /// kept, and each such field is told ([`crate::draft::seen::is_stale`]).
    pub fn save_draft_seen(
        &self,
        who: &Session,
        id: EntryId,
        save: SaveDraft,
        seen: Option<&Seen>,
    ) -> Result<Draft, DeskError> {
        who.needs(ISSUERS)?;
        let _lock = self.locks.hold(id);
        let mut kept = self.kept_draft(id)?;
        let stale = seen.map(|seen| seen.overwritten(&kept.raw, &save.raw)).unwrap_or_default();
        if !stale.is_empty() {
            return Err(DeskError::Fields(stale));
        }
        let form = self.forms.version(&kept.form).ok_or(DeskError::NotFound)?;
        let (just_typed, refused) = write(&mut kept, &form, who, save);
        self.keep_draft(id, &kept)?;
        let draft = self.shown(who, id, &kept)?;
        let found = draft.problems.iter().filter(|one| just_typed.contains(&one.field)).cloned();
        let wrong: Vec<FieldProblem> = refused.into_iter().chain(found).collect();
        if wrong.is_empty() { Ok(draft) } else { Err(DeskError::Fields(wrong)) }
    }

    /// Throws a draft away.
    pub fn discard_draft(&self, who: &Session, id: EntryId) -> Result<(), DeskError> {
        who.needs(ISSUERS)?;
        let _lock = self.locks.hold(id);
        let kept = self.kept_draft(id)?;
        self.store_as_it_is().remove_draft(id.uuid()).map_err(DeskError::store)?;
        if let Some(photograph) = kept.photograph {
            self.erase_unless_named(who, photograph.blob)?;
        }
        let event = Event::DraftDiscarded { draft: id.uuid(), begun: kept.begun.day() };
        self.note(who.by(), Kind::DraftDiscarded, event);
        Ok(())
    }
}

/// Writes what was typed into a draft: the names just typed, and what this operator may not type.
pub(crate) fn write(
    kept: &mut Kept,
    form: &Form,
    who: &Session,
    save: SaveDraft,
) -> (Vec<String>, Vec<FieldProblem>) {
    let mut just_typed = Vec::new();
    let mut refused = Vec::new();
    for (field, typed) in save.raw {
        let topic = Topic::of(&field);
        if topic.is_none() && form.field(&field).is_none() {
            continue;
        }
        let typed: String = typed.chars().take(TYPED_MOST).collect();
        let changed = kept.raw.get(&field).map_or("", String::as_str) != typed;
        if topic == Some(Topic::Again) && changed {
            if !who.may(Role::Supervisor) {
                refused.push(FieldProblem::new(field, supervisors_only()));
                continue;
            }
            kept.again_by = Some(who.by());
        }
        just_typed.push(field.clone());
        kept.raw.insert(field, typed);
    }
    for (field, source) in
        save.sources.into_iter().filter(|(field, _)| field == "*" || form.field(field).is_some())
    {
        kept.sources.insert(field, source.chars().take(TYPED_MOST).collect());
    }
    kept.use_code = save.use_code.unwrap_or(kept.use_code);
    (just_typed, refused)
}

/// What to do where a reason is the supervisor's to give.
fn supervisors_only() -> Bilingual {
    Bilingual::new(
        "Questo motivo lo scrive il responsabile dello sportello, dalla sua utenza.",
        "This reason is the supervisor's to write, from the supervisor's own account.",
    )
}
