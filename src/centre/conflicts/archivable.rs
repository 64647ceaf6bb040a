//! What stands between a station's part of an outage and its archive: each thing by itself, so that a page can lead there.

use super::decide::OutagePart;
use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::obstacle::Obstacle;
use domain::ids::id::{OutageId, StationId};

impl OutagePart {
    /// Everything that stands in the way of archiving it. A part closed officially waits for its station no more: neither for
    /// its entries nor for its acts.
    pub fn obstacles(&self) -> Vec<Obstacle> {
        let missing = self.expected().map_or(0, |expected| expected.saturating_sub(self.counted));
        let of_the_station = if self.official.is_some() { (0, 0) } else { (missing, self.told.unsigned) };
        let passed_on = self.passed_to.is_some();
        let counted = [
            (of_the_station.0, Obstacle::Missing as fn(u64) -> Obstacle),
            (self.open, Obstacle::Undecided),
            (self.calls, Obstacle::Calls),
            (self.unnumbered, Obstacle::Unnumbered),
            (if passed_on { 0 } else { of_the_station.1 }, Obstacle::Unsigned),
        ];
        let open = (self.is_unclosed() && !passed_on).then_some(Obstacle::Open);
        let counted = counted.into_iter().filter(|(found, _)| *found > 0).map(|(found, of)| of(found));
        open.into_iter().chain(counted).collect()
    }
}

impl Hub {
    /// The part of an outage that is asked to be archived has nothing in its way.
    pub(super) fn is_archivable(&self, station: StationId, outage: OutageId) -> Result<(), CentreError> {
        let views = self.outages()?;
        let mut parts = views.iter().flat_map(|view| &view.parts);
        let part = parts.find(|part| (part.row.station, part.row.outage) == (station, outage));
        let part = part.ok_or(CentreError::NotFound)?;
        let mut obstacles = part.obstacles();
        // Closed by now, if its successor's closing is here whole.
        obstacles.extend((part.is_unclosed() && part.passed_to.is_some()).then_some(Obstacle::PassedOn));
        if part.row.archived.is_some() || obstacles.is_empty() {
            Ok(())
        } else {
            Err(CentreError::NotArchivable(obstacles))
        }
    }
}
