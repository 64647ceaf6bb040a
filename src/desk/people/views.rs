//! Who is being looked at, by whom, and whether anything followed. Kept in memory: the looks themselves stand in the
//! journal.

use crate::error::{DeskError, problem};
use crate::ledger::desk::Desk;
use crate::parts::limits::REASON;
use crate::parts::session::Session;
use domain::ids::id::PersonId;
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::text::lines;

impl Desk {
    /// A person this operator opened and left without anything done, for which a reason is due.
    pub fn unexplained(&self, who: &Session) -> Option<PersonId> {
        self.views.owed(who.operator)
    }

    /// Surname and names of that person, while the extract has them. They were shown before: it is no further look.
    pub fn unexplained_name(&self, who: &Session) -> Option<String> {
        let (_, person) = self.resident(self.unexplained(who)?).ok()?;
        Some(format!("{} {}", person.surname, person.given_names).trim().to_owned())
    }

    /// The operator turns to somebody else: whoever stood open is left. Who was left without anything done, if a reason is
    /// due.
    pub fn leave(&self, who: &Session) -> Option<PersonId> {
        self.views.searched(who.operator);
        self.unexplained(who)
    }

    /// Says why a person was opened though nothing followed. Field: `reason`.
    pub fn explain_view(&self, who: &Session, reason: &str) -> Result<(), DeskError> {
        who.needs(&[])?;
        let reason = lines::required_line(reason, REASON).map_err(|told| problem("reason", told))?;
        let person = self.unexplained(who).ok_or(DeskError::NotFound)?;
        let event = Event::ViewExplained { person: person.uuid(), reason };
        self.commit_if_it_can(who.by(), Kind::Viewed, event)?;
        self.views.settled(who.operator);
        Ok(())
    }

    /// Something followed from looking at a person: no reason is due.
    pub(crate) fn followed(&self, who: &Session) {
        self.views.followed(who.operator);
    }
}
