//! One reader for each kind of field, from what was typed to the canonical value, and one way of printing it. Every
//! message says what to do and never repeats the value.

use crate::time::dates::{birth_date, date, in_the_future, long_partial_date, time};
use chrono::{Datelike, NaiveDate};

use super::form::{Days, Field, FieldKind, Presence};
use crate::person::{members, tax_code};
use crate::text::bilingual::Bilingual;
use crate::text::lines;
use crate::text::template::Sex;

/// Reads what was typed into a field. Empty means empty. `today` is the local day.
pub fn read(field: &Field, raw: &str, today: NaiveDate) -> Result<String, Bilingual> {
    let value = if raw.trim().is_empty() { String::new() } else { read_kind(&field.kind, raw, today)? };
    match field.presence {
        Presence::Required if value.is_empty() => Err(lines::missing()),
        _ => Ok(value),
    }
}

fn read_kind(kind: &FieldKind, raw: &str, today: NaiveDate) -> Result<String, Bilingual> {
    match kind {
        FieldKind::Text { max } => lines::line(raw, usize::from(*max)),
        FieldKind::Name => lines::name(raw),
        FieldKind::Place => lines::place(raw),
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
            sex @ ("M" | "F" | "N") => Ok(sex.to_owned()),
            _ => Err(Bilingual::new(
                "Scegliere M o F; «non indicato» dove l’anagrafe non lo dice.",
                "Choose M or F; “not stated” where the registry does not say.",
            )),
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
        // As the national registry writes that it does not say.
        FieldKind::Sex if value == "N" => "non indicato".to_owned(),
        _ => value.to_owned(),
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
    fn nobody_is_asked_for_a_sex_that_the_registry_does_not_say() {
        let sex = field(FieldKind::Sex, Presence::Required);
        assert_eq!(read(&sex, " n ", day(2026, 1, 1)).unwrap(), "N");
        assert_eq!(printed(&FieldKind::Sex, "N"), "non indicato");
        assert!(read(&sex, "X", day(2026, 1, 1)).is_err() && read(&sex, "", day(2026, 1, 1)).is_err());
    }

    #[test]
    fn papers_spell_days_out() {
        assert_eq!(printed(&FieldKind::Date { days: Days::Past }, "1984-03-09"), "9 marzo 1984");
        assert_eq!(crate::time::dates::weekday_date(day(2026, 8, 1)), "sabato 1º agosto 2026");
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
