//! An authorisation as it was said → as it stands, its period checked; its own number in the register.

use crate::error::{DeskError, FieldProblem};
use crate::parts::limits::future;
use crate::parts::session::Session;
use crate::staff::reading::read_person;
use domain::form::entry_kind::EntryKind;
use domain::ids::id::{AuthorisationId, EntryId, OutageId};
use domain::ids::number::{Number, Series};
use domain::ids::numbering::Counters;
use domain::journal::event::Event;
use domain::journal::head::Head;
use domain::office::delegation::ActReference;
use domain::office::office::Office;
use domain::outage::authorisation::{Authorisation, Given, Period};
use domain::outage::lapse::{self, BadPeriod};
use domain::register::entry::{Basics, Entry, Subject};
use domain::text::bilingual::Bilingual;
use domain::text::lines;
use domain::time::moment::Moment;

use super::authorise::{GivenHow, NewAct, NewAuthorisation};

/// How long an authorisation recorded in advance can be used, if nobody says.
const IN_ADVANCE_DAYS: i64 = 365;

/// The words of an authorisation, read; its period is checked with the state.
pub(super) struct Read {
    id: AuthorisationId,
    signer: String,
    signer_role: String,
    given: Given,
    act: ActReference,
    pub(super) own_number: bool,
    from: Option<Moment>,
    until: Option<Moment>,
    prefix: &'static str,
}

/// Reads an authorisation; problems are named with `prefix` before the field.
pub(super) fn read(
    new: NewAuthorisation,
    prefix: &'static str,
    now: Moment,
    problems: &mut Vec<FieldProblem>,
) -> Option<Read> {
    let mut field = |name: &str, result: Result<String, Bilingual>| {
        result.map_err(|told| problems.push(FieldProblem::new(format!("{prefix}{name}"), told))).ok()
    };
    let signer = field("signer", read_person(&new.signer));
    let signer_role = field("signer-role", lines::required_line(&new.signer_role, 80));
    let given = match new.given {
        GivenHow::Written => Some(Given::Written),
        GivenHow::ByTelephone { received_by, at } => {
            let received_by = field("received-by", read_person(&received_by));
            let past = field("received-at", if at <= now { Ok(String::new()) } else { Err(future()) });
            past.and(received_by).map(|received_by| Given::ByTelephone { received_by, at })
        }
    };
    let (act, own_number) = match new.act {
        NewAct::Signed { number, date } => {
            let number = field("act-number", lines::required_line(&number, 40));
            let past = field("act-date", if date <= now.day() { Ok(String::new()) } else { Err(future()) });
            (past.and(number).map(|number| ActReference::Signed { number, date }), false)
        }
        NewAct::ToBeSigned => (Some(ActReference::ToBeSigned), false),
        NewAct::OwnNumber => (Some(ActReference::ToBeSigned), true),
    };
    Some(Read {
        id: new.id,
        signer: signer?,
        signer_role: signer_role?,
        given: given?,
        act: act?,
        own_number,
        from: new.from,
        until: new.until,
        prefix,
    })
}

impl Read {
    /// Whether an authorisation was made of these words; its act may have been signed since, and one in advance may have
    /// been used.
    pub(super) fn is_of(&self, known: &Authorisation, outage: Option<OutageId>) -> bool {
        let act = self.act == ActReference::ToBeSigned || self.act == known.act;
        self.signer == known.signer
            && self.signer_role == known.signer_role
            && self.given == known.given
            && act
            && self.own_number == known.own_number.is_some()
            && outage.is_none_or(|outage| known.outage == Some(outage))
            && (outage.is_none() || self.from.is_none_or(|from| from == known.from))
            && (outage.is_none() || self.until.is_none_or(|until| until == known.until))
    }

