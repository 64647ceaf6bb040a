//! Reads and checks `forms/*.toml` into [`domain::form::form::Form`]s: once, at the start, with file, line and reason.
//!
//! | file | subject |
//! |---|---|
//! | `written` | the file as written: names and shapes, unknown ones refused |
//! | `check` | what must hold between the parts of a form |
//! | [`catalogue`] | the forms this station offers |
//! | [`places`] | municipalities and States by name, code and day |
//! | [`together`] | several certificates on one sheet |
//! | [`error`] | file, line, reason |

pub mod catalogue;
mod check;
pub mod error;
pub mod places;
pub mod together;
mod written;

pub use catalogue::Catalogue;
pub use error::FormError;
pub use together::CannotCompose;
