//! The register as a legal page, and the models of acts.

use chrono::NaiveDateTime;

use crate::domain::id::OutageId;
use crate::domain::number::Series;
use crate::domain::outage::Cause;

use super::error::DeskError;
use super::opened::Desk;
use super::papers::Pdf;
use super::sign_in::Session;

/// What the opening act shall say; everything may still be unknown and is then left as a line to fill by hand.
#[derive(Clone, Debug, Default)]
pub struct OpeningAct {
    /// Who will sign.
    pub signer: String,
    /// Office held.
    pub signer_role: String,
    /// Why.
    pub cause: Option<Cause>,
    /// Why, in words.
    pub description: String,
    /// Start of the impossibility.
    pub started: Option<NaiveDateTime>,
}

impl Desk {
    /// The legal print of one register of an outage (domain 9.5–9.6, 9.9).
    pub fn register_pdf(&self, _who: &Session, _outage: OutageId, _series: Series) -> Result<Pdf, DeskError> {
        todo!()
    }

    /// The authorisation act to sign; prints before opening too.
    pub fn opening_act_pdf(&self, _who: &Session, _act: OpeningAct) -> Result<Pdf, DeskError> {
        todo!()
    }
}
