//! Which computer a station runs on: hashes of what tells one from another, so that a folder carried away is noticed and a
//! replaced part is not taken for another computer. Never serial numbers in clear.

use std::collections::BTreeSet;
use std::fmt;

use sha2::{Digest as _, Sha256};

use domain::ids::id::StationId;
use domain::text::hex;

/// A part of a computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// What the operating system calls this installation (`machine-id`, the computer's name).
    System,
    /// The board, as its maker describes it.
    Board,
    /// The disk the system lies on.
    Disk,
    /// A network card.
    Network,
}

/// A computer: what could be read of it without special rights. Values are serial numbers and addresses: never shown.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Machine(BTreeSet<(Part, String)>);

/// How a computer stands to the one a station was last used on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sameness {
    /// The same, as far as can be told.
    Same,
    /// The same with these parts exchanged, or another one with parts of it.
    PartReplaced(BTreeSet<Part>),
    /// Another one, or one of which nothing can be read any more.
    Other,
}

const VERSION: &str = "2";
const TAG: &str = "sportello/machine/v2";
/// Fingerprints of version 1 were made of the system's id alone, without salt.
const OLD_TAG: &str = "sportello/machine/v1";
/// Bytes kept of a hash.
const KEPT: usize = 8;

/// What makers write where a serial number should be.
const PLACEHOLDERS: [&str; 9] = [
    "to be filled by o.e.m.",
    "default string",
    "not specified",
    "not applicable",
    "system serial number",
    "none",
    "unknown",
    "n/a",
    "uninitialized",
];

impl Machine {
    /// The computer with these parts. What is empty or a maker's placeholder is left out.
    pub fn of(parts: impl IntoIterator<Item = (Part, String)>) -> Self {
        let parts = parts.into_iter().map(|(part, value)| (part, value.trim().to_owned()));
        Self(parts.filter(|(_, value)| !is_placeholder(value)).collect())
    }

    /// A computer known by its system's id alone.
    pub fn named(id: &str) -> Self {
        Self::of([(Part::System, id.to_owned())])
    }

    /// What a record says of it: `2`, then each part's letter and hash.
    pub fn recorded(&self, station: StationId) -> String {
        let parts = self
            .0
            .iter()
            .map(|(part, value)| format!(" {}={}", part.letter(), salted(station, *part, value)));
        parts.fold(VERSION.to_owned(), |text, part| text + &part)
    }

    /// How this computer stands to what a record says.
    pub fn compare(&self, recorded: &str, station: StationId) -> Sameness {
        let Some(known) = parse(recorded) else { return self.compare_old(recorded) };
        let mine: BTreeSet<(Part, String)> =
            self.0.iter().map(|(part, value)| (*part, salted(station, *part, value))).collect();
        if known.is_empty() && mine.is_empty() {
            // Nothing ever told one computer from another here (a container).
            return Sameness::Same;
        }
        let has = |set: &BTreeSet<(Part, String)>, part: Part| set.iter().any(|(one, _)| *one == part);
        let equal: BTreeSet<Part> = known.intersection(&mine).map(|(part, _)| *part).collect();
        let both = [Part::System, Part::Board, Part::Disk, Part::Network].into_iter();
        let both = both.filter(|part| has(&known, *part) && has(&mine, *part));
        let changed: BTreeSet<Part> = both.filter(|part| !equal.contains(part)).collect();
        match equal.len() {
            0 => Sameness::Other,
            same if same > changed.len() => Sameness::Same,
            _ => Sameness::PartReplaced(changed),
        }
    }

    fn compare_old(&self, recorded: &str) -> Sameness {
        let system = self.0.iter().find(|(part, _)| *part == Part::System);
        let id = system.map_or("", |(_, value)| value.as_str());
        // Whoever knows the fingerprint and not the id (a kept journal opened elsewhere by a test) names that.
        let same = digest(&[OLD_TAG.as_bytes(), id.as_bytes()]) == recorded || id == recorded;
        if same { Sameness::Same } else { Sameness::Other }
    }
}

// What is in it stays in it.
impl fmt::Debug for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(part, _)| part)).finish()
    }
}

impl Part {
    fn letter(self) -> char {
        match self {
            Self::System => 's',
            Self::Board => 'b',
            Self::Disk => 'd',
            Self::Network => 'n',
        }
    }

