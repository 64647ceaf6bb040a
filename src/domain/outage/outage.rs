//! An outage: the time in which the emergency register is in use (DPR 445/2000 art. 63).

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::id::OutageId;
use crate::ids::number::{Number, NumberKey};
use crate::time::moment::Moment;

/// What is down, chosen once at opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scenario {
    /// (a) Only the municipality's own suite.
    OwnSuite,
    /// (b) The building has no network; national systems are fine.
    CutOff,
    /// (c) A national platform.
    NationalPlatform,
    /// A planned interruption, known in advance.
    Planned,
}

/// The code of the cause, as the register of DPR 445/2000 art. 63 c. 1 names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Municipal suite unavailable (ANSC reason 1).
    Suite,
    /// Central system unavailable (ANSC reason 4).
    Central,
    /// No network.
    Network,
    /// No power in the data centre or the building.
    Power,
    /// Planned works.
    Planned,
}

/// What two stations of one municipality share so that the centre sees one outage: eight random characters and a check
/// character, typed on the second station. `K7QM-3XWT-P`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OutageCode(String);

/// A mistyped outage code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an outage code such as K7QM-3XWT-P: compare it with the first station's screen")]
pub struct BadOutageCode;

impl OutageCode {
    /// The code made from random bytes.
    pub fn from_random(random: [u8; 5]) -> Self {
        let body = crate::ids::check_code::letters(random);
        let check = Self::check(&body);
        Self(format!("{}-{}-{check}", &body[..4], &body[4..]))
    }

    /// Reads a typed code; case, spaces and hyphens do not matter.
    pub fn parse(text: &str) -> Result<Self, BadOutageCode> {
        let typed = crate::ids::check_code::normalise(text).ok_or(BadOutageCode)?;
        if typed.len() != 9 || !typed.ends_with(Self::check(&typed[..8])) {
            return Err(BadOutageCode);
        }
        Ok(Self(format!("{}-{}-{}", &typed[..4], &typed[4..8], &typed[8..])))
    }

    /// The check character of eight.
    fn check(body: &str) -> char {
        crate::ids::check_code::check_letter(body)
    }
}

impl fmt::Display for OutageCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for OutageCode {
    type Error = BadOutageCode;
    fn try_from(text: String) -> Result<Self, BadOutageCode> {
        Self::parse(&text)
    }
}

impl From<OutageCode> for String {
    fn from(code: OutageCode) -> Self {
        code.0
    }
}

/// The opening of an outage. Its first authorisation stands in an event of the same record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Identity at this station.
    pub outage: OutageId,
    /// Identity across stations.
    pub code: OutageCode,
    /// What is down.
    pub scenario: Scenario,
    /// Why, by code.
    pub cause: Cause,
    /// Why, in words (1–400 characters).
    pub description: String,
    /// When the impossibility began: all hours run from here, also when opening comes later.
    pub started: Moment,
    /// When the register was opened here.
    pub opened: Moment,
    /// Telephone for confirmations during this outage.
    pub telephone: String,
}

/// Entries of one local day in one register (art. 63 c. 3). Days without entries stand with 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DailyTotal {
    /// Local day (Europe/Rome).
    pub day: NaiveDate,
    /// Operations of series P.
    pub p: u32,
    /// Operations of series S.
    pub s: u32,
}

/// The closing of an outage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// Which.
    pub outage: OutageId,
    /// When normal operation was restored (art. 63 c. 1).
    pub restored: Moment,
    /// When the register was closed.
    pub closed: Moment,
    /// One line a local day from start to closing.
    pub totals: Vec<DailyTotal>,
    /// Last number given in each register touched by this outage.
    pub last_numbers: Vec<Number>,
    /// Numbers that were reserved and never used: barred for good.
    pub barred: Vec<Number>,
    /// Registers in which the outage gave no number at all.
    pub untouched: Vec<NumberKey>,
    /// Closing note, if any (≤ 400 characters).
    pub note: String,
}
