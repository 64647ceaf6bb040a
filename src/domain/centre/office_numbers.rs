//! Ordinary numbers as the protocol office brings them back: a file with one entry a line, and what can be wrong with one.

use chrono::{Datelike as _, NaiveDate};

use crate::ids::number::Number;
use crate::text::bilingual::Bilingual;
use crate::text::office_text;
use crate::text::semicolons::{self, Row};
use crate::time::dates;

use super::proposal::ProposedNumber;

/// Cell of the emergency number.
pub const EMERGENCY: &str = "numero_emergenza";
/// Cell of the ordinary register's code.
pub const REGISTER: &str = "registro_ordinario";
/// Cell of the ordinary number.
pub const NUMBER: &str = "numero_ordinario";
/// Cell of the day of the ordinary registration.
pub const DATE: &str = "data_ordinaria";
/// Cell of its year.
pub const YEAR: &str = "anno_ordinario";
/// Cell of the line in the file of the office, where a page sends back what it showed.
const LINE: &str = "riga";

/// A line that brings a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeLine {
    /// Line of the file, from 1.
    pub line: usize,
    /// Which entry.
    pub emergency: Number,
    /// The ordinary register, where the line names one.
    pub register: Option<String>,
    /// The ordinary number as text.
    pub number: String,
    /// Its day, where the line says it.
    pub date: Option<NaiveDate>,
    /// Its year, where the line says it.
    pub year: Option<u16>,
    /// Number and day or year as they stood in the file.
    pub cells: String,
}

/// A cell that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadCell {
    /// Line of the file, from 1.
    pub line: usize,
    /// Which cell.
    pub cell: &'static str,
    /// What is wrong with it.
    pub told: Bilingual,
}

impl BadCell {
    /// The whole problem: line, cell, what is wrong.
    pub fn told(&self) -> Bilingual {
        let Self { line, cell, told } = self;
        Bilingual::new(
            format!("Riga {line}, {cell}: {}", told.it),
            format!("Line {line}, {cell}: {}", told.en),
        )
    }
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfficeFile {
    /// Lines with a number.
    pub lines: Vec<OfficeLine>,
    /// How many lines have none yet.
    pub empty: usize,
    /// What cannot be read.
    pub bad: Vec<BadCell>,
}

/// Which cell says what.
struct Places {
    emergency: usize,
    number: usize,
    register: Option<usize>,
    date: Option<usize>,
    year: Option<usize>,
    line: Option<usize>,
}

impl Places {
    /// Of the first line, if it names its columns.
    fn of(cells: &[String]) -> Option<Self> {
        let at = |names: &[&str]| {
            cells.iter().position(|cell| names.contains(&cell.trim().to_lowercase().as_str()))
        };
        Some(Self {
            emergency: at(&[EMERGENCY, "idattocartaceo"])?,
            number: at(&[NUMBER])?,
            register: at(&[REGISTER]),
            date: at(&[DATE]),
            year: at(&[YEAR, "anno"]),
            line: at(&[LINE]),
        })
    }

    /// Where none are named: emergency number, ordinary number, day or year.
    const USUAL: Self =
        Self { emergency: 0, number: 1, register: None, date: Some(2), year: None, line: None };
}

/// Whether rows were parted at the right sign: their columns are named, or one begins with an emergency number.
fn makes_sense(rows: &[Row]) -> bool {
    let begins = |row: &Row| row.cells.len() > 1 && row.cells[0].trim().parse::<Number>().is_ok();
    rows.first().is_some_and(|first| Places::of(&first.cells).is_some()) || rows.iter().any(begins)
}

/// Reads a file: a worksheet filled in, or lines of emergency number; ordinary number; day or year, as any spreadsheet writes
/// them (see [`office_text`]); a first line may name the columns.
pub fn read(file: &[u8]) -> OfficeFile {
    let mut rows = office_text::rows(&office_text::decoded(file), makes_sense).into_iter().peekable();
    let named = rows.peek().and_then(|first| Places::of(&first.cells));
    let places = named.map_or(Places::USUAL, |named| {
        rows.next();
        named
    });
    let mut read = OfficeFile::default();
    for row in rows {
        match line(&row, &places) {
            Ok(Some(line)) => read.lines.push(line),
            Ok(None) => read.empty += 1,
            Err(bad) => read.bad.push(bad),
        }
    }
    read
}

/// One line; nothing where it has no number yet.
fn line(row: &Row, places: &Places) -> Result<Option<OfficeLine>, BadCell> {
    let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).map_or("", |cell| cell.trim());
    let at = cell(places.line).parse().unwrap_or(row.line);
    let bad = |cell, (it, en): (&str, &str)| BadCell { line: at, cell, told: Bilingual::new(it, en) };
    let number = cell(Some(places.number)).to_owned();
    if number.is_empty() {
        return Ok(None);
    }
    let emergency = cell(Some(places.emergency)).parse().map_err(|_| bad(EMERGENCY, NO_ENTRY))?;
    let (date, year) = (cell(places.date), cell(places.year));
    let cells = [number.as_str(), date, year].into_iter().filter(|cell| !cell.is_empty());
    let cells = cells.collect::<Vec<_>>().join("; ");
    // Where no column is named, the third may hold either.
    let (date, year) = if year.is_empty() && date.len() == 4 { ("", date) } else { (date, year) };
    let date = match date {
        "" => None,
        text => Some(dates::date(text).map_err(|_| bad(DATE, NO_DAY))?),
    };
    let year = match year {
        "" => None,
        text => Some(text.parse().map_err(|_| bad(YEAR, NO_YEAR))?),
    };
    let register = Some(cell(places.register)).filter(|text| !text.is_empty()).map(str::to_owned);
    Ok(Some(OfficeLine { line: at, emergency, register, number, date, year, cells }))
}

