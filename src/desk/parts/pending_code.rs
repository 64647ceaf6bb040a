//! A recovery code that is printed and not yet typed back.

use domain::ids::id::OperatorId;
use vault::RecoveryCode;

/// A recovery code shown and not yet typed back.
pub(crate) struct PendingCode {
    pub(crate) code: RecoveryCode,
    pub(crate) second: Option<OperatorId>,
}
