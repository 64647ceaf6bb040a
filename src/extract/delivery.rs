//! A CSV file as a registry suite exports it → persons in order. A bad row is told and left out; the rest is taken over.

use std::io::{self, Read};

use crate::domain::person::person::Person;
use crate::domain::person::tax_code;
use crate::domain::text::bilingual::Bilingual;
use crate::domain::text::lines;
use crate::domain::text::names::fold;

use super::column::{Column, line_of};
use super::error::ExtractError;
use super::line_ends::LineEnds;

/// As many problems are told one by one; all are counted.
const TOLD: usize = 200;
/// Bytes looked at to tell the separator.
const FIRST_LINE: u64 = 64 * 1024;
/// Rows between two reports of progress.
const STEP: u64 = 1000;

/// A delivery that was read.
#[derive(Debug, Default)]
pub struct Delivery {
    /// One line a person, in the order of names.
    pub(super) lines: Vec<String>,
    /// Rows in the file, without the header.
    pub rows: u64,
    /// Rows left out.
    pub left_out: u64,
    /// Rows taken over though something in them is odd.
    pub odd: u64,
    /// What was wrong, in the order of the file; the first 200.
    pub problems: Vec<RowProblem>,
    /// Columns the file lacks.
    pub lacking: Vec<Column>,
    /// Headers of columns that were not taken over.
    pub ignored: Vec<String>,
}

/// Something about one row. Nothing of what stands in it is repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// Line of the file, from 1.
    pub line: u64,
    /// Column, where it is about one.
    pub column: Option<Column>,
    /// What is wrong.
    pub told: Bilingual,
    /// Whether the row was left out for it.
    pub left_out: bool,
}

impl Delivery {
    /// Reads a delivery: UTF-8, first line with the names of the columns, separated by semicolons, commas or tabulators.
    pub fn read(csv: &mut dyn Read, progress: &dyn Fn(u64)) -> Result<Self, ExtractError> {
        let mut beginning = Vec::new();
        (&mut *csv).take(FIRST_LINE).read_to_end(&mut beginning).map_err(ExtractError::Delivered)?;
        let text = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&beginning);
        let ends = LineEnds::default();
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator(text))
            .flexible(true)
            .from_reader(ends.of(io::Read::chain(text, csv)));
        let (columns, mut delivery) = header(&mut reader)?;
        let mut persons: Vec<(String, String)> = Vec::new();
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).map_err(unreadable)? {
            delivery.rows += 1;
            let line = ends.line(&record);
            if let Some(person) = delivery.row(&columns, &record, line) {
                persons.push((order(&person), line_of(&person)));
            }
            if delivery.rows.is_multiple_of(STEP) {
                progress(delivery.rows);
            }
        }
        if persons.is_empty() {
            return Err(ExtractError::Empty);
        }
        persons.sort_unstable();
        delivery.lines = persons.into_iter().map(|(_, line)| line).collect();
        Ok(delivery)
    }

    /// Persons taken over.
    pub fn residents(&self) -> u64 {
        self.lines.len() as u64
    }

    fn row(&mut self, columns: &[Option<Column>], record: &csv::ByteRecord, line: u64) -> Option<Person> {
        if record.len() != columns.len() {
            let (found, due) = (record.len(), columns.len());
            return self.leave_out(
                line,
                None,
                Bilingual::new(
                    format!("La riga ha {found} campi invece di {due}."),
                    format!("The row has {found} fields instead of {due}."),
                ),
            );
        }
        let mut person = Person { sex: "N".to_owned(), ..Person::default() };
        for (column, value) in
            columns.iter().zip(record).filter_map(|(column, value)| Some(((*column)?, value)))
        {
            let Ok(value) = std::str::from_utf8(value) else {
                return self.leave_out(
                    line,
                    Some(column),
                    Bilingual::new(
                        "Caratteri non UTF-8: esportare il file in UTF-8.",
                        "Not UTF-8: export the file as UTF-8.",
                    ),
                );
            };
            if let Err(told) = column.read(&mut person, value) {
                return self.leave_out(line, Some(column), told);
            }
            if !lines::is_of_one_alphabet(value) {
                self.odd += 1;
                self.tell(RowProblem {
                    line,
                    column: Some(column),
                    told: lines::two_alphabets(),
                    left_out: false,
                });
            }
        }
        if person.surname.is_empty() && person.given_names.is_empty() {
            let told = Bilingual::new("Né cognome né nome.", "Neither surname nor given names.");
            return self.leave_out(line, Some(Column::Surname), told);
        }
        if person.tax_code.as_deref().is_some_and(|code| !tax_code::is_sound(code)) {
            self.odd += 1;
            let told = Bilingual::new(
                "Il carattere di controllo del codice fiscale non torna: la riga è stata presa com’è.",
                "The check character of the tax code is wrong: the row was taken as it is.",
            );
            self.tell(RowProblem { line, column: Some(Column::TaxCode), told, left_out: false });
        }
        Some(person)
    }

    fn leave_out(&mut self, line: u64, column: Option<Column>, told: Bilingual) -> Option<Person> {
        self.left_out += 1;
        self.tell(RowProblem { line, column, told, left_out: true });
        None
    }

    fn tell(&mut self, problem: RowProblem) {
        if self.problems.len() < TOLD {
            self.problems.push(problem);
        }
    }
}

/// What persons are ordered by: homonyms stand together, the older first.
fn order(person: &Person) -> String {
    let born = person.birth_date.map(String::from).unwrap_or_default();
    format!("{}\t{}\t{born}", fold(&person.surname), fold(&person.given_names))
}

/// The sign that stands most often in the first line.
fn separator(text: &[u8]) -> u8 {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let times = |sign: u8| line.split(|byte| *byte == sign).count();
    [b',', b'\t', b';'].into_iter().max_by_key(|sign| times(*sign)).unwrap_or(b';')
}

/// The columns in the order of the file, and what the header alone tells.
fn header<R: Read>(reader: &mut csv::Reader<R>) -> Result<(Vec<Option<Column>>, Delivery), ExtractError> {
    let header = reader.byte_headers().map_err(unreadable)?.clone();
    let mut columns = Vec::new();
    let mut delivery = Delivery::default();
    for name in &header {
        let name = std::str::from_utf8(name).map_err(|_| ExtractError::NotUtf8)?;
        let column = Column::named(name);
        match column {
            Some(column) if columns.contains(&Some(column)) => {
                return Err(ExtractError::ColumnTwice(column.header()));
            }
            Some(_) => {}
            None => delivery.ignored.push(name.trim().chars().take(60).collect()),
        }
        columns.push(column);
    }
    if columns.iter().all(Option::is_none) {
        return Err(ExtractError::NoHeader);
    }
    for needed in [Column::Surname, Column::GivenNames] {
        if !columns.contains(&Some(needed)) {
            return Err(ExtractError::ColumnMissing(needed.header()));
        }
    }
    delivery.lacking =
        Column::ALL.iter().copied().filter(|column| !columns.contains(&Some(*column))).collect();
    Ok((columns, delivery))
}

fn unreadable(error: csv::Error) -> ExtractError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => ExtractError::Delivered(error),
        csv::ErrorKind::Utf8 { .. } => ExtractError::NotUtf8,
        _ => ExtractError::NoHeader,
    }
}
