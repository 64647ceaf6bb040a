//! The embedded store: projections of the journal that screens ask questions of. The only place that says sled.
//!
//! Never the only holder of an issued entry: it is fed from the journal, trusted only as far as it can prove itself, and
//! rebuilt whole otherwise. Drafts and sign-ins live here alone and may be lost with it.
//!
//! | file | subject |
//! |---|---|
//! | [`station`] | the store of a station: projections of its journal, what is passing beside them |
//! | [`record`] | a journal record as the store takes it in |
//! | `guard` | the fence around sled's panics |
//! | [`error`] | what can go wrong |
//! | [`centre`] | the centre's store: one contract, two stores |

pub mod centre;
pub mod error;
mod guard;
pub mod record;
pub mod station;

pub use error::StoreError;
pub use record::Record;
pub use station::numbered::Numbered;
pub use station::numbers::Accounted;
pub use station::recovery::RecoveryRow;
pub use station::rows::{
    AuthorisationRow, Calls, Counts, EntryPage, EntryQuery, EntryRow, KeptDraft, NumberState, OutageRow,
    ReservationRow, StateKind, Unread,
};
pub use station::store::{ChainAt, Drafts, Found, Store};
pub use station::volatile::Drawer;
