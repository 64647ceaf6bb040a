//! How many entries of an outage stand how.

/// How many entries of a station's part of an outage stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartCounts {
    /// Entries in all.
    pub entries: u64,
    /// With at least one open conflict, and not set aside.
    pub open: u64,
    /// Set aside, and none came in its place.
    pub rejected: u64,
    /// Whose holders are to be called.
    pub calls: u64,
    /// Waiting for an ordinary number.
    pub unnumbered: u64,
}
