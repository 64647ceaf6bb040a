//! What a high-water mark says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use domain::ids::anchor::Anchor;
use domain::ids::id::StationId;
use domain::time::moment::Moment;

/// What a slot of a mark begins with.
pub(super) const MAGIC: [u8; 8] = *b"\x89SPMRK\r\n";

/// The life that goes on where another ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Successor {
    /// Its station.
    pub station: StationId,
    /// Its register code.
    pub code: String,
    /// When it began.
    pub at: Moment,
}

/// How far a journal had come on this machine, as its mark says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    pub(super) station: StationId,
    /// The token that also stands in the file `machine` of the journal's folder.
    pub(super) machine: String,
    /// The token before it, while the file may still hold that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) was: Option<String>,
    /// A record that was durable.
    pub(super) head: Option<Anchor>,
    /// By register and year (`EM01-2026-`): no number above this one was given.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) ceilings: BTreeMap<String, u32>,
    /// Set at a clean stop: `head` was the last record.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) closed: bool,
    /// Set when another life took this one's place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) successor: Option<Successor>,
}

/// Ceilings kept at most: two series and, at new year, two years, with room to spare.
const CEILINGS: usize = 8;

impl Mark {
    /// Notes that no number of `series` above `serial` was given.
    pub(super) fn raise(&mut self, series: &str, serial: u32) {
        // The oldest year's goes first: names sort by register, then year.
        while self.ceilings.len() >= CEILINGS && !self.ceilings.contains_key(series) {
            self.ceilings.pop_first();
        }
        self.ceilings.insert(series.to_owned(), serial);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::anchor::{ChainHash, Position};

    #[test]
    fn what_a_mark_says_is_frozen() {
        let mut mark = Mark {
            station: StationId::new(uuid::Uuid::from_u128(7)),
            machine: "00".repeat(16),
            was: None,
            head: Some(Anchor { position: Position::new(5).unwrap(), chain: ChainHash::new([9; 32]) }),
            ceilings: BTreeMap::new(),
            closed: false,
            successor: None,
        };
        let front = format!(
            r#"{{"station":"00000000-0000-0000-0000-000000000007","machine":"{}","head":{{"position":5,"chain":"{}"}}"#,
            "00".repeat(16),
            "09".repeat(32)
        );
        assert_eq!(serde_json::to_string(&mark).unwrap(), format!("{front}}}"));
        mark.raise("EM01-2026-", 64);
        mark.closed = true;
        let json = format!(r#"{front},"ceilings":{{"EM01-2026-":64}},"closed":true}}"#);
        assert_eq!(serde_json::to_string(&mark).unwrap(), json);
        assert_eq!(serde_json::from_str::<Mark>(&json).unwrap(), mark);
    }

    #[test]
    fn ceilings_of_old_years_give_way() {
        let mut mark: Mark = serde_json::from_str(
            r#"{"station":"00000000-0000-0000-0000-000000000007","machine":"","head":null}"#,
        )
        .unwrap();
        for year in 2020..2040 {
            mark.raise(&format!("EM01-{year}-"), 1);
        }
        assert_eq!(mark.ceilings.len(), CEILINGS);
        assert_eq!(mark.ceilings.last_key_value(), Some((&"EM01-2039-".to_owned(), &1)));
    }
}
