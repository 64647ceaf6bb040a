//! Sessions at the centre, kept in the browser and proven by the keys every instance shares. What ended one is in the store, so
//! that every instance knows: the account's epoch, or the session's own name.

use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::accounts::{Given, Worker};
use super::deeds::{Deed, What};
use crate::error::CentreError;
use crate::ledger::hub::Hub;
use domain::text::hex;

/// A session lasts so long without a request.
const IDLE_MS: i64 = 30 * 60 * 1000;
/// And so long in all.
const LONGEST_MS: i64 = 12 * 60 * 60 * 1000;

/// A session that holds.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who.
    pub worker: Worker,
    /// Proof that a form comes from a page of this session.
    pub csrf: String,
    /// The token to go on with: its time begins anew.
    pub token: String,
    /// Whether the password was given by another: it is changed before anything else.
    pub must_change: bool,
    /// A password given that this person has not read of yet.
    pub given: Option<Given>,
    /// Names it.
    id: Uuid,
    /// When it ends whatever happens, milliseconds.
    ends: i64,
}

/// What a token says.
struct Token {
    account: Uuid,
    session: Uuid,
    began: i64,
    until: i64,
}

impl Token {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let token = Self {
            account: parts.next()?.parse().ok()?,
            session: parts.next()?.parse().ok()?,
            began: parts.next()?.parse().ok()?,
            until: parts.next()?.parse().ok()?,
        };
        let _proof = parts.next()?;
        parts.next().is_none().then_some(token)
    }
}

impl Hub {
    /// A token for somebody who has just signed in.
    pub(super) fn open_session(&self, account: Uuid, epoch: u64) -> String {
        let now = self.clock.now();
        let session = self.random.uuid(now);
        let began = now.utc().timestamp_millis();
        self.token(&Token { account, session, began, until: began + IDLE_MS }, epoch)
    }

    /// The session of a token, if it holds.
    pub fn session(&self, token: &str) -> Result<Option<Session>, CentreError> {
        let Some(told) = Token::read(token) else { return Ok(None) };
        let Some(account) = self.account_of(told.account)?.filter(|account| account.open) else {
            return Ok(None);
        };
        let right = self.token(&told, account.epoch);
        let now = self.clock.now().utc().timestamp_millis();
        let ends = told.began + LONGEST_MS;
        if !bool::from(right.as_bytes().ct_eq(token.as_bytes())) || told.until < now || ends < now {
            return Ok(None);
        }
        if self.store.seen(told.session)? {
            return Ok(None);
        }
        let until = (now + IDLE_MS).min(ends);
        let csrf = hex::encode(&self.keys.index("centre/csrf/v2", told.session.as_bytes())[..16]);
        Ok(Some(Session {
            csrf,
            token: self.token(&Token { until, ..told }, account.epoch),
            must_change: account.passing,
            given: account.given,
            id: told.session,
            ends,
            worker: Worker { id: told.account, name: account.name, roles: account.roles },
        }))
    }

    /// Ends a session, for every instance and whoever has a copy of its token.
    pub fn end_session(&self, session: &Session) -> Result<(), CentreError> {
        let now = self.clock.now().utc().timestamp_millis();
        self.store.first_seen(session.id, session.ends, now)?;
        self.note(Some(&session.worker), Deed::of(What::SignedOut))
    }

    /// What a browser is known by once it was signed in to an account, until the account's sessions end.
    pub(super) fn known_browser(&self, account: Uuid, epoch: u64) -> String {
        hex::encode(&self.keys.index("centre/known/v1", format!("{account}.{epoch}").as_bytes()))
    }

    fn token(&self, token: &Token, epoch: u64) -> String {
        let Token { account, session, began, until } = token;
        let said = format!("{account}.{session}.{began}.{until}");
        let proof = self.keys.index("centre/session/v2", format!("{said}.{epoch}").as_bytes());
        format!("{said}.{}", hex::encode(&proof))
    }
}
