//! A file that can be read from its beginning again: once to see whether it holds, once to take what is in it.

use std::io::{self, Read};

/// Opens from the beginning, as often as wanted, always the same bytes.
pub trait Again: Sync {
    /// From the beginning.
    fn open(&self) -> io::Result<Box<dyn Read + '_>>;
}

impl Again for Vec<u8> {
    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(self.as_slice()))
    }
}
