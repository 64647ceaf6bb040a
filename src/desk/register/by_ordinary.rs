//! Entries by their ordinary numbers: the correlation the other way round, also by numbers that were put right since.

use domain::centre::exchange::OrdinaryNumber;
use domain::centre::exchange::ordinary::Written;
use domain::ids::id::EntryId;
use domain::ids::number::Number;
use store;

use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::session::Session;

impl Desk {
    /// The entry with an ordinary number.
    pub fn entry_by_ordinary(
        &self,
        who: &Session,
        ordinary: &OrdinaryNumber,
    ) -> Result<Option<EntryId>, DeskError> {
        who.needs(&[])?;
        self.store()?.by_ordinary(ordinary).map_err(DeskError::store)
    }

    /// Entries that have an ordinary number, then those that had it before it was put right.
    pub(super) fn rows_with_ordinary(&self, number: &Written) -> Result<Vec<store::EntryRow>, DeskError> {
        let found = self.store()?.numbered(number).map_err(DeskError::store)?;
        found.iter().map(|one| self.row(one.entry)).collect()
    }

    /// Other entries with the same ordinary number: a person puts one of them right.
    pub fn sharing_the_number(
        &self,
        who: &Session,
        entry: EntryId,
    ) -> Result<Vec<(EntryId, Number)>, DeskError> {
        who.needs(&[])?;
        let row = self.row(entry)?;
        let Some(ordinary) = row.recovery.ordinary() else { return Ok(Vec::new()) };
        let found = self.store()?.numbered(&Written::of(ordinary)).map_err(DeskError::store)?;
        let others = found.iter().filter(|one| one.has && one.entry != entry);
        others.map(|one| Ok((one.entry, self.row(one.entry)?.number))).collect()
    }
}
