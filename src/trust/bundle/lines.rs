//! Records and outcomes in a bundle: one JSON value a line.

use std::io::{BufRead, BufReader, Read};
use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::bad::BadBundle;
use domain::centre::exchange::batch::LARGEST_BODY;

/// Reads one value after another.
pub struct Lines<R, T> {
    from: BufReader<R>,
    line: Vec<u8>,
    value: PhantomData<T>,
}

impl<R: Read, T> Lines<R, T> {
    /// The lines of `from`.
    pub fn new(from: R) -> Self {
        Self { from: BufReader::new(from), line: Vec::new(), value: PhantomData }
    }

    /// Bytes of the line read last, with its end.
    pub fn length(&self) -> usize {
        self.line.len()
    }
}

impl<R: Read, T: DeserializeOwned> Iterator for Lines<R, T> {
    type Item = Result<T, BadBundle>;

    fn next(&mut self) -> Option<Self::Item> {
        self.line.clear();
        let mut bounded = (&mut self.from).take(LARGEST_BODY as u64);
        match bounded.read_until(b'\n', &mut self.line) {
            Ok(0) => None,
            Ok(_) if self.line.last() == Some(&b'\n') => {
                Some(serde_json::from_slice(&self.line).map_err(|_| BadBundle::Signature))
            }
            Ok(_) => Some(Err(BadBundle::Signature)),
            Err(error) => Some(Err(BadBundle::of_io(&error))),
        }
    }
}
