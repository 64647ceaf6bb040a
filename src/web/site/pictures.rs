//! Pictures between the moment they are taken and the moment they are cropped. In memory only, a few at a time: what is
//! not cropped soon is taken again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use desk::draft::photograph::Upright;
use domain::ids::id::EntryId;

/// So many drafts may have an uncropped picture at once.
const MOST: usize = 8;

/// Uncropped pictures by draft, the oldest first.
#[derive(Default)]
pub struct Pictures(Mutex<VecDeque<(EntryId, Arc<Upright>)>>);

impl Pictures {
    /// Keeps the picture of a draft instead of the one before; the oldest of all makes room.
    pub fn keep(&self, draft: EntryId, picture: Upright) {
        let mut all = self.lock();
        all.retain(|(one, _)| *one != draft);
        all.push_back((draft, Arc::new(picture)));
        while all.len() > MOST {
            all.pop_front();
        }
    }

    /// The picture of a draft.
    pub fn of(&self, draft: EntryId) -> Option<Arc<Upright>> {
        self.lock().iter().find(|(one, _)| *one == draft).map(|(_, picture)| Arc::clone(picture))
    }

    /// Forgets it: the draft needs it no more.
    pub fn forget(&self, draft: EntryId) {
        self.lock().retain(|(one, _)| *one != draft);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(EntryId, Arc<Upright>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_oldest_makes_room_and_each_draft_has_one() {
        let pictures = Pictures::default();
        let draft = |n| EntryId::new(Uuid::from_u128(n));
        let picture = |width| Upright { jpeg: Vec::new(), width, height: 1 };
        for n in 0..9 {
            pictures.keep(draft(n), picture(1));
        }
        pictures.keep(draft(8), picture(2));
        assert!(pictures.of(draft(0)).is_none());
        assert_eq!(pictures.of(draft(8)).map(|picture| picture.width), Some(2));
        pictures.forget(draft(8));
        assert!(pictures.of(draft(8)).is_none() && pictures.of(draft(7)).is_some());
    }
}
