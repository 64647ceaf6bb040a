//! What a centre said, written down: the position it holds, replies that were lost, pages of outcomes. Local records.

use uuid::Uuid;

use domain::centre::exchange::{Outcome, OutcomePage, Verdict};
use domain::ids::anchor::{Anchor, Position};
use domain::ids::id::{CentreId, EntryId, StationId};
use domain::journal::event::Event;
use domain::journal::head::Head;
use domain::journal::record::Kind;
use store::RecoveryRow;

use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::ledger::one_life::named;
use crate::parts::centre_status::{Halt, Lifted, Progress, Reach};

/// Whether all that a centre holds of a life is what stands in its journal here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ours {
    /// It is.
    Whole,
    /// It has records of another copy of the same folder too: what they issued is nothing of this counter's.
    InPart,
}

/// An entry to which a centre now gives another ordinary number than it told first, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// Which.
    pub entry: EntryId,
    /// Its emergency number.
    pub number: String,
}

impl Desk {
    /// The centre said what it holds of the life of `of`. Written down only if that is news.
    pub fn position_known(
        &self,
        centre: CentreId,
        of: StationId,
        head: Option<Anchor>,
        outcomes: u64,
    ) -> Result<(), DeskError> {
        let known = self.reach(centre, of).ok_or(DeskError::NotFound)?;
        if known.reached == head && known.doubt.is_none() && outcomes >= known.outcomes {
            return Ok(());
        }
        self.heard(centre, of, |life| Event::PositionKnown { centre, head, outcomes, life, epoch: None })
    }

    /// The same, as a file says of the epoch that the centre's data are in since: to that all it ever told is said back with the
    /// next bundle.
    pub(super) fn epoch_known(
        &self,
        centre: CentreId,
        of: StationId,
        (head, outcomes): (Option<Anchor>, u64),
        epoch: Uuid,
    ) -> Result<(), DeskError> {
        let epoch = Some(epoch);
        self.heard(centre, of, |life| Event::PositionKnown { centre, head, outcomes, life, epoch })
    }

    /// Records up to `last` were sent and the reply was lost. Nothing is sent again before the centre says what it holds.
    pub fn reply_lost(&self, centre: CentreId, of: StationId, last: Position) -> Result<(), DeskError> {
        let known = self.reach(centre, of).ok_or(DeskError::NotFound)?;
        if known.doubt >= Some(last) {
            return Ok(());
        }
        self.heard(centre, of, |life| Event::ReplyLost { centre, last, life })
    }

    /// A page of outcomes: one record. Returns those entries to which the centre now gives another
    /// ordinary number than before, or none: the first stays, and a person must know.
    pub fn outcomes_received(
        &self,
        centre: CentreId,
        page: OutcomePage,
        ours: Ours,
    ) -> Result<Vec<Contradiction>, DeskError> {
        if page.outcomes.is_empty() {
            return Ok(Vec::new());
        }
        let last = page.outcomes.iter().map(|outcome| outcome.seq).max();
        let up_to = last.filter(|_| ours == Ours::InPart);
        let mut contradictions = Vec::new();
        let mut outcomes = Vec::with_capacity(page.outcomes.len());
        for outcome in page.outcomes {
            let outcome = match ours {
                Ours::Whole => self.known_by_its_place(page.station, outcome)?,
                Ours::InPart => outcome,
            };
            let row = self.store()?.entry(outcome.entry).map_err(DeskError::store)?;
            // Another folder issued it.
            if ours == Ours::InPart && row.is_none() {
                continue;
            }
            if row.as_ref().is_some_and(|row| contradicts(&row.recovery, centre, &outcome.verdict)) {
                let entry = outcome.entry;
                contradictions.extend(row.map(|row| Contradiction { entry, number: row.number.to_string() }));
            }
            outcomes.push(outcome);
        }
        self.heard(centre, page.station, |life| Event::OutcomesReceived { centre, outcomes, life, up_to })?;
        self.carry_out_decisions()?;
        Ok(contradictions)
    }

    /// A centre that cannot read a record cannot know which entry it issued, only where it stands: the station does.
    fn known_by_its_place(&self, of: StationId, outcome: Outcome) -> Result<Outcome, DeskError> {
        if !matches!(outcome.verdict, Verdict::Rejected { .. }) {
            return Ok(outcome);
        }
        let known = self.store()?.entry(outcome.entry).map_err(DeskError::store)?.is_some();
        let head = self.head();
        let life = named(&head, of);
        let mut unsettled = head.recovery.unsettled.iter();
        let there = unsettled.find(|(_, one)| one.life == life && one.position == outcome.position);
        Ok(match there {
            Some((entry, _)) if !known => Outcome { entry: *entry, ..outcome },
            _ => outcome,
        })
    }

