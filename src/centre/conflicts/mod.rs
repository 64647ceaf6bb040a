//! differences decided by a named person; what stands between an outage and its archive
//!
//! | file | subject |
//! |---|---|
//! | `doubled` | an ordinary number of two entries: told, and put right |
//! | [`recheck`] | looking again after one day and after seven |
//! | [`decide`] | conflicts decided by a named person; outages archived |
//! | [`worklist`] | what waits for a decision, by kinds; many decided at once |
//! | [`archivable`] | what stands between a part of an outage and its archive |
//! | `holder_calls` | holders of papers annulled or to be replaced, to be told |
//! | [`official`] | a dead line closed *d’ufficio* |

pub mod archivable;
pub mod decide;
mod doubled;
mod holder_calls;
pub mod official;
pub mod recheck;
pub mod worklist;
