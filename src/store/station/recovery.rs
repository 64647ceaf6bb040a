//! What the centres said of an entry, and entries by their ordinary number.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::StoreError;
use crate::record::Record;
use domain::centre::exchange::conflict::Place;
use domain::centre::exchange::ordinary::OrdinaryKey;
use domain::centre::exchange::{
    Call, Compared, Conflict, Correction, Decision, OrdinaryNumber, Outcome, Remedy, Verdict,
};
use domain::centre::recovery::{Settlement, Step, Word};
use domain::ids::id::{CentreId, EntryId};
use domain::time::moment::Moment;

use super::changes::Changes;
use super::keys::{self, List, Slot};
use super::lists;
use super::numbered::{self, Numbers};
use super::store::Store;

/// Who gives a number that nobody here recorded.
const CENTRE: &str = "chi tiene il protocollo al centro";

/// What the centres said of an entry, and what people answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryRow {
    /// The newest word of each centre, with the decisions taken here.
    pub verdicts: BTreeMap<CentreId, Verdict>,
    /// What a centre held it against, where one said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<Compared>,
    /// What proves the ordinary number each centre told first, where it signed it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub proofs: BTreeMap<CentreId, String>,
    /// The other number that a centre gives now.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub differing: BTreeMap<CentreId, OrdinaryNumber>,
    /// Conflicts as they were decided at a centre that does not know the decision any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<Conflict>,
    /// The ordinary number that a person recorded.
    pub recorded: Option<OrdinaryNumber>,
    /// Who did, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noted: Option<Noted>,
    /// Numbers that people recorded before a centre gave another one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub superseded: Vec<Correction>,
    /// What that was before a person put it right.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// The entry that stands for this one, which no centre took.
    pub corrected_by: Option<EntryId>,
    /// The entry that this one stands for.
    pub corrects: Option<EntryId>,
}

/// Who recorded an ordinary number, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// Name.
    pub by: String,
    /// When it was written down.
    pub at: Moment,
}

impl RecoveryRow {
    /// How it stands with all centres together.
    pub fn settlement(&self) -> Settlement {
        let answered = self.recorded.is_some() || self.corrected_by.is_some();
        let words: Vec<Word> = self
            .verdicts
            .values()
            .filter_map(|verdict| Word::after(None, &Step::Outcome(verdict), &[].into()).ok())
            .map(|word| if answered && word == Word::Rejected { Word::Answered } else { word })
            .collect();
        match Settlement::of(words.iter()) {
            Settlement::Waiting if answered => Settlement::Recovered,
            settlement => settlement,
        }
    }

    /// Its ordinary number: the first centre's that gave one, or the one a person recorded.
    pub fn ordinary(&self) -> Option<&OrdinaryNumber> {
        self.verdicts.values().find_map(Verdict::ordinary).or(self.recorded.as_ref())
    }

    /// What its ordinary number was before it was put right, or before a centre gave another than people had recorded.
    pub fn corrections(&self) -> Vec<Correction> {
        let given = self.verdicts.values().find(|verdict| verdict.ordinary().is_some());
        let put_right = given.map_or(self.corrections.as_slice(), Verdict::corrections);
        self.superseded.iter().chain(put_right).cloned().collect()
    }

    /// Where a centre gives another number than a person recorded, the centre's holds; the person's is its history, by name.
    fn give_way(&mut self, at: Moment) {
        let given: Vec<OrdinaryKey> =
            self.verdicts.values().filter_map(Verdict::ordinary).map(OrdinaryNumber::key).collect();
        let other = |recorded: &OrdinaryNumber| !given.is_empty() && !given.contains(&recorded.key());
        if !self.recorded.as_ref().is_some_and(other) {
            return;
        }
        let by_whom = self.noted.as_ref().map_or_else(String::new, |noted| {
            format!(" (l’aveva annotato {} il {})", noted.by, noted.at.day_and_hour())
        });
        self.superseded.append(&mut self.corrections);
        self.superseded.extend(self.recorded.take().map(|before| Correction {
            before,
            by: CENTRE.to_owned(),
            at,
            reason: format!("ha dato un altro numero di quello annotato a mano{by_whom}"),
        }));
    }

    /// Whether its ordinary number was typed, scanned or imported by a person: what a centre on a line gave is put right there.
    pub fn was_noted_here(&self) -> bool {
        let noted = self.recorded.as_ref().map(OrdinaryNumber::key);
        noted.is_some() && noted == self.ordinary().map(OrdinaryNumber::key)
    }

    /// A person put right a number that was typed or brought here.
    fn put_right(&mut self, centre: Option<CentreId>, right: &OrdinaryNumber, correction: &Correction) {
        let before = correction.before.key();
        if let Some(Verdict::Accepted { ordinary, corrections, .. }) =
            centre.and_then(|centre| self.verdicts.get_mut(&centre))
            && ordinary.key() == before
        {
            *ordinary = right.clone();
            corrections.push(correction.clone());
        }
        if self.recorded.as_ref().is_some_and(|recorded| recorded.key() == before) {
            self.recorded = Some(right.clone());
            self.corrections.push(correction.clone());
        }
    }

