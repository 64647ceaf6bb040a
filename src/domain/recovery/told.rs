//! What centres told, said back to them.

use uuid::Uuid;

use super::super::id::{CentreId, StationId};
use super::{IllegalWord, Reach, Recovery};

impl Recovery {
    /// A centre was said back all that it had told.
    pub(in crate::domain) fn told_back(
        &mut self,
        centre: CentreId,
        life: Option<StationId>,
        epoch: Uuid,
    ) -> Result<(), IllegalWord> {
        let kept = self.line(centre, life)?;
        *kept.told = Some(epoch);
        *kept.epoch = Some(epoch);
        Ok(())
    }

    /// A file said in which epoch the centre's data are.
    pub(in crate::domain) fn in_epoch(
        &mut self,
        centre: CentreId,
        life: Option<StationId>,
        epoch: Uuid,
    ) -> Result<(), IllegalWord> {
        *self.line(centre, life)?.epoch = Some(epoch);
        Ok(())
    }
}

impl Reach {
    /// The epoch to which all that the centre ever told is to be said back on a stick; none where it never named one.
    pub fn tells(&self) -> Option<Uuid> {
        self.epoch.or(self.told)
    }
}
