//! Reserved and barred numbers, and the index of civil-status acts written on paper (DPR 396/2000; the register of art. 63 DPR 445/2000 is another).

use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::limits::{ISSUERS, RESERVED_MOST, future, read_reason};
use crate::parts::session::Session;
use crate::register::entries::EntryView;
use domain::form::entry_kind::EntryKind;
use domain::ids::id::{EntryId, ReservationId};
use domain::ids::number::{Number, Series};
use domain::ids::numbering::Reservation;
use domain::ids::value::{Attested, Source, Values};
use domain::journal::event::Event;
use domain::journal::head::Head;
use domain::journal::record::Kind;
use domain::office::operator::Role;
use domain::register::entry::{Basics, Entry, Subject};
use domain::text::bilingual::Bilingual;
use domain::text::lines;
use domain::time::moment::Moment;

use super::shown::{ReservationView, reservation_view};
use super::standing::{office_in, open_for_issue};

/// Numbers to be set aside for pre-numbered sheets. Fields: `count`, `purpose`.
#[derive(Clone, Debug)]
pub struct ReserveNumbers {
    /// Minted when the page opened.
    pub id: ReservationId,
    /// Which register.
    pub series: Series,
    /// How many, 1–200.
    pub count: u32,
    /// What for.
    pub purpose: String,
}

/// A civil-status act written on paper during the outage. Fields: `number`, `surname`, `given-names`, `formed`, `note`, and
/// those of [`ActPlace`].
#[derive(Clone, Debug)]
pub struct RecordPaperAct {
    /// Minted when the page opened.
    pub id: EntryId,
    /// The reserved number on its sheet; `None` takes the next of series S.
    pub number: Option<Number>,
    /// What kind of act.
    pub kind: PaperActKind,
    /// Surname of the person (the first spouse).
    pub surname: String,
    /// Given names.
    pub given_names: String,
    /// When the act was formed.
    pub formed: Moment,
    /// Where it stands in the registers.
    pub place: ActPlace,
    /// What else the index should say; may be empty.
    pub note: String,
}

/// Where an act stands in the paper registers of civil status (part, series, number, year); each may be empty, what is not known yet stays so.
/// Fields: `act-office`, `act-part`, `act-series`, `act-number`, `act-volume`.
#[derive(Clone, Debug, Default)]
pub struct ActPlace {
    /// The office, where the municipality has several; at most 80 characters.
    pub office: String,
    /// Part; at most 2.
    pub part: String,
    /// Series; at most 10.
    pub series: String,
    /// Number in the register; at most 5.
    pub number: String,
    /// Volume; at most 5.
    pub volume: String,
    /// Whether it is the transcription of an act formed elsewhere.
    pub transcribed: bool,
}

impl ActPlace {
    /// Names of the values it gives an entry, what they hold and how long each may be.
    fn values(&self) -> [(&'static str, &str, usize); 5] {
        [
            ("act-office", &self.office, 80),
            ("act-part", &self.part, 2),
            ("act-series", &self.series, 10),
            ("act-number", &self.number, 5),
            ("act-volume", &self.volume, 5),
        ]
    }

    /// What the national archives take of part, series and number (ANPR `tipoDato.xsd`: `[0-9a-zA-Z]{1,2}`, `[0-9a-zA-Z- ]`,
    /// `[0-9a-zA-Z ]`; ANSC `numeroatto`: 5 at most).
    fn taken(name: &str, value: String) -> Result<String, Bilingual> {
        let also: &[char] = match name {
            "act-part" => &[],
            "act-series" => &['-', ' '],
            "act-number" => &[' '],
            _ => return Ok(value),
        };
        if value.chars().all(|c| c.is_ascii_alphanumeric() || also.contains(&c)) {
            return Ok(value);
        }
        Err(Bilingual::new(
            "ANPR e ANSC prendono qui solo lettere senza accento e cifre (lo spazio nel numero, spazio e trattino nella serie): per esempio «12 A» invece di «12/A».",
            "The national archives take only plain letters and digits here (a blank in the number, blank and hyphen in the series): for instance “12 A” instead of “12/A”.",
        ))
    }
}

/// Kinds of civil-status acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperActKind {
    /// *Nascita*.
    Birth,
    /// *Matrimonio*.
    Marriage,
    /// *Unione civile*.
    CivilUnion,
    /// *Morte*.
    Death,
    /// *Cittadinanza*.
    Citizenship,
}

