//! The lives of a register: a new one, the ended one, its records found later.
//!
//! | file | subject |
//! |---|---|
//! | [`new_life`] | the journals of a counter's lives; a new one; codes never used again |
//! | [`reserve`] | the identity that a new life takes, certified before |
//! | [`continuation`], `continuation_paper` | how an ended life goes on; the *verbale* |
//! | [`late_records`], `late_places` | records of a life before, found on its old computer and taken in |

pub mod continuation;
mod continuation_paper;
mod late_places;
pub mod late_records;
pub mod new_life;
pub mod reserve;
