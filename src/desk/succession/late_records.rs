//! Late records: those of a life that ended which nobody here knew of when its successor began. Found later, on the disk of the
//! old computer or on a newer copy of it, they are taken in as records of *that* life; whatever the living one did stands.
//!
//! ```text
//!  look: journal of which life · same chain · what is sound ─► shown ─► papers, photographs ─► journal of that life
//!    ─► the event in the living one ─► store and state of decision made anew: ordinals moved
//! ```
//! Whatever dies in between is completed by doing it again; the next start sees by its proof that the store is of other ordinals.

use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use crate::error::{Cause, DeskError, FieldProblem};
use crate::ledger::desk::{Desk, Settled, is_rebuilt};
use crate::ledger::feed;
use crate::ledger::lives::Lives;
use crate::ledger::opening::{fold, means};
use crate::parts::limits::names_a_folder;
use crate::parts::session::Session;
use domain::ids::anchor::{Anchor, Position};
use domain::ids::id::StationId;
use domain::ids::number::{Number, RegisterCode};
use domain::journal::event::Event;
use domain::journal::head::Head;
use domain::journal::late_records::LateRecordsTaken;
use domain::journal::record::{Command, Kind, Payload};
use domain::office::operator::Role;
use domain::text::bilingual::Bilingual;
use domain::time::moment::Moment;
use journal::{self, LateRecords, Means, NotTaken, Span, Unsound};

use super::late_places::{self, LatePlace};
use super::new_life::{REASON, no_reason};

/// What a folder holds of a life before, beyond what is known here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateFound {
    /// The life.
    pub life: StationId,
    /// Its register code.
    pub code: RegisterCode,
    /// How many records come in.
    pub records: u64,
    /// The first of them.
    pub from: Position,
    /// The last of them: what a confirmation names.
    pub to: Anchor,
    /// When the first was written.
    pub first_at: Moment,
    /// When the last was written.
    pub last_at: Moment,
    /// Kept papers and scans that are there and not here.
    pub papers: usize,
    /// Photographs that are there and not here.
    pub photographs: usize,
    /// Records between them that cannot be read there.
    pub holes: Vec<Span>,
    /// Why what comes after them is left.
    pub rest: Option<Bilingual>,
}

/// What is asked. Fields: `folder`, `reason`.
#[derive(Clone, Debug)]
pub struct TakeLate {
    /// The folder.
    pub folder: PathBuf,
    /// Why.
    pub reason: String,
    /// The last record as it was shown.
    pub shown: Anchor,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateTaken {
    /// What came in.
    pub found: LateFound,
    /// Sheets written down by hand that the register, which knows their numbers now, says otherwise.
    pub disagreeing: Vec<Number>,
}

/// One journal to take from.
struct Source {
    place: LatePlace,
    means: Means,
    here: PathBuf,
    known: Option<Anchor>,
}

impl Desk {
    /// What `folder` holds of a life before, beyond what is known here. Changes nothing (supervisor).
    pub fn late_records(&self, who: &Session, folder: &Path) -> Result<LateFound, DeskError> {
        who.needs(&[Role::Supervisor])?;
        let (source, late) = self.find_late(folder)?;
        self.shown_late(&source, &late)
    }

    /// Takes it in, as it was shown (supervisor).
    #[expect(clippy::needless_pass_by_value, reason = "a command is handed over whole")]
    pub fn take_late_records(&self, who: &Session, asked: TakeLate) -> Result<LateTaken, DeskError> {
        who.needs(&[Role::Supervisor])?;
        let reason = asked.reason.trim().to_owned();
        if !REASON.contains(&reason.chars().count()) {
            return Err(DeskError::Fields(vec![FieldProblem::new("reason", no_reason())]));
        }
        let (source, late) = self.find_late(&asked.folder)?;
        if late.to != asked.shown {
            return Err(DeskError::ShownDiffers);
        }
        let found = self.shown_late(&source, &late)?;
        let disk = self.premises.disk.as_ref();
        // Before the records that name them.
        late_places::bring_blobs(disk, &source.place, &self.premises.folder, &self.premises.told)
            .map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
        self.recover();
        self.take(who, &source, &late, reason)?;
        self.journal().look_for_second_copy();
        Ok(LateTaken { found, disagreeing: self.disagreeing_strays()? })
    }

