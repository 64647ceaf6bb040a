//! How the entries of a station stand with its centres: a part of the state of decision.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::centre::{Centre, CentreAddress};
use super::exchange::{Outcome, Remedy, SignedReceipt, Verdict};
use super::manual_centre::Bridge;
use crate::ids::anchor::{Anchor, Position};
use crate::ids::id::{CentreId, EntryId, StationId};

mod calls;
mod lives;
mod told;
mod word;

pub use calls::Annulment;
pub use word::{IllegalWord, Step, Word};

/// How an entry stands with all centres together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Settlement {
    /// No centre has said anything yet.
    Waiting,
    /// A conflict waits for a decision.
    Conflicts,
    /// Set aside by a centre, and nobody answered for it.
    Rejected,
    /// *Riversato*: it has its ordinary number, nothing is open.
    Recovered,
}

impl Settlement {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Conflicts, Self::Rejected, Self::Recovered];

    /// Of the words of all centres: an open conflict weighs most, then a rejection; one centre that has it is enough.
    pub fn of<'a>(words: impl Iterator<Item = &'a Word>) -> Self {
        let mut settlement = Self::Waiting;
        for word in words {
            settlement = match (settlement, word) {
                (Self::Conflicts, _) | (_, Word::Open(_)) => Self::Conflicts,
                (Self::Rejected, _) | (_, Word::Rejected) => Self::Rejected,
                (_, Word::Settled | Word::Answered) => Self::Recovered,
            };
        }
        settlement
    }
}

/// Where an entry stands on its way, in the words of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// *Da riversare*.
    ToSend,
    /// *In corso*: the centre has the record, its outcome is awaited.
    Sent,
    /// *Esito ignoto*: it was sent and the reply was lost; the centre is asked, never sent it again blindly.
    Unknown,
    /// *Differenze*.
    Conflicts,
    /// *Rifiutato*.
    Rejected,
    /// *Riversato*.
    Recovered,
}

/// A centre and how far things stand with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The centre.
    pub centre: Centre,
    /// The last record it said it holds.
    pub reached: Option<Anchor>,
    /// Sequence number of its last outcome taken in; 0 before the first.
    pub outcomes: u64,
    /// Whether a person asked for recovery, and nobody stopped it since.
    pub asked: bool,
    /// Up to where records were sent whose reply was lost, until the centre says what it holds.
    pub doubt: Option<Position>,
    /// How far it got with lives before this one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub past: BTreeMap<StationId, Reach>,
    /// The last receipt it gave of what it holds, of this life or of the one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<SignedReceipt>,
    /// The epoch of its data in which it was last said back all that it had told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Uuid>,
    /// The epoch of its data as it was last heard of, over the network or in a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Uuid>,
    /// Epochs in which its data were before: what a file says of these is old.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub left: BTreeSet<Uuid>,
}

/// How far a centre got with the journal of one life.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// The last record it said it holds.
    pub reached: Option<Anchor>,
    /// Sequence number of its last outcome taken in; 0 before the first.
    pub outcomes: u64,
    /// Up to where records were sent whose reply was lost, until the centre says what it holds.
    pub doubt: Option<Position>,
    /// The certificate (PEM) that the centre gave that life; empty where it does not know it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub certificate: String,
    /// Records of that life that the centre holds and cannot read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub aside: BTreeMap<Position, Aside>,
    /// The epoch of its data in which it was last said back all that it had told of that life.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Uuid>,
    /// The epoch of its data as it was last heard of, over the network or in a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Uuid>,
    /// Epochs in which its data were before: what a file says of these is old.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub left: BTreeSet<Uuid>,
}

/// An entry without a final outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsettled {
    /// Position of the record that issued it.
    pub position: Position,
    /// The life in whose journal it stands; none for the present one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life: Option<StationId>,
    /// What centres said of it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<CentreId, Word>,
}

/// A record that is no open entry here and that a centre cannot read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// Which centre.
    pub centre: CentreId,
    /// Stable code.
    pub code: String,
    /// The centre's own words.
    pub reason: String,
}

