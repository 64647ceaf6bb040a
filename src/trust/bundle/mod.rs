//! A bundle: one file for a stick, where no network comes back. Signed by its maker, encrypted to its receiver.
//!
//! ```text
//!  age (X25519) ⟶ tar: manifest.json · manifest.jws · blobs/SHA256 … · records.jsonl   (to a centre)
//!                      manifest.json · manifest.jws · outcomes.jsonl                   (back to a station)
//! ```
//!
//! Nothing of it is acted on before its whole length was read once and every digest was right: an age file that was cut is
//! found out only at its end.
//!
//! | file | subject |
//! |---|---|
//! | [`recipient`] | whom it is encrypted to |
//! | [`write`] | writing, in bounded memory |
//! | [`read`] | reading, in bounded memory |
//! | [`again`] | a file that can be read twice |
//! | [`lines`] | records and outcomes, one a line |
//! | [`bad`] | why a file is refused |

pub mod again;
pub mod bad;
pub mod lines;
pub mod read;
pub mod recipient;
pub mod write;

pub use again::Again;
pub use bad::BadBundle;
pub use lines::Lines;
pub use read::{Opened, read};
pub use recipient::Recipient;
pub use write::{Digesting, Maker, NotWritten, write};

/// Name of the first file.
const MANIFEST: &str = "manifest.json";
/// Name of the second: the signature over the first.
const SIGNATURE: &str = "manifest.jws";
/// Bytes a manifest has at most: about 100,000 photographs.
const LARGEST_MANIFEST: u64 = 16 * 1024 * 1024;
/// Bytes a signature has at most.
const LARGEST_SIGNATURE: u64 = 16 * 1024;

#[cfg(test)]
mod tests;
