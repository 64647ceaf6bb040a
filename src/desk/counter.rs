//! Life of the data folder.

use std::path::PathBuf;
use std::sync::Arc;

use crate::clock::{Clock, Random};
use crate::domain::event::Exercise;
use crate::vault::Cost;

use super::error::DeskError;
use super::opened::Desk;
use super::setup::{RecoverySheet, SetUp};

/// Where the counter lives and what it is given.
#[derive(Clone, Debug)]
pub struct Premises {
    /// The data folder.
    pub folder: PathBuf,
    /// The key file; by default outside the data folder.
    pub key_file: PathBuf,
    /// The high-water file: how far the journal had come, kept outside the folder.
    pub high_water: PathBuf,
    /// Folder on another disk or a stick that gets every batch too.
    pub second_copy: Option<PathBuf>,
    /// Real or drill.
    pub exercise: Exercise,
    /// Time.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    /// What a wrong guess costs.
    pub costs: Costs,
    /// Fingerprint of this machine.
    pub machine: String,
    /// Size of a journal segment; 16 MB unless a test says otherwise.
    pub segment_bytes: u64,
    /// Extra folder of forms.
    pub forms: Option<PathBuf>,
    /// Idle time after which a session asks for the PIN again.
    pub idle: std::time::Duration,
}

/// Argon2id costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Costs {
    /// For passphrases and PINs of people.
    Production,
    /// As cheap as the algorithm allows. For tests and the demo.
    Test,
}

impl Costs {
    pub(super) fn passphrase(self) -> Cost {
        match self {
            Self::Production => Cost::PASSPHRASE,
            Self::Test => Cost::NONE,
        }
    }

    pub(super) fn pin(self) -> Cost {
        match self {
            Self::Production => Cost::PIN,
            Self::Test => Cost::NONE,
        }
    }
}

/// What opens the vault.
#[derive(Clone)]
pub enum Secret {
    /// The unlock passphrase.
    Passphrase(String),
    /// The printed recovery code.
    RecoveryCode(String),
}

/// Why the counter cannot even be entered.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    /// Another process holds the folder.
    #[error("another Sportello already serves {}: use its window, or stop it first", folder.display())]
    AlreadyServed {
        /// Which folder.
        folder: PathBuf,
    },
    /// The folder cannot be made or read.
    #[error("the data folder {} cannot be used: check that it exists, is writable and the disk is not full", folder.display())]
    Folder {
        /// Which folder.
        folder: PathBuf,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },
    /// A form is wrong.
    #[error("{0}")]
    Forms(String),
}

/// Where the life of the folder stands.
#[derive(Clone)]
pub enum Phase {
    /// Nothing here yet: first run.
    Empty,
    /// Set up, and the recovery code is still to be typed back.
    SettingUp,
    /// Sealed, no slot opened it yet.
    Locked,
    /// Open.
    Open(Arc<Desk>),
    /// Cannot be opened; the words say what to do.
    Damaged(String),
}

/// The whole station as the pages see it.
pub struct Counter {
    #[expect(dead_code, reason = "being built")]
    premises: Premises,
}

impl Counter {
    /// Takes the folder's lock, finds its phase, tries the key file silently.
    pub fn enter(_premises: Premises) -> Result<Self, EnterError> {
        todo!()
    }

    /// Where it stands.
    pub fn phase(&self) -> Phase {
        todo!()
    }

    /// The first run. `code` is the one printed on the console. The phase becomes [`Phase::SettingUp`].
    pub fn set_up(&self, _code: &str, _setup: SetUp) -> Result<RecoverySheet, DeskError> {
        todo!()
    }

    /// The recovery code typed back once; the phase becomes [`Phase::Open`].
    pub fn confirm_recovery(&self, _typed: &str) -> Result<(), DeskError> {
        todo!()
    }

    /// Prints the recovery sheet once more while it has not been typed back: a new code, the old one is void.
    pub fn another_recovery_sheet(&self, _code: &str) -> Result<RecoverySheet, DeskError> {
        todo!()
    }

    /// Opens a locked folder.
    pub fn unlock(&self, _secret: Secret) -> Result<(), DeskError> {
        todo!()
    }

    /// All slots failed: moves the folder aside untouched and returns where it went. The phase becomes
    /// [`Phase::Empty`]; a new register code must be chosen.
    pub fn set_aside(&self, _setup_code: &str) -> Result<PathBuf, DeskError> {
        todo!()
    }

    /// The code printed on the console, asked by first run and set-aside.
    pub fn setup_code(&self) -> &str {
        todo!()
    }

    /// Real or drill.
    pub fn exercise(&self) -> Exercise {
        todo!()
    }

    /// Drains the committer, syncs the store, releases the lock. Under two seconds.
    pub fn stop(&self) {
        todo!()
    }
}
