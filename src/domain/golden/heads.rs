//! Heads of journals that somebody told.

use super::events::{at, id, number};
use crate::domain::anchor::{ChainHash, Position};
use crate::domain::event::Event;
use crate::domain::id::StationId;
use crate::domain::number::RegisterCode;
use crate::domain::record::Kind;
use crate::domain::witness::{Compared, HeadPart, HowTold, Witnessed};

/// A head read on the telephone, and one of this station from a paper.
pub(super) fn heads() -> Vec<(Kind, Event)> {
    let telephone = Witnessed {
        station: None,
        code: RegisterCode::parse("EM02").unwrap(),
        position: None,
        number: Some(number("EM02-2026-0000031")),
        head: HeadPart::First([0xab; 10]),
        how: HowTold::Telephone,
        told_by: "Bruno Conti".to_owned(),
        told: at(21, 18),
        compared: Compared::OtherStation,
    };
    let paper = Witnessed {
        station: Some(StationId::new(id(3))),
        code: RegisterCode::parse("EM01").unwrap(),
        position: Position::new(31),
        number: None,
        head: HeadPart::Whole(ChainHash::new([0xcd; 32])),
        how: HowTold::Paper,
        told_by: "atto n. 12/2026".to_owned(),
        told: at(21, 18),
        compared: Compared::AnotherRecord,
    };
    [telephone, paper].map(|one| (Kind::HeadWitnessed, Event::HeadWitnessed(one))).into()
}
