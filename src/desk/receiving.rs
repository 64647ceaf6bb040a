//! What a centre said, written down: the position it holds, replies that were lost, pages of outcomes. Local records.

use crate::domain::anchor::{Anchor, Position};
use crate::domain::event::Event;
use crate::domain::exchange::{Outcome, OutcomePage, Verdict};
use crate::domain::form::Bilingual;
use crate::domain::id::CentreId;
use crate::domain::record::Kind;
use crate::store::RecoveryRow;

use super::board::{Progress, Reach};
use super::error::DeskError;
use super::opened::Desk;

impl Desk {
    /// The centre said what it holds. Written down only if that is news.
    pub fn position_known(
        &self,
        centre: CentreId,
        head: Option<Anchor>,
        outcomes: u64,
    ) -> Result<(), DeskError> {
        let known = self.centre(centre).ok_or(DeskError::NotFound)?;
        if known.reached == head && known.doubt.is_none() && outcomes >= known.outcomes {
            return Ok(());
        }
        self.heard(centre, Event::PositionKnown { centre, head, outcomes })
    }

    /// Records up to `last` were sent and the reply was lost. Nothing is sent again before the centre says what it holds.
    pub fn reply_lost(&self, centre: CentreId, last: Position) -> Result<(), DeskError> {
        let known = self.centre(centre).ok_or(DeskError::NotFound)?;
        if known.doubt >= Some(last) {
            return Ok(());
        }
        self.heard(centre, Event::ReplyLost { centre, last })
    }

    /// A page of outcomes: one record. Returns the emergency numbers of those entries to which the centre now gives another
    /// ordinary number than before, or none: the first stays, and a person must know.
    pub fn outcomes_received(&self, centre: CentreId, page: OutcomePage) -> Result<Vec<String>, DeskError> {
        if page.outcomes.is_empty() {
            return Ok(Vec::new());
        }
        let mut contradictions = Vec::new();
        let mut outcomes = Vec::with_capacity(page.outcomes.len());
        for outcome in page.outcomes {
            let outcome = self.known_by_its_place(outcome)?;
            let row = self.store()?.entry(outcome.entry).map_err(DeskError::store)?;
            if row.as_ref().is_some_and(|row| contradicts(&row.recovery, centre, &outcome.verdict)) {
                contradictions.extend(row.map(|row| row.number.to_string()));
            }
            outcomes.push(outcome);
        }
        self.heard(centre, Event::OutcomesReceived { centre, outcomes })?;
        Ok(contradictions)
    }

    /// A centre that cannot read a record cannot know which entry it issued, only where it stands: the station does.
    fn known_by_its_place(&self, outcome: Outcome) -> Result<Outcome, DeskError> {
        if !matches!(outcome.verdict, Verdict::Rejected { .. }) {
            return Ok(outcome);
        }
        let known = self.store()?.entry(outcome.entry).map_err(DeskError::store)?.is_some();
        let head = self.head();
        let there = head.recovery.unsettled.iter().find(|(_, one)| one.position == outcome.position);
        Ok(match there {
            Some((entry, _)) if !known => Outcome { entry: *entry, ..outcome },
            _ => outcome,
        })
    }

    fn heard(&self, centre: CentreId, event: Event) -> Result<(), DeskError> {
        let known = |head: &crate::domain::head::Head| head.recovery.centres.contains_key(&centre);
        // An outcome may say what the fold holds for illegal; it is written down all the same, and shown.
        self.commit_heard(|head| if known(head) { Ok(vec![event]) } else { Err(DeskError::NotFound) })
    }

    fn commit_heard(
        &self,
        decide: impl FnOnce(&crate::domain::head::Head) -> Result<Vec<Event>, DeskError>,
    ) -> Result<(), DeskError> {
        self.commit(None, Kind::CentreHeard, |head, _| decide(head)).map(|_| ())
    }

    /// How a centre was found when it was asked. A change is noted in the journal too: the report after the outage is made
    /// of it.
    pub fn centre_found(&self, centre: CentreId, reach: Reach) {
        let code = reach.code();
        if self.board.reached(centre, self.now(), reach) {
            let finding = format!("centre {centre}: {code}");
            self.note(None, Kind::Noted, Event::Noted { code: "centre-reach".to_owned(), finding });
        }
    }

    /// How far the run with a centre has come; `None` when it ended.
    pub fn recovery_progress(&self, centre: CentreId, progress: Option<Progress>) {
        self.board.change(centre, |line| line.progress = progress);
    }

    /// Recovery with this centre stands still until a person does something.
    pub fn recovery_halted(&self, centre: CentreId, why: Bilingual) {
        self.board.change(centre, |line| {
            line.halted = Some(why);
            line.progress = None;
        });
    }

    /// The centre's last record is `theirs`, and this journal has another past: an older copy of the folder was put back, or two folders wrote
    /// under one name. Issuing stops until a person decides; whether one has, since the two last agreed.
    pub fn parted_from_centre(&self, centre: CentreId, theirs: Anchor) -> Result<bool, DeskError> {
        let agreed = self.centre(centre).ok_or(DeskError::NotFound)?.reached.map(|reached| reached.position);
        let (decided, written) = {
            let head = self.head();
            (head.continued > agreed, head.parted.is_some())
        };
        if decided || written {
            return Ok(decided);
        }
        match self.heard(centre, Event::PartedFromCentre { centre, held: theirs }) {
            // It is stopped already, for another reason.
            Ok(()) | Err(DeskError::Stopped { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Whether a centre says otherwise than before about the ordinary number of an entry.
fn contradicts(held: &RecoveryRow, centre: CentreId, verdict: &Verdict) -> bool {
    let before = held.verdicts.get(&centre).and_then(Verdict::ordinary);
    before.is_some_and(|before| verdict.ordinary() != Some(before))
}
