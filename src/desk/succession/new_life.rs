//! A register goes on under a new code: a new life, which is a station of its own with a journal of its own. The journal of
//! before is not written any more; what was open passes over (DPR 445/2000 art. 63 c. 1–2).

use std::sync::{Arc, MutexGuard, PoisonError};

use crate::error::{Cause, DeskError, FieldProblem};
use crate::ledger::codes::Codes;
use crate::ledger::desk::Desk;
use crate::ledger::opening::{means, settings};
use crate::parts::session::Session;
use crate::stop_reason::StopReason;
use domain::ids::anchor::{Anchor, Position};
use domain::ids::id::StationId;
use domain::ids::number::{BadRegisterCode, Number, RegisterCode};
use domain::journal::event::{Event, Fate, LifeBefore, LifeContinued};
use domain::journal::head::Head;
use domain::journal::record::{Command, Kind};
use domain::office::by::By;
use domain::office::operator::Role;
use domain::text::bilingual::Bilingual;
use domain::time::moment::Moment;
use journal::{self, Draft, Journal, PastJournal, Successor};

/// Characters of a reason.
pub(crate) const REASON: std::ops::RangeInclusive<usize> = 3..=400;

/// What a person says who begins a new life. Fields: `register-code`, `code-reason`, `reason`, `act`, `seen`.
#[derive(Clone, Debug)]
pub struct NewLife {
    /// The new code as typed; empty: the program makes one.
    pub register_code: String,
    /// Why a code was typed.
    pub code_reason: String,
    /// Why the register goes on in a new life.
    pub reason: String,
    /// The act that orders it; may be empty.
    pub act: String,
    /// What became of the computer of the life before.
    pub fate: Fate,
    /// The highest number that somebody saw on a paper; may be empty.
    pub seen: String,
}

impl NewLife {
    /// On this computer, for this reason, under a code that the program makes.
    pub fn here(reason: &str) -> Self {
        Self {
            register_code: String::new(),
            code_reason: String::new(),
            reason: reason.to_owned(),
            act: String::new(),
            fate: Fate::SameComputer,
            seen: String::new(),
        }
    }
}

/// The same, read.
pub(crate) struct Read {
    pub(crate) code: RegisterCode,
    pub(super) reason: String,
    pub(super) act: String,
    pub(super) fate: Fate,
    pub(super) seen: Option<Number>,
}

impl NewLife {
    /// Reads what was typed. `own` is the code that the program makes, `used` those that nobody may have again.
    pub(crate) fn read(
        &self,
        own: Option<RegisterCode>,
        used: &[RegisterCode],
        mut problems: Vec<FieldProblem>,
    ) -> Result<Read, DeskError> {
        let code = if self.register_code.trim().is_empty() {
            own
        } else {
            if !REASON.contains(&self.code_reason.trim().chars().count()) {
                problems.push(FieldProblem::new("code-reason", no_code_reason()));
            }
            let used: Vec<String> = used.iter().map(ToString::to_string).collect();
            read_register_code(&self.register_code, &used, &mut problems)
        };
        let reason = self.reason.trim();
        if !REASON.contains(&reason.chars().count()) {
            problems.push(FieldProblem::new("reason", no_reason()));
        }
        let seen = match self.seen.trim() {
            "" => None,
            typed => {
                let number = typed.parse::<Number>().ok();
                if number.is_none() {
                    problems.push(FieldProblem::new("seen", no_number()));
                }
                number
            }
        };
        let code = code.filter(|_| problems.is_empty()).ok_or(DeskError::Fields(problems))?;
        let act = self.act.trim().to_owned();
        Ok(Read { code, reason: reason.to_owned(), act, fate: self.fate, seen })
    }
}

/// The first record of a new life of the register that `head` is the state of.
pub(crate) fn first_record(head: &Head, beginning: Beginning, by: Option<By>, new: Read) -> Command {
    let station = head.station.as_ref().expect("the first record of a journal founds its station");
    let now = head.open_outage();
    let life = LifeContinued {
        station: beginning.station,
        exercise: station.exercise,
        register_code: new.code,
        office: station.office.clone(),
        machine: beginning.machine,
        before: LifeBefore {
            station: station.id,
            register_code: station.register_code.clone(),
            head: beginning.head,
            known_at: head.last_record,
            open_ended: beginning.open_ended,
            seen: new.seen,
        },
        finding: beginning.finding.to_owned(),
        reason: new.reason,
        decided_by: beginning.decided_by,
        fate: new.fate,
        act: new.act,
        outage: now.map(|outage| outage.opening.clone()),
        authorisations: now.map(|outage| outage.authorisations.clone()).unwrap_or_default(),
        delegations: head.delegations.values().cloned().collect(),
        body: station.body.clone(),
    };
    let events = vec![Event::LifeContinued(Box::new(life))];
    Command { kind: Kind::LifeContinued, v: 1, by, events }
}

