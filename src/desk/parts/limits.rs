//! Who may issue, and how much may be written or asked at once.

use crate::desk::error::{DeskError, FieldProblem};
use crate::domain::office::operator::Role;
use crate::domain::text::bilingual::Bilingual;
use crate::domain::text::lines;

/// Roles that issue, print and hand over.
pub(in crate::desk) const ISSUERS: &[Role] = &[Role::Clerk, Role::SigningOfficer, Role::Supervisor];

/// Longest reason anyone has to give, in characters.
pub(in crate::desk) const REASON: usize = 200;

/// A reason somebody has to give.
pub(in crate::desk) fn read_reason(field: &str, raw: &str) -> Result<String, DeskError> {
    lines::required_line(raw, REASON).map_err(|told| DeskError::Fields(vec![FieldProblem::new(field, told)]))
}

/// Most numbers one reservation takes.
pub(in crate::desk) const RESERVED_MOST: u32 = 200;

/// The message for what has not happened yet.
pub(in crate::desk) fn future() -> Bilingual {
    Bilingual::new("È nel futuro: controllare data e ora.", "It lies in the future: check date and time.")
}
