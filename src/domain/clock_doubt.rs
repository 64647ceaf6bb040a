//! When a person must look at the clock (architecture rule 6). Order is the position, never the clock.

/// Why the clock must be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockDoubt {
    /// Nobody has confirmed it since the start.
    NotConfirmed,
    /// It is behind the last record.
    BehindLastRecord,
    /// It is more than 12 hours after the last look.
    Jumped,
    /// The local year is another than at the last confirmation.
    NewYear,
    /// Wall clock and monotonic clock drifted apart by over 60 seconds.
    Drifted,
}
