//! A centre in memory that keeps the contract, and breaks it in the ways told.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};

use crate::centre::{Centre, CentreError};
use centre::records::checked;
use domain::centre::exchange::{
    Batch, Call, Compared, Conflict, Decision, OrdinaryNumber, Outcome, OutcomePage, PositionAnswer,
    SignedReceipt, ToldPage, Verdict,
};
use domain::ids::anchor::{Anchor, Position};
use domain::ids::id::{EntryId, StationId};
use domain::journal::event::Event;
use domain::journal::record::{Class, Payload};

/// What happens to the next operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nobody listens.
    Down,
    /// It takes everything and says nothing: the reply is lost, or comes too late.
    ActsAndDropsTheReply,
    /// The question never arrives, and nobody knows.
    DropsTheQuestion,
    /// Answers 504 after acting.
    ActsAndAnswers504,
    /// Answers 500 and does nothing.
    Answers500,
    /// Asks for time.
    Busy,
    /// Restores its database as it was after this share (percent) of the records.
    Restores(u8),
}

/// A record as it stands there.
#[derive(Clone, Debug)]
pub struct Held {
    pub anchor: Anchor,
    pub entries: Vec<EntryId>,
}

pub struct FakeCentre {
    station: StationId,
    pub records: RefCell<Vec<Held>>,
    pub outcomes: RefCell<Vec<Outcome>>,
    pub faults: RefCell<VecDeque<Fault>>,
    /// Entries it does not take.
    pub rejects: RefCell<Vec<EntryId>>,
    /// Conflicts it finds.
    pub finds: RefCell<BTreeMap<EntryId, Conflict>>,
    /// Records of a batch that arrived, in the order they did, repeated ones too.
    pub arrived: RefCell<Vec<Position>>,
    /// Says this instead of what it holds.
    pub lies: Cell<Option<Anchor>>,
    pub blobs: RefCell<BTreeMap<String, Vec<u8>>>,
    page: usize,
}

impl FakeCentre {
    pub fn new(station: StationId) -> Self {
        Self {
            station,
            records: RefCell::default(),
            outcomes: RefCell::default(),
            faults: RefCell::default(),
            rejects: RefCell::default(),
            finds: RefCell::default(),
            arrived: RefCell::default(),
            lies: Cell::new(None),
            blobs: RefCell::default(),
            page: 3,
        }
    }

    pub fn failing(self, faults: impl IntoIterator<Item = Fault>) -> Self {
        self.faults.borrow_mut().extend(faults);
        self
    }

    fn head(&self) -> Option<Anchor> {
        self.records.borrow().last().map(|held| held.anchor)
    }

    fn answer(&self) -> PositionAnswer {
        let head = self.lies.get().or(self.head());
        PositionAnswer {
            station: self.station,
            head,
            outcomes: self.outcomes.borrow().len() as u64,
            epoch: None,
        }
    }

    /// Entries that are in it, in the order in which they came to stay.
    pub fn entries(&self) -> Vec<EntryId> {
        self.records.borrow().iter().flat_map(|held| held.entries.clone()).collect()
    }

    fn operate<T>(&self, act: impl FnOnce() -> Result<T, CentreError>) -> Result<T, CentreError> {
        match self.faults.borrow_mut().pop_front() {
            None => act(),
            Some(Fault::Down) => Err(CentreError::Unreachable),
            Some(Fault::DropsTheQuestion) => Err(CentreError::ReplyLost),
            Some(Fault::Answers500) => Err(CentreError::Failing { status: 500 }),
            Some(Fault::Busy) => Err(CentreError::Busy { wait: std::time::Duration::from_secs(1) }),
            Some(Fault::ActsAndDropsTheReply) => act().and(Err(CentreError::ReplyLost)),
            Some(Fault::ActsAndAnswers504) => act().and(Err(CentreError::Failing { status: 504 })),
            Some(Fault::Restores(percent)) => {
                self.restore(percent);
                act()
            }
        }
    }

