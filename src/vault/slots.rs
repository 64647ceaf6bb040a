//! The closed keys: the master key wrapped by every slot, the data keys wrapped under the master key. Nothing in here is
//! secret by itself. Written as JSON in `keyslots.json` and in every segment header.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::cost::Cost;
use super::wrap::Wrapped;
use domain::ids::id::StationId;
use domain::text::hex;

/// Number of a data key, from 1. Every sealed thing says in clear which one it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(pub u32);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Number of a slot, from 1, never used again after the slot is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SlotId(pub u32);

/// What opens a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SlotKind {
    /// A passphrase, stretched by argon2id.
    Passphrase,
    /// 32 random bytes in a file.
    KeyFile,
    /// 130 random bits on paper.
    RecoveryCode,
}

impl SlotKind {
    /// Its name in stored form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passphrase => "passphrase",
            Self::KeyFile => "key-file",
            Self::RecoveryCode => "recovery-code",
        }
    }
}

/// What a slot's key is made with, besides the secret. The wrapped master key is bound to all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// Number of the slot.
    pub id: SlotId,
    /// What opens it.
    pub kind: SlotKind,
    /// argon2id parameters, for a passphrase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub argon2id: Option<Cost>,
    /// Salt of the key derivation.
    #[serde(with = "hex_array")]
    pub(super) salt: [u8; 16],
}

/// The master key, closed by one secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// How.
    #[serde(flatten)]
    pub lock: Lock,
    #[serde(flatten)]
    pub(super) master: Wrapped,
}

/// A data key, closed by the master key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ClosedDataKey {
    pub(super) id: KeyId,
    #[serde(flatten)]
    pub(super) key: Wrapped,
}

/// All closed keys of one station.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySlots {
    v: u32,
    /// Whose they are.
    pub station: StationId,
    /// Grows by one with every change: of several copies, the highest counts.
    pub generation: u64,
    pub(super) next_slot: SlotId,
    /// The slots, by number.
    pub slots: Vec<Slot>,
    pub(super) data_keys: Vec<ClosedDataKey>,
}

/// Why bytes are no key slots.
#[derive(Debug, Error)]
pub enum SlotsError {
    /// Not the JSON of key slots.
    #[error("the key slots are damaged: {0}; take keyslots.json from the second copy")]
    Shape(#[from] serde_json::Error),
    /// Written by a newer version.
    #[error("the key slots have version {found}, this program reads version 1: use the newer program")]
    Version {
        /// The version found.
        found: u32,
    },
}

impl KeySlots {
    pub(super) fn empty(station: StationId) -> Self {
        Self { v: 1, station, generation: 0, next_slot: SlotId(1), slots: vec![], data_keys: vec![] }
    }

    /// The stored form: stable, compact JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("key slots hold only numbers, strings and lists")
    }

    /// Reads the stored form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SlotsError> {
        #[derive(Deserialize)]
        struct Version {
            v: u32,
        }
        let Version { v } = serde_json::from_slice(bytes)?;
        if v != 1 {
            return Err(SlotsError::Version { found: v });
        }
        Ok(serde_json::from_slice(bytes)?)
    }

    /// The same for a copy that leaves the office: it holds the whole extract, so only the recovery code opens it, which
    /// lies in a safe. Where there is none, all slots stay.
    #[must_use]
    pub fn for_copy(&self) -> Self {
        let mut slots = self.clone();
        if self.has(SlotKind::RecoveryCode) {
            slots.slots.retain(|slot| slot.lock.kind == SlotKind::RecoveryCode);
        }
        slots
    }

    /// Whether some slot opens with this kind of secret.
    pub fn has(&self, kind: SlotKind) -> bool {
        self.slots.iter().any(|slot| slot.lock.kind == kind)
    }
}

/// Byte arrays as hexadecimal text.
pub(super) mod hex_array {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    use super::hex;

    pub fn serialize<S: Serializer, const N: usize>(
        bytes: &[u8; N],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
        deserializer: D,
    ) -> Result<[u8; N], D::Error> {
        let text = String::deserialize(deserializer)?;
        hex::decode_array(&text)
            .ok_or_else(|| D::Error::custom(format!("expected {} hexadecimal digits", N * 2)))
    }
}