/// How the entries stand with the centres.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    /// Centres in use.
    pub centres: BTreeMap<CentreId, Known>,
    /// Entries without a final outcome.
    pub unsettled: BTreeMap<EntryId, Unsettled>,
    /// Conflicts decided here, until the centre's own word shows them decided.
    pub decided: BTreeSet<Uuid>,
    /// Conflicts decided so that the holder of the paper must be told, until somebody did; by entry.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub calls: BTreeMap<EntryId, BTreeMap<Uuid, Remedy>>,
    /// Of those, the ones whose holder was told from here, until the centre's own word shows it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub called: BTreeSet<Uuid>,
    /// Entries whose paper was decided to be annulled, and whether a record did so since.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annulments: BTreeMap<EntryId, Annulment>,
    /// Records that a centre holds and cannot read, with its words: no entry of the register, or one it had taken.
    pub aside: BTreeMap<Position, Aside>,
    /// The last record whose payload goes to the centres.
    pub last_shared: Option<Position>,
    /// The same of lives before this one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub past: BTreeMap<StationId, Option<Position>>,
    /// Centres without a line, in use.
    #[serde(default)]
    pub bridges: BTreeMap<CentreId, Bridge>,
}

impl Known {
    /// How far it got with a life; none names the present one.
    pub fn reach(&self, life: Option<StationId>) -> Reach {
        match life {
            None => Reach {
                reached: self.reached,
                outcomes: self.outcomes,
                doubt: self.doubt,
                certificate: self.centre.certificate.clone(),
                aside: BTreeMap::new(),
                told: self.told,
                epoch: self.epoch,
                left: self.left.clone(),
            },
            Some(life) => self.past.get(&life).cloned().unwrap_or_default(),
        }
    }

    /// The last record it holds of a life; none names the present one.
    fn reached_in(&self, life: Option<StationId>) -> Option<Position> {
        let reached = match life {
            None => self.reached,
            Some(life) => self.past.get(&life).and_then(|reach| reach.reached),
        };
        reached.map(|anchor| anchor.position)
    }

    fn doubt_in(&self, life: Option<StationId>) -> Option<Position> {
        match life {
            None => self.doubt,
            Some(life) => self.past.get(&life).and_then(|reach| reach.doubt),
        }
    }
}

impl Recovery {
    /// An entry was issued.
    pub(crate) fn issued(&mut self, entry: EntryId, position: Position) {
        self.unsettled.insert(entry, Unsettled { position, life: None, words: BTreeMap::new() });
    }

    /// A centre was added, or is known better.
    pub(crate) fn set(&mut self, centre: &Centre) {
        if let Some(known) = self.centres.get_mut(&centre.id) {
            known.centre = centre.clone();
            return;
        }
        let known = Known {
            centre: centre.clone(),
            reached: None,
            outcomes: 0,
            asked: false,
            doubt: None,
            past: BTreeMap::new(),
            receipt: None,
            told: None,
            epoch: None,
            left: BTreeSet::new(),
        };
        self.centres.insert(centre.id, known);
    }

    /// A centre answers elsewhere.
    pub(crate) fn moved(&mut self, centre: CentreId, address: &CentreAddress) -> Result<(), IllegalWord> {
        self.known(centre)?.centre.address = address.clone();
        Ok(())
    }

    /// A centre is used no more; what it said stands.
    pub(crate) fn removed(&mut self, centre: CentreId) -> Result<(), IllegalWord> {
        self.centres.remove(&centre).map(|_| ()).ok_or(IllegalWord)
    }

    /// A person asked for recovery, or stopped it.
    pub(crate) fn asked(&mut self, centre: CentreId, asked: bool) -> Result<(), IllegalWord> {
        self.known(centre)?.asked = asked;
        Ok(())
    }

    /// A new outage: whatever was asked before was for the last one.
    pub(crate) fn pause(&mut self) {
        for known in self.centres.values_mut() {
            known.asked = false;
        }
    }

