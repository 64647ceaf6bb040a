//! Where each record lies: 8 bytes a record, in memory.

use domain::ids::anchor::Position;

const NOWHERE: u32 = u32::MAX;
/// Positions further ahead than this are taken for damage, so that eight bytes on a disk cannot take all memory.
const FURTHEST_LEAP: u64 = 1 << 22;

/// A place in a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which segment, by order.
    pub segment: u32,
    /// From its beginning.
    pub offset: u32,
}

/// Position → place.
#[derive(Clone, Debug, Default)]
pub struct Index(Vec<Entry>);

impl Index {
    /// Where the record at `position` lies; `None` if it is nowhere.
    pub fn get(&self, position: Position) -> Option<Entry> {
        self.0.get(slot(position)?).copied().filter(|entry| entry.offset != NOWHERE)
    }

    /// Whether `position` is near enough to what is known to be believed.
    pub fn believes(&self, position: Position) -> bool {
        position.get() <= self.0.len() as u64 + FURTHEST_LEAP
    }

    /// Notes where a record lies. Positions between become holes.
    pub fn put(&mut self, position: Position, entry: Entry) {
        let Some(slot) = slot(position) else { return };
        if slot >= self.0.len() {
            self.0.resize(slot + 1, Entry { segment: 0, offset: NOWHERE });
        }
        self.0[slot] = entry;
    }

    /// Forgets `position` and all after it.
    pub fn cut(&mut self, position: Position) {
        self.0.truncate(slot(position).unwrap_or(usize::MAX));
    }

    /// Records that can be read.
    pub fn records(&self) -> u64 {
        self.0.iter().filter(|entry| entry.offset != NOWHERE).count() as u64
    }
}

fn slot(position: Position) -> Option<usize> {
    usize::try_from(position.get() - 1).ok()
}
