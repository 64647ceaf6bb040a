//! A centre that nobody can ask over a line: what it is to get is typed into it by a person from a worksheet, and the number
//! it gives is brought back here.

use serde::{Deserialize, Serialize};

use super::exchange::OrdinaryNumber;
use super::exchange::ordinary::BadOrdinary;
use crate::ids::id::CentreId;
use crate::ids::number::Series;

/// The register that civil-status acts get their numbers in.
pub const CIVIL_STATUS_REGISTER: &str = "ANSC";

/// Such a centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bridge {
    /// Identity at this station.
    pub id: CentreId,
    /// As people here call it: `Protocollo`.
    pub name: String,
    /// What is typed into it.
    pub sheet: Sheet,
}

/// What is typed into a centre without a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "sheet", rename_all = "kebab-case")]
pub enum Sheet {
    /// The entries of the emergency register, into the ordinary protocol (DPR 445/2000 art. 53 and 63 c. 5).
    Protocol {
        /// Code of its ordinary register: `PG`.
        register: String,
    },
    /// The acts written on paper, into the national archive of civil status (DM Interno 18 October 2022 art. 10 c. 2): in
    /// that same order.
    CivilStatus,
}

impl Sheet {
    /// Which of the station's registers goes there.
    pub fn series(&self) -> Series {
        match self {
            Self::Protocol { .. } => Series::P,
            Self::CivilStatus => Series::S,
        }
    }

    /// Code of the register its numbers stand in.
    pub fn register(&self) -> &str {
        match self {
            Self::Protocol { register } => register,
            Self::CivilStatus => CIVIL_STATUS_REGISTER,
        }
    }

    /// Whether an entry may only get its number after all before it.
    pub fn keeps_order(&self) -> bool {
        matches!(self, Self::CivilStatus)
    }

    /// Reads a number that it gave on `date`. A civil-status act is `year-national number-municipal number-ISTAT`
    /// (`2026-1002-10-043023`): its year becomes the number's year, the rest its number.
    pub fn read(&self, number: &str, date: chrono::NaiveDate) -> Result<OrdinaryNumber, BadOrdinary> {
        use chrono::Datelike;
        let year = u16::try_from(date.year()).map_err(|_| BadOrdinary::Number)?;
        match self {
            Self::Protocol { register } => OrdinaryNumber::new(register, year, number, date),
            Self::CivilStatus => {
                let (year, rest) = act_number(number.trim()).ok_or(BadOrdinary::Number)?;
                OrdinaryNumber::new(CIVIL_STATUS_REGISTER, year, rest, date)
            }
        }
    }
}

/// Year and rest of the number of a digital act.
fn act_number(number: &str) -> Option<(u16, &str)> {
    let (year, rest) = number.split_once('-')?;
    let parts: Vec<&str> = rest.split('-').collect();
    let digits = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let shaped = year.len() == 4 && parts.len() == 3 && parts.iter().all(digits) && parts[2].len() == 6;
    let year = year.parse().ok()?;
    shaped.then_some((year, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_its_centre_writes_it() {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let protocol = Sheet::Protocol { register: "PG".to_owned() };
        assert_eq!(protocol.read(" 0004711 ", day).unwrap().to_string(), "PG 0004711/2026");
        assert_eq!(protocol.read("4 711", day), Err(BadOrdinary::Number));
        let act = Sheet::CivilStatus.read("2026-1002-10-043023", day).unwrap();
        assert_eq!((act.register.as_str(), act.year, act.number.as_str()), ("ANSC", 2026, "1002-10-043023"));
        for wrong in
            ["1002", "2026-1002-10", "2026-1002-10-43023", "26-1002-10-043023", "2026-a-10-043023", ""]
        {
            assert_eq!(Sheet::CivilStatus.read(wrong, day), Err(BadOrdinary::Number), "{wrong}");
        }
    }
}
