//! Opening an outage (DPR 445/2000 art. 63 c. 1).

use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::limits::{DESCRIPTION, future};
use crate::parts::session::Session;
use domain::ids::id::{AuthorisationId, EntryId, OutageId};
use domain::journal::event::Event;
use domain::journal::head::Head;
use domain::journal::record::Kind;
use domain::office::office::Office;
use domain::office::operator::Role;
use domain::outage::authorisation::{Authorisation, Period};
use domain::outage::lapse::{self, Lapse};
use domain::outage::outage::{Cause, Opening, OutageCode, Scenario};
use domain::text::bilingual::Bilingual;
use domain::text::lines;
use domain::time::moment::Moment;

use super::authorise::NewAuthorisation;
use super::read_authorisation::{self, own_entry};
use super::shown::OutageView;

/// What a supervisor says when opening. Fields: `cause-description`, `started`, `telephone`, `shared-code`, `clock`,
/// `authorisation`, and those of the authorisations: `authorisation-signer`, `further-signer`…
#[derive(Clone, Debug)]
pub struct OpenOutage {
    /// Minted when the page opened; a known id returns the outage it already made.
    pub id: OutageId,
    /// What is down.
    pub scenario: Scenario,
    /// Why, by code.
    pub cause: Cause,
    /// Why, in words.
    pub description: String,
    /// Start of the impossibility.
    pub started: Moment,
    /// Telephone for confirmations.
    pub telephone: String,
    /// The code typed from the station that opened first.
    pub shared_code: Option<String>,
    /// The person looked at the weekday, date and time shown and said they are right.
    pub clock_is_right: bool,
    /// The first 24 hours.
    pub authorisation: FirstAuthorisation,
    /// The further period, needed when the start lies 24 hours or more back.
    pub further: Option<NewAuthorisation>,
}

/// What the first 24 hours rest on.
#[derive(Clone, Debug)]
pub enum FirstAuthorisation {
    /// Recorded now.
    New(NewAuthorisation),
    /// Recorded in advance.
    InAdvance(AuthorisationId),
}

/// Everything about an opening that needs no state, read.
struct Read {
    opening: Opening,
    first: First,
    further: Option<read_authorisation::Read>,
    entries: [EntryId; 2],
}

enum First {
    New(Box<read_authorisation::Read>),
    InAdvance(AuthorisationId),
}

impl Desk {
    /// Opens an outage (supervisor).
    pub fn open_outage(&self, who: &Session, open: OpenOutage) -> Result<OutageView, DeskError> {
        who.needs(&[Role::Supervisor])?;
        let id = open.id;
        if self.head().outage(id).is_some() {
            return self.outage_by_id(id);
        }
        let read = self.read_opening(open)?;
        let system = self.premises.clock.uncorrected();
        self.commit(who.by(), Kind::OutageOpened, |head, at| {
            let confirmed = Event::ClockSet { system, correction_ms: head.correction_ms };
            let mut events = vec![confirmed];
            events.extend(read.events(head, at, who)?);
            Ok(events)
        })?;
        self.trust();
        self.outage_by_id(id)
    }

    fn read_opening(&self, open: OpenOutage) -> Result<Read, DeskError> {
        let now = self.now();
        let mut problems = Vec::new();
        let mut field = |name: &str, told: Bilingual| problems.push(FieldProblem::new(name, told));
        if !open.clock_is_right {
            field(
                "clock",
                Bilingual::new(
                    "Confermare giorno della settimana, data e ora mostrati; se non sono giusti, correggere l'orologio prima di aprire.",
                    "Confirm the weekday, date and time shown; if they are wrong, set the clock before opening.",
                ),
            );
        }
        let description = lines::required_line(&open.description, DESCRIPTION)
            .map_err(|told| field("cause-description", told))
            .unwrap_or_default();
        let telephone =
            lines::telephone(&open.telephone).map_err(|told| field("telephone", told)).unwrap_or_default();
        let started = open.started;
        if started > now {
            field("started", future());
        }
        let shared = open.shared_code.as_deref().map(str::trim).filter(|code| !code.is_empty());
        let code = match shared.map(OutageCode::parse) {
            Some(Ok(code)) => code,
            Some(Err(_)) => {
                field(
                    "shared-code",
                    Bilingual::new(
                        "Il codice non torna: ricopiarlo dallo schermo della prima postazione, per esempio K7QM-3XWT-P.",
                        "The code does not add up: copy it from the first station's screen, such as K7QM-3XWT-P.",
                    ),
                );
                OutageCode::from_random(self.premises.random.bytes())
            }
            None => OutageCode::from_random(self.premises.random.bytes()),
        };
        let first = match open.authorisation {
            FirstAuthorisation::New(new) => {
                read_authorisation::read(new, "authorisation-", now, &mut problems)
                    .map(|read| First::New(Box::new(read)))
            }
            FirstAuthorisation::InAdvance(id) => Some(First::InAdvance(id)),
        };
        let further = match open.further {
            Some(new) => read_authorisation::read(new, "further-", now, &mut problems).map(Some),
            None => Some(None),
        };
        let (Some(first), Some(further), true) = (first, further, problems.is_empty()) else {
            return Err(DeskError::Fields(problems));
        };
        let opening = Opening {
            outage: open.id,
            code,
            scenario: open.scenario,
            cause: open.cause,
            description,
            started,
            opened: now,
            telephone,
        };
        let entries = [EntryId::new(self.mint()), EntryId::new(self.mint())];
        Ok(Read { opening, first, further, entries })
    }
}

