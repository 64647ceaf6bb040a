//! What is asked at the first run.

use chrono::NaiveDate;

use crate::domain::delegation::{ActReference, Capacity};
use crate::domain::office::Office;
use crate::domain::operator::Roles;

use super::papers::Pdf;

/// The answers of the first run, as typed. Fields are named in refusals: `municipality`, `province`, `office`,
/// `telephone`, `register-code`, `passphrase`, `operators`, `operator-1-login`, `operator-1-name`, `operator-1-pin`,
/// `operator-1-roles`, `operator-1-delegation-from`…
#[derive(Clone)]
pub struct SetUp {
    /// Letterhead and telephone.
    pub office: Office,
    /// Register code as typed.
    pub register_code: String,
    /// Unlock passphrase, at least 12 characters.
    pub passphrase: String,
    /// All operators, at least one of them a supervisor.
    pub operators: Vec<NewOperator>,
}

/// An account to be made.
#[derive(Clone)]
pub struct NewOperator {
    /// Login, `[a-z0-9.]{2,24}`.
    pub login: String,
    /// Name as printed.
    pub name: String,
    /// What it may do.
    pub roles: Roles,
    /// PIN, six to twelve digits.
    pub pin: String,
    /// Delegations to sign, if any.
    pub delegations: Vec<NewDelegation>,
}

/// A delegation to be recorded.
#[derive(Clone, Debug)]
pub struct NewDelegation {
    /// In what capacity.
    pub capacity: Capacity,
    /// On what act.
    pub act: ActReference,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: Option<NaiveDate>,
}

/// The recovery code, shown and printed once.
#[derive(Clone)]
pub struct RecoverySheet {
    /// The code to be typed back.
    pub code: String,
    /// The sheet to print.
    pub pdf: Pdf,
}
