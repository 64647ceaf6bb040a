//! Differences that are only written in another way, decided many at once: one reason, a decision for each.

use uuid::Uuid;

use domain::centre::exchange::Remedy;
use domain::ids::id::EntryId;
use domain::office::operator::Role;

use super::conflicts::{ConflictRow, Worklist, reasoned};
use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::session::Session;

impl Worklist {
    /// Open differences that are decided one by one.
    pub fn one_by_one(&self) -> impl Iterator<Item = &ConflictRow> {
        self.open.iter().filter(|row| !row.conflict.kind.is_decided_for_many())
    }

    /// Open differences that may be decided many at once.
    pub fn together(&self) -> impl Iterator<Item = &ConflictRow> {
        self.open.iter().filter(|row| row.conflict.kind.is_decided_for_many())
    }
}

impl Desk {
    /// Decides many differences of writing with one reason, each with a decision of its own (supervisor, records manager or
    /// signing officer); how many. One that somebody decided in the meantime stays as it was decided. Nothing is decided
    /// where one of them is of another kind. Fields: `conflict`, `remedy`, `reason`.
    pub fn decide_many_conflicts(
        &self,
        who: &Session,
        chosen: &[(EntryId, Uuid)],
        remedy: Remedy,
        reason: &str,
    ) -> Result<usize, DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager, Role::SigningOfficer])?;
        let reason = reasoned(reason)?;
        if chosen.is_empty() {
            return Err(DeskError::field(
                "conflict",
                "Scegliere almeno una differenza.",
                "Choose one difference at least.",
            ));
        }
        for (entry, id) in chosen {
            let kind = self.held_conflict(*entry, *id)?.conflict.kind;
            if !kind.is_decided_for_many() || !kind.remedies(false).any(|one| one == remedy) {
                return Err(DeskError::field(
                    "remedy",
                    "Si decide insieme solo di ciò che è scritto in altro modo, e non si annulla.",
                    "Only what is written in another way is decided together, and nothing is annulled.",
                ));
            }
        }
        let mut decided = 0;
        for (entry, id) in chosen {
            if self.held_conflict(*entry, *id)?.conflict.decision.is_some() {
                continue;
            }
            match self.decide_conflict(who, *entry, *id, remedy, &reason) {
                Ok(()) => decided += 1,
                // Somebody was quicker: their decision stands, and is told on the page of the difference.
                Err(refused) if refused.fields().iter().any(|one| one.field == "remedy") => {}
                Err(other) => return Err(other),
            }
        }
        Ok(decided)
    }
}
