//! Authorisations of the register (domain 9.2).

use chrono::{NaiveDate, NaiveDateTime};

use crate::domain::authorisation::{Authorisation, Given, Period};
use crate::domain::delegation::ActReference;
use crate::domain::entry::{Entry, EntryKind, Subject};
use crate::domain::event::Event;
use crate::domain::form::Bilingual;
use crate::domain::head::Head;
use crate::domain::id::{AuthorisationId, EntryId, OutageId};
use crate::domain::lapse::{self, BadPeriod};
use crate::domain::moment::Moment;
use crate::domain::number::{Number, Series};
use crate::domain::numbering::Counters;
use crate::domain::office::Office;
use crate::domain::operator::Role;
use crate::domain::record::Kind;
use crate::domain::text;
use crate::domain::value::Values;

use super::error::{DeskError, FieldProblem};
use super::issue::office_in;
use super::opened::Desk;
use super::setup::read_person;
use super::sign_in::Session;

/// How long an authorisation recorded in advance can be used, if nobody says.
const IN_ADVANCE_DAYS: i64 = 365;

/// An authorisation as the supervisor says it. Fields: `signer`, `signer-role`, `received-by`, `received-at`,
/// `act-number`, `act-date`, `from`, `until` (with a prefix at opening).
#[derive(Clone, Debug)]
pub struct NewAuthorisation {
    /// Minted when the page opened.
    pub id: AuthorisationId,
    /// Who authorised: name.
    pub signer: String,
    /// Office held.
    pub signer_role: String,
    /// How.
    pub given: GivenHow,
    /// Its reference.
    pub act: NewAct,
    /// From when; `None`: from where the last one ends (the first: from the start of the impossibility).
    pub from: Option<NaiveDateTime>,
    /// Until when; `None`: as long as the law allows (24 hours; seven days at the same local time).
    pub until: Option<NaiveDateTime>,
}

/// How an authorisation was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenHow {
    /// In writing.
    Written,
    /// By telephone.
    ByTelephone {
        /// Who took the call.
        received_by: String,
        /// When, on the wall clock.
        at: NaiveDateTime,
    },
}

/// The act an authorisation rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewAct {
    /// Signed already.
    Signed {
        /// Its number.
        number: String,
        /// Its date.
        date: NaiveDate,
    },
    /// *Atto da firmare*.
    ToBeSigned,
    /// To be signed, and known until then by its own number of the emergency register (series P).
    OwnNumber,
}

/// Roles that record authorisations.
pub(super) const AUTHORISERS: &[Role] = &[Role::Supervisor, Role::RecordsManager];

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
    let signer_role = field("signer-role", text::required_line(&new.signer_role, 80));
    let given = match new.given {
        GivenHow::Written => Some(Given::Written),
        GivenHow::ByTelephone { received_by, at } => {
            let at = Moment::from_local(at);
            let received_by = field("received-by", read_person(&received_by));
            let past = field("received-at", if at <= now { Ok(String::new()) } else { Err(future()) });
            past.and(received_by).map(|received_by| Given::ByTelephone { received_by, at })
        }
    };
    let (act, own_number) = match new.act {
        NewAct::Signed { number, date } => {
            let number = field("act-number", text::required_line(&number, 40));
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
        from: new.from.map(Moment::from_local),
        until: new.until.map(Moment::from_local),
        prefix,
    })
}

/// The message for what has not happened yet.
pub(super) fn future() -> Bilingual {
    Bilingual::new("È nel futuro: controllare data e ora.", "It lies in the future: check date and time.")
}

impl Read {
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

