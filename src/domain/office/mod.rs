//! The office, its people, what it may decide.
//!
//! | file | subject |
//! |---|---|
//! | [`by`] | who gave a command |
//! | [`office`] | municipality, office, what stands on a letterhead |
//! | [`operator`] | operators and their sets of roles |
//! | [`delegation`] | who may sign what, on whose act |
//! | [`choices`] | what the municipality decides, and the limits of it |
//! | [`watched`] | systems of others that are watched, by name and place |

pub mod by;
pub mod choices;
pub mod delegation;
pub mod office;
pub mod operator;
pub mod watched;
