//! A centre's key file by command: made anew from the recovery code where the data folder was put on another computer or the file
//! was lost, and who opens the keys at each start.

use std::path::{Path, PathBuf};

use super::at_start::opened_by;
use super::{HubError, lock};
use clock::Random;
use disk::{Disk as _, RealDisk};
use vault::{
    Cost, Kept, KeyChangeError, KeyFile, KeyFileError, KeyHome, KeyRing, KeySlots, Passphrase, RecoveryCode,
    SealTools, Secret, SlotHome, SlotKind, UnlockError,
};

/// What became of the key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// It was made, and opens the keys from now on.
    New(Kept),
    /// There is one that opens them: nothing was changed.
    OpensAlready,
}

/// Why no key file was made. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum NoKeyFile {
    /// The folder is no centre's.
    #[error("no centre's keys are in {}: name its data folder with --data. With a second copy, start once with `sportello hub --copy DIR --from-copy`: that puts the keys in place", .0.display())]
    NoKeys(PathBuf),
    /// A hub serves it, or it cannot be locked.
    #[error(transparent)]
    Folder(#[from] HubError),
    /// The closed keys cannot be read.
    #[error("the keys in {} cannot be read: {reason}", folder.display())]
    Unreadable {
        /// The keys' folder.
        folder: PathBuf,
        /// Why.
        reason: String,
    },
    /// The code opens nothing.
    #[error(
        "the recovery code does not open these keys ({0}): compare it with the sheet, letter by letter; it is the one that this centre showed last"
    )]
    WrongCode(UnlockError),
    /// What was typed opens nothing.
    #[error("this is neither the passphrase nor the recovery code of this centre: type it again")]
    WrongSecret,
    /// A file is there already.
    #[error("{} is there and does not open these keys: it may be another centre's, and stays as it is. Name another place with --key-file", .0.display())]
    AnothersFile(PathBuf),
    /// The file, or the keys, cannot be written.
    #[error("the key file was not made: {0}")]
    NotWritten(String),
}

/// The keys of a data folder that no hub serves, while they are changed.
struct Closed {
    home: SlotHome,
    slots: KeySlots,
    _lock: std::fs::File,
}

impl Closed {
    fn of(data: &Path) -> Result<Self, NoKeyFile> {
        let folder = data.join(KeyHome::FOLDER);
        let home = SlotHome::in_journal(RealDisk::shared(), &folder);
        if !home.exists() {
            return Err(NoKeyFile::NoKeys(data.to_owned()));
        }
        let lock = lock(data)?;
        let slots =
            home.load().map_err(|error| NoKeyFile::Unreadable { folder, reason: error.to_string() })?;
        Ok(Self { home, slots, _lock: lock })
    }

    fn typed(&self, secret: &str) -> Result<KeyRing, NoKeyFile> {
        opened_by(&self.home, &self.slots, secret).ok_or(NoKeyFile::WrongSecret)
    }
}

fn not_written(error: &dyn std::fmt::Display) -> NoKeyFile {
    NoKeyFile::NotWritten(error.to_string())
}

/// Makes the key file of the centre in a data folder that no hub serves, sealed where this computer offers something. Key files of
/// before open the keys as they did. The new one is written before the keys know it: should this be cut short, doing it again says
/// that another's file is there. One that another computer sealed is set aside.
///
/// # Errors
/// As [`NoKeyFile`] tells; nothing was changed then.
pub fn make(
    data: &Path,
    key_file: &Path,
    code: &RecoveryCode,
    tools: &SealTools,
    random: &Random,
) -> Result<Made, NoKeyFile> {
    let closed = Closed::of(data)?;
    let keys = KeyRing::unlock(closed.home, closed.slots, Secret::RecoveryCode(code))
        .map_err(NoKeyFile::WrongCode)?;
    if RealDisk.exists(key_file) {
        match KeyFile::open(&RealDisk, key_file, tools) {
            Ok(file) if keys.is_opened_by(Secret::KeyFile(&file)) => return Ok(Made::OpensAlready),
            Err(KeyFileError::Closed { .. }) => set_aside(key_file)?,
            _ => return Err(NoKeyFile::AnothersFile(key_file.to_owned())),
        }
    }
    let file = KeyFile::fresh(random);
    let kept = file.keep(&RealDisk, key_file, tools).map_err(|error| not_written(&error))?;
    let added: Result<_, KeyChangeError> = keys.add(Secret::KeyFile(&file), Cost::PASSPHRASE, random);
    if let Err(error) = added {
        // It opens nothing: left there it would stand in the way of the next try.
        let _ = RealDisk.remove(key_file);
        return Err(not_written(&error));
    }
    Ok(Made::New(kept))
}

