//! Questions about outages, authorisations, reservations and numbers.

use uuid::Uuid;

use crate::domain::id::{EntryId, OutageId};
use crate::domain::number::Number;

use super::error::StoreError;
use super::life::Store;
use super::place;
use super::project::{BARRED, ISSUED};
use super::row::{AuthorisationRow, NumberState, OutageRow, ReservationRow};

impl Store {
    /// All outages, newest first.
    pub fn outages(&self) -> Result<Vec<OutageRow>, StoreError> {
        let mut rows: Vec<OutageRow> = self.ask(|rows| rows.rows(&place::outages()))?;
        rows.sort_by_key(|row| std::cmp::Reverse(row.position));
        Ok(rows)
    }

    /// One outage.
    pub fn outage(&self, id: OutageId) -> Result<Option<OutageRow>, StoreError> {
        self.ask(|rows| rows.row(&place::outage(id.uuid())))
    }

    /// Authorisations, oldest first: of an outage, or (`None`) recorded in advance and not yet attached.
    pub fn authorisations(&self, outage: Option<OutageId>) -> Result<Vec<AuthorisationRow>, StoreError> {
        let mut rows: Vec<AuthorisationRow> = self.ask(|rows| rows.rows(&place::authorisations()))?;
        rows.retain(|row| row.authorisation.outage == outage);
        rows.sort_by_key(|row| row.position);
        Ok(rows)
    }

    /// Reservations of an outage, oldest first.
    pub fn reservations(&self, outage: OutageId) -> Result<Vec<ReservationRow>, StoreError> {
        let mut rows: Vec<ReservationRow> =
            self.ask(|rows| rows.rows(&place::reservations(outage.uuid())))?;
        rows.sort_by_key(|row| row.position);
        Ok(rows)
    }

    /// What became of a number; `None` if it was never given (or stands reserved).
    pub fn number(&self, number: &Number) -> Result<Option<NumberState>, StoreError> {
        let Some(written) = self.ask(|rows| rows.raw(&place::number(number)))? else {
            return Ok(None);
        };
        let id = || written.last_chunk().map(|id| Uuid::from_bytes(*id));
        match written.first() {
            Some(&ISSUED) => id().map(|id| NumberState::Issued(EntryId::new(id))),
            Some(&BARRED) => Some(NumberState::Barred),
            _ => None,
        }
        .map(Some)
        .ok_or(StoreError::Damaged("a number of another shape"))
    }
}
