//! What the database held at some time, and putting it back: whoever restores a copy gets the centre of that time. For
//! rehearsals; a real copy is one of the folder.

use std::collections::BTreeMap;

use super::key;
use super::life::EmbeddedCentre;
use crate::centre::error::CentreStoreError;

/// All rows as they lay there. Files of blobs are not in it: an older database beside newer files is what a restored copy
/// looks like too.
pub struct Older(BTreeMap<Vec<u8>, Vec<u8>>);

impl EmbeddedCentre {
    /// Everything, as it stands now.
    pub fn as_it_stands(&self) -> Result<Older, CentreStoreError> {
        self.read(|draft| {
            let rows = draft.tree().iter().map(|row| {
                let (key, value) = row?;
                Ok((key.to_vec(), value.to_vec()))
            });
            Ok(Older(rows.collect::<Result<_, sled::Error>>()?))
        })
    }

    /// Puts everything back as it stood then, at once and durably. The count of writes goes on: it tells a file cut short,
    /// not the age of what is in it.
    pub fn put_back(&self, older: &Older) -> Result<(), CentreStoreError> {
        self.write(|draft| {
            for row in draft.tree() {
                let (key, _) = row?;
                if !older.0.contains_key(key.as_ref()) {
                    draft.remove(key.to_vec());
                }
            }
            for (key, value) in older.0.iter().filter(|(key, _)| key.as_slice() != key::STANDING) {
                draft.put(key.clone(), value)?;
            }
            Ok(())
        })
    }
}
