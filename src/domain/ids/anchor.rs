//! Where a record stands in a station's journal, and the chain hash that pins everything before it.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use thiserror::Error;

use crate::text::hex;

/// A record's place in its station's journal: 1, 2, 3 … without gaps. Order is the position, never the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(NonZeroU64);

impl Position {
    /// Where every journal begins.
    pub const FIRST: Self = Self(NonZeroU64::MIN);

    /// The position numbered `number`; `None` for 0.
    pub fn new(number: u64) -> Option<Self> {
        NonZeroU64::new(number).map(Self)
    }

    /// The number, from 1.
    pub fn get(self) -> u64 {
        self.0.get()
    }

    /// The position after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The position before this one; `None` before the first.
    pub fn previous(self) -> Option<Self> {
        Self::new(self.get() - 1)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The chain hash of a record: SHA-256 over the previous chain hash and the record's header.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChainHash([u8; 32]);

impl ChainHash {
    /// The hash with these bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl ChainHash {
    /// The 64 digits in groups of four, to be read and typed: `5b1f 0a2c …`.
    pub fn grouped(&self) -> String {
        let digits = self.to_string();
        let groups: Vec<&str> = (0..digits.len()).step_by(4).map(|at| &digits[at..at + 4]).collect();
        groups.join(" ")
    }

    /// Its first 80 bits in 16 letters: `7KQM-3XWT-0H5D-PR9A`.
    pub fn letters(&self) -> String {
        super::check_code::of_chain(&self.0)
    }
}

impl fmt::Display for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

impl fmt::Debug for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChainHash({self})")
    }
}

impl FromStr for ChainHash {
    type Err = AnchorError;

    fn from_str(text: &str) -> Result<Self, AnchorError> {
        hex::decode_array(text).map(Self).ok_or(AnchorError::Hash)
    }
}

impl Serialize for ChainHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ChainHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <std::borrow::Cow<'de, str>>::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// A position together with its chain hash: whoever holds one outside the data folder (on paper, on a second copy, at
/// the centre) can tell whether a journal still contains what it contained then. Written `POSITION:HASH`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Anchor {
    /// Where.
    pub position: Position,
    /// The chain hash of the record there.
    pub chain: ChainHash,
}

/// Why a text is not an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AnchorError {
    /// No colon between the two parts.
    #[error("write the head as POSITION:HASH, for instance 31:5b1f… (64 hexadecimal digits)")]
    Shape,
    /// The part before the colon.
    #[error("the position before the colon must be a number from 1")]
    Position,
    /// The part after the colon.
    #[error("the hash after the colon must be 64 hexadecimal digits")]
    Hash,
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.position, self.chain)
    }
}

impl FromStr for Anchor {
    type Err = AnchorError;

    fn from_str(text: &str) -> Result<Self, AnchorError> {
        let (position, hash) = text.trim().split_once(':').ok_or(AnchorError::Shape)?;
        let position = position.trim().parse().ok().and_then(Position::new).ok_or(AnchorError::Position)?;
        Ok(Self { position, chain: hash.trim().parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_is_written_as_position_colon_hash() {
        let anchor = Anchor { position: Position::new(31).unwrap(), chain: ChainHash::new([0xab; 32]) };
        let text = format!("31:{}", "ab".repeat(32));
        assert_eq!(anchor.to_string(), text);
        assert_eq!(text.to_uppercase().parse(), Ok(anchor));
        assert_eq!(
            serde_json::to_string(&anchor).unwrap(),
            format!(r#"{{"position":31,"chain":"{}"}}"#, "ab".repeat(32))
        );
    }

    #[test]
    fn a_wrong_anchor_says_which_part_is_wrong() {
        assert_eq!("31".parse::<Anchor>(), Err(AnchorError::Shape));
        assert_eq!("0:00".parse::<Anchor>(), Err(AnchorError::Position));
        assert_eq!("1:00".parse::<Anchor>(), Err(AnchorError::Hash));
    }
}
