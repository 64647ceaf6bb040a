//! The store on a real sled in a temporary folder.
//!
//! | file | subject |
//! |---|---|
//! | `journal` | a made-up journal of records |
//! | `questions` | what is asked of it |
//! | `recovery` | what the centres said |
//! | `rebuild` | any split, replay and reopening gives the same answers |
//! | `damage` | cut, flipped, emptied, removed files |
//! | `passing` | drafts, sign-ins, folded state |
//! | `secrecy` | nothing in the clear on disk |

mod damage;
mod journal;
mod passing;
mod questions;
mod rebuild;
mod recovery;
mod secrecy;
