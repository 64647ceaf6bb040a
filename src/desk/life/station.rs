//! Life of the data folder.

use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::DeskError;
use crate::ledger::desk::{Desk, place};
use crate::ledger::lives::{self, Lineage};
use crate::ledger::premises::{EnterError, Phase, Premises};
use clock::Clock;
use domain::ids::check_code;
use domain::journal::event::Exercise;
use forms::Catalogue;
use journal::{self, Journal};
use vault::{KeyHome, KeyRing, KeySlots, SlotHome};

use super::at_start::{WhyLocked, open_by_itself};
use super::unlocking::Unlocking;
use super::upkeep::Upkeep;

/// The whole station as the pages see it.
pub struct Counter {
    pub(super) premises: Premises,
    pub(super) forms: Catalogue,
    setup_code: String,
    state: Mutex<State>,
    pub(super) unlocking: Unlocking,
    /// Held from entering to stopping; the system frees it even after kill -9.
    lock: Mutex<Option<File>>,
}

pub(super) enum State {
    Empty,
    SettingUp(Arc<Desk>, Upkeep),
    Locked(WhyLocked),
    Open(Arc<Desk>, Upkeep),
    Damaged(String),
    Stopped,
}

/// Stands in the data folder while a copy is restored into it.
pub(super) const RESTORING: &str = "restoring";
/// Stands in the data folder until the recovery code was typed back.
pub(super) const PENDING: &str = "recovery-pending";

impl Counter {
    /// Takes the folder's lock, finds its phase, tries the key file silently.
    pub fn enter(premises: Premises) -> Result<Self, EnterError> {
        let fault = |source| EnterError::Folder { folder: premises.folder.clone(), source };
        std::fs::create_dir_all(&premises.folder).map_err(fault)?;
        disk::keep_private(&premises.folder);
        let lock = lock_file(&premises.folder).map_err(fault)?;
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
            setup_code: check_code::passing(premises.random.bytes()),
            premises,
            forms,
            state: Mutex::new(State::Empty),
            unlocking: Unlocking::default(),
            lock: Mutex::new(Some(lock)),
        };
        let found = counter.find();
        *counter.state() = found;
        Ok(counter)
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn journal_folder(&self) -> PathBuf {
        self.premises.folder.join(place::JOURNAL)
    }

    pub(super) fn slot_home(&self) -> SlotHome {
        SlotHome::in_journal(self.premises.disk.clone(), &self.journal_folder())
    }

    /// The newest key slots that can be read, beside the journal or in the segments of any life.
    pub(super) fn slots(&self) -> Option<KeySlots> {
        let folders = std::iter::once(self.journal_folder()).chain(self.later_journals());
        let found = folders.filter_map(|folder| journal::slots(&self.premises.disk, &folder));
        found.max_by_key(|slots| slots.generation)
    }

    /// Where the journals of lives after the first lie, the oldest first.
    fn later_journals(&self) -> Vec<PathBuf> {
        let lineage = Lineage::of(self.premises.disk.as_ref(), &self.premises.folder);
        lineage.map_or_else(
            |_| Vec::new(),
            |lineage| lineage.later().iter().map(|life| lineage.folder_of(*life)).collect(),
        )
    }

    /// What lies in the folder.
    fn find(&self) -> State {
        let disk = &self.premises.disk;
        // A restore that died: it is begun again, everything is still on the stick.
        if self.premises.folder.join(RESTORING).exists() {
            return State::Empty;
        }
        match Journal::exists(disk.as_ref(), &self.journal_folder()) {
            Ok(true) => {}
            // That of a life before comes back from the second copy, or is told missing.
            Ok(false)
                if self
                    .later_journals()
                    .last()
                    .is_some_and(|last| Journal::exists(disk.as_ref(), last).unwrap_or(false)) => {}
            Ok(false) if self.copy_has_it() => {}
            Ok(false) => return self.without_journal(),
            Err(error) => return State::Damaged(unlisted(&self.journal_folder(), &error)),
        }
        let Some(slots) = self.slots() else {
            return State::Damaged(
                "The key slots are damaged everywhere / Le chiavi della cartella sono danneggiate ovunque: \
                 copiare keyslots.json dalla seconda copia, oppure mettere da parte la cartella."
                    .to_owned(),
            );
        };
        match open_by_itself(&self.premises, self.slot_home(), slots) {
            Ok(keys) => self.opened(keys),
            Err(why) => State::Locked(why),
        }
    }

