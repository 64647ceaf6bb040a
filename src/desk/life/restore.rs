//! A station restored from its second copy, on a spare computer: always a new life (architecture: a copy does not prove that
//! nothing came after it). Its code is the old one only where the old life was ended by a record.
//!
//! ```text
//!  marker `restoring` ─► copy everything ─► claim on the stick ─► first record of the new journal ─► `living` ─► unmark
//! ```
//! Whatever dies in between leaves the marker, and the restore is begun again: all of it is still on the stick.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::error::{Cause, DeskError, FieldProblem};
use crate::ledger::codes::{self, Codes};
use crate::ledger::companions::{BEFORE, LATER_KEYS, SETTINGS};
use crate::ledger::desk::place;
use crate::ledger::feed::Feed;
use crate::ledger::lives::Lineage;
use crate::ledger::opening::{fold_records, means, settings};
use crate::ledger::premises::Secret;
use crate::parts::limits::names_a_folder;
use crate::succession::new_life::{Beginning, NewLife, first_record};
use crate::succession::reserve;
use disk;
use domain::ids::anchor::Anchor;
use domain::ids::id::StationId;
use domain::ids::number::RegisterCode;
use domain::journal::event::Fate;
use domain::journal::head::Head;
use domain::text::bilingual::Bilingual;
use domain::time::moment::Moment;
use journal::{self, CopyFound, Draft, Journal, Means, Successor, copy_tree};
use vault::{KeyHome, KeyRing, Passphrase};

use super::at_start::{AtStart, HowItStarts, keep_no_key, keep_the_key};
use super::station::{Counter, RESTORING, State};

/// What is asked. Fields: `folder`, `secret`, `passphrase`, `name`, and those of [`NewLife`].
#[derive(Clone)]
pub struct Restore {
    /// The stick's folder.
    pub folder: PathBuf,
    /// Which of the copies on it; none where there is one.
    pub station: Option<StationId>,
    /// What opens the copy.
    pub secret: Secret,
    /// The passphrase that opens the new station from now on.
    pub passphrase: String,
    /// Who opens it at each start, as told now: what the life before had chosen is not known, since the keys on a copy are older.
    pub at_start: AtStart,
    /// Who decides.
    pub name: String,
    /// What became of the old computer, why, under which act.
    pub new: NewLife,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The code the register goes on under.
    pub code: RegisterCode,
    /// The code of before.
    pub before: RegisterCode,
    /// The last record of the life before that the copy knew.
    pub head: Option<Anchor>,
    /// When it was written.
    pub known_at: Option<Moment>,
    /// Whether it took the reserve of the life before: whoever trusts the root believes it at once.
    pub reserve: bool,
    /// How it opens at the next start.
    pub starts: HowItStarts,
}

impl Counter {
    /// The reserve of the station that lies on a copy, whether or not somebody took it; none where there is none, or it cannot be
    /// read.
    pub fn reserve_on(&self, copy: &CopyFound) -> Option<reserve::ReserveView> {
        let disk = &self.premises.disk;
        let later = copy.home.folder().join(LATER_KEYS).join(copy.station.to_string());
        let folder = if disk.exists(&later) { later } else { copy.home.folder().join(KeyHome::FOLDER) };
        reserve::view(&KeyHome::on_copy(disk.clone(), folder)).ok().flatten()
    }

    /// The copies on a stick, for whoever has the code printed on the console: nobody else learns what folders there are.
    pub fn copies_shown(&self, code: &str, folder: &Path) -> Result<Vec<CopyFound>, DeskError> {
        self.check_code(code)?;
        self.copies_on(folder)
    }

