//! A CSV file as a registry suite exports it → persons in order. A bad row is told and left out; the rest is taken over.

use std::borrow::Cow;

use domain::person::person::Person;
use domain::person::tax_code;
use domain::text::bilingual::Bilingual;
use domain::text::lines;
use domain::text::names::fold;

use super::column::{Column, line_of};
use super::encoding::{self, Encoding};
use super::error::ExtractError;
use super::families::Families;
use super::reasons::{Reason, Reasons};
use super::records::{Record, Records};

/// As many problems are told one by one; all are counted.
const TOLD: usize = 200;
/// Bytes looked at to tell the separator.
const FIRST_LINE: usize = 64 * 1024;
/// Rows between two reports of progress.
const STEP: u64 = 1000;
/// So many words are shown of those that were written in another way.
const WORDS: usize = 6;

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
    /// Lines that stand inside a cell between quotes: no rows of their own.
    pub inner_lines: u64,
    /// How its letters are written.
    pub encoding: Encoding,
    /// Values that had been decoded once too often, and were put right.
    pub mended: u64,
    /// A few words with letters that such a file writes in its own way, as they were read: only a person sees whether rightly.
    pub words: Vec<String>,
    /// People without the family key that the file gives them, for it groups strangers.
    pub without_family: u64,
    /// People who died or were removed.
    pub gone: u64,
    /// What was wrong, counted by reason, the commonest first.
    pub reasons: Vec<Reason>,
    /// What was wrong, in the order of the file; the first 200.
    pub problems: Vec<RowProblem>,
    /// Columns the file lacks.
    pub lacking: Vec<Column>,
    /// Headers of columns that were not taken over.
    pub ignored: Vec<String>,
    counted: Reasons,
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
    /// Reads a delivery: first line with the names of the columns, separated by semicolons, commas or tabulators; in UTF-8, or
    /// told to be in another encoding.
    pub fn read(csv: &[u8], progress: &dyn Fn(u64)) -> Result<Self, ExtractError> {
        let encoding = Encoding::of(csv).ok_or(ExtractError::NotUtf8)?;
        let mut records = Records::new(csv, separator(&csv[..csv.len().min(FIRST_LINE)]));
        let (columns, mut delivery) = header(&records.next().ok_or(ExtractError::NoHeader)?, encoding)?;
        let mut persons: Vec<(String, String)> = Vec::new();
        let mut families = Families::default();
        for record in records {
            delivery.rows += 1;
            delivery.inner_lines += record.more_lines;
            if let Some(person) = delivery.row(&columns, &record) {
                families.take(&person, record.line);
                delivery.gone += u64::from(person.died_on.is_some() || person.removed_on.is_some());
                persons.push((order(&person), line_of(&person)));
            }
            if delivery.rows.is_multiple_of(STEP) {
                progress(delivery.rows);
            }
        }
        delivery.strangers(&families, &mut persons);
        delivery.reasons = std::mem::take(&mut delivery.counted).commonest_first();
        if persons.is_empty() {
            return Err(ExtractError::Empty { rows: delivery.rows, reasons: delivery.reasons });
        }
        persons.sort_unstable();
        delivery.lines = persons.into_iter().map(|(_, line)| line).collect();
        Ok(delivery)
    }

    /// Persons taken over.
    pub fn residents(&self) -> u64 {
        self.lines.len() as u64
    }

    fn row(&mut self, columns: &[Option<Column>], record: &Record<'_>) -> Option<Person> {
        let (found, due) = (record.fields.len(), columns.len());
        // Spreadsheets leave out what is empty at the end of a row, or write too much of it.
        if record.fields.iter().skip(due).any(|value| !value.trim_ascii().is_empty()) {
            let told = Bilingual::new(
                format!("La riga ha {found} campi invece di {due}."),
                format!("The row has {found} fields instead of {due}."),
            );
            return self.leave_out(record.line, None, told);
        }
        let mut person = Person { sex: "N".to_owned(), ..Person::default() };
        let before = self.odd;
        for (column, value) in
            columns.iter().zip(&record.fields).filter_map(|(column, value)| Some(((*column)?, value)))
        {
            let Some(value) = self.letters(value) else {
                let told = Bilingual::new(
                    "Caratteri non UTF-8: esportare il file in UTF-8.",
                    "Not UTF-8: export the file as UTF-8.",
                );
                return self.leave_out(record.line, Some(column), told);
            };
            if column.is_never(&value) {
                self.counted.count(record.line, Some(column), never(), false);
                continue;
            }
            if let Err(told) = column.read(&mut person, &value) {
                self.odd = before;
                return self.leave_out(record.line, Some(column), told);
            }
            if !lines::is_of_one_alphabet(&value) {
                self.doubt(record.line, Some(column), lines::two_alphabets());
            }
        }
        if person.surname.is_empty() && person.given_names.is_empty() {
            self.odd = before;
            let told = Bilingual::new("Né cognome né nome.", "Neither surname nor given names.");
            return self.leave_out(record.line, Some(Column::Surname), told);
        }
        self.look_at(&person, record);
        // However much is odd in it, it is one row.
        self.odd = before + u64::from(self.odd > before);
        Some(person)
    }

    /// What is odd about a row as a whole.
    fn look_at(&mut self, person: &Person, record: &Record<'_>) {
        if record.stray_quote {
            let told = Bilingual::new(
                "Virgolette aperte e mai chiuse: prese per un segno qualunque.",
                "A quote that is never closed: taken for a sign like others.",
            );
            self.doubt(record.line, None, told);
        }
        if person.tax_code.as_deref().is_some_and(|code| !tax_code::is_sound(code)) {
            let told = Bilingual::new(
                "Il carattere di controllo del codice fiscale non torna: la riga è stata presa com’è.",
                "The check character of the tax code is wrong: the row was taken as it is.",
            );
            self.doubt(record.line, Some(Column::TaxCode), told);
        }
    }

    /// A value in letters, put right where it was decoded once too often.
    fn letters<'v>(&mut self, value: &'v [u8]) -> Option<Cow<'v, str>> {
        let text = self.encoding.read(value)?;
        if text.is_ascii() {
            return Some(text);
        }
        if let Some(undone) = encoding::undone(&text) {
            self.mended += 1;
            self.show(&undone);
            return Some(undone.into());
        }
        if self.encoding != Encoding::Utf8 {
            self.show(&text);
        }
        Some(text)
    }

    fn show(&mut self, value: &str) {
        for word in value.split_whitespace().filter(|word| !word.is_ascii()) {
            if self.words.len() < WORDS && !self.words.iter().any(|one| one == word) {
                self.words.push(word.chars().take(24).collect());
            }
        }
    }

    /// Takes the family key away from people whom it would make a family of strangers.
    fn strangers(&mut self, families: &Families, persons: &mut [(String, String)]) {
        let strange = families.strange();
        if strange.is_empty() {
            return;
        }
        let Some(place) = Column::ALL.iter().position(|column| *column == Column::Family) else { return };
        for (_, line) in persons {
            let mut values: Vec<&str> = line.split('\t').collect();
            if values.get(place).is_some_and(|key| !key.is_empty() && !families.believed(key)) {
                values[place] = "";
                *line = values.join("\t");
                self.without_family += 1;
            }
        }
        for line in strange {
            let told = Bilingual::new(
                "La famiglia riunisce estranei (indirizzi diversi, più intestatari, troppe persone, o un numero arrotondato): non usata.",
                "The family joins strangers (several addresses, several heads, too many people, or a rounded number): not used.",
            );
            self.doubt(line, Some(Column::Family), told);
        }
    }

    fn doubt(&mut self, line: u64, column: Option<Column>, told: Bilingual) {
        self.odd += 1;
        self.tell(RowProblem { line, column, told, left_out: false });
    }

    fn leave_out(&mut self, line: u64, column: Option<Column>, told: Bilingual) -> Option<Person> {
        self.left_out += 1;
        self.tell(RowProblem { line, column, told, left_out: true });
        None
    }

    fn tell(&mut self, problem: RowProblem) {
        let RowProblem { line, column, told, left_out } = &problem;
        self.counted.count(*line, *column, told.clone(), *left_out);
        if self.problems.len() < TOLD {
            self.problems.push(problem);
        }
    }
}

