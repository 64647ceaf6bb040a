//! Deeds of the centre, as they lie in the store: one after another, none ever changed or removed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A deed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeedRow {
    /// Its number: 1, 2, …
    pub number: u64,
    /// When.
    pub at: i64,
    /// On which local day.
    pub day: NaiveDate,
    /// Whose, where somebody is known.
    pub who: Option<Uuid>,
    /// The chain that ends with it.
    pub chain: [u8; 32],
    /// What, sealed.
    pub sealed: Vec<u8>,
}

/// Which deeds are asked for; the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeedQuery {
    /// Of one account.
    pub who: Option<Uuid>,
    /// Of one local day.
    pub day: Option<NaiveDate>,
    /// Only those before this number (for the next page).
    pub below: Option<u64>,
    /// At most so many.
    pub limit: usize,
}

impl DeedQuery {
    /// Whether a deed is one of those asked for.
    pub(super) fn takes(&self, row: &DeedRow) -> bool {
        self.who.is_none_or(|who| row.who == Some(who)) && self.day.is_none_or(|day| row.day == day)
    }
}

/// What of a deed the store reads.
#[derive(Serialize, Deserialize)]
pub(super) struct DeedHead {
    pub(super) number: u64,
    pub(super) at: i64,
    pub(super) day: NaiveDate,
    pub(super) who: Option<Uuid>,
    pub(super) chain: String,
}
