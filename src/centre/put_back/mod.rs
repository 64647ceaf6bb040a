//! the data put back from a copy: numbers held back, decisions that only a station remembers
//!
//! | file | subject |
//! |---|---|
//! | [`epochs`] | the data were put back from a copy: numbers are held back until stations said what they were told |
//! | `told_back` | numbers that stations say they were told; proofs of those they are told |
//! | [`lost`] | decisions of the centre that only a station remembers |

pub mod epochs;
pub mod lost;
mod told_back;
