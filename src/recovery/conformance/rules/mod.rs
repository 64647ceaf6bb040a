//! The rules, in the order in which they are tried: first who is refused, then what is taken.
//!
//! | file | subject |
//! |---|---|
//! | [`transport`] | TLS |
//! | [`signing`] | which requests are believed, and who signs answers |
//! | [`senders`] | who is believed to have asked: certificate, signature, names |
//! | [`claims`] | what a signature must say |
//! | [`enrolment`] | becoming known |
//! | [`position`] | where the centre stands |
//! | [`records`] | batches: order, idempotence, gaps, forks |
//! | [`unsound`] | batches that do not hold |
//! | [`limits`] | what must be taken |
//! | [`blobs`] | files |
//! | [`outcomes`] | what became of entries |
//! | [`receipts`] | receipts of heads, which are optional |
//! | [`problems`] | the form of refusals |

pub mod blobs;
pub mod claims;
pub mod enrolment;
pub mod limits;
pub mod outcomes;
pub mod position;
pub mod problems;
pub mod receipts;
pub mod records;
pub mod senders;
pub mod signing;
pub mod transport;
pub mod unsound;

use super::rule::Rule;

/// All of them.
pub fn all() -> Vec<Rule> {
    let mut all = Vec::new();
    all.extend(transport::RULES);
    all.extend(signing::REFUSED);
    all.extend(senders::RULES);
    all.extend(claims::RULES);
    all.extend(enrolment::RULES);
    all.extend(position::RULES);
    all.extend(receipts::BEFORE);
    all.extend(records::RULES);
    all.extend(unsound::RULES);
    all.extend(limits::RULES);
    all.extend(blobs::RULES);
    all.extend(outcomes::RULES);
    all.extend(receipts::RULES);
    all.extend(signing::ANSWERS);
    all.extend(problems::RULES);
    all
}
