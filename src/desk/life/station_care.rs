//! Office, keys, clock, journal, anchors.

use domain::ids::number::RegisterCode;
use domain::journal::event::Event;
use domain::journal::head::Head;
use domain::journal::record::Kind;
use domain::office::office::Office;
use domain::office::operator::Role;
use domain::text::bilingual::Bilingual;
use domain::time::moment::Moment;
use journal::{self, Mended, Space};

use std::path::PathBuf;

use super::setup::read_office;
use crate::error::{Cause, DeskError, FieldProblem};
use crate::ledger::desk::{Desk, MarkBy};
use crate::parts::limits::ISSUERS;
use crate::parts::session::Session;
use crate::stop_reason::StopReason;
use crate::succession::new_life::{REASON, no_reason};

/// How the journal stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalSummary {
    /// Position of the last durable record.
    pub position: u64,
    /// Its chain hash, 64 hex digits: `POS:HASH` is the anchor.
    pub chain: String,
    /// Segments.
    pub segments: usize,
    /// What was found at start.
    pub findings: Vec<Bilingual>,
    /// Why issuing is stopped, if it is.
    pub stop: Option<StopReason>,
    /// What is known of it: positions, numbers, codes.
    pub detail: Option<Bilingual>,
    /// Where the data folder is.
    pub folder: std::path::PathBuf,
    /// Where the second copy goes.
    pub second_copy: Option<std::path::PathBuf>,
}

/// What a full verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Records read.
    pub records: u64,
    /// Findings; empty means sound.
    pub findings: Vec<Bilingual>,
    /// When it was made.
    pub at: Moment,
}

/// Farthest the right time may lie from both the computer's clock and the last record, in days: beyond, it is the date
/// that is typed wrong. (A computer whose battery is dead starts decades back; the last record then knows better.)
const CORRECTION_DAYS: i64 = 3660;

impl Desk {
    /// Letterhead and telephone.
    pub fn office(&self) -> Office {
        self.station().office
    }

    /// The register code numbers run under.
    pub fn register_code(&self) -> RegisterCode {
        self.station().register_code
    }

