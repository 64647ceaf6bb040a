//! Heads of journals that somebody told.

use super::events::{at, id, number};
use crate::centre::exchange::SignedReceipt;
use crate::ids::anchor::{ChainHash, Position};
use crate::ids::id::{CentreId, StationId};
use crate::ids::number::RegisterCode;
use crate::journal::event::Event;
use crate::journal::record::Kind;
use crate::journal::witness::{Compared, HeadPart, HowTold, Witnessed};

/// A head read on the telephone, one of this station from a paper, and a receipt of a centre.
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
    let mut all: Vec<(Kind, Event)> =
        [telephone, paper].map(|one| (Kind::HeadWitnessed, Event::HeadWitnessed(one))).into();
    let receipt = SignedReceipt { text: "{\"version\":1}".to_owned(), signature: "e30..AAAA".to_owned() };
    all.push((Kind::CentreHeard, Event::ReceiptKept { centre: CentreId::new(id(31)), receipt }));
    all
}

/// A head of another life under this station's name, scanned.
pub(super) fn of_a_reserve_taken_twice() -> Vec<(Kind, Event)> {
    let scanned = Witnessed {
        station: Some(StationId::new(id(3))),
        code: RegisterCode::parse("EM01RXYZ").unwrap(),
        position: Position::new(7),
        number: None,
        head: HeadPart::Whole(ChainHash::new([0xcd; 32])),
        how: HowTold::Qr,
        told_by: "Bruno Conti".to_owned(),
        told: at(21, 18),
        compared: Compared::SameReserve,
    };
    vec![(Kind::HeadWitnessed, Event::HeadWitnessed(scanned))]
}
