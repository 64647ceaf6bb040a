//! What does not agree between counter and centre: the worklist, one of them, its decision; entries that no centre took, and
//! their ordinary number recorded by a person.

use chrono::NaiveDate;
use uuid::Uuid;

use domain::centre::exchange::conflict::Place;
use domain::centre::exchange::ordinary::BadOrdinary;
use domain::centre::exchange::{Conflict, Decision, OrdinaryNumber, Remedy};
use domain::centre::recovery::Settlement;
use domain::ids::id::{EntryId, OutageId};
use domain::ids::number::Number;
use domain::journal::event::{Event, ListKind};
use domain::journal::record::Kind;
use domain::office::operator::Role;
use domain::register::entry::PaperState;
use domain::text::lines;
use domain::time::moment::Moment;
use store::{self, EntryQuery};

use super::holder_calls::annulment;
use super::worksheet::corrections::not_strange;
use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::session::Session;

/// Shortest reason of a decision, in characters.
const SHORTEST_REASON: usize = 3;
/// Longest reason of a decision, in characters.
const LONGEST_REASON: usize = 400;

/// A conflict and the entry it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictRow {
    /// Which entry.
    pub entry: EntryId,
    /// Its number.
    pub number: Number,
    /// `Certificato di nascita`.
    pub title: String,
    /// Surname and names.
    pub subject: String,
    /// When it was issued.
    pub issued: Moment,
    /// Whether its paper is annulled.
    pub annulled: bool,
    /// The conflict.
    pub conflict: Conflict,
    /// As the centre is called here; empty if it is used no more.
    pub centre: String,
}

/// An entry that no centre took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedRow {
    /// Which entry.
    pub entry: EntryId,
    /// Its number.
    pub number: Number,
    /// `Certificato di nascita`.
    pub title: String,
    /// Surname and names.
    pub subject: String,
    /// When it was issued.
    pub issued: Moment,
    /// Stable code of why.
    pub code: String,
    /// The centre's own words.
    pub reason: String,
    /// Whether another entry can stand for it: it was made from a form.
    pub from_form: bool,
}

/// What the worklist shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worklist {
    /// Conflicts nobody decided yet, oldest first.
    pub open: Vec<ConflictRow>,
    /// Entries set aside, oldest first.
    pub rejected: Vec<RejectedRow>,
    /// Conflicts decided so that the holder must be told, and nobody did yet.
    pub to_call: Vec<ConflictRow>,
}

/// An ordinary number as a person typed it. Fields: `register`, `year`, `number`, `date`, `source`, `checked`.
#[derive(Clone, Debug)]
pub struct TypedOrdinary {
    /// Code of the ordinary register.
    pub register: String,
    /// Year of it.
    pub year: Option<u16>,
    /// The number as the other system writes it.
    pub number: String,
    /// Day of the ordinary registration.
    pub date: Option<NaiveDate>,
    /// Where it comes from.
    pub source: String,
    /// Whether a number that looks strange was looked at.
    pub checked: bool,
}

impl Desk {
    /// Everything about the recovery that waits for a person.
    pub fn worklist(&self, who: &Session) -> Result<Worklist, DeskError> {
        who.needs(&[])?;
        let mut list = Worklist::default();
        for row in self.standing(None, Settlement::Conflicts)? {
            list.open.extend(self.rows_of(&row, |conflict| conflict.decision.is_none()));
        }
        for row in self.standing(None, Settlement::Rejected)? {
            list.rejected.extend(rejected(&row));
        }
        list.to_call = self.holders_to_call()?;
        let rows = list.open.len() + list.rejected.len() + list.to_call.len();
        self.list_viewed(who, ListKind::Conflicts, "", (rows, None));
        Ok(list)
    }

    /// Entries standing so, oldest first.
    pub(super) fn standing(
        &self,
        outage: Option<OutageId>,
        settlement: Settlement,
    ) -> Result<Vec<store::EntryRow>, DeskError> {
        let query = EntryQuery { outage, settlement: Some(settlement), ..EntryQuery::default() };
        let mut rows = self.store()?.entries(&query).map_err(DeskError::store)?.rows;
        rows.reverse();
        Ok(rows)
    }