    pub fn restore(&self, percent: u8) {
        let mut records = self.records.borrow_mut();
        let keep = records.len() * usize::from(percent) / 100;
        records.truncate(keep);
        let last = records.last().map(|held| held.anchor.position);
        // The sequence of ordinary numbers is as old as the rest: the same entries get the same numbers again.
        self.outcomes.borrow_mut().retain(|outcome| Some(outcome.position) <= last);
    }

    fn take(&self, batch: &Batch) -> Result<PositionAnswer, CentreError> {
        let checked = checked::check(self.station, batch).expect("a batch that holds");
        self.arrived.borrow_mut().extend(checked.iter().map(|record| record.header.position));
        let refused = || CentreError::DoesNotFollow { expects: self.head() };
        for record in checked {
            let position = record.header.position;
            let held = self.records.borrow().get(usize::try_from(position.get()).unwrap() - 1).cloned();
            match held {
                Some(held) if held.anchor == record.anchor() => continue,
                Some(_) => return Err(refused()),
                None if self.head().map_or(1, |head| head.position.get() + 1) != position.get() => {
                    return Err(refused());
                }
                None => {}
            }
            let entries = record.content.as_ref().map_or_else(Vec::new, |(_, text)| issued(text));
            self.records
                .borrow_mut()
                .push(Held { anchor: record.anchor(), entries: entries.iter().map(|one| one.0).collect() });
            if record.content.is_none() && record.header.class == Class::Shared {
                self.cannot_read(position);
            }
            self.learn(&record);
            for (entry, number) in entries {
                self.decide(entry, position, &number);
            }
        }
        Ok(self.answer())
    }

    /// It has the header alone: whose entry it was, only the station knows.
    fn cannot_read(&self, position: Position) {
        let seq = self.outcomes.borrow().len() as u64 + 1;
        let entry = EntryId::new(uuid::Uuid::from_u128(u128::from(position.get())));
        let (code, reason) = ("unreadable-record".to_owned(), "non si legge più".to_owned());
        let verdict = Verdict::Rejected { code, reason };
        self.outcomes.borrow_mut().push(Outcome {
            seq,
            entry,
            position,
            number: None,
            compared: None,
            proof: None,
            verdict,
        });
    }

    /// A decision of the counter comes back in the entry's next outcome.
    fn learn(&self, record: &checked::Checked) {
        let Some((_, text)) = &record.content else { return };
        let Payload::Known(command) = Payload::read(text.as_bytes()) else { return };
        for event in command.events {
            let (conflict, entry, decision, call) = match event {
                Event::ConflictDecided { conflict, entry, decision } => {
                    (conflict, entry, Some(decision), None)
                }
                Event::HolderCalled { conflict, entry, call } => (conflict, entry, None, Some(call)),
                _ => continue,
            };
            let seq = self.outcomes.borrow().len() as u64 + 1;
            let last = self.outcomes.borrow().iter().rev().find(|one| one.entry == entry).cloned();
            let Some(Outcome {
                position,
                number,
                verdict: Verdict::Accepted { ordinary, conflicts, .. },
                ..
            }) = last
            else {
                continue;
            };
            let decided = |one: Conflict| {
                let (decision, call) =
                    if one.id == conflict { (decision.clone(), call.clone()) } else { (None, None) };
                // The first decision stands.
                let decision = one.decision.clone().or(decision);
                Conflict { decision, call: call.or(one.call.clone()), ..one }
            };
            let conflicts = conflicts.into_iter().map(decided).collect();
            let verdict = Verdict::Accepted { ordinary, conflicts, corrections: Vec::new() };
            self.outcomes.borrow_mut().push(Outcome {
                seq,
                entry,
                position,
                number,
                compared: Some(Compared::Registry),
                proof: None,
                verdict,
            });
        }
    }

