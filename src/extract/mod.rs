//! The extract of residents: one immutable sealed file in pages, adopted by a journal event, read through a compact index
//! built in memory after unlocking.
//!
//! | file | subject |
//! |---|---|
//! | [`column`] | the columns taken over, and how each reads and prints |
//! | [`delivery`] | a CSV file → rows in order, and what was wrong with the others |
//! | [`pages`] | the sealed file: written once, read page by page |
//! | `index` | where to look for a tax code, a name, a family |
//! | [`residents`] | the opened extract: questions and their answers |
//! | [`folder`] | the folder extracts lie in |
//! | [`registry_now`] | a delivery of the registry as of now, for the centre |
//! | `line_ends` | which line of a file a record begins on |
//! | [`error`] | what can go wrong |

pub mod column;
pub mod delivery;
pub mod error;
pub mod folder;
mod index;
mod line_ends;
pub mod pages;
pub mod registry_now;
pub mod residents;
#[cfg(test)]
mod tests;

pub use column::Column;
pub use delivery::{Delivery, RowProblem};
pub use error::ExtractError;
pub use folder::{Folder, is_whole};
pub use residents::{Found, Resident, Residents};
