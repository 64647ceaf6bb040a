//! Where the counter lives, what it is given, and the phases of its life.

use std::path::PathBuf;
use std::sync::Arc;

use clock::{Clock, Random};
use disk::{SharedDisk, Tidings};
use domain::journal::event::Exercise;
use domain::office::choices::Choices;
use vault::{Cost, Machine, SealTools, SecretText};

use super::desk::Desk;
use crate::parts::making::{Made, Making};

/// Where the counter lives and what it is given.
#[derive(Clone, Debug)]
pub struct Premises {
    /// What everything but the store is written on.
    pub disk: SharedDisk,
    /// The data folder.
    pub folder: PathBuf,
    /// The key file; by default outside the data folder.
    pub key_file: PathBuf,
    /// What this computer seals a key file with.
    pub seal_tools: SealTools,
    /// Folder of high-water marks, outside the data folder: how far each station of this machine had come. A mark is
    /// named after its station, so that a copy of the data folder under another path meets it too.
    pub high_water: PathBuf,
    /// Folder on another disk or a stick that gets every batch too.
    pub second_copy: Option<PathBuf>,
    /// The program's own file, which goes to the second copy too; none in tests.
    pub program: Option<PathBuf>,
    /// Which blobs were written, for the second copy.
    pub told: Tidings,
    /// How far the store is made anew, where that takes long.
    pub making: Making,
    /// Real or drill.
    pub exercise: Exercise,
    /// Time.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    /// What a wrong guess costs.
    pub costs: Costs,
    /// This computer.
    pub machine: Machine,
    /// Size of a journal segment; 16 MB unless a test says otherwise.
    pub segment_bytes: u64,
    /// Extra folder of forms.
    pub forms: Option<PathBuf>,
    /// Idle time after which a session asks for the PIN again.
    pub idle: std::time::Duration,
    /// What the municipality decides: duty, fees, validity, retention.
    pub choices: Choices,
    /// How other computers reach it, where they are served.
    pub server: Option<FarServer>,
}

/// What other computers type, and what they are shown.
#[derive(Clone, Debug)]
pub struct FarServer {
    /// Addresses, whole.
    pub addresses: Vec<String>,
    /// SHA-256 of the certificate.
    pub fingerprint: [u8; 32],
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
    pub(crate) fn passphrase(self) -> Cost {
        match self {
            Self::Production => Cost::PASSPHRASE,
            Self::Test => Cost::NONE,
        }
    }

    pub(crate) fn pin(self) -> Cost {
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
    Passphrase(SecretText),
    /// The printed recovery code.
    RecoveryCode(SecretText),
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
    /// Being opened: its store is made anew.
    Opening(Made),
    /// Open.
    Open(Arc<Desk>),
    /// Cannot be opened; the words say what to do.
    Damaged(String),
}
