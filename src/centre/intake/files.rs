//! Files that entries name: whether those that are to be kept here came before the record that names them.

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::seals;
use crate::registry::conflicts::Found;
use domain::centre::exchange::ConflictKind;
use domain::centre::exchange::conflict::Difference;
use domain::register::entry::{Entry, FilesAt};

impl Hub {
    /// The files of an entry that never came; none where all are here, or where they stay at the station.
    pub(crate) fn files_missing(&self, entry: &Entry) -> Result<Option<Found>, CentreError> {
        if entry.files_at == FilesAt::Station {
            return Ok(None);
        }
        let mut differences = Vec::new();
        for sha256 in &entry.blobs {
            if self.store.blob(seals::blob_name(&self.keys, sha256))?.is_none() {
                differences.push(Difference {
                    field: "file".to_owned(),
                    at_counter: format!("SHA-256 {sha256}"),
                    at_centre: "mai arrivato / never came".to_owned(),
                });
            }
        }
        let found = Found { kind: ConflictKind::FileMissing, differences, about: None };
        Ok((!found.differences.is_empty()).then_some(found))
    }
}
