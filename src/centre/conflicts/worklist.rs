//! What waits for a decision: true differences first, what is only written in another way apart and for many at once.

use uuid::Uuid;

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::reason::reasoned;
use crate::register::entries::{ConflictView, EntryView};
use crate::staff::accounts::Worker;
use domain::centre::centre_role::Right;
use domain::centre::exchange::{ConflictKind, Remedy};

/// Open conflicts a page shows at most.
const SHOWN: usize = 500;
/// Open conflicts among which those are looked for that are shown first.
const LOOKED_AT: usize = 20_000;

/// Open conflicts as a page shows them.
#[derive(Debug, Default)]
pub struct Worklist {
    /// Kinds one by one, those decided for many last; in each the oldest first.
    pub groups: Vec<Group>,
    /// How many are shown.
    pub shown: usize,
    /// How many are open in all.
    pub open: u64,
}

impl Worklist {
    /// Whether all that are open are shown.
    pub fn is_whole(&self) -> bool {
        self.open <= self.shown as u64
    }
}

/// Open conflicts of one kind.
#[derive(Debug)]
pub struct Group {
    /// What they are.
    pub kind: ConflictKind,
    /// They and their entries.
    pub rows: Vec<(ConflictView, EntryView)>,
}

impl Hub {
    /// Conflicts nobody has decided: what differs truly before what may be decided for many, in each the oldest first.
    pub fn worklist(&self) -> Result<Vec<(ConflictView, EntryView)>, CentreError> {
        let mut open = self.store.open_conflicts(LOOKED_AT)?;
        open.sort_by_key(|row| row.kind.is_decided_for_many());
        open.truncate(SHOWN);
        open.iter().map(|row| Ok((self.conflict_view(row)?, self.entry(row.entry)?))).collect()
    }

    /// The same by kinds, and how many there are in all.
    pub fn grouped_worklist(&self) -> Result<Worklist, CentreError> {
        let rows = self.worklist()?;
        let mut list =
            Worklist { shown: rows.len(), open: self.store.count_open_conflicts()?, ..Worklist::default() };
        for row in rows {
            let kind = row.0.conflict.kind;
            match list.groups.iter_mut().find(|group| group.kind == kind) {
                Some(group) => group.rows.push(row),
                None => list.groups.push(Group { kind, rows: vec![row] }),
            }
        }
        list.groups.sort_by_key(|group| (group.kind.is_decided_for_many(), group.kind));
        Ok(list)
    }

    /// Decides many conflicts with one reason, each with a decision of its own; how many. One that somebody else decided in
    /// the meantime stays as it was decided.
    pub fn decide_many(
        &self,
        who: &Worker,
        conflicts: &[Uuid],
        remedy: Remedy,
        reason: &str,
    ) -> Result<usize, CentreError> {
        who.needs(Right::Decide)?;
        let reason = reasoned(reason)?;
        if conflicts.is_empty() {
            return Err(CentreError::field(
                "conflict",
                "Scegliere almeno una differenza.",
                "Choose one difference at least.",
            ));
        }
        for id in conflicts {
            let row = self.store.conflict(*id)?.ok_or(CentreError::NotFound)?;
            let mends = row.kind.remedies(false).any(|one| one == remedy);
            if !row.kind.is_decided_for_many() || !mends {
                return Err(CentreError::field(
                    "remedy",
                    "Si decide insieme solo di ciò che è scritto in altro modo, e non si annulla.",
                    "Only what is written in another way is decided together, and nothing is annulled.",
                ));
            }
        }
        let mut decided = 0;
        for id in conflicts {
            match self.decide(who, *id, remedy, reason) {
                Ok(()) => decided += 1,
                // The one who came first is told on the page of the difference.
                Err(CentreError::AlreadyDecided | CentreError::Field { field: "remedy", .. }) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(decided)
    }
}
