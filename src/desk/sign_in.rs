//! Sessions and PINs.

use crate::domain::form::Lang;
use crate::domain::id::OperatorId;
use crate::domain::operator::{Role, Roles};

use super::error::DeskError;
use super::opened::Desk;

/// What a browser or an API client shows to be known again: 256 random bits, base64url. Never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(pub String);

/// Who is at the keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The account.
    pub operator: OperatorId,
    /// Login.
    pub login: String,
    /// Name.
    pub name: String,
    /// What it may do.
    pub roles: Roles,
    /// Anti-forgery token of every form of this session.
    pub csrf: String,
    /// Where the session stands. Use cases refuse every state but `Active`.
    pub state: SessionState,
    /// Language chosen, if one was.
    pub lang: Option<Lang>,
}

impl Session {
    /// Whether the account holds a role.
    pub fn may(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// At work.
    Active,
    /// Idle too long or locked by hand: asks the PIN, keeps the page.
    Locked,
    /// Signed in with a temporary PIN: only changing it is allowed.
    MustChangePin,
}

/// Why nobody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// Wrong login or PIN; which of the two is not said.
    #[error("wrong name or PIN")]
    Wrong {
        /// Seconds before the next attempt counts.
        retry_after_s: u32,
    },
    /// Too early after wrong attempts; not even looked at.
    #[error("wait {s} seconds")]
    Wait {
        /// Seconds left.
        s: u32,
    },
    /// The account is disabled.
    #[error("the account is disabled: a supervisor can enable it")]
    Disabled,
}

impl Desk {
    /// Signs in.
    pub fn sign_in(&self, _login: &str, _pin: &str) -> Result<(SessionToken, Session), SignInError> {
        todo!()
    }

    /// The session of a token, touched. Idle over the limit makes it [`SessionState::Locked`].
    pub fn session(&self, _token: &str) -> Option<Session> {
        todo!()
    }

    /// The same without touching it (live strip, polling).
    pub fn peek_session(&self, _token: &str) -> Option<Session> {
        todo!()
    }

    /// Locks by hand.
    pub fn lock_session(&self, _token: &str) {
        todo!()
    }

    /// Unlocks with the PIN.
    pub fn unlock_session(&self, _token: &str, _pin: &str) -> Result<Session, SignInError> {
        todo!()
    }

    /// Ends the session.
    pub fn sign_out(&self, _token: &str) {
        todo!()
    }

    /// Remembers the language of a session.
    pub fn choose_language(&self, _token: &str, _lang: Lang) {
        todo!()
    }

    /// Changes one's own PIN. Fields: `old`, `new`.
    pub fn change_pin(&self, _who: &Session, _old: &str, _new: &str) -> Result<(), DeskError> {
        todo!()
    }

    /// Gives an operator a temporary PIN, shown once (supervisor).
    pub fn reset_pin(&self, _who: &Session, _operator: OperatorId) -> Result<String, DeskError> {
        todo!()
    }

    /// Login and name of every active account, in order of name.
    pub fn sign_in_names(&self) -> Vec<(String, String)> {
        todo!()
    }
}
