//! What people needed papers for, day by day.

use chrono::NaiveDate;

use domain::form::purpose::{Purpose, Route};

use super::keys;
use super::store::Store;
use crate::error::StoreError;

impl Store {
    /// The answers of a local day, in order.
    pub fn purposes(&self, day: NaiveDate) -> Result<Vec<(Purpose, Route)>, StoreError> {
        self.ask(|rows| rows.rows(&keys::purposes(day)))
    }
}
