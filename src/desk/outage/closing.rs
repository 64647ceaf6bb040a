//! Closing an outage (DPR 445/2000 art. 63 c. 3). Conflicts never stand in the way of it; doubts are answered first.

use domain::ids::id::{EntryId, OutageId};
use domain::ids::number::{Number, Series};
use domain::ids::numbering::Reservation;
use domain::journal::event::Event;
use domain::journal::head::{Head, Outage};
use domain::journal::record::Kind;
use domain::office::operator::Role;
use domain::outage::outage::Closing;
use domain::text::lines;
use domain::time::moment::Moment;

use super::closing_answers::{answers, read_answers, read_others};
use super::shown::OutageView;
use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::limits::future;
use crate::parts::session::Session;

/// What a supervisor says when closing. Fields: `restored`, `note`, `answer-<entry id>`, `others`.
#[derive(Clone, Debug)]
pub struct CloseOutage {
    /// Which.
    pub outage: OutageId,
    /// When normal operation was restored.
    pub restored: Moment,
    /// Closing note; may be empty.
    pub note: String,
    /// Answers for papers in doubt.
    pub answers: Vec<(EntryId, CloseAnswer)>,
    /// What is said of all those without an answer of their own.
    pub others: Option<Others>,
}

/// Of all other papers in doubt nobody can say whether they came out: anomalies of the register, with one reason. Neither
/// *came out* nor *annulled* is said of papers one by one unseen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Others {
    /// Which papers were in doubt when the page was made ([`super::shown::Doubts::seen`]).
    pub seen: String,
    /// Why nobody can say.
    pub reason: String,
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
    /// Closes the open outage (supervisor). Closing a closed one returns it. Of many answers all but the last are written
    /// ahead of the closing, as records of their own: cut off in between, they stand and the outage is still open.
    pub fn close_outage(&self, who: &Session, close: CloseOutage) -> Result<OutageView, DeskError> {
        who.needs(&[Role::Supervisor])?;
        let id = close.outage;
        let closed = self.head().outage(id).ok_or(DeskError::NotFound)?.closing.is_some();
        if closed {
            return self.outage_by_id(id);
        }
        let note = lines::line(&close.note, 400)
            .map_err(|told| DeskError::Fields(vec![FieldProblem::new("note", told)]))?;
        let restored = close.restored;
        let mut steps = read_answers(close.answers)?;
        let others = close.others.map(read_others).transpose()?;
        {
            let head = self.head();
            may_close(&head, id, restored, self.stamp(&head))?;
            if let Some(others) = others {
                others.add_to(&head, &mut steps)?;
            }
        }
        self.answer_ahead(who, &mut steps)?;
        // In ascending order, so that two closings never wait for each other.
        let _locks: Vec<_> = steps.keys().map(|entry| self.locks.hold(*entry)).collect();
        self.commit(who.by(), Kind::OutageClosed, |head, at| {
            let outage = may_close(head, id, restored, at)?;
            let mut events = answers(head, &steps)?;
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
}

/// The outage, if it may be closed at `at`.
fn may_close(head: &Head, id: OutageId, restored: Moment, at: Moment) -> Result<&Outage, DeskError> {
    let outage = head.open_outage().filter(|one| one.opening.outage == id).ok_or(DeskError::Illegal)?;
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
    Ok(outage)
}
