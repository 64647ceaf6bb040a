//! How a journal is kept.

use std::path::PathBuf;
use std::sync::Arc;

use super::companions::Companion;
use super::proof::Proof;
use super::record::Record;
use clock::{Clock, Random};
use disk::{SharedDisk, Tidings};
use domain::ids::id::StationId;
use vault::KeyRing;

/// What a journal works with.
#[derive(Clone, Debug)]
pub struct Means {
    /// Where it writes.
    pub disk: SharedDisk,
    /// Measures how long the disk takes, and stamps the state of the second copy.
    pub clock: Clock,
    /// Salts and nonces.
    pub random: Random,
    /// Seals and opens payloads.
    pub keys: Arc<KeyRing>,
    /// Whose journal it is: the station the keys were made for, or a later life of its counter.
    pub station: StationId,
}

/// What goes with the journal on the second copy, and who tells what changed of it.
#[derive(Clone, Debug, Default)]
pub struct Companions {
    /// All of it.
    pub all: Vec<Companion>,
    /// Blobs just written or erased.
    pub told: Tidings,
    /// How it proves that it is as it was written.
    pub proof: Proof,
}

/// How a journal is kept.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Size of a segment in bytes.
    pub segment_bytes: u64,
    /// Space kept back for the day the disk is full, in bytes; 0 for none.
    pub reserve_bytes: u64,
    /// The high-water mark: a file outside the data folder, one per station.
    pub high_water: Option<PathBuf>,
    /// The second copy: a folder on another disk or a stick.
    pub second_copy: Option<PathBuf>,
    /// What goes with the journal on the second copy.
    pub companions: Companions,
    /// Begin a new segment whatever the last one looks like: set when reopening after a failed write.
    pub fresh_segment: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            segment_bytes: 16 * 1024 * 1024,
            reserve_bytes: 8 * 1024 * 1024,
            high_water: None,
            second_copy: None,
            companions: Companions::default(),
            fresh_segment: false,
        }
    }
}

/// Receives every durable batch, in order, on the committer's thread, before those who wait are answered. This is where
/// the store is fed. It handles its own failures; if it panics the journal stops.
pub type Observer = Box<dyn FnMut(&[Record]) + Send>;