    /// The centre said what it holds: no doubt is left. One that knows fewer outcomes than it gave was restored from an
    /// older copy: all are asked for again.
    pub(crate) fn reached(
        &mut self,
        centre: CentreId,
        life: Option<StationId>,
        head: Option<Anchor>,
        outcomes: u64,
    ) -> Result<(), IllegalWord> {
        let told = self.line(centre, life)?;
        *told.reached = head;
        *told.doubt = None;
        if outcomes < *told.outcomes {
            *told.outcomes = 0;
        }
        Ok(())
    }

    /// The centre gave a receipt of what it holds.
    pub(crate) fn kept(&mut self, centre: CentreId, receipt: &SignedReceipt) -> Result<(), IllegalWord> {
        self.known(centre)?.receipt = Some(receipt.clone());
        Ok(())
    }

    /// Records up to `last` were sent and the reply was lost.
    pub(crate) fn lost(
        &mut self,
        centre: CentreId,
        life: Option<StationId>,
        last: Position,
    ) -> Result<(), IllegalWord> {
        *self.line(centre, life)?.doubt = Some(last);
        Ok(())
    }

    /// The centre gave outcomes.
    pub(crate) fn outcomes(
        &mut self,
        centre: CentreId,
        life: Option<StationId>,
        up_to: Option<u64>,
        outcomes: &[Outcome],
    ) -> Result<(), IllegalWord> {
        let last = outcomes.iter().map(|outcome| outcome.seq).max().max(up_to);
        let mut all = self.line(centre, life).map(|line| {
            *line.outcomes = (*line.outcomes).max(last.unwrap_or_default());
        });
        for outcome in outcomes {
            if let Verdict::Accepted { conflicts, .. } = &outcome.verdict {
                for conflict in conflicts.iter().filter(|conflict| conflict.decision.is_some()) {
                    self.decided.remove(&conflict.id);
                    self.decided_there(outcome.entry, conflict);
                }
            }
            if let Verdict::Rejected { code, reason } = &outcome.verdict
                && !self.may_reject(outcome.entry, centre)
            {
                let aside = Aside { centre, code: code.clone(), reason: reason.clone() };
                self.set_aside(centre, life, outcome.position, aside);
                continue;
            }
            let place = Some((life, outcome.position));
            let one = self.step(outcome.entry, place, centre, &Step::Outcome(&outcome.verdict));
            all = all.and(one);
        }
        all
    }

    fn set_aside(&mut self, centre: CentreId, life: Option<StationId>, position: Position, aside: Aside) {
        match life {
            None => drop(self.aside.insert(position, aside)),
            Some(life) => {
                let reach = self.centres.get_mut(&centre).and_then(|known| known.past.get_mut(&life));
                if let Some(reach) = reach {
                    reach.aside.insert(position, aside);
                }
            }
        }
    }

    /// Whether a centre may still say that it does not take an entry. What has its ordinary number keeps it for good
    /// (DPR 445/2000 art. 63 c. 5), and what is no open entry here is no entry to reject.
    fn may_reject(&self, entry: EntryId, centre: CentreId) -> bool {
        let word = self.unsettled.get(&entry).map(|unsettled| unsettled.words.get(&centre));
        matches!(word, Some(None | Some(Word::Rejected | Word::Answered)))
    }

    /// A named person decided a conflict here.
    pub fn decide(&mut self, entry: EntryId, conflict: Uuid, remedy: Remedy) -> Result<(), IllegalWord> {
        let words = &self.unsettled.get(&entry).ok_or(IllegalWord)?.words;
        let holds = |word: &Word| matches!(word, Word::Open(open) if open.contains(&conflict));
        let centre = words.iter().find(|(_, word)| holds(word)).map(|(centre, _)| *centre);
        let centre = centre.ok_or(IllegalWord)?;
        self.decided.insert(conflict);
        if remedy.calls() {
            self.calls.entry(entry).or_default().insert(conflict, remedy);
        }
        self.annuls(entry, remedy);
        self.step(entry, None, centre, &Step::Decided(conflict))
    }

