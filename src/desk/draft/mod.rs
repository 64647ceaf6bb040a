//! What is typed, kept, shown and read before a paper is issued.
//!
//! | file | subject |
//! |---|---|
//! | `form_values` | what was typed → values, or what stands in the way |
//! | [`begin`], `from_extract` | beginning one draft or a basket of them |
//! | [`edit`], `kept_draft`, [`shown`], [`seen`] | drafts: typed, kept, shown, previewed; what a page showed of them |
//! | [`topics`] | what the counter asks beyond a form's fields, and under which names |
//! | `read_draft` | a draft read whole: values, what is asked beyond them, what stands in the way |
//! | `typed_answers`, `evidence`, `money`, `photograph_choice` | what was typed under dotted names → evidence, duty, fee, photograph |
//! | `second_attestation` | what the extract forbids; one identity for one person in one outage |
//! | [`photograph`], `picture`, `picture_error` | the photograph of a draft; until when it is kept |

pub mod begin;
pub mod edit;
pub(super) mod evidence;
pub(super) mod form_values;
pub(super) mod from_extract;
pub(super) mod kept_draft;
pub(super) mod money;
pub mod photograph;
mod photograph_choice;
pub(super) mod picture;
mod picture_error;
pub(super) mod read_draft;
pub(super) mod second_attestation;
pub mod seen;
pub mod shown;
pub mod topics;
pub(super) mod typed_answers;
