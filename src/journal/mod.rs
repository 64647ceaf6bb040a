//! The append-only, hash-chained journal of one station. (map to come)

pub mod error;
pub mod finding;
pub mod record;
pub mod settings;
pub mod state;
mod todo;

pub use error::{AppendError, OpenFailure, ReadError};
pub use finding::{AnchorVerdict, Comparison, Finding, Place, Span};
pub use record::{Draft, Header, Record};
pub use settings::{Means, Observer, Settings};
pub use state::{CopyState, Opening, Space, Standing};
pub use todo::{Journal, Records, Ticket, VerifyReport, slots, verify};

/// Bytes a payload has at most.
pub const LARGEST_PAYLOAD: usize = 1024 * 1024;
