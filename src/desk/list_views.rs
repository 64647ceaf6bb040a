//! Who looked at many people's data at once: one record for a list, not for each row or refresh.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use uuid::Uuid;

use crate::domain::journal::event::{Event, ListKind};
use crate::domain::journal::record::Kind;

use super::opened::Desk;
use super::sign_in::Session;

/// A list as one session looks at it.
type Look = ([u8; 16], ListKind, String, Option<Uuid>);

/// Lists written down a short while ago.
#[derive(Default)]
pub(super) struct ListViews(Mutex<HashMap<Look, Duration>>);

impl ListViews {
    /// The same list, opened again by the same session within so long, is the same look.
    const SAME: Duration = Duration::from_mins(5);

    fn is_new(&self, look: Look, now: Duration) -> bool {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        looks.retain(|_, at| now.saturating_sub(*at) < Self::SAME);
        let fresh = !looks.contains_key(&look);
        if fresh {
            looks.insert(look, now);
        }
        fresh
    }
}

impl Desk {
    /// Writes down that a list was looked at. `filter` names by what it was chosen, never the values.
    pub(super) fn list_viewed(
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
