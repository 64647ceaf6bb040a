//! Position, outcomes, receipts: sections 3, 6 and 10.

use serde_json::{Value, json};
use uuid::Uuid;

use super::super::now;
use super::{Answer, Foreign, Mutant};
use trust::message::detached::{Beside, sign_detached};

/// Outcomes of one page: few, so that pages are turned.
const PAGE: usize = 4;

impl Foreign {
    pub(super) fn position(&self, station: Uuid) -> Value {
        let state = self.state.borrow();
        let (mut head, entries) =
            state.held.get(&station).map_or((Value::Null, 0), |held| (held.head(), held.entries.len()));
        let chain = "00".repeat(32);
        if self.breaks(Mutant::StandsSomewhere) && head.is_null() {
            head = json!({ "position": 1, "chain": chain });
        }
        if self.breaks(Mutant::StandsAhead) && !head.is_null() {
            head = json!({ "position": head["position"].as_u64().unwrap() + 1, "chain": chain });
        }
        let station = if self.breaks(Mutant::StandsForAnother) { Uuid::nil() } else { station };
        let outcomes = if self.breaks(Mutant::CountsNoOutcomes) { 0 } else { entries };
        json!({ "station": station, "head": head, "outcomes": outcomes, "more-than-agreed": true })
    }

    pub(super) fn outcomes(&self, station: Uuid, query: &str) -> Value {
        let after: u64 = query
            .split('&')
            .find_map(|one| one.strip_prefix("after="))
            .and_then(|after| after.parse().ok())
            .unwrap_or_default();
        let mut state = self.state.borrow_mut();
        state.reads += 1;
        let reads = state.reads;
        let entries = state.held.get(&station).map(|held| held.entries.clone()).unwrap_or_default();
        let all: Vec<Value> = entries
            .iter()
            .enumerate()
            .map(|(index, entry)| self.outcome(index as u64 + 1, entry, reads))
            .collect();
        let from = if self.breaks(Mutant::TellsEverythingAlways) { 0 } else { after };
        let mut told: Vec<Value> =
            all.into_iter().filter(|one| one["seq"].as_u64().unwrap() > from || from == 0).collect();
        let more = told.len() > PAGE && !self.breaks(Mutant::TellsEverythingAlways);
        if self.breaks(Mutant::TellsBackwards) {
            told.reverse();
        } else if more {
            told.truncate(PAGE);
        }
        if self.breaks(Mutant::TellsAnEntryTwice)
            && let Some(mut twice) = told.first().cloned()
        {
            twice["seq"] = json!(90);
            told.push(twice);
        }
        let more = more && !self.breaks(Mutant::TellsBackwards) && !self.breaks(Mutant::TellsAnEntryTwice)
            || self.breaks(Mutant::SaysMoreForEver);
        let station = if self.breaks(Mutant::TellsOutcomesOfAnother) { Uuid::nil() } else { station };
        json!({ "station": station, "outcomes": told, "more": more })
    }

    fn outcome(&self, seq: u64, (entry, number, position): &(String, String, u64), reads: u64) -> Value {
        let serial = if self.breaks(Mutant::GivesANumberTwice) { 1 } else { seq };
        let serial = if self.breaks(Mutant::GivesOtherNumbersEachTime) { seq + 100 * reads } else { serial };
        let digits = if self.breaks(Mutant::GivesNumbersBeyondTheLimits) { 21 } else { 7 };
        let conflict = if self.breaks(Mutant::NamesDifferencesAnew) { u128::from(reads) } else { 7 };
        let seq = if self.breaks(Mutant::CountsFromZero) { seq - 1 } else { seq };
        let number =
            if self.breaks(Mutant::TellsAnotherEmergencyNumber) { "ZZ99-2026-0000001" } else { number };
        let position = if self.breaks(Mutant::TellsAnotherPosition) { position + 1 } else { *position };
        let position = if self.breaks(Mutant::TellsWhatWasNeverSent) && seq == 6 { 9_999 } else { position };
        if self.breaks(Mutant::RejectsEntries) {
            return json!({
                "seq": seq, "entry": entry, "position": position, "number": number,
                "verdict": "rejected", "code": "no", "reason": "non si prende",
            });
        }
        json!({
            "seq": seq, "entry": entry, "position": position, "number": number, "compared": "no-registry",
            "verdict": "accepted", "proof": "of something agreed later",
            "ordinary": {
                "register": "PG", "year": 2026, "number": format!("{serial:0digits$}"), "date": "2026-11-22",
            },
            "conflicts": [{
                "id": Uuid::from_u128(conflict), "kind": "moved",
                "differences": [], "found": "2026-11-22T10:00:00+01:00",
            }],
        })
    }

    pub(super) fn receipt(&self, station: Uuid) -> Answer {
        let mut state = self.state.borrow_mut();
        state.reads += 1;
        let seen = if self.breaks(Mutant::ConfirmsAtAnotherTimeEachTime) {
            now().plus(-chrono::TimeDelta::seconds(i64::try_from(state.reads).unwrap()))
        } else {
            now()
        };
        let head = state.held.get(&station).map_or(Value::Null, super::taken::Held::head);
        let head = match head {
            Value::Null if self.breaks(Mutant::ConfirmsNothing) => {
                json!({ "position": 1, "chain": "00".repeat(32) })
            }
            Value::Null => return Answer::ok(json!({ "station": station, "receipt": null })),
            head => head,
        };
        let centre = if self.breaks(Mutant::ConfirmsForAnother) {
            "urn:uuid:x".to_owned()
        } else {
            self.urn.to_string()
        };
        let text = json!({ "version": 1, "centre": centre, "station": station, "head": head, "seen": seen })
            .to_string();
        let beside =
            if self.breaks(Mutant::ConfirmsInAnotherForm) { Beside::Manifest } else { Beside::HeadReceipt };
        let signature = sign_detached(beside, text.as_bytes(), &self.certificate, &self.key).unwrap();
        let receipt = json!({ "text": text, "signature": signature });
        Answer::ok(json!({ "station": station, "receipt": receipt }))
    }
}