/// What another computer sealed may open something there.
fn set_aside(key_file: &Path) -> Result<(), NoKeyFile> {
    let mut name = key_file.as_os_str().to_owned();
    name.push(".before");
    let aside = PathBuf::from(name);
    if RealDisk.exists(&aside) {
        return Err(NoKeyFile::AnothersFile(aside));
    }
    RealDisk.rename(key_file, &aside).map_err(|error| not_written(&error))
}

/// From now on the centre opens by itself, with a new key sealed where this computer offers something: one of before, which may
/// have been copied in clear, opens nothing any more. `secret` is passphrase or recovery code. How the key is kept.
///
/// # Errors
/// As [`NoKeyFile`] tells; passphrase and recovery code open the keys as before.
pub fn open_by_itself(
    data: &Path,
    key_file: &Path,
    secret: &str,
    tools: &SealTools,
    random: &Random,
) -> Result<Kept, NoKeyFile> {
    let closed = Closed::of(data)?;
    let keys = closed.typed(secret)?;
    if KeyFile::kept(&RealDisk, key_file).is_ok_and(|kept| kept == Kept::Plain) {
        KeyFile::wipe(&RealDisk, key_file).map_err(|error| not_written(&error))?;
    }
    let file = KeyFile::fresh(random);
    let kept = file.keep(&RealDisk, key_file, tools).map_err(|error| not_written(&error))?;
    keys.replace(Secret::KeyFile(&file), Cost::PASSPHRASE, random).map_err(|error| not_written(&error))?;
    Ok(kept)
}

