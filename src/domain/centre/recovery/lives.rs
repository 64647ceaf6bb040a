//! How the entries of the lives before this one stand with the centres.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{IllegalWord, Reach, Recovery, Unsettled};
use crate::centre::centre::Centre;
use crate::ids::anchor::{Anchor, Position};
use crate::ids::id::{CentreId, StationId};

/// How far a centre got with one journal, to be changed.
pub(super) struct Line<'a> {
    pub(super) reached: &'a mut Option<Anchor>,
    pub(super) outcomes: &'a mut u64,
    pub(super) doubt: &'a mut Option<Position>,
    pub(super) told: &'a mut Option<Uuid>,
    pub(super) epoch: &'a mut Option<Uuid>,
    pub(super) left: &'a mut BTreeSet<Uuid>,
}

impl Recovery {
    /// A new life begins where the one of `before` ended: what centres hold of it stays known under its name.
    pub(crate) fn begin_life(&mut self, before: StationId) {
        for known in self.centres.values_mut() {
            // Each life signs with its own key: the new one is still to be made known.
            let reach = Reach {
                reached: known.reached.take(),
                outcomes: std::mem::take(&mut known.outcomes),
                doubt: known.doubt.take(),
                certificate: std::mem::take(&mut known.centre.certificate),
                aside: BTreeMap::new(),
                told: known.told.take(),
                epoch: known.epoch.take(),
                left: std::mem::take(&mut known.left),
            };
            known.past.insert(before, reach);
        }
        // Positions of another journal: they would name other records here.
        for (position, aside) in std::mem::take(&mut self.aside) {
            let reach = self.centres.get_mut(&aside.centre).and_then(|known| known.past.get_mut(&before));
            if let Some(reach) = reach {
                reach.aside.insert(position, aside);
            }
        }
        for unsettled in self.unsettled.values_mut() {
            unsettled.life.get_or_insert(before);
        }
        self.past.insert(before, self.last_shared.take());
    }

    /// This state and what late records issued beyond it. What centres said while they were written is asked for again.
    #[must_use]
    pub(crate) fn with_late(mut self, late: Self) -> Self {
        for (entry, unsettled) in late.unsettled {
            self.unsettled.entry(entry).or_insert(Unsettled { words: BTreeMap::new(), ..unsettled });
        }
        self.last_shared = late.last_shared;
        self
    }

    /// The last record of a life whose payload goes to the centres; none names the present one.
    pub fn last_of(&self, life: Option<StationId>) -> Option<Position> {
        match life {
            None => self.last_shared,
            Some(life) => self.past.get(&life).copied().flatten(),
        }
    }

    /// What is known of one centre and one journal.
    pub(super) fn line(
        &mut self,
        centre: CentreId,
        life: Option<StationId>,
    ) -> Result<Line<'_>, IllegalWord> {
        let lived = life.is_none_or(|past| self.past.contains_key(&past));
        let known = self.known(centre)?;
        match life {
            None => Ok(Line {
                reached: &mut known.reached,
                outcomes: &mut known.outcomes,
                doubt: &mut known.doubt,
                told: &mut known.told,
                epoch: &mut known.epoch,
                left: &mut known.left,
            }),
            Some(life) if lived => {
                let reach = known.past.entry(life).or_default();
                Ok(Line {
                    reached: &mut reach.reached,
                    outcomes: &mut reach.outcomes,
                    doubt: &mut reach.doubt,
                    told: &mut reach.told,
                    epoch: &mut reach.epoch,
                    left: &mut reach.left,
                })
            }
            Some(_) => Err(IllegalWord),
        }
    }

    /// A centre knows a life before this one, whose certificate `centre` has.
    pub(crate) fn set_past(&mut self, centre: &Centre, life: StationId) -> Result<(), IllegalWord> {
        if !self.past.contains_key(&life) {
            return Err(IllegalWord);
        }
        let present = self.centres.get(&centre.id).map(|known| known.centre.certificate.clone());
        self.set(&Centre { certificate: present.unwrap_or_default(), ..centre.clone() });
        let reach = self.known(centre.id)?.past.entry(life).or_default();
        reach.certificate.clone_from(&centre.certificate);
        Ok(())
    }
}
