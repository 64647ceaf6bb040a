//! What a journal is held against: heads on paper, in files, in the words of a telephone call, and whole second copies.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use disk::SharedDisk;
use domain::centre::exchange::SignedReceipt;
use domain::ids::anchor::{Anchor, ChainHash, Position};
use domain::ids::id::StationId;
use domain::ids::number::{Number, RegisterCode};
use domain::journal::event::Event;
use domain::journal::record::Payload;
use domain::journal::witness::{HeadPart, HeadTold, Place};
use domain::time::moment::Moment;
use journal;
use vault::KeyRing;

/// Files that may hold a head are small.
const LARGEST: u64 = 64 * 1024;

/// Everything a comparison needs of a journal folder.
#[derive(Default)]
pub struct Contents {
    station: Option<StationId>,
    chains: BTreeMap<Position, ChainHash>,
    /// The numbers that records gave; empty without a key.
    numbers: BTreeMap<Position, Vec<Number>>,
    opened: bool,
    /// Of the first record, when it was written, and the code that it begins a life with.
    began: Option<(Moment, Option<RegisterCode>)>,
    /// The highest position that a comparison found in agreement.
    agreed: Option<Position>,
}

impl Contents {
    /// Reads a journal folder, or a second copy; with `keys` also which record gave which number.
    pub fn of(disk: &SharedDisk, folder: &Path, keys: Option<&KeyRing>) -> Result<Self, Box<dyn Error>> {
        let mut contents = Self { opened: keys.is_some(), ..Self::default() };
        journal::look(disk, folder, keys, &mut |header, chain, record| {
            contents.station.get_or_insert(header.station);
            contents.chains.insert(header.position, *chain);
            let record = record.and_then(Result::ok).map(|record| Payload::read(&record.payload));
            if header.position == Position::FIRST {
                contents.began = Some((header.time, record.as_ref().and_then(code_of)));
            }
            if let Some(Payload::Known(command)) = record {
                let given = command.events.into_iter().filter_map(|event| match event {
                    Event::EntryIssued(entry) => Some(entry.number),
                    _ => None,
                });
                contents.numbers.entry(header.position).or_default().extend(given);
            }
        })?;
        Ok(contents)
    }

    /// Whether its first record goes on from another life, as far as it can be read.
    fn may_be_a_life(&self) -> bool {
        !self.opened || self.began.as_ref().is_some_and(|(_, code)| code.is_some())
    }

    /// How the life of this journal began, in words.
    fn began(&self) -> String {
        match &self.began {
            Some((at, code)) => {
                let code = code.as_ref().map_or_else(|| "a register".to_owned(), ToString::to_string);
                format!("{code} of {}", at.day_and_second())
            }
            None => "a register whose beginning cannot be read".to_owned(),
        }
    }

    fn note(&mut self, outcome: &Outcome) {
        if let Outcome::Agrees(up_to) = outcome {
            self.agreed = self.agreed.max(*up_to);
        }
    }

    /// The position of the record that gave a number.
    fn gave(&self, number: &Number) -> Option<Position> {
        self.numbers.iter().find(|(_, numbers)| numbers.contains(number)).map(|(position, _)| *position)
    }

    fn last(&self) -> Option<Position> {
        self.chains.keys().next_back().copied()
    }

    /// A record as a person finds it: its position and, with a key, the number it gave or the last one before it.
    fn named(&self, position: Position) -> String {
        let numbers = self.numbers.get(&position).filter(|numbers| !numbers.is_empty());
        if let Some(numbers) = numbers {
            let list: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            return format!("position {position}, number {}", list.join(", "));
        }
        let before = self.numbers.range(..position).rev().find_map(|(_, numbers)| numbers.last());
        match before {
            Some(number) => format!("position {position}, after number {number}"),
            None => format!("position {position}"),
        }
    }
}

/// What one comparison came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// They agree up to there.
    Agrees(Option<Position>),
    /// The first record that differs, in words.
    Differs(String),
}

/// Holds the journals of a station's lives, the living one last, against `with`: journal folders, a file with a head, or a
/// head as it is typed. One outcome for each journal that was compared.
pub fn compare(
    disk: &SharedDisk,
    ours: &mut [Contents],
    with: &str,
    keys: Option<&KeyRing>,
) -> Result<Vec<Outcome>, Box<dyn Error>> {
    let mut outcomes = Vec::new();
    match other(with)? {
        Other::Folders(folders) => {
            for folder in folders {
                // Copies of one station open with one key; where it is another's, nothing of it is read.
                let theirs = Contents::of(disk, &folder, keys)?;
                if let Some(mine) = ours.iter_mut().find(|one| one.station == theirs.station) {
                    let outcome = whole(mine, &theirs);
                    mine.note(&outcome);
                    outcomes.push(outcome);
                }
            }
            if outcomes.is_empty() {
                return Err(format!("{with}: no journal of this station stands in it").into());
            }
        }
        Other::Head(told) => {
            let mine = its_journal(ours, &told)?;
            let outcome = head(mine, &told)?;
            mine.note(&outcome);
            outcomes.push(outcome);
        }
    }
    Ok(outcomes)
}

