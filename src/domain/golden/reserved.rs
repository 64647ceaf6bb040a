//! Fields that stand ready: read and written, asked for nowhere yet.

use super::events::{at, entry, id, office};
use crate::ids::body::BodyCode;
use crate::ids::check_code::CheckLength;
use crate::ids::id::StationId;
use crate::ids::number::RegisterCode;
use crate::journal::event::{Event, Exercise};
use crate::journal::record::Kind;
use crate::register::entry::{Direction, Entry};

/// A station that says which body it is of, and what came in at the counter before it was registered.
pub(super) fn reserved() -> Vec<(Kind, Event)> {
    let founded = Event::StationFounded {
        station: StationId::new(id(3)),
        exercise: Exercise::Drill,
        register_code: RegisterCode::parse("EM01").unwrap(),
        office: office(),
        machine: "machine".to_owned(),
        body: Some(BodyCode::parse("c_g535").unwrap()),
    };
    let incoming = Entry {
        direction: Some(Direction::Incoming),
        presented: Some(at(21, 9)),
        check_letters: CheckLength::Full,
        ..entry()
    };
    vec![(Kind::StationFounded, founded), (Kind::EntryIssued, Event::EntryIssued(Box::new(incoming)))]
}
