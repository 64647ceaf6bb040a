//! From draft to numbered entry; several in one go.
//!
//! | file | subject |
//! |---|---|
//! | `correcting` | an entry that stands for one no centre took |
//! | `preview` | drafts: typed, kept, shown, previewed |
//! | `assemble` | content, number and moment → the entry |
//! | [`basket`], [`add_papers`] | several papers in one go; more put among them |
//! | [`issuing`] | from draft to numbered entry |

pub mod add_papers;
pub(super) mod assemble;
pub mod basket;
pub(super) mod correcting;
pub mod issuing;
mod preview;
