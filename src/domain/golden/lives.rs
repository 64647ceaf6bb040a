//! A new life of a register, and its end.

use super::events::{at, id, number};
use crate::ids::anchor::{Anchor, ChainHash, Position};
use crate::ids::id::StationId;
use crate::ids::number::RegisterCode;
use crate::journal::event::{Event, Exercise, Fate, LifeBefore, LifeContinued};
use crate::journal::late_records::LateRecordsTaken;
use crate::journal::record::Kind;
use crate::office::office::Office;
use crate::outage::outage::Opening;

pub(super) fn lives(outage: Option<Opening>) -> Vec<(Kind, Event)> {
    let before = LifeBefore {
        station: StationId::new(id(2)),
        register_code: RegisterCode::parse("EM01").unwrap(),
        head: Some(Anchor { position: Position::new(31).unwrap(), chain: ChainHash::new([7; 32]) }),
        known_at: Some(at(21, 10)),
        open_ended: true,
        seen: Some(number("EM01-2026-0000033")),
    };
    let life = LifeContinued {
        station: StationId::new(id(40)),
        exercise: Exercise::Real,
        register_code: RegisterCode::parse("EM01RKTW").unwrap(),
        office: Office {
            municipality: "Valdorè".to_owned(),
            province: "PX".to_owned(),
            office: "Servizi demografici".to_owned(),
            telephone: "0999 123456".to_owned(),
        },
        machine: "2 s=00ff".to_owned(),
        before,
        finding: "restored".to_owned(),
        reason: "il computer non si accende più".to_owned(),
        decided_by: "Carla Bruni".to_owned(),
        fate: Fate::Destroyed,
        act: "ordine n. 4 del 21/11/2026".to_owned(),
        outage,
        authorisations: Vec::new(),
        delegations: Vec::new(),
        body: None,
    };
    vec![
        (Kind::LifeContinued, Event::LifeContinued(Box::new(life))),
        (
            Kind::StationEnded,
            Event::StationEnded { reason: "postazione trasferita su un computer nuovo".to_owned() },
        ),
    ]
}

/// Late records of a life before.
pub(super) fn late() -> Vec<(Kind, Event)> {
    let late = LateRecordsTaken {
        life: StationId::new(id(2)),
        from: Position::new(32).unwrap(),
        to: Anchor { position: Position::new(40).unwrap(), chain: ChainHash::new([9; 32]) },
        known_at: at(21, 11),
        open_ended: true,
        reason: "ritrovato il disco del computer vecchio".to_owned(),
    };
    vec![(Kind::LateRecordsTaken, Event::LateRecordsTaken(Box::new(late)))]
}
