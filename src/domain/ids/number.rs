//! The number of an entry: `EM01-2026-0000031`, `EM01S-2026-0000004`.
//!
//! DPR 445/2000 art. 63 c. 4: unique within the organisational area, also across successive outages. Gap-free, never
//! reset within a local year, never reused.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use super::register_code::{BadRegisterCode, RegisterCode};

/// Which of the two registers of a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Series {
    /// Everything issued, refused or deferred at the counter (DPR 445/2000 art. 63).
    P,
    /// The index of civil-status *acts* written on paper sheets (DM Interno 18 October 2022 art. 10 c. 2).
    S,
}

/// What numbers run by: register code, series, local year.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NumberKey {
    /// The station's register code.
    pub code: RegisterCode,
    /// Which register.
    pub series: Series,
    /// Local year (Europe/Rome) of issue.
    pub year: u16,
}

/// The number of an entry. Serial numbers start at 1 and have seven digits in print.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Number {
    key: NumberKey,
    serial: u32,
}

/// A text that is not a number of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a register number such as EM01-2026-0000031")]
pub struct BadNumber;

impl Number {
    /// The greatest serial seven digits can show.
    pub const LAST_SERIAL: u32 = 9_999_999;

    /// Characters of the longest number: `ABCDEFGHIJKLS-2026-0000004`.
    pub const LONGEST: usize = 26;

    /// The number `serial` under `key`, or `None` past seven digits or for 0.
    pub fn new(key: NumberKey, serial: u32) -> Option<Self> {
        (1..=Self::LAST_SERIAL).contains(&serial).then_some(Self { key, serial })
    }

    /// What it runs by.
    pub fn key(&self) -> &NumberKey {
        &self.key
    }

    /// What stands before the seven digits: `EM01-2026-`.
    pub fn series(&self) -> String {
        let printed = self.to_string();
        printed[..printed.len() - 7].to_owned()
    }

    /// Its place in the sequence, from 1.
    pub fn serial(&self) -> u32 {
        self.serial
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let series = match self.key.series {
            Series::P => "",
            Series::S => "S",
        };
        write!(f, "{}{series}-{:04}-{:07}", self.key.code, self.key.year, self.serial)
    }
}

impl FromStr for Number {
    type Err = BadNumber;
    fn from_str(text: &str) -> Result<Self, BadNumber> {
        let text = text.trim().to_ascii_uppercase();
        let mut parts = text.split('-');
        let (Some(code), Some(year), Some(serial), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(BadNumber);
        };
        let digits = |part: &str, len| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(serial, 7) {
            return Err(BadNumber);
        }
        let (code, series) = match code.strip_suffix('S') {
            Some(code) => (code, Series::S),
            None => (code, Series::P),
        };
        let key = NumberKey {
            code: RegisterCode::parse(code).map_err(|_| BadNumber)?,
            series,
            year: year.parse().map_err(|_| BadNumber)?,
        };
        Self::new(key, serial.parse().map_err(|_| BadNumber)?).ok_or(BadNumber)
    }
}

impl TryFrom<String> for Number {
    type Error = BadNumber;
    fn try_from(text: String) -> Result<Self, BadNumber> {
        text.parse()
    }
}

impl From<Number> for String {
    fn from(number: Number) -> Self {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_back_as_printed() {
        for text in [
            "EM01-2026-0000031",
            "EM01S-2026-0000004",
            "AB-2027-9999999",
            "ABCDEFGHIJKL-2026-0000031",
            "ABCDEFGHIJKLS-2026-0000031",
        ] {
            assert_eq!(text.parse::<Number>().unwrap().to_string(), text);
            assert!(text.len() <= Number::LONGEST);
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "EM01-2026-31",
            "EM01-2026-0000000",
            "1M-2026-0000001",
            "EM01-26-0000001",
            "EMS-2026-0000001-",
            "ABCDEFGHIJKLM-2026-0000001",
        ] {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }
}
