//! One command: decided under the lock, written by the committer, answered when durable (ARCHITECTURE.md, rule 1).

use domain::ids::anchor::{ChainHash, Position};
use domain::journal::event::Event;
use domain::journal::head::Head;
use domain::journal::record::{Class, Command, Kind};
use domain::office::by::By;
use domain::office::operator::Role;
use domain::time::clock_doubt::STEP;
use domain::time::moment::Moment;
use journal::{AppendError, Draft, Ticket};

use super::desk::Desk;
use crate::error::{Cause, DeskError};
use crate::parts::session::{Session, SessionState};
use crate::stop_reason::StopReason;

/// A durable command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Committed {
    pub(crate) position: Position,
    pub(crate) chain: ChainHash,
}

impl Session {
    /// Refuses a session that is not at work, or an account with none of `roles`. Any account may, if none is named.
    pub(crate) fn needs(&self, roles: &[Role]) -> Result<(), DeskError> {
        if self.state != SessionState::Active {
            return Err(DeskError::SessionNotActive);
        }
        if roles.is_empty() || roles.iter().any(|role| self.may(*role)) {
            Ok(())
        } else {
            Err(DeskError::NotAllowed)
        }
    }

    /// As records name it.
    pub(crate) fn by(&self) -> By {
        By { operator: self.operator, name: self.name.clone() }
    }
}

impl Desk {
    /// Decides and writes a command. `decide` sees the state and the moment of the record; it refuses or says what
    /// happens. Whatever it refuses has taken nothing.
    pub(crate) fn commit(
        &self,
        by: impl Into<Option<By>>,
        kind: Kind,
        decide: impl FnOnce(&Head, Moment) -> Result<Vec<Event>, DeskError>,
    ) -> Result<Committed, DeskError> {
        self.commit_at(by, kind, None, decide)
    }

    /// The same with a moment of its own: a corrected clock.
    pub(crate) fn commit_at(
        &self,
        by: impl Into<Option<By>>,
        kind: Kind,
        at: Option<Moment>,
        decide: impl FnOnce(&Head, Moment) -> Result<Vec<Event>, DeskError>,
    ) -> Result<Committed, DeskError> {
        self.recover();
        let ticket = {
            let mut head = self.head();
            self.gate(kind, &head)?;
            let at = at.unwrap_or_else(|| self.stamp(&head));
            let events = decide(&head, at)?;
            self.may_be_issued_unread(&events)?;
            self.enqueue(&mut head, at, &Command { kind, v: 1, by: by.into(), events })?
        };
        let committed = Committed { position: ticket.position, chain: ticket.chain };
        match ticket.wait() {
            Ok(_) => {
                if changes_what_goes_with_the_journal(kind) {
                    self.journal().look_for_second_copy();
                }
                Ok(committed)
            }
            Err(error) => {
                tracing::error!(%error, "a record may not be durable");
                self.reopen_after_failure();
                Err(DeskError::OutcomeUncertain(Cause::of(error)))
            }
        }
    }

    /// Writes down what was only looked at or given out again. On a disk that takes nothing it is done all the same, told on the
    /// console alone: people are served in that hour too.
    pub(crate) fn commit_if_it_can(
        &self,
        by: impl Into<Option<By>>,
        kind: Kind,
        event: Event,
    ) -> Result<(), DeskError> {
        match self.commit(by, kind, |_, _| Ok(vec![event])) {
            Err(DeskError::Stopped { reason: StopReason::DiskReadOnly }) => {
                tracing::warn!(kind = ?kind, "done without a record: the disk is read-only");
                Ok(())
            }
            done => done.map(|_| ()),
        }
    }

