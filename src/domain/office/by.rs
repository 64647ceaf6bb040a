//! Who gave a command.

use crate::domain::ids::id::OperatorId;
use serde::Deserialize;
use serde::Serialize;

/// Who gave the command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    /// The account.
    pub operator: OperatorId,
    /// Its name at the time.
    pub name: String,
}