    /// A person of the centre decides a conflict of an entry.
    pub(super) fn decided_there(&self, entry: EntryId, decision: &Decision) {
        self.told_anew(entry, |conflict| conflict.decision = Some(decision.clone()));
    }

    /// A person of the centre called whoever holds the paper.
    pub(super) fn called_there(&self, entry: EntryId, call: &Call) {
        self.told_anew(entry, |conflict| conflict.call = Some(call.clone()));
    }

    /// It tells of an entry anew what it likes.
    pub(super) fn says(&self, entry: EntryId, verdict: Verdict) {
        let seq = self.outcomes.borrow().len() as u64 + 1;
        let last = self.outcomes.borrow().iter().rev().find(|one| one.entry == entry).cloned();
        self.outcomes.borrow_mut().push(Outcome { seq, verdict, ..last.unwrap() });
    }

    fn told_anew(&self, entry: EntryId, change: impl FnOnce(&mut Conflict)) {
        let seq = self.outcomes.borrow().len() as u64 + 1;
        let last = self.outcomes.borrow().iter().rev().find(|one| one.entry == entry).cloned();
        let mut outcome = Outcome { seq, ..last.unwrap() };
        if let Verdict::Accepted { conflicts, .. } = &mut outcome.verdict {
            change(&mut conflicts[0]);
        }
        self.outcomes.borrow_mut().push(outcome);
    }

    fn decide(&self, entry: EntryId, position: Position, number: &domain::ids::number::Number) {
        let seq = self.outcomes.borrow().len() as u64 + 1;
        let verdict = if self.rejects.borrow().contains(&entry) {
            Verdict::Rejected { code: "not-a-register".to_owned(), reason: "registro sconosciuto".to_owned() }
        } else {
            let day = "2026-11-24".parse().unwrap();
            let ordinary = OrdinaryNumber::new("PG", 2026, &format!("{seq:07}"), day).unwrap();
            Verdict::Accepted {
                ordinary,
                conflicts: self.finds.borrow().get(&entry).cloned().into_iter().collect(),
                corrections: Vec::new(),
            }
        };
        let outcome = Outcome {
            seq,
            entry,
            position,
            number: Some(number.clone()),
            compared: Some(Compared::Registry),
            proof: None,
            verdict,
        };
        self.outcomes.borrow_mut().push(outcome);
    }
}

fn issued(payload: &str) -> Vec<(EntryId, domain::ids::number::Number)> {
    let Payload::Known(command) = Payload::read(payload.as_bytes()) else { return Vec::new() };
    let entries = command.events.into_iter().filter_map(|event| match event {
        Event::EntryIssued(entry) => Some((entry.id, entry.number)),
        _ => None,
    });
    entries.collect()
}

impl Centre for FakeCentre {
    fn position(&self) -> Result<PositionAnswer, CentreError> {
        self.operate(|| Ok(self.answer()))
    }

    fn put_blob(&self, sha256: &str, bytes: &[u8]) -> Result<(), CentreError> {
        self.operate(|| {
            self.blobs.borrow_mut().insert(sha256.to_owned(), bytes.to_vec());
            Ok(())
        })
    }

    fn send(&self, batch: &Batch) -> Result<PositionAnswer, CentreError> {
        self.operate(|| self.take(batch))
    }

    fn tell(&self, _: &ToldPage) -> Result<PositionAnswer, CentreError> {
        unreachable!("it names no epoch")
    }

    fn outcomes(&self, after: u64) -> Result<OutcomePage, CentreError> {
        self.operate(|| {
            let all = self.outcomes.borrow();
            let mut outcomes: Vec<Outcome> =
                all.iter().filter(|outcome| outcome.seq > after).cloned().collect();
            let more = outcomes.len() > self.page;
            outcomes.truncate(self.page);
            Ok(OutcomePage { station: self.station, outcomes, more })
        })
    }

    fn head_receipt(&self) -> Result<Option<SignedReceipt>, CentreError> {
        Ok(None)
    }
}
