//! What each operator looks at, and for whom a reason is due.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::ids::id::{OperatorId, PersonId};

/// What each operator looks at.
#[derive(Default)]
pub(crate) struct Views(Mutex<HashMap<OperatorId, Looks>>);

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Looks {
    /// Opened, and nothing has followed yet.
    open: Option<PersonId>,
    /// Left without anything done: a reason is due.
    owed: Option<PersonId>,
}

impl Views {
    fn lock(&self) -> MutexGuard<'_, HashMap<OperatorId, Looks>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A person was opened; `near` are the others of the family, among whom one may go to and fro.
    pub(crate) fn opened(&self, by: OperatorId, person: PersonId, near: &[PersonId]) {
        let mut looks = self.lock();
        let looks = looks.entry(by).or_default();
        let left = looks.open.filter(|open| *open != person && !near.contains(open));
        looks.owed = looks.owed.or(left);
        looks.open = Some(person);
    }

    /// A search begins: whoever stood open is left.
    pub(crate) fn searched(&self, by: OperatorId) {
        let mut looks = self.lock();
        let looks = looks.entry(by).or_default();
        let left = looks.open.take();
        looks.owed = looks.owed.or(left);
    }

    /// Something was done for the person who stands open.
    pub(crate) fn followed(&self, by: OperatorId) {
        if let Some(looks) = self.lock().get_mut(&by) {
            looks.open = None;
        }
    }

    pub(crate) fn owed(&self, by: OperatorId) -> Option<PersonId> {
        self.lock().get(&by).and_then(|looks| looks.owed)
    }

    pub(crate) fn settled(&self, by: OperatorId) {
        if let Some(looks) = self.lock().get_mut(&by) {
            looks.owed = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_reason_is_due_only_for_who_was_left_without_anything_done() {
        let (views, anna) = (Views::default(), OperatorId::new(Uuid::from_u128(1)));
        let [one, wife, other] = [10, 11, 12].map(|id| PersonId::new(Uuid::from_u128(id)));
        views.opened(anna, one, &[wife]);
        views.opened(anna, one, &[wife]);
        views.opened(anna, wife, &[one]);
        assert_eq!(views.owed(anna), None);
        views.followed(anna);
        views.searched(anna);
        assert_eq!(views.owed(anna), None);
        views.opened(anna, one, &[wife]);
        views.opened(anna, other, &[]);
        assert_eq!(views.owed(anna), Some(one));
        views.settled(anna);
        views.searched(anna);
        assert_eq!(views.owed(anna), Some(other));
        assert_eq!(views.owed(OperatorId::new(Uuid::from_u128(2))), None);
    }
}
