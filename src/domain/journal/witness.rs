//! What others hold of a journal: a head that was read on the telephone, typed from a paper, scanned, signed by a centre.
//! Whoever holds one can tell whether the journal still contains what it contained then.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::anchor::{Anchor, ChainHash, Position};
use crate::ids::check_code;
use crate::ids::id::StationId;
use crate::ids::number::{Number, RegisterCode};
use crate::text::hex;
use crate::time::moment::Moment;

/// A chain hash as far as it was told: the 80 bits of its 16 letters, or all of it. Written in hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum HeadPart {
    /// The first ten bytes.
    First([u8; 10]),
    /// All of it.
    Whole(ChainHash),
}

/// How a head was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HowTold {
    /// Scanned from a screen or a paper.
    Qr,
    /// Read out on the telephone.
    Telephone,
    /// Typed from an act, a daily sheet, a register, a paper.
    Paper,
    /// From a receipt that a centre signed.
    Centre,
}

/// What a head told from outside comes to when it is held against this journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compared {
    /// It is of another station: kept for whoever asks.
    OtherStation,
    /// It is this journal's, and stands in it.
    Agrees,
    /// It is this station's, and this journal has another record there, or none under that number.
    AnotherRecord,
    /// It is this station's, and lies beyond the end of this journal.
    Beyond,
    /// Another station numbers under this station's code.
    SameCode,
    /// It is of a life before this one, whose journal has another record there. Nothing is issued under its code any more.
    PastDiffers,
    /// It is of a life before this one, and lies beyond what is known of it.
    PastBeyond,
    /// It is of another life under this station's name, or that of a life before this one: both took one reserve. Each numbers
    /// under a code of its own.
    SameReserve,
}

impl Compared {
    /// Whether it speaks against this journal: numbers given from now on may stand on other papers already.
    pub fn contradicts(self) -> bool {
        matches!(self, Self::AnotherRecord | Self::Beyond | Self::SameCode)
    }
}

/// A head of this or another station, as somebody told it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witnessed {
    /// Whose, where that was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<StationId>,
    /// The register code it numbers under.
    pub code: RegisterCode,
    /// Where in its journal, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The number whose record it is, where that was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
    /// The chain hash there.
    pub head: HeadPart,
    /// How it was told.
    pub how: HowTold,
    /// By whom, in words: a colleague's name, or which paper.
    pub told_by: String,
    /// When.
    pub told: Moment,
    /// What it came to here.
    pub compared: Compared,
}

/// Where in a journal a head stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// At a position.
    Position(Position),
    /// At the record that gave a number.
    Number(Number),
}

/// A head as it was typed or scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadTold {
    /// Whose; only scanned ones say.
    pub station: Option<StationId>,
    /// The register code, where it says.
    pub code: Option<RegisterCode>,
    /// Where.
    pub place: Place,
    /// The chain hash there.
    pub head: HeadPart,
}

/// Why a text is no head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadHead {
    /// Not two parts.
    #[error(
        "write position and 64 digits (31: 5b1f 0a2c …), or number and 16 letters (EM01-2026-0000031 7KQM-3XWT-0H5D-PR9A)"
    )]
    Shape,
    /// Neither a position nor a number.
    #[error("a head begins with a position from 1, or with a number such as EM01-2026-0000031")]
    Place,
    /// Neither 64 hexadecimal digits nor 16 letters.
    #[error("a head ends with 64 hexadecimal digits, or with 16 letters: compare them with the paper")]
    Head,
}

/// What every scanned head begins with.
const SCANNED: &str = "SPORTELLO:TESTA:";

impl HeadPart {
    /// What was typed: 64 hexadecimal digits or 16 letters; blanks and hyphens do not matter.
    pub fn parse(text: &str) -> Result<Self, BadHead> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        match (hex::decode_array(&digits), check_code::first_bytes(text)) {
            (Some(whole), _) => Ok(Self::Whole(ChainHash::new(whole))),
            (None, Some(first)) => Ok(Self::First(first)),
            (None, None) => Err(BadHead::Head),
        }
    }

    /// Whether it is what was told of this hash.
    pub fn fits(&self, chain: &ChainHash) -> bool {
        match self {
            Self::First(first) => chain.bytes().starts_with(first),
            Self::Whole(whole) => whole == chain,
        }
    }

    /// Whether both can be of one record.
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.first() == other.first()
            && match (self, other) {
                (Self::Whole(one), Self::Whole(two)) => one == two,
                _ => true,
            }
    }

    /// Its 16 letters.
    pub fn letters(&self) -> String {
        let mut chain = [0; 32];
        chain[..10].copy_from_slice(&self.first());
        check_code::of_chain(&chain)
    }

    fn first(&self) -> [u8; 10] {
        match self {
            Self::First(first) => *first,
            Self::Whole(whole) => *whole.bytes().first_chunk().expect("32 bytes begin with ten"),
        }
    }
}

impl TryFrom<String> for HeadPart {
    type Error = BadHead;
    fn try_from(text: String) -> Result<Self, BadHead> {
        let whole = hex::decode_array(&text).map(|bytes| Self::Whole(ChainHash::new(bytes)));
        whole.or_else(|| hex::decode_array(&text).map(Self::First)).ok_or(BadHead::Head)
    }
}

impl From<HeadPart> for String {
    fn from(part: HeadPart) -> Self {
        match part {
            HeadPart::First(first) => hex::encode(&first),
            HeadPart::Whole(whole) => whole.to_string(),
        }
    }
}

