//! Authorisations of the emergency register (DPR 445/2000 art. 63 c. 1–2).

use serde::{Deserialize, Serialize};

use crate::ids::id::{AuthorisationId, OutageId};
use crate::ids::number::Number;
use crate::office::delegation::ActReference;
use crate::time::moment::Moment;

/// How an authorisation was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "given", rename_all = "kebab-case")]
pub enum Given {
    /// In writing.
    Written,
    /// By telephone: who took the call, and when.
    ByTelephone {
        /// Who took the call.
        received_by: String,
        /// When.
        at: Moment,
    },
}

/// Which period it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// The first 24 hours from the start of the impossibility (c. 1).
    First,
    /// A further period of at most one week (c. 2).
    Further,
}

/// One authorisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorisation {
    /// Identity.
    pub id: AuthorisationId,
    /// The outage it belongs to; `None` while recorded in advance.
    pub outage: Option<OutageId>,
    /// Which period.
    pub period: Period,
    /// Who authorised: name.
    pub signer: String,
    /// Who authorised: office held.
    pub signer_role: String,
    /// How.
    #[serde(flatten)]
    pub given: Given,
    /// The act; its reference may be its own emergency number.
    pub act: ActReference,
    /// Its own number in the emergency register, where the act has no other yet.
    pub own_number: Option<Number>,
    /// Covers from this instant …
    pub from: Moment,
    /// … to this one, exclusive.
    pub until: Moment,
}