/// What a new life begins with.
pub(crate) struct Beginning {
    pub(crate) station: StationId,
    pub(crate) machine: String,
    /// The last record known of the life before.
    pub(crate) head: Option<Anchor>,
    /// Whether papers may carry numbers of the life before that its journal does not know.
    pub(crate) open_ended: bool,
    /// Stable code.
    pub(crate) finding: &'static str,
    /// Who decides, where nobody is signed in.
    pub(crate) decided_by: String,
}

impl Desk {
    /// Goes on in a new life, under a new register code (supervisor): the folder was restored, cut, cloned or damaged, or a
    /// newer life was met. The code it goes on under.
    pub fn continue_register(&self, who: &Session, new: &NewLife) -> Result<RegisterCode, DeskError> {
        who.needs(&[Role::Supervisor])?;
        let new = self.read_new_life(new)?;
        let mut head = self.head();
        let reason = self.stop_reason(&head).filter(|reason| reason.is_mended_by_a_new_code());
        let reason = reason.ok_or(DeskError::Illegal)?;
        let code = new.code.clone();
        self.begin_life(&mut head, who.by(), reason, new)?;
        drop(head);
        self.note_the_mark();
        self.introduce();
        // What stood still for want of this decision goes on.
        self.centre_status.resume();
        Ok(code)
    }

    fn read_new_life(&self, new: &NewLife) -> Result<Read, DeskError> {
        let used = self.used_codes()?;
        new.read(self.own_code(&used), &used, Vec::new())
    }

    /// Every code that this folder, this computer and this journal know.
    fn used_codes(&self) -> Result<Vec<RegisterCode>, DeskError> {
        let listed = Codes::of(&self.premises).used();
        let listed = listed.map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
        let mut used: Vec<RegisterCode> =
            listed.iter().filter_map(|code| RegisterCode::parse(code).ok()).collect();
        used.extend(self.head().codes());
        Ok(used)
    }

    /// A code that only this life can have.
    fn own_code(&self, used: &[RegisterCode]) -> Option<RegisterCode> {
        let code = self.register_code();
        (0..16).find_map(|_| code.of_new_life(self.premises.random.bytes(), used))
    }

    fn begin_life(
        &self,
        head: &mut MutexGuard<'_, Head>,
        by: By,
        finding: StopReason,
        new: Read,
    ) -> Result<(), DeskError> {
        let failed = |error: journal::OpenFailure| DeskError::FolderFailed(Cause::of(error));
        let reserve = self.reserve_for_a_new_life(finding);
        let station = reserve.unwrap_or_else(|| StationId::new(self.mint()));
        let at = self.stamp(head);
        let successor = Successor { station, code: new.code.to_string(), at };
        let code = new.code.to_string();
        let beginning = Beginning {
            station,
            machine: self.premises.machine.recorded(station),
            head: self.journal().head(),
            open_ended: finding.leaves_an_open_end(),
            finding: finding.code(),
            decided_by: String::new(),
        };
        let command = first_record(head, beginning, Some(by), new);
        // Whatever fails up to here leaves everything as it was.
        let means = means(&self.premises, &self.keys, Some(station));
        let folder = self.lineage().folder_of(station);
        let settings = settings(&self.premises, &self.lineage(), &self.keys, station, false);
        let living =
            Journal::create(means.clone(), &folder, settings, self.feed.observer()).map_err(failed)?;
        living.adopt_high_water().map_err(failed)?;
        let old = self.journal();
        old.close();
        let begun = self.hand_over(&old, &living, at, &command, &successor);
        if let Err(error) = begun {
            // The life before is still the only one.
            self.found().unconfirmed = true;
            return Err(error);
        }
        if let Err(error) = old.succeed(&successor) {
            tracing::warn!(%error, "the mark of the life before does not name this one");
        }
        if let Err(error) = Codes::of(&self.premises).add([code]) {
            tracing::warn!(%error, "the code was not added to the list; the next start adds it");
        }
        *self.journal.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(living);
        if let Err(oddity) = head.apply(Position::FIRST, at, &command) {
            tracing::error!(%oddity, "a new life does not follow from the one before");
        }
        let mut found = self.found();
        found.stops.clear();
        found.unconfirmed = false;
        Ok(())
    }