    /// Its conflicts, open and decided.
    pub fn conflicts(&self) -> impl Iterator<Item = &Conflict> {
        self.verdicts.values().flat_map(|verdict| match verdict {
            Verdict::Accepted { conflicts, .. } => conflicts.as_slice(),
            Verdict::Rejected { .. } => &[],
        })
    }

    /// All numbers it has.
    fn numbers(&self) -> BTreeSet<OrdinaryKey> {
        let given = self.verdicts.values().filter_map(Verdict::ordinary);
        given.chain(&self.recorded).map(OrdinaryNumber::key).collect()
    }

    /// All numbers it has, and those it had before they were put right.
    fn numbers_ever(&self) -> Numbers {
        let told = self.verdicts.values().flat_map(Verdict::corrections);
        let had = told.chain(&self.superseded).chain(&self.corrections).map(|one| one.before.key()).collect();
        Numbers { has: self.numbers(), had }
    }

    /// The centre's words where it was not taken, with their code.
    pub fn rejection(&self) -> Option<(&str, &str)> {
        self.verdicts.values().find_map(|verdict| match verdict {
            Verdict::Rejected { code, reason } => Some((code.as_str(), reason.as_str())),
            Verdict::Accepted { .. } => None,
        })
    }

    /// A centre's newest word. What was decided here stays decided; an ordinary number stays, unless a named correction says
    /// otherwise.
    fn hear(&mut self, centre: CentreId, verdict: &Verdict) {
        let before = self.verdicts.get(&centre);
        match (before, verdict) {
            (Some(Verdict::Accepted { .. }), Verdict::Rejected { .. }) => {}
            (
                Some(held @ Verdict::Accepted { ordinary, conflicts: old, corrections }),
                Verdict::Accepted { ordinary: right, conflicts, corrections: told },
            ) => {
                let (ordinary, corrections) = if verdict.puts_right(held) {
                    (right, told)
                } else if right.key() == ordinary.key() && told.len() > corrections.len() {
                    // The centre came back to it: how, is history too.
                    (ordinary, told)
                } else {
                    (ordinary, corrections)
                };
                if right.key() == ordinary.key() {
                    self.differing.remove(&centre);
                } else {
                    self.differing.insert(centre, right.clone());
                }
                self.lost.extend(lost(conflicts, old));
                let kept = Verdict::Accepted {
                    ordinary: ordinary.clone(),
                    conflicts: conflicts.iter().map(|new| keeping(new, old)).collect(),
                    corrections: corrections.clone(),
                };
                self.verdicts.insert(centre, kept);
            }
            _ => {
                self.verdicts.insert(centre, verdict.clone());
            }
        }
        self.settle_numbers();
    }

    /// Where a named person decided that the number a centre gives now holds, it does: the one told first is its history.
    fn settle_numbers(&mut self) {
        let Self { verdicts, differing, .. } = self;
        differing.retain(|centre, now| {
            let Some(verdict) = verdicts.get_mut(centre) else { return true };
            let decision = verdict.number_decision().filter(|one| one.remedy == Remedy::Stands).cloned();
            let (Some(decision), Verdict::Accepted { ordinary, corrections, .. }) = (decision, verdict)
            else {
                return true;
            };
            let before = std::mem::replace(ordinary, now.clone());
            let Decision { by, at, reason, .. } = decision;
            corrections.push(Correction { before, by, at, reason });
            false
        });
    }

    fn decide(&mut self, id: Uuid, decision: &Decision) {
        for conflict in self.conflicts_mut().filter(|conflict| conflict.id == id) {
            conflict.decision.get_or_insert_with(|| decision.clone());
        }
        self.settle_numbers();
    }

    fn conflicts_mut(&mut self) -> impl Iterator<Item = &mut Conflict> {
        self.verdicts.values_mut().flat_map(|verdict| match verdict {
            Verdict::Accepted { conflicts, .. } => conflicts.as_mut_slice(),
            Verdict::Rejected { .. } => &mut [],
        })
    }
}

/// A conflict as the centre now tells it, with the decision and the call it may not know of yet.
fn keeping(new: &Conflict, old: &[Conflict]) -> Conflict {
    let held = old.iter().find(|one| one.id == new.id);
    let here = |decision: &Decision| decision.place == Place::Counter;
    let decision = new.decision.clone().or_else(|| held?.decision.clone().filter(here));
    let call = new.call.clone().or_else(|| held?.call.clone());
    Conflict { decision, call, ..new.clone() }
}

/// Those that were decided at the centre, and whose decision it does not tell any more.
fn lost(new: &[Conflict], old: &[Conflict]) -> Vec<Conflict> {
    let told = |id| new.iter().any(|one| one.id == id && one.decision.is_some());
    let there =
        |one: &&Conflict| one.decision.as_ref().is_some_and(|decision| decision.place == Place::Centre);
    old.iter().filter(there).filter(|one| !told(one.id)).cloned().collect()
}

