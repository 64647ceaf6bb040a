//! What was done to keys and powers, told until somebody else has seen it.

use uuid::Uuid;

use domain::journal::event::Event;
use domain::journal::notice::{Deed, Notice};
use domain::journal::record::Kind;

use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::session::Session;

/// A deed as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeView {
    /// The deed.
    pub notice: Notice,
    /// Name of whose account it is about.
    pub about: Option<String>,
    /// Whether whoever asks may say that it was seen.
    pub may_see: bool,
}

impl Desk {
    /// What nobody else has seen yet, oldest first.
    pub fn notices(&self, who: &Session) -> Vec<NoticeView> {
        let head = self.head();
        let operators = head.accounts.values().map(|account| &account.operator);
        let view = |notice: &Notice| NoticeView {
            about: notice.about.and_then(|id| Some(head.accounts.get(&id)?.operator.name.clone())),
            may_see: notice.may_be_seen_by(who.operator, operators.clone()),
            notice: notice.clone(),
        };
        head.notices.iter().map(view).collect()
    }

    /// Somebody else has seen a deed. Seen twice is seen.
    pub fn see_notice(&self, who: &Session, id: Uuid) -> Result<(), DeskError> {
        who.needs(&[])?;
        if self.head().notices.iter().all(|notice| notice.id != id) {
            return Ok(());
        }
        self.commit(who.by(), Kind::NoticeSeen, |head, _| {
            let notice = head.notices.iter().find(|notice| notice.id == id).ok_or(DeskError::NotFound)?;
            let operators = head.accounts.values().map(|account| &account.operator);
            if !notice.may_be_seen_by(who.operator, operators) {
                return Err(DeskError::NotAllowed);
            }
            Ok(vec![Event::NoticeSeen { notice: id }])
        })
        .map(|_| ())
    }

    /// The last reset of an operator's PIN that nobody else has seen: told to the operator.
    pub fn reset_of(&self, who: &Session) -> Option<Notice> {
        let head = self.head();
        let own = |notice: &&Notice| notice.deed == Deed::PinReset && notice.about == Some(who.operator);
        head.notices.iter().rev().find(own).cloned()
    }
}
