//! How many entries of an outage stand how. Whoever looks at the outages of many stations counts again only those of stations
//! that moved since: every entry that comes, and everything that happens to one that has its number, moves its station's head or its
//! newest outcome.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

use super::hub::Hub;
use crate::error::CentreError;
use domain::ids::anchor::{Anchor, Position};
use domain::ids::id::{OutageId, StationId};
use store::centre::part_counts::PartCounts;
use store::centre::row::StationRow;

/// Where a station stood when its entries were counted, and in which epoch: put back from a copy it may stand there again with other
/// decisions.
type Stood = (Option<Anchor>, u64, Uuid);
/// What was counted: a station's part of an outage, up to a position.
type Part = (StationId, OutageId, Option<Position>);

/// What was counted before. True of the database for as long as its stations stand where they stood.
#[derive(Default)]
pub(super) struct Counted(Mutex<BTreeMap<Part, (Stood, PartCounts)>>);

impl Hub {
    /// Counts a station's part of an outage, up to a position if one is given.
    pub(crate) fn count_part(
        &self,
        station: &StationRow,
        outage: OutageId,
        until: Option<Position>,
    ) -> Result<PartCounts, CentreError> {
        let (part, stood) = ((station.id, outage, until), (station.head, station.outcomes, self.epoch()?.id));
        let known = self.counted.0.lock().unwrap_or_else(PoisonError::into_inner).get(&part).copied();
        if let Some((_, tally)) = known.filter(|(before, _)| *before == stood) {
            return Ok(tally);
        }
        let tally = self.store.count_part(station.id, outage, until)?;
        // What happens to an entry that waits for its number is no outcome.
        if tally.unnumbered == 0 {
            self.counted.0.lock().unwrap_or_else(PoisonError::into_inner).insert(part, (stood, tally));
        }
        Ok(tally)
    }

    /// The parts of the outage that stations know by `code`; none if nobody knows it. Nothing is counted.
    pub fn parts_of(&self, code: &str) -> Result<Option<Vec<OutageId>>, CentreError> {
        let rows = self.store.outages()?;
        let parts: Vec<OutageId> =
            rows.into_iter().filter(|row| row.code == code).map(|row| row.outage).collect();
        Ok((!parts.is_empty()).then_some(parts))
    }
}
