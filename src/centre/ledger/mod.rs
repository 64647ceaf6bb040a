//! what every use case stands on: store, keys, seals, what is noted outside
//!
//! | file | subject |
//! |---|---|
//! | [`epoch`] | what is remembered of a copy put back |
//! | `reason` | the reason of a decision |
//! | `instant` | moments as rows keep them |
//! | [`hub`] | [`Hub`]: what every use case stands on |
//! | [`body`] | which body it serves |
//! | [`outside`] | what the keys folder knows of the data, that a copy put back does not hold |
//! | [`identity`] | the key and certificate of the centre; signed requests believed, answers signed |
//! | `counted` | how many entries of an outage stand how |
//! | [`rehearsed`] | rejections and conflicts on demand, for drills |
//! | `lists` | short lists and values the centre keeps for itself |
//! | [`seals`] | what the store never sees in clear |
//! | `proof` | what browsers keep, proven by the centre’s own keys |

pub mod body;
mod counted;
pub mod epoch;
pub mod hub;
pub mod identity;
pub(super) mod instant;
mod lists;
pub mod outside;
mod proof;
pub(super) mod reason;
pub mod rehearsed;
pub mod seals;
