//! Whether an outage stands open for issuing, and the letterhead in it.

use crate::desk::draft::form_values::Typed;
use crate::desk::draft::kept_draft::KeptPhotograph;
use crate::desk::draft::read_draft::Content;
use crate::desk::draft::read_draft::use_code;
use crate::desk::draft::second_attestation::singles;
use crate::desk::error::DeskError;
use crate::desk::issue::assemble;
use crate::desk::issue::assemble::Standing;
use crate::desk::issue::correcting::may_correct;
use crate::desk::ledger::desk::Desk;
use crate::desk::papers::compose;
use crate::desk::papers::compose::Given;
use crate::desk::parts::limits::ISSUERS;
use crate::desk::parts::limits::REASON;
use crate::desk::parts::limits::read_reason;
use crate::desk::parts::session::Session;
use crate::desk::register::entries::EntryView;
use crate::domain::form::entry_kind::UseCode;
use crate::domain::form::form::Form;
use crate::domain::form::form::UseWording;
use crate::domain::ids::id::BasketId;
use crate::domain::ids::id::EntryId;
use crate::domain::ids::id::PersonId;
use crate::domain::ids::number::Number;
use crate::domain::journal::event::Event;
use crate::domain::journal::event::Exercise;
use crate::domain::journal::head::Head;
use crate::domain::journal::head::Outage;
use crate::domain::journal::record::Kind;
use crate::domain::office::office::Office;
use crate::domain::office::operator::Role;
use crate::domain::outage::lapse::Lapse;
use crate::domain::register::entry::Entry;
use crate::domain::register::entry::NonDeferrable;
use crate::domain::time::moment::Moment;
use crate::paper;
use crate::paper::Marks;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The open outage, if numbers may be given in it at `at`; what a supervisor answers for passes a lapsed one.
pub(in crate::desk) fn open_for_issue(
    head: &Head,
    at: Moment,
    answered_for: bool,
) -> Result<(&Outage, bool), DeskError> {
    let outage = head.open_outage().ok_or(DeskError::NoOutageOpen)?;
    match outage.lapse(at) {
        Lapse::Covered { .. } => Ok((outage, false)),
        Lapse::Lapsed { .. } if answered_for => Ok((outage, true)),
        Lapse::Lapsed { since } => Err(DeskError::AuthorisationLapsed { since }),
    }
}

/// The letterhead during an outage: its own telephone.
pub(in crate::desk) fn office_in(head: &Head, outage: &Outage) -> Result<Office, DeskError> {
    let station = head.station.as_ref().ok_or(DeskError::WrongPhase)?;
    Ok(Office { telephone: outage.opening.telephone.clone(), ..station.office.clone() })
}
