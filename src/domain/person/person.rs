//! A resident as the local extract of the registry says. Text as it was delivered; what is not known is
//! absent, never guessed.

use crate::time::partial_date::PartialDate;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A resident.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Surname; empty only for whom the registry has none.
    pub surname: String,
    /// Given names; empty only for whom the registry has none.
    pub given_names: String,
    /// `M`, `F` or `N`.
    pub sex: String,
    /// Birth date as far as it is known.
    pub birth_date: Option<PartialDate>,
    /// Birthplace as printed: `Piacenza (PC)`, `Durazzo (Albania)`.
    pub birth_place: String,
    /// Belfiore code of the birthplace (`G535`, `Z100`), as it was at birth.
    pub birth_place_code: Option<String>,
    /// Act of birth: `n. 12 p. I s. A anno 1987`.
    pub birth_act: Option<String>,
    /// Tax code.
    pub tax_code: Option<String>,
    /// Citizenship as printed: `italiana`; empty if none is recorded.
    pub citizenship: String,
    /// Address: `Via Roma 12, int. 3`.
    pub address: String,
    /// Resident at that address since.
    pub resident_since: Option<NaiveDate>,
    /// Civil status, ANPR code 1–4, 6–9.
    pub civil_status: Option<u8>,
    /// Spouse or partner: surname and given names.
    pub spouse: Option<String>,
    /// Day of the marriage or union.
    pub married_on: Option<NaiveDate>,
    /// Place of the marriage or union.
    pub married_at: Option<String>,
    /// Family sheet.
    pub family: Option<String>,
    /// Kinship to the head of the family, ANPR code 1–28, 80, 81, 99.
    pub kinship: Option<u8>,
    /// ANPR's *certificabilità*: `None` where the extract has no such column.
    pub certifiable: Option<Certifiable>,
    /// Whether an administrative procedure is open; `None` where the extract has no such column.
    pub open_procedure: Option<bool>,
    /// Day of death.
    pub died_on: Option<NaiveDate>,
    /// Day of removal from the registry (emigrated, not found).
    pub removed_on: Option<NaiveDate>,
}

/// ANPR's *certificabilità*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certifiable {
    /// 0
    Nothing,
    /// 1: only residence and family.
    ResidenceAndFamily,
    /// 2
    Everything,
    /// 3
    NotRegistrable,
    /// 4
    UnderGuardianship,
}

impl Person {
    /// What is known of the person alone, as canonical values of the fields every form knows by the same names. What is not
    /// known is absent.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, String)> {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let some = |text: &str| Some(text.to_owned());
        let fields = [
            ("surname", some(&self.surname)),
            ("given-names", some(&self.given_names)),
            ("sex", some(&self.sex).filter(|sex| sex != "N")),
            ("birth-date", self.birth_date.map(String::from)),
            ("birth-place", some(&self.birth_place)),
            ("tax-code", self.tax_code.clone()),
            ("citizenship", some(&self.citizenship)),
            ("address", some(&self.address)),
            ("resident-since", day(self.resident_since)),
            ("civil-status", self.civil_status.map(|code| code.to_string())),
            ("spouse", self.spouse.clone()),
            ("married-on", day(self.married_on)),
            ("married-at", self.married_at.clone()),
            ("birth-act", self.birth_act.clone()),
        ];
        let known = fields.into_iter().filter_map(|(field, value)| Some((field, value?)));
        known.filter(|(_, value)| !value.is_empty())
    }
}

/// Age in whole years on a day; who is born on 29 February is a year older on 1 March of common years.
pub fn age_on(birth: NaiveDate, day: NaiveDate) -> Option<u32> {
    day.years_since(birth)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn what_is_not_known_of_a_date_is_not_written() {
        for text in ["1987-03-14", "1987-03", "1987"] {
            assert_eq!(String::from(text.parse::<PartialDate>().unwrap()), text);
        }
        for text in ["", "87", "1987-3", "1987-13", "1987-02-29", "1987-", "+987", "1987-03-14-1"] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_last_day_a_date_may_be_closes_its_month_or_year() {
        assert_eq!("2008-02".parse::<PartialDate>().unwrap().last(), day(2008, 2, 29));
        assert_eq!("2008".parse::<PartialDate>().unwrap().last(), day(2008, 12, 31));
        assert_eq!("2008-02-03".parse::<PartialDate>().unwrap().last(), day(2008, 2, 3));
    }

    #[test]
    fn a_leap_day_child_comes_of_age_on_the_first_of_march() {
        let born = day(2008, 2, 29);
        assert_eq!(age_on(born, day(2026, 2, 28)), Some(17));
        assert_eq!(age_on(born, day(2026, 3, 1)), Some(18));
        assert_eq!(age_on(born, day(2008, 2, 28)), None);
    }
}
