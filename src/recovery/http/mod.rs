//! A centre over HTTPS: every question signed, every answer believed only if the centre signed it.
//!
//! | file | subject |
//! |---|---|
//! | `line` | the connection: TLS that believes the municipal root alone, limits of time, what its failures mean |
//! | `asking` | one signed question and its answer |
//! | [`enrolment`] | becoming known: the only talk that is not signed |

mod asking;
pub mod enrolment;
pub(crate) mod line;

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::de::DeserializeOwned;

use asking::{Asking, Question};

pub use asking::Means;

use super::centre::{Centre, CentreError};
use domain::centre::centre::Centre as Address;
use domain::centre::exchange::{Batch, OutcomePage, PositionAnswer, ReceiptAnswer, SignedReceipt, ToldPage};
use domain::ids::id::StationId;

/// What a batch is compressed from on: less is not worth it.
const WORTH_COMPRESSING: usize = 1024;

/// A centre over HTTPS.
pub struct HttpCentre {
    asking: Asking,
    /// The station that goes on where the one whose records these are ended.
    continued_by: Option<StationId>,
}

impl HttpCentre {
    /// The centre as it is known, asked with this station's means. [`CentreError::OwnKey`] if certificates or names cannot
    /// be read.
    pub fn new(centre: &Address, means: Means) -> Result<Self, CentreError> {
        Ok(Self { asking: Asking::new(centre, means)?, continued_by: None })
    }

    /// For the records of a life that ended and that the station `by` continues: a centre that holds the life in another
    /// continuation keeps them apart by this name.
    #[must_use]
    pub fn continued_by(self, by: Option<StationId>) -> Self {
        Self { continued_by: by, ..self }
    }

    fn post(&self, rest: &str, plain: &[u8]) -> Result<PositionAnswer, CentreError> {
        let small = compressed(plain);
        let path = self.path(rest);
        let question = Question {
            method: "POST",
            path: &path,
            media_type: Some("application/json"),
            encoding: small.as_ref().map(|_| "gzip"),
            body: small.as_deref().unwrap_or(plain),
        };
        read(&self.asking.ask(&question)?)
    }

    fn path(&self, rest: &str) -> String {
        let path = format!("/api/v1/stations/{}/{rest}", self.asking.station());
        match self.continued_by {
            None => path,
            Some(by) => format!("{path}{}continued-by={by}", if rest.contains('?') { '&' } else { '?' }),
        }
    }
}

impl Centre for HttpCentre {
    fn position(&self) -> Result<PositionAnswer, CentreError> {
        read(&self.asking.ask(&Question::get(&self.path("position")))?)
    }

    fn put_blob(&self, sha256: &str, bytes: &[u8]) -> Result<(), CentreError> {
        let path = self.path(&format!("blobs/{sha256}"));
        let question = Question {
            method: "PUT",
            path: &path,
            media_type: Some("application/octet-stream"),
            encoding: None,
            body: bytes,
        };
        self.asking.ask(&question).map(|_| ())
    }

    fn send(&self, batch: &Batch) -> Result<PositionAnswer, CentreError> {
        let plain = serde_json::to_vec(batch).expect("a batch holds only texts and numbers");
        self.post("records", &plain)
    }

    fn tell(&self, page: &ToldPage) -> Result<PositionAnswer, CentreError> {
        let plain = serde_json::to_vec(page).expect("a page holds only texts and numbers");
        self.post("told", &plain)
    }

    fn outcomes(&self, after: u64) -> Result<OutcomePage, CentreError> {
        read(&self.asking.ask(&Question::get(&self.path(&format!("outcomes?after={after}"))))?)
    }

    fn head_receipt(&self) -> Result<Option<SignedReceipt>, CentreError> {
        let answer = match self.asking.ask(&Question::get(&self.path("head-receipt"))) {
            Ok(body) => read::<ReceiptAnswer>(&body)?,
            // A centre may leave receipts out; one that does may not sign that it does not know the address.
            Err(CentreError::Refused { status: 404 | 405, .. } | CentreError::NotItsAnswer) => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        match answer.receipt {
            Some(receipt) if self.asking.signed_receipt(&receipt) => Ok(Some(receipt)),
            Some(_) => Err(CentreError::NotItsAnswer),
            None => Ok(None),
        }
    }
}

fn compressed(plain: &[u8]) -> Option<Vec<u8>> {
    if plain.len() < WORTH_COMPRESSING {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 3), Compression::fast());
    encoder.write_all(plain).ok()?;
    encoder.finish().ok()
}

/// What was answered, in the shape agreed. An answer the centre signed and that has another shape is its failure.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, CentreError> {
    serde_json::from_slice(body).map_err(|error| {
        tracing::warn!(%error, "the centre answered in another shape than agreed");
        CentreError::NotItsAnswer
    })
}
