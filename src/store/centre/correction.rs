//! Ordinary numbers put right: what goes in, what lies there, and what stands in the way.

use std::collections::{HashMap, HashSet};

use super::error::NotNumbered;
use super::given::Stands;
use domain::centre::exchange::OrdinaryNumber;
use domain::centre::exchange::ordinary::OrdinaryKey;
use domain::ids::id::EntryId;

/// A number that is put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCorrection {
    /// Of which entry.
    pub entry: EntryId,
    /// The number it has; if it has another by now, nothing is corrected.
    pub before: OrdinaryNumber,
    /// The right one.
    pub ordinary: OrdinaryNumber,
    /// When.
    pub at: i64,
    /// By whom and why: sealed JSON of [`domain::centre::exchange::Correction`].
    pub sealed: Vec<u8>,
}

/// A correction as it lies in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionRow {
    /// The number before.
    pub before: OrdinaryNumber,
    /// When.
    pub at: i64,
    /// By whom and why, sealed.
    pub sealed: Vec<u8>,
}

/// Whether all can be put right: each has the number that is corrected, and no number comes to two entries. `holders` are those of
/// the numbers to be given, doubled ones too.
pub(super) fn fit(
    corrections: &[NewCorrection],
    entries: &HashMap<EntryId, Stands>,
    holders: &HashMap<OrdinaryKey, Vec<EntryId>>,
) -> Result<(), (EntryId, NotNumbered)> {
    let moved: HashSet<EntryId> = corrections.iter().map(|one| one.entry).collect();
    let (mut seen, mut numbers) = (HashSet::new(), HashSet::new());
    for one in corrections {
        let refused = |why| Err((one.entry, why));
        match entries.get(&one.entry) {
            None => return refused(NotNumbered::Unknown),
            Some(Stands::Rejected) => return refused(NotNumbered::Rejected),
            Some(Stands::Has(held)) if *held == one.before => {}
            Some(_) => return refused(NotNumbered::Has),
        }
        let number = one.ordinary.key();
        let others = holders.get(&number).into_iter().flatten();
        let held = others.into_iter().any(|holder| !moved.contains(holder));
        if !seen.insert(one.entry) || held || !numbers.insert(number) {
            return refused(NotNumbered::Held);
        }
    }
    Ok(())
}
