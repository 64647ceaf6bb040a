//! The ordinary protocol number that a centre gives to an entry of the emergency register.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The number under which the entry stands in the ordinary protocol register; the correlation with the emergency number is
/// kept for good (DPR 445/2000 art. 63 c. 5).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrdinaryNumber {
    /// Code of the ordinary register, as the centre names it: `PG`. At most 16 letters, digits, dots, hyphens and underscores
    /// (`AgID`, exchange of protocol messages between offices).
    pub register: String,
    /// Year of the register.
    pub year: u16,
    /// The number as text, as the centre writes it: big numbers, leading zeros and signs stay. At most 20
    /// letters, digits, hyphens, underscores and slashes.
    pub number: String,
    /// Local day of the ordinary registration.
    pub date: NaiveDate,
}

/// What no two entries have: a number as a number, without its day. The same number on another day is the same number, and
/// so are `100` and `0000100`: a spreadsheet drops zeros, an office writes them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrdinaryKey {
    /// As [`OrdinaryNumber::register`].
    pub register: String,
    /// As [`OrdinaryNumber::year`].
    pub year: u16,
    /// What [`OrdinaryNumber::number`] comes to: digits alone without zeros before them, all else in capitals.
    pub number: String,
}

impl OrdinaryKey {
    /// Of a number however it is written.
    pub fn new(register: &str, year: u16, number: &str) -> Self {
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        let number = match number.trim_start_matches('0') {
            "" if digits => "0".to_owned(),
            rest if digits => rest.to_owned(),
            _ => number.to_ascii_uppercase(),
        };
        Self { register: register.to_owned(), year, number }
    }
}

/// An ordinary number as somebody writes it who looks for its entry: `PG 0000031/2026`, or `31/2026`, in whatever register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its register in capitals, if they wrote one.
    pub register: Option<String>,
    /// Its year.
    pub year: u16,
    number: String,
}

impl Written {
    /// Longest text that can be one, in characters: register, a space, number, a stroke, year.
    pub const LONGEST: usize = 42;

    /// Reads it; `None` if it is something else.
    pub fn read(typed: &str) -> Option<Self> {
        let typed = typed.trim().to_uppercase();
        let (front, year) = typed.rsplit_once('/')?;
        let year = year.trim().parse().ok().filter(|year| (1900..2200).contains(year))?;
        let (register, number) = match front.trim().split_once(' ') {
            Some((register, number)) => (Some(register.to_owned()), number.trim()),
            None => (None, front.trim()),
        };
        (!number.is_empty()).then(|| Self { register, year, number: number.to_owned() })
    }

    /// A number as it stands with an entry.
    pub fn of(ordinary: &OrdinaryNumber) -> Self {
        let OrdinaryNumber { register, year, number, .. } = ordinary;
        Self { register: Some(register.to_uppercase()), year: *year, number: number.clone() }
    }

    /// The number it is in this register.
    pub fn in_register(&self, register: &str) -> OrdinaryKey {
        OrdinaryKey::new(register, self.year, &self.number)
    }
}

/// Why a text is no ordinary number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadOrdinary {
    /// The register's code.
    #[error("the register has 1 to 16 letters, digits, dots, hyphens or underscores")]
    Register,
    /// The number.
    #[error("the number has 1 to 20 letters, digits, hyphens, underscores or slashes")]
    Number,
}

impl OrdinaryNumber {
    /// Checks the texts. Blanks around them are dropped.
    pub fn new(register: &str, year: u16, number: &str, date: NaiveDate) -> Result<Self, BadOrdinary> {
        let (register, number) = (register.trim(), number.trim());
        let fits = |text: &str, longest: usize, signs: &str| {
            (1..=longest).contains(&text.len())
                && text.chars().all(|c| c.is_ascii_alphanumeric() || signs.contains(c))
        };
        if !fits(register, 16, "._-") {
            return Err(BadOrdinary::Register);
        }
        if !fits(number, 20, "-_/") {
            return Err(BadOrdinary::Number);
        }
        Ok(Self { register: register.to_owned(), year, number: number.to_owned(), date })
    }

    /// The number as a number, without its day.
    pub fn key(&self) -> OrdinaryKey {
        OrdinaryKey::new(&self.register, self.year, &self.number)
    }

    /// Whether texts that came from elsewhere keep the limits.
    pub fn is_well_formed(&self) -> bool {
        Self::new(&self.register, self.year, &self.number, self.date).as_ref() == Ok(self)
    }
}

impl fmt::Display for OrdinaryNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}/{}", self.register, self.number, self.year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_those_of_the_protocol_exchange() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let number = OrdinaryNumber::new(" PG ", 2026, "0004711", day).unwrap();
        assert_eq!(number.to_string(), "PG 0004711/2026");
        assert!(number.is_well_formed());
        assert_eq!(OrdinaryNumber::new("", 2026, "1", day), Err(BadOrdinary::Register));
        assert_eq!(OrdinaryNumber::new("PG", 2026, "1 2", day), Err(BadOrdinary::Number));
        assert_eq!(OrdinaryNumber::new("PG", 2026, &"1".repeat(21), day), Err(BadOrdinary::Number));
    }

    #[test]
    fn an_ordinary_number_is_read_as_people_write_it() {
        let of = |typed: &str| Written::read(typed).map(|read| read.in_register("PG"));
        let number = Some(OrdinaryKey::new("PG", 2026, "31"));
        assert_eq!(of("PG 0000031/2026"), number);
        assert_eq!(of(" pg 31/2026 "), number);
        assert_eq!(of("31/2026"), number);
        assert_eq!(Written::read("31/2026").unwrap().register, None);
        assert_eq!(Written::read("sc 31/2026").unwrap().register.as_deref(), Some("SC"));
        assert_eq!(of("12/A/2026"), Some(OrdinaryKey::new("PG", 2026, "12/A")));
        for other in ["ROSSI", "/2026", "31", "EM01-2026-0000031", "31/26"] {
            assert_eq!(Written::read(other), None, "{other}");
        }
    }

    #[test]
    fn the_same_number_written_in_two_ways_is_one_number() {
        let key = |number| OrdinaryKey::new("PG", 2026, number);
        for (one, other) in [("100", "0000100"), ("12/a", "12/A"), ("0", "0000"), ("7", "07")] {
            assert_eq!(key(one), key(other), "{one} {other}");
        }
        for (one, other) in [("100", "1000"), ("12/A", "12-A"), ("0012/A", "12/A"), ("0", "1")] {
            assert_ne!(key(one), key(other), "{one} {other}");
        }
        assert_ne!(key("1"), OrdinaryKey::new("PG", 2027, "1"));
    }
}