    /// As it stands for an outage that began at `started`, after `earlier` ones.
    pub(super) fn for_outage(
        &self,
        outage: OutageId,
        period: Period,
        (now, started): (Moment, Moment),
        earlier: &[Authorisation],
    ) -> Result<Authorisation, FieldProblem> {
        let (from, until) = match period {
            Period::First => {
                (self.from.unwrap_or(started), self.until.unwrap_or_else(|| started.plus(lapse::FIRST)))
            }
            Period::Further => {
                let from = self.from.unwrap_or_else(|| lapse::next_from(now, started, earlier));
                (from, self.until.unwrap_or_else(|| from.plus_days(lapse::FURTHER_DAYS)))
            }
        };
        lapse::check(period, started, from, until).map_err(|bad| self.bad_period(bad))?;
        Ok(self.recorded(Some(outage), period, from, until))
    }

    pub(super) fn in_advance(&self, now: Moment) -> Result<Authorisation, FieldProblem> {
        let from = self.from.unwrap_or(now);
        let until = self.until.unwrap_or_else(|| from.plus_days(IN_ADVANCE_DAYS));
        if until <= from {
            return Err(self.bad_period(BadPeriod::Empty));
        }
        Ok(self.recorded(None, Period::First, from, until))
    }

    fn recorded(
        &self,
        outage: Option<OutageId>,
        period: Period,
        from: Moment,
        until: Moment,
    ) -> Authorisation {
        Authorisation {
            id: self.id,
            outage,
            period,
            signer: self.signer.clone(),
            signer_role: self.signer_role.clone(),
            given: self.given.clone(),
            act: self.act.clone(),
            own_number: None,
            from,
            until,
        }
    }

    fn bad_period(&self, bad: BadPeriod) -> FieldProblem {
        let (field, it, en) = match bad {
            BadPeriod::Empty => ("until", "Finisce prima di cominciare.", "It ends before it begins."),
            BadPeriod::OverADay => (
                "until",
                "La prima autorizzazione copre al massimo 24 ore dall'inizio dell'impossibilità: per il seguito serve un'ulteriore autorizzazione.",
                "The first authorisation covers at most 24 hours from the start: beyond, a further one is needed.",
            ),
            BadPeriod::OverAWeek => (
                "until",
                "Ogni ulteriore autorizzazione copre al massimo sette giorni (art. 63, comma 2, DPR 445/2000).",
                "Each further authorisation covers at most seven days (DPR 445/2000 art. 63 c. 2).",
            ),
            BadPeriod::BeforeStart => (
                "from",
                "Comincia prima dell'interruzione: controllare data e ora.",
                "It begins before the outage: check date and time.",
            ),
        };
        FieldProblem::new(format!("{}{field}", self.prefix), Bilingual::new(it, en))
    }
}

/// The entry that gives an authorisation its own number of series P.
pub(super) fn own_entry(
    authorisation: &mut Authorisation,
    counters: &mut Counters,
    (head, outage, office): (&Head, OutageId, &Office),
    (id, at): (EntryId, Moment),
    who: &Session,
) -> Result<Event, DeskError> {
    let key = head.key(Series::P, at).ok_or(DeskError::WrongPhase)?;
    let number: Number = counters.next(&key).map_err(|_| DeskError::NumbersExhausted)?;
    counters.take(&number, 1).map_err(|_| DeskError::Illegal)?;
    authorisation.own_number = Some(number.clone());
    let comma = match authorisation.period {
        Period::First => "comma 1",
        Period::Further => "comma 2",
    };
    Ok(Event::EntryIssued(Box::new(Entry::bare(Basics {
        id,
        number,
        outage,
        kind: EntryKind::Authorisation,
        issued: at,
        title: format!("Autorizzazione all'uso del registro di emergenza (art. 63, {comma}, DPR 445/2000)"),
        subject: Subject {
            surname: String::new(),
            given_names: String::new(),
            birth_date: None,
            tax_code: None,
        },
        by: who.by(),
        office: office.clone(),
    }))))
}
