//! A recovery code that is printed and not yet typed back.

use crate::domain::ids::id::OperatorId;
use crate::vault::RecoveryCode;

/// A recovery code shown and not yet typed back.
pub(in crate::desk) struct PendingCode {
    pub(in crate::desk) code: RecoveryCode,
    pub(in crate::desk) second: Option<OperatorId>,
}
