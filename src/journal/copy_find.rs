//! Which of the folders on a stick holds a station's second copy. A stick that was pulled out may come back with a folder in
//! which nothing can be made any more, and no program can be sure to put it out of the way: then the copy begins again in a
//! fresh one beside it. What counts is what is in them, not what they are called.

use std::path::Path;

use super::copy_home::{CopyHome, TOPS};
use super::copy_look::last_record;
use disk::Disk;
use domain::ids::anchor::Position;
use domain::ids::id::StationId;

impl CopyHome {
    /// The copy of `station` on the stick whose folder is `stick`: where there are several, the one that knows most. Where
    /// there is none, the place where it begins.
    pub fn find(disk: &dyn Disk, stick: &Path, station: StationId) -> Self {
        let mut all = Self::all(disk, stick, station);
        if all.len() > 1 {
            all.sort_by_cached_key(|home| home.knows(disk));
        }
        all.pop().unwrap_or_else(|| Self::new(stick, station))
    }

    /// Every folder of the station on the stick, in the order they were begun.
    pub(super) fn all(disk: &dyn Disk, stick: &Path, station: StationId) -> Vec<Self> {
        let first = Self::new(stick, station);
        (1..=TOPS).map(|top| first.in_top(top)).filter(|home| home.has_folder(disk)).collect()
    }

    /// The other places on the stick where the copy may lie: those begun already, the last one first, then one that was
    /// not.
    pub(super) fn others(&self, disk: &dyn Disk) -> Vec<Self> {
        let there: Vec<Self> = Self::all(disk, self.stick(), self.station());
        let begun = |top: &u32| *top == self.top() || there.iter().any(|home| home.top() == *top);
        let fresh = (1..=TOPS).find(|top| !begun(top)).map(|top| self.in_top(top));
        there.into_iter().rev().filter(|home| home != self).chain(fresh).collect()
    }

    /// How much it knows: that another life was begun from it, then how far it came.
    fn knows(&self, disk: &dyn Disk) -> (bool, Option<Position>, bool, u32) {
        let says = self.says(disk).ok();
        let claimed = says.as_ref().is_some_and(|(says, _)| !says.claims.is_empty());
        let head = last_record(disk, &self.journal()).ok().flatten();
        // Of two that know the same the later one was begun for a reason; of two that know nothing neither was.
        let turn = if head.is_some() { self.top() } else { TOPS - self.top() };
        (claimed, head.map(|head| head.position), says.is_some(), turn)
    }
}
