//! A recovery code that is printed and not yet typed back.

use super::session::Session;
use super::session::SignInError;
use crate::desk::error::Cause;
use crate::desk::error::DeskError;
use crate::desk::error::FieldProblem;
use crate::desk::ledger::desk::Desk;
use crate::desk::life::recovery_sheet;
use crate::desk::life::setup::RecoverySheet;
use crate::desk::staff::door::Door;
use crate::domain::ids::id::OperatorId;
use crate::domain::journal::event::Event;
use crate::domain::journal::notice::DATA_KEY_ADDED;
use crate::domain::journal::notice::PASSPHRASE_CHANGED;
use crate::domain::journal::notice::RECOVERY_CODE_CHANGED;
use crate::domain::journal::record::Kind;
use crate::domain::office::operator::Role;
use crate::domain::text::bilingual::Bilingual;
use crate::domain::time::moment::Moment;
use crate::vault::Passphrase;
use crate::vault::RecoveryCode;
use crate::vault::Secret;
use crate::vault::SecretText;

/// A recovery code shown and not yet typed back.
pub(in crate::desk) struct PendingCode {
    pub(in crate::desk) code: RecoveryCode,
    pub(in crate::desk) second: Option<OperatorId>,
}
