//! Moments as rows keep them.

use crate::domain::time::moment::Moment;

/// A moment out of a row.
pub(in crate::centre) fn moment(millis: i64) -> Moment {
    Moment::new(chrono::DateTime::from_timestamp_millis(millis).unwrap_or_default())
}