impl PaperActKind {
    /// As the index says it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Birth => "Atto di nascita",
            Self::Marriage => "Atto di matrimonio",
            Self::CivilUnion => "Costituzione di unione civile",
            Self::Death => "Atto di morte",
            Self::Citizenship => "Atto di cittadinanza",
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Birth => "birth",
            Self::Marriage => "marriage",
            Self::CivilUnion => "civil-union",
            Self::Death => "death",
            Self::Citizenship => "citizenship",
        }
    }
}

impl Desk {
    /// Reserves numbers in the open outage (supervisor or signing officer).
    #[expect(clippy::needless_pass_by_value, reason = "a command is handed over whole")]
    pub fn reserve_numbers(
        &self,
        who: &Session,
        reserve: ReserveNumbers,
    ) -> Result<ReservationView, DeskError> {
        who.needs(&[Role::Supervisor, Role::SigningOfficer])?;
        if let Some(known) = self.reservation(reserve.id) {
            return Ok(known);
        }
        let mut problems = Vec::new();
        if !(1..=RESERVED_MOST).contains(&reserve.count) {
            let told = Bilingual::new("Da 1 a 200 numeri per volta.", "1 to 200 numbers at a time.");
            problems.push(FieldProblem::new("count", told));
        }
        let purpose = lines::required_line(&reserve.purpose, 120)
            .map_err(|told| problems.push(FieldProblem::new("purpose", told)))
            .unwrap_or_default();
        if !problems.is_empty() {
            return Err(DeskError::Fields(problems));
        }
        self.commit(who.by(), Kind::NumbersReserved, |head, at| {
            self.may_issue_now(head)?;
            let (outage, _) = open_for_issue(head, at, false)?;
            let key = head.key(reserve.series, at).ok_or(DeskError::WrongPhase)?;
            let first =
                head.counters.next_block(&key, reserve.count).map_err(|_| DeskError::NumbersExhausted)?;
            Ok(vec![Event::NumbersReserved {
                reservation: reserve.id,
                outage: outage.opening.outage,
                first,
                count: reserve.count,
                purpose,
            }])
        })?;
        self.reservation(reserve.id).ok_or(DeskError::NotFound)
    }

    fn reservation(&self, id: ReservationId) -> Option<ReservationView> {
        self.head().reservations.iter().find(|one| one.id == id).map(reservation_view)
    }

    /// Bars reserved, unused numbers (supervisor).
    pub fn bar_numbers(
        &self,
        who: &Session,
        mut numbers: Vec<Number>,
        reason: &str,
    ) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor])?;
        let reason = read_reason("reason", reason)?;
        numbers.sort();
        numbers.dedup();
        self.commit(who.by(), Kind::NumbersReserved, |head, _| {
            if numbers.is_empty() || numbers.iter().any(|number| head.reservation_of(number).is_none()) {
                return Err(DeskError::field(
                    "numbers",
                    "Si sbarrano solo numeri riservati e non ancora usati: ricaricare la pagina.",
                    "Only reserved numbers not used yet can be barred: reload the page.",
                ));
            }
            Ok(vec![Event::NumbersBarred { numbers, reason }])
        })
        .map(|_| ())
    }

    /// Enters a paper act in the index of series S.
    #[expect(clippy::needless_pass_by_value, reason = "a command is handed over whole")]
    pub fn record_paper_act(&self, who: &Session, act: RecordPaperAct) -> Result<EntryView, DeskError> {
        who.needs(ISSUERS)?;
        let _lock = self.locks.hold(act.id);
        if let Some(row) = self.store()?.entry(act.id).map_err(DeskError::store)? {
            return self.view(&row);
        }
        let (subject, values) = read_act(&act)?;
        let mut entered = None;
        let committed = self.commit(who.by(), Kind::EntryIssued, |head, at| {
            self.may_issue_now(head)?;
            let entry = act_entry(head, at, &act, subject, values, who)?;
            entered = Some(entry.clone());
            Ok(vec![Event::EntryIssued(Box::new(entry))])
        })?;
        Ok(EntryView::fresh(entered.expect("a committed act was decided"), &committed))
    }
}

