//! Call-backs: the list of people still to be called, and what came of a call. The list shows the least that is needed to
//! call; once done, the telephone number is shown no more.

use crate::error::{DeskError, problem};
use crate::ledger::desk::Desk;
use crate::parts::limits::ISSUERS;
use crate::parts::session::Session;
use domain::ids::id::EntryId;
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::register::call_back::{CallOutcome, CallState};
use domain::text::bilingual::Bilingual;
use domain::text::lines;
use domain::time::moment::Moment;
use store::{self, Calls, EntryQuery};

use super::entries::{EntryView, Page, row_of};

/// Longest note on a call, in characters.
pub const NOTE: usize = 120;

/// Fields of the slip: the telephone number, when to call, what for.
const CONTACT: &str = "contact";
const WHEN: &str = "when";
const REQUESTED: &str = "requested";

/// A call-back, as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallBack {
    /// The entry.
    pub row: super::entries::EntryRow,
    /// Telephone number, as long as somebody is to be called.
    pub contact: Option<String>,
    /// When to call; empty if it does not matter.
    pub when: String,
    /// What was asked for.
    pub requested: String,
    /// Where it stands.
    pub state: CallState,
    /// The calls, oldest first.
    pub calls: Vec<CallLine>,
}

/// A call that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallLine {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: String,
    /// What came of it.
    pub outcome: CallOutcome,
    /// In a few words.
    pub note: String,
}

impl Desk {
    /// Call-backs, those still to be made oldest first, those done newest first. Looking at the list is logged.
    pub fn call_backs(
        &self,
        who: &Session,
        calls: Calls,
        after: Option<EntryId>,
        limit: usize,
    ) -> Result<Page<CallBack>, DeskError> {
        who.needs(&[])?;
        let (rows, next) = match calls {
            Calls::Due => (self.store()?.calls_due().map_err(DeskError::store)?, None),
            Calls::Done => {
                let before = after.map(|id| self.row(id).map(|row| row.cursor)).transpose()?;
                let query = EntryQuery {
                    kind: Some(domain::form::entry_kind::EntryKind::CallBack),
                    calls: Some(calls),
                    before,
                    limit: limit.clamp(1, 200),
                    ..EntryQuery::default()
                };
                let page = self.store()?.entries(&query).map_err(DeskError::store)?;
                let next = page.next.and(page.rows.last()).map(|row| row.id);
                (page.rows, next)
            }
        };
        let rows = rows.iter().map(|row| self.call_back_of(row)).collect::<Result<Vec<_>, _>>()?;
        let shown = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        self.note(who.by(), Kind::Viewed, Event::Searched { rows: shown });
        Ok(Page { rows, next })
    }

    /// One call-back. Looking at it is logged.
    pub fn call_back(&self, who: &Session, id: EntryId) -> Result<CallBack, DeskError> {
        who.needs(&[])?;
        let call = self.call_back_of(&self.row(id)?)?;
        self.note(who.by(), Kind::Viewed, Event::Viewed { entry: id });
        Ok(call)
    }

    /// How many people are still to be called.
    pub fn calls_due(&self) -> u64 {
        self.store_as_it_is().calls_due_count().unwrap_or_default()
    }

    /// Says what came of a call. Fields: `note`.
    pub fn made_call(
        &self,
        who: &Session,
        id: EntryId,
        outcome: CallOutcome,
        note: &str,
    ) -> Result<EntryView, DeskError> {
        who.needs(ISSUERS)?;
        let note = note_of(note)?;
        let _lock = self.locks.hold(id);
        let row = self.row(id)?;
        let call = row.call.filter(|_| row.calls().is_some()).ok_or(DeskError::Illegal)?;
        // The same answer sent twice is one answer.
        if call != (CallState::Done { outcome }) {
            call.after(outcome).map_err(|_| DeskError::Illegal)?;
            let event = Event::CallMade { entry: id, outcome, note };
            self.commit(who.by(), Kind::CallMade, |_, _| Ok(vec![event]))?;
        }
        self.view(&self.row(id)?)
    }

    fn call_back_of(&self, row: &store::EntryRow) -> Result<CallBack, DeskError> {
        let state = row.call.ok_or(DeskError::NotFound)?;
        let view = self.view(row)?;
        let value = |field: &str| {
            view.entry.values.get(field).map_or_else(String::new, |attested| attested.value.clone())
        };
        Ok(CallBack {
            row: row_of(row),
            contact: (row.calls() == Some(Calls::Due)).then(|| value(CONTACT)),
            when: value(WHEN),
            requested: value(REQUESTED),
            state,
            calls: self.calls_made(row)?,
        })
    }

    fn calls_made(&self, row: &store::EntryRow) -> Result<Vec<CallLine>, DeskError> {
        let mut lines = Vec::new();
        for position in row.records.iter().skip(1) {
            let Some((at, command)) = self.command_at(*position)? else { continue };
            let by = command.by.map(|by| by.name).unwrap_or_default();
            for event in command.events {
                if let Event::CallMade { entry, outcome, note } = event
                    && entry == row.id
                {
                    lines.push(CallLine { at, by: by.clone(), outcome, note });
                }
            }
        }
        Ok(lines)
    }
}

pub(crate) fn note_of(note: &str) -> Result<String, DeskError> {
    if note.trim().is_empty() {
        return Ok(String::new());
    }
    lines::required_line(note, NOTE).map_err(|told| problem("note", told))
}

/// What came of a call, in words.
pub(super) fn in_words(outcome: CallOutcome, note: &str) -> Bilingual {
    let told = match outcome {
        CallOutcome::Reached => Bilingual::new("Richiamata: raggiunta", "Called back: reached"),
        CallOutcome::NotReached => Bilingual::new("Richiamata: non risponde", "Called back: no answer"),
        CallOutcome::NotNeeded => {
            Bilingual::new("Richiamata: non serve più", "Called back: no longer needed")
        }
    };
    if note.is_empty() {
        return told;
    }
    Bilingual::new(format!("{} ({note})", told.it), format!("{} ({note})", told.en))
}
