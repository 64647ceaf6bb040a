//! When two writings say the same: what a person typed at the counter and what a suite exports are never letter for letter
//! alike. One folding for the counter and the centre.
//!
//! | file | subject |
//! |---|---|
//! | [`letters`] | case, accents, apostrophes, hyphens, letters with two spellings |
//! | [`name`] | names of people |
//! | [`place`] | places with their province or State |
//! | [`address`] | street, number, what stands after it |
//! | [`act`] | the marks of a civil-status act |
//! | `roman` | Roman numbers, as streets and acts have them |

pub mod act;
pub mod address;
pub mod letters;
pub mod name;
pub mod place;
mod roman;
#[cfg(test)]
mod tests;

/// What two writings are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// They say the same.
    Same,
    /// They mean the same as far as a program can tell; a person looks, and may decide for many at once.
    Otherwise,
    /// They say something else.
    Different,
}

impl Likeness {
    /// `Same` where `same`, else as `or` finds.
    fn same_or(same: bool, or: impl FnOnce() -> Self) -> Self {
        if same { Self::Same } else { or() }
    }

    fn otherwise_if(otherwise: bool) -> Self {
        if otherwise { Self::Otherwise } else { Self::Different }
    }
}
