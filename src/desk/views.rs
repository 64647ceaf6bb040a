//! Who is being looked at, by whom, and whether anything followed. Kept in memory: the looks themselves stand in the
//! journal.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::domain::ids::id::{OperatorId, PersonId};
use crate::domain::journal::event::Event;
use crate::domain::journal::record::Kind;
use crate::domain::text::lines;

use super::counter::problem;
use super::error::DeskError;
use super::opened::Desk;
use super::sign_in::Session;

/// Longest reason, in characters.
const REASON: usize = 200;

/// What each operator looks at.
#[derive(Default)]
pub(super) struct Views(Mutex<HashMap<OperatorId, Looks>>);

#[derive(Clone, Copy, Debug, Default)]
struct Looks {
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
    pub(super) fn opened(&self, by: OperatorId, person: PersonId, near: &[PersonId]) {
        let mut looks = self.lock();
        let looks = looks.entry(by).or_default();
        let left = looks.open.filter(|open| *open != person && !near.contains(open));
        looks.owed = looks.owed.or(left);
        looks.open = Some(person);
    }

    /// A search begins: whoever stood open is left.
    pub(super) fn searched(&self, by: OperatorId) {
        let mut looks = self.lock();
        let looks = looks.entry(by).or_default();
        let left = looks.open.take();
        looks.owed = looks.owed.or(left);
    }

    /// Something was done for the person who stands open.
    pub(super) fn followed(&self, by: OperatorId) {
        if let Some(looks) = self.lock().get_mut(&by) {
            looks.open = None;
        }
    }

    fn owed(&self, by: OperatorId) -> Option<PersonId> {
        self.lock().get(&by).and_then(|looks| looks.owed)
    }

    fn settled(&self, by: OperatorId) {
        if let Some(looks) = self.lock().get_mut(&by) {
            looks.owed = None;
        }
    }
}

impl Desk {
    /// A person this operator opened and left without anything done, for which a reason is due.
    pub fn unexplained(&self, who: &Session) -> Option<PersonId> {
        self.views.owed(who.operator)
    }

    /// The operator turns to somebody else: whoever stood open is left. Who was left without anything done, if a reason is
    /// due.
    pub fn leave(&self, who: &Session) -> Option<PersonId> {
        self.views.searched(who.operator);
        self.unexplained(who)
    }

    /// Says why a person was opened though nothing followed. Field: `reason`.
    pub fn explain_view(&self, who: &Session, reason: &str) -> Result<(), DeskError> {
        who.needs(&[])?;
        let reason = lines::required_line(reason, REASON).map_err(|told| problem("reason", told))?;
        let person = self.unexplained(who).ok_or(DeskError::NotFound)?;
        let event = Event::ViewExplained { person: person.uuid(), reason };
        self.commit(who.by(), Kind::Viewed, |_, _| Ok(vec![event]))?;
        self.views.settled(who.operator);
        Ok(())
    }

    /// Something followed from looking at a person: no reason is due.
    pub(super) fn followed(&self, who: &Session) {
        self.views.followed(who.operator);
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
