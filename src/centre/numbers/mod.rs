//! who gives ordinary numbers, and how they are put right
//!
//! | file | subject |
//! |---|---|
//! | [`number_corrections`] | ordinary numbers put right |
//! | [`numbers`], [`numbers_file`] | who gives the ordinary numbers; those of the protocol office |
//! | [`own_sequence`] | from where the own sequence goes on; entries that waited while it stood still |

pub mod number_corrections;
pub mod numbers;
pub mod numbers_file;
pub mod own_sequence;
