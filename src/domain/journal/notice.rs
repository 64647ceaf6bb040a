//! What was done to keys and powers, and must be seen by somebody else: it stands on the strip until it was.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::event::Event;
use crate::ids::id::OperatorId;
use crate::office::by::By;
use crate::office::operator::{Operator, OperatorStatus, Role};
use crate::time::moment::Moment;

/// What `keys-changed` says of a new recovery code.
pub const RECOVERY_CODE_CHANGED: &str = "recovery code changed";
/// What it says of a new passphrase.
pub const PASSPHRASE_CHANGED: &str = "passphrase changed";
/// What it says of a further data key.
pub const DATA_KEY_ADDED: &str = "data key added";
/// What it says of a station that opens without anybody from now on.
pub const OPENS_BY_ITSELF: &str = "opens by itself";
/// What it says of a station that asks for the passphrase at every start from now on.
pub const ASKED_AT_START: &str = "passphrase asked at start";

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// A new recovery code: the sheet of before opens nothing any more.
    RecoveryCode,
    /// A new passphrase.
    Passphrase,
    /// A further data key.
    DataKey,
    /// The station opens without anybody from now on.
    OpensByItself,
    /// The passphrase is asked at every start from now on.
    AskedAtStart,
    /// Somebody's PIN was reset.
    PinReset,
    /// Somebody may be a supervisor or records manager from now on.
    Powers,
}

/// One deed that waits to be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Identity.
    pub id: Uuid,
    /// What.
    pub deed: Deed,
    /// When.
    pub at: Moment,
    /// Who did it.
    pub by: By,
    /// Whose account, where it is about one.
    pub about: Option<OperatorId>,
}

impl Notice {
    /// The notice of an event, if it asks for one.
    pub fn of(event: &Event, at: Moment, by: Option<&By>) -> Option<Self> {
        let (id, deed, about) = match event {
            Event::KeysChanged { change, notice, .. } => {
                let deed = match change.as_str() {
                    RECOVERY_CODE_CHANGED => Deed::RecoveryCode,
                    PASSPHRASE_CHANGED => Deed::Passphrase,
                    OPENS_BY_ITSELF => Deed::OpensByItself,
                    ASKED_AT_START => Deed::AskedAtStart,
                    _ => Deed::DataKey,
                };
                ((*notice)?, deed, None)
            }
            Event::PinSet { operator, notice, .. } => ((*notice)?, Deed::PinReset, Some(*operator)),
            Event::OperatorSet { operator, notice } => ((*notice)?, Deed::Powers, Some(operator.id)),
            _ => return None,
        };
        Some(Self { id, deed, at, by: by?.clone(), about })
    }

    /// Whether an account may say that it has seen it: a supervisor or records manager who neither did it nor is who it is about.
    /// Where there is nobody else, whoever it is about does, and last whoever did it.
    pub fn may_be_seen_by<'a>(
        &self,
        account: OperatorId,
        operators: impl Iterator<Item = &'a Operator> + Clone,
    ) -> bool {
        let holds = |operator: &&Operator| {
            operator.status == OperatorStatus::Active
                && operator.roles.iter().any(|role| WATCHES.contains(role))
        };
        let other = |operator: &&Operator| operator.id != self.by.operator && Some(operator.id) != self.about;
        let watchers = operators.filter(holds);
        if watchers.clone().any(|operator| other(&operator)) {
            return watchers.filter(other).any(|operator| operator.id == account);
        }
        account == self.about.unwrap_or(self.by.operator)
    }
}

/// Roles whose holders see to keys and powers.
pub const WATCHES: [Role; 2] = [Role::Supervisor, Role::RecordsManager];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::id::OperatorId;

    fn operator(id: u128, roles: &[Role]) -> Operator {
        Operator {
            id: OperatorId::new(Uuid::from_u128(id)),
            login: format!("o{id}"),
            name: format!("O {id}"),
            roles: roles.iter().copied().collect(),
            status: OperatorStatus::Active,
        }
    }

    #[test]
    fn a_deed_is_seen_by_somebody_else_where_there_is_somebody_else() {
        let all = [
            operator(1, &[Role::Supervisor]),
            operator(2, &[Role::RecordsManager]),
            operator(3, &[Role::Supervisor]),
            operator(4, &[Role::Clerk]),
        ];
        let notice = |about: Option<u128>| Notice {
            id: Uuid::nil(),
            deed: Deed::PinReset,
            at: Moment::new(chrono::DateTime::UNIX_EPOCH),
            by: By { operator: all[0].id, name: String::new() },
            about: about.map(|id| OperatorId::new(Uuid::from_u128(id))),
        };
        let seen = |notice: &Notice, among: &[Operator]| -> Vec<usize> {
            (0..all.len()).filter(|at| notice.may_be_seen_by(all[*at].id, among.iter())).collect()
        };
        assert_eq!(seen(&notice(Some(2)), &all), [2]);
        assert_eq!(seen(&notice(None), &all), [1, 2]);
        // Two people: whoever it happened to; one person: nobody else is there.
        assert_eq!(seen(&notice(Some(2)), &all[..2]), [1]);
        assert_eq!(seen(&notice(None), &all[..1]), [0]);
    }
}
