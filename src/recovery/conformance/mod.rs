//! Whether a centre that others built keeps the contract: the four operations, walked step by step as a station of a drill
//! would, and as somebody would who must be refused. Each rule is one function; what is expected stands beside it.
//!
//! | file | subject |
//! |---|---|
//! | [`rule`] | a rule, and what became of it |
//! | [`rules`] | the rules, in the order in which they are tried |
//! | [`book`] | the records that are sent: a station of a drill that lives as long as the check |
//! | [`visit`] | one visit to a centre: who asks, what was seen so far |
//! | [`forge`] | signatures that say something else than a station would |
//! | [`wire`] | requests as they go out, right or wrong on purpose; answers as they come |
//! | [`https`] | the same over HTTPS |
//! | [`old_tls`] | whether a server still speaks what is older than TLS 1.2 |
//! | [`run`] | the whole check |

pub mod book;
pub mod forge;
pub mod https;
mod old_tls;
pub mod rule;
pub mod rules;
pub mod run;
#[cfg(test)]
mod tests;
pub mod visit;
pub mod wire;

pub use rule::{Checked, Deviation, Rule, Verdict};
pub use run::{Report, run};
pub use visit::{Beside, Known, Visit};
