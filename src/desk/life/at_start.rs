//! Who opens the folder at each start: the computer by itself, with a key beside the folder, or a person with the passphrase.
//! Chosen at the first run («Chi c'è alle 7.30?»), changed later by a supervisor with what opens the folder.

use domain::journal::notice::{ASKED_AT_START, OPENS_BY_ITSELF};
use domain::office::operator::Role;
use domain::text::bilingual::Bilingual;
use vault::key_file::KeyFileError;
use vault::sealer::NotSealed;
use vault::{
    Kept, KeyChangeError, KeyFile, KeyRing, KeySlots, Passphrase, Sealer, Secret, SecretText, SlotHome,
    SlotKind,
};

use super::keys_care::Change;
use crate::error::{Cause, DeskError};
use crate::ledger::desk::Desk;
use crate::ledger::premises::Premises;
use crate::parts::session::Session;

/// Who opens the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtStart {
    /// The computer: a key beside the folder, sealed where the computer offers something.
    ByItself,
    /// A person: no key lies anywhere.
    Passphrase,
}

/// How it stands with that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HowItStarts {
    /// The passphrase is asked.
    Asked,
    /// By itself, on this computer alone.
    Sealed(Sealer),
    /// By itself, wherever the disk is.
    Plain,
    /// It would by itself, but the key is not there or not readable.
    Lost,
}

