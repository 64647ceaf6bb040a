//! Who may issue, and how much may be written or asked at once.

use super::session::Session;
use crate::desk::draft::form_values::Typed;
use crate::desk::draft::kept_draft::KeptPhotograph;
use crate::desk::draft::read_draft::Content;
use crate::desk::draft::second_attestation::singles;
use crate::desk::error::Cause;
use crate::desk::error::DeskError;
use crate::desk::error::FieldProblem;
use crate::desk::issue::assemble;
use crate::desk::issue::assemble::Standing;
use crate::desk::issue::correcting::may_correct;
use crate::desk::ledger::desk::Desk;
use crate::desk::outage::authorise::GivenHow;
use crate::desk::outage::authorise::NewAct;
use crate::desk::outage::authorise::NewAuthorisation;
use crate::desk::outage::shown::ReservationView;
use crate::desk::outage::shown::reservation_view;
use crate::desk::outage::standing::office_in;
use crate::desk::outage::standing::open_for_issue;
use crate::desk::papers::compose;
use crate::desk::papers::compose::Given;
use crate::desk::register::entries::EntryView;
use crate::desk::staff::reading::read_person;
use crate::desk::stop_reason::StopReason;
use crate::domain::form::entry_kind::EntryKind;
use crate::domain::form::entry_kind::UseCode;
use crate::domain::form::form::Form;
use crate::domain::form::form::UseWording;
use crate::domain::ids::id::AuthorisationId;
use crate::domain::ids::id::BasketId;
use crate::domain::ids::id::EntryId;
use crate::domain::ids::id::OutageId;
use crate::domain::ids::id::PersonId;
use crate::domain::ids::id::ReservationId;
use crate::domain::ids::number::Number;
use crate::domain::ids::number::Series;
use crate::domain::ids::numbering::Counters;
use crate::domain::ids::numbering::Reservation;
use crate::domain::ids::value::Attested;
use crate::domain::ids::value::Source;
use crate::domain::ids::value::Values;
use crate::domain::journal::event::Event;
use crate::domain::journal::event::Exercise;
use crate::domain::journal::head::Head;
use crate::domain::journal::head::Outage;
use crate::domain::journal::record::Kind;
use crate::domain::office::delegation::ActReference;
use crate::domain::office::office::Office;
use crate::domain::office::operator::Role;
use crate::domain::outage::authorisation::Authorisation;
use crate::domain::outage::authorisation::Period;
use crate::domain::outage::lapse::BadPeriod;
use crate::domain::outage::lapse::Lapse;
use crate::domain::register::entry::Basics;
use crate::domain::register::entry::Entry;
use crate::domain::register::entry::NonDeferrable;
use crate::domain::register::entry::PaperStep;
use crate::domain::register::entry::Subject;
use crate::domain::text::bilingual::Bilingual;
use crate::domain::text::lines;
use crate::domain::time::moment::Moment;
use crate::paper;
use crate::paper::Marks;
use crate::paper::mark_copy;
use crate::store;
use crate::vault::BlobError;
use crate::vault::BlobHash;
use crate::vault::Blobs;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

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
