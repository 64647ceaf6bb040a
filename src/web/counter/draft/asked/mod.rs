//! What the counter asks beyond the fields of a form, as parts of a page: a draft has them for its paper, a basket once
//! for all of its papers.
//!
//! | file | subject |
//! |---|---|
//! | [`applicant`], [`guardian`] | who asks, who answers for a minor |
//! | [`evidence`], [`document`] | how they were identified; a document shown |
//! | [`money`] | stamp duty, secretariat fee |
//! | [`purpose`] | to what use, what for |
//! | [`officer`] | what an officer or a supervisor answers for |
//! | [`picture`] | glued photograph or one kept here |
//! | [`defaults`], [`habits`] | what stands in the fields before anything was typed |
//! | [`labels`] | what each of these fields is called |
//!
//! Names of fields are dotted ([`desk::draft::topics::Topic`]); fields of forms hold no dot.

pub mod applicant;
pub mod defaults;
pub mod document;
pub mod evidence;
pub mod guardian;
pub mod habits;
pub mod labels;
pub mod money;
pub mod officer;
pub mod picture;
pub mod purpose;
