//! Numbers the protocol office gave: which are new, and what stands in the way.

use std::collections::HashMap;

use super::error::NotNumbered;
use domain::centre::exchange::OrdinaryNumber;
use domain::centre::exchange::ordinary::OrdinaryKey;
use domain::ids::id::EntryId;

/// How an entry stands.
pub(super) enum Stands {
    Waits,
    Has(OrdinaryNumber),
    Rejected,
}

impl Stands {
    /// Of an entry with these.
    pub(super) fn of(ordinary: Option<OrdinaryNumber>, rejected: bool) -> Self {
        match (ordinary, rejected) {
            (Some(number), _) => Self::Has(number),
            (None, true) => Self::Rejected,
            (None, false) => Self::Waits,
        }
    }
}

/// Those that are to be written down: no entry twice, no number twice.
pub(super) fn fresh<'a>(
    given: &'a [(EntryId, OrdinaryNumber)],
    entries: &HashMap<EntryId, Stands>,
    holders: &HashMap<OrdinaryKey, EntryId>,
) -> Result<Vec<&'a (EntryId, OrdinaryNumber)>, (EntryId, NotNumbered)> {
    let mut fresh: Vec<&(EntryId, OrdinaryNumber)> = Vec::new();
    let mut of_entry: HashMap<EntryId, OrdinaryKey> = HashMap::new();
    let mut of_number: HashMap<OrdinaryKey, EntryId> = HashMap::new();
    for one in given {
        let (id, number) = (one.0, one.1.key());
        let refused = |why| Err((id, why));
        match entries.get(&id) {
            None => return refused(NotNumbered::Unknown),
            Some(Stands::Rejected) => return refused(NotNumbered::Rejected),
            Some(Stands::Has(held)) if held.key() == number => continue,
            Some(Stands::Has(_)) => return refused(NotNumbered::Has),
            Some(Stands::Waits) => {}
        }
        if holders.get(&number).is_some_and(|holder| *holder != id)
            || of_number.get(&number).is_some_and(|other| *other != id)
        {
            return refused(NotNumbered::Held);
        }
        of_number.insert(number.clone(), id);
        match of_entry.insert(id, number.clone()) {
            None => fresh.push(one),
            Some(other) if other == number => {}
            Some(_) => return refused(NotNumbered::Has),
        }
    }
    Ok(fresh)
}
