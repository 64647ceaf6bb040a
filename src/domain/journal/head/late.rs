//! Late records in the fold: those of a life that ended which nobody here knew of when its successor began.
//!
//! What they issued counts. What they decided for a counter does not: its successor went on without it.

use super::{Head, Outage};

impl Head {
    /// What a successor takes over of this state, which late records were folded into; `known` is the state it began with.
    #[must_use]
    pub fn taken_over(self, known: Self) -> Self {
        let mut delegations = known.delegations;
        for (id, delegation) in self.delegations {
            delegations.entry(id).or_insert(delegation);
        }
        Self {
            counters: self.counters,
            entries: self.entries,
            doubts: self.doubts,
            strays: self.strays,
            outages: outages(self.outages, &known.outages),
            recovery: known.recovery.with_late(self.recovery),
            delegations,
            ..known
        }
    }
}

/// All outages: those known are as open as they were known to be, and the last of them stays the last.
fn outages(late: Vec<Outage>, known: &[Outage]) -> Vec<Outage> {
    let mut all = late;
    for one in &mut all {
        if let Some(known) = known.iter().find(|known| known.opening.outage == one.opening.outage) {
            one.closing.clone_from(&known.closing);
            one.archived = known.archived;
        }
    }
    if let Some(last) = known.len().checked_sub(1).filter(|last| *last < all.len()) {
        // Those that late records opened come after it.
        let last = all.remove(last);
        all.push(last);
    }
    all
}
