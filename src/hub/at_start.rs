//! What opens the centre's keys as it starts: the computer by itself, with a key that it sealed where it can, or a person.

use std::io::{self, IsTerminal as _};
use std::sync::Arc;

use zeroize::Zeroizing;

use super::{HubError, Settings};
use clock::{Clock, Random};
use disk::SharedDisk;
use domain::ids::id::StationId;
use vault::{
    Cost, Kept, KeyFile, KeyHome, KeyRing, KeySlots, Passphrase, RecoveryCode, Secret, SlotHome, SlotKind,
};

/// Asks a person for a secret: on the terminal, or the first line of standard input. An empty line: nobody is there.
pub type Ask = fn(&str) -> io::Result<Zeroizing<String>>;

/// How often a person may type it.
const TRIES: usize = 3;

/// The opened keys, and how they were opened.
pub(super) struct OpenedKeys {
    pub(super) keys: KeyRing,
    /// How the key lies that opens them by itself; none: a person opens them.
    pub(super) kept: Option<Kept>,
    /// Their recovery code, if they were made now and a terminal was there to show it.
    pub(super) recovery_code: Option<String>,
}

/// Opens the keys the centre seals with; they are made at the first start, with a printed code as second way in.
pub(super) fn open(
    settings: &Settings,
    disk: &SharedDisk,
    random: &Random,
    clock: &Clock,
) -> Result<OpenedKeys, HubError> {
    let home = SlotHome::in_journal(Arc::clone(disk), &settings.data.join(KeyHome::FOLDER));
    if !home.exists() {
        return found(settings, disk, home, random, clock);
    }
    let slots = home.load().map_err(|error| wrong(settings, &error))?;
    match by_itself(settings, disk, home.clone(), slots.clone()) {
        Ok((keys, kept)) => Ok(OpenedKeys { keys, kept: Some(kept), recovery_code: None }),
        Err(why) => {
            let keys = asked(settings, &home, &slots, &why)?;
            Ok(OpenedKeys { keys, kept: None, recovery_code: None })
        }
    }
}

fn wrong(settings: &Settings, reason: &dyn std::fmt::Display) -> HubError {
    HubError::Keys {
        folder: settings.data.join(KeyHome::FOLDER),
        key_file: settings.key_file.clone(),
        reason: reason.to_string(),
    }
}

fn by_itself(
    settings: &Settings,
    disk: &SharedDisk,
    home: SlotHome,
    slots: KeySlots,
) -> Result<(KeyRing, Kept), String> {
    if !slots.has(SlotKind::KeyFile) {
        return Err("this centre asks for its passphrase at every start".to_owned());
    }
    let (disk, path) = (disk.as_ref(), &settings.key_file);
    let file = KeyFile::open(disk, path, &settings.seal_tools).map_err(|error| error.to_string())?;
    let kept = KeyFile::kept(disk, path).map_err(|error| error.to_string())?;
    let keys = KeyRing::unlock(home, slots, Secret::KeyFile(&file)).map_err(|error| error.to_string())?;
    Ok((keys, kept))
}

/// Passphrase and recovery code open always, whatever became of the key file.
fn asked(settings: &Settings, home: &SlotHome, slots: &KeySlots, why: &str) -> Result<KeyRing, HubError> {
    let mut reason = why.to_owned();
    for _ in 0..TRIES {
        tracing::warn!(
            "the keys do not open by themselves ({reason}): passphrase or recovery code are read from the terminal, or from the first line of standard input"
        );
        let typed = (settings.ask)("Passphrase or recovery code of the centre: ")
            .map_err(|error| wrong(settings, &error))?;
        if typed.is_empty() {
            return Err(wrong(
                settings,
                &format!("{why}; and nobody typed passphrase or recovery code on standard input"),
            ));
        }
        if let Some(keys) = opened_by(home, slots, &typed) {
            return Ok(keys);
        }
        "what was typed is neither passphrase nor recovery code of this centre".clone_into(&mut reason);
    }
    Err(wrong(settings, &reason))
}

/// The keys, if what a person typed is the passphrase or the recovery code.
pub(super) fn opened_by(home: &SlotHome, slots: &KeySlots, typed: &str) -> Option<KeyRing> {
    let open = |secret: Secret<'_>| KeyRing::unlock(home.clone(), slots.clone(), secret).ok();
    let code = RecoveryCode::parse(typed).ok();
    let passphrase = Passphrase::typed(typed);
    code.as_ref()
        .and_then(|code| open(Secret::RecoveryCode(code)))
        .or_else(|| open(Secret::Passphrase(&passphrase)))
}

fn found(
    settings: &Settings,
    disk: &SharedDisk,
    home: SlotHome,
    random: &Random,
    clock: &Clock,
) -> Result<OpenedKeys, HubError> {
    let (path, tools) = (&settings.key_file, &settings.seal_tools);
    let failed = |error: &dyn std::fmt::Display| wrong(settings, error);
    let file = if disk.exists(path) {
        KeyFile::open(disk.as_ref(), path, tools).map_err(|error| failed(&error))?
    } else {
        let file = KeyFile::fresh(random);
        file.keep(disk.as_ref(), path, tools).map_err(|error| failed(&error))?;
        file
    };
    let kept = KeyFile::kept(disk.as_ref(), path).map_err(|error| failed(&error))?;
    let id = StationId::new(random.uuid(clock.now()));
    let keys = KeyRing::create(home, id, Secret::KeyFile(&file), Cost::PASSPHRASE, random)
        .map_err(|error| failed(&error))?;
    // What is written elsewhere than on a terminal is kept there: then a page shows the code, once.
    if !io::stdout().is_terminal() {
        return Ok(OpenedKeys { keys, kept: Some(kept), recovery_code: None });
    }
    let code = RecoveryCode::new(random.bytes());
    keys.add(Secret::RecoveryCode(&code), Cost::PASSPHRASE, random).map_err(|error| failed(&error))?;
    Ok(OpenedKeys { keys, kept: Some(kept), recovery_code: Some(code.print().to_string()) })
}
