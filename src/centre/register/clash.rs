//! Two entries that cannot both be: what makes them clash, side by side, for whoever decides at either end.

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::instant::moment;
use domain::centre::exchange::ConflictKind;
use domain::centre::exchange::conflict::Difference;
use domain::money::duty::Duty;
use domain::person::evidence::Evidence;
use domain::register::entry::Entry;
use store::centre::row::{CentreEntry, ConflictRow};

impl Hub {
    /// The entry of a conflict beside the other one: number and hour of each, and what they have in common. The paper of the
    /// entry stands at the counter, the other one is known at the centre.
    pub(super) fn clashing(
        &self,
        row: &ConflictRow,
        other: &CentreEntry,
    ) -> Result<Vec<Difference>, CentreError> {
        let Some(this) = self.store.entry(row.entry)? else { return Ok(Vec::new()) };
        let mut differences = vec![beside("entry", issued(&this), issued(other))];
        let both = (self.entry_in_full(&this)?, self.entry_in_full(other)?);
        if let (Some(here), Some(there)) = both {
            differences.extend(in_common(row.kind, &here, &there));
        }
        Ok(differences)
    }
}

fn in_common(kind: ConflictKind, here: &Entry, there: &Entry) -> Option<Difference> {
    match (kind, &here.duty, &there.duty) {
        (
            ConflictKind::StampReused,
            Some(Duty::Stamp { serial: one, .. }),
            Some(Duty::Stamp { serial: other, .. }),
        ) => Some(beside("stamp", one.clone(), other.clone())),
        (ConflictKind::SecondAttestation, ..) => {
            Some(beside("evidence", identified(here), identified(there)))
        }
        _ => None,
    }
}

fn beside(field: &str, at_counter: String, at_centre: String) -> Difference {
    Difference { field: field.to_owned(), at_counter, at_centre }
}

/// `EM01-2026-0000007, 21/11/2026 10:42`
fn issued(row: &CentreEntry) -> String {
    format!("{}, {}", row.number, moment(row.issued).day_and_hour())
}

/// How somebody was identified, by its kind: numbers of documents stay with the entry.
fn identified(entry: &Entry) -> String {
    let how = match &entry.evidence {
        None => "non detto",
        Some(Evidence::Document { .. }) => "documento",
        Some(Evidence::PersonalKnowledge { .. }) => "conoscenza personale dell’ufficiale",
        Some(Evidence::Witnesses { .. }) => "due testimoni",
        Some(Evidence::PhotographOnFile { .. }) => "fotografia del cartellino",
        Some(Evidence::Police { .. }) => "forze di polizia",
    };
    format!("{} ({how})", entry.subject.full_name())
}
