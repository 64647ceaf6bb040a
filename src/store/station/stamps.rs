//! Stamps: one for one paper (DPR 445/2000 art. 63 c. 26). What stands here comes from the journal, annulled papers included: a stamp is
//! used up with its paper.

use uuid::Uuid;

use domain::ids::id::EntryId;
use domain::money::duty::Duty;
use domain::register::entry::Entry;

use super::changes::Changes;
use super::keys;
use super::store::Store;
use crate::error::StoreError;

/// Label under which the vault blinds identification numbers.
const STAMP: &str = "store/stamp/v1";

/// The entry's stamp is used from now on; where two entries name one, the first keeps it.
pub(super) fn used(changes: &mut Changes, entry: &Entry) -> Result<(), StoreError> {
    let Some(Duty::Stamp { serial, .. }) = &entry.duty else {
        return Ok(());
    };
    let key = keys::stamp(changes.seals().blind(STAMP, serial.as_bytes()));
    if changes.raw(&key)?.is_none() {
        changes.set(key, entry.id.uuid().as_bytes().as_slice())?;
    }
    Ok(())
}

impl Store {
    /// The entry a stamp was used on, by its identification number.
    pub fn stamp(&self, serial: &str) -> Result<Option<EntryId>, StoreError> {
        self.ask(|rows| {
            let held = rows.raw(&keys::stamp(rows.seals().blind(STAMP, serial.as_bytes())))?;
            let id = held.map(|held| Uuid::from_slice(&held)).transpose();
            Ok(id.map_err(|_| StoreError::Damaged("the entry of a stamp is cut"))?.map(EntryId::new))
        })
    }
}
