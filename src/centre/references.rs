//! The registry as of now, as the centre knows it: a delivery of residents that the hub's own registry exports after restore.

use std::collections::{BTreeSet, HashMap};
use std::io::Read;

use super::error::CentreError;
use super::opened::Hub;
use super::person_now::PersonNow;
use super::seals::{self, Bound};
use crate::domain::hex;
use crate::extract::registry_now::{self, RegistryError};
use crate::store::centre::row::ReferenceRow;

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReferenceReport {
    /// People taken over.
    pub people: u64,
    /// Rows without a tax code: nobody can be found by them.
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
        let mut rows = delivery.people.into_iter().filter_map(|(person, card_until)| {
            let Some(code) = person.tax_code.clone() else {
                report.without_code += 1;
                return None;
            };
            let key = seals::tax_code(&self.keys, &code);
            let now = PersonNow { person, card_until };
            let name = hex::encode(&key);
            let sealed = seals::seal_json(&self.keys, Bound::Reference(&name), &now, &self.random);
            Some(ReferenceRow { key, sealed })
        });
        let people = self.store.replace_references(&mut rows)?;
        drop(rows);
        report.people = people;
        let note = self.clock.now().utc().timestamp_millis().to_string();
        self.set("references", note.as_bytes())?;
        Ok(report)
    }

    /// When the registry was last imported.
    pub fn references_of(&self) -> Result<Option<crate::domain::moment::Moment>, CentreError> {
        let kept = self.store.setting("references")?;
        let millis = kept.and_then(|text| String::from_utf8(text).ok()).and_then(|text| text.parse().ok());
        Ok(millis.map(super::entries::moment))
    }

    /// What is known of people, by their blind tax codes.
    pub(super) fn people_now(&self, keys: &[[u8; 16]]) -> Result<HashMap<[u8; 16], PersonNow>, CentreError> {
        let distinct: Vec<[u8; 16]> = keys.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        let rows = self.store.references(&distinct)?;
        rows.into_iter()
            .map(|row| {
                let name = hex::encode(&row.key);
                Ok((row.key, seals::open_json(&self.keys, Bound::Reference(&name), &row.sealed)?))
            })
            .collect()
    }
}

fn unreadable(error: &RegistryError) -> CentreError {
    let told = error.told();
    CentreError::Field { field: "file", told }
}
