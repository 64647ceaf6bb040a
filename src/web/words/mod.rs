//! Languages, dates, sums, states in words.
//!
//! | file | subject |
//! |---|---|
//! | [`notice`] | what was done to keys and powers |
//! | [`difference`] | differences, remedies, calls |
//! | [`tag`], [`count`] | a state in a word, with its tint; how many, in words that agree |
//! | [`lang`], [`when`], [`money`], [`renewal`], [`paper_act`] | languages; dates, times, sums, the time left to a certificate and acts of the index in words |

pub mod count;
pub mod difference;
pub mod lang;
pub mod money;
pub mod notice;
pub mod paper_act;
pub mod renewal;
pub mod tag;
pub mod when;