/// The list of those standing so. Recovered is the rule: not listed.
pub(super) fn list_of(settlement: Settlement) -> Option<List> {
    (settlement != Settlement::Recovered).then(|| keys::settlements(settlement))
}

/// A centre gave an outcome.
pub(super) fn outcome(
    changes: &mut Changes,
    record: &Record,
    centre: CentreId,
    outcome: &Outcome,
) -> Result<(), StoreError> {
    change(changes, record.position, outcome.entry, |recovery| {
        recovery.compared = outcome.compared.or(recovery.compared);
        recovery.hear(centre, &outcome.verdict);
        recovery.give_way(record.time);
        let held = recovery.verdicts.get(&centre).and_then(Verdict::ordinary).map(OrdinaryNumber::key);
        if let Some(proof) = &outcome.proof
            && held == outcome.verdict.ordinary().map(OrdinaryNumber::key)
        {
            recovery.proofs.insert(centre, proof.clone());
        }
    })
}

/// A conflict was decided here.
pub(super) fn decided(
    changes: &mut Changes,
    position: u64,
    entry: EntryId,
    conflict: Uuid,
    decision: &Decision,
) -> Result<(), StoreError> {
    change(changes, position, entry, |recovery| recovery.decide(conflict, decision))
}

/// The holder of the paper was called.
pub(super) fn called(
    changes: &mut Changes,
    position: u64,
    entry: EntryId,
    conflict: Uuid,
    call: &Call,
) -> Result<(), StoreError> {
    change(changes, position, entry, |recovery| {
        for conflict in recovery.conflicts_mut().filter(|one| one.id == conflict && one.calls()) {
            conflict.call = Some(call.clone());
        }
    })
}

/// A person recorded the ordinary number, perhaps as a centre without a line gave it.
pub(super) fn recorded(
    changes: &mut Changes,
    position: u64,
    (entry, noted): (EntryId, Option<Noted>),
    ordinary: &OrdinaryNumber,
    centre: Option<CentreId>,
) -> Result<(), StoreError> {
    change(changes, position, entry, |recovery| {
        if recovery.recorded.is_none() {
            (recovery.recorded, recovery.noted) = (Some(ordinary.clone()), noted);
        }
        if let Some(centre) = centre {
            recovery.verdicts.entry(centre).or_insert_with(|| Verdict::accepted(ordinary.clone()));
        }
    })
}

/// A person put right a number that was typed or brought here.
pub(super) fn put_right(
    changes: &mut Changes,
    position: u64,
    entry: EntryId,
    centre: Option<CentreId>,
    (ordinary, correction): (&OrdinaryNumber, &Correction),
) -> Result<(), StoreError> {
    change(changes, position, entry, |recovery| recovery.put_right(centre, ordinary, correction))
}

/// Another entry stands for this one.
pub(super) fn corrected(
    changes: &mut Changes,
    position: u64,
    entry: EntryId,
    by: EntryId,
) -> Result<(), StoreError> {
    change(changes, position, entry, |recovery| {
        recovery.corrected_by.get_or_insert(by);
    })
}

fn change(
    changes: &mut Changes,
    position: u64,
    id: EntryId,
    act: impl FnOnce(&mut RecoveryRow),
) -> Result<(), StoreError> {
    let Some(mut row) = changes.entry(id)? else {
        return Ok(());
    };
    let (before, numbers) = (row.recovery.settlement(), row.recovery.numbers_ever());
    act(&mut row.recovery);
    let after = row.recovery.settlement();
    if row.records.last() != Some(&position) {
        row.records.push(position);
    }
    if before != after {
        let slot = Slot(row.cursor);
        if let Some(list) = list_of(before) {
            lists::remove(changes, &list, slot)?;
        }
        if let Some(list) = list_of(after) {
            lists::add(changes, &list, slot)?;
        }
    }
    let now = row.recovery.numbers_ever();
    numbered::note(changes, id, &numbers, &now)?;
    for number in numbers.has.difference(&now.has) {
        let key = keys::ordinary(number);
        if changes.raw(&key)?.is_some_and(|holder| holder == id.uuid().as_bytes()) {
            changes.remove(key)?;
        }
    }
    for number in &now.has {
        let key = keys::ordinary(number);
        if changes.raw(&key)?.is_none() {
            changes.set(key, id.uuid().as_bytes().as_slice())?;
        }
    }
    changes.set_entry(row);
    Ok(())
}

impl Store {
    /// The entry that bears an ordinary number.
    pub fn by_ordinary(&self, number: &OrdinaryNumber) -> Result<Option<EntryId>, StoreError> {
        self.ask(|rows| {
            let held = rows.raw(&keys::ordinary(&number.key()))?;
            let id = held.map(|held| Uuid::from_slice(&held)).transpose();
            Ok(id
                .map_err(|_| StoreError::Damaged("the entry of an ordinary number is cut"))?
                .map(EntryId::new))
        })
    }
}
