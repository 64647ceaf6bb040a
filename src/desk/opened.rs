//! The opened counter.

use uuid::Uuid;

use crate::domain::event::Exercise;
use crate::domain::moment::Moment;

/// The opened counter. All methods are blocking and may be called from many threads.
pub struct Desk {
    _private: (),
}

impl Desk {
    /// Now, corrected.
    pub fn now(&self) -> Moment {
        todo!()
    }

    /// A fresh id for whatever a page is about to create (its idempotency key).
    pub fn mint(&self) -> Uuid {
        todo!()
    }

    /// Real or drill.
    pub fn exercise(&self) -> Exercise {
        todo!()
    }
}
