//! Holders of papers that were decided to be annulled or replaced: who is still to be called.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{IllegalWord, Recovery};
use crate::centre::exchange::{Call, Conflict, Remedy};
use crate::ids::id::EntryId;

/// Whether a paper that was decided to be annulled is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Annulment {
    /// Its record is still to be written.
    Due,
    /// It is.
    Done,
}

impl Recovery {
    /// What the centre holds decided, by whomever: the holder is to be told, or was.
    pub(super) fn decided_there(&mut self, entry: EntryId, conflict: &Conflict) {
        if let Some(decision) = &conflict.decision {
            self.annuls(entry, decision.remedy);
        }
        let told = conflict.call.as_ref().is_some_and(Call::ends);
        let remedy = conflict.decision.as_ref().map(|decision| decision.remedy).filter(|one| one.calls());
        match remedy {
            Some(remedy) if !told && !self.called.contains(&conflict.id) => {
                self.calls.entry(entry).or_default().insert(conflict.id, remedy);
            }
            _ => self.call_no_more(entry, conflict.id),
        }
        if told {
            self.called.remove(&conflict.id);
        }
    }

    /// Notes that a paper is to be annulled: whether its holder was told by then is another matter.
    pub(super) fn annuls(&mut self, entry: EntryId, remedy: Remedy) {
        if remedy == Remedy::Annul {
            self.annulments.entry(entry).or_insert(Annulment::Due);
        }
    }

    /// A paper was annulled.
    pub fn annulled(&mut self, entry: EntryId) {
        if let Some(annulment) = self.annulments.get_mut(&entry) {
            *annulment = Annulment::Done;
        }
    }

    fn call_no_more(&mut self, entry: EntryId, conflict: Uuid) {
        if let Some(calls) = self.calls.get_mut(&entry) {
            calls.remove(&conflict);
            if calls.is_empty() {
                self.calls.remove(&entry);
            }
        }
    }

    /// The holder of a paper was called about a conflict that was decided.
    pub fn call(&mut self, entry: EntryId, conflict: Uuid, call: &Call) -> Result<(), IllegalWord> {
        let waits = self.calls.get(&entry).is_some_and(|calls| calls.contains_key(&conflict));
        if !waits {
            return Err(IllegalWord);
        }
        if call.ends() {
            self.call_no_more(entry, conflict);
            self.called.insert(conflict);
        }
        Ok(())
    }
}
