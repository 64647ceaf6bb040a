//! Operators and their sets of roles. A village has one person for all of them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::id::OperatorId;

/// What an account may do. Accounts hold a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// *Operatore*: drafts, issues, prints, hands over.
    Clerk,
    /// *Ufficiale d'anagrafe / di stato civile*: signs, given a delegation.
    SigningOfficer,
    /// *Responsabile dello sportello*: opens, authorises, closes, annuls, accounts, PIN reset.
    Supervisor,
    /// *Responsabile della gestione documentale*: authorisations, register, keys, recovery.
    RecordsManager,
    /// Reads everything, changes nothing.
    Auditor,
}

impl Role {
    /// All roles, in the order screens show them.
    pub const ALL: [Self; 5] =
        [Self::Clerk, Self::SigningOfficer, Self::Supervisor, Self::RecordsManager, Self::Auditor];
}

/// A set of roles.
pub type Roles = BTreeSet<Role>;

/// An account. Its PIN hash stands in its own event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// Identity.
    pub id: OperatorId,
    /// What is typed or chosen at sign-in; unique, lower case, `[a-z0-9.]{2,24}`.
    pub login: String,
    /// Name and surname as printed under a signature.
    pub name: String,
    /// What it may do.
    pub roles: Roles,
    /// Whether it may sign in.
    pub status: OperatorStatus,
}

/// Whether an account may sign in. Accounts are never deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OperatorStatus {
    /// May sign in.
    Active,
    /// May not.
    Disabled,
}
