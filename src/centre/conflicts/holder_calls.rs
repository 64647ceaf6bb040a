//! Holders of papers that were decided to be annulled or replaced: whoever reaches them first, at the counter or here, says so.

use uuid::Uuid;

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::records::incoming::sealed_call;
use crate::register::entries::{ConflictView, EntryView};
use crate::staff::accounts::Worker;
use domain::centre::centre_role::Right;
use domain::centre::exchange::Call;
use domain::centre::exchange::conflict::Place;
use domain::register::call_back::CallOutcome;

/// Longest note, in characters.
const NOTE: usize = 120;
/// Calls a page shows at most.
const WORKLIST: usize = 500;

impl Hub {
    /// Conflicts decided so that somebody is to be told, and was not; the oldest first.
    pub fn calls(&self) -> Result<Vec<(ConflictView, EntryView)>, CentreError> {
        let due = self.store.calls(WORKLIST)?;
        due.iter().map(|row| Ok((self.conflict_view(row)?, self.entry(row.entry)?))).collect()
    }

    /// How many they are, as far as a page shows them.
    pub fn calls_due(&self) -> Result<usize, CentreError> {
        Ok(self.store.calls(WORKLIST)?.len())
    }

    /// Says what came of a call to the holder of a paper. Field: `note`. Whoever is told is told of all that was decided about
    /// that paper.
    pub fn call_holder(
        &self,
        who: &Worker,
        conflict: Uuid,
        outcome: CallOutcome,
        note: &str,
    ) -> Result<(), CentreError> {
        who.needs(Right::Decide)?;
        let note = note.trim();
        if note.chars().count() > NOTE {
            return Err(CentreError::field(
                "note",
                "Abbreviare la nota: al massimo 120 caratteri.",
                "Shorten the note: 120 characters at most.",
            ));
        }
        let row = self.store.conflict(conflict)?.ok_or(CentreError::NotFound)?;
        let held = self.conflict_view(&row)?.conflict;
        if held.call.as_ref().is_some_and(|call| call.ends() && call.outcome == outcome) {
            return Ok(());
        }
        let call = Call {
            outcome,
            note: note.to_owned(),
            by: who.name.clone(),
            at: self.clock.now(),
            place: Place::Centre,
        };
        if !self.store.call(&sealed_call(self, conflict, &call))? {
            return Err(CentreError::AlreadyDecided);
        }
        let entry = self.store.entry(row.entry)?.ok_or(CentreError::NotFound)?;
        for other in entry.conflicts.iter().filter(|one| one.calls() && one.id != conflict) {
            self.store.call(&sealed_call(self, other.id, &call))?;
        }
        Ok(())
    }
}
