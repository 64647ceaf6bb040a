//! The centre's store: what was received from every station, the ordinary numbers, the conflicts.
//!
//! | file | subject |
//! |---|---|
//! | [`contract`] | [`CentreStore`]: durability, order, errors |
//! | [`row`], [`account`], [`deed`] | what goes in and comes out |
//! | [`part_counts`] | how many entries of an outage stand how |
//! | [`error`] | what can go wrong |
//! | `sequence` | how numbers of the own sequence are written |
//! | `given` | numbers of the protocol office: which are new |
//! | [`correction`] | ordinary numbers put right |
//! | [`told`] | numbers that stations were told before a copy was put back |
//! | `taken` | what became of a batch |
//! | [`embedded`] | on sled, for one office |
//! | [`postgres`] | on `PostgreSQL`, for many |
//! | `tests` | the contract, sentence by sentence, on every store |

pub mod account;
pub mod contract;
pub mod correction;
pub mod deed;
pub mod embedded;
pub mod error;
mod given;
pub mod part_counts;
pub mod postgres;
pub mod row;
mod sequence;
mod taken;
#[cfg(test)]
mod tests;
pub mod told;

pub use self::postgres::{Address, BadAddress, PostgresCentre};
pub use contract::CentreStore;
pub use embedded::{Copied, CopyError, CopyFolder, EmbeddedCentre, Older};
pub use error::{CentreStoreError, NotNumbered, NumberError, ReceiveError};
