//! A key file made anew from the recovery code: the data folder was put on another computer, or the file was lost.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{HubError, lock};
use crate::clock::Random;
use crate::disk::RealDisk;
use crate::vault::{
    Cost, KeyChangeError, KeyFile, KeyHome, KeyRing, RecoveryCode, Secret, SlotHome, UnlockError,
};

/// What became of the key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// It was made, and opens the keys from now on.
    New,
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
    /// A file is there already.
    #[error("{} is there and does not open these keys: it may be another centre's, and stays as it is. Name another place with --key-file", .0.display())]
    AnothersFile(PathBuf),
    /// The file, or the keys, cannot be written.
    #[error("the key file was not made: {0}")]
    NotWritten(String),
}

/// Makes the key file of the centre in a data folder that no hub serves. Key files of before open the keys as they did. The new
/// one is written before the keys know it: should this be cut short, doing it again says that another's file is there.
///
/// # Errors
/// As [`NoKeyFile`] tells; nothing was changed then.
pub fn make(data: &Path, key_file: &Path, code: &RecoveryCode, random: &Random) -> Result<Made, NoKeyFile> {
    let disk = RealDisk::shared();
    let folder = data.join(KeyHome::FOLDER);
    let home = SlotHome::in_journal(Arc::clone(&disk), &folder);
    if !home.exists() {
        return Err(NoKeyFile::NoKeys(data.to_owned()));
    }
    let _lock = lock(data)?;
    let slots = home.load().map_err(|error| NoKeyFile::Unreadable { folder, reason: error.to_string() })?;
    let keys = KeyRing::unlock(home, slots, Secret::RecoveryCode(code)).map_err(NoKeyFile::WrongCode)?;
    if disk.exists(key_file) {
        let opens = KeyFile::read(disk.as_ref(), key_file)
            .is_ok_and(|file| keys.is_opened_by(Secret::KeyFile(&file)));
        return if opens {
            Ok(Made::OpensAlready)
        } else {
            Err(NoKeyFile::AnothersFile(key_file.to_owned()))
        };
    }
    let not_written = |error: &dyn std::fmt::Display| NoKeyFile::NotWritten(error.to_string());
    let file = KeyFile::create(disk.as_ref(), key_file, random).map_err(|error| not_written(&error))?;
    let added: Result<_, KeyChangeError> = keys.add(Secret::KeyFile(&file), Cost::PASSPHRASE, random);
    if let Err(error) = added {
        // It opens nothing: left there it would stand in the way of the next try.
        let _ = disk.remove(key_file);
        return Err(not_written(&error));
    }
    Ok(Made::New)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::domain::ids::id::StationId;

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
        assert_eq!(make(&data, &new, &code, &random).unwrap(), Made::New);
        assert!(opens(&data, &new) && opens(&data, &old));
        let written = std::fs::read(&new).unwrap();
        assert_eq!(make(&data, &new, &code, &random).unwrap(), Made::OpensAlready);
        assert_eq!(std::fs::read(&new).unwrap(), written);
    }

    #[test]
    fn nothing_is_made_with_a_wrong_code_of_no_centre_over_anothers_file_or_of_one_that_is_served() {
        let base = tempfile::tempdir().unwrap();
        let (data, code) = keys(base.path());
        let new = base.path().join("new.key");
        let random = Random::system();
        let wrong = RecoveryCode::new([8; 26]);
        assert!(matches!(make(&data, &new, &wrong, &random), Err(NoKeyFile::WrongCode(_))));
        assert!(matches!(make(base.path(), &new, &code, &random), Err(NoKeyFile::NoKeys(_))));
        let others = base.path().join("others.key");
        KeyFile::create(RealDisk::shared().as_ref(), &others, &random).unwrap();
        let before = std::fs::read(&others).unwrap();
        assert!(matches!(make(&data, &others, &code, &random), Err(NoKeyFile::AnothersFile(_))));
        assert_eq!(std::fs::read(&others).unwrap(), before);
        let served = lock(&data).unwrap();
        let refused = make(&data, &new, &code, &random);
        assert!(matches!(refused, Err(NoKeyFile::Folder(HubError::AlreadyServed(_)))), "{refused:?}");
        drop(served);
        assert!(!new.exists());
    }
}
