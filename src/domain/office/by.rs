//! Who gave a command.

use serde::{Deserialize, Serialize};

use crate::ids::id::OperatorId;

/// Who gave the command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    /// The account.
    pub operator: OperatorId,
    /// Its name at the time.
    pub name: String,
}