/// From now on the centre asks for `passphrase` at every start: no key lies anywhere. `secret` is the passphrase of before or the
/// recovery code.
///
/// # Errors
/// As [`NoKeyFile`] tells; passphrase and recovery code open the keys.
pub fn ask_at_start(
    data: &Path,
    key_file: &Path,
    secret: &str,
    passphrase: &Passphrase,
    cost: Cost,
    random: &Random,
) -> Result<(), NoKeyFile> {
    let closed = Closed::of(data)?;
    let keys = closed.typed(secret)?;
    // The passphrase first: whatever dies in between, something opens.
    keys.replace(Secret::Passphrase(passphrase), cost, random).map_err(|error| not_written(&error))?;
    KeyFile::wipe(&RealDisk, key_file).map_err(|error| not_written(&error))?;
    keys.remove_kind(SlotKind::KeyFile).map_err(|error| not_written(&error))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use clock::Clock;
    use domain::ids::id::StationId;

    const LETTERS: [u8; 26] = [7; 26];

    /// A centre's keys, with a key file and a recovery code.
    fn keys(base: &Path) -> (PathBuf, RecoveryCode) {
        let (disk, random) = (RealDisk::shared(), Random::system());
        let data = base.join("data");
        let home = SlotHome::in_journal(Arc::clone(&disk), &data.join(KeyHome::FOLDER));
        std::fs::create_dir_all(data.join(KeyHome::FOLDER)).unwrap();
        let file = KeyFile::create(disk.as_ref(), &base.join("old.key"), &random).unwrap();
        let id = StationId::new(random.uuid(Clock::system().now()));
        let keys = KeyRing::create(home, id, Secret::KeyFile(&file), Cost::NONE, &random).unwrap();
        let code = RecoveryCode::new(LETTERS);
        keys.add(Secret::RecoveryCode(&code), Cost::NONE, &random).unwrap();
        (data, code)
    }

    fn opens(data: &Path, key_file: &Path) -> bool {
        let disk = RealDisk::shared();
        let home = SlotHome::in_journal(Arc::clone(&disk), &data.join(KeyHome::FOLDER));
        let slots = home.load().unwrap();
        KeyFile::read(disk.as_ref(), key_file)
            .is_ok_and(|file| KeyRing::unlock(home, slots, Secret::KeyFile(&file)).is_ok())
    }

    #[test]
    fn the_recovery_code_makes_a_key_file_and_the_one_of_before_opens_as_it_did() {
        let base = tempfile::tempdir().unwrap();
        let (data, code) = keys(base.path());
        let (old, new) = (base.path().join("old.key"), base.path().join("elsewhere/new.key"));
        let random = Random::system();
        assert_eq!(make(&data, &new, &code, &SealTools::none(), &random).unwrap(), Made::New(Kept::Plain));
        assert!(opens(&data, &new) && opens(&data, &old));
        let written = std::fs::read(&new).unwrap();
        assert_eq!(make(&data, &new, &code, &SealTools::none(), &random).unwrap(), Made::OpensAlready);
        assert_eq!(std::fs::read(&new).unwrap(), written);
    }

    #[test]
    fn nothing_is_made_with_a_wrong_code_of_no_centre_over_anothers_file_or_of_one_that_is_served() {
        let base = tempfile::tempdir().unwrap();
        let (data, code) = keys(base.path());
        let new = base.path().join("new.key");
        let random = Random::system();
        let wrong = RecoveryCode::new([8; 26]);
        assert!(matches!(
            make(&data, &new, &wrong, &SealTools::none(), &random),
            Err(NoKeyFile::WrongCode(_))
        ));
        assert!(matches!(
            make(base.path(), &new, &code, &SealTools::none(), &random),
            Err(NoKeyFile::NoKeys(_))
        ));
        let others = base.path().join("others.key");
        KeyFile::create(RealDisk::shared().as_ref(), &others, &random).unwrap();
        let before = std::fs::read(&others).unwrap();
        assert!(matches!(
            make(&data, &others, &code, &SealTools::none(), &random),
            Err(NoKeyFile::AnothersFile(_))
        ));
        assert_eq!(std::fs::read(&others).unwrap(), before);
        let served = lock(&data).unwrap();
        let refused = make(&data, &new, &code, &SealTools::none(), &random);
        assert!(matches!(refused, Err(NoKeyFile::Folder(HubError::AlreadyServed(_)))), "{refused:?}");
        drop(served);
        assert!(!new.exists());
    }

    #[test]
    fn a_passphrase_at_every_start_leaves_no_key_and_a_new_key_opens_where_the_one_of_before_does_not() {
        let base = tempfile::tempdir().unwrap();
        let (data, code) = keys(base.path());
        let old = base.path().join("old.key");
        let copied = std::fs::read(&old).unwrap();
        let (random, code) = (Random::system(), code.print().to_string());
        let passphrase = Passphrase::choose("quattro parole per il centro").unwrap();
        let refused = ask_at_start(&data, &old, "non questa", &passphrase, Cost::NONE, &random);
        assert!(matches!(refused, Err(NoKeyFile::WrongSecret)), "{refused:?}");
        assert!(opens(&data, &old));
        ask_at_start(&data, &old, &code, &passphrase, Cost::NONE, &random).unwrap();
        assert!(!old.exists());
        std::fs::write(&old, &copied).unwrap();
        assert!(!opens(&data, &old), "a copy of the key of before");

        let again = "quattro parole per il centro";
        assert_eq!(open_by_itself(&data, &old, again, &SealTools::none(), &random).unwrap(), Kept::Plain);
        assert!(opens(&data, &old));
        assert_ne!(std::fs::read(&old).unwrap(), copied);
        let closed = Closed::of(&data).unwrap();
        assert!(closed.typed(again).is_ok() && closed.typed(&code).is_ok(), "they open always");
    }
}
