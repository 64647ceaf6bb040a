//! Identifiers. All are uuid v7 (RFC 9562 §5.7), minted by `clock.rs` and handed in.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a freshly minted or a received uuid.
            pub fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The uuid itself.
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    )*};
}

id! {
    /// One workstation with its own journal.
    StationId;
    /// One outage as this station knows it. Stations share its [`crate::outage::outage::OutageCode`].
    OutageId;
    /// One entry; it was the draft's id before, and is the idempotency key of issuing.
    EntryId;
    /// One account.
    OperatorId;
    /// One delegation to sign.
    DelegationId;
    /// One authorisation of the register.
    AuthorisationId;
    /// One reservation of numbers.
    ReservationId;
    /// One person of an adopted extract: opaque, made of the extract's id and the person's row, so that an address
    /// of the person's page tells nothing, and lapses with the extract.
    PersonId;
    /// One centre as this station knows it.
    CentreId;
    /// Papers made in one go, for one person or one household.
    BasketId;
    /// A paper of a lost computer, as it was once written down.
    StrayId;
}
