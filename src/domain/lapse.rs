//! When the authorisations of an outage run out (DPR 445/2000 art. 63 c. 1–2).

use super::moment::Moment;

/// How the authorisation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lapse {
    /// Covered.
    Covered {
        /// Until when.
        until: Moment,
        /// Whether the warning is due (four hours before each expiry; from the 20th hour of the first period).
        warn: bool,
    },
    /// Run out: new entries wait.
    Lapsed {
        /// Since when.
        since: Moment,
    },
}
