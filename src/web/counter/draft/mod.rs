//! One draft, from typing to the number.
//!
//! | file | subject |
//! |---|---|
//! | `checking` | what the check pages of one paper and of a basket share |
//! | [`drafts`] | drafts, choosing a form |
//! | [`asked`] | one draft, from typing to the number; what is asked beyond its form |
//! | [`basket`] | several papers in one go |
//! | [`data`] | the page where it is typed |
//! | [`parts`] | its sections, in order |
//! | [`inputs`] | one field of a form as an input |
//! | [`sources`] | where values come from: one answer for all, others by exception |
//! | [`typing`] | between what a draft keeps and what inputs hold |
//! | [`visit`] | who stands at the counter, from one paper to the next |
//! | [`focus`] | where the first key goes |
//! | [`photograph`], [`crop`] | camera, file, glued box; the frame of the picture |
//! | [`check`], [`rows`] | the check page and its rows |

pub mod asked;
pub mod basket;
pub mod check;
mod checking;
pub mod crop;
pub mod data;
pub mod drafts;
pub mod focus;
pub mod inputs;
pub mod parts;
pub mod photograph;
pub mod rows;
pub mod sources;
pub mod typing;
pub mod visit;
