//! The centre's store: what was received from every station, the ordinary numbers, the conflicts.
//!
//! | file | subject |
//! |---|---|
//! | [`contract`] | [`CentreStore`]: durability, order, errors |
//! | [`row`] | what goes in and comes out |
//! | [`error`] | what can go wrong |

pub mod contract;
pub mod error;
pub mod row;

pub use contract::CentreStore;
pub use error::{CentreStoreError, ReceiveError};