/// Numbers as a page that showed them sends them back: a file like the office's, with the lines they had there, and nothing about
/// people.
pub fn carried(numbers: &[ProposedNumber]) -> String {
    let mut csv = String::new();
    semicolons::push_row(&mut csv, [LINE, EMERGENCY, REGISTER, NUMBER, DATE]);
    for one in numbers {
        let (line, emergency, date) =
            (one.line.to_string(), one.emergency.to_string(), one.date().to_string());
        let cells = [&line, &emergency, &one.ordinary.register, &one.written, &date];
        semicolons::push_row(&mut csv, cells.map(String::as_str));
    }
    csv
}

const NO_ENTRY: (&str, &str) =
    ("non è un numero di emergenza come EM01-2026-0000031.", "no emergency number like EM01-2026-0000031.");
const NO_DAY: (&str, &str) =
    ("manca il giorno, o non si legge: gg/mm/aaaa.", "the day is missing or cannot be read: dd/mm/yyyy.");
const NO_YEAR: (&str, &str) = ("l’anno ha quattro cifre.", "the year has four digits.");

/// That a line says no day, and none was given for all.
pub fn no_day() -> Bilingual {
    Bilingual::new(NO_DAY.0, NO_DAY.1)
}

/// That number or entry stand in the line `first` of the file already, however the number is written there.
pub fn twice(first: usize) -> Bilingual {
    Bilingual::new(
        format!("lo stesso numero, o la stessa registrazione, sta già alla riga {first}."),
        format!("the same number, or the same entry, stands in line {first} already."),
    )
}

/// That a file has no number in it.
pub fn nothing() -> Bilingual {
    Bilingual::new(
        "Nel file non c’è alcun numero: servono numero di emergenza; numero ordinario; data, una registrazione per riga.",
        "There is no number in the file: it takes emergency number; ordinary number; date, one entry a line.",
    )
}

/// Most problems told at once: who mends twenty lines begins anew.
const TOLD_MOST: usize = 20;

/// The first problems, and how many more there are.
pub fn first_of(mut told: Vec<Bilingual>) -> Vec<Bilingual> {
    let more = told.len().saturating_sub(TOLD_MOST);
    told.truncate(TOLD_MOST);
    if more > 0 {
        told.push(Bilingual::new(
            format!("E altre {more} righe da correggere."),
            format!("And {more} more lines to mend."),
        ));
    }
    told
}

/// What is wrong with the day of an ordinary registration of an entry issued on `issued`.
pub fn wrong_day(date: NaiveDate, issued: NaiveDate, today: NaiveDate) -> Option<Bilingual> {
    if date > today {
        return Some(Bilingual::new("il giorno è nel futuro.", "the day is in the future."));
    }
    (date < issued).then(|| {
        let issued = issued.format("%d/%m/%Y");
        Bilingual::new(
            format!("il giorno è prima della registrazione in emergenza ({issued})."),
            format!("the day is before the emergency registration ({issued})."),
        )
    })
}