    /// The first record of the new journal, the claim on the second copy, and the one write that decides.
    fn hand_over(
        &self,
        old: &Journal,
        living: &Journal,
        at: Moment,
        command: &Command,
        successor: &Successor,
    ) -> Result<(), DeskError> {
        let folder = |error: journal::OpenFailure| DeskError::FolderFailed(Cause::of(error));
        let disk = self.premises.disk.as_ref();
        let before = means(&self.premises, &self.keys, Some(old.station()));
        let ended = PastJournal::read(&before, &self.lineage().living()).map_err(folder)?;
        let reserve = self.reserve().is_some_and(|reserve| reserve.station == successor.station);
        if let Some(stick) = &self.premises.second_copy {
            match journal::claim(&before, stick, successor) {
                Ok(()) => {}
                // What nobody else can see was claimed is not taken: the next try has an identity of its own.
                Err(error) if reserve => return Err(DeskError::FolderFailed(Cause::of(error))),
                Err(error) => tracing::warn!(%error, "the second copy does not name the new life"),
            }
        }
        if reserve {
            self.key_home(living.station())
                .take_reserve(&self.key_home(old.station()), &self.keys, &self.premises.random)
                .map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
        }
        let mut lives = self.lives.write().unwrap_or_else(PoisonError::into_inner);
        let mut all = lives.clone();
        all.push(ended);
        self.feed.follow(&all);
        let decided = living
            .append(Draft::of(command, at))
            .map_err(|error| DeskError::OutcomeUncertain(Cause::of(error)))
            .and_then(|_| {
                let added = self.lineage().add(disk, living.station());
                added.map_err(|error| DeskError::FolderFailed(Cause::of(error)))
            });
        match decided {
            Ok(()) => *lives = all,
            Err(_) => self.feed.follow(&lives),
        }
        decided
    }
}

fn no_code_reason() -> Bilingual {
    Bilingual::new(
        "Scrivere perché serve proprio questo codice: quello del programma non può ripetersi.",
        "Write why it must be this code: the program’s own cannot come twice.",
    )
}

pub(crate) fn no_reason() -> Bilingual {
    Bilingual::new(
        "Scrivere perché, da 3 a 400 caratteri: resta con il nome di chi decide.",
        "Write why, 3 to 400 characters: kept with the name of who decides.",
    )
}

fn no_number() -> Bilingual {
    Bilingual::new(
        "Scrivere il numero come sul foglio, per esempio EM01-2026-0000031, oppure lasciare vuoto.",
        "Type the number as on the paper, such as EM01-2026-0000031, or leave it empty.",
    )
}

impl StopReason {
    /// Whether papers may carry numbers of the life before that its journal does not know.
    fn leaves_an_open_end(self) -> bool {
        !matches!(self, Self::PartedFromCentre | Self::PartReplaced | Self::CopyAway)
    }
}

/// Reads a register code that this folder has not used yet.
pub(crate) fn read_register_code(
    raw: &str,
    used: &[String],
    problems: &mut Vec<FieldProblem>,
) -> Option<RegisterCode> {
    let told = match RegisterCode::parse(raw) {
        Ok(code) if !used.iter().any(|one| one == code.as_str()) => return Some(code),
        Ok(_) => Bilingual::new(
            "Questo codice è già stato usato in questa cartella: sceglierne un altro, per esempio EM02.",
            "This code was used in this folder before: choose another, such as EM02.",
        ),
        Err(BadRegisterCode::EndsInS) => Bilingual::new(
            "Il codice non finisce con S: quella lettera segna l'indice dello stato civile.",
            "The code does not end in S: that letter marks the civil-status index.",
        ),
        Err(BadRegisterCode::Shape) => Bilingual::new(
            "Il codice del registro: una lettera e da una a undici lettere o cifre, per esempio EM01.",
            "The register code: a letter and one to eleven letters or digits, such as EM01.",
        ),
    };
    problems.push(FieldProblem::new("register-code", told));
    None
}
