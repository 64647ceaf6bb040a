//! What is typed about operators and delegations.

use crate::desk::error::DeskError;
use crate::desk::error::FieldProblem;
use crate::desk::ledger::desk::Desk;
use crate::desk::life::at_start::AtStart;
use crate::desk::outage::authorise::GivenHow;
use crate::desk::outage::authorise::NewAct;
use crate::desk::outage::authorise::NewAuthorisation;
use crate::desk::papers::printing::Pdf;
use crate::desk::parts::limits::future;
use crate::desk::parts::session::Session;
use crate::domain::form::entry_kind::EntryKind;
use crate::domain::ids::body::BodyCode;
use crate::domain::ids::id::AuthorisationId;
use crate::domain::ids::id::DelegationId;
use crate::domain::ids::id::EntryId;
use crate::domain::ids::id::OperatorId;
use crate::domain::ids::id::OutageId;
use crate::domain::ids::number::BadRegisterCode;
use crate::domain::ids::number::Number;
use crate::domain::ids::number::RegisterCode;
use crate::domain::ids::number::Series;
use crate::domain::ids::numbering::Counters;
use crate::domain::journal::event::Event;
use crate::domain::journal::head::Head;
use crate::domain::journal::record::Kind;
use crate::domain::office::delegation::ActReference;
use crate::domain::office::delegation::Capacity;
use crate::domain::office::delegation::Delegation;
use crate::domain::office::office::Office;
use crate::domain::office::operator::Operator;
use crate::domain::office::operator::OperatorStatus;
use crate::domain::office::operator::Role;
use crate::domain::office::operator::Roles;
use crate::domain::office::operator::read_login;
use crate::domain::office::operator::read_pin;
use crate::domain::outage::authorisation::Authorisation;
use crate::domain::outage::authorisation::Given;
use crate::domain::outage::authorisation::Period;
use crate::domain::outage::lapse;
use crate::domain::outage::lapse::BadPeriod;
use crate::domain::register::entry::Basics;
use crate::domain::register::entry::Entry;
use crate::domain::register::entry::Subject;
use crate::domain::text::bilingual::Bilingual;
use crate::domain::text::lines;
use crate::domain::time::moment::Moment;
use crate::vault::Passphrase;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// Name and surname as printed under a signature.
pub(in crate::desk) fn read_person(raw: &str) -> Result<String, Bilingual> {
    lines::name(raw).and_then(|name| if name.is_empty() { Err(lines::missing()) } else { Ok(name) })
}

/// The message for a login that somebody has.
pub(in crate::desk) fn taken() -> Bilingual {
    Bilingual::new("Questo nome utente è già di un'altra persona.", "Somebody else has this login.")
}

/// Reads the reference of an act that was signed. Fields: `act-number`, `act-date`.
pub(in crate::desk) fn signed_act(
    number: &str,
    date: NaiveDate,
    now: Moment,
) -> Result<ActReference, DeskError> {
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
