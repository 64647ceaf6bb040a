//! Who may issue, and how much may be written or asked at once.

use std::path::Path;

use crate::error::{DeskError, FieldProblem};
use domain::office::operator::Role;
use domain::text::bilingual::Bilingual;
use domain::text::lines;

/// Roles that issue, print and hand over.
pub(crate) const ISSUERS: &[Role] = &[Role::Clerk, Role::SigningOfficer, Role::Supervisor];

/// Longest reason anyone has to give, in characters.
pub(crate) const REASON: usize = 200;

/// Longest description of a cause, in characters.
pub(crate) const DESCRIPTION: usize = 400;

/// Longest name of a folder that anybody types, in characters.
const FOLDER: usize = 400;

/// Refuses what is no name of a folder, before it is looked for and told on the console. Field: `folder`.
pub(crate) fn names_a_folder(folder: &Path) -> Result<(), DeskError> {
    let name = folder.to_string_lossy();
    if name.chars().count() <= FOLDER && !name.chars().any(char::is_control) {
        return Ok(());
    }
    Err(DeskError::field(
        "folder",
        "Il percorso di una cartella ha al massimo 400 caratteri: indicarla con un percorso più breve.",
        "The path of a folder has at most 400 characters: name it by a shorter one.",
    ))
}

/// A reason somebody has to give.
pub(crate) fn read_reason(field: &str, raw: &str) -> Result<String, DeskError> {
    lines::required_line(raw, REASON).map_err(|told| DeskError::Fields(vec![FieldProblem::new(field, told)]))
}

/// Most numbers one reservation takes.
pub(crate) const RESERVED_MOST: u32 = 200;

/// The message for what has not happened yet.
pub(crate) fn future() -> Bilingual {
    Bilingual::new("È nel futuro: controllare data e ora.", "It lies in the future: check date and time.")
}