/// The journal that a head is of: that of the station it names, or that gave its number; else the living one.
fn its_journal<'a>(ours: &'a mut [Contents], told: &HeadTold) -> Result<&'a mut Contents, Box<dyn Error>> {
    if let Some(station) = told.station {
        let named = ours.iter_mut().find(|one| one.station == Some(station));
        return named.ok_or_else(|| "this head is of another station".into());
    }
    let living = ours.len() - 1;
    let gave = match &told.place {
        Place::Number(number) => ours.iter().position(|one| one.gave(number).is_some()),
        Place::Position(_) => None,
    };
    Ok(&mut ours[gave.unwrap_or(living)])
}

enum Other {
    Folders(Vec<PathBuf>),
    Head(HeadTold),
}

fn other(with: &str) -> Result<Other, Box<dyn Error>> {
    let path = Path::new(with);
    if path.is_dir() {
        return Ok(Other::Folders(super::journals_in(path)));
    }
    if path.is_file() {
        if fs::metadata(path)?.len() > LARGEST {
            return Err(format!("{with}: too large for a file that holds a head").into());
        }
        let text = fs::read_to_string(path).map_err(|error| format!("{with}: {error}"))?;
        return written(&text).map(Other::Head).ok_or_else(|| format!("{with}: no head stands in it").into());
    }
    Ok(Other::Head(with.parse::<HeadTold>()?))
}

/// The head in a text: a receipt of a centre (whose signature is not looked at), an anchor in JSON, the whole text, one of its
/// lines.
fn written(text: &str) -> Option<HeadTold> {
    #[derive(Deserialize)]
    struct Held {
        head: Anchor,
    }
    if let Some(receipt) = serde_json::from_str::<SignedReceipt>(text).ok().and_then(|signed| signed.read()) {
        let (place, head) = (Place::Position(receipt.head.position), HeadPart::Whole(receipt.head.chain));
        return Some(HeadTold { station: Some(receipt.station), code: None, place, head });
    }
    let inside = serde_json::from_str::<Held>(text).map(|held| held.head);
    if let Ok(anchor) = inside.or_else(|_| serde_json::from_str::<Anchor>(text)) {
        let (place, head) = (Place::Position(anchor.position), HeadPart::Whole(anchor.chain));
        return Some(HeadTold { station: None, code: None, place, head });
    }
    text.parse().ok().or_else(|| text.lines().find_map(|line| line.parse().ok()))
}

/// Against a head: only its own record is known, so what differs first lies there or before.
fn head(ours: &Contents, told: &HeadTold) -> Result<Outcome, Box<dyn Error>> {
    let position = match &told.place {
        Place::Position(position) => *position,
        Place::Number(number) => {
            if !ours.opened {
                return Err("a number is found only with a key: add --key-file, --passphrase-stdin or \
                            --recovery-code-stdin, or give the head by its position"
                    .into());
            }
            match ours.gave(number) {
                Some(position) => position,
                None => {
                    return Ok(Outcome::Differs(format!("number {number} was not given in this journal")));
                }
            }
        }
    };
    let Some(found) = ours.chains.get(&position) else {
        return Ok(Outcome::Differs(match ours.last() {
            Some(last) if last < position => {
                format!(
                    "the journal ends at {}: position {position} and what stands before it are missing",
                    ours.named(last)
                )
            }
            Some(_) => format!("the record at position {position} cannot be read"),
            None => "the journal holds no record".to_owned(),
        }));
    };
    if told.head.fits(found) {
        return Ok(Outcome::Agrees(Some(position)));
    }
    let from = ours.agreed.filter(|agreed| *agreed < position).map_or(Position::FIRST, Position::next);
    let at = ours.named(position);
    Ok(Outcome::Differs(if from == position {
        format!("the first record that differs: {at}")
    } else {
        format!("another record at {at}: the first that differs lies between position {from} and {position}")
    }))
}

/// Against a whole journal: record by record.
fn whole(ours: &Contents, theirs: &Contents) -> Outcome {
    let differs = ours
        .chains
        .iter()
        .find(|(position, chain)| theirs.chains.get(position).is_some_and(|other| other != *chain));
    if let Some((position, _)) = differs {
        // Nothing comes before the first record: these are two lives that took one name.
        if *position == Position::FIRST && ours.may_be_a_life() && theirs.may_be_a_life() {
            return Outcome::Differs(format!(
                "one reserve was taken twice, by {} here and by {} there: from the first record on these are two lives, \
                 each with numbers of its own. The centre takes one; the other goes on under a new code",
                ours.began(),
                theirs.began()
            ));
        }
        return Outcome::Differs(format!("the first record that differs: {}", ours.named(*position)));
    }
    if let Some(lacking) = theirs.chains.keys().find(|position| !ours.chains.contains_key(position)) {
        let more = theirs.chains.keys().filter(|position| !ours.chains.contains_key(position)).count();
        let after = ours.last().map_or_else(|| "no record".to_owned(), |last| ours.named(last));
        return Outcome::Differs(format!(
            "the other has {more} records that this journal lacks, the first at position {lacking} (here the last is {after})"
        ));
    }
    Outcome::Agrees(theirs.last())
}

