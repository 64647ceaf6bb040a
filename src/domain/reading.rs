//! One reader for each kind of field, from what was typed to the canonical value, and one way of printing it. Every
//! message says what to do and never repeats the value.

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};

use super::form::{Bilingual, Days, Field, FieldKind, Presence};
use super::person::PartialDate;
use super::template::Sex;
use super::{members, tax_code, text};

/// Reads what was typed into a field. Empty means empty. `today` is the local day.
pub fn read(field: &Field, raw: &str, today: NaiveDate) -> Result<String, Bilingual> {
    let value = if raw.trim().is_empty() { String::new() } else { read_kind(&field.kind, raw, today)? };
    match field.presence {
        Presence::Required if value.is_empty() => Err(text::missing()),
        _ => Ok(value),
    }
}

fn read_kind(kind: &FieldKind, raw: &str, today: NaiveDate) -> Result<String, Bilingual> {
    match kind {
        FieldKind::Text { max } => text::line(raw, usize::from(*max)),
        FieldKind::Name => text::name(raw),
        FieldKind::Place => text::place(raw),
        FieldKind::Date { days: Days::Birth } => birth_date(raw, today).map(String::from),
        FieldKind::Date { days } => {
            let day = date(raw)?;
            if *days == Days::Past && day > today {
                return Err(in_the_future());
            }
            Ok(day.format("%Y-%m-%d").to_string())
        }
        FieldKind::Members => members::read(raw, today),
        FieldKind::Time => time(raw).map(|time| time.format("%H:%M").to_string()),
        FieldKind::Year => year(raw, today),
        FieldKind::Sex => match raw.trim().to_uppercase().as_str() {
            sex @ ("M" | "F") => Ok(sex.to_owned()),
            _ => Err(Bilingual::new("Scegliere M o F.", "Choose M or F.")),
        },
        FieldKind::TaxCode => {
            let code: String = raw.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
            if tax_code::is_sound(&code) {
                return Ok(code);
            }
            Err(Bilingual::new(
                "Il codice fiscale non torna: sono 16 caratteri (o 11 cifre); ricopiarlo dalla tessera.",
                "The tax code does not add up: 16 characters (or 11 digits); copy it from the card.",
            ))
        }
        FieldKind::Choice { options } => {
            match options.iter().find(|one| one.value.eq_ignore_ascii_case(raw.trim())) {
                Some(one) => Ok(one.value.clone()),
                None => Err(Bilingual::new("Scegliere una delle voci.", "Choose one of the options.")),
            }
        }
    }
}