    fn in_advance(&self, now: Moment) -> Result<Authorisation, FieldProblem> {
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
    Ok(Event::EntryIssued(Box::new(Entry {
        id,
        number,
        outage,
        kind: EntryKind::Authorisation,
        issued: at,
        form: None,
        title: format!("Autorizzazione all'uso del registro di emergenza (art. 63, {comma}, DPR 445/2000)"),
        subject: Subject {
            surname: String::new(),
            given_names: String::new(),
            birth_date: None,
            tax_code: None,
        },
        values: Values::new(),
        evidence: None,
        use_code: None,
        duty: None,
        officer: None,
        operator: who.operator,
        operator_name: who.name.clone(),
        office: office.clone(),
        non_deferrable: None,
        reservation: None,
        control_code: None,
        status_index: None,
        blobs: Vec::new(),
    })))
}

impl Desk {
    /// Records an authorisation: a further one of the open outage, or (`None`) one in advance. Supervisor or records
    /// manager. One in advance has no number of its own: no outage is open.
    pub fn record_authorisation(
        &self,
        who: &Session,
        outage: Option<OutageId>,
        new: NewAuthorisation,
    ) -> Result<Authorisation, DeskError> {
        who.needs(AUTHORISERS)?;
        let id = new.id;
        if let Some(known) = self.authorisation(id) {
            return Ok(known);
        }
        let mut problems = Vec::new();
        let Some(read) = read(new, "", self.now(), &mut problems) else {
            return Err(DeskError::Fields(problems));
        };
        let entry = EntryId::new(self.mint());
        let one = |problem: FieldProblem| DeskError::Fields(vec![problem]);
        self.commit(who.by(), Kind::OutageAuthorised, |head, at| {
            let Some(outage) = outage else {
                if read.own_number {
                    return Err(DeskError::field(
                        "act-number",
                        "In anticipo non c'è ancora un numero del registro: indicare l'atto, oppure «da firmare».",
                        "In advance there is no register number yet: name the act, or say it is to be signed.",
                    ));
                }
                return Ok(vec![Event::AuthorisationRecorded(read.in_advance(at).map_err(one)?)]);
            };
            let open = head.open_outage().filter(|open| open.opening.outage == outage).ok_or(DeskError::Illegal)?;
            let times = (at, open.opening.started);
            let mut further =
                read.for_outage(outage, Period::Further, times, &open.authorisations).map_err(one)?;
            if !read.own_number {
                return Ok(vec![Event::AuthorisationRecorded(further)]);
            }
            let mut counters = head.counters.clone();
            let office = office_in(head, open)?;
            let own = own_entry(&mut further, &mut counters, (head, outage, &office), (entry, at), who)?;
            Ok(vec![Event::AuthorisationRecorded(further), own])
        })?;
        self.authorisation(id).ok_or(DeskError::NotFound)
    }

    /// The signed act arrived. Fields: `act-number`, `act-date`.
    pub fn sign_authorisation_act(
        &self,
        who: &Session,
        authorisation: AuthorisationId,
        number: &str,
        date: NaiveDate,
    ) -> Result<(), DeskError> {
        who.needs(AUTHORISERS)?;
        let act = signed_act(number, date, self.now())?;
        if self.authorisation(authorisation).is_none() {
            return Err(DeskError::NotFound);
        }
        let event = Event::AuthorisationActSigned { authorisation, act };
        self.commit(who.by(), Kind::OutageAuthorised, |_, _| Ok(vec![event])).map(|_| ())
    }

    /// An authorisation, of whatever outage.
    fn authorisation(&self, id: AuthorisationId) -> Option<Authorisation> {
        let head = self.head();
        let of_outages = head.outages.iter().flat_map(|outage| &outage.authorisations);
        of_outages.chain(head.advance.values()).find(|one| one.id == id).cloned()
    }
}

/// Reads the reference of an act that was signed. Fields: `act-number`, `act-date`.
pub(super) fn signed_act(number: &str, date: NaiveDate, now: Moment) -> Result<ActReference, DeskError> {
    let mut problems = Vec::new();
    let number = text::required_line(number, 40);
    if let Err(told) = &number {
        problems.push(FieldProblem::new("act-number", told.clone()));
    }
    if date > now.day() {
        problems.push(FieldProblem::new("act-date", future()));
    }
    match number {
        Ok(number) if problems.is_empty() => Ok(ActReference::Signed { number, date }),
        _ => Err(DeskError::Fields(problems)),
    }
}