/// The code that a first record begins with.
fn code_of(payload: &Payload) -> Option<RegisterCode> {
    let Payload::Known(command) = payload else { return None };
    command.events.iter().find_map(|event| match event {
        Event::LifeContinued(life) => Some(life.register_code.clone()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(number: u64) -> Position {
        Position::new(number).unwrap()
    }

    fn chain(byte: u8) -> ChainHash {
        ChainHash::new([byte; 32])
    }

    fn contents(chains: &[(u64, u8)]) -> Contents {
        let chains = chains.iter().map(|(at, byte)| (position(*at), chain(*byte))).collect();
        let numbers = [(position(2), vec!["EM01-2026-0000001".parse().unwrap()])].into();
        Contents { station: None, chains, numbers, opened: true, began: None, agreed: None }
    }

    #[test]
    fn copies_are_compared_record_by_record() {
        let ours = contents(&[(1, 1), (2, 2), (3, 3)]);
        assert_eq!(whole(&ours, &contents(&[(1, 1), (2, 2)])), Outcome::Agrees(Some(position(2))));
        let Outcome::Differs(words) = whole(&ours, &contents(&[(1, 1), (2, 9), (3, 8)])) else { panic!() };
        assert!(words.contains("position 2, number EM01-2026-0000001"), "{words}");
        let Outcome::Differs(words) = whole(&ours, &contents(&[(1, 1), (2, 2), (3, 3), (4, 4)])) else {
            panic!()
        };
        assert!(words.contains("1 records") && words.contains("first at position 4"), "{words}");
        assert!(words.contains("position 3, after number EM01-2026-0000001"), "{words}");
    }

    #[test]
    fn two_beginnings_under_one_name_are_a_reserve_taken_twice() {
        let at = Moment::new(chrono::DateTime::from_timestamp(1_795_345_200, 0).unwrap());
        let of = |code: &str, byte| Contents {
            began: Some((at, RegisterCode::parse(code).ok())),
            ..contents(&[(1, byte), (2, byte)])
        };
        let Outcome::Differs(words) = whole(&of("EM01RABC", 1), &of("EM01RXYZ", 2)) else { panic!() };
        for part in ["taken twice", "EM01RABC of 22/11/2026", "EM01RXYZ of 22/11/2026"] {
            assert!(words.contains(part), "{words}");
        }
    }

    #[test]
    fn a_head_that_differs_bounds_where_the_journals_part() {
        let ours = contents(&[(1, 1), (2, 2), (3, 3)]);
        let told = |at: u64, byte| format!("{at}:{}", chain(byte)).parse::<HeadTold>().unwrap();
        assert_eq!(head(&ours, &told(2, 2)).unwrap(), Outcome::Agrees(Some(position(2))));
        let words = |ours: &Contents, told| match head(ours, &told).unwrap() {
            Outcome::Differs(words) => words,
            Outcome::Agrees(_) => panic!("it does not agree"),
        };
        assert!(words(&ours, told(3, 9)).contains("between position 1 and 3"));
        let known = Contents { agreed: Some(position(2)), ..contents(&[(1, 1), (2, 2), (3, 3)]) };
        assert!(words(&known, told(3, 9)).contains("the first record that differs: position 3"));
        assert!(words(&ours, told(7, 9)).contains("ends at position 3"));
        let number = |text: &str| format!("{text} {}", chain(2).letters()).parse::<HeadTold>().unwrap();
        assert_eq!(head(&ours, &number("EM01-2026-0000001")).unwrap(), Outcome::Agrees(Some(position(2))));
        assert!(words(&ours, number("EM01-2026-0000002")).contains("was not given"));
        let locked = Contents { opened: false, ..contents(&[(1, 1)]) };
        assert!(head(&locked, &number("EM01-2026-0000001")).is_err());
    }

    #[test]
    fn a_file_holds_a_head_as_text_as_a_line_or_as_json() {
        let anchor = Anchor { position: position(31), chain: chain(7) };
        for text in [
            format!("{anchor}\n"),
            format!("Testa del giornale\n31: {}\nconservare", anchor.chain.grouped()),
            serde_json::to_string(&anchor).unwrap(),
            format!(r#"{{"v":1,"head":{}}}"#, serde_json::to_string(&anchor).unwrap()),
        ] {
            let told = written(&text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((told.place, told.head), (Place::Position(position(31)), HeadPart::Whole(chain(7))));
        }
        assert_eq!(written("nothing here"), None);
    }
}
