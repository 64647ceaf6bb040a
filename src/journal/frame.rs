//! A record as it lies in a segment.
//!
//! ```text
//!  0  magic 8 │ version u16 │ header length u16 │ sealed length u32 │ batch u64
//! 24  header 72
//! 96  link 32: the chain hash before this record, so that the walk resumes after damage
//! 128 sealed: nonce 24 ‖ salt 32 ‖ payload ‖ tag 16, or nothing once the payload was erased
//!     CRC32C u32 over all before it
//! ```
//!
//! `batch` is the first position of those written and synced together. A batch is written only after the one before it
//! was synced: so damage followed by a frame of a later batch is damage to records that were acknowledged, and damage
//! followed by nothing else than its own batch may be a write that power cut short.

use super::LARGEST_PAYLOAD;
use super::record::{self, HEADER, Header};
use domain::ids::anchor::{Anchor, ChainHash, Position};

/// What a frame begins with: bytes that no text contains.
pub const MAGIC: [u8; 8] = *b"\x89SPFRM\r\n";
/// The version written here.
pub const VERSION: u16 = 1;
/// Bytes before the sealed part.
pub const FRONT: usize = 24 + HEADER + 32;
/// Bytes of the check sum at the end.
pub const CRC: usize = 4;
/// Bytes a sealed part has beyond its payload: nonce, salt, tag.
pub const SEAL: usize = 24 + 32 + 16;
/// Bytes the largest frame has.
pub const LARGEST: usize = FRONT + SEAL + LARGEST_PAYLOAD + CRC;

/// A whole frame.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// First position of its batch.
    pub batch: Position,
    /// Its header.
    pub header: Header,
    /// The header as it is written.
    pub header_bytes: &'a [u8; HEADER],
    /// The chain hash before it.
    pub link: ChainHash,
    /// The chain hash that ends with it.
    pub chain: ChainHash,
    /// The sealed part.
    pub sealed: &'a [u8],
    /// Bytes of the frame.
    pub length: usize,
}

impl Frame<'_> {
    /// Position and chain hash.
    pub fn anchor(&self) -> Anchor {
        Anchor { position: self.header.position, chain: self.chain }
    }
}

/// Begins a frame at the end of `out`; the sealed part and then [`close`] follow.
pub fn begin(out: &mut Vec<u8>, header: &[u8; HEADER], link: &ChainHash, sealed: usize) {
    out.extend_from_slice(&MAGIC);
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&u16::try_from(HEADER).expect("a header is short").to_le_bytes());
    out.extend_from_slice(&u32::try_from(sealed).expect("payloads are limited").to_le_bytes());
    out.extend_from_slice(&[0; 8]);
    out.extend_from_slice(header);
    out.extend_from_slice(link.bytes());
}

/// Leaves room for the check sum.
pub fn close(out: &mut Vec<u8>) {
    out.extend_from_slice(&[0; CRC]);
}

/// Writes the batch and the check sum into a closed frame.
pub fn stamp(frame: &mut [u8], batch: Position) {
    frame[16..24].copy_from_slice(&batch.get().to_le_bytes());
    let body = frame.len() - CRC;
    let sum = crc32c::crc32c(&frame[..body]);
    frame[body..].copy_from_slice(&sum.to_le_bytes());
}

/// How long the frame that begins with these [`FRONT`] bytes says it is; `None` if no frame begins so.
pub fn announced(front: &[u8]) -> Option<usize> {
    let rest = front.strip_prefix(&MAGIC)?;
    let (version, rest) = rest.split_first_chunk()?;
    let (header, rest) = rest.split_first_chunk()?;
    let (sealed, _) = rest.split_first_chunk()?;
    let known = u16::from_le_bytes(*version) == VERSION && usize::from(u16::from_le_bytes(*header)) == HEADER;
    let length = FRONT + usize::try_from(u32::from_le_bytes(*sealed)).ok()? + CRC;
    (known && length <= LARGEST).then_some(length)
}

/// The frame at the beginning of `bytes`, if a whole valid one is there.
pub fn parse(bytes: &[u8]) -> Option<Frame<'_>> {
    let length = announced(bytes.get(..FRONT)?)?;
    let bytes = bytes.get(..length)?;
    let (body, sum) = bytes.split_last_chunk::<CRC>()?;
    if crc32c::crc32c(body) != u32::from_le_bytes(*sum) {
        return None;
    }
    let (batch, rest) = body[16..].split_first_chunk()?;
    let (header_bytes, rest) = rest.split_first_chunk::<HEADER>()?;
    let (link, sealed) = rest.split_first_chunk::<32>()?;
    let link = ChainHash::new(*link);
    Some(Frame {
        batch: Position::new(u64::from_le_bytes(*batch))?,
        header: Header::from_bytes(header_bytes)?,
        header_bytes,
        link,
        chain: record::chain(&link, header_bytes),
        sealed,
        length,
    })
}
