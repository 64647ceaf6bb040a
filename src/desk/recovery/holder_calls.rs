//! What a decision about a difference asks for beyond the decision: a paper that is annulled is annulled by a record, wherever
//! that was decided, and the holder of a paper that is annulled or to be replaced is told.

use uuid::Uuid;

use domain::centre::exchange::conflict::Place;
use domain::centre::exchange::{Call, Conflict, Decision};
use domain::centre::recovery::Annulment;
use domain::ids::id::EntryId;
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::register::call_back::CallOutcome;
use domain::register::entry::PaperStep;
use store;

use super::conflicts::ConflictRow;
use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::limits::ISSUERS;
use crate::parts::session::Session;
use crate::register::call_backs::note_of;

impl Desk {
    /// Papers whose holders are still to be told, by entry; those of archived outages no more.
    pub(crate) fn holders_to_call(&self) -> Result<Vec<ConflictRow>, DeskError> {
        let waiting: Vec<EntryId> = self.head().recovery.calls.keys().copied().collect();
        let mut to_call = Vec::new();
        for entry in waiting {
            let Some(row) = self.store()?.entry(entry).map_err(DeskError::store)? else { continue };
            if self.head().outage(row.outage).is_some_and(|outage| outage.archived.is_none()) {
                to_call.extend(self.rows_of(&row, Conflict::calls));
            }
        }
        to_call.sort_by(|a, b| a.number.cmp(&b.number));
        Ok(to_call)
    }

    /// Says what came of a call to the holder of a paper (operator, signing officer, supervisor). Field: `note`. Whoever is told
    /// is told of all that was decided about that paper; the same answer sent twice is one.
    pub fn call_holder(
        &self,
        who: &Session,
        entry: EntryId,
        id: Uuid,
        outcome: CallOutcome,
        note: &str,
    ) -> Result<(), DeskError> {
        who.needs(ISSUERS)?;
        let note = note_of(note)?;
        let _lock = self.locks.hold(entry);
        let held = self.conflict(who, entry, id)?.conflict;
        if held.call.as_ref().is_some_and(|call| call.ends() && call.outcome == outcome) {
            return Ok(());
        }
        self.commit(who.by(), Kind::HolderCalled, |head, at| {
            let call = Call { outcome, note, by: who.name.clone(), at, place: Place::Counter };
            let due = head.recovery.calls.get(&entry).filter(|due| due.contains_key(&id));
            let due = due.ok_or(DeskError::Illegal)?.keys();
            Ok(due.map(|id| Event::HolderCalled { conflict: *id, entry, call: call.clone() }).collect())
        })?;
        self.wake_recovery();
        Ok(())
    }

    /// Annuls the papers that were decided to be annulled and are not yet: those decided at a centre, and those whose record a
    /// death came before. Whatever cannot be written now is tried again.
    pub fn carry_out_decisions(&self) -> Result<(), DeskError> {
        let decided: Vec<EntryId> = {
            let head = self.head();
            let all = head.recovery.annulments.iter();
            all.filter(|(_, one)| **one == Annulment::Due).map(|(entry, _)| *entry).collect()
        };
        let all = decided.into_iter().try_for_each(|entry| self.carry_out(entry));
        // A station that ended, or may not write for now, leaves it to its successor, or to later; confirmations say so already.
        if let Err(DeskError::Stopped { .. }) = all { Ok(()) } else { all }
    }

    fn carry_out(&self, entry: EntryId) -> Result<(), DeskError> {
        let _lock = self.locks.hold(entry);
        let Some(row) = self.store()?.entry(entry).map_err(DeskError::store)? else { return Ok(()) };
        let decision =
            row.recovery.conflicts().filter(|one| one.annuls()).find_map(|one| one.decision.clone());
        let Some(step) = decision.and_then(|decision| annulment(&row, &decision)) else { return Ok(()) };
        if self.head().outage(row.outage).is_none_or(|outage| outage.archived.is_some()) {
            return Ok(());
        }
        self.commit(None, Kind::EntryAnnulled, |_, _| Ok(vec![Event::PaperStepped { entry, step }]))?;
        self.wake_recovery();
        Ok(())
    }
}

/// The step that a decision to annul leads to; none where the paper is annulled already.
pub(super) fn annulment(row: &store::EntryRow, decision: &Decision) -> Option<PaperStep> {
    let place = match decision.place {
        Place::Counter => "allo sportello",
        Place::Centre => "al centro",
    };
    let reason = format!("Deciso {place} da {}: {}", decision.by, decision.reason);
    let step = PaperStep::Annulled { reason };
    row.state.after(&step).is_ok().then_some(step)
}
