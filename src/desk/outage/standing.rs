//! Whether an outage stands open for issuing, and the letterhead in it.

use crate::error::DeskError;
use domain::journal::head::{Head, Outage};
use domain::office::office::Office;
use domain::outage::lapse::Lapse;
use domain::time::moment::Moment;

/// The open outage, if numbers may be given in it at `at`; what a supervisor answers for passes a lapsed one.
pub(crate) fn open_for_issue(
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
pub(crate) fn office_in(head: &Head, outage: &Outage) -> Result<Office, DeskError> {
    let station = head.station.as_ref().ok_or(DeskError::WrongPhase)?;
    Ok(Office { telephone: outage.opening.telephone.clone(), ..station.office.clone() })
}
