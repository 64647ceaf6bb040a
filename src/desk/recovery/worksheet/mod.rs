//! Centres that nobody can ask over a line: a worksheet says what a clerk types into them, in register order, and the number
//! each entry got there is brought back: typed, scanned or imported. Every number noted is a record with who and when.
//!
//! | file | subject |
//! |---|---|
//! | [`settings`] | which such centres are in use |
//! | [`worksheet`] | the lines still to be typed, and all of them |
//! | `civil_status` | what the cells of a line say for ANSC; for the protocol see [`domain::register::protocol`] |
//! | [`numbers`] | numbers brought back: what is checked, what is written down |
//! | [`import`] | the same from a file of the protocol office |
//! | [`corrections`] | a number noted here, put right |
//! | `files` | the worksheet as CSV and on paper |

mod civil_status;
pub mod corrections;
mod files;
pub mod import;
pub mod numbers;
pub mod settings;
#[cfg(test)]
mod tests;
pub mod worksheet;

pub use corrections::TypedCorrection;
pub use import::Imported;
pub use numbers::TypedNumbers;
pub use settings::{SheetKind, TypedBridge};
pub use worksheet::{Column, Line, Worksheet};