/// Why a folder did not open by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyLocked {
    /// So it was chosen.
    Chosen,
    /// The key file is not there, or cannot be read.
    NoFile,
    /// The file there is no key file of this program.
    NoKeyFile,
    /// It is the key of something else.
    AnotherKey,
    /// What is needed to open the sealed key is not installed.
    NoTool(&'static str),
    /// It hung.
    Slow(&'static str),
    /// It does not open the key: another computer's, or the TPM was cleared.
    DoesNotOpen(&'static str),
}

impl WhyLocked {
    fn of(error: &KeyFileError) -> Self {
        match error {
            KeyFileError::Disk { .. } => Self::NoFile,
            KeyFileError::Content { .. } => Self::NoKeyFile,
            KeyFileError::Closed { source, .. } => match source {
                NotSealed::NotUsed => Self::AnotherKey,
                NotSealed::Missing { tool } => Self::NoTool(tool),
                NotSealed::Slow { tool } => Self::Slow(tool),
                NotSealed::Failed { tool, .. } | NotSealed::Garbage { tool } => Self::DoesNotOpen(tool),
            },
        }
    }

    /// In words.
    pub fn told(self) -> Bilingual {
        match self {
            Self::Chosen => Bilingual::new(
                "Questa postazione chiede la frase a ogni avvio: così è stato scelto.",
                "This station asks for the passphrase at every start: so it was chosen.",
            ),
            Self::NoFile => Bilingual::new(
                "Il file della chiave non c’è o non si può leggere.",
                "The key file is missing or cannot be read.",
            ),
            Self::NoKeyFile => Bilingual::new(
                "Il file della chiave è rovinato, o l’ha scritto un programma più nuovo.",
                "The key file is damaged, or was written by a newer program.",
            ),
            Self::AnotherKey => Bilingual::new(
                "La chiave di questo computer non è di questa postazione.",
                "The key of this computer is not of this station.",
            ),
            Self::NoTool(tool) => Bilingual::new(
                format!(
                    "La chiave è chiusa da questo computer, ma il programma che la apre ({tool}) non è installato."
                ),
                format!(
                    "The key is sealed by this computer, but the program that opens it ({tool}) is not installed."
                ),
            ),
            Self::Slow(tool) => Bilingual::new(
                format!("La chiave è chiusa dal computer, e questo non ha risposto in tempo ({tool})."),
                format!("The key is sealed by the computer, which did not answer in time ({tool})."),
            ),
            Self::DoesNotOpen(tool) => Bilingual::new(
                format!(
                    "La chiave è chiusa da un altro computer, o questo non la apre più ({tool}): succede se il disco è stato spostato o il TPM azzerato."
                ),
                format!(
                    "The key is sealed by another computer, or this one does not open it any more ({tool}): so it is where the disk was moved or the TPM cleared."
                ),
            ),
        }
    }
}

/// The folder's keys, opened without anybody; or why not.
pub(crate) fn open_by_itself(
    premises: &Premises,
    home: SlotHome,
    slots: KeySlots,
) -> Result<KeyRing, WhyLocked> {
    if !slots.has(SlotKind::KeyFile) {
        return Err(WhyLocked::Chosen);
    }
    let file = KeyFile::open(premises.disk.as_ref(), &premises.key_file, &premises.seal_tools);
    let file = file.map_err(|error| {
        tracing::warn!(%error, "the key file does not open the station: passphrase or recovery code do");
        WhyLocked::of(&error)
    })?;
    KeyRing::unlock(home, slots, Secret::KeyFile(&file)).map_err(|error| {
        tracing::warn!(%error, "the key file does not open the station: passphrase or recovery code do");
        WhyLocked::AnotherKey
    })
}

/// Keeps a key for the next start, if its place can be written: the one that is there, where it opens, else a new one. A file
/// that does not open is set aside.
pub(super) fn keep_a_key(premises: &Premises, keys: &KeyRing) -> Result<(), KeyChangeError> {
    let (disk, path, tools) = (premises.disk.as_ref(), &premises.key_file, &premises.seal_tools);
    let kept = match KeyFile::open(disk, path, tools) {
        Ok(key) => key.keep(disk, path, tools).map(|_| key),
        Err(_) => set_aside(premises).and_then(|()| {
            let key = KeyFile::fresh(&premises.random);
            key.keep(disk, path, tools).map(|_| key)
        }),
    };
    match kept {
        Ok(key) => {
            let cost = premises.costs.passphrase();
            keys.replace(Secret::KeyFile(&key), cost, &premises.random).map(|_| ())
        }
        Err(error) => {
            tracing::warn!(%error, "no key file: every start will ask for the passphrase");
            Ok(())
        }
    }
}

/// Keeps a key where a station is restored. The old computer's opens it no more. How it stands then: where the key's place cannot
/// be written, the passphrase is asked.
pub(super) fn keep_the_key(premises: &Premises, keys: &KeyRing) -> Result<HowItStarts, KeyChangeError> {
    keys.remove_kind(SlotKind::KeyFile)?;
    keep_a_key(premises, keys)?;
    Ok(how_it_starts(premises, keys))
}

/// No key opens what is restored here; one of this register that still lies on the computer is wiped.
pub(super) fn keep_no_key(premises: &Premises, keys: &KeyRing) -> Result<HowItStarts, Cause> {
    let (disk, path) = (premises.disk.as_ref(), &premises.key_file);
    let opens = |key: KeyFile| keys.is_opened_by(Secret::KeyFile(&key));
    if KeyFile::open(disk, path, &premises.seal_tools).is_ok_and(opens) {
        KeyFile::wipe(disk, path).map_err(Cause::of)?;
    }
    keys.remove_kind(SlotKind::KeyFile).map_err(Cause::of)?;
    Ok(how_it_starts(premises, keys))
}

fn how_it_starts(premises: &Premises, keys: &KeyRing) -> HowItStarts {
    if !keys.slots().has(SlotKind::KeyFile) {
        return HowItStarts::Asked;
    }
    match KeyFile::kept(premises.disk.as_ref(), &premises.key_file) {
        Ok(Kept::Plain) => HowItStarts::Plain,
        Ok(Kept::Sealed(by)) => HowItStarts::Sealed(by),
        Err(_) => HowItStarts::Lost,
    }
}

/// A key file that does not open here may open something elsewhere.
fn set_aside(premises: &Premises) -> Result<(), KeyFileError> {
    let (disk, path) = (premises.disk.as_ref(), &premises.key_file);
    if !disk.exists(path) {
        return Ok(());
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".before");
    let failed = |source| KeyFileError::Disk { path: path.clone(), source };
    if disk.exists(name.as_ref()) {
        return Err(failed(std::io::ErrorKind::AlreadyExists.into()));
    }
    disk.rename(path, name.as_ref()).map_err(failed)
}

impl Desk {
    /// How the folder opens at the next start.
    pub fn how_it_starts(&self) -> HowItStarts {
        how_it_starts(&self.premises, &self.keys)
    }

    /// Changes who opens the folder (supervisor). `secret` is the passphrase; for a start without anybody the recovery code
    /// will do too. Fields: `at-start`, `secret`. What came of it.
    pub fn change_start(
        &self,
        who: &Session,
        choice: AtStart,
        secret: &SecretText,
    ) -> Result<HowItStarts, DeskError> {
        who.needs(&[Role::Supervisor])?;
        match choice {
            AtStart::ByItself => {
                let wrong = Bilingual::new(
                    "Non è la frase di sblocco, né il codice di recupero in uso: riscrivere.",
                    "Neither the passphrase nor the recovery code in use: type it again.",
                );
                self.proves(who, "secret", wrong, || self.opens(secret))?;
                self.open_by_itself().map_err(DeskError::FolderFailed)?;
                self.keys_changed(who, Change { told: OPENS_BY_ITSELF, second: None })?;
            }
            AtStart::Passphrase => {
                let wrong = Bilingual::new(
                    "Non è la frase di sblocco: è quella che sarà chiesta a ogni avvio.",
                    "Not the passphrase: it is what every start will ask for.",
                );
                self.proves(who, "secret", wrong, || {
                    self.keys.is_opened_by(Secret::Passphrase(&Passphrase::typed(secret.expose())))
                })?;
                self.ask_at_start().map_err(DeskError::FolderFailed)?;
                self.keys_changed(who, Change { told: ASKED_AT_START, second: None })?;
            }
        }
        Ok(self.how_it_starts())
    }

    /// A new key: the one that may have been copied in clear opens nothing at start any more.
    fn open_by_itself(&self) -> Result<(), Cause> {
        let premises = &self.premises;
        let (disk, path) = (premises.disk.as_ref(), &premises.key_file);
        let key = KeyFile::fresh(&premises.random);
        if KeyFile::kept(disk, path).is_ok_and(|kept| kept == Kept::Plain) {
            KeyFile::wipe(disk, path).map_err(Cause::of)?;
        }
        key.keep(disk, path, &premises.seal_tools).map_err(Cause::of)?;
        let replaced =
            self.keys.replace(Secret::KeyFile(&key), premises.costs.passphrase(), &premises.random);
        replaced.map(|_| ()).map_err(Cause::of)
    }

    /// The file first: whatever dies in between, the passphrase is asked.
    fn ask_at_start(&self) -> Result<(), Cause> {
        KeyFile::wipe(self.premises.disk.as_ref(), &self.premises.key_file).map_err(Cause::of)?;
        self.keys.remove_kind(SlotKind::KeyFile).map_err(Cause::of)
    }
}