fn read_act(act: &RecordPaperAct) -> Result<(Subject, Values), DeskError> {
    let mut problems = Vec::new();
    let mut field = |name: &str, result: Result<String, Bilingual>| {
        result.map_err(|told| problems.push(FieldProblem::new(name, told))).unwrap_or_default()
    };
    let surname = field("surname", lines::name(&act.surname));
    let given_names = field("given-names", lines::name(&act.given_names));
    let note = field("note", lines::line(&act.note, 240));
    if surname.is_empty() && given_names.is_empty() {
        field("surname", Err(lines::missing()));
    }
    let place = act.place.values().map(|(name, typed, most)| {
        let taken = lines::line(typed, most).and_then(|value| ActPlace::taken(name, value));
        (name, field(name, taken))
    });
    if !problems.is_empty() {
        return Err(DeskError::Fields(problems));
    }
    let formed = act.formed.to_string();
    let transcribed = if act.place.transcribed { "yes" } else { "" }.to_owned();
    let values = [
        ("act-kind", act.kind.code().to_owned()),
        ("formed", formed),
        ("note", note),
        ("act-transcribed", transcribed),
    ];
    let values = values.into_iter().chain(place).filter(|(_, value)| !value.is_empty());
    let attested = |value| Attested { value, source: Source::PaperAct };
    let values = values.map(|(name, value)| (name.to_owned(), attested(value))).collect();
    Ok((Subject { surname, given_names, birth_date: None, tax_code: None }, values))
}

/// An act on a sheet numbered beforehand is entered also after the authorisation has run out: its number was taken while
/// it held, and keeping it out of the index would lose it. Without such a sheet it takes the next number, like any entry.
fn act_entry(
    head: &Head,
    at: Moment,
    act: &RecordPaperAct,
    subject: Subject,
    values: Values,
    who: &Session,
) -> Result<Entry, DeskError> {
    let (outage, _) = open_for_issue(head, at, act.number.is_some())?;
    let formed = act.formed;
    if formed > at {
        return Err(DeskError::Fields(vec![FieldProblem::new("formed", future())]));
    }
    if formed < outage.opening.started {
        return Err(DeskError::field(
            "formed",
            "L'atto è formato prima di questa interruzione: in questo indice non si retrodata.",
            "The act was formed before this outage: nothing is back-dated into this index.",
        ));
    }
    let (number, reservation) = match &act.number {
        None => {
            let key = head.key(Series::S, at).ok_or(DeskError::WrongPhase)?;
            (head.counters.next(&key).map_err(|_| DeskError::NumbersExhausted)?, None)
        }
        Some(number) => {
            let of_the_index = |one: &&Reservation| {
                one.first.key().series == Series::S && number.key().year == formed.year()
            };
            let reserved = head.reservation_of(number).filter(of_the_index).ok_or_else(|| {
                DeskError::field(
                    "number",
                    "Questo numero non è riservato e libero nell'indice dell'anno dell'atto: ricopiarlo dal foglio.",
                    "This number is not reserved and free in the index of the act's year: copy it from the sheet.",
                )
            })?;
            (number.clone(), Some(reserved.id))
        }
    };
    let basics = Basics {
        id: act.id,
        number,
        outage: outage.opening.outage,
        kind: EntryKind::PaperAct,
        issued: at,
        title: act.kind.title().to_owned(),
        subject,
        by: who.by(),
        office: office_in(head, outage)?,
    };
    Ok(Entry { values, reservation, ..Entry::bare(basics) })
}
