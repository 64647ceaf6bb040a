//! A birth date as far as it is known.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A date of which the day, or day and month, may not be known. Written `1987-03-14`, `1987-03`, `1987`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum PartialDate {
    /// Known to the day.
    Day(NaiveDate),
    /// Known to the month; the first of it stands for it.
    Month(NaiveDate),
    /// Known to the year; its first day stands for it.
    Year(NaiveDate),
}

/// A text is no partial date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a date is written yyyy-mm-dd, yyyy-mm or yyyy")]
pub struct NotADate;

impl PartialDate {
    /// The first day it may be: what ages and tax codes are reckoned from.
    pub fn first(self) -> NaiveDate {
        let (Self::Day(day) | Self::Month(day) | Self::Year(day)) = self;
        day
    }
}

impl PartialDate {
    /// The last day it may be: what proves somebody of age.
    pub fn last(self) -> NaiveDate {
        let (first, months) = match self {
            Self::Day(day) => return day,
            Self::Month(first) => (first, 1),
            Self::Year(first) => (first, 12),
        };
        let after = first.checked_add_months(chrono::Months::new(months));
        after.and_then(|after| after.pred_opt()).unwrap_or(first)
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        match date {
            PartialDate::Day(day) => day.format("%Y-%m-%d").to_string(),
            PartialDate::Month(day) => day.format("%Y-%m").to_string(),
            PartialDate::Year(day) => day.format("%Y").to_string(),
        }
    }
}

impl TryFrom<String> for PartialDate {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Self, NotADate> {
        text.parse()
    }
}

impl std::str::FromStr for PartialDate {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let digits = |part: &str, width| part.len() == width && part.bytes().all(|c| c.is_ascii_digit());
        let parts: Vec<&str> = text.split('-').collect();
        let date = match parts.as_slice() {
            [year] if digits(year, 4) => {
                year.parse().ok().and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1)).map(Self::Year)
            }
            [year, month] if digits(year, 4) && digits(month, 2) => year
                .parse()
                .ok()
                .zip(month.parse().ok())
                .and_then(|(year, month)| NaiveDate::from_ymd_opt(year, month, 1))
                .map(Self::Month),
            [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2) => {
                text.parse().ok().map(Self::Day)
            }
            _ => None,
        };
        date.ok_or(NotADate)
    }
}
