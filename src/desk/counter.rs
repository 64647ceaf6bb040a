//! Life of the data folder.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::{Clock, Random};
use crate::disk::{RealDisk, SharedDisk};
use crate::domain::check_code;
use crate::domain::event::{Event, Exercise};
use crate::domain::form::Bilingual;
use crate::domain::record::Kind;
use crate::forms::Catalogue;
use crate::journal::{self, Journal};
use crate::vault::{Cost, KeyFile, KeyRing, Passphrase, RecoveryCode, SlotHome, UnlockError};

use super::error::{Cause, DeskError, FieldProblem};
use super::opened::{Desk, place};
use super::recovery_sheet;
use super::setup::{self, RecoverySheet, SetUp};
use super::upkeep::Upkeep;

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
    premises: Premises,
    forms: Catalogue,
    setup_code: String,
    state: Mutex<State>,
    /// Held from entering to stopping; the system frees it even after kill -9.
    lock: Mutex<Option<File>>,
}

enum State {
    Empty,
    SettingUp(Arc<Desk>, Upkeep),
    Locked,
    Open(Arc<Desk>, Upkeep),
    Damaged(String),
    Stopped,
}

/// Stands in the data folder until the recovery code was typed back.
const PENDING: &str = "recovery-pending";
/// Register codes that were used in this folder, one a line: none is used again after setting aside.
const CODES: &str = "register-codes";

impl Counter {
    /// Takes the folder's lock, finds its phase, tries the key file silently.
    pub fn enter(premises: Premises) -> Result<Self, EnterError> {
        let fault = |source| EnterError::Folder { folder: premises.folder.clone(), source };
        std::fs::create_dir_all(&premises.folder).map_err(fault)?;
        let lock = File::create(premises.folder.join("lock")).map_err(fault)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => {
                return Err(EnterError::AlreadyServed { folder: premises.folder.clone() });
            }
            Err(std::fs::TryLockError::Error(source)) => return Err(fault(source)),
        }
        let forms = Catalogue::read(premises.forms.as_deref())
            .map_err(|error| EnterError::Forms(error.to_string()))?;
        let counter = Self {
            setup_code: check_code::of_chain(&premises.random.bytes()),
            premises,
            forms,
            state: Mutex::new(State::Empty),
            lock: Mutex::new(Some(lock)),
        };
        let found = counter.find();
        *counter.state() = found;
        Ok(counter)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn journal_folder(&self) -> PathBuf {
        self.premises.folder.join(place::JOURNAL)
    }

    fn slot_home(&self) -> SlotHome {
        SlotHome::in_journal(RealDisk::shared(), &self.journal_folder())
    }

    /// What lies in the folder.
    fn find(&self) -> State {
        if !Journal::exists(&RealDisk, &self.journal_folder()) {
            return State::Empty;
        }
        let disk: SharedDisk = RealDisk::shared();
        let Some(slots) = journal::slots(&disk, &self.journal_folder()) else {
            return State::Damaged(
                "The key slots are damaged everywhere / Le chiavi della cartella sono danneggiate ovunque: \
                 copiare keyslots.json dalla seconda copia, oppure mettere da parte la cartella."
                    .to_owned(),
            );
        };
        let Ok(key_file) = KeyFile::read(&RealDisk, &self.premises.key_file) else { return State::Locked };
        match KeyRing::unlock(self.slot_home(), slots, crate::vault::Secret::KeyFile(&key_file)) {
            Ok(keys) => self.opened(keys),
            Err(_) => State::Locked,
        }
    }

