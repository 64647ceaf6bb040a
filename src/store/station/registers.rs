//! Questions about outages, authorisations and reservations.

use domain::ids::id::OutageId;

use super::keys;
use super::project::span;
use super::rows::{AuthorisationRow, OutageRow, ReservationRow};
use super::store::Store;
use crate::error::StoreError;

impl Store {
    /// All outages, newest first.
    pub fn outages(&self) -> Result<Vec<OutageRow>, StoreError> {
        let mut rows: Vec<OutageRow> = self.ask(|rows| rows.rows(&keys::outages()))?;
        rows.sort_by_key(|row| std::cmp::Reverse(row.position));
        Ok(rows)
    }

    /// One outage.
    pub fn outage(&self, id: OutageId) -> Result<Option<OutageRow>, StoreError> {
        self.ask(|rows| rows.row(&keys::outage(id.uuid())))
    }

    /// Positions of the first and the last record that issued an entry of an outage; `None` if there is none.
    pub fn span(&self, outage: OutageId) -> Result<Option<(u64, u64)>, StoreError> {
        let slots = self.ask(|rows| rows.raw(&keys::span(outage.uuid())))?;
        Ok(slots.as_deref().and_then(span).map(|(first, last)| (first.position(), last.position())))
    }

    /// Authorisations, oldest first: of an outage, or (`None`) recorded in advance and not yet attached.
    pub fn authorisations(&self, outage: Option<OutageId>) -> Result<Vec<AuthorisationRow>, StoreError> {
        let mut rows: Vec<AuthorisationRow> = self.ask(|rows| rows.rows(&keys::authorisations()))?;
        rows.retain(|row| row.authorisation.outage == outage);
        rows.sort_by_key(|row| row.position);
        Ok(rows)
    }

    /// Reservations of an outage, oldest first.
    pub fn reservations(&self, outage: OutageId) -> Result<Vec<ReservationRow>, StoreError> {
        let mut rows: Vec<ReservationRow> = self.ask(|rows| rows.rows(&keys::reservations(outage.uuid())))?;
        rows.sort_by_key(|row| row.position);
        Ok(rows)
    }
}
