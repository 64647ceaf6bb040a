//! who is expected, known, heard, forked; who lets them in
//!
//! | file | subject |
//! |---|---|
//! | [`receipts`] | what is signed of the heads it holds |
//! | [`messages`] | the key and certificate of the centre; signed requests believed, answers signed |
//! | [`stations`], [`enrolments`], [`recognising`] | who is expected, known, heard, forked; who asks to be known; who lets them in |
//! | [`reserves`] | reserves of stations: certified with them, used up once |
//! | [`lives`] | stations that go on one where the other ended, shown as one |
//! | [`second_copy`] | how the second copy of its database stands |

pub mod enrolments;
pub mod lives;
pub mod messages;
pub mod receipts;
pub mod recognising;
pub mod reserves;
pub mod second_copy;
pub mod stations;
