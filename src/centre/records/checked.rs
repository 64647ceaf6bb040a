//! A batch as it came → records whose chain, commitments and order hold. Pure.

use crate::bad_batch::BadBatch;
use domain::centre::exchange::batch::LARGEST_BATCH;
use domain::centre::exchange::{Batch, SentRecord};
use domain::ids::anchor::{Anchor, ChainHash, Position};
use domain::ids::id::StationId;
use domain::journal::record::Class;
use domain::text::hex;
use journal::record::{HEADER, Header, chain, commitment, genesis};

/// A record that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The clear part.
    pub header: Header,
    /// Its stored bytes.
    pub header_bytes: [u8; HEADER],
    /// The chain hash that ends with it.
    pub chain: ChainHash,
    /// Salt and stored bytes of the payload; none for local records and where the payload can be read no more.
    pub content: Option<([u8; 32], String)>,
}

impl Checked {
    /// Position and chain hash.
    pub fn anchor(&self) -> Anchor {
        Anchor { position: self.header.position, chain: self.chain }
    }
}

/// Checks a batch of `station`: order, commitments, and the chain from what it says it follows. Whether *that* is where
/// the centre stands is asked afterwards.
pub fn check(station: StationId, batch: &Batch) -> Result<Vec<Checked>, BadBatch> {
    if batch.records.is_empty() || batch.records.len() > LARGEST_BATCH {
        return Err(BadBatch::Count);
    }
    let mut position = batch.after.map_or(Position::FIRST, |after| after.position.next());
    let mut previous = batch.after.map_or_else(|| genesis(station), |after| after.chain);
    let mut checked = Vec::with_capacity(batch.records.len());
    for (index, sent) in batch.records.iter().enumerate() {
        let one = read(sent, &previous).ok_or(BadBatch::Malformed(index))?;
        if one.header.station != station {
            return Err(BadBatch::OtherStation(index));
        }
        if one.header.position != position {
            return Err(BadBatch::Order(index));
        }
        match (&one.content, one.header.class) {
            (Some(_), Class::Local) => return Err(BadBatch::Local(index)),
            (Some((salt, payload)), Class::Shared)
                if commitment(salt, payload.as_bytes()) != one.header.commitment =>
            {
                return Err(BadBatch::Altered(index));
            }
            _ => {}
        }
        previous = one.chain;
        position = position.next();
        checked.push(one);
    }
    Ok(checked)
}

fn read(sent: &SentRecord, previous: &ChainHash) -> Option<Checked> {
    let header_bytes: [u8; HEADER] = hex::decode_array(&sent.header)?;
    let header = Header::from_bytes(&header_bytes)?;
    let content = match (&sent.salt, &sent.payload) {
        (Some(salt), Some(payload)) => Some((hex::decode_array(salt)?, payload.clone())),
        (None, None) => None,
        _ => return None,
    };
    Some(Checked { header, header_bytes, chain: chain(previous, &header_bytes), content })
}
