//! An ordinary number put right: what was noted wrongly stays readable, with who put it right, when and why (DPR 445/2000 art. 63
//! c. 5 keeps the correlation for good, art. 54 what is corrected in a register).

use serde::{Deserialize, Serialize};

use super::ordinary::OrdinaryNumber;
use crate::text::bilingual::Bilingual;
use crate::time::moment::Moment;

/// One correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The number before.
    pub before: OrdinaryNumber,
    /// Who put it right.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: String,
}

impl Correction {
    /// `prima PG dic-26/2026; corretto da Elena Sarti il 22/11/2026 10:42: letto male`.
    pub fn told(&self) -> Bilingual {
        let Self { before, by, at, reason } = self;
        let at = at.day_and_hour();
        Bilingual::new(
            format!("prima {before}; corretto da {by} il {at}: {reason}"),
            format!("before {before}; corrected by {by} on {at}: {reason}"),
        )
    }
}

/// All of them in one cell of a report, in Italian.
pub fn all_told(corrections: &[Correction]) -> String {
    corrections.iter().map(|one| one.told().it).collect::<Vec<_>>().join("; ")
}

/// A number as reports print it: with what it was before.
pub fn with_history(ordinary: &OrdinaryNumber, corrections: &[Correction]) -> String {
    match corrections {
        [] => ordinary.to_string(),
        _ => format!("{ordinary} ({})", all_told(corrections)),
    }
}