    /// The journal of that life, the event, and everything made anew, while nothing else is written or read.
    fn take(
        &self,
        who: &Session,
        source: &Source,
        late: &LateRecords,
        reason: String,
    ) -> Result<(), DeskError> {
        let mut head = self.head();
        self.gate(Kind::LateRecordsTaken, &head)?;
        let mut lives = self.lives.write().unwrap_or_else(PoisonError::into_inner);
        let (there, bytes) = (&source.place.journal, self.premises.segment_bytes);
        let taken = journal::take_late(&source.means, &source.here, source.known, there, late.to, bytes);
        // Whether or not all of it could be written: what lies there now is what is read.
        let read = self.lineage().past(&means(&self.premises, &self.keys, Some(self.station_id())));
        *lives = read.map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
        let written = taken.map_err(refused).and_then(|_| {
            let event = Self::late_event(&lives, source.means.station, late, reason);
            let at = self.stamp(&head);
            let command =
                Command { kind: Kind::LateRecordsTaken, v: 1, by: Some(who.by()), events: vec![event] };
            let ticket = self.enqueue(&mut head, at, &command)?;
            ticket.wait().map_err(|error| DeskError::OutcomeUncertain(Cause::of(error)))
        });
        let anew = self.make_anew(&mut head, &lives);
        drop((lives, head));
        *self.settled.lock().unwrap_or_else(PoisonError::into_inner) = Settled::default();
        if matches!(written, Err(DeskError::OutcomeUncertain(_))) {
            self.reopen_after_failure();
        }
        written?;
        anew
    }

    fn late_event(lives: &Lives, life: StationId, late: &LateRecords, reason: String) -> Event {
        let journal = lives.all().iter().find(|past| past.station() == life);
        let last = journal.and_then(|past| past.record(late.to.position).ok());
        let ended = last.is_some_and(|last| match Payload::read(&last.payload) {
            Payload::Known(command) => command.kind == Kind::StationEnded,
            Payload::Unknown { .. } => false,
        });
        Event::LateRecordsTaken(Box::new(LateRecordsTaken {
            life,
            from: late.from,
            to: late.to,
            known_at: late.last_at,
            open_ended: !ended || late.rest.is_some(),
            reason,
        }))
    }

    /// The store and the state of decision from all lives, in the order they have now.
    fn make_anew(&self, head: &mut Head, lives: &Lives) -> Result<(), DeskError> {
        let journal = self.journal();
        self.feed.follow(lives);
        let made = feed::make_anew(&self.store, lives, &journal).map_err(DeskError::store);
        *head = fold(&self.store, lives, &journal).0;
        self.found().rebuilt |= is_rebuilt(&made?);
        Ok(())
    }

    fn find_late(&self, folder: &Path) -> Result<(Source, LateRecords), DeskError> {
        names_a_folder(folder)?;
        let disk = self.premises.disk.as_ref();
        let places = late_places::places(disk, folder).map_err(|error| unreadable(folder, &error))?;
        if places.is_empty() {
            return Err(no_journal());
        }
        let living = self.station_id();
        let only_living = places.iter().all(|place| place.station == living);
        let mut refusal = if only_living { of_this_life() } else { of_others() };
        let mut best: Option<(Source, LateRecords)> = None;
        for place in places {
            let Some(source) = self.source(place) else { continue };
            let Source { means, here, known, place } = &source;
            match journal::late(means, here, *known, &place.journal) {
                Ok(late) if best.as_ref().is_none_or(|(_, best)| best.to.position < late.to.position) => {
                    best = Some((source, late));
                }
                Ok(_) => {}
                Err(error) => refusal = refused(error),
            }
        }
        best.ok_or(refusal)
    }

    /// The life before whose journal lies in a place; none for any other.
    fn source(&self, place: LatePlace) -> Option<Source> {
        let lives = self.lineage().all(self.keys.station());
        let known = {
            let head = self.head();
            let before = &head.station.as_ref()?.before;
            before.iter().find(|life| life.station == place.station)?.head
        };
        let here = lives.into_iter().find(|(station, _)| *station == place.station)?.1;
        let means = means(&self.premises, &self.keys, Some(place.station));
        Some(Source { place, means, here, known })
    }

