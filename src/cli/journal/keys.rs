//! A key for looking into payloads, if one is given.

use std::error::Error;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::secret;
use clock::Random;
use disk::SharedDisk;
use journal;
use vault::{KeyFile, KeyRing, Passphrase, RecoveryCode, SealTools, Secret, SlotHome};

/// What opens payloads.
#[derive(Args)]
pub struct Keys {
    /// Open payloads with this key file
    #[arg(long, value_name = "FILE", group = "key")]
    key_file: Option<PathBuf>,
    /// Open payloads with the passphrase, asked on the terminal or read as the first line of standard input
    #[arg(long, group = "key")]
    passphrase_stdin: bool,
    /// Open payloads with the printed recovery code, read likewise
    #[arg(long, group = "key")]
    recovery_code_stdin: bool,
}

impl Keys {
    /// The opened keys of the journal in `folder`; `None` if no key was given.
    pub fn open(&self, disk: &SharedDisk, folder: &Path) -> Result<Option<KeyRing>, Box<dyn Error>> {
        let home = SlotHome::in_journal(SharedDisk::clone(disk), folder);
        let slots = || journal::slots(disk, folder).ok_or("no readable key slots stand in this folder");
        if let Some(path) = &self.key_file {
            let key = KeyFile::open(disk.as_ref(), path, &SealTools::of_system(&Random::system()))?;
            return Ok(Some(KeyRing::unlock(home, slots()?, Secret::KeyFile(&key))?));
        }
        if self.passphrase_stdin {
            let passphrase = Passphrase::typed(&secret::ask("Passphrase: ")?);
            return Ok(Some(KeyRing::unlock(home, slots()?, Secret::Passphrase(&passphrase))?));
        }
        if self.recovery_code_stdin {
            let code = RecoveryCode::parse(&secret::ask("Recovery code: ")?)?;
            return Ok(Some(KeyRing::unlock(home, slots()?, Secret::RecoveryCode(&code))?));
        }
        Ok(None)
    }
}
