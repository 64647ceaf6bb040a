//! What became of each entry at a centre.

use serde::{Deserialize, Serialize};

use super::compared::Compared;
use super::conflict::{Conflict, ConflictKind, Decision};
use super::correction::Correction;
use super::ordinary::OrdinaryNumber;
use crate::ids::anchor::Position;
use crate::ids::id::{EntryId, StationId};
use crate::ids::number::Number;

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
        /// What its ordinary number was before named people put it right, the first one first. A number changes only so.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        corrections: Vec<Correction>,
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
    /// Taken with this number, and nothing else to say.
    pub fn accepted(ordinary: OrdinaryNumber) -> Self {
        Self::Accepted { ordinary, conflicts: Vec::new(), corrections: Vec::new() }
    }

    /// What the number was before it was put right.
    pub fn corrections(&self) -> &[Correction] {
        match self {
            Self::Accepted { corrections, .. } => corrections,
            Self::Rejected { .. } => &[],
        }
    }

    /// Whether this gives another number than `held` because a named correction says so: everything that was corrected before,
    /// and then the number held.
    pub fn puts_right(&self, held: &Self) -> bool {
        let (before, now) = (held.corrections(), self.corrections());
        let same = |one: &Correction, other: &Correction| one.before.key() == other.before.key();
        let goes_on = now.iter().zip(before).all(|(one, other)| same(one, other));
        let next = now.get(before.len()).map(|one| one.before.key());
        goes_on && next.is_some() && next == held.ordinary().map(OrdinaryNumber::key)
    }

    /// Whether this says otherwise than `held` about the number, and no correction says why.
    pub fn contradicts(&self, held: &Self) -> bool {
        let Some(before) = held.ordinary() else { return false };
        let same = |now: &OrdinaryNumber| now.key() == before.key() && now.date == before.date;
        !self.ordinary().is_some_and(same) && !self.puts_right(held)
    }

    /// Whether a named person decided which of two ordinary numbers holds.
    pub fn number_is_decided(&self) -> bool {
        self.number_decision().is_some()
    }

    /// How it was decided which of two ordinary numbers holds.
    pub fn number_decision(&self) -> Option<&Decision> {
        let Self::Accepted { conflicts, .. } = self else { return None };
        let of_numbers = |one: &&Conflict| one.kind == ConflictKind::OrdinaryDiffers;
        conflicts.iter().filter(of_numbers).find_map(|one| one.decision.as_ref())
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::moment::Moment;

    fn number(number: &str) -> OrdinaryNumber {
        OrdinaryNumber::new("PG", 2026, number, chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap())
            .unwrap()
    }

    /// The numbers an entry had, the last one being what it has.
    fn had(numbers: &[&str]) -> Verdict {
        let (last, before) = numbers.split_last().unwrap();
        let corrections = before.iter().map(|before| Correction {
            before: number(before),
            by: "Elena Sarti".to_owned(),
            at: Moment::new(chrono::DateTime::UNIX_EPOCH),
            reason: "letto male".to_owned(),
        });
        Verdict::Accepted {
            ordinary: number(last),
            conflicts: Vec::new(),
            corrections: corrections.collect(),
        }
    }

    #[test]
    fn a_number_changes_only_by_a_correction_that_names_the_one_that_is_held() {
        let right: [(&[&str], &[&str]); 4] = [
            (&["1"], &["1", "2"]),
            (&["01"], &["1", "2"]),
            (&["1"], &["1", "2", "3"]),
            (&["1", "2"], &["1", "2", "1"]),
        ];
        for (held, now) in right {
            assert!(had(now).puts_right(&had(held)) && !had(now).contradicts(&had(held)), "{held:?} {now:?}");
        }
        let wrong: [(&[&str], &[&str]); 4] =
            [(&["1"], &["2"]), (&["1"], &["3", "2"]), (&["1", "2"], &["1"]), (&["1", "2"], &["1", "3"])];
        for (held, now) in wrong {
            assert!(had(now).contradicts(&had(held)), "{held:?} {now:?}");
        }
        assert!(!had(&["0000100"]).contradicts(&had(&["100"])), "another writing is no other number");
    }

    #[test]
    fn an_outcome_without_corrections_says_nothing_of_them() {
        let json = serde_json::to_value(had(&["1"])).unwrap();
        assert!(json.get("corrections").is_none(), "{json}");
        assert_eq!(serde_json::from_value::<Verdict>(json).unwrap(), had(&["1"]));
    }
}
