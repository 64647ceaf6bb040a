//! Answers for papers in doubt, given while closing: read, completed, written.

use std::collections::BTreeMap;

use domain::ids::id::EntryId;
use domain::ids::number::Number;
use domain::journal::event::Event;
use domain::journal::head::Head;
use domain::journal::record::Kind;
use domain::register::entry::PaperStep;
use domain::text::bilingual::Bilingual;

use super::closing::{CloseAnswer, Others};
use super::shown::Doubts;
use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::limits::read_reason;
use crate::parts::session::Session;

/// Most answers in one record: with the longest reasons they stay within what a record may hold.
const AT_ONCE: usize = 200;

/// Most numbers a refusal names.
const NAMED: usize = 20;

/// A step for each paper.
pub(super) type Steps = BTreeMap<EntryId, PaperStep>;

/// The answers as steps, reasons read.
pub(super) fn read_answers(answers: Vec<(EntryId, CloseAnswer)>) -> Result<Steps, DeskError> {
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

/// What is said of the others, its reason read.
pub(super) fn read_others(others: Others) -> Result<Others, DeskError> {
    Ok(Others { reason: read_reason("others", &others.reason)?, ..others })
}

impl Others {
    /// Adds a step for every paper in doubt that has none, if the papers in doubt are those that were shown.
    pub(super) fn add_to(self, head: &Head, steps: &mut Steps) -> Result<(), DeskError> {
        if Doubts::of(head).seen != self.seen {
            return Err(DeskError::field(
                "others",
                "Nel frattempo i fogli in dubbio sono cambiati: guardare quanti sono ora e confermare di nuovo.",
                "Meanwhile the papers in doubt have changed: see how many there are now and confirm again.",
            ));
        }
        for entry in head.doubts.keys() {
            steps.entry(*entry).or_insert_with(|| PaperStep::NotAscertained { reason: self.reason.clone() });
        }
        Ok(())
    }
}

impl Desk {
    /// Writes all answers but the last, so that those fit into the record of the closing. Papers that are in doubt no more
    /// (someone was quicker) are left as they are.
    pub(super) fn answer_ahead(&self, who: &Session, steps: &mut Steps) -> Result<(), DeskError> {
        let checked = {
            let head = self.head();
            steps.retain(|entry, _| head.doubts.contains_key(entry));
            answers(&head, steps).map_err(|refused| (refused, unanswered(&head, steps)))
        };
        if let Err((refused, open)) = checked {
            return Err(if open.is_empty() { refused } else { self.doubts_open(&open)? });
        }
        while steps.len() > AT_ONCE {
            let first: Steps = std::iter::from_fn(|| steps.pop_first()).take(AT_ONCE).collect();
            let _locks: Vec<_> = first.keys().map(|entry| self.locks.hold(*entry)).collect();
            self.commit(who.by(), Kind::PaperStepped, |head, _| legal(head, &first))?;
        }
        Ok(())
    }

    /// The refusal, with the numbers of some papers.
    fn doubts_open(&self, open: &[EntryId]) -> Result<DeskError, DeskError> {
        let named = open.iter().take(NAMED).map(|entry| Ok(self.row(*entry)?.number));
        let mut numbers = named.collect::<Result<Vec<Number>, DeskError>>()?;
        numbers.sort();
        Ok(DeskError::DoubtsOpen { count: open.len(), numbers })
    }
}

fn unanswered(head: &Head, steps: &Steps) -> Vec<EntryId> {
    head.doubts.keys().filter(|entry| !steps.contains_key(entry)).copied().collect()
}

/// A step for every paper in doubt.
pub(super) fn answers(head: &Head, steps: &Steps) -> Result<Vec<Event>, DeskError> {
    match unanswered(head, steps).len() {
        0 => legal(head, steps),
        count => Err(DeskError::DoubtsOpen { count, numbers: Vec::new() }),
    }
}

/// The steps as events. Answers for papers that are in doubt no more (someone was quicker) do nothing.
fn legal(head: &Head, steps: &Steps) -> Result<Vec<Event>, DeskError> {
    let mut events = Vec::new();
    let mut problems = Vec::new();
    for (entry, step) in steps {
        let Some(doubt) = head.doubts.get(entry) else { continue };
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
