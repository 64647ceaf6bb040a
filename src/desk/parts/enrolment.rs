//! How far becoming known to a centre is.

use domain::centre::centre::CentreAddress;
use domain::ids::id::{CentreId, StationId};
use domain::office::by::By;
use domain::text::bilingual::Bilingual;

/// Which key of the station a centre is asked to certify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyChoice {
    /// The one in use.
    Present,
    /// A new one, in use from then on: the centre believes the old one no more.
    New,
}

/// An enrolment under way. One at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// The centre's identity here.
    pub id: CentreId,
    /// The station that is to be known: the living one, or the one of a life before.
    pub of: StationId,
    /// What it will be called.
    pub name: String,
    /// Where it answers.
    pub address: CentreAddress,
    /// Which key is to be certified.
    pub key: KeyChoice,
    /// Who began it.
    pub by: By,
    /// How it stands.
    pub step: EnrolmentStep,
}

/// How an enrolment stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnrolmentStep {
    /// The centre is being asked.
    Asking,
    /// A person at the centre compares these six digits with what the centre shows.
    Compare {
        /// `042 117`.
        code: String,
        /// Whose root it is: `Comune di Valdorè`.
        municipality: String,
    },
    /// Known to each other.
    Done,
    /// It came to nothing; try again.
    Failed(Bilingual),
}

impl EnrolmentStep {
    /// Whether somebody is still waiting.
    pub fn runs(&self) -> bool {
        matches!(self, Self::Asking | Self::Compare { .. })
    }
}
