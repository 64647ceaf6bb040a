//! *Per che cosa Le serve?* What a person needs a paper for, and so which route is best.

use serde::{Deserialize, Serialize};

/// The purpose a person named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// A bank, insurance, utility: private parties accept self-certification (DL 76/2020 art. 30-bis).
    Bank,
    /// A journey.
    Travel,
    /// A funeral.
    Funeral,
    /// School, university.
    School,
    /// A notary, a court.
    Notary,
    /// Work.
    Work,
    /// Anything else.
    Other,
}

impl Purpose {
    /// All, in the order screens show them.
    pub const ALL: [Self; 7] =
        [Self::Bank, Self::Travel, Self::Funeral, Self::School, Self::Notary, Self::Work, Self::Other];
}

/// What a person left with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// Sent to an official channel that still works.
    OfficialChannel,
    /// An equivalent document is held: nothing is needed.
    EquivalentDocument,
    /// A pre-filled self-certification.
    SelfCertification,
    /// A certificate.
    Certificate,
    /// An identity attestation.
    Attestation,
    /// Deferred, called back or refused.
    Deferred,
}
