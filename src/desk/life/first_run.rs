//! The first run: keys, the first records, the recovery code typed back.

use std::sync::Arc;

use crate::error::{Cause, DeskError};
use crate::ledger::codes::Codes;
use crate::ledger::desk::Desk;
use domain::journal::event::{Event, Exercise};
use domain::journal::record::Kind;
use vault::{KeyRing, Passphrase, RecoveryCode};

use super::at_start::{AtStart, keep_a_key};
use super::setup::{self, RecoverySheet, SetUp};
use super::station::{Counter, PENDING, State};
use super::upkeep::Upkeep;
use super::{demo, recovery_sheet};

impl Counter {
    /// The first run. `code` is the one printed on the console. The phase becomes [`Phase::SettingUp`].
    #[expect(clippy::needless_pass_by_value, reason = "a command is handed over whole")]
    pub fn set_up(&self, code: &str, setup: SetUp) -> Result<RecoverySheet, DeskError> {
        self.check_code(code)?;
        let mut state = self.state();
        if !matches!(*state, State::Empty) {
            return Err(DeskError::WrongPhase);
        }
        let failed = |error: std::io::Error| DeskError::FolderFailed(Cause::of(error));
        let codes = Codes::of(&self.premises);
        let used: Vec<String> = codes.used().map_err(failed)?.into_iter().collect();
        let setup = setup::check(&setup, &used)?;
        // Before the keys: keys without a journal are then known for a set-up that died, and not for a lost journal.
        std::fs::write(self.premises.folder.join(PENDING), b"").map_err(failed)?;
        let station = self.premises.random.uuid(self.premises.clock.now());
        let station = domain::ids::id::StationId::new(station);
        let (keys, code) = self.make_keys(station, &setup.passphrase, setup.at_start)?;
        let desk = Desk::create(self.premises.clone(), Arc::new(keys), self.forms.clone())?;
        desk.found_station(&setup)?;
        // Not before: a set-up that dies has used no code. If this one dies here, opening adds it.
        codes.add([setup.register_code.to_string()]).map_err(failed)?;
        desk.note_the_mark();
        let pdf = recovery_sheet::pdf(&desk, &code)?;
        let desk = Arc::new(desk);
        *state = State::SettingUp(desk.clone(), Upkeep::of(&desk));
        Ok(RecoverySheet { code: code.print().to_string(), pdf })
    }

    /// The keys of a new station: passphrase, recovery code, and the key file, if the station opens by itself and its place can be written.
    fn make_keys(
        &self,
        station: domain::ids::id::StationId,
        passphrase: &Passphrase,
        at_start: AtStart,
    ) -> Result<(KeyRing, RecoveryCode), DeskError> {
        use vault::Secret;
        let (random, cost) = (&self.premises.random, self.premises.costs.passphrase());
        let unkept = |error: vault::KeyChangeError| DeskError::FolderFailed(Cause::of(error));
        let passphrase = Secret::Passphrase(passphrase);
        let keys = KeyRing::create(self.slot_home(), station, passphrase, cost, random).map_err(unkept)?;
        let code = self.fresh_recovery_code();
        keys.add(Secret::RecoveryCode(&code), cost, random).map_err(unkept)?;
        match at_start {
            AtStart::ByItself => keep_a_key(&self.premises, &keys).map_err(unkept)?,
            AtStart::Passphrase => {}
        }
        Ok((keys, code))
    }

    /// A code that nobody knows yet; a drill's is the same for all, so that the way back can be rehearsed.
    fn fresh_recovery_code(&self) -> RecoveryCode {
        match self.premises.exercise {
            Exercise::Real => RecoveryCode::new(self.premises.random.bytes()),
            Exercise::Drill => demo::recovery_code(),
        }
    }

    /// The recovery code typed back once; the phase becomes [`Phase::Open`].
    pub fn confirm_recovery(&self, typed: &str) -> Result<(), DeskError> {
        let mut state = self.state();
        let State::SettingUp(desk, _) = &*state else { return Err(DeskError::WrongPhase) };
        let code = recovery_sheet::typed_back(typed)?;
        if !desk.keys.is_opened_by(vault::Secret::RecoveryCode(&code)) {
            return Err(recovery_sheet::another_code());
        }
        let change = "recovery code typed back".to_owned();
        desk.commit(None, Kind::KeysChanged, |_, _| {
            Ok(vec![Event::KeysChanged { change, notice: None, second: None }])
        })?;
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
        let code = self.fresh_recovery_code();
        let secret = vault::Secret::RecoveryCode(&code);
        desk.keys
            .replace(secret, self.premises.costs.passphrase(), &self.premises.random)
            .map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
        let pdf = recovery_sheet::pdf(desk, &code)?;
        Ok(RecoverySheet { code: code.print().to_string(), pdf })
    }
}
