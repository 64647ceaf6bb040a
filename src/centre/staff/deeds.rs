//! What was done at the centre, and by whom: signing in, accounts, decisions, reading. One deed after another, each bound to
//! the one before by its hash; none is ever changed or removed. No citizen stands in it: ids, numbers, states, days, counts.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::seals::{self, Bound};
use domain::centre::centre_role::Right;
use domain::ids::id::{EntryId, OutageId, StationId};
use domain::time::moment::Moment;
use store::centre::deed::{DeedQuery, DeedRow};

use super::accounts::Worker;

/// Where it is noted where the deeds end.
const HEAD: &str = "deeds";
/// What the chain begins with.
const TAG: &[u8] = b"sportello/centre/deed/v1";
/// Tries to put a deed after the last one, where other instances do the same.
const TRIES: usize = 100;
/// Deeds read at a time.
const AT_ONCE: usize = 500;

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
    pub fn about(what: What, about: impl Into<About>) -> Self {
        Self { about: Some(about.into().0), ..Self::of(what) }
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

/// Whether all deeds are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// All of them: so many.
    Sound(u64),
    /// The one with this number is missing or was altered.
    Broken(u64),
}

impl Whole {
    fn count(self) -> u64 {
        match self {
            Self::Sound(count) => count,
            Self::Broken(_) => 0,
        }
    }
}

/// What a deed is about: an id or a code of ours, never what somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About(String);

impl From<&str> for About {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl From<&String> for About {
    fn from(code: &String) -> Self {
        Self(code.clone())
    }
}

impl From<String> for About {
    fn from(code: String) -> Self {
        Self(code)
    }
}

impl From<Uuid> for About {
    fn from(id: Uuid) -> Self {
        Self(id.to_string())
    }
}

impl From<StationId> for About {
    fn from(id: StationId) -> Self {
        Self(id.to_string())
    }
}

impl From<EntryId> for About {
    fn from(id: EntryId) -> Self {
        Self(id.to_string())
    }
}

impl From<OutageId> for About {
    fn from(id: OutageId) -> Self {
        Self(id.to_string())
    }
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

    /// Deeds asked for, the newest first. That they were read is a deed itself.
    pub fn deeds(&self, who: &Worker, query: &DeedQuery) -> Result<Vec<Done>, CentreError> {
        who.needs(Right::Deeds)?;
        let found = self.store.deeds(query)?;
        let done = found.iter().map(|row| self.done(row)).collect::<Result<Vec<_>, _>>()?;
        let count = u64::try_from(done.len()).unwrap_or(u64::MAX);
        let filter = query.day.map(|day| day.to_string()).unwrap_or_default();
        let deed = Deed::about(What::Read, "deeds").filtered(filter).counting(count);
        self.note(Some(who), deed)?;
        Ok(done)
    }

    /// The names of all accounts, whoever they are now.
    pub fn names(&self, who: &Worker) -> Result<Vec<(Uuid, String)>, CentreError> {
        who.needs(Right::Deeds)?;
        Ok(self.account_views()?.into_iter().map(|account| (account.id, account.name)).collect())
    }

    /// All deeds from the first one on, as JSON Lines with the chain after each, and whether none is missing or altered. Whoever
    /// has the file can compute the chain anew: SHA-256 of `sportello/centre/deed/v1`, the chain before (32 bytes; zeros at
    /// first) and the deed's JSON as it stands there.
    pub fn deeds_whole(&self, who: &Worker) -> Result<(String, Whole), CentreError> {
        who.needs(Right::Deeds)?;
        let (whole, lines) = self.walk_deeds(true)?;
        let deed = Deed::about(What::TakenOut, "deeds").counting(whole.count());
        self.note(Some(who), deed)?;
        Ok((lines.concat(), whole))
    }

    /// Whether every deed is there as it was written down.
    pub fn deeds_are_whole(&self, who: &Worker) -> Result<Whole, CentreError> {
        who.needs(Right::Deeds)?;
        Ok(self.walk_deeds(false)?.0)
    }

    fn walk_deeds(&self, told: bool) -> Result<(Whole, Vec<String>), CentreError> {
        let head: Head = match self.store.setting(HEAD)? {
            None => Head::default(),
            Some(sealed) => seals::open_json(&self.keys, Bound::Setting(HEAD), &sealed)?,
        };
        // From the last one back, each held against the one before. Those that come meanwhile are looked at the next time.
        let (mut below, mut after, mut lines) = (head.number + 1, None, Vec::new());
        while below > 1 {
            let query = DeedQuery { below: Some(below), limit: AT_ONCE, ..DeedQuery::default() };
            let rows = self.store.deeds(&query)?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let follows =
                    after.as_ref().map_or(row.chain == head.chain, |after| follows(after, &row.chain));
                if row.number != below - 1 || !follows {
                    return Ok((Whole::Broken(below - 1), Vec::new()));
                }
                below = row.number;
                let Ok(plain) = self.plain(&row) else { return Ok((Whole::Broken(below), Vec::new())) };
                if told {
                    let chain = domain::text::hex::encode(&row.chain);
                    let deed = String::from_utf8_lossy(&plain);
                    lines.push(format!("{{\"chain\":\"{chain}\",\"deed\":{deed}}}\n"));
                }
                after = Some((plain, row.chain));
            }
        }
        if below > 1 || after.is_some_and(|after| !follows(&after, &[0; 32])) {
            return Ok((Whole::Broken(below.saturating_sub(1).max(1)), Vec::new()));
        }
        lines.reverse();
        Ok((Whole::Sound(head.number), lines))
    }

    fn plain(&self, row: &DeedRow) -> Result<Vec<u8>, CentreError> {
        seals::open(&self.keys, Bound::Deed(&row.number.to_string()), &row.sealed)
    }

    fn done(&self, row: &DeedRow) -> Result<Done, CentreError> {
        serde_json::from_slice(&self.plain(row)?).map_err(|_| CentreError::Keys)
    }

    fn last_deed(&self) -> Result<Head, CentreError> {
        let last = self.store.deeds(&DeedQuery { limit: 1, ..DeedQuery::default() })?;
        Ok(last.first().map(|row| Head { number: row.number, chain: row.chain }).unwrap_or_default())
    }
}

/// Whether a deed, by its JSON and its chain, follows one that ends with the chain `before`.
fn follows((plain, ends): &(Vec<u8>, [u8; 32]), before: &[u8; 32]) -> bool {
    chain(before, plain) == *ends
}

/// SHA-256 of the tag, the chain before and the deed's JSON.
fn chain(before: &[u8; 32], plain: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [TAG, before, plain] {
        hash.update(part);
    }
    hash.finalize().into()
}
