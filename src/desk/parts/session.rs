//! A session of an operator, and why none begins.

use std::time::Duration;

use domain::ids::id::OperatorId;
use domain::office::operator::{Role, Roles};
use domain::text::bilingual::{Bilingual, Lang};

use super::sessions::fingerprint;
use super::tries::Knocker;

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
    /// How long until it locks, if nobody does anything.
    pub idle_left: Duration,
}

impl Session {
    /// Whether the account holds a role.
    pub fn may(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// What this session is told apart by, without its token.
    pub(crate) fn fingerprint(&self) -> [u8; 16] {
        *fingerprint(&self.csrf).first_chunk().expect("a hash has 32 bytes")
    }

    /// Who tries the PIN of its account in this session.
    pub(crate) fn knocker(&self) -> Knocker {
        Knocker { account: Some(self.operator), known: Some(self.fingerprint()) }
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

impl SignInError {
    /// What happened and what to do.
    pub fn told(self) -> Bilingual {
        match self {
            Self::Wrong { retry_after_s: 0 } => Bilingual::new(
                "Nome o PIN non giusto: riprovare. Chi ha dimenticato il PIN lo fa reimpostare dal responsabile.",
                "Wrong name or PIN: try again. A supervisor can reset a forgotten PIN.",
            ),
            Self::Wrong { retry_after_s: s } | Self::Wait { s } => Bilingual::new(
                format!("Nome o PIN non giusto: si può riprovare tra {s} secondi."),
                format!("Wrong name or PIN: try again in {s} seconds."),
            ),
            Self::Disabled => Bilingual::new(
                "L'operatore è disattivato: il responsabile può riattivarlo.",
                "The account is disabled: a supervisor can enable it.",
            ),
        }
    }
}
