//! the four operations of the contract, and the same on a stick
//!
//! | file | subject |
//! |---|---|
//! | [`receive`] | the four operations of the contract: position, blobs, records, outcomes |
//! | `apart` | outcomes of a continuation apart: its own, and those of what it has in common with the first line |
//! | [`bundles`], [`staged`] | records that came on a stick, and those that wait for earlier ones |
//! | [`answers`] | outcomes that go back on a stick |
//! | `files` | files that entries name and that never came |

pub mod answers;
mod apart;
pub mod bundles;
mod files;
pub mod receive;
pub mod staged;
