//! From draft to numbered entry (ARCHITECTURE.md, rules 1–3).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::draft::form_values::Typed;
use crate::draft::kept_draft::KeptPhotograph;
use crate::draft::read_draft::Content;
use crate::draft::second_attestation::singles;
use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::outage::standing::{office_in, open_for_issue};
use crate::papers::compose::{self, Given};
use crate::parts::limits::{ISSUERS, read_reason};
use crate::parts::session::Session;
use crate::register::entries::EntryView;
use domain::form::entry_kind::UseCode;
use domain::form::form::Form;
use domain::ids::id::{BasketId, EntryId, PersonId};
use domain::ids::number::Number;
use domain::journal::event::{Event, Exercise};
use domain::journal::head::Head;
use domain::journal::record::Kind;
use domain::office::operator::Role;
use domain::register::entry::{Entry, NonDeferrable};
use domain::time::moment::Moment;
use paper::{self, Marks};

use super::assemble::{self, Standing};
use super::correcting::may_correct;

/// Issue a draft.
#[derive(Clone, Debug)]
pub struct Issue {
    /// The draft.
    pub id: EntryId,
    /// Set by a supervisor who answers for what cannot be deferred though the authorisation has run out. Field:
    /// `non-deferrable`.
    pub non_deferrable: Option<String>,
}

/// Issue without a draft.
#[derive(Clone, Debug)]
pub struct IssueDirect {
    /// Identity and idempotency key, a uuid v7 of the caller's or of [`Desk::mint`].
    pub id: EntryId,
    /// Name of the form.
    pub form: String,
    /// Values as typed.
    pub values: BTreeMap<String, String>,
    /// Sources, where the section asks.
    pub sources: BTreeMap<String, String>,
    /// Use, for certificates.
    pub use_code: UseCode,
    /// The person of the extract it is about.
    pub person: Option<PersonId>,
    /// As in [`Issue`].
    pub non_deferrable: Option<String>,
}

/// A paper about to be issued: read and complete.
struct Ready {
    id: EntryId,
    form: Arc<Form>,
    content: Content,
    non_deferrable: Option<String>,
    basket: Option<BasketId>,
    corrects: Option<EntryId>,
}

impl Desk {
    /// Issues a draft. A known id returns the entry it became.
    pub fn issue(&self, who: &Session, issue: Issue) -> Result<EntryView, DeskError> {
        self.issue_shown(who, issue, None)
    }

    /// The same, confirmed by whoever saw what has the digest `shown` ([`crate::draft::shown::Draft::shown`]). What was changed
    /// meanwhile, in another tab or at another desk, is not issued: it is shown again.
    pub fn issue_shown(
        &self,
        who: &Session,
        issue: Issue,
        shown: Option<&str>,
    ) -> Result<EntryView, DeskError> {
        who.needs(ISSUERS)?;
        let _lock = self.locks.hold(issue.id);
        if let Some(row) = self.store()?.entry(issue.id).map_err(DeskError::store)? {
            return self.view(&row);
        }
        let kept = self.kept_draft(issue.id)?;
        if let Some(shown) = shown
            && self.shown(who, issue.id, &kept)?.shown != shown
        {
            return Err(DeskError::ShownDiffers);
        }
        let form = self.forms.version(&kept.form).ok_or(DeskError::NotFound)?;
        let view = self.issue_typed(who, issue.id, form, &kept.typed(), issue.non_deferrable)?;
        self.forget_draft(issue.id);
        Ok(view)
    }

    /// Issues without a draft. A known id returns its entry if the content is the same, else
    /// [`DeskError::DifferentContent`].
    pub fn issue_direct(&self, who: &Session, issue: IssueDirect) -> Result<EntryView, DeskError> {
        who.needs(ISSUERS)?;
        let form = self.forms.newest(&issue.form).ok_or_else(|| {
            DeskError::field("form", "Non c'è un modello con questo nome.", "There is no form of that name.")
        })?;
        let _lock = self.locks.hold(issue.id);
        let typed = Typed {
            photograph: self.sent_ahead(issue.id)?,
            person: issue.person,
            again_by: who.may(Role::Supervisor).then(|| who.by()),
            ..Typed::new(issue.values, issue.sources, issue.use_code)
        };
        if let Some(row) = self.store()?.entry(issue.id).map_err(DeskError::store)? {
            let view = self.view(&row)?;
            let typed = Typed { photograph: KeptPhotograph::of(&view.entry), ..typed };
            let read = self.read_whole(who, issue.id, &form, &typed, view.entry.issued.day())?;
            let same = view.entry.form.as_ref().is_some_and(|made| made.id == form.id.id)
                && read.content.is_ok_and(|content| content.is_of(&view.entry));
            return if same {
                Ok(view)
            } else {
                Err(DeskError::DifferentContent { number: view.entry.number })
            };
        }
        let view = self.issue_typed(who, issue.id, form, &typed, issue.non_deferrable)?;
        if typed.photograph.is_some() {
            self.forget_draft(issue.id);
        }
        Ok(view)
    }

