//! Closing an outage (domain 9.5–9.6). Conflicts never stand in the way of it; doubts are answered first.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;

use crate::domain::entry::PaperStep;
use crate::domain::event::Event;
use crate::domain::form::Bilingual;
use crate::domain::head::Head;
use crate::domain::id::{EntryId, OutageId};
use crate::domain::moment::Moment;
use crate::domain::number::{Number, Series};
use crate::domain::numbering::Reservation;
use crate::domain::operator::Role;
use crate::domain::outage::Closing;
use crate::domain::record::Kind;
use crate::domain::text;

use super::error::{DeskError, FieldProblem};
use super::opened::Desk;
use super::outage::OutageView;
use super::papers::read_reason;
use super::read_authorisation::future;
use super::sign_in::Session;

/// What a supervisor says when closing. Fields: `restored`, `note`, `answer-<entry id>`.
#[derive(Clone, Debug)]
pub struct CloseOutage {
    /// Which.
    pub outage: OutageId,
    /// When normal operation was restored, on the wall clock.
    pub restored: NaiveDateTime,
    /// Closing note; may be empty.
    pub note: String,
    /// Answers for papers in doubt.
    pub answers: Vec<(EntryId, CloseAnswer)>,
}

/// A supervisor's answer for a paper in doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CloseAnswer {
    /// It came out and was handed over.
    CameOut,
    /// Nobody can say: an anomaly of the register.
    NotAscertained {
        /// Why nobody can say.
        reason: String,
    },
    /// It never came out and the entry is void.
    Annulled {
        /// Why.
        reason: String,
    },
}

impl Desk {
    /// Closes the open outage (supervisor). Closing a closed one returns it.
    pub fn close_outage(&self, who: &Session, close: CloseOutage) -> Result<OutageView, DeskError> {
        who.needs(&[Role::Supervisor])?;
        let id = close.outage;
        let closed = self.head().outage(id).ok_or(DeskError::NotFound)?.closing.is_some();
        if closed {
            return self.outage_by_id(id);
        }
        let note = text::line(&close.note, 400)
            .map_err(|told| DeskError::Fields(vec![FieldProblem::new("note", told)]))?;
        let steps = read_answers(close.answers)?;
        // In ascending order, so that two closings never wait for each other.
        let _claims: Vec<_> = steps.keys().map(|entry| self.claims.hold(*entry)).collect();
        let numbers = self.numbers_in_doubt()?;
        let restored = Moment::from_local(close.restored);
        self.commit(who.by(), Kind::OutageClosed, |head, at| {
            let outage =
                head.open_outage().filter(|one| one.opening.outage == id).ok_or(DeskError::Illegal)?;
            if restored > at {
                return Err(DeskError::Fields(vec![FieldProblem::new("restored", future())]));
            }
            if restored < outage.opening.started {
                return Err(DeskError::field(
                    "restored",
                    "Il ripristino viene prima dell'inizio: controllare data e ora.",
                    "The restore comes before the start: check date and time.",
                ));
            }
            let mut events = answers(head, &steps, &numbers)?;
            let barred: Vec<Number> = head.reservations.iter().flat_map(Reservation::left).collect();
            if !barred.is_empty() {
                let reason = "non usati alla chiusura".to_owned();
                events.push(Event::NumbersBarred { numbers: barred.clone(), reason });
            }
            let mut last_numbers = outage.last.last();
            last_numbers.sort();
            let touched = |series| last_numbers.iter().any(|number| number.key().series == series);
            let untouched = [Series::P, Series::S].into_iter().filter(|series| !touched(*series));
            events.push(Event::OutageClosed(Closing {
                outage: id,
                restored,
                closed: at,
                totals: outage.tally.totals(outage.opening.started.day(), at.day()),
                untouched: untouched.filter_map(|series| head.key(series, at)).collect(),
                last_numbers,
                barred,
                note,
            }));
            Ok(events)
        })?;
        self.outage_by_id(id)
    }

    /// Numbers of the papers in doubt, for those who must answer.
    fn numbers_in_doubt(&self) -> Result<BTreeMap<EntryId, Number>, DeskError> {
        let rows = self.store()?.doubts().map_err(DeskError::store)?;
        Ok(rows.into_iter().map(|row| (row.id, row.number)).collect())
    }
}

/// The answers as steps, reasons read.
fn read_answers(answers: Vec<(EntryId, CloseAnswer)>) -> Result<BTreeMap<EntryId, PaperStep>, DeskError> {
    let mut steps = BTreeMap::new();
    let mut problems = Vec::new();
    for (entry, answer) in answers {
        let field = format!("answer-{entry}");
        let step = match answer {
            CloseAnswer::CameOut => Ok(PaperStep::CameOut),
            CloseAnswer::NotAscertained { reason } => {
                read_reason(&field, &reason).map(|reason| PaperStep::NotAscertained { reason })
            }
            CloseAnswer::Annulled { reason } => {
                read_reason(&field, &reason).map(|reason| PaperStep::Annulled { reason })
            }
        };
        match step {
            Ok(step) => {
                steps.insert(entry, step);
            }
            Err(error) => problems.extend(error.fields().iter().cloned()),
        }
    }
    if problems.is_empty() { Ok(steps) } else { Err(DeskError::Fields(problems)) }
}

/// A step for every paper in doubt. Answers for papers that are none any more (someone was quicker) do nothing.
fn answers(
    head: &Head,
    steps: &BTreeMap<EntryId, PaperStep>,
    numbers: &BTreeMap<EntryId, Number>,
) -> Result<Vec<Event>, DeskError> {
    let mut open: Vec<Number> = head
        .doubts
        .keys()
        .filter(|entry| !steps.contains_key(entry))
        .filter_map(|entry| numbers.get(entry).cloned())
        .collect();
    if head.doubts.keys().any(|entry| !steps.contains_key(entry)) {
        open.sort();
        return Err(DeskError::DoubtsOpen { numbers: open });
    }
    let mut events = Vec::new();
    let mut problems = Vec::new();
    for (entry, doubt) in &head.doubts {
        let step = &steps[entry];
        match doubt.state.after(step) {
            Ok(_) => events.push(Event::PaperStepped { entry: *entry, step: step.clone() }),
            Err(_) => problems.push(FieldProblem::new(
                format!("answer-{entry}"),
                Bilingual::new(
                    "Questo foglio non è mai stato mandato in stampa: non può essere uscito. Annullare o non accertato.",
                    "This sheet was never sent to print: it cannot have come out. Annul it, or not ascertained.",
                ),
            )),
        }
    }
    if problems.is_empty() { Ok(events) } else { Err(DeskError::Fields(problems)) }
}
