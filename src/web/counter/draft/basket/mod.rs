//! A basket: several papers for one person or household, in one go.
//!
//! | file | subject |
//! |---|---|
//! | [`data`] | what holds for all papers, and the list of them |
//! | [`add`] | more papers, for a person of it or another |
//! | [`check`] | one check page, one preview, one button |
//! | [`issued`] | the numbers, one print job, one answer |
//! | [`shared`] | what the papers of a basket ask together |

pub mod add;
pub mod check;
pub mod data;
pub mod issued;
pub mod shared;
