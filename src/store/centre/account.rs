//! Accounts of the centre, as they lie in the store: who they are is sealed, the store knows a blind login only.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// Identity.
    pub id: Uuid,
    /// What is typed at sign-in, blind.
    pub login: [u8; 16],
    /// IPA code of its body; empty while there is one.
    pub body: String,
    /// Everything else.
    pub sealed: Vec<u8>,
}

/// All accounts, as they stood at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
    /// How many times they were changed until then: whoever changes one says so, so that two at once are told.
    pub changes: u64,
    /// The accounts, in any order.
    pub rows: Vec<AccountRow>,
}

/// An account as a store of before has it, in clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountInClear {
    /// Identity.
    pub id: Uuid,
    /// What is typed at sign-in.
    pub login: String,
    /// Name, as decisions show it.
    pub name: String,
    /// Hash of the password, PHC.
    pub phc: String,
    /// Whether it may sign in.
    pub active: bool,
}

/// What of an account the store reads.
#[derive(Serialize, Deserialize)]
pub(super) struct AccountHead {
    pub(super) id: Uuid,
    pub(super) login: [u8; 16],
    pub(super) body: String,
}
