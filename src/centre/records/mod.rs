//! a batch as it came → records whose chain holds → what the store takes
//!
//! | file | subject |
//! |---|---|
//! | [`checked`] | a batch as it came → records whose chain holds |
//! | [`incoming`] | checked records → what the store takes in one transaction |
//! | [`remembered`] | what is remembered of a station to judge its later records by |
//! | `arrived` | which emergency numbers came, and which were passed over |
//! | [`paper_words`] | the state of a paper as a word that rows keep |

mod arrived;
pub mod checked;
pub mod incoming;
pub mod paper_words;
pub mod remembered;
