//! A delivery of the registry as of now: the columns of an extract, and until when each person's identity card is valid. Read
//! once, at the centre; never kept at a station.

use std::io::Read;

use chrono::NaiveDate;

use super::column::Column;
use super::encoding::Encoding;
use super::records::{Record, Records};
use domain::person::person::Person;
use domain::text::bilingual::Bilingual;

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
    #[error("not a CSV file in UTF-8")]
    Unreadable,
    /// No column with tax codes.
    #[error("the column “codice_fiscale” is missing")]
    NoTaxCodes,
}

impl RegistryError {
    /// In words, with what to do.
    pub fn told(&self) -> Bilingual {
        match self {
            Self::Unreadable => Bilingual::new(
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
    let mut file = Vec::new();
    input.read_to_end(&mut file).map_err(|_| RegistryError::Unreadable)?;
    let encoding = Encoding::of(&file).ok_or(RegistryError::Unreadable)?;
    let mut records = Records::new(&file, b';');
    let header = records.next().ok_or(RegistryError::NoTaxCodes)?;
    let mut columns: Vec<(Option<Column>, bool)> = Vec::new();
    for name in &header.fields {
        let name = encoding.read(name).ok_or(RegistryError::Unreadable)?;
        columns.push((Column::named(&name), name.trim().eq_ignore_ascii_case(CARD_UNTIL)));
    }
    if !columns.iter().any(|(column, _)| *column == Some(Column::TaxCode)) {
        return Err(RegistryError::NoTaxCodes);
    }
    let mut now = RegistryNow::default();
    for record in records {
        match row(&columns, &record, encoding) {
            Some(person) => now.people.push(person),
            None if now.left_out.len() < TOLD => now.left_out.push(record.line),
            None => {}
        }
    }
    Ok(now)
}

fn row(
    columns: &[(Option<Column>, bool)],
    record: &Record<'_>,
    encoding: Encoding,
) -> Option<(Person, Option<NaiveDate>)> {
    if record.fields.len() != columns.len() {
        return None;
    }
    let mut person = Person { sex: "N".to_owned(), ..Person::default() };
    let mut card = None;
    for ((column, is_card), value) in columns.iter().zip(&record.fields) {
        let value = encoding.read(value)?;
        if *is_card && !value.trim().is_empty() {
            let text = value.trim();
            card = Some(text.parse().or_else(|_| NaiveDate::parse_from_str(text, "%d/%m/%Y")).ok()?);
        }
        if let Some(column) = column {
            column.read(&mut person, &value).ok()?;
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
