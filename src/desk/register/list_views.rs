//! Who looked at many people's data at once: one record for a list, not for each row or refresh.

use uuid::Uuid;

use domain::journal::event::{Event, ListKind};
use domain::journal::record::Kind;

use crate::ledger::desk::Desk;
use crate::parts::session::Session;

impl Desk {
    /// Writes down that a list was looked at. `filter` names by what it was chosen, never the values.
    pub(crate) fn list_viewed(
        &self,
        who: &Session,
        what: ListKind,
        filter: &str,
        (rows, about): (usize, Option<Uuid>),
    ) {
        let look = (who.fingerprint(), what, filter.to_owned(), about);
        if rows == 0 || !self.list_views.is_new(look, self.premises.clock.monotonic()) {
            return;
        }
        let rows = u32::try_from(rows).unwrap_or(u32::MAX);
        let event = Event::ListViewed { what, filter: filter.to_owned(), rows, about };
        self.note(who.by(), Kind::Viewed, event);
    }
}
