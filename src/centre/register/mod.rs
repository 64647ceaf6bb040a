//! entries as pages and exports show them, compared and side by side
//!
//! | file | subject |
//! |---|---|
//! | `clash` | two entries that cannot both be, side by side |
//! | [`entries`], [`summary`] | entries as pages and exports show them |
//! | `compared` | what each entry was held against |

mod clash;
pub(super) mod compared;
pub mod entries;
pub mod summary;
