//! The only place that knows journal and store together: opened, written, fed, watched.
//!
//! | file | subject |
//! |---|---|
//! | `sealed_files` | content kept as sealed files |
//! | [`premises`] | where it lives, its phases |
//! | `companions` | a station restored from its second copy; what goes with one |
//! | [`desk`] | the opened counter: journal, store, forms and the decision state behind one lock |
//! | `opening`, `clock_trust` | opening it, and again after a failure; whether the clock can be believed |
//! | `anchors` | whether this is the only and the newest life of the register |
//! | `lives`, `codes` | the journals of a counter's lives; a new one; codes never used again |
//! | `commit` | one command: decided under the lock, written, answered when durable |
//! | `feed`, `refuge` | from the journal to the store; where that lies when the disk cannot be written |
//! | `read_only` | the disk takes nothing for a while, and again |
//! | `one_life` | the journal of one life, living or ended: what a centre gets is cut out of it |
//! | `spare_start` | what is typed on another computer to start the program from a copy |
//! | `proof` | what browsers and programs keep, proven by the station’s own keys |

mod anchors;
mod clock_trust;
pub(super) mod codes;
pub(super) mod commit;
pub(super) mod companions;
pub mod desk;
pub(super) mod feed;
pub mod lives;
pub(super) mod one_life;
pub(super) mod opening;
pub mod premises;
mod proof;
mod read_only;
mod refuge;
pub(super) mod sealed_files;
pub(super) mod spare_start;