    /// Writes down what may be lost without harm (sign-ins, looks), without waiting for the disk.
    pub(crate) fn note(&self, by: impl Into<Option<By>>, kind: Kind, event: Event) {
        let mut head = self.head();
        if self.stop_reason(&head).is_some() {
            return;
        }
        let at = self.stamp(&head);
        let command = Command { kind, v: 1, by: by.into(), events: vec![event] };
        if let Err(error) = self.enqueue(&mut head, at, &command) {
            tracing::warn!(%error, kind = ?kind, "not noted");
        }
    }

    pub(crate) fn enqueue(
        &self,
        head: &mut Head,
        at: Moment,
        command: &Command,
    ) -> Result<Ticket, DeskError> {
        let draft = Draft::of(command, at);
        let journal = self.journal();
        for (series, serial) in numbers(&command.events) {
            journal.raise_ceiling(&series, serial).map_err(|error| {
                tracing::error!(%error, "no number is given");
                DeskError::MarkFailed(Cause::of(error))
            })?;
        }
        let ticket = journal.enqueue(draft).map_err(refused)?;
        if let Err(oddity) = head.apply(ticket.position, at, command) {
            // The decision saw this very state: an oddity here is a fault of the decision. The record is in the queue.
            tracing::error!(%oddity, kind = ?command.kind, "a command did not follow from the state it was decided on");
            debug_assert!(false, "{oddity}");
        }
        Ok(ticket)
    }

    /// The moment of a record. A step back of less than a second is the clock's own keeper at work.
    pub(crate) fn stamp(&self, head: &Head) -> Moment {
        let now = self.now();
        match head.last_record {
            Some(last) if last > now && last.since(now) < STEP => last,
            _ => now,
        }
    }

    /// Whether a command of this kind may be written as things stand.
    pub(crate) fn gate(&self, kind: Kind, head: &Head) -> Result<(), DeskError> {
        let grows = matches!(kind, Kind::EntryIssued | Kind::NumbersReserved | Kind::OutageOpened);
        match self.stop_reason(head) {
            None => Ok(()),
            Some(StopReason::DiskFull) if !grows => Ok(()),
            // What this life holds is still brought back.
            Some(StopReason::Ended | StopReason::NewerLife) if kind.class() == Class::Local => Ok(()),
            // A centre that said so by mistake can take it back only if it is still listened to.
            Some(StopReason::PartedFromCentre)
                if matches!(kind, Kind::CentreHeard | Kind::CentreChanged | Kind::RecoveryAsked) =>
            {
                Ok(())
            }
            // Going on under the same code is decided in the journal as it is.
            Some(_) if kind == Kind::RegisterContinued && self.may_go_on(head) => Ok(()),
            Some(reason) => Err(DeskError::Stopped { reason }),
        }
    }
}

/// Whether files that the second copy holds beside the records change with it, blobs apart: those are told one by one.
fn changes_what_goes_with_the_journal(kind: Kind) -> bool {
    matches!(kind, Kind::KeysChanged | Kind::ExtractAdopted | Kind::CentreChanged | Kind::RegisterContinued)
}

/// The highest numbers that a record takes, by register and year.
fn numbers(events: &[Event]) -> Vec<(String, u32)> {
    let taken = events.iter().filter_map(|event| match event {
        Event::EntryIssued(entry) => Some((&entry.number, 1)),
        Event::NumbersReserved { first, count, .. } => Some((first, *count)),
        _ => None,
    });
    taken.map(|(number, count)| (number.series(), number.serial().saturating_add(count.max(1) - 1))).collect()
}

/// Why a record did not even enter the queue.
fn refused(error: AppendError) -> DeskError {
    match error {
        AppendError::TooLarge { .. } => DeskError::field(
            "note",
            "Troppo testo per una sola registrazione: abbreviare.",
            "Too much text for one entry: shorten it.",
        ),
        AppendError::ReadOnly => DeskError::Stopped { reason: StopReason::JournalDamaged },
        AppendError::Stopped => DeskError::Stopped { reason: StopReason::WriteFailed },
        AppendError::Uncertain(_) => DeskError::OutcomeUncertain(Cause::of(error)),
    }
}
