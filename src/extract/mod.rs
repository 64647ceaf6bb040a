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
//! | `records`, [`encoding`] | lines and letters of a file, as they are written |
//! | [`reasons`], `families` | what is wrong with it, counted; which families are believed |
//! | [`error`] | what can go wrong |

pub mod column;
pub mod delivery;
pub mod encoding;
pub mod error;
mod families;
pub mod folder;
mod index;
pub mod pages;
pub mod reasons;
mod records;
pub mod registry_now;
pub mod residents;
#[cfg(test)]
mod tests;

pub use column::Column;
pub use delivery::{Delivery, RowProblem};
pub use encoding::Encoding;
pub use error::ExtractError;
pub use folder::{Folder, is_whole};
pub use reasons::Reason;
pub use residents::{Found, Resident, Residents};