    /// A person answered for an entry that no centre took: with every centre that rejected it, or, where none said
    /// anything, once for all.
    pub fn answer(&mut self, entry: EntryId) -> Result<(), IllegalWord> {
        let unsettled = self.unsettled.get(&entry).ok_or(IllegalWord)?;
        let rejected = unsettled.words.iter().filter(|(_, word)| **word == Word::Rejected);
        let rejected: Vec<CentreId> = rejected.map(|(centre, _)| *centre).collect();
        if rejected.is_empty() {
            if !unsettled.words.is_empty() {
                return Err(IllegalWord);
            }
            self.unsettled.remove(&entry);
            return Ok(());
        }
        rejected.into_iter().try_for_each(|centre| self.step(entry, None, centre, &Step::Answered))
    }

    /// A person brought back the number that a centre without a line gave. One is enough: it answers for every centre that
    /// rejected the entry. Nothing changes for an entry that is recovered already.
    pub fn bridged(&mut self, entry: EntryId, centre: CentreId) {
        let Some(unsettled) = self.unsettled.get_mut(&entry) else { return };
        for word in unsettled.words.values_mut().filter(|word| **word == Word::Rejected) {
            *word = Word::Answered;
        }
        unsettled.words.insert(centre, Word::Settled);
        if Settlement::of(unsettled.words.values()) == Settlement::Recovered {
            self.unsettled.remove(&entry);
        }
    }

    fn known(&mut self, centre: CentreId) -> Result<&mut Known, IllegalWord> {
        self.centres.get_mut(&centre).ok_or(IllegalWord)
    }

    /// A step of one entry with one centre. An entry that was settled comes back if something is open again.
    fn step(
        &mut self,
        entry: EntryId,
        place: Option<(Option<StationId>, Position)>,
        centre: CentreId,
        step: &Step,
    ) -> Result<(), IllegalWord> {
        let mut unsettled = match (self.unsettled.remove(&entry), place) {
            (Some(unsettled), _) => unsettled,
            (None, Some((life, position))) => Unsettled { position, life, words: BTreeMap::new() },
            (None, None) => return Err(IllegalWord),
        };
        let after = Word::after(unsettled.words.get(&centre), step, &self.decided);
        let known = after.map(|word| unsettled.words.insert(centre, word)).map(|_| ());
        if Settlement::of(unsettled.words.values()) != Settlement::Recovered {
            self.unsettled.insert(entry, unsettled);
        }
        known
    }

    /// Where an entry stands on its way.
    pub fn way(&self, entry: EntryId) -> Way {
        let Some(unsettled) = self.unsettled.get(&entry) else { return Way::Recovered };
        match Settlement::of(unsettled.words.values()) {
            Settlement::Recovered => Way::Recovered,
            Settlement::Conflicts => Way::Conflicts,
            Settlement::Rejected => Way::Rejected,
            Settlement::Waiting => self.on_its_way(unsettled),
        }
    }

    fn on_its_way(&self, unsettled: &Unsettled) -> Way {
        let position = unsettled.position;
        let has = |known: &Known| known.reached_in(unsettled.life).is_some_and(|reached| position <= reached);
        let doubted = |known: &Known| known.doubt_in(unsettled.life).is_some_and(|last| position <= last);
        if self.centres.values().any(has) {
            Way::Sent
        } else if self.centres.values().any(doubted) {
            Way::Unknown
        } else {
            Way::ToSend
        }
    }

    /// Entries without a final outcome.
    pub fn not_recovered(&self) -> u64 {
        self.unsettled.len() as u64
    }

    /// Entries standing at each place of their way.
    pub fn count(&self, way: Way) -> usize {
        self.unsettled.keys().filter(|entry| self.way(**entry) == way).count()
    }

    /// Entries that a centre has not got: what *Riversare N registrazioni* says.
    pub fn lacking(&self, centre: CentreId) -> u64 {
        let Some(known) = self.centres.get(&centre) else { return 0 };
        let lacks = |one: &Unsettled| known.reached_in(one.life).is_none_or(|reached| one.position > reached);
        self.unsettled.values().filter(|one| lacks(one) && !one.words.contains_key(&centre)).count() as u64
    }
}

#[cfg(test)]
mod tests;
