//! Days and times as people type them and as papers print them.

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};

use crate::text::bilingual::Bilingual;

use super::partial_date::PartialDate;

pub(crate) fn in_the_future() -> Bilingual {
    Bilingual::new("Questa data è nel futuro: controllarla.", "This date is in the future: check it.")
}

/// A birth date typed as far as it is known: `gg/mm/aaaa`, `00/mm/aaaa` or `mm/aaaa`, `00/00/aaaa` or `aaaa`; what was
/// read before (`1984-03-09`, `1984-03`) reads the same again.
pub fn birth_date(raw: &str, today: NaiveDate) -> Result<PartialDate, Bilingual> {
    let told = Bilingual::new(
        "Scrivere la data come gg/mm/aaaa; se il giorno o il mese non si conoscono, 03/1984 oppure 1984.",
        "Type the date as dd/mm/yyyy; where day or month are not known, 03/1984 or 1984.",
    );
    let parts: Vec<&str> = raw.trim().split(['/', '.', '-', ' ']).collect();
    let unknown = |part: &str| part == "00" || part == "0";
    let (year, month) = match parts.as_slice() {
        [year] if year.len() != 8 => (*year, None),
        [day, month, year] | [year, month, day] if unknown(day) && unknown(month) && year.len() == 4 => {
            (*year, None)
        }
        [year, month] if year.len() == 4 => (*year, Some(*month)),
        [month, year] => (*year, Some(*month)),
        [day, month, year] if unknown(day) => (*year, Some(*month)),
        _ => {
            let day = date(raw).map_err(|_| told)?;
            return if day > today { Err(in_the_future()) } else { Ok(PartialDate::Day(day)) };
        }
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit());
    let written = match month {
        None => year.to_owned(),
        Some(month) if digits(month) && month.len() <= 2 => format!("{year}-{month:0>2}"),
        Some(_) => return Err(told),
    };
    let date: PartialDate = written.parse().map_err(|_| told.clone())?;
    match date.first() {
        first if first.year() < 1850 => Err(told),
        first if first > today => Err(in_the_future()),
        _ => Ok(date),
    }
}

/// A day typed `gg/mm/aaaa`; full stops, hyphens and single figures pass, and so do `ggmmaaaa` and `aaaa-mm-gg`.
pub fn date(raw: &str) -> Result<NaiveDate, Bilingual> {
    let raw = raw.trim();
    let parts: Vec<&str> = if raw.len() == 8 && raw.bytes().all(|c| c.is_ascii_digit()) {
        vec![&raw[..2], &raw[2..4], &raw[4..]]
    } else {
        raw.split(['/', '.', '-', ' ']).collect()
    };
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_digit())
    };
    let read = |day: &str, month: &str, year: &str| {
        (digits(day, 2) && digits(month, 2) && digits(year, 4) && year.len() == 4)
            .then(|| NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
            .flatten()
    };
    let day = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => read(day, month, year),
        [day, month, year] => read(day, month, year),
        _ => None,
    };
    day.filter(|day| day.year() >= 1850).ok_or_else(|| {
        Bilingual::new(
            "Scrivere una data esistente come gg/mm/aaaa, per esempio 09/03/1984.",
            "Type an existing date as dd/mm/yyyy, such as 09/03/1984.",
        )
    })
}

/// A time of day typed `hh:mm` (or `hh.mm`, `hhmm`).
pub fn time(raw: &str) -> Result<NaiveTime, Bilingual> {
    let raw = raw.trim();
    let bare = raw.len() == 4 && raw.bytes().all(|c| c.is_ascii_digit());
    let (hours, minutes) =
        if bare { raw.split_at(2) } else { raw.split_once([':', '.']).unwrap_or(("", "")) };
    let part = |part: &str| {
        ((1..=2).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_digit()))
            .then(|| part.parse().ok())
            .flatten()
    };
    part(hours)
        .zip(part(minutes).filter(|_| minutes.len() == 2))
        .and_then(|(hours, minutes)| NaiveTime::from_hms_opt(hours, minutes, 0))
        .ok_or_else(|| {
            Bilingual::new(
                "Scrivere un'ora esistente come hh:mm, per esempio 09:05.",
                "Type an existing time as hh:mm, such as 09:05.",
            )
        })
}

/// `9 marzo 1984`, `marzo 1984 (giorno non noto)`, `1984 (giorno e mese non noti)`.
pub fn long_partial_date(date: PartialDate) -> String {
    match date {
        PartialDate::Day(day) => long_date(day),
        PartialDate::Month(day) => format!("{} {} (giorno non noto)", month(day), day.year()),
        PartialDate::Year(day) => format!("{} (giorno e mese non noti)", day.year()),
    }
}

/// `9 marzo 1984`; the first of a month is `1º`.
pub fn long_date(day: NaiveDate) -> String {
    let ordinal = if day.day() == 1 { "º" } else { "" };
    format!("{}{ordinal} {} {}", day.day(), month(day), day.year())
}

/// The months in Italian.
pub const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];

pub(crate) fn month(day: NaiveDate) -> &'static str {
    MONTHS[day.month0() as usize]
}

/// `sabato 21 novembre 2026`.
pub fn weekday_date(day: NaiveDate) -> String {
    let weekday = match day.weekday() {
        Weekday::Mon => "lunedì",
        Weekday::Tue => "martedì",
        Weekday::Wed => "mercoledì",
        Weekday::Thu => "giovedì",
        Weekday::Fri => "venerdì",
        Weekday::Sat => "sabato",
        Weekday::Sun => "domenica",
    };
    format!("{weekday} {}", long_date(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn dates_are_read_as_italians_type_them() {
        for raw in ["09/03/1984", "9/3/1984", "09.03.1984", "1984-03-09", " 9-3-1984 ", "09031984"] {
            assert_eq!(date(raw).unwrap(), day(1984, 3, 9), "{raw}");
        }
        for raw in ["31/02/1984", "9/3/84", "", "1/1/0001", "+9/3/1984", "9/3/1984/1", "29/02/2023"] {
            assert!(date(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn times_are_read_as_they_are_typed() {
        for raw in ["9:05", "09.05", "0905"] {
            assert_eq!(time(raw).unwrap(), NaiveTime::from_hms_opt(9, 5, 0).unwrap(), "{raw}");
        }
        for raw in ["24:00", "9:5", "", "905", "9:60", "ab:cd"] {
            assert!(time(raw).is_err(), "{raw}");
        }
    }
}
