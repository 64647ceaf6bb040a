//! One record of the journal: clear header, chain hash, payload.

use std::fmt;

use chrono::DateTime;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use domain::ids::anchor::{Anchor, ChainHash, Position};
use domain::ids::id::StationId;
use domain::journal::record::{Class, Command, Weight};
use domain::time::moment::Moment;
use vault::KeyId;

/// Bytes of a header.
pub const HEADER: usize = 72;

/// What is written before a record has a position.
#[derive(Clone)]
pub struct Draft {
    /// When it happened.
    pub time: Moment,
    /// Whether its payload may leave the station.
    pub class: Class,
    /// What it means to a binary that does not know its kind.
    pub weight: Weight,
    /// UTF-8 JSON, stored as these very bytes. At most [`super::LARGEST_PAYLOAD`].
    pub payload: Vec<u8>,
}

impl Draft {
    /// The draft of a command.
    pub fn of(command: &Command, at: Moment) -> Self {
        Self {
            time: at,
            class: command.kind.class(),
            weight: command.kind.weight(),
            payload: command.to_bytes(),
        }
    }
}

/// The clear part of a record: all the chain goes over. The centre receives every header, of local records too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Where it stands.
    pub position: Position,
    /// Whose it is.
    pub station: StationId,
    /// When it happened.
    pub time: Moment,
    /// Minutes the local clock was ahead of UTC.
    pub offset_minutes: i16,
    /// Whether the payload may leave the station.
    pub class: Class,
    /// What it means to a binary that does not know its kind.
    pub weight: Weight,
    /// The data key the payload is sealed under.
    pub key: KeyId,
    /// SHA-256 of salt ‖ payload.
    pub commitment: [u8; 32],
}

/// A record, opened.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// The clear part.
    pub header: Header,
    /// The chain hash that ends with this record.
    pub chain: ChainHash,
    /// The salt of the commitment: whoever is to check the payload needs it.
    pub salt: [u8; 32],
    /// UTF-8 JSON, the stored bytes.
    pub payload: Vec<u8>,
}

impl Record {
    /// Position and chain hash.
    pub fn anchor(&self) -> Anchor {
        Anchor { position: self.header.position, chain: self.chain }
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("header", &self.header)
            .field("chain", &self.chain)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft").field("time", &self.time).field("class", &self.class).finish_non_exhaustive()
    }
}

impl Header {
    /// The stored form, little endian: position u64, station 16, UTC milliseconds i64, offset minutes i16, class u8
    /// (1 shared, 2 local), weight u8 (0 ordinary, 1 critical), key id u32, commitment 32.
    pub fn to_bytes(&self) -> [u8; HEADER] {
        let mut out = [0; HEADER];
        out[..8].copy_from_slice(&self.position.get().to_le_bytes());
        out[8..24].copy_from_slice(self.station.uuid().as_bytes());
        out[24..32].copy_from_slice(&self.time.utc().timestamp_millis().to_le_bytes());
        out[32..34].copy_from_slice(&self.offset_minutes.to_le_bytes());
        out[34] = match self.class {
            Class::Shared => 1,
            Class::Local => 2,
        };
        out[35] = match self.weight {
            Weight::Ordinary => 0,
            Weight::Critical => 1,
        };
        out[36..40].copy_from_slice(&self.key.0.to_le_bytes());
        out[40..].copy_from_slice(&self.commitment);
        out
    }

    /// Reads the stored form; `None` if a field has no meaning.
    pub fn from_bytes(bytes: &[u8; HEADER]) -> Option<Self> {
        let (position, rest) = bytes.split_first_chunk()?;
        let (station, rest) = rest.split_first_chunk()?;
        let (millis, rest) = rest.split_first_chunk()?;
        let (offset, rest) = rest.split_first_chunk()?;
        let ([class, weight], rest) = rest.split_first_chunk()?;
        let (key, rest) = rest.split_first_chunk()?;
        Some(Self {
            position: Position::new(u64::from_le_bytes(*position))?,
            station: StationId::new(Uuid::from_bytes(*station)),
            time: Moment::new(DateTime::from_timestamp_millis(i64::from_le_bytes(*millis))?),
            offset_minutes: i16::from_le_bytes(*offset),
            class: match class {
                1 => Class::Shared,
                2 => Class::Local,
                _ => return None,
            },
            weight: match weight {
                0 => Weight::Ordinary,
                1 => Weight::Critical,
                _ => return None,
            },
            key: KeyId(u32::from_le_bytes(*key)),
            commitment: rest.try_into().ok()?,
        })
    }
}

/// SHA-256(salt ‖ payload): what a header commits to.
pub fn commitment(salt: &[u8; 32], payload: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(payload).finalize().into()
}

/// The chain hash before a station's first record: SHA-256(tag ‖ station).
pub fn genesis(station: StationId) -> ChainHash {
    let hash =
        Sha256::new().chain_update("sportello/journal/genesis/v1").chain_update(station.uuid().as_bytes());
    ChainHash::new(hash.finalize().into())
}

/// The chain hash after a record: SHA-256(tag ‖ previous ‖ header).
pub fn chain(previous: &ChainHash, header: &[u8; HEADER]) -> ChainHash {
    let hash = Sha256::new()
        .chain_update("sportello/journal/chain/v1")
        .chain_update(previous.bytes())
        .chain_update(header);
    ChainHash::new(hash.finalize().into())
}
