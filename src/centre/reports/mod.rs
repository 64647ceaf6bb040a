//! correlation, four cases, papers of a lost computer, on pages and paper
//!
//! | file | subject |
//! |---|---|
//! | [`correlation`] | emergency number ↔ ordinary number (DPR 445/2000 art. 63 c. 5) |
//! | [`cases`] | the four cases: counter × centre |
//! | `report` | both on paper |
//! | [`strays`] | papers of a lost computer, written down at the counter: shown, counted apart |

pub mod cases;
pub mod correlation;
mod report;
pub mod strays;
