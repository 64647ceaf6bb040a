//! Looking at entries and what became of them.
//!
//! | file | subject |
//! |---|---|
//! | `list_views` | who looked at many people’s data at once |
//! | `by_ordinary` | entries by the ordinary numbers they have or had |
//! | `register_lines` | the legal print of the register: every number, and why it is as it is |
//! | [`unreadable`] | numbers and ids that may stand in records which can be read no more |
//! | [`strays`], `read_stray` | papers of a lost computer that came back, written down |
//! | [`own_head`] | the head of the journal as others hold it; heads that others tell |
//! | [`entries`], `history`, [`telephone`] | looking at entries; confirmation by telephone |
//! | [`call_backs`] | people to be called back, and what came of it |
//! | [`day_summary`], [`today`] | what a day came to; the day so far, for the home page |

mod by_ordinary;
pub mod call_backs;
pub mod day_summary;
pub mod entries;
mod history;
mod list_views;
pub mod own_head;
mod read_stray;
pub(super) mod register_lines;
pub mod strays;
pub mod telephone;
pub mod today;
pub mod unreadable;
