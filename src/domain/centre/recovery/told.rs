//! What centres told, said back to them.

use uuid::Uuid;

use super::{IllegalWord, Reach, Recovery};
use crate::ids::id::{CentreId, StationId};

impl Recovery {
    /// A centre was said back all that it had told.
    pub(crate) fn told_back(
        &mut self,
        centre: CentreId,
        life: Option<StationId>,
        epoch: Uuid,
    ) -> Result<(), IllegalWord> {
        self.in_epoch(centre, life, epoch)?;
        *self.line(centre, life)?.told = Some(epoch);
        Ok(())
    }

    /// A file said in which epoch the centre's data are.
    pub(crate) fn in_epoch(
        &mut self,
        centre: CentreId,
        life: Option<StationId>,
        epoch: Uuid,
    ) -> Result<(), IllegalWord> {
        let kept = self.line(centre, life)?;
        let before = kept.epoch.replace(epoch).or(*kept.told);
        kept.left.extend(before.filter(|before| *before != epoch));
        kept.left.remove(&epoch);
        Ok(())
    }
}

impl Reach {
    /// The epoch to which all that the centre ever told is to be said back on a stick; none where it never named one.
    pub fn tells(&self) -> Option<Uuid> {
        self.epoch.or(self.told)
    }

    /// Whether the centre's data were in this epoch once, and are in another since.
    pub fn has_left(&self, epoch: Uuid) -> bool {
        self.left.contains(&epoch)
    }
}