/// What is wrong with a year that stands beside a day.
pub fn wrong_year(date: NaiveDate, year: u16) -> Option<Bilingual> {
    (date.year() != i32::from(year)).then(|| {
        Bilingual::new(
            "l’anno non è quello della data: controllare entrambi.",
            "the year is not that of the date: check both.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::exchange::OrdinaryNumber;
    use super::*;
    use proptest::prelude::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    #[test]
    fn a_worksheet_filled_in_is_read_by_the_names_of_its_columns() {
        let file = "\u{feff}oggetto;numero_emergenza;registro_ordinario;numero_ordinario;data_ordinaria;anno_ordinario\r\n\
            \"Certificato; di nascita\";em01-2026-0000031;PG;0004711;22/11/2026;2026\r\n\
            Rifiuto;EM01-2026-0000032;;;;\r\n\
            Altro;EM01-2026-0000033;;2026/A-7;2026-11-21;\r\n";
        let read = read(file.as_bytes());
        assert_eq!((read.lines.len(), read.empty, &read.bad), (2, 1, &vec![]));
        let [first, second] = &read.lines[..] else { panic!() };
        assert_eq!((first.line, first.emergency.to_string().as_str()), (2, "EM01-2026-0000031"));
        assert_eq!((first.register.as_deref(), first.number.as_str()), (Some("PG"), "0004711"));
        assert_eq!((first.date, first.year), (Some(day(22)), Some(2026)));
        assert_eq!((second.line, second.register.as_deref(), second.date), (4, None, Some(day(21))));
    }

    #[test]
    fn commas_tabs_and_the_unicode_text_of_a_spreadsheet_are_read_as_semicolons_are() {
        let plain = "EM01-2026-0000001;12/26;22/11/2026\nEM01-2026-0000002;13/26;22/11/2026\n";
        let named = "numero_emergenza;numero_ordinario;data_ordinaria\nEM01-2026-0000001;12/26;22/11/2026\n";
        for text in [plain, named] {
            for sign in [";", ",", "\t"] {
                let text = text.replace(';', sign);
                let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
                for file in [text.clone().into_bytes(), [&[0xFF, 0xFE][..], &wide].concat()] {
                    let read = read(&file);
                    assert_eq!(read.bad, [], "{text:?}");
                    assert_eq!(read.lines[0].number, "12/26");
                    assert_eq!(read.lines[0].cells, "12/26; 22/11/2026");
                    assert_eq!(read.lines[0].date, Some(day(22)));
                }
            }
        }
    }

    #[test]
    fn what_a_page_sends_back_is_read_with_the_lines_it_had() {
        let emergency: Number = "EM01-2026-0000031".parse().unwrap();
        let shown = ProposedNumber {
            line: 14,
            emergency: emergency.clone(),
            entry: "Certificato di nascita".to_owned(),
            ordinary: OrdinaryNumber::new("PG.2", 2026, "-12/26", day(22)).unwrap(),
            written: "-12/26".to_owned(),
            cells: String::new(),
            had: false,
            doubts: Vec::new(),
        };
        let read = read(carried(&[shown]).as_bytes());
        let [line] = &read.lines[..] else { panic!("{read:?}") };
        assert_eq!((line.line, &line.emergency, line.number.as_str()), (14, &emergency, "-12/26"));
        assert_eq!((line.register.as_deref(), line.date), (Some("PG.2"), Some(day(22))));
    }

    #[test]
    fn without_names_the_third_cell_is_a_day_or_a_year() {
        let read = read(b"EM01-2026-0000001;1;22/11/2026\nEM01-2026-0000002;2;2026\nEM01-2026-0000003;3\n");
        let told: Vec<_> = read.lines.iter().map(|line| (line.date, line.year)).collect();
        assert_eq!(told, [(Some(day(22)), None), (None, Some(2026)), (None, None)]);
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line_and_cell() {
        let file = b"EM01-2026-31;1;22/11/2026\n\nEM01-2026-0000002;2;45/11/2026\nnumero_emergenza,numero\n";
        let bad: Vec<_> = read(file).bad.into_iter().map(|bad| (bad.line, bad.cell)).collect();
        assert_eq!(bad, [(1, EMERGENCY), (3, DATE)]);
        let named = b"numero_emergenza;numero_ordinario;anno\nEM01-2026-0000002;2;26/11\n";
        let bad = read(named).bad;
        assert_eq!(bad[0].told().it, "Riga 2, anno_ordinario: l’anno ha quattro cifre.");
    }

    #[test]
    fn days_and_years_are_held_against_the_entry_and_today() {
        assert_eq!(wrong_day(day(22), day(22), day(22)), None);
        assert!(wrong_day(day(21), day(22), day(25)).is_some());
        assert!(wrong_day(day(26), day(22), day(25)).is_some());
        assert_eq!((wrong_year(day(22), 2026), wrong_year(day(22), 2025).is_some()), (None, true));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let read = read(&bytes);
            let told = read.lines.len() + read.empty + read.bad.len();
            prop_assert!(told <= bytes.len() + 1);
        }
    }
}
