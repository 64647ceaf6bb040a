//! What the centre remembers of a copy that was put back, and what stations know beyond it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use domain::centre::exchange::{ConflictKind, Decision};
use domain::ids::id::{EntryId, StationId};
use domain::time::moment::Moment;

/// An epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Epoch {
    /// What stations know it by.
    pub id: Uuid,
    /// When it began.
    pub since: Moment,
    /// Those before, the newest first.
    #[serde(default)]
    pub before: Vec<Uuid>,
    /// Where the data lay then, as far as the database tells.
    pub place: String,
    /// Why it began, and what was done since; none where the centre was new.
    #[serde(default)]
    pub put_back: Option<PutBack>,
}

/// What showed that the data were put back from a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "sign", rename_all = "kebab-case")]
pub enum Sign {
    /// They lie in another database, or on another timeline of the same.
    OtherPlace,
    /// The keys folder knows of more than they hold.
    Fewer,
    /// A second copy was put in their place.
    SecondCopy,
    /// They begin empty: what they were did not open, and there was no copy.
    Emptied,
    /// A station was told more than they hold.
    StationAhead {
        /// Its register code.
        code: String,
    },
}

/// What is known of the data outside of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// Stations from which something had come.
    pub(crate) stations: BTreeSet<StationId>,
    /// Up to where the own sequences had come.
    pub(crate) beyond: Vec<Beyond>,
}

/// Up to where an own sequence had come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beyond {
    /// The ordinary register.
    pub register: String,
    /// Its year.
    pub year: u16,
    /// The number it would have come to next.
    pub next: u64,
}

/// Of two accounts of the own sequences, how far each had come at most.
pub(crate) fn furthest(one: &[Beyond], other: &[Beyond]) -> Vec<Beyond> {
    let mut all: BTreeMap<(&str, u16), u64> = BTreeMap::new();
    for Beyond { register, year, next } in one.iter().chain(other) {
        let furthest = all.entry((register, *year)).or_default();
        *furthest = (*furthest).max(*next);
    }
    let row =
        |((register, year), next): ((&str, u16), u64)| Beyond { register: register.to_owned(), year, next };
    all.into_iter().map(row).collect()
}

impl Epoch {
    /// Whether numbers are held back.
    pub fn holds_back(&self) -> bool {
        self.put_back.as_ref().is_some_and(PutBack::holds_back)
    }
}

/// What is done about a copy that was put back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutBack {
    /// When it was seen.
    pub seen: Moment,
    /// By what.
    pub signs: Vec<Sign>,
    /// Stations known then, which may have been told something since the copy.
    pub awaited: BTreeSet<StationId>,
    /// Those that said back all they were told, and when.
    #[serde(default)]
    pub told: BTreeMap<StationId, Moment>,
    /// Those a person waits for no more.
    #[serde(default)]
    pub given_up: BTreeMap<StationId, GivenUp>,
    /// Up to where the own sequences had come, as the keys folder knew.
    #[serde(default)]
    pub beyond: Vec<Beyond>,
    /// Decisions of the centre that only a station remembers.
    #[serde(default)]
    pub lost: Vec<LostDecision>,
    /// That numbers are given again, and since when.
    #[serde(default)]
    pub ended: Option<Moment>,
}

/// That a station is waited for no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenUp {
    /// Who decided.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Moment,
}

impl PutBack {
    /// Stations that have still to say what they were told.
    pub fn silent(&self) -> impl Iterator<Item = StationId> {
        let heard = |id: &StationId| self.told.contains_key(id) || self.given_up.contains_key(id);
        self.awaited.iter().copied().filter(move |id| !heard(id))
    }

    /// Whether numbers are still held back.
    pub fn holds_back(&self) -> bool {
        self.ended.is_none()
    }
}

/// A decision of the centre that was lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostDecision {
    /// Of which entry.
    pub entry: EntryId,
    /// Its emergency number.
    pub number: String,
    /// About which conflict.
    pub conflict: Uuid,
    /// What was found.
    pub kind: ConflictKind,
    /// What was decided, as the station had heard.
    pub decision: Decision,
}
