//! What a station says back to a centre whose data were put back from a copy: what that centre had told it since.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::conflict::Conflict;
use super::ordinary::OrdinaryNumber;
use crate::ids::anchor::Position;
use crate::ids::id::EntryId;
use crate::ids::number::Number;

/// Entries a page of them holds at most.
pub const LARGEST_PAGE: usize = 200;

/// A page of what a centre told a station, said back. The centre is asked for its position afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldPage {
    /// The epoch the centre is in, as it answered; it takes nothing that is said to another.
    pub epoch: Uuid,
    /// In order of the station's register, at most [`LARGEST_PAGE`].
    pub told: Vec<Told>,
    /// How much is said with it.
    pub extent: Extent,
}

/// How much is said with a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// More pages follow.
    More,
    /// This was the last page of all that was ever told.
    Whole,
    /// Only what the centre now says otherwise.
    Doubts,
}

/// What a centre told of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Which entry.
    pub entry: EntryId,
    /// Position of the record that issued it.
    pub position: Position,
    /// Its emergency number.
    pub number: String,
    /// The ordinary number it was told first.
    pub ordinary: OrdinaryNumber,
    /// The centre's signature over it, where it gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
    /// Conflicts that were decided at the centre, without their differences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decided: Vec<Conflict>,
}

/// Signs of a reason or a name at most.
const LONGEST: usize = 400;

impl Told {
    /// Whether texts that came from elsewhere keep the limits.
    pub fn is_well_formed(&self) -> bool {
        let short = |one: &Conflict| {
            one.differences.is_empty()
                && one.decision.as_ref().is_none_or(|decision| {
                    [&decision.reason, &decision.by].iter().all(|text| text.chars().count() <= LONGEST)
                })
        };
        self.ordinary.is_well_formed()
            && Number::try_from(self.number.clone()).is_ok()
            && self.decided.iter().all(short)
    }
}

/// What a proof is over: the entry and its number, as one line.
pub fn proven(entry: EntryId, ordinary: &OrdinaryNumber) -> String {
    let OrdinaryNumber { register, year, number, date } = ordinary;
    format!("{entry} {register} {year} {number} {date}")
}
