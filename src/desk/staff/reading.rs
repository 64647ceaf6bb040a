//! What is typed about operators and delegations.

use chrono::NaiveDate;

use crate::error::{DeskError, FieldProblem};
use crate::parts::limits::future;
use domain::office::delegation::ActReference;
use domain::text::bilingual::Bilingual;
use domain::text::lines;
use domain::time::moment::Moment;

/// Name and surname as printed under a signature.
pub(crate) fn read_person(raw: &str) -> Result<String, Bilingual> {
    lines::name(raw).and_then(|name| if name.is_empty() { Err(lines::missing()) } else { Ok(name) })
}

/// The message for a login that somebody has.
pub(crate) fn taken() -> Bilingual {
    Bilingual::new("Questo nome utente è già di un'altra persona.", "Somebody else has this login.")
}

/// Reads the reference of an act that was signed. Fields: `act-number`, `act-date`.
pub(crate) fn signed_act(number: &str, date: NaiveDate, now: Moment) -> Result<ActReference, DeskError> {
    let mut problems = Vec::new();
    let number = lines::required_line(number, 40);
    if let Err(told) = &number {
        problems.push(FieldProblem::new("act-number", told.clone()));
    }
    if date > now.day() {
        problems.push(FieldProblem::new("act-date", future()));
    }
    match number {
        Ok(number) if problems.is_empty() => Ok(ActReference::Signed { number, date }),
        _ => Err(DeskError::Fields(problems)),
    }
}
