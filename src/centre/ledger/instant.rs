//! Moments as rows keep them.

use domain::time::moment::Moment;

/// A moment out of a row.
pub(crate) fn moment(millis: i64) -> Moment {
    Moment::new(chrono::DateTime::from_timestamp_millis(millis).unwrap_or_default())
}
