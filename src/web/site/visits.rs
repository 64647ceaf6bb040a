//! Who stands at the counter, and the document they showed: kept for the next paper of the same person, until *Prossima persona*,
//! a search, a lock. In memory only, for one session.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::ids::id::PersonId;

/// Somebody at the counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Name, as pages say it.
    pub name: String,
    /// Who it is in the extract, where the papers are their own.
    pub person: Option<PersonId>,
    /// What they showed: dotted names ([`desk::draft::topics::Stays::Visit`]).
    pub shown: BTreeMap<String, String>,
}

/// Whoever stands at each counter now, by the token of its session.
#[derive(Default)]
pub struct Visits(Mutex<HashMap<String, Visit>>);

impl Visits {
    /// Visits kept at a time: sessions that ended without a word leave theirs behind.
    const MOST: usize = 64;

    /// Somebody stands there.
    pub fn begin(&self, session: &str, visit: Visit) {
        let mut all = self.lock();
        if all.len() >= Self::MOST && !all.contains_key(session) {
            all.clear();
        }
        all.insert(session.to_owned(), visit);
    }

    /// Who stands there.
    pub fn of(&self, session: &str) -> Option<Visit> {
        self.lock().get(session).cloned()
    }

    /// They have gone, or somebody else may have come.
    pub fn end(&self, session: &str) {
        self.lock().remove(session);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Visit>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_is_of_its_session_and_ends() {
        let visits = Visits::default();
        let visit = Visit { name: "Rossi Anna".into(), person: None, shown: BTreeMap::new() };
        visits.begin("one", visit.clone());
        assert_eq!(visits.of("one"), Some(visit));
        assert_eq!(visits.of("two"), None);
        visits.end("one");
        assert_eq!(visits.of("one"), None);
    }
}