    /// Check, dry-render, number, write. The caller holds the claim on `id`.
    fn issue_typed(
        &self,
        who: &Session,
        id: EntryId,
        form: Arc<Form>,
        typed: &Typed,
        non_deferrable: Option<String>,
    ) -> Result<EntryView, DeskError> {
        let today = self.now().day();
        let first = self.read_whole(who, id, &form, typed, today)?.content.map_err(DeskError::Fields)?;
        let non_deferrable = non_deferrable.map(|reason| answered_for(who, &reason)).transpose()?;
        // Whoever else makes a paper with this stamp or of this person has finished: what is read now holds.
        let names = singles(&form, &first.subject, first.money.stamp());
        let _singles: Vec<_> = names.into_iter().map(|name| self.singles.hold(name)).collect();
        let content = self.read_whole(who, id, &form, typed, today)?.content.map_err(DeskError::Fields)?;
        let (basket, corrects) = (typed.basket, typed.corrects);
        let ready = Ready { id, form, content, non_deferrable, basket, corrects };
        self.recover();
        let dry = {
            let head = self.head();
            self.may_issue_now(&head)?;
            let at = self.stamp(&head);
            let widest = |number: Number| Number::new(number.key().clone(), 8_888_888).unwrap_or(number);
            ready.entry(who, &head, at, widest)?
        };
        self.render(&ready.form, &dry, &Given::new(dry.number.to_string(), "WWWW-WWWW-WWWW-WWWW"), false)?;
        let mut issued = None;
        let committed = self.commit(who.by(), Kind::EntryIssued, |head, at| {
            self.may_issue_now(head)?;
            let entry = ready.entry(who, head, at, |number| number)?;
            issued = Some(entry.clone());
            Ok(vec![Event::EntryIssued(Box::new(entry))])
        })?;
        let entry = issued.expect("a committed issue was decided");
        Ok(EntryView::fresh(entry, &committed))
    }

    /// Whether the clock allows a number.
    pub(crate) fn may_issue_now(&self, head: &Head) -> Result<(), DeskError> {
        if let Some(reason) = self.stop_reason(head) {
            return Err(DeskError::Stopped { reason });
        }
        match self.clock_doubt(head) {
            Some(doubt) if head.open_outage().is_some() => Err(DeskError::ClockInDoubt { doubt }),
            _ => Ok(()),
        }
    }

    /// The PDF of an entry made from a form.
    pub(crate) fn render(
        &self,
        form: &Form,
        entry: &Entry,
        given: &Given,
        preview: bool,
    ) -> Result<paper::Pdf, DeskError> {
        let marks = Marks { drill: self.exercise() == Exercise::Drill, preview, copy: None };
        let given = Given { picture: self.picture_of(entry), ..given.clone() };
        paper::render(&compose::sheet(form, entry, &given)?, marks)
            .map_err(|error| compose::refused(form, error))
    }
}

/// A supervisor's reason for what cannot be deferred.
fn answered_for(who: &Session, reason: &str) -> Result<String, DeskError> {
    if !who.may(Role::Supervisor) {
        return Err(DeskError::NotAllowed);
    }
    read_reason("non-deferrable", reason)
}

impl Ready {
    /// The entry as it would be issued at `at`, numbered by `number` of what comes next.
    fn entry(
        &self,
        who: &Session,
        head: &Head,
        at: Moment,
        number: impl FnOnce(Number) -> Number,
    ) -> Result<Entry, DeskError> {
        let (outage, lapsed) = open_for_issue(head, at, self.non_deferrable.is_some())?;
        let signing = |capacity| head.signing_officer(capacity, at).ok_or(DeskError::NoSigningOfficer);
        let officer = self.form.capacity.map(signing).transpose()?;
        let key = head.key(self.form.series, at).ok_or(DeskError::WrongPhase)?;
        let next = head.counters.next(&key).map_err(|_| DeskError::NumbersExhausted)?;
        let standing = Standing {
            id: self.id,
            number: number(next),
            outage: outage.opening.outage,
            at,
            officer,
            office: office_in(head, outage)?,
            non_deferrable: self.non_deferrable.as_ref().filter(|_| lapsed).map(|reason| NonDeferrable {
                reason: reason.clone(),
                supervisor: who.operator,
                supervisor_name: who.name.clone(),
            }),
            basket: self.basket,
        };
        // A service paper is no entry and takes no number.
        self.form.entry.ok_or(DeskError::Illegal)?;
        may_correct(head, self.corrects)?;
        let entry = assemble::entry(&self.form, &self.content, who, standing)?;
        Ok(Entry { corrects: self.corrects, ..entry })
    }
}