    /// Whether the key slots are here, and the second copy of their station holds the journal that is gone: it comes back from
    /// there, and what the copy cannot know is asked as at every start.
    fn copy_has_it(&self) -> bool {
        let (Some(stick), Some(slots)) = (&self.premises.second_copy, self.slots()) else { return false };
        let set_up = !self.premises.folder.join(PENDING).exists();
        let found = journal::copies(self.premises.disk.as_ref(), stick).unwrap_or_default();
        set_up && found.iter().any(|copy| copy.station == slots.station)
    }

    /// No journal is here: a first run, unless something else says that a station is.
    fn without_journal(&self) -> State {
        let folder = &self.premises.folder;
        // A set-up that died leaves its keys and this file, and nothing else.
        if folder.join(PENDING).exists() && !folder.join(place::STORE).exists() {
            return State::Empty;
        }
        let journal = self.journal_folder();
        let signs = [
            journal.join(vault::SlotHome::FILE),
            folder.join(place::STORE),
            folder.join(place::BLOBS),
            folder.join(lives::LIVING),
            folder.join(KeyHome::FOLDER).join("station.p8"),
        ];
        let found: Vec<String> = signs
            .iter()
            .filter(|sign| sign.symlink_metadata().is_ok())
            .map(|sign| sign.strip_prefix(folder).unwrap_or(sign).display().to_string())
            .collect();
        if found.is_empty() {
            return State::Empty;
        }
        let (it, en) = (journal.display(), found.join(", "));
        State::Damaged(format!(
            "Qui c’è una postazione ({en}) ma il suo giornale manca: {it}. Niente è stato toccato. Se il disco o la cartella non è montata, montarla e riavviare. Se i file sono persi, inserire la seconda copia e riavviare: con le chiavi ancora qui il giornale rientra da lì; altrimenti ripristinare dalla seconda copia. / A station is here ({en}) and its journal is missing: {it}. Nothing was touched. If the disk or folder is not mounted, mount it and start again. If the files are lost, put in the second copy and start again: with the keys still here the journal comes back from it; otherwise restore from the second copy."
        ))
    }

    /// With the keys in hand.
    pub(super) fn opened(&self, keys: KeyRing) -> State {
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
            // Set-up died before anyone could sign in, and nothing was issued: it is begun again.
            None if desk.is_bare() => {
                desk.close();
                drop(desk);
                match self.move_aside() {
                    Ok(_) => State::Empty,
                    Err(error) => State::Damaged(error.told().it),
                }
            }
            None => State::Damaged(
                "La prima registrazione di questo giornale non si legge: non si sa di chi è la postazione, e niente è stato spostato. Inserire la seconda copia e riavviare: ciò che manca rientra da lì. / The first record of this journal cannot be read: whose station it is is not known, and nothing was moved. Put in the second copy and start again: what is missing comes back from it."
                    .to_owned(),
            ),
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

    /// Where it stands. While the store is made anew, which may take minutes, it says so at once.
    pub fn phase(&self) -> Phase {
        if let Some(made) = self.premises.making.now() {
            return Phase::Opening(made);
        }
        match &*self.state() {
            State::Empty => Phase::Empty,
            State::SettingUp(..) => Phase::SettingUp,
            State::Locked(_) => Phase::Locked,
            State::Open(desk, _) => Phase::Open(desk.clone()),
            State::Damaged(told) => Phase::Damaged(told.clone()),
            State::Stopped => {
                Phase::Damaged("Il servizio si sta fermando. / The service is stopping.".to_owned())
            }
        }
    }

    /// Why it did not open by itself, if it is locked.
    pub fn why_locked(&self) -> Option<WhyLocked> {
        match &*self.state() {
            State::Locked(why) => Some(*why),
            _ => None,
        }
    }

    pub(super) fn check_code(&self, typed: &str) -> Result<(), DeskError> {
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

    /// Its time.
    pub fn clock(&self) -> Clock {
        self.premises.clock.clone()
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

/// The file whose lock says that a service runs here. On a disk that cannot be written it may be there already, or the folder
/// itself is locked.
fn lock_file(folder: &std::path::Path) -> std::io::Result<File> {
    let path = folder.join("lock");
    match std::fs::OpenOptions::new().write(true).create(true).truncate(false).open(&path) {
        Err(error) if disk::is_read_only(&error) => File::open(&path).or_else(|_| File::open(folder)),
        opened => opened,
    }
}

fn unlisted(folder: &std::path::Path, error: &std::io::Error) -> String {
    let folder = folder.display();
    format!(
        "La cartella {folder} non si può leggere ({error}): controllare chi ne è il proprietario e riavviare. Niente è stato toccato. / The folder {folder} cannot be read ({error}): check who owns it and start again. Nothing was touched."
    )
}
