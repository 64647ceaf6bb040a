//! What centres told, said back to them.

use uuid::Uuid;

use super::super::id::{CentreId, StationId};
use super::{IllegalWord, Recovery};

impl Recovery {
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
