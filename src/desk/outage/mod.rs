//! An outage: opened, authorised, its reserved numbers, closed.
//!
//! | file | subject |
//! |---|---|
//! | `standing` | whether an outage stands open for issuing |
//! | [`shown`] | what is shown of an outage |
//! | [`opening`], [`authorise`], `read_authorisation`, [`closing`], `closing_answers` | its life |
//! | [`reserved_numbers`] | reserved and barred numbers, the index of civil-status acts |

pub mod authorise;
pub mod closing;
mod closing_answers;
pub mod opening;
mod read_authorisation;
pub mod reserved_numbers;
pub mod shown;
pub(super) mod standing;
