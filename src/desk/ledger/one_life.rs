//! The journal of one life, whether it is the living one or ended: what a centre gets is cut out of it.

use std::sync::Arc;

use domain::ids::anchor::{Anchor, ChainHash, Position};
use domain::ids::id::StationId;
use domain::ids::number::RegisterCode;
use domain::journal::head::Head;
use journal::{Comparison, Header, Journal, PastJournal, ReadError, Records};

use super::desk::Desk;
use crate::error::DeskError;

/// The journal of one life, to be read.
pub(crate) enum OneLife {
    /// It is written still.
    Living(Arc<Journal>),
    /// It ended.
    Past(PastJournal),
}

impl OneLife {
    pub(crate) fn head(&self) -> Option<Anchor> {
        match self {
            Self::Living(journal) => journal.head(),
            Self::Past(journal) => journal.head(),
        }
    }

    pub(crate) fn header(&self, position: Position) -> Result<(Header, ChainHash), ReadError> {
        match self {
            Self::Living(journal) => journal.header(position),
            Self::Past(journal) => journal.header(position),
        }
    }

    pub(crate) fn records(&self, from: Position) -> Records {
        match self {
            Self::Living(journal) => journal.records(from),
            Self::Past(journal) => journal.records(from),
        }
    }

    pub(crate) fn compare(&self, anchor: Anchor) -> Comparison {
        match self {
            Self::Living(journal) => journal.compare(anchor),
            Self::Past(journal) => journal.compare(anchor),
        }
    }
}

/// As events name a life: none for the present one.
pub(crate) fn named(head: &Head, of: StationId) -> Option<StationId> {
    let living = head.station.as_ref().is_some_and(|station| station.id == of);
    (!living).then_some(of)
}

impl Desk {
    /// The journal of the life whose station is `of`.
    pub(crate) fn one_life(&self, of: StationId) -> Result<OneLife, DeskError> {
        let journal = self.journal();
        if journal.station() == of {
            return Ok(OneLife::Living(journal));
        }
        let lives = self.lives();
        let past = lives.all().iter().find(|past| past.station() == of);
        past.map(|past| OneLife::Past(past.clone())).ok_or(DeskError::NotFound)
    }

    /// The stations of the lives before the present one, the oldest first.
    pub fn past_lives(&self) -> Vec<StationId> {
        self.lives().all().iter().map(PastJournal::station).collect()
    }

    /// The station of the life that came right after the one of `of`; none for the living one.
    pub fn successor_of(&self, of: StationId) -> Option<StationId> {
        let head = self.head();
        let station = head.station.as_ref()?;
        let lives: Vec<StationId> =
            station.before.iter().map(|life| life.station).chain([station.id]).collect();
        let at = lives.iter().position(|life| *life == of)?;
        lives.get(at + 1).copied()
    }

    /// The register code of the life whose station is `of`.
    pub fn code_of_life(&self, of: StationId) -> Option<RegisterCode> {
        let head = self.head();
        let station = head.station.as_ref()?;
        if station.id == of {
            return Some(station.register_code.clone());
        }
        station.before.iter().find(|life| life.station == of).map(|life| life.register_code.clone())
    }
}
