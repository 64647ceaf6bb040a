//! A record of the journal as the store takes it in: neutral, so that the store never knows the journal.

use domain::journal::record::{Class, Payload};
use domain::time::moment::Moment;

/// One durable record. Only records that the journal has synced may be handed to the store.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its place in the journal, from 1.
    pub position: u64,
    /// Its chain hash.
    pub chain: [u8; 32],
    /// When it was written.
    pub time: Moment,
    /// Whether it travels to the centre.
    pub class: Class,
    /// What it says.
    pub payload: Payload,
}