    pub(super) fn rows_of(
        &self,
        row: &store::EntryRow,
        wanted: impl Fn(&Conflict) -> bool,
    ) -> Vec<ConflictRow> {
        let names = self.centre_names();
        let mut rows = Vec::new();
        for (centre, verdict) in &row.recovery.verdicts {
            let domain::centre::exchange::Verdict::Accepted { conflicts, .. } = verdict else {
                continue;
            };
            let name = names.iter().find(|(id, _)| id == centre).map(|(_, name)| name.clone());
            rows.extend(conflicts.iter().filter(|conflict| wanted(conflict)).map(|conflict| ConflictRow {
                entry: row.id,
                number: row.number.clone(),
                title: row.title.clone(),
                subject: row.subject.full_name(),
                issued: row.issued,
                annulled: matches!(row.state, PaperState::Annulled { .. }),
                conflict: conflict.clone(),
                centre: name.clone().unwrap_or_default(),
            }));
        }
        rows
    }

    fn centre_names(&self) -> Vec<(domain::ids::id::CentreId, String)> {
        let head = self.head();
        head.recovery.centres.values().map(|known| (known.centre.id, known.centre.name.clone())).collect()
    }

    /// One conflict of an entry.
    pub fn conflict(&self, who: &Session, entry: EntryId, id: Uuid) -> Result<ConflictRow, DeskError> {
        who.needs(&[])?;
        self.note(who.by(), Kind::Viewed, Event::Viewed { entry });
        self.held_conflict(entry, id)
    }

    pub(super) fn held_conflict(&self, entry: EntryId, id: Uuid) -> Result<ConflictRow, DeskError> {
        let row = self.row(entry)?;
        self.rows_of(&row, |conflict| conflict.id == id).into_iter().next().ok_or(DeskError::NotFound)
    }

    /// Decides a conflict, for good (supervisor, records manager or signing officer). Fields: `remedy`, `reason`. Deciding
    /// the same again is deciding once. A paper that is to be annulled is annulled in the same record.
    pub fn decide_conflict(
        &self,
        who: &Session,
        entry: EntryId,
        id: Uuid,
        remedy: Remedy,
        reason: &str,
    ) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager, Role::SigningOfficer])?;
        let reason = reasoned(reason)?;
        let _lock = self.locks.hold(entry);
        let held = self.held_conflict(entry, id)?;
        if let Some(decision) = held.conflict.decision {
            let same = decision.remedy == remedy && decision.reason == reason && decision.by == who.name;
            return if same { Ok(()) } else { Err(decided_before(&decision)) };
        }
        if held.conflict.kind.is_for_the_centre() {
            return Err(DeskError::field(
                "remedy",
                "Lo decide il centro, che corregge uno dei due numeri: chiedere a chi lo gestisce.",
                "The centre decides it by correcting one of the two numbers: ask whoever runs it.",
            ));
        }
        let row = self.row(entry)?;
        let annulled = matches!(row.state, PaperState::Annulled { .. });
        if !held.conflict.kind.remedies(annulled).any(|one| one == remedy) {
            return Err(DeskError::field(
                "remedy",
                "Questa decisione non rimedia a una differenza così: scegliere tra quelle proposte.",
                "This decision does not mend such a difference: choose among those offered.",
            ));
        }
        self.commit(who.by(), Kind::ConflictDecided, |head, at| {
            let mut trial = head.recovery.clone();
            if trial.decide(entry, id, remedy).is_err() {
                return Err(DeskError::Illegal);
            }
            let by = who.name.clone();
            let decision = Decision { remedy, reason, by, at, place: Place::Counter };
            let annulled = (remedy == Remedy::Annul).then(|| annulment(&row, &decision)).flatten();
            let annulled = annulled.map(|step| Event::PaperStepped { entry, step });
            let decided = Event::ConflictDecided { conflict: id, entry, decision };
            Ok(std::iter::once(decided).chain(annulled).collect())
        })?;
        self.wake_recovery();
        Ok(())
    }

    /// Records the ordinary number of an entry that no centre gave one to (supervisor or records manager).
    pub fn record_ordinary(
        &self,
        who: &Session,
        entry: EntryId,
        typed: &TypedOrdinary,
    ) -> Result<OrdinaryNumber, DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager])?;
        let (ordinary, source) = read_ordinary(typed)?;
        let _lock = self.locks.hold(entry);
        let row = self.row(entry)?;
        if let Some(held) = row.recovery.ordinary() {
            return if held.key() == ordinary.key() { Ok(held.clone()) } else { Err(DeskError::Illegal) };
        }
        let taken = self.store()?.by_ordinary(&ordinary).map_err(DeskError::store)?;
        if let Some(other) = taken {
            let other = self.row(other)?.number;
            return Err(DeskError::field(
                "number",
                &format!("Questo numero ordinario è già della registrazione {other}: controllarlo."),
                &format!("This ordinary number belongs to entry {other} already: check it."),
            ));
        }
        if !typed.checked {
            not_strange(&row, &ordinary, &[])?;
        }
        self.commit(who.by(), Kind::OrdinaryRecorded, |head, _| {
            if head.recovery.clone().answer(entry).is_err() {
                return Err(DeskError::Illegal);
            }
            Ok(vec![Event::OrdinaryRecorded { entry, ordinary: ordinary.clone(), source, centre: None }])
        })?;
        self.wake_recovery();
        Ok(ordinary)
    }
}

