//! The registry as of now, as the centre knows it: a delivery of residents that the hub's own registry exports after restore.

use std::collections::HashSet;
use std::io::Read;

use super::namesakes::Delivery;
use super::person_now::PersonNow;
use crate::error::CentreError;
use crate::ledger::hub::Hub;
use extract::registry_now::{self, RegistryError};

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReferenceReport {
    /// People taken over.
    pub people: u64,
    /// Rows without a tax code: people are found by name and birth date only.
    pub without_code: u64,
    /// Rows that could not be read, by line.
    pub left_out: Vec<u64>,
}

impl Hub {
    /// Replaces what is known of people by a delivery: CSV with the columns of an extract, and `carta_scadenza` (last day of
    /// the identity card they hold).
    pub fn import_references(&self, csv: &mut dyn Read) -> Result<ReferenceReport, CentreError> {
        let delivery = registry_now::read(csv).map_err(|error| unreadable(&error))?;
        let mut report = ReferenceReport { left_out: delivery.left_out, ..ReferenceReport::default() };
        let (mut codes, mut delivered, mut names) = (HashSet::new(), Delivery::default(), None);
        let mut people = delivery.people.into_iter();
        // Names come last: only then it is known who is alike.
        let mut rows = std::iter::from_fn(|| {
            for (person, card_until) in people.by_ref() {
                match delivered.row(self, &PersonNow { person, card_until }) {
                    Some(row) => {
                        codes.insert(row.key);
                        return Some(row);
                    }
                    None => report.without_code += 1,
                }
            }
            names.get_or_insert_with(|| std::mem::take(&mut delivered).names(self)).next()
        });
        self.store.replace_references(&mut rows)?;
        report.people = codes.len() as u64;
        let note = self.clock.now().utc().timestamp_millis().to_string();
        self.set("references", note.as_bytes())?;
        Ok(report)
    }

    /// When the registry was last imported.
    pub fn references_of(&self) -> Result<Option<domain::time::moment::Moment>, CentreError> {
        let kept = self.store.setting("references")?;
        let millis = kept.and_then(|text| String::from_utf8(text).ok()).and_then(|text| text.parse().ok());
        Ok(millis.map(crate::ledger::instant::moment))
    }
}

fn unreadable(error: &RegistryError) -> CentreError {
    let told = error.told();
    CentreError::Field { field: "file", told }
}