    /// The copies on a stick.
    pub fn copies_on(&self, folder: &Path) -> Result<Vec<CopyFound>, DeskError> {
        names_a_folder(folder)?;
        let found = journal::copies(self.premises.disk.as_ref(), folder);
        match found {
            Ok(found) if !found.is_empty() => Ok(found),
            Ok(_) => Err(no_copy()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(no_copy()),
            Err(error) => Err(DeskError::FolderFailed(Cause::of(error))),
        }
    }

    /// How one of these copies names the station of this folder, if it was restored from it before: all of it but perhaps the
    /// word that it was done.
    pub fn restored_before(&self, copies: &[CopyFound]) -> Option<Successor> {
        let (disk, folder) = (self.premises.disk.as_ref(), &self.premises.folder);
        if folder.join(RESTORING).exists() {
            return None;
        }
        let lineage = Lineage::of(disk, folder).ok()?;
        let mut claims = copies.iter().flat_map(|copy| &copy.says.claims);
        claims.find(|claim| lineage.later().contains(&claim.station)).cloned()
    }

    /// Restores a station from a copy into this empty folder. `code` is the one printed on the console.
    #[expect(clippy::needless_pass_by_value, reason = "a command is handed over whole")]
    pub fn restore(&self, code: &str, asked: Restore) -> Result<Restored, DeskError> {
        self.check_code(code)?;
        let mut state = self.state();
        if !matches!(*state, State::Empty) {
            return Err(DeskError::FolderInUse);
        }
        let copy = self.chosen(&asked)?;
        let passphrase = chosen_passphrase(&asked.passphrase)?;
        let keys = self.opened_copy(&copy, &asked.secret)?;
        let failed = |error: std::io::Error| DeskError::FolderFailed(Cause::of(error));
        std::fs::create_dir_all(&self.premises.folder).map_err(failed)?;
        std::fs::write(self.premises.folder.join(RESTORING), b"").map_err(failed)?;
        let lineage = self.fetch(&copy, keys.station())?;
        let starts = self.add_secrets(&keys, &passphrase, asked.at_start)?;
        let keys = std::sync::Arc::new(keys);
        let restored = Restored { starts, ..self.begin(&copy, lineage, &keys, &asked)? };
        std::fs::remove_file(self.premises.folder.join(RESTORING)).map_err(failed)?;
        let keys = std::sync::Arc::into_inner(keys).expect("whoever had the keys is closed");
        *state = self.opened(keys);
        match &*state {
            State::Damaged(told) => Err(failed(std::io::Error::other(told.clone()))),
            _ => Ok(restored),
        }
    }

    fn chosen(&self, asked: &Restore) -> Result<CopyFound, DeskError> {
        let mut found = self.copies_on(&asked.folder)?;
        match asked.station {
            Some(station) => found.retain(|copy| copy.station == station),
            None if found.len() > 1 => {
                return Err(DeskError::field(
                    "station",
                    "Su questa chiavetta ci sono più postazioni: scegliere quale.",
                    "Several stations lie on this stick: choose one.",
                ));
            }
            None => {}
        }
        found.pop().ok_or_else(no_copy)
    }

    fn opened_copy(&self, copy: &CopyFound, secret: &Secret) -> Result<KeyRing, DeskError> {
        let wrong = || {
            DeskError::field(
                "secret",
                "Non apre questa copia: è il codice di recupero stampato di quella postazione?",
                "It does not open this copy: is it the printed recovery code of that station?",
            )
        };
        let journal = copy.home.journal_now(self.premises.disk.as_ref());
        let slots = journal::slots(&self.premises.disk, &journal).ok_or_else(no_copy)?;
        match secret {
            Secret::Passphrase(text) => {
                let passphrase = Passphrase::typed(text.expose());
                KeyRing::unlock(self.slot_home(), slots, vault::Secret::Passphrase(&passphrase))
            }
            Secret::RecoveryCode(text) => {
                let code = super::recovery_sheet::typed_back(text.expose()).map_err(|_| wrong())?;
                KeyRing::unlock(self.slot_home(), slots, vault::Secret::RecoveryCode(&code))
            }
        }
        .map_err(|_| wrong())
    }

    /// Everything of the copy into the data folder.
    fn fetch(&self, copy: &CopyFound, first: StationId) -> Result<Lineage, DeskError> {
        let failed = |error: std::io::Error| DeskError::FolderFailed(Cause::of(error));
        let (disk, data, from) = (self.premises.disk.as_ref(), &self.premises.folder, copy.home.folder());
        let lineage =
            Lineage::planned(disk, &from, data).map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
        for (station, to) in lineage.all(first) {
            let journal = if station == copy.station {
                copy.home.journal_now(disk)
            } else {
                from.join(BEFORE).join(station.to_string())
            };
            copy_tree(disk, &journal, &to).map_err(failed)?;
        }
        for life in lineage.later() {
            let kept = from.join(LATER_KEYS).join(life.to_string());
            if disk.exists(&kept) {
                copy_tree(disk, &kept, &lineage.folder_of(*life).join(KeyHome::FOLDER)).map_err(failed)?;
            }
        }
        for (name, to) in [
            (place::BLOBS, place::BLOBS),
            (place::EXTRACT, place::EXTRACT),
            (KeyHome::FOLDER, KeyHome::FOLDER),
            ("forms", "forms"),
        ] {
            if disk.exists(&from.join(name)) {
                copy_tree(disk, &from.join(name), &data.join(to)).map_err(failed)?;
            }
        }
        if let (Ok(bytes), false) = (disk.read(&from.join(SETTINGS)), disk.exists(&data.join(SETTINGS))) {
            disk::replace(disk, &data.join(SETTINGS), &bytes).map_err(failed)?;
        }
        Ok(lineage)
    }

    fn add_secrets(
        &self,
        keys: &KeyRing,
        passphrase: &Passphrase,
        at_start: AtStart,
    ) -> Result<HowItStarts, DeskError> {
        use vault::Secret;
        let unkept = |error: vault::KeyChangeError| DeskError::FolderFailed(Cause::of(error));
        let (random, cost) = (&self.premises.random, self.premises.costs.passphrase());
        keys.replace(Secret::Passphrase(passphrase), cost, random).map_err(unkept)?;
        match at_start {
            AtStart::ByItself => keep_the_key(&self.premises, keys).map_err(unkept),
            AtStart::Passphrase => keep_no_key(&self.premises, keys).map_err(DeskError::FolderFailed),
        }
    }

    /// The new life: claimed on the stick, then begun.
    fn begin(
        &self,
        copy: &CopyFound,
        mut lineage: Lineage,
        keys: &std::sync::Arc<KeyRing>,
        asked: &Restore,
    ) -> Result<Restored, DeskError> {
        let failed = |error: journal::OpenFailure| DeskError::FolderFailed(Cause::of(error));
        let io = |error: std::io::Error| DeskError::FolderFailed(Cause::of(error));
        let reserve = self.claimable_reserve(copy, &lineage, keys);
        let fresh = || StationId::new(self.premises.random.uuid(self.premises.clock.now()));
        let station = reserve.unwrap_or_else(fresh);
        let means = means(&self.premises, keys, Some(station));
        let lives = lineage.ended(&means).map_err(failed)?;
        let head = fold_records(&lives);
        let old = head.station.clone().ok_or_else(|| DeskError::FolderFailed(Cause::of(unreadable())))?;
        let (new, code) = self.read_restore(copy, &head, asked)?;
        let at = self.premises.clock.now();
        let beginning = Beginning {
            station,
            machine: self.premises.machine.recorded(station),
            head: copy.head,
            open_ended: !head.ended,
            finding: "restored",
            decided_by: asked.name.trim().to_owned(),
        };
        let command = first_record(&head, beginning, None, new);
        // Before the first number of the new life: whoever meets the stick again learns of it.
        let successor = Successor { station, code: code.to_string(), at };
        let before = Means { station: copy.station, ..means.clone() };
        journal::claim(&before, copy.home.stick(), &successor).map_err(io)?;
        if reserve.is_some() {
            let (from, to) = (lineage.key_folder(keys.station(), copy.station), lineage.folder_of(station));
            let home = |folder: PathBuf| KeyHome::of_station(self.premises.disk.clone(), &folder);
            home(to)
                .take_reserve(&home(from), keys, &self.premises.random)
                .map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
        }
        let feed = Feed::default();
        let settings = settings(&self.premises, &lineage, keys, station, false);
        let living =
            Journal::create(means, &lineage.folder_of(station), settings, feed.observer()).map_err(failed)?;
        living.adopt_high_water().map_err(failed)?;
        living
            .append(Draft::of(&command, at))
            .map_err(|error| DeskError::OutcomeUncertain(Cause::of(error)))?;
        lineage.add(self.premises.disk.as_ref(), station).map_err(io)?;
        Codes::of(&self.premises)
            .add(head.codes().iter().map(ToString::to_string).chain([code.to_string()]))
            .map_err(io)?;
        living.close();
        let (before, reserve) = (old.register_code, reserve.is_some());
        let starts = HowItStarts::Asked;
        Ok(Restored { code, before, head: copy.head, known_at: head.last_record, reserve, starts })
    }

    /// The identity that the new life takes from the reserve on the copy, if nobody has.
    fn claimable_reserve(
        &self,
        copy: &CopyFound,
        lineage: &Lineage,
        keys: &std::sync::Arc<KeyRing>,
    ) -> Option<StationId> {
        let folder = lineage.key_folder(keys.station(), copy.station);
        let home = KeyHome::of_station(self.premises.disk.clone(), &folder);
        let before = means(&self.premises, keys, Some(copy.station));
        let station = reserve::claimable(&home, &before, copy.home.stick(), self.premises.exercise)?;
        let disk = self.premises.disk.as_ref();
        let begun = disk.exists(&lineage.folder_of(station))
            || disk.exists(&self.premises.high_water.join(station.to_string()));
        (!begun).then_some(station)
    }

    fn read_restore(
        &self,
        copy: &CopyFound,
        head: &Head,
        asked: &Restore,
    ) -> Result<(crate::succession::new_life::Read, RegisterCode), DeskError> {
        let io = |error: std::io::Error| DeskError::FolderFailed(Cause::of(error));
        let mut used: BTreeSet<String> = Codes::of(&self.premises).used().map_err(io)?;
        if let Ok(bytes) = self.premises.disk.read(&copy.home.folder().join(codes::FILE)) {
            used.extend(String::from_utf8_lossy(&bytes).lines().map(str::to_owned));
        }
        used.extend(copy.says.claims.iter().map(|claim| claim.code.clone()));
        let mut codes: Vec<RegisterCode> =
            used.iter().filter_map(|code| RegisterCode::parse(code).ok()).collect();
        codes.extend(head.codes());
        let old = head.station.as_ref().map(|station| station.register_code.clone());
        let own = match old {
            // The old life was ended by a record: nothing came after it, and its numbers go on.
            Some(code) if head.ended => Some(code),
            Some(code) => (0..16).find_map(|_| code.of_new_life(self.premises.random.bytes(), &codes)),
            None => None,
        };
        let mut problems = Vec::new();
        if asked.name.trim().chars().count() < 3 {
            problems.push(FieldProblem::new(
                "name",
                Bilingual::new(
                    "Scrivere nome e cognome di chi decide.",
                    "Write name and surname of who decides.",
                ),
            ));
        }
        if asked.new.fate == Fate::SameComputer {
            problems.push(FieldProblem::new(
                "fate",
                Bilingual::new(
                    "Dire che cosa ne è del computer vecchio.",
                    "Say what became of the old computer.",
                ),
            ));
        }
        let new = asked.new.read(own, &codes, problems)?;
        let code = new.code.clone();
        Ok((new, code))
    }
}

fn chosen_passphrase(text: &str) -> Result<Passphrase, DeskError> {
    Passphrase::choose(text).map_err(|_| {
        DeskError::field(
            "passphrase",
            "La frase di sblocco ha almeno 12 caratteri: meglio più parole.",
            "The passphrase has at least 12 characters: several words are best.",
        )
    })
}

fn no_copy() -> DeskError {
    DeskError::field(
        "folder",
        "In questa cartella non c’è una seconda copia: indicare la cartella della chiavetta, quella che contiene «Sportello».",
        "No second copy lies in this folder: name the folder of the stick, the one that holds “Sportello”.",
    )
}

fn unreadable() -> std::io::Error {
    std::io::Error::other("the first record of the copy cannot be read")
}

// What it holds opens a station.
impl std::fmt::Debug for Restore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Restore").field("station", &self.station).finish_non_exhaustive()
    }
}
