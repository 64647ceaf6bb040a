//! The reason of a decision.

use crate::error::CentreError;

/// Longest reason.
pub(crate) const REASON: usize = 400;

/// A reason somebody gave.
pub(crate) fn reasoned(reason: &str) -> Result<&str, CentreError> {
    let reason = reason.trim();
    if (3..=REASON).contains(&reason.chars().count()) {
        return Ok(reason);
    }
    Err(CentreError::field(
        "reason",
        "Scrivere il motivo della decisione (da 3 a 400 caratteri).",
        "Write the reason of the decision (3 to 400 characters).",
    ))
}