    fn of_letter(letter: &str) -> Option<Self> {
        [Self::System, Self::Board, Self::Disk, Self::Network]
            .into_iter()
            .find(|part| letter == part.letter().to_string())
    }
}

fn is_placeholder(value: &str) -> bool {
    let plain = value.to_lowercase();
    let same = |c: char| matches!(c, '0' | 'f' | '-' | ':' | ' ' | '.');
    plain.is_empty() || plain.chars().all(same) || PLACEHOLDERS.contains(&plain.as_str())
}

fn salted(station: StationId, part: Part, value: &str) -> String {
    let letter = part.letter().to_string();
    digest(&[TAG.as_bytes(), station.uuid().as_bytes(), letter.as_bytes(), value.as_bytes()])
}

fn digest(parts: &[&[u8]]) -> String {
    let hash = parts.iter().fold(Sha256::new(), Sha256::chain_update).finalize();
    hex::encode(&hash[..KEPT])
}

fn parse(recorded: &str) -> Option<BTreeSet<(Part, String)>> {
    let mut words = recorded.split(' ');
    if words.next() != Some(VERSION) {
        return None;
    }
    let part = |word: &str| {
        let (letter, hash) = word.split_once('=')?;
        Some((Part::of_letter(letter)?, hash.to_owned()))
    };
    // A part that only a later program knows is no part to compare.
    Some(words.filter_map(part).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn station() -> StationId {
        StationId::new(uuid::Uuid::from_u128(7))
    }

    fn pc(system: &str, board: &str, disk: &str, networks: &[&str]) -> Machine {
        let one = [(Part::System, system), (Part::Board, board), (Part::Disk, disk)];
        let networks = networks.iter().map(|card| (Part::Network, *card));
        Machine::of(one.into_iter().chain(networks).map(|(part, value)| (part, value.to_owned())))
    }

    fn compared(before: &Machine, now: &Machine) -> Sameness {
        now.compare(&before.recorded(station()), station())
    }

    #[test]
    fn the_same_computer_is_the_same_also_with_one_part_new_or_lacking() {
        let before = pc("id", "board", "disk", &["a1", "b2"]);
        assert_eq!(compared(&before, &before), Sameness::Same);
        assert_eq!(compared(&before, &pc("id", "board", "other", &["a1"])), Sameness::Same);
        assert_eq!(compared(&before, &pc("id", "", "", &[])), Sameness::Same);
        assert_eq!(compared(&pc("id", "", "", &[]), &before), Sameness::Same);
        assert_eq!(compared(&Machine::default(), &Machine::default()), Sameness::Same);
    }

    #[test]
    fn half_of_it_new_asks_a_person_and_all_of_it_new_is_another_one() {
        let before = pc("id", "board", "disk", &["a1"]);
        let found = compared(&before, &pc("id", "other", "other", &["c3"]));
        assert_eq!(found, Sameness::PartReplaced([Part::Board, Part::Disk, Part::Network].into()));
        let found = compared(&before, &pc("id", "board", "other", &["c3"]));
        assert_eq!(found, Sameness::PartReplaced([Part::Disk, Part::Network].into()));
        assert_eq!(compared(&before, &pc("x", "y", "z", &["w"])), Sameness::Other);
        assert_eq!(compared(&before, &Machine::default()), Sameness::Other);
    }

    #[test]
    fn placeholders_say_nothing() {
        for nothing in
            ["", "  ", "None", "To Be Filled By O.E.M.", "00:00:00:00:00:00", "ffffffff", "0000-0000"]
        {
            assert_eq!(Machine::of([(Part::Board, nothing.to_owned())]), Machine::default(), "{nothing:?}");
        }
    }

    #[test]
    fn a_fingerprint_of_version_one_is_still_compared() {
        let old = digest(&[OLD_TAG.as_bytes(), b"id"]);
        assert_eq!(Machine::named("id").compare(&old, station()), Sameness::Same);
        assert_eq!(Machine::named("other").compare(&old, station()), Sameness::Other);
    }

    #[test]
    fn hashes_are_salted_by_the_station_and_show_nothing() {
        let machine = pc("id", "board", "disk", &["a1"]);
        let other = StationId::new(uuid::Uuid::from_u128(8));
        assert_ne!(machine.recorded(station()), machine.recorded(other));
        assert_eq!(machine.recorded(station()).split(' ').count(), 5);
        assert_eq!(format!("{machine:?}"), "{System, Board, Disk, Network}");
    }
}