    /// With the keys in hand.
    fn opened(&self, keys: KeyRing) -> State {
        let desk = match Desk::open(self.premises.clone(), Arc::new(keys), self.forms.clone()) {
            Ok(desk) => Arc::new(desk),
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
                tracing::error!(code = error.code(), cause, "the folder cannot be opened");
                return State::Damaged(format!("{} ({cause})", error.told().it));
            }
        };
        let founded = {
            let head = desk.head();
            head.station.as_ref().filter(|_| !head.accounts.is_empty()).map(|station| station.exercise)
        };
        match founded {
            // Set-up died before anyone could sign in: nothing was issued. It is begun again.
            None => {
                desk.close();
                drop(desk);
                match self.move_aside() {
                    Ok(_) => State::Empty,
                    Err(error) => State::Damaged(error.told().it),
                }
            }
            Some(exercise) if exercise != self.premises.exercise => State::Damaged(
                "Questa cartella è di un'esercitazione e il servizio è reale, o viceversa: usare una cartella sua. / \
                 A drill needs a folder of its own."
                    .to_owned(),
            ),
            Some(_) if self.premises.folder.join(PENDING).exists() => {
                State::SettingUp(desk.clone(), Upkeep::of(&desk))
            }
            Some(_) => State::Open(desk.clone(), Upkeep::of(&desk)),
        }
    }

    /// Where it stands.
    pub fn phase(&self) -> Phase {
        match &*self.state() {
            State::Empty => Phase::Empty,
            State::SettingUp(..) => Phase::SettingUp,
            State::Locked => Phase::Locked,
            State::Open(desk, _) => Phase::Open(desk.clone()),
            State::Damaged(told) => Phase::Damaged(told.clone()),
            State::Stopped => {
                Phase::Damaged("Il servizio si sta fermando. / The service is stopping.".to_owned())
            }
        }
    }

    /// The first run. `code` is the one printed on the console. The phase becomes [`Phase::SettingUp`].
    #[expect(clippy::needless_pass_by_value, reason = "a command is handed over whole")]
    pub fn set_up(&self, code: &str, setup: SetUp) -> Result<RecoverySheet, DeskError> {
        self.check_code(code)?;
        let mut state = self.state();
        if !matches!(*state, State::Empty) {
            return Err(DeskError::WrongPhase);
        }
        let used = self.used_codes();
        let setup = setup::check(&setup, &used)?;
        let failed = |error: std::io::Error| DeskError::FolderFailed(Cause::of(error));
        let station = self.premises.random.uuid(self.premises.clock.now());
        let (keys, code) = self.make_keys(crate::domain::id::StationId::new(station), &setup.passphrase)?;
        std::fs::write(self.premises.folder.join(PENDING), b"").map_err(failed)?;
        let codes = used.iter().map(String::as_str).chain([setup.register_code.as_str()]);
        let codes: Vec<&str> = codes.collect();
        crate::disk::replace(&RealDisk, &self.premises.folder.join(CODES), codes.join("\n").as_bytes())
            .map_err(failed)?;
        let desk = Desk::create(self.premises.clone(), Arc::new(keys), self.forms.clone())?;
        desk.found_station(&setup)?;
        let pdf = recovery_sheet::pdf(&desk, &code)?;
        let desk = Arc::new(desk);
        *state = State::SettingUp(desk.clone(), Upkeep::of(&desk));
        Ok(RecoverySheet { code: code.print().to_string(), pdf })
    }

    /// The keys of a new station: passphrase, recovery code, and the key file if its place can be written.
    fn make_keys(
        &self,
        station: crate::domain::id::StationId,
        passphrase: &Passphrase,
    ) -> Result<(KeyRing, RecoveryCode), DeskError> {
        use crate::vault::Secret;
        let (random, cost) = (&self.premises.random, self.premises.costs.passphrase());
        let unkept = |error: crate::vault::KeyChangeError| DeskError::FolderFailed(Cause::of(error));
        let passphrase = Secret::Passphrase(passphrase);
        let keys = KeyRing::create(self.slot_home(), station, passphrase, cost, random).map_err(unkept)?;
        let code = RecoveryCode::new(random.bytes());
        keys.add(Secret::RecoveryCode(&code), cost, random).map_err(unkept)?;
        let path = &self.premises.key_file;
        match KeyFile::read(&RealDisk, path).or_else(|_| KeyFile::create(&RealDisk, path, random)) {
            Ok(key_file) => {
                keys.add(Secret::KeyFile(&key_file), cost, random).map_err(unkept)?;
            }
            Err(error) => tracing::warn!(%error, "no key file: every start will ask for the passphrase"),
        }
        Ok((keys, code))
    }

    /// The recovery code typed back once; the phase becomes [`Phase::Open`].
    pub fn confirm_recovery(&self, typed: &str) -> Result<(), DeskError> {
        let mut state = self.state();
        let State::SettingUp(desk, _) = &*state else { return Err(DeskError::WrongPhase) };
        let code = recovery_sheet::typed_back(typed)?;
        if !desk.keys.is_opened_by(crate::vault::Secret::RecoveryCode(&code)) {
            return Err(recovery_sheet::another_code());
        }
        let change = "recovery code typed back".to_owned();
        desk.commit(None, Kind::KeysChanged, |_, _| Ok(vec![Event::KeysChanged { change }]))?;
        std::fs::remove_file(self.premises.folder.join(PENDING))
            .map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
        if let State::SettingUp(desk, upkeep) = std::mem::replace(&mut *state, State::Empty) {
            *state = State::Open(desk, upkeep);
        }
        Ok(())
    }

    /// Prints the recovery sheet once more while it has not been typed back: a new code, the old one is void.
    pub fn another_recovery_sheet(&self, code: &str) -> Result<RecoverySheet, DeskError> {
        self.check_code(code)?;
        let state = self.state();
        let State::SettingUp(desk, _) = &*state else { return Err(DeskError::WrongPhase) };
        let code = RecoveryCode::new(self.premises.random.bytes());
        let secret = crate::vault::Secret::RecoveryCode(&code);
        desk.keys
            .replace(secret, self.premises.costs.passphrase(), &self.premises.random)
            .map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
        let pdf = recovery_sheet::pdf(desk, &code)?;
        Ok(RecoverySheet { code: code.print().to_string(), pdf })
    }

    /// Opens a locked folder.
    pub fn unlock(&self, secret: Secret) -> Result<(), DeskError> {
        let mut state = self.state();
        if !matches!(*state, State::Locked) {
            return Err(DeskError::WrongPhase);
        }
        let slots =
            journal::slots(&RealDisk::shared(), &self.journal_folder()).ok_or(DeskError::WrongSecret)?;
        let unlocked = match secret {
            Secret::Passphrase(text) => {
                let passphrase = Passphrase::typed(&text);
                KeyRing::unlock(self.slot_home(), slots, crate::vault::Secret::Passphrase(&passphrase))
            }
            Secret::RecoveryCode(text) => {
                let code = RecoveryCode::parse(&text).map_err(|_| DeskError::WrongSecret)?;
                KeyRing::unlock(self.slot_home(), slots, crate::vault::Secret::RecoveryCode(&code))
            }
        };
        let keys = unlocked.map_err(|error| match error {
            UnlockError::Altered => DeskError::FolderFailed(Cause::of(error)),
            UnlockError::NoSlot(_) | UnlockError::Wrong(_) => DeskError::WrongSecret,
        })?;
        *state = self.opened(keys);
        match &*state {
            State::Damaged(told) => {
                Err(DeskError::FolderFailed(Cause::of(std::io::Error::other(told.clone()))))
            }
            _ => Ok(()),
        }
    }

    /// All slots failed: moves the folder aside untouched and returns where it went. The phase becomes
    /// [`Phase::Empty`]; a new register code must be chosen.
    pub fn set_aside(&self, setup_code: &str) -> Result<PathBuf, DeskError> {
        self.check_code(setup_code)?;
        let mut state = self.state();
        if !matches!(*state, State::Locked | State::Damaged(_)) {
            return Err(DeskError::WrongPhase);
        }
        let aside = self.move_aside()?;
        *state = State::Empty;
        Ok(aside)
    }

    /// Everything of the station into a folder beside it, the journal first: without one the station is gone.
    fn move_aside(&self) -> Result<PathBuf, DeskError> {
        let failed = |error: std::io::Error| DeskError::FolderFailed(Cause::of(error));
        let stamp = self.premises.clock.now().local().format("%Y%m%d-%H%M%S").to_string();
        let folder = &self.premises.folder;
        let free = |count: u32| {
            let name =
                if count == 0 { format!("set-aside-{stamp}") } else { format!("set-aside-{stamp}-{count}") };
            Some(folder.join(name)).filter(|path| !path.exists())
        };
        let aside = (0..1000).find_map(free).ok_or(DeskError::WrongPhase)?;
        std::fs::create_dir(&aside).map_err(failed)?;
        for name in [place::JOURNAL, place::STORE, place::BLOBS, PENDING] {
            rename_if_there(&folder.join(name), &aside.join(name)).map_err(failed)?;
        }
        // The mark of the old station would speak against the new one; it goes with its journal.
        let mark = self.premises.high_water.file_name().unwrap_or("high-water".as_ref());
        let gone = rename_if_there(&self.premises.high_water, &aside.join(mark));
        if let Err(error) = gone.or_else(|_| std::fs::remove_file(&self.premises.high_water)) {
            tracing::warn!(%error, "the high-water mark of the old station stays");
        }
        Ok(aside)
    }

    fn used_codes(&self) -> Vec<String> {
        let codes = std::fs::read_to_string(self.premises.folder.join(CODES)).unwrap_or_default();
        codes.lines().map(str::to_owned).collect()
    }

    fn check_code(&self, typed: &str) -> Result<(), DeskError> {
        if check_code::normalise(typed) == check_code::normalise(&self.setup_code) {
            Ok(())
        } else {
            Err(DeskError::WrongSetupCode)
        }
    }

    /// The code printed on the console, asked by first run and set-aside.
    pub fn setup_code(&self) -> &str {
        &self.setup_code
    }

    /// Real or drill.
    pub fn exercise(&self) -> Exercise {
        self.premises.exercise
    }

    /// Drains the committer, syncs the store, releases the lock. Under two seconds.
    pub fn stop(&self) {
        let state = std::mem::replace(&mut *self.state(), State::Stopped);
        if let State::SettingUp(desk, upkeep) | State::Open(desk, upkeep) = state {
            drop(upkeep);
            desk.close();
        }
        self.lock.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        self.stop();
    }
}

fn rename_if_there(from: &Path, to: &Path) -> std::io::Result<()> {
    match std::fs::rename(from, to) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// A problem of one field.
pub(super) fn problem(field: &str, told: Bilingual) -> DeskError {
    DeskError::Fields(vec![FieldProblem::new(field, told)])
}
