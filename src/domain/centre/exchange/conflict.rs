//! What does not agree between counter and centre, and what a named person decided (CENTRE.md).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::register::call_back::CallOutcome;
use crate::time::moment::Moment;

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
    /// The registry of today does not have the person whose paper says that it comes from there.
    PersonNotFound,
    /// The same difference was decided one way at the counter and another at the centre.
    DecisionsDiffer,
    /// The ordinary number that the centre gives is not the one it told before: a centre put back from a copy.
    OrdinaryDiffers,
    /// What the registry says is the same as far as a program can tell, and is written in another way.
    WrittenOtherwise,
    /// Emergency numbers before this one never came.
    NumbersMissing,
    /// A file that the entry names, and that the centre is to keep, never came.
    FileMissing,
    /// The ordinary number stands for another entry, too.
    OrdinaryDoubled,
    /// Of a kind that only a newer program knows: it is shown, and decided by its differences.
    #[serde(other)]
    Other,
}

impl ConflictKind {
    /// All kinds.
    pub const ALL: [Self; 23] = [
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
        Self::PersonNotFound,
        Self::DecisionsDiffer,
        Self::OrdinaryDiffers,
        Self::WrittenOtherwise,
        Self::NumbersMissing,
        Self::FileMissing,
        Self::OrdinaryDoubled,
        Self::Other,
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
            Self::PersonNotFound => "person-not-found",
            Self::DecisionsDiffer => "decisions-differ",
            Self::OrdinaryDiffers => "ordinary-differs",
            Self::WrittenOtherwise => "written-otherwise",
            Self::NumbersMissing => "numbers-missing",
            Self::FileMissing => "file-missing",
            Self::OrdinaryDoubled => "ordinary-doubled",
            Self::Other => "other",
        }
    }

    /// The kind with this code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether many such differences may be decided at once, with one reason.
    pub fn is_decided_for_many(self) -> bool {
        self == Self::WrittenOtherwise
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
            Self::ClockOrder
            | Self::AlreadyRecovered
            | Self::NumberClash
            | Self::PersonNotFound
            | Self::DecisionsDiffer
            | Self::OrdinaryDiffers
            | Self::WrittenOtherwise
            | Self::NumbersMissing
            | Self::FileMissing
            | Self::OrdinaryDoubled
            | Self::Other => false,
        }
    }

    /// What may be done about it: only what can mend such a difference. A paper that was annulled stays so.
    pub fn remedies(self, annulled: bool) -> impl Iterator<Item = Remedy> {
        Remedy::ALL.into_iter().filter(move |remedy| match remedy {
            Remedy::Stands => !(annulled && self == Self::DecisionsDiffer),
            Remedy::CentreCorrected => self.may_lie_at_the_centre(),
            Remedy::Replace => {
                !matches!(self, Self::ClockOrder | Self::AlreadyRecovered | Self::Deceased)
                    && !self.is_of_the_correlation()
            }
            Remedy::Annul => {
                !matches!(self, Self::AlreadyRecovered | Self::WrittenOtherwise)
                    && !self.is_of_the_correlation()
            }
        })
    }

    /// Whether it is about which numbers and files are at the centre, and no paper is in question: the printed correlation names
    /// it.
    pub fn is_of_the_correlation(self) -> bool {
        matches!(
            self,
            Self::OrdinaryDiffers | Self::NumbersMissing | Self::FileMissing | Self::OrdinaryDoubled
        )
    }

    /// Whether it is the centre's alone to decide: the number is put right there.
    pub fn is_for_the_centre(self) -> bool {
        self == Self::OrdinaryDoubled
    }

    /// Whether the centre's own data may be what is wrong.
    fn may_lie_at_the_centre(self) -> bool {
        match self {
            Self::Deceased
            | Self::Removed
            | Self::Moved
            | Self::DataChanged
            | Self::OpenProcedure
            | Self::NotCertifiable
            | Self::HoldsCard
            | Self::TaxCodeOfAnother
            | Self::AlreadyRecovered
            | Self::PersonNotFound
            | Self::OrdinaryDiffers
            | Self::WrittenOtherwise
            | Self::NumbersMissing
            | Self::FileMissing
            | Self::OrdinaryDoubled
            | Self::Other => true,
            Self::SecondAttestation
            | Self::StampReused
            | Self::DelegationLapsed
            | Self::ClockOrder
            | Self::NumberClash
            | Self::DocumentExpired
            | Self::DecisionsDiffer => false,
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
    /// The last call to the holder of the paper, where the decision asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<Call>,
}

impl Conflict {
    /// Whether somebody is still to call the holder: a paper that is annulled or replaced is one that somebody has at home.
    pub fn calls(&self) -> bool {
        let wanted = self.decision.as_ref().is_some_and(|decision| decision.remedy.calls());
        wanted && !self.call.as_ref().is_some_and(Call::ends)
    }

    /// Whether it was decided that the paper holds no more.
    pub fn annuls(&self) -> bool {
        self.decision.as_ref().is_some_and(|decision| decision.remedy == Remedy::Annul)
    }

    /// Whether the paper is to be replaced, and nobody has told its holder.
    pub fn replaces(&self) -> bool {
        self.calls() && self.decision.as_ref().is_some_and(|decision| decision.remedy == Remedy::Replace)
    }

    /// Whether the paper may turn out wrong: nobody decided yet.
    pub fn disputes(&self) -> bool {
        self.decision.is_none()
            && (self.kind.would_have_refused()
                || matches!(self.kind, ConflictKind::DecisionsDiffer | ConflictKind::PersonNotFound))
    }

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

    /// Whether its holder must be told.
    pub fn calls(self) -> bool {
        match self {
            Self::Annul | Self::Replace => true,
            Self::Stands | Self::CentreCorrected => false,
        }
    }

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

/// A call to the holder of a paper that is annulled or to be replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// What came of it.
    pub outcome: CallOutcome,
    /// In a few words; may be empty.
    pub note: String,
    /// Name of who called.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Whether from the counter or from the centre.
    pub place: Place,
}

impl Call {
    /// Whether no other call is needed.
    pub fn ends(&self) -> bool {
        self.outcome != CallOutcome::NotReached
    }
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
    fn every_kind_leaves_two_ways_out_at_least_and_an_unknown_one_is_read_as_other() {
        for kind in ConflictKind::ALL {
            for annulled in [false, true] {
                assert!(kind.remedies(annulled).count() >= 2, "{kind:?}");
            }
        }
        assert_eq!(serde_json::from_str::<ConflictKind>("\"of-next-year\"").ok(), Some(ConflictKind::Other));
    }

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
