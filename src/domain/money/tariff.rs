//! What duty and fees come to, from which day: the municipality's own table. Integer euro cents.

use std::str::FromStr;

use chrono::NaiveDate;

/// Most cents of a line: a slip of the finger is not charged to anyone.
const MOST: u32 = 100_000;

/// A line of the table, in force from a day until the next line's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tariff {
    /// First day.
    pub from: NaiveDate,
    /// Stamp duty of a sheet.
    pub duty_cents: u32,
    /// Secretariat fee of a paper with duty; 0 where the council abolished it.
    pub fee_cents: u32,
    /// Secretariat fee of a paper exempt from duty.
    pub exempt_fee_cents: u32,
}

/// The table, oldest line first. It has at least one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tariffs(Vec<Tariff>);

/// A text is no line or no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a tariff is written “2013-06-26 duty=1600 fee=52 exempt_fee=26”, in cents, one line for each first day"
)]
pub struct NotATariff;

impl Tariffs {
    /// The table of these lines, each with a first day of its own.
    pub fn new(mut lines: Vec<Tariff>) -> Result<Self, NotATariff> {
        lines.sort_unstable();
        let twice = lines.windows(2).any(|pair| pair[0].from == pair[1].from);
        if lines.is_empty() || twice { Err(NotATariff) } else { Ok(Self(lines)) }
    }

    /// The line in force on a day; before the first, the first.
    pub fn on(&self, day: NaiveDate) -> Tariff {
        let past = self.0.iter().rev().find(|line| line.from <= day);
        *past.or(self.0.first()).expect("a table has at least one line")
    }
}

impl Default for Tariffs {
    /// Duty of 16.00 € a sheet (DPR 642/1972, tariffa art. 4; in force since 26 June 2013), fees of 0.52 € and 0.26 €
    /// (L. 604/1962).
    fn default() -> Self {
        let from = NaiveDate::from_ymd_opt(2013, 6, 26).expect("a day of June");
        Self(vec![Tariff { from, duty_cents: 1600, fee_cents: 52, exempt_fee_cents: 26 }])
    }
}

impl FromStr for Tariff {
    type Err = NotATariff;

    fn from_str(text: &str) -> Result<Self, NotATariff> {
        let mut words = text.split_whitespace();
        let from = words.next().and_then(|day| day.parse().ok()).ok_or(NotATariff)?;
        let mut cents = |name: &str| {
            let value = words.next()?.strip_prefix(name)?.strip_prefix('=')?;
            let digits = !value.is_empty() && value.bytes().all(|c| c.is_ascii_digit());
            value.parse().ok().filter(|cents| digits && *cents <= MOST)
        };
        let read = (cents("duty"), cents("fee"), cents("exempt_fee"));
        match (read, words.next()) {
            ((Some(duty_cents), Some(fee_cents), Some(exempt_fee_cents)), None) if duty_cents > 0 => {
                Ok(Self { from, duty_cents, fee_cents, exempt_fee_cents })
            }
            _ => Err(NotATariff),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_line_holds_from_its_day_to_the_next() {
        let lines = ["2027-01-01 duty=1800 fee=0 exempt_fee=0", "2013-06-26 duty=1600 fee=52 exempt_fee=26"];
        let table = Tariffs::new(lines.iter().map(|line| line.parse().unwrap()).collect()).unwrap();
        assert_eq!(table.on(day("2026-12-31")).duty_cents, 1600);
        assert_eq!(table.on(day("2027-01-01")).duty_cents, 1800);
        assert_eq!(table.on(day("2000-01-01")).duty_cents, 1600);
        assert_eq!(Tariffs::default().on(day("2026-11-21")).fee_cents, 52);
    }

    #[test]
    fn what_is_no_line_is_refused() {
        for text in [
            "",
            "2013-06-26",
            "2013-06-26 duty=16.00 fee=52 exempt_fee=26",
            "2013-06-26 duty=0 fee=52 exempt_fee=26",
            "2013-06-26 duty=-1 fee=52 exempt_fee=26",
            "2013-06-26 duty=1600000 fee=52 exempt_fee=26",
            "2013-06-26 fee=52 duty=1600 exempt_fee=26",
            "2013-06-26 duty=1600 fee=52 exempt_fee=26 more",
            "2013-02-30 duty=1600 fee=52 exempt_fee=26",
        ] {
            assert_eq!(text.parse::<Tariff>(), Err(NotATariff), "{text}");
        }
        let line: Tariff = "2013-06-26 duty=1600 fee=52 exempt_fee=26".parse().unwrap();
        assert_eq!(Tariffs::new(vec![line, line]), Err(NotATariff));
        assert_eq!(Tariffs::new(Vec::new()), Err(NotATariff));
    }
}
