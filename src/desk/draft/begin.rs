//! Beginning drafts: one paper for one person, or several in a basket.

use domain::form::form::Identification;
use domain::form::purpose::Purpose;
use domain::ids::id::{BasketId, EntryId, PersonId};

use super::edit::Draft;
use super::kept_draft::Kept;
use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::limits::ISSUERS;
use crate::parts::session::Session;

/// Most drafts begun in one go.
pub(crate) const MOST: usize = 24;

/// What is to be begun: each form for each person.
#[derive(Clone, Debug)]
pub struct BeginDrafts {
    /// Names of forms, in the order they will print. Field: `form`.
    pub forms: Vec<String>,
    /// People of the extract; empty for one person typed by hand.
    pub people: Vec<PersonId>,
    /// What the papers are needed for.
    pub purpose: Option<Purpose>,
    /// One sheet for each person, or one for each form.
    pub together: Together,
}

/// Whether the forms of one person stand on one sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Together {
    /// Several certificates composed on one sheet (one duty, one number).
    OneSheet,
    /// A sheet for each.
    #[default]
    Sheets,
}

/// What was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// One draft.
    Draft(EntryId),
    /// Several, in a basket.
    Basket(BasketId),
}

impl Desk {
    /// Begins each form for each person, filled with what the extract says; refused at once where nothing can be issued at
    /// all (no outage, stopped). A lapsed authorisation or a clock in doubt are mended while typing:
    /// [`Desk::may_issue`] tells them. Field: `form`.
    pub fn begin_drafts(&self, who: &Session, begin: &BeginDrafts) -> Result<Begun, DeskError> {
        who.needs(ISSUERS)?;
        self.may_begin(who)?;
        let drafts = self.to_begin(who, begin)?;
        self.followed(who);
        match <[Kept; 1]>::try_from(drafts) {
            Ok([kept]) => {
                let id = EntryId::new(self.mint());
                self.keep_draft(id, &kept)?;
                Ok(Begun::Draft(id))
            }
            Err(drafts) => self.begin_basket(drafts).map(Begun::Basket),
        }
    }

    /// Begins one draft typed by hand.
    pub fn begin_draft(&self, who: &Session, form: &str) -> Result<Draft, DeskError> {
        let begin = BeginDrafts {
            forms: vec![form.to_owned()],
            people: Vec::new(),
            purpose: None,
            together: Together::Sheets,
        };
        match self.begin_drafts(who, &begin)? {
            Begun::Draft(id) => self.shown(who, id, &self.kept_draft(id)?),
            Begun::Basket(_) => Err(DeskError::NotFound),
        }
    }

    /// Begins a draft under an id of the caller's, unless there is one: what is sent ahead of the entry it belongs to.
    pub fn begin_draft_as(&self, who: &Session, id: EntryId, form: &str) -> Result<(), DeskError> {
        who.needs(ISSUERS)?;
        let _lock = self.locks.hold(id);
        if self.store()?.entry(id).map_err(DeskError::store)?.is_some() {
            return Err(DeskError::Illegal);
        }
        match self.kept_draft(id) {
            Err(DeskError::NotFound) => {
                self.may_begin(who)?;
                let kept = self.draft_to_begin(who, form, None, None)?;
                self.keep_draft(id, &kept)
            }
            found => found.map(|_| ()),
        }
    }

    pub(crate) fn may_begin(&self, who: &Session) -> Result<(), DeskError> {
        match self.may_issue(who) {
            Ok(()) | Err(DeskError::AuthorisationLapsed { .. } | DeskError::ClockInDoubt { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn to_begin(&self, who: &Session, begin: &BeginDrafts) -> Result<Vec<Kept>, DeskError> {
        let names = match begin.together {
            Together::OneSheet => vec![begin.forms.join("+")],
            Together::Sheets => begin.forms.clone(),
        };
        let people: Vec<Option<PersonId>> = if begin.people.is_empty() {
            vec![None]
        } else {
            begin.people.iter().copied().map(Some).collect()
        };
        if begin.forms.is_empty() {
            return Err(DeskError::field(
                "form",
                "Scegliere almeno un modello.",
                "Choose at least one form.",
            ));
        }
        if names.len().saturating_mul(people.len()) > MOST {
            return Err(DeskError::field(
                "form",
                "Al massimo 24 fogli insieme: cominciarne meno, poi gli altri.",
                "At most 24 sheets together: begin fewer, then the others.",
            ));
        }
        let mut drafts = Vec::new();
        for person in people {
            for name in &names {
                drafts.push(self.draft_to_begin(who, name, person, begin.purpose)?);
            }
        }
        Ok(drafts)
    }

    pub(crate) fn draft_to_begin(
        &self,
        who: &Session,
        name: &str,
        person: Option<PersonId>,
        purpose: Option<Purpose>,
    ) -> Result<Kept, DeskError> {
        let form = self.forms.newest(name).ok_or(DeskError::NotFound)?;
        let mut kept = Kept::new(form.id.clone(), who, self.now());
        if form.identification == Identification::Applicant {
            // Held and open: nobody is taken for the one who asks before somebody says so.
            kept.raw.insert("applicant.kind".to_owned(), String::new());
        }
        if let Some(person) = person {
            self.fill_from_extract(&form, person, &mut kept)?;
        }
        if let Some(purpose) = purpose.and_then(word) {
            kept.raw.insert("purpose".to_owned(), purpose);
        }
        Ok(kept)
    }
}

/// A purpose as it is typed.
pub(crate) fn word(purpose: Purpose) -> Option<String> {
    serde_json::to_value(purpose).ok()?.as_str().map(str::to_owned)
}
