//! Decisions of the centre that a copy put back does not hold, and that a station remembers: told, never taken silently.

use uuid::Uuid;

use crate::error::CentreError;
use crate::ledger::epoch::{Epoch, LostDecision};
use crate::ledger::hub::Hub;
use crate::records::incoming::named;
use crate::registry::conflicts::Found;
use domain::centre::exchange::conflict::Place;
use domain::centre::exchange::{Conflict, Decision, Told};

/// A lost decision, and how its conflict stands now.
#[derive(Clone, Debug)]
pub struct LostView {
    /// What was lost.
    pub lost: LostDecision,
    /// The conflict as it is here; none while its entry has not come again.
    pub now: Option<Conflict>,
}

impl LostView {
    /// Whether somebody has decided since.
    pub fn decided(&self) -> Option<&Decision> {
        self.now.as_ref()?.decision.as_ref()
    }
}

impl Hub {
    /// The decisions that a station was told, that are not here, and that are not known to be lost.
    pub(super) fn lost_among(&self, told: &[&Told], epoch: &Epoch) -> Result<Vec<LostDecision>, CentreError> {
        let known = |conflict: Uuid| {
            epoch.put_back.iter().flat_map(|one| &one.lost).any(|lost| lost.conflict == conflict)
        };
        let mut lost = Vec::new();
        for told in told {
            for conflict in told.decided.iter().filter(|one| !known(one.id)) {
                let Some(decision) = &conflict.decision else { continue };
                let here = self.store.conflict(conflict.id)?.and_then(|row| row.decision);
                if decision.place == Place::Centre && here.is_none() {
                    lost.push(LostDecision {
                        entry: told.entry,
                        number: told.number.clone(),
                        conflict: conflict.id,
                        kind: conflict.kind,
                        decision: decision.clone(),
                    });
                }
            }
        }
        Ok(lost)
    }

    /// Notes decisions that were lost.
    pub(super) fn note_lost(&self, lost: &[LostDecision]) -> Result<(), CentreError> {
        if lost.is_empty() {
            return Ok(());
        }
        self.change_epoch(|epoch| {
            let Some(put_back) = &mut epoch.put_back else { return };
            for one in lost {
                if !put_back.lost.iter().any(|known| known.conflict == one.conflict) {
                    put_back.lost.push(one.clone());
                }
            }
        })
        .map(|_| ())
    }

    /// What was decided otherwise in the meantime, by a record of the counter that came again, becomes a difference.
    pub(crate) fn decided_since(&self, epoch: &Epoch) -> Result<(), CentreError> {
        for lost in epoch.put_back.iter().flat_map(|put_back| &put_back.lost) {
            let row = self.store.conflict(lost.conflict)?;
            let Some((now, _)) = row.and_then(|row| row.decision) else { continue };
            if now != lost.decision.remedy {
                let found = Found::decided_otherwise(lost.conflict, &lost.decision);
                self.store.raise(lost.entry, &[named(self, lost.entry, &found, self.now())])?;
            }
        }
        Ok(())
    }

    /// Decisions that were lost, and how each stands now.
    pub fn lost_decisions(&self) -> Result<Vec<LostView>, CentreError> {
        let lost = self.epoch()?.put_back.map(|put_back| put_back.lost).unwrap_or_default();
        let view = |lost: LostDecision| {
            let row = self.store.conflict(lost.conflict)?;
            let now = row.map(|row| self.conflict_view(&row)).transpose()?.map(|view| view.conflict);
            Ok(LostView { lost, now })
        };
        lost.into_iter().map(view).collect()
    }
}