    /// Changes letterhead or telephone (supervisor). Fields: `municipality`, `province`, `office`, `telephone`.
    #[expect(clippy::needless_pass_by_value, reason = "a command is handed over whole")]
    pub fn set_office(&self, who: &Session, office: Office) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor])?;
        let mut problems = Vec::new();
        let office = read_office(&office, &mut problems).ok_or(DeskError::Fields(problems))?;
        self.commit(who.by(), Kind::OfficeChanged, |_, _| Ok(vec![Event::OfficeChanged { office }]))
            .map(|_| ())
    }

    /// How the journal stands.
    pub fn journal_summary(&self) -> JournalSummary {
        // Each lock is given back before the next is taken: `stop_reason` takes the same ones.
        let head = self.journal().head();
        let stop = {
            let head = self.head();
            self.stop_reason(&head)
        };
        let (mut findings, rebuilt) = {
            let found = self.found();
            (found.findings.clone(), found.rebuilt)
        };
        if rebuilt {
            findings.push(Bilingual::new(
                "L'archivio di consultazione era danneggiato ed è stato ricostruito dal giornale: nessuna registrazione è persa; bozze e accessi sì.",
                "The lookup store was damaged and was rebuilt from the journal: no entry is lost; drafts and sign-ins are.",
            ));
        }
        findings.extend(mended(self.journal().copy_mended()));
        if self.journal().space() == Space::Unreserved {
            findings.push(Bilingual::new(
                "Il disco non è pieno, ma lo spazio di riserva per il giorno in cui lo sarà non si può tenere da parte: controllare il file «reserve» nella cartella del giornale e chi ne è il proprietario. Si continua a emettere.",
                "The disk is not full, but the space kept back for the day it is cannot be taken: check the file `reserve` in the journal's folder and who owns it. Issuing goes on.",
            ));
        }
        let lost = self.found().lost.photographs;
        if lost > 0 {
            findings.push(Bilingual::new(
                format!("Fotografie che non si trovano più su questo disco: {lost}. Inserire la seconda copia: rientrano da lì."),
                format!("Photographs gone from this disk: {lost}. Put in the second copy: they come back from it."),
            ));
        }
        let in_folder = |folder: PathBuf| {
            std::fs::read_dir(folder).map_or(0, |items| {
                items.flatten().filter(|item| item.path().extension().is_some_and(|end| end == "seg")).count()
            })
        };
        let lives = self.lineage().all(self.keys.station());
        let segments = lives.into_iter().map(|(_, folder)| in_folder(folder)).sum();
        JournalSummary {
            position: head.map_or(0, |head| head.position.get()),
            chain: head.map_or_else(String::new, |head| domain::text::hex::encode(head.chain.bytes())),
            segments,
            findings,
            stop,
            detail: self.stop_detail(),
            folder: self.premises.folder.clone(),
            second_copy: self.premises.second_copy.clone(),
        }
    }

    /// Reads the journals of all lives whole, with the key, and says what it found.
    pub fn verify_journal(&self, who: &Session) -> Result<Verification, DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager, Role::Auditor])?;
        let (mut records, mut findings) = (0, Vec::new());
        let lives = self.lineage().all(self.keys.station());
        let several = lives.len() > 1;
        for (life, folder) in lives {
            let report = journal::verify(&self.premises.disk, &folder, Some(&self.keys), None)
                .map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
            records += report.records;
            findings.extend(report.findings.iter().map(|finding| {
                let told = if several { format!("{life}: {finding}") } else { finding.to_string() };
                Bilingual::new(told.clone(), told)
            }));
        }
        Ok(Verification { records, findings, at: self.now() })
    }

    /// A person looked at the clock and says it is right (any operator who may issue).
    pub fn confirm_clock(&self, who: &Session) -> Result<(), DeskError> {
        who.needs(ISSUERS)?;
        let system = self.premises.clock.uncorrected();
        let now = self.now();
        self.commit_at(who.by(), Kind::ClockSet, Some(now), |head, _| {
            Ok(vec![Event::ClockSet { system, correction_ms: head.correction_ms }])
        })?;
        self.trust();
        Ok(())
    }

    /// The clock is wrong: what time it is (supervisor). Field: `local`.
    pub fn set_clock(&self, who: &Session, right: Moment) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor])?;
        let system = self.premises.clock.uncorrected();
        let correction = right.since(system);
        let last = self.head().last_record;
        if [Some(system), last]
            .into_iter()
            .flatten()
            .all(|near| right.since(near).num_days().abs() > CORRECTION_DAYS)
        {
            return Err(DeskError::field(
                "local",
                "Troppo lontano dall'orologio del computer: controllare l'anno.",
                "Too far from the computer's clock: check the year.",
            ));
        }
        if self.head().closed_until().is_some_and(|closed| right < closed) {
            return Err(DeskError::field(
                "local",
                "È prima della fine dell'ultima interruzione chiusa: controllare data e ora.",
                "It lies before the end of the last closed outage: check date and time.",
            ));
        }
        let correction_ms = correction.num_milliseconds();
        self.commit_at(who.by(), Kind::ClockSet, Some(right), |_, _| {
            Ok(vec![Event::ClockSet { system, correction_ms }])
        })?;
        self.premises.clock.correct(correction);
        self.trust();
        Ok(())
    }

    /// Goes on under the same code (supervisor, with a reason): the folder was moved to this machine on purpose and nothing
    /// else runs it, a part of the computer was replaced, the second copy could not be asked. Field: `reason-same`.
    pub fn go_on_as_it_is(&self, who: &Session, reason: &str) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor])?;
        let reason = reason.trim();
        if !REASON.contains(&reason.chars().count()) {
            return Err(DeskError::Fields(vec![FieldProblem::new("reason-same", no_reason())]));
        }
        if !self.may_go_on_as_it_is() {
            return Err(DeskError::Illegal);
        }
        let finding = self.found().stops.first().map(|stopped| stopped.reason);
        let finding = finding.unwrap_or(StopReason::PartedFromCentre);
        let machine = self.premises.machine.recorded(self.station_id());
        let (register_code, reason) = (self.register_code(), reason.to_owned());
        let code = finding.code().to_owned();
        let event = Event::RegisterContinued { register_code, finding: code, machine, reason };
        self.commit(who.by(), Kind::RegisterContinued, |_, _| Ok(vec![event]))?;
        self.found().stops.retain(|stopped| stopped.reason != finding);
        // A mark that an older program wrote could not be taken over before this was decided: without it there is no ceiling.
        let takes_over = self.found().mark == MarkBy::Older && self.found().stops.is_empty();
        let kept = matches!(finding, StopReason::CopyAway | StopReason::PartedFromCentre);
        if takes_over || !kept {
            self.journal().adopt_high_water().map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
            self.note_the_mark();
            self.found().mark = MarkBy::This;
        }
        self.centre_status.resume();
        Ok(())
    }

    /// Another stick, or an emptied one, takes the place of the second copy that was begun (supervisor).
    pub fn begin_copy_anew(&self, who: &Session) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor])?;
        let noted = Event::Noted { code: "second-copy-begun-anew".to_owned(), finding: String::new() };
        self.commit(who.by(), Kind::Noted, |_, _| Ok(vec![noted]))?;
        self.journal().accept_new_second_copy().map_err(|error| DeskError::FolderFailed(Cause::of(error)))
    }

    /// Ends this station for good (supervisor, with a reason): it moves to another computer. Nothing is issued here after it;
    /// a life begun from its copy keeps the register code. Field: `reason`.
    pub fn end_station(&self, who: &Session, reason: &str) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor])?;
        let reason = reason.trim().to_owned();
        if !REASON.contains(&reason.chars().count()) {
            return Err(DeskError::Fields(vec![FieldProblem::new("reason", no_reason())]));
        }
        self.commit(who.by(), Kind::StationEnded, |_, _| Ok(vec![Event::StationEnded { reason }])).map(|_| ())
    }

    /// Whether what stands in the way can be answered for by a person, the register going on as it is.
    pub fn may_go_on_as_it_is(&self) -> bool {
        let head = self.head();
        self.may_go_on(&head)
    }

    pub(crate) fn may_go_on(&self, head: &Head) -> bool {
        let sound = self.journal().standing() == journal::Standing::Writable;
        let found = self.found().stops.first().map(|stopped| stopped.same_code);
        // Whatever else is decided, what others hold against this journal stands until it is decided itself.
        let free = match (found, head.parted) {
            (Some(same_code), None) => same_code,
            (Some(false), Some(_)) | (None, None) => false,
            (Some(true) | None, Some(_)) => self.centres_agree(head),
        };
        sound && head.contradicted.is_none() && free
    }

    /// Whether every centre that was asked since one said that it holds another past than this journal's agrees with the
    /// journal: one slip of a centre costs no register code.
    fn centres_agree(&self, head: &Head) -> bool {
        let of = self.station_id();
        let centres = head.recovery.centres.keys();
        let said: Vec<bool> = centres.filter_map(|id| self.centre_status.line((*id, of)).agrees).collect();
        !said.is_empty() && said.into_iter().all(|agrees| agrees)
    }

    /// What is known of why nothing is issued: positions, numbers, codes.
    pub fn stop_detail(&self) -> Option<Bilingual> {
        self.found().stops.first().map(|stopped| stopped.detail.clone())
    }
}

/// What comparing the second copy with what it was made from found, in words.
fn mended(found: Mended) -> Vec<Bilingual> {
    let told = [
        (
            found.copy,
            "File della seconda copia trovati danneggiati e riscritti da qui",
            "Files of the second copy found damaged and written again from here",
        ),
        (
            found.here,
            "File di questo disco trovati danneggiati e ripresi dalla seconda copia",
            "Files of this disk found damaged and taken back from the second copy",
        ),
        (
            found.undecided,
            "File diversi qui e sulla seconda copia, senza che uno dei due provi di essere quello giusto; controllare disco e chiavetta",
            "Files that differ here and on the second copy, neither of which proves to be the right one; check disk and stick",
        ),
    ];
    let some = told.into_iter().filter(|(files, _, _)| *files > 0);
    some.map(|(files, it, en)| Bilingual::new(format!("{it}: {files}."), format!("{en}: {files}."))).collect()
}
