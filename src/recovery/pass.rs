//! One pass over a centre: what it holds is asked, what it lacks is sent, what it decided is taken in. Cut into steps, so
//! that whoever runs it can stop between any two.

use std::collections::BTreeSet;
use std::time::Duration;

use uuid::Uuid;

use desk::parts::centre_status::{Halt, Progress, Reach};
use desk::recovery::outgoing::{Outgoing, OutgoingError};
use desk::recovery::receiving::{Contradiction, Ours};
use desk::{Desk, DeskError};
use domain::centre::exchange::told::Extent;
use domain::centre::exchange::{PositionAnswer, ToldPage};
use domain::centre::recovery::Reach as Reached;
use domain::ids::anchor::{Anchor, Position};
use domain::ids::id::{CentreId, EntryId, StationId};
use journal::Comparison;

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
    /// It stands still until a person does something, or the centre says otherwise.
    Halted(Halt),
    /// The station itself refused: it is stopping, or its disk failed.
    Refused(DeskError),
}

/// A pass under way.
#[derive(Debug)]
pub struct Pass {
    centre: CentreId,
    /// The life whose records are brought back.
    of: StationId,
    /// What the centre holds; asked first, and again whenever it is not certain.
    held: Option<PositionAnswer>,
    sent: u64,
    /// An answer that does not fit this journal, before it is asked again: one slip of a centre stops no counter.
    doubted: Option<Anchor>,
    /// Up to where a centre that holds a fork was shown what this journal has.
    shown: Option<Anchor>,
    /// What it told is being said back: to which epoch, and after which place in the register.
    telling: Option<(Uuid, u64)>,
    /// The epoch it was last said back to in this pass.
    told: Option<Uuid>,
    /// Entries of which it was told that it now says otherwise.
    doubts: BTreeSet<EntryId>,
    /// Whether a receipt of what it holds was asked for.
    receipted: bool,
    /// Whether it refused them.
    refused: bool,
    began: Duration,
}

impl Pass {
    /// A pass over the records of the life of `of` that begins at `now` (monotonic).
    pub fn new(centre: CentreId, of: StationId, now: Duration) -> Self {
        Self {
            centre,
            of,
            held: None,
            sent: 0,
            doubted: None,
            shown: None,
            telling: None,
            told: None,
            doubts: BTreeSet::new(),
            receipted: false,
            refused: false,
            began: now,
        }
    }

    /// One step.
    pub fn step(&mut self, desk: &Desk, to: &dyn Centre, leave: Leave, now: Duration) -> Stood {
        let stood = self.stepped(desk, to, leave, now);
        match &stood {
            Stood::Failed(error) => {
                // Whatever went wrong: what it holds is asked again before anything else.
                self.held = None;
                desk.centre_found(self.centre, self.of, told::reach(error));
            }
            Stood::Halted(halt) => desk.recovery_halted(self.centre, self.of, halt.clone()),
            Stood::Rest => {
                desk.centre_takes(self.centre, self.of);
                desk.recovery_progress(self.centre, self.of, None);
            }
            Stood::Going | Stood::Refused(_) => {}
        }
        let refused = if let Stood::Refused(error) = &stood { Some(error) } else { None };
        desk.recovery_refused(self.centre, self.of, refused);
        stood
    }

