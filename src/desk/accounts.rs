//! Operators, delegations, officer of the shift.

use chrono::NaiveDate;

use crate::domain::delegation::{ActReference, Capacity, Delegation, SigningOfficer};
use crate::domain::id::{DelegationId, OperatorId};
use crate::domain::operator::{Operator, OperatorStatus, Roles};

use super::error::DeskError;
use super::opened::Desk;
use super::sign_in::Session;

/// An account as it shall be. Fields: `login`, `name`, `roles`, `pin`.
#[derive(Clone)]
pub struct SetOperator {
    /// `None` makes a new one.
    pub operator: Option<OperatorId>,
    /// Login.
    pub login: String,
    /// Name as printed.
    pub name: String,
    /// What it may do.
    pub roles: Roles,
    /// Whether it may sign in.
    pub status: OperatorStatus,
    /// First PIN of a new account (temporary: must be changed). Ignored for existing ones.
    pub pin: Option<String>,
}

/// A delegation to be recorded. Fields: `operator`, `act-number`, `from`, `until`.
#[derive(Clone, Debug)]
pub struct RecordDelegation {
    /// Identity, minted when the page opened.
    pub id: DelegationId,
    /// Who signs.
    pub operator: OperatorId,
    /// In what capacity.
    pub capacity: Capacity,
    /// On what act.
    pub act: ActReference,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: Option<NaiveDate>,
}

/// A delegation and how it stands today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelegationView {
    /// The delegation.
    pub delegation: Delegation,
    /// Name of who signs.
    pub name: String,
    /// Whether it holds today.
    pub holds: bool,
    /// Whether its holder is the officer of the shift for that capacity.
    pub on_shift: bool,
}

impl Desk {
    /// All accounts, in order of name.
    pub fn operators(&self) -> Vec<Operator> {
        todo!()
    }

    /// Makes or changes an account (supervisor). The last active supervisor cannot be taken away.
    pub fn set_operator(&self, _who: &Session, _set: SetOperator) -> Result<Operator, DeskError> {
        todo!()
    }

    /// All delegations, newest first.
    pub fn delegations(&self) -> Vec<DelegationView> {
        todo!()
    }

    /// Records a delegation (supervisor).
    pub fn record_delegation(&self, _who: &Session, _record: RecordDelegation) -> Result<(), DeskError> {
        todo!()
    }

    /// The signed act of a delegation arrived. Fields: `act-number`, `act-date`.
    pub fn sign_delegation_act(
        &self,
        _who: &Session,
        _delegation: DelegationId,
        _number: &str,
        _date: NaiveDate,
    ) -> Result<(), DeskError> {
        todo!()
    }

    /// Chooses who signs in a capacity from now on.
    pub fn choose_shift_officer(
        &self,
        _who: &Session,
        _capacity: Capacity,
        _operator: OperatorId,
    ) -> Result<(), DeskError> {
        todo!()
    }

    /// Who signs in a capacity today, if anyone may: the chosen officer, or the only one who can.
    pub fn shift_officer(&self, _capacity: Capacity) -> Option<SigningOfficer> {
        todo!()
    }
}
