//! What happens with a centre, always the same.

use uuid::Uuid;

use super::events::{at, day, id, number};
use crate::centre::centre::{Centre, CentreAddress};
use crate::centre::exchange::conflict::{Difference, Place};
use crate::centre::exchange::{
    Call, Conflict, ConflictKind, Correction, Decision, OrdinaryNumber, Outcome, Remedy, Verdict,
};
use crate::centre::manual_centre::{Bridge, Sheet};
use crate::ids::anchor::{Anchor, ChainHash, Position};
use crate::ids::id::{CentreId, EntryId, OutageId, StationId};
use crate::journal::event::Event;
use crate::journal::record::Kind;
use crate::register::call_back::CallOutcome;

fn centre() -> CentreId {
    CentreId::new(id(20))
}

fn entry() -> EntryId {
    EntryId::new(id(7))
}

fn bridge(sheet: Sheet) -> Bridge {
    Bridge { id: centre(), name: "Protocollo".to_owned(), sheet }
}

fn address() -> CentreAddress {
    CentreAddress::parse("https://centro.example:8443").unwrap()
}

fn conflict() -> Uuid {
    id(21)
}

fn decision() -> Decision {
    Decision {
        remedy: Remedy::Replace,
        reason: "trasferita il 20".to_owned(),
        by: "Anna Ferri".to_owned(),
        at: at(23, 9),
        place: Place::Counter,
    }
}

fn call() -> Call {
    Call {
        outcome: CallOutcome::Reached,
        note: "viene domani".to_owned(),
        by: "Anna Ferri".to_owned(),
        at: at(23, 10),
        place: Place::Counter,
    }
}

fn ordinary() -> OrdinaryNumber {
    OrdinaryNumber::new("PG", 2026, "0004711", day(23)).unwrap()
}

fn outcomes() -> Vec<Outcome> {
    let conflict = |decision| Conflict {
        id: conflict(),
        kind: ConflictKind::Moved,
        differences: vec![Difference {
            field: "address".to_owned(),
            at_counter: "Via Roma 1".to_owned(),
            at_centre: "Via Po 2".to_owned(),
        }],
        found: at(23, 8),
        decision,
        call: None,
    };
    let outcome = |seq, verdict| Outcome {
        seq,
        entry: entry(),
        position: Position::FIRST,
        number: Some(number("EM01-2026-0000001")),
        compared: None,
        proof: None,
        verdict,
    };
    vec![
        outcome(
            1,
            Verdict::Rejected { code: "unreadable-entry".to_owned(), reason: "non si legge".to_owned() },
        ),
        outcome(
            2,
            Verdict::Accepted {
                ordinary: ordinary(),
                conflicts: vec![conflict(None)],
                corrections: Vec::new(),
            },
        ),
        outcome(
            3,
            Verdict::Accepted {
                ordinary: ordinary(),
                conflicts: vec![conflict(Some(decision()))],
                corrections: Vec::new(),
            },
        ),
    ]
}

fn whole() -> Centre {
    Centre {
        id: centre(),
        name: "Centro del Comune".to_owned(),
        address: address(),
        urn: "urn:uuid:01937f00-0000-7000-8000-000000000016".to_owned(),
        root: "-----BEGIN CERTIFICATE-----\n".to_owned(),
        certificate: "-----BEGIN CERTIFICATE-----\n".to_owned(),
        recipient: None,
    }
}

/// What is heard and known of a life before.
pub(super) fn of_past_lives() -> Vec<(Kind, Event)> {
    let (centre, life) = (centre(), Some(StationId::new(id(2))));
    let head = Some(Anchor { position: Position::FIRST, chain: ChainHash::new([0xab; 32]) });
    vec![
        (Kind::CentreChanged, Event::CentreSet { centre: whole(), life }),
        (Kind::CentreHeard, Event::PositionKnown { centre, head, outcomes: 3, life, epoch: None }),
        (Kind::CentreHeard, Event::ReplyLost { centre, last: Position::FIRST, life }),
        (Kind::CentreHeard, Event::OutcomesReceived { centre, outcomes: outcomes(), life, up_to: Some(7) }),
    ]
}

fn correction() -> Correction {
    let before = OrdinaryNumber { number: "dic-26".to_owned(), ..ordinary() };
    Correction {
        before,
        by: "Elena Gatti".to_owned(),
        at: at(23, 9),
        reason: "una data al posto del numero".to_owned(),
    }
}

