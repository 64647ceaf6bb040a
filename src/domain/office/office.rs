//! The municipality and its office, as letterheads and confirmations name them.

use serde::{Deserialize, Serialize};

/// What stands on a letterhead and beside a control code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// Name without "Comune di": `Valdorè`.
    pub municipality: String,
    /// Two letters of the province: `PX`.
    pub province: String,
    /// The organisational unit: `Servizi demografici`.
    pub office: String,
    /// Telephone for confirmations. Set again at every opening: office lines may be dead.
    pub telephone: String,
}