impl HeadTold {
    /// What a square code of a head says; capitals and digits, so that it stays small.
    pub fn scannable(station: StationId, code: &RegisterCode, head: Anchor) -> String {
        format!("{SCANNED}{code}:{station}:{head}").to_uppercase()
    }

    fn scanned(text: &str) -> Result<Self, BadHead> {
        let parts: Vec<&str> = text.split(':').collect();
        let [code, station, position, head] = parts[..] else { return Err(BadHead::Shape) };
        Ok(Self {
            station: Some(station.to_ascii_lowercase().parse().map_err(|_| BadHead::Place)?),
            code: Some(RegisterCode::parse(code).map_err(|_| BadHead::Place)?),
            place: place(position)?,
            head: HeadPart::parse(head)?,
        })
    }
}

impl FromStr for HeadTold {
    type Err = BadHead;

    fn from_str(text: &str) -> Result<Self, BadHead> {
        let text = text.trim();
        let raised = text.to_ascii_uppercase();
        if let Some(scanned) = raised.strip_prefix(SCANNED) {
            return Self::scanned(scanned);
        }
        let (begins, rest) = text.split_once([':', ' ', '\t', '\n', ',', ';']).ok_or(BadHead::Shape)?;
        let place = place(begins)?;
        let code = match &place {
            Place::Number(number) => Some(number.key().code.clone()),
            Place::Position(_) => None,
        };
        let rest = rest.trim_start_matches(|c: char| c == ':' || c.is_whitespace());
        Ok(Self { station: None, code, place, head: HeadPart::parse(rest)? })
    }
}

fn place(text: &str) -> Result<Place, BadHead> {
    if let Ok(number) = text.parse::<Number>() {
        return Ok(Place::Number(number));
    }
    let position = text.trim().parse().ok().and_then(Position::new);
    position.map(Place::Position).ok_or(BadHead::Place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain() -> ChainHash {
        ChainHash::new(std::array::from_fn(|place| u8::try_from(place * 7).unwrap()))
    }

    fn position(text: u64) -> Position {
        Position::new(text).unwrap()
    }

    #[test]
    fn a_head_is_read_as_it_stands_on_paper_on_the_screen_and_on_the_telephone() {
        let (whole, letters) = (HeadPart::Whole(chain()), chain().letters());
        let first = HeadPart::parse(&letters).unwrap();
        let at = Place::Position(position(31));
        let number: Number = "EM01-2026-0000031".parse().unwrap();
        for (text, place, head) in [
            (format!("31:{}", chain()), at.clone(), whole),
            (format!(" 31: {} ", chain().grouped()), at.clone(), whole),
            (format!("31 {}", chain().grouped().to_uppercase()), at.clone(), whole),
            (format!("31 {letters}"), at, first),
            (format!("{number} {letters}"), Place::Number(number.clone()), first),
            (
                format!("em01-2026-0000031:\n{}", letters.to_lowercase().replace('-', " ")),
                Place::Number(number.clone()),
                first,
            ),
        ] {
            let told: HeadTold = text.parse().unwrap();
            assert_eq!((&told.place, told.head), (&place, head), "{text}");
            assert_eq!(told.code.is_some(), matches!(place, Place::Number(_)));
        }
    }

    #[test]
    fn a_scanned_head_says_whose_it_is() {
        let station = StationId::new(uuid::Uuid::from_u128(0x0193_7f00_abcd));
        let code = RegisterCode::parse("EM02").unwrap();
        let text = HeadTold::scannable(station, &code, Anchor { position: position(7), chain: chain() });
        assert!(text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b":-".contains(&b)));
        let told: HeadTold = text.parse().unwrap();
        assert_eq!((told.station, told.code), (Some(station), Some(code)));
        assert_eq!((told.place, told.head), (Place::Position(position(7)), HeadPart::Whole(chain())));
    }

    #[test]
    fn what_is_no_head_says_which_part_is_wrong() {
        let letters = chain().letters();
        for (text, problem) in [
            ("", BadHead::Shape),
            ("31", BadHead::Shape),
            (letters.as_str(), BadHead::Shape),
            ("0:00", BadHead::Place),
            ("EM01-2026-31 7KQM-3XWT-0H5D-PR9A", BadHead::Place),
            ("31:00", BadHead::Head),
            ("EM01-2026-0000031 7KQM-3XWT", BadHead::Head),
            ("SPORTELLO:TESTA:EM01:31:00", BadHead::Shape),
        ] {
            assert_eq!(text.parse::<HeadTold>(), Err(problem), "{text}");
        }
    }

    #[test]
    fn a_part_fits_the_hash_it_was_told_of_and_no_other() {
        let mut other = *chain().bytes();
        other[31] ^= 1;
        let other = ChainHash::new(other);
        let (first, whole) = (HeadPart::parse(&chain().letters()).unwrap(), HeadPart::Whole(chain()));
        assert!(first.fits(&chain()) && first.fits(&other) && whole.fits(&chain()) && !whole.fits(&other));
        assert!(first.agrees_with(&whole) && first.agrees_with(&HeadPart::Whole(other)));
        assert!(!whole.agrees_with(&HeadPart::Whole(other)));
        assert_eq!(first.letters(), whole.letters());
        for part in [first, whole] {
            assert_eq!(HeadPart::try_from(String::from(part)), Ok(part));
        }
    }
}
