//! What was done at the centre, and by whom: signing in, accounts, decisions, reading. One deed after another, each bound to
//! the one before by its hash; none is ever changed or removed. No citizen stands in it: ids, numbers, states, days, counts.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::accounts::Worker;
use super::error::CentreError;
use super::opened::Hub;
use super::seals::{self, Bound};
use crate::domain::moment::Moment;
use crate::store::centre::deed::{DeedQuery, DeedRow};

/// Where it is noted where the deeds end.
const HEAD: &str = "deeds";
/// What the chain begins with.
const TAG: &[u8] = b"sportello/centre/deed/v1";
/// Tries to put a deed after the last one, where other instances do the same.
const TRIES: usize = 100;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// Somebody signed in.
    SignedIn,
    /// A wrong password for an account.
    SignInFailed,
    /// A session was ended.
    SignedOut,
    /// An account was made.
    AccountMade,
    /// What an account is for was changed.
    RolesChanged,
    /// An account was closed.
    AccountClosed,
    /// An account was opened again.
    AccountReopened,
    /// A password was given to an account.
    PasswordGiven,
    /// Somebody changed their own password.
    PasswordChanged,
    /// Something was decided.
    Decided,
    /// A station was let in, refused, suspended, resumed.
    Station,
    /// Something was brought in: a bundle, numbers, reference data.
    Brought,
    /// Something was read.
    Read,
    /// Something was taken out as a file.
    TakenOut,
}

impl What {
    /// Stable code, as exports have it.
    pub fn code(self) -> &'static str {
        match self {
            Self::SignedIn => "signed-in",
            Self::SignInFailed => "sign-in-failed",
            Self::SignedOut => "signed-out",
            Self::AccountMade => "account-made",
            Self::RolesChanged => "roles-changed",
            Self::AccountClosed => "account-closed",
            Self::AccountReopened => "account-reopened",
            Self::PasswordGiven => "password-given",
            Self::PasswordChanged => "password-changed",
            Self::Decided => "decided",
            Self::Station => "station",
            Self::Brought => "brought",
            Self::Read => "read",
            Self::TakenOut => "taken-out",
        }
    }
}

/// A deed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// What.
    pub what: What,
    /// About which account, entry, conflict, outage, station: an id or a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Which list, with which filter; what was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// How many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// From which address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<IpAddr>,
}

impl Deed {
    /// A deed about nothing in particular.
    pub fn of(what: What) -> Self {
        Self { what, about: None, filter: None, count: None, source: None }
    }

    /// A deed about something that has an id or a code.
    pub fn about(what: What, about: impl ToString) -> Self {
        Self { about: Some(about.to_string()), ..Self::of(what) }
    }

    /// With what was asked for or decided.
    #[must_use]
    pub fn filtered(self, filter: impl Into<String>) -> Self {
        Self { filter: Some(filter.into()), ..self }
    }

    /// With how many.
    #[must_use]
    pub fn counting(self, count: u64) -> Self {
        Self { count: Some(count), ..self }
    }

    /// With where it came from.
    #[must_use]
    pub fn from(self, source: IpAddr) -> Self {
        Self { source: Some(source), ..self }
    }
}

/// A deed as it was written down. The chain is over its JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Its number: 1, 2, …
    pub number: u64,
    /// When.
    pub at: Moment,
    /// The account, where somebody was signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<Uuid>,
    /// The name it had then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What.
    #[serde(flatten)]
    pub deed: Deed,
}

/// Where the deeds end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    number: u64,
    chain: [u8; 32],
}

impl Hub {
    /// Writes a deed down. Where that fails, what it is about is not to be done.
    pub fn note(&self, who: Option<&Worker>, deed: Deed) -> Result<(), CentreError> {
        let at = self.clock.now();
        let mut done =
            Done { number: 0, at, who: who.map(|who| who.id), name: who.map(|who| who.name.clone()), deed };
        for _ in 0..TRIES {
            let before = self.last_deed()?;
            done.number = before.number + 1;
            let plain = serde_json::to_vec(&done).expect("a deed holds only texts and numbers");
            let head = Head { number: done.number, chain: chain(&before.chain, &plain) };
            let bound = done.number.to_string();
            let row = DeedRow {
                number: done.number,
                at: at.utc().timestamp_millis(),
                day: at.day(),
                who: done.who,
                chain: head.chain,
                sealed: seals::seal(&self.keys, Bound::Deed(&bound), &plain, &self.random),
            };
            let head = seals::seal_json(&self.keys, Bound::Setting(HEAD), &head, &self.random);
            if self.store.append_deed(&row, (HEAD, &head))? {
                return Ok(());
            }
        }
        Err(CentreError::Busy)
    }

    fn last_deed(&self) -> Result<Head, CentreError> {
        let last = self.store.deeds(&DeedQuery { limit: 1, ..DeedQuery::default() })?;
        Ok(last.first().map(|row| Head { number: row.number, chain: row.chain }).unwrap_or_default())
    }
}

/// SHA-256 of the tag, the chain before and the deed's JSON.
fn chain(before: &[u8; 32], plain: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [TAG, before, plain] {
        hash.update(part);
    }
    hash.finalize().into()
}
