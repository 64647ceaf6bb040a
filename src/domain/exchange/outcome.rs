//! What became of each entry at a centre.

use serde::{Deserialize, Serialize};

use super::compared::Compared;
use super::conflict::Conflict;
use super::ordinary::OrdinaryNumber;
use crate::domain::anchor::Position;
use crate::domain::id::{EntryId, StationId};
use crate::domain::number::Number;

/// The centre's word about one entry. A later one about the same entry replaces it: a conflict found after seven days, a
/// decision taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Its place among the outcomes of the station, from 1.
    pub seq: u64,
    /// Which entry.
    pub entry: EntryId,
    /// Position of the record that issued it.
    pub position: Position,
    /// Its emergency number; absent where the record cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
    /// What it was held against; absent where the centre does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<Compared>,
    /// The centre's signature over entry and ordinary number ([`super::told::proven`]), kept to show later what was told; absent
    /// where the centre gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
    /// What became of it.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// What became of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// Taken, with its ordinary number; whatever conflicts it has or had stand beside it. It is settled when none is open.
    Accepted {
        /// Its ordinary number.
        ordinary: OrdinaryNumber,
        /// Conflicts, open and decided.
        #[serde(default)]
        conflicts: Vec<Conflict>,
    },
    /// Not taken: set aside with the centre's own words. It blocks nothing; it is corrected by a linked entry or by the
    /// centre.
    Rejected {
        /// Stable code: `unreadable-entry`.
        code: String,
        /// The centre's own words.
        reason: String,
    },
}

impl Verdict {
    /// The ordinary number, once there is one.
    pub fn ordinary(&self) -> Option<&OrdinaryNumber> {
        match self {
            Self::Accepted { ordinary, .. } => Some(ordinary),
            Self::Rejected { .. } => None,
        }
    }

    /// Conflicts nobody has decided yet.
    pub fn open_conflicts(&self) -> impl Iterator<Item = &Conflict> {
        let conflicts: &[Conflict] = match self {
            Self::Accepted { conflicts, .. } => conflicts,
            Self::Rejected { .. } => &[],
        };
        conflicts.iter().filter(|conflict| conflict.decision.is_none())
    }
}

/// Outcomes of one station, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomePage {
    /// Whose.
    pub station: StationId,
    /// In order of `seq`. An entry stands only with its newest outcome.
    pub outcomes: Vec<Outcome>,
    /// Whether more follow after the last one.
    pub more: bool,
}