    /// Writes down what was heard of the life of `of`, whichever life it is when that is written.
    pub(super) fn heard(
        &self,
        centre: CentreId,
        of: StationId,
        event: impl FnOnce(Option<StationId>) -> Event,
    ) -> Result<(), DeskError> {
        let known = |head: &Head| head.recovery.centres.contains_key(&centre);
        // An outcome may say what the fold holds for illegal; it is written down all the same, and shown.
        let decide = |head: &Head| {
            if known(head) { Ok(vec![event(named(head, of))]) } else { Err(DeskError::NotFound) }
        };
        self.commit(None, Kind::CentreHeard, |head, _| decide(head)).map(|_| ())
    }

    /// How a centre was found when it was asked about the life of `of`. A change is noted in the journal too: the report
    /// after the outage is made of it.
    pub fn centre_found(&self, centre: CentreId, of: StationId, reach: Reach) {
        let code = reach.code();
        if self.centre_status.reached((centre, of), self.now(), reach) {
            let whose = if of == self.station_id() { String::new() } else { format!(" for station {of}") };
            let finding = format!("centre {centre}{whose}: {code}");
            self.note(None, Kind::Noted, Event::Noted { code: "centre-reach".to_owned(), finding });
        }
    }

    /// A centre did what it was asked about the life of `of`: it took records, or nothing is left to be asked.
    pub fn centre_takes(&self, centre: CentreId, of: StationId) {
        if self.centre_status.takes((centre, of), self.now()) {
            let finding = format!("centre {centre}: {}", Reach::Reachable.code());
            self.note(None, Kind::Noted, Event::Noted { code: "centre-reach".to_owned(), finding });
        }
    }

    /// How far the run with a centre has come; `None` when it ended.
    pub fn recovery_progress(&self, centre: CentreId, of: StationId, progress: Option<Progress>) {
        self.centre_status.change((centre, of), |line| line.progress = progress);
    }

    /// Whether what the centre holds of the life of `of` is what stands in its journal.
    pub fn centre_agrees(&self, centre: CentreId, of: StationId, agrees: bool) {
        self.centre_status.change((centre, of), |line| line.agrees = Some(agrees));
    }

    /// Recovery of the life of `of` with this centre stands still.
    pub fn recovery_halted(&self, centre: CentreId, of: StationId, halt: Halt) {
        self.centre_status.change((centre, of), |line| {
            line.halted = Some(halt);
            line.progress = None;
        });
    }

    /// The centre says that it holds what stands in the journal of the life of `of`: what stood still because it said otherwise
    /// goes on. Whether numbers may be given again is for a person to say.
    pub fn recovery_may_go_on(&self, centre: CentreId, of: StationId) {
        self.centre_status.change((centre, of), |line| {
            if line.halted.as_ref().is_some_and(|halt| halt.lifted == Lifted::ByTheCentre) {
                line.halted = None;
            }
        });
    }

    /// The station itself could not go on with a recovery, or could again.
    pub fn recovery_refused(&self, centre: CentreId, of: StationId, why: Option<&DeskError>) {
        self.centre_status.change((centre, of), |line| line.refused = why.map(DeskError::told));
    }

    /// The centre's last record is `theirs`, and this journal has another past: an older copy of the folder was put back, or two folders wrote
    /// under one name. Issuing stops until a person decides; whether one has, since the two last agreed. A life that ended
    /// stops nobody: its successor numbers under its own name.
    pub fn parted_from_centre(
        &self,
        centre: CentreId,
        of: StationId,
        theirs: Anchor,
    ) -> Result<bool, DeskError> {
        if of != self.station_id() {
            return Ok(true);
        }
        let agreed = self.centre(centre).ok_or(DeskError::NotFound)?.reached.map(|reached| reached.position);
        let (decided, written) = {
            let head = self.head();
            (head.continued > agreed, head.parted.is_some())
        };
        if decided || written {
            return Ok(decided);
        }
        let parted = |head: &Head| match named(head, of) {
            None => Ok(vec![Event::PartedFromCentre { centre, held: theirs }]),
            // A new life began in the meantime.
            Some(_) => Err(DeskError::WrongPhase),
        };
        match self.commit(None, Kind::CentreHeard, |head, _| parted(head)).map(|_| ()) {
            Err(DeskError::WrongPhase) => Ok(true),
            // It is stopped already, for another reason.
            Ok(()) | Err(DeskError::Stopped { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Whether a centre says otherwise than before about the ordinary number of an entry.
fn contradicts(held: &RecoveryRow, centre: CentreId, verdict: &Verdict) -> bool {
    let held = held.verdicts.get(&centre).filter(|_| !verdict.number_is_decided());
    held.is_some_and(|held| verdict.contradicts(held))
}