/// A reason somebody gave.
pub(super) fn reasoned(reason: &str) -> Result<String, DeskError> {
    let reason = lines::required_line(reason, LONGEST_REASON)
        .map_err(|told| DeskError::Fields(vec![FieldProblem::new("reason", told)]))?;
    if reason.chars().count() < SHORTEST_REASON {
        return Err(DeskError::field(
            "reason",
            "Scrivere il motivo in almeno tre caratteri: resta con la decisione.",
            "Write the reason in at least three characters: it is kept with the decision.",
        ));
    }
    Ok(reason)
}

/// A difference is decided once: whoever comes second is told by whom, and how.
fn decided_before(decision: &Decision) -> DeskError {
    let (it, en) = decision.told_to_the_second();
    DeskError::field("remedy", &it, &en)
}

fn rejected(row: &store::EntryRow) -> Option<RejectedRow> {
    let (code, reason) = row.recovery.rejection()?;
    Some(RejectedRow {
        entry: row.id,
        number: row.number.clone(),
        title: row.title.clone(),
        subject: row.subject.full_name(),
        issued: row.issued,
        code: code.to_owned(),
        reason: reason.to_owned(),
        from_form: row.form.is_some(),
    })
}

fn read_ordinary(typed: &TypedOrdinary) -> Result<(OrdinaryNumber, String), DeskError> {
    let mut problems = Vec::new();
    let mut problem = |field: &str, it: &str, en: &str| {
        problems.extend(DeskError::field(field, it, en).fields().iter().cloned());
    };
    let year = typed.year.filter(|year| (2000..=2100).contains(year));
    if year.is_none() {
        problem("year", "Scrivere l’anno con quattro cifre.", "Write the year with four digits.");
    }
    if typed.date.is_none() {
        problem("date", "Scrivere il giorno come gg/mm/aaaa.", "Write the day as dd/mm/yyyy.");
    }
    let made = OrdinaryNumber::new(
        &typed.register,
        year.unwrap_or(2000),
        &typed.number,
        typed.date.unwrap_or_default(),
    );
    match &made {
        Ok(_) => {}
        Err(BadOrdinary::Register) => problem(
            "register",
            "Da 1 a 16 lettere, cifre, punti, trattini: per esempio PG.",
            "1 to 16 letters, digits, dots, hyphens: for instance PG.",
        ),
        Err(BadOrdinary::Number) => problem(
            "number",
            "Da 1 a 20 cifre, lettere, trattini o barre, come nel protocollo.",
            "1 to 20 digits, letters, hyphens or slashes, as in the protocol.",
        ),
    }
    let source = lines::required_line(&typed.source, 200)
        .map_err(|told| problems.push(FieldProblem::new("source", told)))
        .unwrap_or_default();
    match made {
        Ok(made) if problems.is_empty() => Ok((made, source)),
        _ => Err(DeskError::Fields(problems)),
    }
}
