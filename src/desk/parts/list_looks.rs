//! Lists written down a short while ago as looked at.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use uuid::Uuid;

use domain::journal::event::ListKind;

/// A list as one session looks at it.
pub(crate) type Look = ([u8; 16], ListKind, String, Option<Uuid>);

/// Lists written down a short while ago.
#[derive(Default)]
pub(crate) struct ListViews(Mutex<HashMap<Look, Duration>>);

impl ListViews {
    /// The same list, opened again by the same session within so long, is the same look.
    const SAME: Duration = Duration::from_mins(5);

    pub(crate) fn is_new(&self, look: Look, now: Duration) -> bool {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        looks.retain(|_, at| now.saturating_sub(*at) < Self::SAME);
        let fresh = !looks.contains_key(&look);
        if fresh {
            looks.insert(look, now);
        }
        fresh
    }
}
