//! What a station and a centre say to each other: the contract of four operations (position, blobs, records, outcomes).
//!
//! | file | subject |
//! |---|---|
//! | [`batch`] | records on their way, and how far the centre has come |
//! | [`bundle`] | what a file for a stick says it holds |
//! | [`outcome`] | what became of each entry |
//! | [`ordinary`] | the ordinary protocol number (DPR 445/2000 art. 63 c. 5) |
//! | [`compared`] | what a centre held an entry against |
//! | [`correction`] | an ordinary number put right |
//! | [`correlation`] | the columns of its file |
//! | [`conflict`] | what does not agree, and what a named person decided |
//! | `wording` | conflicts and remedies in words |
//! | [`receipt`] | what a centre signs of the head it holds |
//! | [`told`] | what a station says back to a centre that was put back from a copy |
//! | [`enrolment`] | how a station becomes known to a centre |

pub mod batch;
pub mod bundle;
pub mod compared;
pub mod conflict;
pub mod correction;
pub mod correlation;
pub mod enrolment;
pub mod ordinary;
pub mod outcome;
pub mod receipt;
pub mod told;
mod wording;

pub use batch::{Batch, PositionAnswer, SentRecord};
pub use bundle::Manifest;
pub use compared::Compared;
pub use conflict::{Call, Conflict, ConflictKind, Decision, Remedy};
pub use correction::Correction;
pub use ordinary::OrdinaryNumber;
pub use outcome::{Outcome, OutcomePage, Verdict};
pub use receipt::{HeadReceipt, ReceiptAnswer, SignedReceipt};
pub use told::{Told, ToldPage};
