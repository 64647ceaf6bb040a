//! What does not agree between counter and centre, and what a named person decided (domain 6.2).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::moment::Moment;

/// What was found. Each is open until a named person decides, with a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConflictKind {
    /// The person was dead when the paper was issued.
    Deceased,
    /// The person had been removed from the registry.
    Removed,
    /// The address attested is not the one of the registry.
    Moved,
    /// Another attested value differs from the registry.
    DataChanged,
    /// An open procedure: the registry would not have certified.
    OpenProcedure,
    /// The registry would not have certified.
    NotCertifiable,
    /// The person holds a valid identity card already.
    HoldsCard,
    /// Another identity attestation for the same person, at another counter or in the same outage.
    SecondAttestation,
    /// The same duty stamp on another paper.
    StampReused,
    /// The officer's delegation did not hold on that day.
    DelegationLapsed,
    /// The entry's time is before that of the entry before it.
    ClockOrder,
    /// The same entry came from another station or journal before.
    AlreadyRecovered,
    /// Another entry has the same emergency number.
    NumberClash,
    /// The tax code belongs to someone else.
    TaxCodeOfAnother,
    /// The document shown had expired.
    DocumentExpired,
}

impl ConflictKind {
    /// All kinds.
    pub const ALL: [Self; 15] = [
        Self::Deceased,
        Self::Removed,
        Self::Moved,
        Self::DataChanged,
        Self::OpenProcedure,
        Self::NotCertifiable,
        Self::HoldsCard,
        Self::SecondAttestation,
        Self::StampReused,
        Self::DelegationLapsed,
        Self::ClockOrder,
        Self::AlreadyRecovered,
        Self::NumberClash,
        Self::TaxCodeOfAnother,
        Self::DocumentExpired,
    ];

    /// Its stable code, as on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Deceased => "deceased",
            Self::Removed => "removed",
            Self::Moved => "moved",
            Self::DataChanged => "data-changed",
            Self::OpenProcedure => "open-procedure",
            Self::NotCertifiable => "not-certifiable",
            Self::HoldsCard => "holds-card",
            Self::SecondAttestation => "second-attestation",
            Self::StampReused => "stamp-reused",
            Self::DelegationLapsed => "delegation-lapsed",
            Self::ClockOrder => "clock-order",
            Self::AlreadyRecovered => "already-recovered",
            Self::NumberClash => "number-clash",
            Self::TaxCodeOfAnother => "tax-code-of-another",
            Self::DocumentExpired => "document-expired",
        }
    }

    /// The kind with this code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether such a difference is one for which the centre, asked that day, would have refused the paper: the four-case
    /// table is made of this.
    fn would_have_refused(self) -> bool {
        match self {
            Self::Deceased
            | Self::Removed
            | Self::Moved
            | Self::DataChanged
            | Self::OpenProcedure
            | Self::NotCertifiable
            | Self::HoldsCard
            | Self::SecondAttestation
            | Self::StampReused
            | Self::DelegationLapsed
            | Self::TaxCodeOfAnother
            | Self::DocumentExpired => true,
            Self::ClockOrder | Self::AlreadyRecovered | Self::NumberClash => false,
        }
    }
}

/// One difference, side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What it is about, by the form's field or a word: `address`, `delegation`.
    pub field: String,
    /// As it stands at the counter.
    pub at_counter: String,
    /// As it stands at the centre.
    pub at_centre: String,
}

/// A conflict of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// Identity.
    pub id: Uuid,
    /// What.
    pub kind: ConflictKind,
    /// Side by side; may be empty where the kind says all.
    #[serde(default)]
    pub differences: Vec<Difference>,
    /// When it was found.
    pub found: Moment,
    /// What was decided, once it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
}

impl Conflict {
    /// Whether the centre, asked that day, would have refused the paper: not where a person decided that the counter was
    /// right, or that the centre's data were wrong.
    pub fn would_have_refused(&self) -> bool {
        let remedy = self.decision.as_ref().map(|decision| decision.remedy);
        self.kind.would_have_refused() && !matches!(remedy, Some(Remedy::Stands | Remedy::CentreCorrected))
    }
}

/// What is done about a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remedy {
    /// The paper stands as it was issued: the counter was right.
    Stands,
    /// The paper is to be annulled and the holder told.
    Annul,
    /// The holder is called for a replacement paper.
    Replace,
    /// The centre's data are put right.
    CentreCorrected,
}

impl Remedy {
    /// All remedies, the mildest first.
    pub const ALL: [Self; 4] = [Self::Stands, Self::CentreCorrected, Self::Replace, Self::Annul];

    /// Its stable code, as on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Stands => "stands",
            Self::Annul => "annul",
            Self::Replace => "replace",
            Self::CentreCorrected => "centre-corrected",
        }
    }

    /// The remedy with this code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|remedy| remedy.code() == code)
    }
}

/// A decision: whose, what, why, when. It is final; who was wrong writes another entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What is done.
    pub remedy: Remedy,
    /// Why (3–400 characters).
    pub reason: String,
    /// Name of who decided.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Whether it was decided at the counter or at the centre.
    pub place: Place,
}

/// Where a decision was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// At the station.
    Counter,
    /// At the centre.
    Centre,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back_and_is_what_travels() {
        for kind in ConflictKind::ALL {
            assert_eq!(ConflictKind::of_code(kind.code()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
        for remedy in Remedy::ALL {
            assert_eq!(Remedy::of_code(remedy.code()), Some(remedy));
            assert_eq!(serde_json::to_value(remedy).unwrap(), remedy.code());
        }
    }
}