fn never() -> Bilingual {
    Bilingual::new(
        "Una data che vuol dire «mai» (come 31/12/9999): presa come nessuna data.",
        "A date that means “never” (such as 31/12/9999): taken for no date.",
    )
}

/// What persons are ordered by: homonyms stand together, the older first.
fn order(person: &Person) -> String {
    let born = person.birth_date.map(String::from).unwrap_or_default();
    format!("{}\t{}\t{born}", fold(&person.surname), fold(&person.given_names))
}

/// The sign that stands most often in the first line.
fn separator(text: &[u8]) -> u8 {
    let line = text.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let times = |sign: u8| line.split(|byte| *byte == sign).count();
    [b',', b'\t', b';'].into_iter().max_by_key(|sign| times(*sign)).unwrap_or(b';')
}

/// The columns in the order of the file, and what the header alone tells.
fn header(header: &Record<'_>, encoding: Encoding) -> Result<(Vec<Option<Column>>, Delivery), ExtractError> {
    let mut columns = Vec::new();
    let mut delivery = Delivery { encoding, ..Delivery::default() };
    for name in &header.fields {
        let name = encoding.read(name).ok_or(ExtractError::NotUtf8)?;
        let column = Column::named(&name);
        match column {
            Some(column) if columns.contains(&Some(column)) => {
                return Err(ExtractError::ColumnTwice(column.header()));
            }
            Some(_) => {}
            None if name.trim().is_empty() => {}
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
