//! A folder that nobody can open is moved aside untouched.

use std::path::{Path, PathBuf};

use vault::KeyHome;

use super::station::{Counter, PENDING, State};
use crate::error::{Cause, DeskError};
use crate::ledger::desk::place;
use crate::ledger::lives;

/// What a station consists of, the journal first: without one the station is gone.
const EVERYTHING: [&str; 8] = [
    place::JOURNAL,
    lives::FOLDER,
    lives::LIVING,
    place::STORE,
    place::BLOBS,
    place::EXTRACT,
    KeyHome::FOLDER,
    PENDING,
];

impl Counter {
    /// All slots failed: moves the folder aside untouched and returns where it went. The phase becomes
    /// [`Phase::Empty`]; a new register code must be chosen.
    pub fn set_aside(&self, setup_code: &str) -> Result<PathBuf, DeskError> {
        self.check_code(setup_code)?;
        let mut state = self.state();
        if !matches!(*state, State::Locked(_) | State::Damaged(_)) {
            return Err(DeskError::WrongPhase);
        }
        let aside = self.move_aside()?;
        *state = State::Empty;
        Ok(aside)
    }

    /// Everything of the station into a folder beside it.
    pub(super) fn move_aside(&self) -> Result<PathBuf, DeskError> {
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
        for name in EVERYTHING {
            rename_if_there(&folder.join(name), &aside.join(name)).map_err(failed)?;
        }
        Ok(aside)
    }
}

fn rename_if_there(from: &Path, to: &Path) -> std::io::Result<()> {
    match std::fs::rename(from, to) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}
