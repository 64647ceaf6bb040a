//! A segment: one file of frames, with its own header.
//!
//! ```text
//!  0  magic 8 │ version u16 │ 0 u16 │ slots length u32 │ station 16 │ first position u64
//! 40  previous 32: the chain hash before the first record
//! 72  key slots: JSON, as in keyslots.json
//!     CRC32C u32 over all before it
//! ```
//! Frames follow without gaps; the rest of the file is zero.

use domain::ids::anchor::{ChainHash, Position};
use domain::ids::id::StationId;
use uuid::Uuid;

use super::scan::{self, Piece};

/// What a segment begins with.
pub const MAGIC: [u8; 8] = *b"\x89SPSEG\r\n";
/// The version written here.
pub const VERSION: u16 = 1;
const FIXED: usize = 72;
const CRC: usize = 4;
const PREFIX: &str = "journal-";
const SUFFIX: &str = ".seg";

/// What a segment says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentHeader {
    /// Whose it is.
    pub station: StationId,
    /// The position of its first record.
    pub first: Position,
    /// The chain hash before its first record.
    pub previous: ChainHash,
    /// The key slots at the time, in stored form.
    pub slots: Vec<u8>,
}

/// Why bytes are no segment header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoHeader {
    /// Damaged, cut or something else.
    Damaged,
    /// Whole, of a version this program does not read.
    Version(u16),
}

impl SegmentHeader {
    /// The stored form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(FIXED + self.slots.len() + CRC);
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&[0; 2]);
        out.extend_from_slice(&u32::try_from(self.slots.len()).expect("key slots are small").to_le_bytes());
        out.extend_from_slice(self.station.uuid().as_bytes());
        out.extend_from_slice(&self.first.get().to_le_bytes());
        out.extend_from_slice(self.previous.bytes());
        out.extend_from_slice(&self.slots);
        out.extend_from_slice(&crc32c::crc32c(&out).to_le_bytes());
        out
    }

    /// Reads the stored form at the beginning of `bytes`; also how many bytes it takes. Every version keeps the place of
    /// magic, version, lengths and check sum.
    pub fn parse(bytes: &[u8]) -> Result<(Self, usize), NoHeader> {
        let body = whole(bytes).ok_or(NoHeader::Damaged)?;
        match u16::from_le_bytes([body[8], body[9]]) {
            VERSION => {}
            found => return Err(NoHeader::Version(found)),
        }
        let header = Self::fields(body).ok_or(NoHeader::Damaged)?;
        Ok((header, body.len() + CRC))
    }

    fn fields(body: &[u8]) -> Option<Self> {
        Some(Self {
            station: StationId::new(Uuid::from_bytes(*body[16..].first_chunk()?)),
            first: Position::new(u64::from_le_bytes(*body[32..].first_chunk()?))?,
            previous: ChainHash::new(*body[40..].first_chunk()?),
            slots: body[FIXED..].to_vec(),
        })
    }
}

/// What the check sum goes over, if it fits.
fn whole(bytes: &[u8]) -> Option<&[u8]> {
    let fixed = bytes.first_chunk::<FIXED>().filter(|fixed| fixed.starts_with(&MAGIC))?;
    let slots = usize::try_from(u32::from_le_bytes(*fixed[12..].first_chunk()?)).ok()?;
    let (body, rest) = bytes.split_at_checked(FIXED.checked_add(slots)?)?;
    (crc32c::crc32c(body) == u32::from_le_bytes(*rest.first_chunk::<CRC>()?)).then_some(body)
}

/// Where the last frame of a segment ends, if it has a header and nothing in it is damaged.
pub fn whole_until(bytes: &[u8]) -> Option<u64> {
    let (_, start) = SegmentHeader::parse(bytes).ok()?;
    let mut end = start as u64;
    for piece in scan::pieces(bytes, start) {
        match piece {
            Piece::Frame { frame, .. } => end += frame.length as u64,
            Piece::Junk { .. } => return None,
        }
    }
    Some(end)
}

/// The file name of the segment that begins with `first`: names sort as positions do.
pub fn file_name(first: Position) -> String {
    format!("{PREFIX}{first:020}{SUFFIX}")
}

/// The first position a file name says; `None` if it is no segment's.
pub fn first_of(name: &str) -> Option<Position> {
    let digits = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
    (digits.len() == 20).then(|| digits.parse().ok().and_then(Position::new))?
}