    fn stepped(&mut self, desk: &Desk, to: &dyn Centre, leave: Leave, now: Duration) -> Stood {
        let Some(held) = self.held.clone() else { return self.ask(desk, to) };
        if let Some((epoch, after)) = self.telling {
            return self.tell(desk, to, epoch, after);
        }
        let Some(known) = desk.reach(self.centre, self.of) else { return Stood::Rest };
        let here = Here {
            last: desk.last_for_centres(self.of),
            outcomes: known.outcomes,
            compared: held.head.map(|head| desk.compare_with_centre(self.of, head)),
        };
        match plan(&held, &here) {
            Plan::Rest if leave == Leave::Given && self.of == desk.station_id() => {
                self.receipt(desk, to, held.head)
            }
            Plan::Rest => Stood::Rest,
            Plan::Fork { held } | Plan::CentreAhead { held } if self.doubted != Some(held) => {
                self.doubted = Some(held);
                self.held = None;
                Stood::Going
            }
            Plan::Fork { held } => self.parted(desk, to, held, leave, told::fork_here),
            Plan::CentreAhead { held } => self.parted(desk, to, held, leave, told::centre_ahead),
            Plan::Unreadable { held } => Stood::Halted(told::damaged(held.position)),
            Plan::Send { .. } | Plan::Ask { .. } if leave == Leave::NotGiven => Stood::Rest,
            Plan::Send { after, until } => match desk.outgoing(self.of, after, until) {
                Ok(Some(outgoing)) => self.send(desk, to, &outgoing, until.get(), now),
                Ok(None) => Stood::Rest,
                Err(OutgoingError::Damaged(position)) => Stood::Halted(told::damaged(position)),
                Err(OutgoingError::Desk(error)) => Stood::Refused(error),
            },
            Plan::Ask { after } => self.outcomes(desk, to, after, Ours::Whole),
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
        if answer.station != self.of {
            return Stood::Halted(told::other_station());
        }
        desk.centre_found(self.centre, self.of, Reach::Reachable);
        if let Some(epoch) = answer.epoch
            && self.told != Some(epoch)
            && desk.reach(self.centre, self.of).is_some_and(|known| is_behind(&known, &answer, epoch))
        {
            self.telling = Some((epoch, 0));
            self.held = Some(answer);
            return Stood::Going;
        }
        let ours = answer.head.is_none_or(|head| agrees(desk, self.of, head));
        if answer.head.is_some() {
            desk.centre_agrees(self.centre, self.of, ours);
        }
        // A head that is not ours is not written down as ours.
        if ours {
            desk.recovery_may_go_on(self.centre, self.of);
            let known = desk.position_known(self.centre, self.of, answer.head, answer.outcomes);
            if let Err(error) = known {
                return Stood::Refused(error);
            }
        }
        self.held = Some(answer);
        Stood::Going
    }

    /// Says back what the centre told, before anything else: its data are older than what it told.
    fn tell(&mut self, desk: &Desk, to: &dyn Centre, epoch: Uuid, after: u64) -> Stood {
        let rows = match desk.told(self.centre, self.of, after) {
            Ok(rows) => rows,
            Err(error) => return Stood::Refused(error),
        };
        let extent = if rows.next.is_some() { Extent::More } else { Extent::Whole };
        match to.tell(&ToldPage { epoch, told: rows.told, extent }) {
            // It began another one over this.
            Ok(answer) if answer.epoch != Some(epoch) => {
                self.telling = answer.epoch.map(|epoch| (epoch, 0));
                Stood::Going
            }
            Ok(answer) => {
                self.telling = rows.next.map(|after| (epoch, after));
                if rows.next.is_none() {
                    if let Err(error) = desk.told_back(self.centre, self.of, epoch) {
                        return Stood::Refused(error);
                    }
                    self.told = Some(epoch);
                    return self.position(desk, answer);
                }
                Stood::Going
            }
            Err(error) => failed(error),
        }
    }

    /// The centre gives other numbers than it told first. One that takes back what it told makes a difference of it, which a
    /// person decides; with any other, recovery stands still.
    fn contradicted(&mut self, desk: &Desk, to: &dyn Centre, contradictions: &[Contradiction]) -> Stood {
        let Some(epoch) = self.held.as_ref().and_then(|held| held.epoch) else {
            return Stood::Halted(told::contradiction(contradictions));
        };
        let new: Vec<EntryId> =
            contradictions.iter().map(|one| one.entry).filter(|entry| self.doubts.insert(*entry)).collect();
        if new.is_empty() {
            return Stood::Going;
        }
        let told = match desk.told_of(self.centre, &new) {
            Ok(told) => told,
            Err(error) => return Stood::Refused(error),
        };
        match to.tell(&ToldPage { epoch, told, extent: Extent::Doubts }) {
            Ok(answer) => self.position(desk, answer),
            Err(error) => failed(error),
        }
    }

    /// Asks once for a receipt of what the centre holds, where the station has none of it yet. A centre need not give any: what
    /// comes of it holds nothing up.
    fn receipt(&mut self, desk: &Desk, to: &dyn Centre, head: Option<Anchor>) -> Stood {
        let known = desk.centre(self.centre);
        let kept = known.and_then(|known| known.receipt?.read()).map(|receipt| receipt.head);
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
                desk.centre_takes(self.centre, self.of);
                self.sent += outgoing.batch.records.len() as u64;
                self.report(desk, left.saturating_sub(outgoing.batch.records.len() as u64), now);
                self.position(desk, answer)
            }
            Err(error) => {
                if error.may_have_acted()
                    && let Err(error) = desk.reply_lost(self.centre, self.of, outgoing.last)
                {
                    return Stood::Refused(error);
                }
                failed(error)
            }
        }
    }

    /// The centre holds another past than this journal. The living station stops issuing until a person decides, and says so;
    /// of a life that ended, what both have alike goes on.
    fn parted(
        &mut self,
        desk: &Desk,
        to: &dyn Centre,
        held: Anchor,
        leave: Leave,
        undecided: fn(Position) -> Halt,
    ) -> Stood {
        if self.of != desk.station_id() {
            return self.apart(desk, to, held, leave);
        }
        let halted = match desk.parted_from_centre(self.centre, self.of, held) {
            Ok(true) => Stood::Halted(told::fork(held.position)),
            Ok(false) => Stood::Halted(undecided(held.position)),
            Err(error) => return Stood::Refused(error),
        };
        if leave == Leave::NotGiven {
            return halted;
        }
        self.show(desk, to, held.position).unwrap_or(halted)
    }

    /// A life that ended, of which another copy of the same folder sent other records. What this one has is shown; if the
    /// centre has all of it, only outcomes are lacking; if not, whoever runs it decides on a line of its own for the rest.
    fn apart(&mut self, desk: &Desk, to: &dyn Centre, held: Anchor, leave: Leave) -> Stood {
        let Some(last) = desk.last_for_centres(self.of) else { return Stood::Rest };
        if leave == Leave::NotGiven {
            return Stood::Rest;
        }
        if !self.refused {
            match self.show(desk, to, last) {
                Some(stood) => return stood,
                None => self.refused = !self.has_all(desk, last),
            }
        }
        let Some(known) = desk.reach(self.centre, self.of) else { return Stood::Rest };
        let outcomes = self.held.as_ref().map_or(0, |held| held.outcomes);
        if outcomes > known.outcomes {
            return self.outcomes(desk, to, known.outcomes, Ours::InPart);
        }
        if !self.refused {
            return Stood::Rest;
        }
        let code = desk.code_of_life(self.of).map(|code| code.to_string()).unwrap_or_default();
        Stood::Halted(told::past_fork(&code, held.position))
    }

    fn has_all(&self, desk: &Desk, last: Position) -> bool {
        self.agreed(desk).is_some_and(|agreed| agreed.position >= last)
    }

    /// The last record that the centre was seen to have alike.
    fn agreed(&self, desk: &Desk) -> Option<Anchor> {
        let known = desk.reach(self.centre, self.of)?.reached;
        self.shown.or(known.filter(|reached| agrees(desk, self.of, *reached)))
    }

    /// The centre learns of a fork by being shown records that do not fit: what it has alike is had, the first other one is
    /// refused. Only then can whoever runs it decide. `None` when all was shown, or one was refused.
    fn show(&mut self, desk: &Desk, to: &dyn Centre, until: Position) -> Option<Stood> {
        match desk.outgoing(self.of, self.agreed(desk), until) {
            Ok(Some(outgoing)) => match to.send(&outgoing.batch) {
                Ok(_) => {
                    self.shown = desk.anchor_at(self.of, outgoing.last);
                    self.shown.map(|_| Stood::Going)
                }
                Err(CentreError::DoesNotFollow { .. }) => None,
                Err(error) => Some(failed(error)),
            },
            Ok(None) => None,
            Err(OutgoingError::Damaged(position)) => Some(Stood::Halted(told::damaged(position))),
            Err(OutgoingError::Desk(error)) => Some(Stood::Refused(error)),
        }
    }

    fn report(&self, desk: &Desk, left: u64, now: Duration) {
        let running = now.saturating_sub(self.began);
        let progress = Progress { total: self.sent + left, done: self.sent, running };
        desk.recovery_progress(self.centre, self.of, Some(progress));
    }

    fn outcomes(&mut self, desk: &Desk, to: &dyn Centre, after: u64, ours: Ours) -> Stood {
        let page = match to.outcomes(after) {
            Ok(page) => page,
            Err(error) => return failed(error),
        };
        if page.station != self.of {
            return Stood::Halted(told::other_station());
        }
        let last = page.outcomes.last().map_or(after, |outcome| outcome.seq);
        if last <= after {
            // It announced more than it has: asked again later.
            self.held = None;
            return Stood::Rest;
        }
        match desk.outcomes_received(self.centre, page, ours) {
            Ok(contradictions) if contradictions.is_empty() => Stood::Going,
            Ok(contradictions) => self.contradicted(desk, to, &contradictions),
            Err(error) => Stood::Refused(error),
        }
    }
}

/// Whether a centre has less than it told, or is in another epoch than the last one it was said back to.
fn is_behind(known: &Reached, answer: &PositionAnswer, epoch: Uuid) -> bool {
    let lacks = |reached: Anchor| answer.head.is_none_or(|head| head.position < reached.position);
    known.told != Some(epoch) || answer.outcomes < known.outcomes || known.reached.is_some_and(lacks)
}

fn agrees(desk: &Desk, of: StationId, held: Anchor) -> bool {
    matches!(desk.compare_with_centre(of, held), Comparison::Agrees { .. })
}

/// What waiting cannot mend needs a person.
fn failed(error: CentreError) -> Stood {
    match &error {
        CentreError::OwnKey => Stood::Halted(told::own_key()),
        _ => Stood::Failed(error),
    }
}