/// Numbers put right: here, and at the centre.
pub(super) fn of_corrections() -> Vec<(Kind, Event)> {
    let centre = centre();
    let verdict =
        Verdict::Accepted { ordinary: ordinary(), conflicts: Vec::new(), corrections: vec![correction()] };
    let told = Outcome {
        proof: None,
        seq: 4,
        entry: entry(),
        position: Position::FIRST,
        number: Some(number("EM01-2026-0000001")),
        compared: None,
        verdict,
    };
    let put_right = |centre| Event::OrdinaryCorrected {
        entry: entry(),
        ordinary: ordinary(),
        correction: correction(),
        centre,
    };
    vec![
        (Kind::OrdinaryCorrected, put_right(None)),
        (Kind::OrdinaryCorrected, put_right(Some(centre))),
        (
            Kind::CentreHeard,
            Event::OutcomesReceived { centre, outcomes: vec![told], life: None, up_to: None },
        ),
    ]
}

/// What a decision leads to.
pub(super) fn of_decisions() -> Vec<(Kind, Event)> {
    vec![(Kind::HolderCalled, Event::HolderCalled { conflict: conflict(), entry: entry(), call: call() })]
}

/// What follows where a centre's data were put back from a copy.
pub(super) fn of_put_backs() -> Vec<(Kind, Event)> {
    let (centre, life) = (centre(), None);
    let told =
        outcomes().pop().map(|outcome| Outcome { proof: Some("header..signature".to_owned()), ..outcome });
    let outcomes = told.into_iter().collect();
    vec![
        (Kind::CentreHeard, Event::OutcomesReceived { centre, outcomes, life, up_to: None }),
        (Kind::CentreHeard, Event::ToldBack { centre, epoch: id(9), life }),
    ]
}

/// What a file said of a centre's epoch.
pub(super) fn of_files() -> Vec<(Kind, Event)> {
    let (centre, life) = (centre(), Some(StationId::new(id(2))));
    let said =
        |life, outcomes| Event::PositionKnown { centre, head: None, outcomes, life, epoch: Some(id(9)) };
    vec![(Kind::CentreHeard, said(None, 0)), (Kind::CentreHeard, said(life, 4))]
}

/// Everything, with the kind of command it comes in.
pub(super) fn events() -> Vec<(Kind, Event)> {
    let centre = centre();
    let head = Anchor { position: Position::FIRST, chain: ChainHash::new([0xab; 32]) };
    vec![
        (Kind::CentreChanged, Event::CentreSet { centre: whole(), life: None }),
        (Kind::CentreChanged, Event::CentreMoved { centre, address: address() }),
        (Kind::CentreChanged, Event::CentreRemoved { centre }),
        (Kind::RecoveryAsked, Event::RecoveryAsked { centre }),
        (Kind::RecoveryAsked, Event::RecoveryStopped { centre }),
        (
            Kind::CentreHeard,
            Event::PositionKnown { centre, head: None, outcomes: 0, life: None, epoch: None },
        ),
        (
            Kind::CentreHeard,
            Event::PositionKnown { centre, head: Some(head), outcomes: 3, life: None, epoch: None },
        ),
        (Kind::CentreHeard, Event::PartedFromCentre { centre, held: head }),
        (Kind::CentreHeard, Event::ReplyLost { centre, last: Position::FIRST, life: None }),
        (
            Kind::CentreHeard,
            Event::OutcomesReceived { centre, outcomes: outcomes(), life: None, up_to: None },
        ),
        (
            Kind::ConflictDecided,
            Event::ConflictDecided { conflict: conflict(), entry: entry(), decision: decision() },
        ),
        (
            Kind::OrdinaryRecorded,
            Event::OrdinaryRecorded {
                entry: entry(),
                ordinary: ordinary(),
                source: "foglio dell'ufficio protocollo".to_owned(),
                centre: None,
            },
        ),
        (
            Kind::CentreChanged,
            Event::BridgeSet { bridge: bridge(Sheet::Protocol { register: "PG".to_owned() }) },
        ),
        (Kind::CentreChanged, Event::BridgeSet { bridge: bridge(Sheet::CivilStatus) }),
        (Kind::CentreChanged, Event::BridgeRemoved { bridge: centre }),
        (
            Kind::OrdinaryRecorded,
            Event::OrdinaryRecorded {
                entry: entry(),
                ordinary: ordinary(),
                source: "Protocollo".to_owned(),
                centre: Some(centre),
            },
        ),
        (Kind::Noted, Event::ExportedOpen { reason: "per il nuovo gestore".to_owned(), entries: 14 }),
        (Kind::OutageArchived, Event::OutageArchived { outage: OutageId::new(id(3)) }),
    ]
}
