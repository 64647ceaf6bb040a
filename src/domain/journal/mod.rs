//! Events, the records that hold them, the state folded from them.
//!
//! | file | subject |
//! |---|---|
//! | [`notice`] | what was done to keys and powers, until somebody else has seen it |
//! | [`head`] | the state decisions are taken from: a fold of the events |
//! | [`event`] | everything that can happen at a station |
//! | [`late_records`] | records of a life that ended, found later |
//! | [`record`] | the payload of one journal record: a command and its events |
//! | [`witness`] | a head of a journal as somebody outside tells it |

pub mod event;
pub mod head;
pub mod late_records;
pub mod notice;
pub mod record;
pub mod witness;
