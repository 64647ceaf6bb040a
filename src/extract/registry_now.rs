//! A delivery of the registry as of now: the columns of an extract, and until when each person's identity card is valid. Read
//! once, at the centre; never kept at a station.

use std::io::Read;

use chrono::NaiveDate;

use super::column::Column;
use super::line_ends::LineEnds;
use crate::domain::person::person::Person;
use crate::domain::text::bilingual::Bilingual;

/// The column that says until when the identity card is valid.
pub const CARD_UNTIL: &str = "carta_scadenza";

/// What was read.
#[derive(Debug, Default)]
pub struct RegistryNow {
    /// People, and the last day of the identity card they hold.
    pub people: Vec<(Person, Option<NaiveDate>)>,
    /// Lines that could not be read; the first thousand.
    pub left_out: Vec<u64>,
}

/// Why nothing could be read.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The file cannot be read, or is not CSV in UTF-8.
    #[error("not a CSV file in UTF-8: {0}")]
    Unreadable(#[source] csv::Error),
    /// No column with tax codes.
    #[error("the column “codice_fiscale” is missing")]
    NoTaxCodes,
}

impl RegistryError {
    /// In words, with what to do.
    pub fn told(&self) -> Bilingual {
        match self {
            Self::Unreadable(_) => Bilingual::new(
                "Il file non si legge: esportarlo in CSV, UTF-8, con i nomi delle colonne nella prima riga.",
                "The file cannot be read: export it as CSV, UTF-8, with the names of the columns in the first line.",
            ),
            Self::NoTaxCodes => Bilingual::new(
                "Manca la colonna «codice_fiscale»: senza, nessuna persona si ritrova.",
                "The column “codice_fiscale” is missing: without it nobody can be found.",
            ),
        }
    }
}

/// Lines named one by one.
const TOLD: usize = 1000;

/// Reads a delivery, separated by semicolons.
pub fn read(input: &mut dyn Read) -> Result<RegistryNow, RegistryError> {
    let ends = LineEnds::default();
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').flexible(true).from_reader(ends.of(input));
    let header = reader.headers().map_err(RegistryError::Unreadable)?.clone();
    let columns: Vec<(Option<Column>, bool)> = header
        .iter()
        .map(|name| {
            let name = name.trim_start_matches('\u{feff}');
            (Column::named(name), name.trim().eq_ignore_ascii_case(CARD_UNTIL))
        })
        .collect();
    if !columns.iter().any(|(column, _)| *column == Some(Column::TaxCode)) {
        return Err(RegistryError::NoTaxCodes);
    }
    let mut now = RegistryNow::default();
    for record in reader.byte_records() {
        let record = record.map_err(RegistryError::Unreadable)?;
        let line = ends.line(&record);
        match row(&columns, &record) {
            Some(person) => now.people.push(person),
            None if now.left_out.len() < TOLD => now.left_out.push(line),
            None => {}
        }
    }
    Ok(now)
}

fn row(columns: &[(Option<Column>, bool)], record: &csv::ByteRecord) -> Option<(Person, Option<NaiveDate>)> {
    if record.len() != columns.len() {
        return None;
    }
    let mut person = Person { sex: "N".to_owned(), ..Person::default() };
    let mut card = None;
    for ((column, is_card), value) in columns.iter().zip(record) {
        let value = std::str::from_utf8(value).ok()?;
        if *is_card && !value.trim().is_empty() {
            let text = value.trim();
            card = Some(text.parse().or_else(|_| NaiveDate::parse_from_str(text, "%d/%m/%Y")).ok()?);
        }
        if let Some(column) = column {
            column.read(&mut person, value).ok()?;
        }
    }
    Some((person, card))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_come_with_the_end_of_their_card_and_bad_lines_are_named() {
        let csv = "codice_fiscale;cognome;nome;carta_scadenza;data_decesso\nRSSMRA80A01H501U;Rossi;Mario;31/12/2030;\nBAD;x\nVRDLGU70A01F205X;Verdi;Luigi;;2026-11-01\n";
        let now = read(&mut csv.as_bytes()).unwrap();
        assert_eq!(now.people.len(), 2);
        assert_eq!(now.people[0].1, NaiveDate::from_ymd_opt(2030, 12, 31));
        assert_eq!(now.people[1].0.died_on, NaiveDate::from_ymd_opt(2026, 11, 1));
        assert_eq!(now.left_out, [3]);
        assert!(matches!(read(&mut &b"nome\nx\n"[..]), Err(RegistryError::NoTaxCodes)));
    }
}
