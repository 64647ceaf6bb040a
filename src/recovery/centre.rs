//! The operations of a centre.

use std::time::Duration;

use domain::centre::exchange::{Batch, OutcomePage, PositionAnswer, SignedReceipt, ToldPage};
use domain::ids::anchor::Anchor;

/// Whatever receives the records of this station. Everything is blocking and bounded in time.
///
/// * `position`, `outcomes` and `head_receipt` change nothing and may be asked at any time.
/// * `put_blob` may be repeated: the same bytes under the same hash are had already.
/// * `send` takes records in order, all of them or none, durably before it answers. The same records again are had already,
///   so that a batch may be repeated *after* the position was asked; without asking it never is. Records that do not follow
///   what it holds are refused ([`CentreError::DoesNotFollow`]).
/// * Whatever failed after the first byte of a batch went out may have been carried out: [`CentreError::may_have_acted`].
pub trait Centre {
    /// How far it has come with this station.
    fn position(&self) -> Result<PositionAnswer, CentreError>;

    /// Keeps a file under the SHA-256 of its bytes (hexadecimal).
    fn put_blob(&self, sha256: &str, bytes: &[u8]) -> Result<(), CentreError>;

    /// Takes records. The answer is the position after them.
    fn send(&self, batch: &Batch) -> Result<PositionAnswer, CentreError>;

    /// The outcomes after the one numbered `after`.
    fn outcomes(&self, after: u64) -> Result<OutcomePage, CentreError>;

    /// Takes back what it told, after its data were put back from a copy. Only where its position names an epoch; repeated,
    /// it changes nothing.
    fn tell(&self, page: &ToldPage) -> Result<PositionAnswer, CentreError>;

    /// The receipt of the last record it holds, checked; `None` where there is none, or where it gives none: the contract
    /// leaves it free to.
    fn head_receipt(&self) -> Result<Option<SignedReceipt>, CentreError>;
}

/// Why an operation came to nothing, or may have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CentreError {
    /// Nobody listens there, the name is unknown, or the way is cut: nothing was sent.
    #[error("the centre cannot be reached")]
    Unreachable,
    /// The port is open and nothing comes back in time.
    #[error("the centre's port is open, but it does not answer")]
    Silent,
    /// It answered with an error of its own (HTTP 5xx).
    #[error("the centre answers with error {status}")]
    Failing {
        /// The HTTP status.
        status: u16,
    },
    /// It asks for time (HTTP 429, or 503 with `Retry-After`): nothing was done.
    #[error("the centre is busy")]
    Busy {
        /// How long it asks to be left alone.
        wait: Duration,
    },
    /// Its certificate is not one of the municipal root, is another's or has expired: nothing was sent.
    #[error("the certificate is not the centre's")]
    OtherCertificate,
    /// The answer was not signed by the centre, or is no answer to this question.
    #[error("the answer is not the centre's")]
    NotItsAnswer,
    /// It holds something else than what the records follow (a gap or a fork): nothing was taken.
    #[error("the records do not follow what the centre holds")]
    DoesNotFollow {
        /// What it holds.
        expects: Option<Anchor>,
    },
    /// It refuses, with a reason: nothing was done.
    #[error("the centre refuses: {code}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Stable code: `unknown-station`.
        code: String,
        /// Its own words.
        words: String,
    },
    /// The question went out and the answer did not come back whole.
    #[error("the reply was lost")]
    ReplyLost,
    /// This station cannot sign or form the question.
    #[error("the station's key or certificate cannot be used")]
    OwnKey,
}

impl CentreError {
    /// Whether the centre may have done what it was asked, although nothing says so.
    pub fn may_have_acted(&self) -> bool {
        match self {
            Self::Silent | Self::Failing { .. } | Self::NotItsAnswer | Self::ReplyLost => true,
            Self::Unreachable
            | Self::Busy { .. }
            | Self::OtherCertificate
            | Self::DoesNotFollow { .. }
            | Self::Refused { .. }
            | Self::OwnKey => false,
        }
    }

    /// Whether waiting and asking again may help without anyone doing anything.
    pub fn passes(&self) -> bool {
        match self {
            Self::Unreachable
            | Self::Silent
            | Self::Failing { .. }
            | Self::Busy { .. }
            | Self::ReplyLost
            | Self::DoesNotFollow { .. }
            | Self::NotItsAnswer
            | Self::OtherCertificate => true,
            Self::Refused { .. } | Self::OwnKey => false,
        }
    }
}