fn in_the_future() -> Bilingual {
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

fn year(raw: &str, today: NaiveDate) -> Result<String, Bilingual> {
    let raw = raw.trim();
    let year = (raw.len() == 4 && raw.bytes().all(|c| c.is_ascii_digit()))
        .then(|| raw.parse::<i32>().ok())
        .flatten();
    match year {
        Some(year) if (1850..=today.year()).contains(&year) => Ok(raw.to_owned()),
        _ => Err(Bilingual::new(
            "Scrivere un anno di quattro cifre, non futuro.",
            "Type a year of four digits, not in the future.",
        )),
    }
}

/// A canonical value as it is printed, whatever the sex.
pub fn printed(kind: &FieldKind, value: &str) -> String {
    printed_for(kind, value, Sex::Unstated)
}

/// A canonical value as it is printed of somebody of this sex.
pub fn printed_for(kind: &FieldKind, value: &str, sex: Sex) -> String {
    match kind {
        FieldKind::Date { .. } => value.parse().map_or_else(|_| value.to_owned(), long_partial_date),
        FieldKind::Name => capitals(value),
        FieldKind::Choice { options } => options
            .iter()
            .find(|one| one.value == value)
            .map_or_else(|| value.to_owned(), |one| one.printed.fill_plain(sex, &|_| String::new())),
        FieldKind::Members => members::in_words(value),
        _ => value.to_owned(),
    }
}

/// `9 marzo 1984`, `marzo 1984 (giorno non noto)`, `1984 (giorno e mese non noti)`.
pub fn long_partial_date(date: PartialDate) -> String {
    match date {
        PartialDate::Day(day) => long_date(day),
        PartialDate::Month(day) => format!("{} {} (giorno non noto)", month(day), day.year()),
        PartialDate::Year(day) => format!("{} (giorno e mese non noti)", day.year()),
    }
}

/// Capitals letter by letter; a letter whose capital would be two (ß) stays, so that no spelling changes.
pub fn capitals(value: &str) -> String {
    value
        .chars()
        .map(|c| {
            let mut upper = c.to_uppercase();
            match (upper.next(), upper.next()) {
                (Some(one), None) => one,
                _ => c,
            }
        })
        .collect()
}

/// `9 marzo 1984`; the first of a month is `1º`.
pub fn long_date(day: NaiveDate) -> String {
    let ordinal = if day.day() == 1 { "º" } else { "" };
    format!("{}{ordinal} {} {}", day.day(), month(day), day.year())
}

/// The months in Italian.
pub(super) const MONTHS: [&str; 12] = [
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

fn month(day: NaiveDate) -> &'static str {
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
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn field(kind: FieldKind, presence: Presence) -> Field {
        let nothing = Bilingual::new("", "");
        Field { id: "f".into(), label: nothing.clone(), hint: nothing, kind, presence }
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

    #[test]
    fn what_happened_did_not_happen_tomorrow() {
        let born = field(FieldKind::Date { days: Days::Past }, Presence::Required);
        assert_eq!(read(&born, "21/11/2026", day(2026, 11, 21)).unwrap(), "2026-11-21");
        assert!(read(&born, "22/11/2026", day(2026, 11, 21)).is_err());
    }

    #[test]
    fn a_birth_date_is_read_as_far_as_it_is_known() {
        let today = day(2026, 11, 21);
        for (raw, kept) in [
            ("14/03/1984", "1984-03-14"),
            ("00/03/1984", "1984-03"),
            ("3/1984", "1984-03"),
            ("1984-03", "1984-03"),
            ("00/00/1984", "1984"),
            (" 1984 ", "1984"),
        ] {
            assert_eq!(String::from(birth_date(raw, today).unwrap()), kept, "{raw}");
        }
        for raw in
            ["", "84", "13/1984", "00/13/1984", "30/02/1984", "12/2026", "2027", "14/00/1984", "1/2/3/4"]
        {
            assert!(birth_date(raw, today).is_err(), "{raw}");
        }
        let kind = FieldKind::Date { days: Days::Birth };
        assert_eq!(printed(&kind, "1984-03"), "marzo 1984 (giorno non noto)");
        assert_eq!(printed(&kind, "1984"), "1984 (giorno e mese non noti)");
    }

    #[test]
    fn empty_is_refused_only_where_it_must_not_be() {
        assert!(read(&field(FieldKind::Name, Presence::Required), "  ", day(2026, 1, 1)).is_err());
        assert_eq!(read(&field(FieldKind::Name, Presence::Optional), "  ", day(2026, 1, 1)).unwrap(), "");
    }

    #[test]
    fn papers_spell_days_out() {
        assert_eq!(printed(&FieldKind::Date { days: Days::Past }, "1984-03-09"), "9 marzo 1984");
        assert_eq!(weekday_date(day(2026, 8, 1)), "sabato 1º agosto 2026");
        assert_eq!(printed(&FieldKind::Time, "09:05"), "09:05");
        assert_eq!(printed(&FieldKind::Name, "Strauß Župančič"), "STRAUß ŽUPANČIČ");
    }

    proptest! {
        #[test]
        fn a_canonical_value_reads_the_same_again(raw in "\\PC{0,30}|[0-9]{1,4}[/.:-][0-9]{1,2}[/.-][0-9]{4}|[0-9:]{0,5}") {
            let today = day(2026, 11, 21);
            for kind in [
                FieldKind::Name, FieldKind::Place, FieldKind::Time, FieldKind::Year, FieldKind::Sex,
                FieldKind::TaxCode, FieldKind::Text { max: 20 }, FieldKind::Date { days: Days::Any },
                FieldKind::Date { days: Days::Birth }, FieldKind::Members,
            ] {
                let field = field(kind, Presence::Optional);
                if let Ok(value) = read(&field, &raw, today) {
                    prop_assert_eq!(read(&field, &value, today).unwrap(), value);
                }
            }
        }
    }
}
