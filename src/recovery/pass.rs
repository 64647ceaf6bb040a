//! One pass over a centre: what it holds is asked, what it lacks is sent, what it decided is taken in. Cut into steps, so
//! that whoever runs it can stop between any two.

use std::time::Duration;

use crate::desk::board::{Progress, Reach};
use crate::desk::outgoing::{Outgoing, OutgoingError};
use crate::desk::{Desk, DeskError};
use crate::domain::anchor::{Anchor, Position};
use crate::domain::exchange::{PositionAnswer, SignedReceipt};
use crate::domain::form::Bilingual;
use crate::domain::id::CentreId;
use crate::domain::recovery::Known;
use crate::journal::Comparison;

use super::centre::{Centre, CentreError};
use super::plan::{Here, Plan, plan};
use super::told;

/// Whether a person let records go to the centre. Without it a pass only asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// Somebody did.
    Given,
    /// Nobody did: the position may be asked, nothing else.
    NotGiven,
}

/// Where a pass stands after a step.
#[derive(Debug)]
pub enum Stood {
    /// Something was done and more is to be done.
    Going,
    /// Nothing is left to do for now.
    Rest,
    /// The centre did not do as asked; later, perhaps.
    Failed(CentreError),
    /// It stands still until a person does something.
    Halted(Bilingual),
    /// The station itself refused: it is stopping, or its disk failed.
    Refused(DeskError),
}

/// A pass under way.
#[derive(Debug)]
pub struct Pass {
    centre: CentreId,
    /// What the centre holds; asked first, and again whenever it is not certain.
    held: Option<PositionAnswer>,
    sent: u64,
    /// An answer that does not fit this journal, before it is asked again: one slip of a centre stops no counter.
    doubted: Option<Anchor>,
    /// Up to where a centre that holds a fork was shown what this journal has.
    shown: Option<Anchor>,
    /// Whether a receipt of what it holds was asked for.
    receipted: bool,
    began: Duration,
}

impl Pass {
    /// A pass that begins at `now` (monotonic).
    pub fn new(centre: CentreId, now: Duration) -> Self {
        Self { centre, held: None, sent: 0, doubted: None, shown: None, receipted: false, began: now }
    }

    /// One step.
    pub fn step(&mut self, desk: &Desk, to: &dyn Centre, leave: Leave, now: Duration) -> Stood {
        let stood = self.stepped(desk, to, leave, now);
        match &stood {
            Stood::Failed(error) => {
                // Whatever went wrong: what it holds is asked again before anything else.
                self.held = None;
                desk.centre_found(self.centre, told::reach(error));
            }
            Stood::Halted(why) => desk.recovery_halted(self.centre, why.clone()),
            Stood::Rest => desk.recovery_progress(self.centre, None),
            Stood::Going | Stood::Refused(_) => {}
        }
        stood
    }

    fn stepped(&mut self, desk: &Desk, to: &dyn Centre, leave: Leave, now: Duration) -> Stood {
        let Some(held) = self.held.clone() else { return self.ask(desk, to) };
        let Some(known) = desk.centre(self.centre) else { return Stood::Rest };
        let here = Here {
            last: desk.last_for_centres(),
            outcomes: known.outcomes,
            compared: held.head.map(|head| desk.compare_with_centre(head)),
        };
        match plan(&held, &here) {
            Plan::Rest if leave == Leave::Given => self.receipt(desk, to, &known, held.head),
            Plan::Rest => Stood::Rest,
            Plan::Fork { held } | Plan::CentreAhead { held } if self.doubted != Some(held) => {
                self.doubted = Some(held);
                self.held = None;
                Stood::Going
            }
            Plan::Fork { held } => self.parted(desk, to, &known, held, leave, told::fork_here),
            Plan::CentreAhead { held } => self.parted(desk, to, &known, held, leave, told::centre_ahead),
            Plan::Unreadable { held } => Stood::Halted(told::damaged(held.position)),
            Plan::Send { .. } | Plan::Ask { .. } if leave == Leave::NotGiven => Stood::Rest,
            Plan::Send { after, until } => match desk.outgoing(after, until) {
                Ok(Some(outgoing)) => self.send(desk, to, &outgoing, until.get(), now),
                Ok(None) => Stood::Rest,
                Err(OutgoingError::Damaged(position)) => Stood::Halted(told::damaged(position)),
                Err(OutgoingError::Desk(error)) => Stood::Refused(error),
            },
            Plan::Ask { after } => self.outcomes(desk, to, after),
        }
    }

    fn ask(&mut self, desk: &Desk, to: &dyn Centre) -> Stood {
        match to.position() {
            Ok(answer) => self.position(desk, answer),
            Err(error) => failed(error),
        }
    }

    /// The centre said what it holds.
    fn position(&mut self, desk: &Desk, answer: PositionAnswer) -> Stood {
        if answer.station != desk.station_id() {
            return Stood::Halted(told::other_station());
        }
        desk.centre_found(self.centre, Reach::Reachable);
        // A head that is not ours is not written down as ours.
        if answer.head.is_none_or(|head| agrees(desk, head))
            && let Err(error) = desk.position_known(self.centre, answer.head, answer.outcomes)
        {
            return Stood::Refused(error);
        }
        self.held = Some(answer);
        Stood::Going
    }

