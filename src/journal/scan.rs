//! Finds the frames in the bytes of a segment, also between damage.

use super::frame::{self, Frame, MAGIC};

/// A stretch of a segment.
#[derive(Clone, Copy, Debug)]
pub enum Piece<'a> {
    /// A whole frame.
    Frame {
        /// Where it begins.
        offset: usize,
        /// What it says.
        frame: Frame<'a>,
    },
    /// Bytes that are no frame, up to the next frame or the last byte that is not zero.
    Junk {
        /// Where they begin.
        offset: usize,
        /// How many.
        length: usize,
    },
}

/// Walks through `bytes` from `start`. The zeros at the end are no piece.
pub fn pieces(bytes: &[u8], start: usize) -> Pieces<'_> {
    Pieces { bytes, used: used(bytes), at: start }
}

/// Iterator of [`pieces`].
#[derive(Clone, Debug)]
pub struct Pieces<'a> {
    bytes: &'a [u8],
    /// Up to the last byte that is not zero.
    used: usize,
    at: usize,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let offset = self.at;
        if offset >= self.used {
            return None;
        }
        // Parsed from all bytes: a whole frame may end in zeros.
        if let Some(frame) = frame::parse(&self.bytes[offset..]) {
            self.at += frame.length;
            return Some(Piece::Frame { offset, frame });
        }
        let end = self.next_frame(offset + 1).unwrap_or(self.used);
        self.at = end;
        Some(Piece::Junk { offset, length: end - offset })
    }
}

impl Pieces<'_> {
    /// Where the next whole frame begins, at `from` or later.
    fn next_frame(&self, mut from: usize) -> Option<usize> {
        while let Some(found) = self.bytes.get(from..self.used)?.iter().position(|byte| *byte == MAGIC[0]) {
            from += found;
            if frame::parse(&self.bytes[from..]).is_some() {
                return Some(from);
            }
            from += 1;
        }
        None
    }
}

/// Bytes up to the last one that is not zero.
fn used(bytes: &[u8]) -> usize {
    const STRIDE: usize = 4096;
    const ZEROS: [u8; STRIDE] = [0; STRIDE];
    let mut end = bytes.len();
    while end >= STRIDE && bytes[end - STRIDE..end] == ZEROS {
        end -= STRIDE;
    }
    bytes[..end].iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1)
}
