//! What the master key opens: data keys and subkeys.

use std::collections::BTreeMap;
use std::sync::Arc;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::seal::{OpenError, SealKey};
use super::slots::{KeyId, KeySlots};
use super::wrap::{Key, derive};
use domain::ids::id::StationId;

/// Everything the master key opens.
pub(super) struct Opened {
    pub(super) master: Key,
    pub(super) slots: KeySlots,
    pub(super) data: BTreeMap<KeyId, Arc<DataKey>>,
    pub(super) current: KeyId,
    pub(super) index: Key,
    pub(super) blob: Key,
}

/// A data key's subkeys, one for each sort of thing that is sealed.
pub(super) struct DataKey {
    pub(super) record: Arc<SealKey>,
    pub(super) value: SealKey,
    pub(super) file: SealKey,
}

impl Opened {
    /// Opens the data keys of `slots` and derives the subkeys of `master`.
    pub(super) fn new(master: Key, slots: KeySlots) -> Result<Self, OpenError> {
        let mut data = BTreeMap::new();
        for closed in &slots.data_keys {
            let key = closed.key.open(&master, &data_key_ad(slots.station, closed.id))?;
            data.insert(closed.id, Arc::new(DataKey::new(&key)));
        }
        let current = *data.keys().next_back().ok_or(OpenError::Altered)?;
        let index = derive(master.as_slice(), &[], "sportello/index/v1");
        let blob = derive(master.as_slice(), &[], "sportello/blob-name/v1");
        Ok(Self { master, slots, data, current, index, blob })
    }
}

impl DataKey {
    fn new(key: &Key) -> Self {
        let seal_key = |label| SealKey::new(&derive(key.as_slice(), &[], label));
        Self {
            record: Arc::new(seal_key("sportello/seal/record/v1")),
            value: seal_key("sportello/seal/value/v1"),
            file: seal_key("sportello/seal/file/v1"),
        }
    }
}

/// HMAC-SHA256 of `parts`, one after another.
pub(super) fn mac(key: &Key, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// What a wrapped data key is bound to.
pub(super) fn data_key_ad(station: StationId, id: KeyId) -> Vec<u8> {
    format!("sportello/data-key/v1|{station}|{id}").into_bytes()
}