impl Read {
    /// Opening, authorisations and, where they take one, the entries of their own numbers.
    fn events(&self, head: &Head, at: Moment, who: &Session) -> Result<Vec<Event>, DeskError> {
        if head.open_outage().is_some() {
            return Err(DeskError::OutageAlreadyOpen);
        }
        let opening = Opening { opened: at, ..self.opening.clone() };
        if head.closed_until().is_some_and(|closed| opening.started < closed) {
            return Err(DeskError::field(
                "started",
                "Comincia prima della fine dell'interruzione precedente, che è chiusa: controllare data e ora.",
                "It begins before the end of the previous outage, which is closed: check date and time.",
            ));
        }
        let station = head.station.as_ref().ok_or(DeskError::WrongPhase)?;
        let office = Office { telephone: opening.telephone.clone(), ..station.office.clone() };
        let (outage, times) = (opening.outage, (at, opening.started));
        let mut counters = head.counters.clone();
        let mut events = vec![Event::OutageOpened(opening.clone())];
        let mut all: Vec<Authorisation> = Vec::new();
        let one = |problem: FieldProblem| DeskError::Fields(vec![problem]);
        match &self.first {
            First::InAdvance(id) => {
                let attached = attached(head, *id, &opening)?;
                let (from, until) = (attached.from, attached.until);
                events.push(Event::AuthorisationAttached { authorisation: *id, outage, from, until });
                all.push(attached);
            }
            First::New(read) => {
                let mut first = read.for_outage(outage, Period::First, times, &[]).map_err(one)?;
                let own = read.own_number.then(|| {
                    own_entry(&mut first, &mut counters, (head, outage, &office), (self.entries[0], at), who)
                });
                let own = own.transpose()?;
                events.push(Event::AuthorisationRecorded(first.clone()));
                events.extend(own);
                all.push(first);
            }
        }
        if let Some(read) = &self.further {
            let mut further = read.for_outage(outage, Period::Further, times, &all).map_err(one)?;
            let own = read.own_number.then(|| {
                own_entry(&mut further, &mut counters, (head, outage, &office), (self.entries[1], at), who)
            });
            let own = own.transpose()?;
            events.push(Event::AuthorisationRecorded(further.clone()));
            events.extend(own);
            all.push(further);
        }
        match Lapse::at(at, opening.started, &all) {
            Lapse::Covered { .. } => Ok(events),
            Lapse::Lapsed { .. } => Err(not_covered(self.further.is_some())),
        }
    }
}

/// An authorisation recorded in advance, cut to the first 24 hours of this outage.
fn attached(head: &Head, id: AuthorisationId, opening: &Opening) -> Result<Authorisation, DeskError> {
    let gone = || {
        DeskError::field(
            "authorisation",
            "Questa autorizzazione non c'è o non vale per questo inizio: registrarne una nuova.",
            "This authorisation is not there or does not hold for this start: record a new one.",
        )
    };
    let advance = head.advance.get(&id).ok_or_else(gone)?;
    let from = advance.from.max(opening.started);
    let until = advance.until.min(opening.started.plus(lapse::FIRST));
    if until <= from {
        return Err(gone());
    }
    Ok(Authorisation { outage: Some(opening.outage), from, until, ..advance.clone() })
}

fn not_covered(has_further: bool) -> DeskError {
    if has_further {
        return DeskError::field(
            "further-until",
            "L'ulteriore autorizzazione non copre questo momento: controllare da quando e fino a quando.",
            "The further authorisation does not cover this moment: check from when and until when.",
        );
    }
    DeskError::field(
        "further-signer",
        "L'impossibilità è cominciata più di 24 ore fa: serve subito anche l'ulteriore autorizzazione (art. 63, comma 2).",
        "The impossibility began over 24 hours ago: a further authorisation is needed at once too (art. 63 c. 2).",
    )
}