    /// Asks once for a receipt of what the centre holds, where the station has none of it yet. A centre need not give any: what
    /// comes of it holds nothing up.
    fn receipt(&mut self, desk: &Desk, to: &dyn Centre, known: &Known, head: Option<Anchor>) -> Stood {
        let kept = known.receipt.as_ref().and_then(SignedReceipt::read).map(|receipt| receipt.head);
        if head.is_none() || head == kept || self.receipted || desk.gives_no_receipts(self.centre) {
            return Stood::Rest;
        }
        self.receipted = true;
        match to.head_receipt() {
            Ok(Some(receipt)) => {
                if let Err(error) = desk.receipt_kept(self.centre, receipt) {
                    return Stood::Refused(error);
                }
            }
            Ok(None) => desk.no_receipts(self.centre),
            Err(error) => tracing::debug!(%error, "no receipt of the head came"),
        }
        Stood::Rest
    }

    fn send(
        &mut self,
        desk: &Desk,
        to: &dyn Centre,
        outgoing: &Outgoing,
        until: u64,
        now: Duration,
    ) -> Stood {
        for blob in &outgoing.blobs {
            if let Err(error) = to.put_blob(&blob.sha256, &blob.bytes) {
                return failed(error);
            }
        }
        let left = until.saturating_sub(outgoing.batch.after.map_or(0, |after| after.position.get()));
        self.report(desk, left, now);
        match to.send(&outgoing.batch) {
            Ok(answer) => {
                self.sent += outgoing.batch.records.len() as u64;
                self.report(desk, left.saturating_sub(outgoing.batch.records.len() as u64), now);
                self.position(desk, answer)
            }
            Err(error) => {
                if error.may_have_acted()
                    && let Err(error) = desk.reply_lost(self.centre, outgoing.last)
                {
                    return Stood::Refused(error);
                }
                failed(error)
            }
        }
    }

    /// The station stops issuing until a person decides, and says so. The centre learns of a fork by being shown records that
    /// do not fit: what it has alike is had, the first other one is refused. Only then can whoever runs it decide.
    fn parted(
        &mut self,
        desk: &Desk,
        to: &dyn Centre,
        known: &Known,
        held: Anchor,
        leave: Leave,
        undecided: fn(Position) -> Bilingual,
    ) -> Stood {
        let halted = match desk.parted_from_centre(self.centre, held) {
            Ok(true) => Stood::Halted(told::fork(held.position)),
            Ok(false) => Stood::Halted(undecided(held.position)),
            Err(error) => return Stood::Refused(error),
        };
        if leave == Leave::NotGiven {
            return halted;
        }
        let agreed = known.reached.filter(|reached| agrees(desk, *reached));
        let after = self.shown.or(agreed);
        match desk.outgoing(after, held.position) {
            Ok(Some(outgoing)) => match to.send(&outgoing.batch) {
                Ok(_) => {
                    self.shown = desk.anchor_at(outgoing.last);
                    if self.shown.is_some() { Stood::Going } else { halted }
                }
                Err(CentreError::DoesNotFollow { .. }) => halted,
                Err(error) => failed(error),
            },
            Ok(None) => halted,
            Err(OutgoingError::Damaged(position)) => Stood::Halted(told::damaged(position)),
            Err(OutgoingError::Desk(error)) => Stood::Refused(error),
        }
    }

    fn report(&self, desk: &Desk, left: u64, now: Duration) {
        let running = now.saturating_sub(self.began);
        let progress = Progress { total: self.sent + left, done: self.sent, running };
        desk.recovery_progress(self.centre, Some(progress));
    }

    fn outcomes(&mut self, desk: &Desk, to: &dyn Centre, after: u64) -> Stood {
        let page = match to.outcomes(after) {
            Ok(page) => page,
            Err(error) => return failed(error),
        };
        if page.station != desk.station_id() {
            return Stood::Halted(told::other_station());
        }
        let last = page.outcomes.last().map_or(after, |outcome| outcome.seq);
        if last <= after {
            // It announced more than it has: asked again later.
            self.held = None;
            return Stood::Rest;
        }
        match desk.outcomes_received(self.centre, page) {
            Ok(contradictions) if contradictions.is_empty() => Stood::Going,
            Ok(contradictions) => Stood::Halted(told::contradiction(&contradictions)),
            Err(error) => Stood::Refused(error),
        }
    }
}

fn agrees(desk: &Desk, held: Anchor) -> bool {
    matches!(desk.compare_with_centre(held), Comparison::Agrees { .. })
}

/// What waiting cannot mend needs a person.
fn failed(error: CentreError) -> Stood {
    match &error {
        CentreError::OwnKey => Stood::Halted(told::own_key()),
        _ => Stood::Failed(error),
    }
}