    fn shown_late(&self, source: &Source, late: &LateRecords) -> Result<LateFound, DeskError> {
        let disk = self.premises.disk.as_ref();
        let life = source.means.station;
        let lacking = late_places::lacking(disk, &source.place, &self.premises.folder);
        let lacking = lacking.map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
        Ok(LateFound {
            life,
            code: self.code_of_life(life).ok_or(DeskError::NotFound)?,
            records: late.records,
            from: late.from,
            to: late.to,
            first_at: late.first_at,
            last_at: late.last_at,
            papers: lacking.papers.len(),
            photographs: lacking.photographs.len(),
            holes: late.holes.clone(),
            rest: late.rest.map(in_words),
        })
    }
}

/// Why a record proves nothing, in words.
fn in_words(unsound: Unsound) -> Bilingual {
    match unsound {
        Unsound::DoesNotFollow(at) => Bilingual::new(
            format!("la registrazione n. {at} non continua quella prima: da lì in poi niente viene ripreso"),
            format!("record no. {at} does not continue the one before it: nothing is taken from there on"),
        ),
        Unsound::Altered(at) => Bilingual::new(
            format!("la registrazione n. {at} è alterata: da lì in poi niente viene ripreso"),
            format!("record no. {at} was altered: nothing is taken from there on"),
        ),
        Unsound::UnknownKey(at, key) => Bilingual::new(
            format!(
                "la registrazione n. {at} è cifrata con la chiave {key}, che qui non c’è: il computer vecchio l’aveva cambiata dopo l’ultima copia"
            ),
            format!(
                "record no. {at} is sealed under key {key}, which is not here: the old computer changed it after the last copy"
            ),
        ),
    }
}

fn refused(error: NotTaken) -> DeskError {
    match error {
        NotTaken::Forked(at) => DeskError::field(
            "folder",
            &format!(
                "È un altro giornale: la registrazione n. {at} è diversa dalla nostra. Niente è stato cambiato. Conservare quel disco e avvisare chi tiene il registro."
            ),
            &format!(
                "It is another journal: record no. {at} is not the one we hold. Nothing was changed. Keep that disk and tell whoever keeps the register."
            ),
        ),
        NotTaken::Unproven(at) => DeskError::field(
            "folder",
            &format!(
                "Là la registrazione n. {at}, l’ultima che qui si conosce, non si legge: niente prova che sia lo stesso giornale. Provare con un’altra copia."
            ),
            &format!(
                "Record no. {at}, the last one known here, cannot be read there: nothing proves that it is the same journal. Try another copy."
            ),
        ),
        NotTaken::NothingMore => DeskError::field(
            "folder",
            "Non c’è niente da riprendere: tutte le sue registrazioni sono già qui.",
            "Nothing is left to take in: all its records are here already.",
        ),
        NotTaken::Unsound(unsound) => {
            let told = in_words(unsound);
            DeskError::field(
                "folder",
                &format!("Niente si può riprendere: {}.", told.it),
                &format!("Nothing can be taken in: {}.", told.en),
            )
        }
        NotTaken::Changed => DeskError::ShownDiffers,
        NotTaken::Journal(error) => DeskError::FolderFailed(Cause::of(error)),
        NotTaken::Disk(error) => DeskError::FolderFailed(Cause::of(error)),
    }
}

fn no_journal() -> DeskError {
    DeskError::field(
        "folder",
        "In questa cartella non c’è un giornale: indicare la cartella dei dati del computer vecchio (contiene «journal»), o quella della chiavetta (contiene «Sportello»).",
        "No journal lies in this folder: name the data folder of the old computer (it holds “journal”), or the one of the stick (it holds “Sportello”).",
    )
}

fn of_others() -> DeskError {
    DeskError::field(
        "folder",
        "Il giornale in questa cartella è di un’altra postazione, non di un registro precedente di questo sportello: riprenderlo là.",
        "The journal in this folder is another station’s, not of an earlier register of this counter: take it in there.",
    )
}

fn of_this_life() -> DeskError {
    DeskError::field(
        "folder",
        "È il giornale del registro in uso, non di uno precedente: ciò che gli manca rientra da solo dalla seconda copia, al riavvio.",
        "It is the journal of the register in use, not of an earlier one: what it lacks comes back from the second copy by itself, at the next start.",
    )
}

fn unreadable(folder: &Path, error: &std::io::Error) -> DeskError {
    tracing::warn!(folder = %folder.display(), %error, "a folder of late records cannot be read");
    DeskError::field(
        "folder",
        "Questa cartella non si può leggere: controllare che il disco sia collegato e che il servizio possa leggerlo, oppure copiarla su una chiavetta.",
        "This folder cannot be read: check that the disk is attached and that the service may read it, or copy it to a stick.",
    )
}
