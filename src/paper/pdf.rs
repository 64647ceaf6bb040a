//! A finished PDF.

use std::fmt;

use sha2::{Digest, Sha256};

/// A finished PDF/A-1b, ready to be kept, shown or printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Pdf {
    bytes: Vec<u8>,
    pages: u32,
}

impl Pdf {
    pub(super) fn new(bytes: Vec<u8>, pages: u32) -> Self {
        Self { bytes, pages }
    }

    /// The file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The file, given away.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// How many pages it has.
    pub fn pages(&self) -> u32 {
        self.pages
    }

    /// SHA-256 of the file.
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(&self.bytes).into()
    }
}

/// Never the bytes: they hold personal data.
impl fmt::Debug for Pdf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pdf").field("bytes", &self.bytes.len()).field("pages", &self.pages).finish()
    }
}
