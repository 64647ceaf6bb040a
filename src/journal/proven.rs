//! The clear part of a record whose content was damaged: proven by the chain, where its neighbours are whole.
//!
//! A frame whose check sum is wrong is not believed. But its header lies in the clear between the last whole frame before it
//! and the first one after it, which says which chain hash came before: a header that leads from the one to the other is
//! the one that was written.

use super::frame::{self, FRONT};
use super::library::Library;
use super::record::{self, HEADER, Header};
use domain::ids::anchor::{ChainHash, Position};

/// Damaged records in a row that are looked over.
const REACH: u64 = 64;

impl Library {
    /// The header of the damaged record at `position`, and the chain hash that ends with it.
    pub(super) fn proven_header(&self, position: Position) -> Option<(Header, ChainHash)> {
        let before = |back: u64| {
            let position = Position::new(position.get().checked_sub(back)?)?;
            let lies = self.lies(position)?;
            let bytes = self.frame(position).ok()?;
            let frame = frame::parse(&bytes)?;
            Some((position.next(), lies.1 + frame.length as u64, frame.chain, lies.0))
        };
        let (mut at, mut offset, mut chain, path) = (1..=REACH).find_map(before)?;
        let mut found = None;
        for _ in 0..REACH {
            let front = self.bytes(&path, offset, FRONT)?;
            let length = frame::announced(&front)?;
            let bytes: &[u8; HEADER] = front[24..].first_chunk()?;
            let header = Header::from_bytes(bytes).filter(|header| header.position == at)?;
            chain = record::chain(&chain, bytes);
            if at == position {
                found = Some((header, chain));
            }
            if at >= position
                && let Some(link) = self.link(at.next())
            {
                return found.filter(|_| link == chain);
            }
            (at, offset) = (at.next(), offset + length as u64);
        }
        None
    }
}
