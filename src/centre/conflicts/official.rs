//! A dead line closed *d'ufficio*: the station's own closing will never come, and archiving goes on all the same.

use serde::{Deserialize, Serialize};

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::seals::{self, Bound};
use crate::staff::accounts::Worker;
use domain::centre::centre_role::Right;
use domain::ids::id::{OutageId, StationId};
use domain::time::moment::Moment;
use store::centre::row::{Officially, OutageRow};

/// Characters of a reason.
const REASON: std::ops::RangeInclusive<usize> = 3..=400;

/// Who closed it, when and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialClosing {
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Moment,
}

impl Hub {
    /// Closes a station's part of an outage in its stead. What came is what counts from then on; should the station's own
    /// closing come after all, it stands beside this one. Of a centre put back from a copy, the station is still waited for as
    /// long as another part of it is neither closed so nor archived. Field: `reason`.
    pub fn close_officially(
        &self,
        who: &Worker,
        station: StationId,
        outage: OutageId,
        reason: &str,
    ) -> Result<(), CentreError> {
        who.needs(Right::Decide)?;
        let reason = reason.trim();
        if !REASON.contains(&reason.chars().count()) {
            return Err(CentreError::field(
                "reason",
                "Scrivere perché la postazione non chiuderà più questa parte (da 3 a 400 caratteri).",
                "Write why the station will never close this part (3 to 400 characters).",
            ));
        }
        if !self.note_official(station, outage, &who.name, reason)? {
            return Err(CentreError::AlreadyDecided);
        }
        // Who closes the last of it in the station's stead does not wait for its word either.
        if !self.has_other_parts(station)? {
            self.wait_no_more(station, &who.name, reason)?;
        }
        Ok(())
    }

    /// Whether a station has parts of outages that nobody closed officially and that are not archived: it may have been told
    /// numbers about these which it alone remembers.
    fn has_other_parts(&self, station: StationId) -> Result<bool, CentreError> {
        let waits = |row: &OutageRow| row.officially.is_none() && row.archived.is_none();
        Ok(self.store.outages()?.iter().any(|row| row.station == station && waits(row)))
    }

    pub(super) fn note_official(
        &self,
        station: StationId,
        outage: OutageId,
        by: &str,
        reason: &str,
    ) -> Result<bool, CentreError> {
        let at = self.clock.now();
        let closing = OfficialClosing { by: by.to_owned(), reason: reason.to_owned(), at };
        let name = official(station, outage);
        let sealed = seals::seal_json(&self.keys, Bound::Outage(&name), &closing, &self.random);
        let row = Officially { at: at.utc().timestamp_millis(), sealed };
        Ok(self.store.close_officially(station, outage, &row)?)
    }

    pub(super) fn official_of(&self, row: &OutageRow) -> Result<Option<OfficialClosing>, CentreError> {
        let name = official(row.station, row.outage);
        let closing = row.officially.as_ref();
        closing.map(|one| seals::open_json(&self.keys, Bound::Outage(&name), &one.sealed)).transpose()
    }
}

fn official(station: StationId, outage: OutageId) -> String {
    format!("{station}:{outage}:officially")
}
