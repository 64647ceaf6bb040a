//! Whom a bundle is encrypted to.

use std::fmt;
use std::str::FromStr;

/// The public half of somebody's bundle key: `age1…`.
#[derive(Clone)]
pub struct Recipient(pub(super) age::x25519::Recipient);

/// A text is no recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a recipient begins with age1 and has 62 characters: copy it whole from the centre’s page")]
pub struct NoRecipient;

impl FromStr for Recipient {
    type Err = NoRecipient;

    fn from_str(text: &str) -> Result<Self, NoRecipient> {
        text.trim().parse().map(Self).map_err(|_| NoRecipient)
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
