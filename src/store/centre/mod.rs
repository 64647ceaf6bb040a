//! The centre's store: what was received from every station, the ordinary numbers, the conflicts.
//!
//! | file | subject |
//! |---|---|
//! | [`contract`] | [`CentreStore`]: durability, order, errors |
//! | [`row`] | what goes in and comes out |
//! | [`error`] | what can go wrong |
//! | `sequence` | how numbers of the own sequence are written |
//! | [`embedded`] | on sled, for one office |
//! | `tests` | the contract, sentence by sentence, on every store |

pub mod contract;
pub mod embedded;
pub mod error;
pub mod row;
mod sequence;
#[cfg(test)]
mod tests;

pub use contract::CentreStore;
pub use embedded::EmbeddedCentre;
pub use error::{CentreStoreError, ReceiveError};
