//! What centres told, where it is in doubt: numbers that differ from those told first, and what was said back.

use uuid::Uuid;

use super::super::exchange::Outcome;
use super::super::id::{CentreId, EntryId, StationId};
use super::{IllegalWord, Recovery};

impl Recovery {
    /// Of these outcomes, those whose number is not the one told first.
    pub(in crate::domain) fn contradict(&mut self, outcomes: &[Outcome], differ: &[EntryId]) {
        for outcome in outcomes {
            if differ.contains(&outcome.entry) {
                self.contradicted.insert(outcome.entry);
            } else {
                self.contradicted.remove(&outcome.entry);
            }
        }
    }

    /// A centre was said back all that it had told.
    pub(in crate::domain) fn told_back(
        &mut self,
        centre: CentreId,
        life: Option<StationId>,
        epoch: Uuid,
    ) -> Result<(), IllegalWord> {
        *self.line(centre, life)?.told = Some(epoch);
        Ok(())
    }
}
