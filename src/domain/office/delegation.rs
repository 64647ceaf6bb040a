//! Who may sign what, on whose act (DPR 396/2000 art. 1–2; DPR 223/1989).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::id::{DelegationId, OperatorId};

/// In whose name a paper is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capacity {
    /// *Ufficiale dello stato civile*.
    CivilStatus,
    /// *Ufficiale d'anagrafe*.
    Registry,
}

/// The act a power rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum ActReference {
    /// A signed act: `12/2025` of a day.
    Signed {
        /// Its number, as written on it.
        number: String,
        /// Its date.
        date: NaiveDate,
    },
    /// *Atto da firmare*: given, the signed act is still to come. Demanded before archiving, never before issuing.
    ToBeSigned,
    /// The office-holder's own power (the mayor): no act is needed.
    ByLaw,
}

/// A delegation to sign in a capacity. Both ends inclusive, local days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// Identity.
    pub id: DelegationId,
    /// Who signs.
    pub operator: OperatorId,
    /// In what capacity.
    pub capacity: Capacity,
    /// On what act.
    pub act: ActReference,
    /// First day.
    pub from: NaiveDate,
    /// Last day, if it has one.
    pub until: Option<NaiveDate>,
}

impl Delegation {
    /// Whether it holds on `day`.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether nothing is left to be signed.
    pub fn is_signed(&self) -> bool {
        self.act != ActReference::ToBeSigned
    }
}

/// The officer who signs a paper, as printed on it: a copy of the facts at issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningOfficer {
    /// The account.
    pub operator: OperatorId,
    /// As printed.
    pub name: String,
    /// In what capacity.
    pub capacity: Capacity,
    /// Under which delegation.
    pub delegation: DelegationId,
    /// On what act.
    pub act: ActReference,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delegation_holds_on_both_its_ends_and_on_no_day_outside() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let delegation = Delegation {
            id: DelegationId::new(uuid::Uuid::nil()),
            operator: OperatorId::new(uuid::Uuid::nil()),
            capacity: Capacity::CivilStatus,
            act: ActReference::ToBeSigned,
            from: day(10),
            until: Some(day(20)),
        };
        assert!(delegation.holds_on(day(10)) && delegation.holds_on(day(20)));
        assert!(!delegation.holds_on(day(9)) && !delegation.holds_on(day(21)));
        assert!(Delegation { until: None, ..delegation }.holds_on(day(30)));
    }
}
