//! Office, keys, clock, journal, anchors.

use chrono::NaiveDateTime;

use crate::domain::form::Bilingual;
use crate::domain::moment::Moment;
use crate::domain::number::RegisterCode;
use crate::domain::office::Office;

use super::error::{DeskError, StopReason};
use super::opened::Desk;
use super::setup::RecoverySheet;
use super::sign_in::Session;

/// How the journal stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalSummary {
    /// Position of the last durable record.
    pub position: u64,
    /// Its chain hash, 64 hex digits: `POS:HASH` is the anchor.
    pub chain: String,
    /// Segments.
    pub segments: usize,
    /// What was found at start.
    pub findings: Vec<Bilingual>,
    /// Why issuing is stopped, if it is.
    pub stop: Option<StopReason>,
    /// Where the data folder is.
    pub folder: std::path::PathBuf,
    /// Where the second copy goes.
    pub second_copy: Option<std::path::PathBuf>,
}

/// What a full verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Records read.
    pub records: u64,
    /// Findings; empty means sound.
    pub findings: Vec<Bilingual>,
    /// When it was made.
    pub at: Moment,
}

impl Desk {
    /// Letterhead and telephone.
    pub fn office(&self) -> Office {
        todo!()
    }

    /// The register code numbers run under.
    pub fn register_code(&self) -> RegisterCode {
        todo!()
    }

    /// Changes letterhead or telephone (supervisor). Fields: `municipality`, `province`, `office`, `telephone`.
    pub fn set_office(&self, _who: &Session, _office: Office) -> Result<(), DeskError> {
        todo!()
    }

    /// How the journal stands.
    pub fn journal_summary(&self) -> JournalSummary {
        todo!()
    }

    /// Reads the whole journal with the key and says what it found.
    pub fn verify_journal(&self, _who: &Session) -> Result<Verification, DeskError> {
        todo!()
    }

    /// Changes the unlock passphrase (supervisor). Fields: `old`, `new`.
    pub fn change_passphrase(&self, _who: &Session, _old: &str, _new: &str) -> Result<(), DeskError> {
        todo!()
    }

    /// Makes a new recovery code (supervisor). It replaces the old one once typed back.
    pub fn new_recovery_code(&self, _who: &Session) -> Result<RecoverySheet, DeskError> {
        todo!()
    }

    /// The new recovery code typed back. Field: `code`.
    pub fn confirm_recovery_code(&self, _who: &Session, _typed: &str) -> Result<(), DeskError> {
        todo!()
    }

    /// Adds a data key (records manager); what is written from now on is sealed with it.
    pub fn rotate_key(&self, _who: &Session) -> Result<(), DeskError> {
        todo!()
    }

    /// A person looked at the clock and says it is right (any operator who may issue).
    pub fn confirm_clock(&self, _who: &Session) -> Result<(), DeskError> {
        todo!()
    }

    /// The clock is wrong: what time it is, on the wall (supervisor). Field: `local`.
    pub fn set_clock(&self, _who: &Session, _local: NaiveDateTime) -> Result<(), DeskError> {
        todo!()
    }

    /// An anchor is ahead of the journal, or the folder is on another machine: go on under a new register code
    /// (supervisor). Field: `register-code`.
    pub fn continue_register(&self, _who: &Session, _new_code: &str) -> Result<(), DeskError> {
        todo!()
    }

    /// The folder was moved to this machine on purpose, nothing else runs it: go on under the same code (supervisor).
    /// Refused when an anchor is ahead.
    pub fn adopt_machine(&self, _who: &Session) -> Result<(), DeskError> {
        todo!()
    }
}
