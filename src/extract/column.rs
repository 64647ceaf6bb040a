//! The columns taken over from a delivery: all others stay behind. A page of the sealed file holds the same columns, in
//! this order.

use chrono::{Datelike as _, NaiveDate};

use domain::person::kinship::{civil_status, kinship};
use domain::person::person::{Certifiable, Person};
use domain::person::tax_code;
use domain::text::bilingual::Bilingual;
use domain::text::lines;
use domain::time::dates::{birth_date, date};
use domain::time::partial_date::PartialDate;

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident = $header:literal;)*) => {
        /// A column of the extract.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Column { $($(#[$doc])* $name),* }

        impl Column {
            /// All, in the order of the sealed file.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its name in the first line of a delivery.
            pub fn header(self) -> &'static str {
                match self { $(Self::$name => $header),* }
            }
        }
    };
}

columns! {
    /// Tax code.
    TaxCode = "codice_fiscale";
    /// Surname.
    Surname = "cognome";
    /// Given names.
    GivenNames = "nome";
    /// Number of the family sheet.
    Family = "famiglia";
    /// `M`, `F`, `N`.
    Sex = "sesso";
    /// Birth date.
    BirthDate = "data_nascita";
    /// Birthplace as printed.
    BirthPlace = "luogo_nascita";
    /// Belfiore code of the birthplace.
    BirthPlaceCode = "codice_luogo_nascita";
    /// Act of birth.
    BirthAct = "atto_nascita";
    /// Citizenship.
    Citizenship = "cittadinanza";
    /// Address.
    Address = "indirizzo";
    /// Day since when resident there.
    ResidentSince = "residente_dal";
    /// Civil status, ANPR code.
    CivilStatus = "stato_civile";
    /// Spouse.
    Spouse = "coniuge";
    /// Day of the marriage.
    MarriedOn = "data_matrimonio";
    /// Place of the marriage.
    MarriedAt = "luogo_matrimonio";
    /// Kinship, ANPR code.
    Kinship = "parentela";
    /// ANPR's certificabilità.
    Certifiable = "certificabilita";
    /// Open procedure.
    OpenProcedure = "procedimento_aperto";
    /// Day of death.
    DiedOn = "data_decesso";
    /// Day of removal.
    RemovedOn = "data_cancellazione";
}

/// From this year on a day of something that happened is none.
const NEVER: i32 = 2100;
/// Days that programs write where they have none: the first of several calendars and databases.
const TECHNICAL: [(i32, u32, u32); 5] =
    [(1, 1, 1), (1753, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1)];

/// Longest text of a column that is neither a name nor a place.
const LINE: usize = 120;

impl Column {
    /// The column a header names; case, blanks, accents and signs do not matter.
    pub fn named(header: &str) -> Option<Self> {
        let plain = |text: &str| -> String {
            domain::text::names::fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
        };
        let header = plain(header);
        Self::ALL.iter().copied().find(|column| plain(column.header()) == header)
    }

    /// Whether a value of this column is a day that stands for none: how suites write that nothing has ended.
    pub fn is_never(self, value: &str) -> bool {
        let ends = matches!(self, Self::DiedOn | Self::RemovedOn);
        if !ends && !matches!(self, Self::ResidentSince | Self::MarriedOn) {
            return false;
        }
        let figures: Vec<u32> = value
            .split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .map(|part| part.parse().unwrap_or(u32::MAX))
            .collect();
        match figures.as_slice() {
            // `00/00/0000`
            [0, 0, 0, ..] => true,
            // With a time behind it, and without.
            _ => date(value.split([' ', 'T']).next().unwrap_or_default()).is_ok_and(|day| {
                day.year() >= NEVER || ends && TECHNICAL.contains(&(day.year(), day.month(), day.day()))
            }),
        }
    }

    /// Reads a value of this column into a person. An empty one leaves it unknown, and so does a day that means none.
    pub fn read(self, person: &mut Person, value: &str) -> Result<(), Bilingual> {
        let value = value.trim();
        if value.is_empty() || self.is_never(value) {
            return Ok(());
        }
        match self {
            Self::TaxCode => person.tax_code = Some(code(value)?),
            Self::Surname => person.surname = lines::name_as_delivered(value)?,
            Self::GivenNames => person.given_names = lines::name_as_delivered(value)?,
            Self::Family => person.family = Some(lines::line(value, 30)?),
            Self::Sex => person.sex = sex(value)?,
            Self::BirthDate => person.birth_date = Some(partial(value)?),
            Self::BirthPlace => person.birth_place = lines::place_as_delivered(value)?,
            Self::BirthPlaceCode => person.birth_place_code = Some(belfiore(value)?),
            Self::BirthAct => person.birth_act = Some(lines::line(value, LINE)?),
            Self::Citizenship => person.citizenship = lines::line(value, LINE)?,
            Self::Address => person.address = lines::line(value, LINE)?,
            Self::ResidentSince => person.resident_since = Some(day(value)?),
            Self::CivilStatus => {
                person.civil_status = Some(number(value, |code| civil_status(code, "N").is_some())?);
            }
            Self::Spouse => person.spouse = Some(lines::line(value, LINE)?),
            Self::MarriedOn => person.married_on = Some(day(value)?),
            Self::MarriedAt => person.married_at = Some(lines::place_as_delivered(value)?),
            Self::Kinship => person.kinship = Some(number(value, |code| kinship(code, "N").is_some())?),
            Self::Certifiable => person.certifiable = Some(certifiable(value)?),
            Self::OpenProcedure => person.open_procedure = Some(yes_or_no(value)?),
            Self::DiedOn => person.died_on = Some(day(value)?),
            Self::RemovedOn => person.removed_on = Some(day(value)?),
        }
        Ok(())
    }

    /// The value of this column as the sealed file keeps it: what [`Column::read`] reads the same again.
    pub fn kept(self, person: &Person) -> String {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let number = |code: Option<u8>| code.map(|code| code.to_string()).unwrap_or_default();
        match self {
            Self::TaxCode => text(&person.tax_code),
            Self::Surname => person.surname.clone(),
            Self::GivenNames => person.given_names.clone(),
            Self::Family => text(&person.family),
            Self::Sex => person.sex.clone(),
            Self::BirthDate => person.birth_date.map(String::from).unwrap_or_default(),
            Self::BirthPlace => person.birth_place.clone(),
            Self::BirthPlaceCode => text(&person.birth_place_code),
            Self::BirthAct => text(&person.birth_act),
            Self::Citizenship => person.citizenship.clone(),
            Self::Address => person.address.clone(),
            Self::ResidentSince => day(person.resident_since),
            Self::CivilStatus => number(person.civil_status),
            Self::Spouse => text(&person.spouse),
            Self::MarriedOn => day(person.married_on),
            Self::MarriedAt => text(&person.married_at),
            Self::Kinship => number(person.kinship),
            Self::Certifiable => number(person.certifiable.map(|certifiable| certifiable as u8)),
            Self::OpenProcedure => match person.open_procedure {
                Some(true) => "S".to_owned(),
                Some(false) => "N".to_owned(),
                None => String::new(),
            },
            Self::DiedOn => day(person.died_on),
            Self::RemovedOn => day(person.removed_on),
        }
    }
}

/// A person as one line of a page: the columns in order, between tabulators.
pub(super) fn line_of(person: &Person) -> String {
    Column::ALL.iter().map(|column| column.kept(person)).collect::<Vec<_>>().join("\t")
}

/// The person of a line; `None` if it was not made by [`line_of`].
pub(super) fn person_of(line: &str) -> Option<Person> {
    let mut person = Person { sex: "N".to_owned(), ..Person::default() };
    let mut values = line.split('\t');
    for column in Column::ALL {
        column.read(&mut person, values.next()?).ok()?;
    }
    values.next().is_none().then_some(person)
}

fn code(value: &str) -> Result<String, Bilingual> {
    let code = tax_code::normalise(value);
    if (11..=16).contains(&code.len()) && code.bytes().all(|c| c.is_ascii_alphanumeric()) {
        return Ok(code);
    }
    Err(Bilingual::new(
        "Codice fiscale: da 11 a 16 lettere e cifre.",
        "Tax code: 11 to 16 letters and digits.",
    ))
}

fn belfiore(value: &str) -> Result<String, Bilingual> {
    let code = value.to_uppercase();
    let bytes = code.as_bytes();
    if bytes.len() == 4 && bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_digit) {
        return Ok(code);
    }
    Err(Bilingual::new(
        "Codice Belfiore: una lettera e tre cifre, come G535.",
        "Belfiore code: a letter and three digits, such as G535.",
    ))
}

fn sex(value: &str) -> Result<String, Bilingual> {
    match value.to_uppercase().as_str() {
        sex @ ("M" | "F" | "N") => Ok(sex.to_owned()),
        _ => Err(Bilingual::new("Sesso: M, F o N.", "Sex: M, F or N.")),
    }
}

/// `1987-03-14`, `14/03/1987`, `14-03-1987`; where the day or the month is not known `00/03/1987`, `03/1987`, `1987`. What a
/// program wrote behind the day, a time, does not matter.
fn partial(value: &str) -> Result<PartialDate, Bilingual> {
    let value =
        value.split_once([' ', 'T']).map_or(value, |(day, time)| if is_time(time) { day } else { value });
    let turned = value.split('/').rev().collect::<Vec<_>>().join("-");
    turned.parse().or_else(|_| birth_date(value, NaiveDate::MAX)).map_err(|_| no_day())
}

/// `00:00`, `00:00:00.000`
fn is_time(text: &str) -> bool {
    text.contains(':') && text.bytes().all(|c| c.is_ascii_digit() || matches!(c, b':' | b'.' | b'Z'))
}

fn day(value: &str) -> Result<NaiveDate, Bilingual> {
    match partial(value)? {
        PartialDate::Day(day) => Ok(day),
        PartialDate::Month(_) | PartialDate::Year(_) => Err(no_day()),
    }
}

fn no_day() -> Bilingual {
    Bilingual::new("Data: gg/mm/aaaa oppure aaaa-mm-gg.", "Date: dd/mm/yyyy or yyyy-mm-dd.")
}

fn number(value: &str, known: fn(u8) -> bool) -> Result<u8, Bilingual> {
    value.parse().ok().filter(|code| known(*code)).ok_or_else(|| {
        Bilingual::new("Codice non previsto dalla tabella ANPR.", "Not a code of ANPR’s table.")
    })
}

fn certifiable(value: &str) -> Result<Certifiable, Bilingual> {
    Ok(match value {
        "0" => Certifiable::Nothing,
        "1" => Certifiable::ResidenceAndFamily,
        "2" => Certifiable::Everything,
        "3" => Certifiable::NotRegistrable,
        "4" => Certifiable::UnderGuardianship,
        _ => return Err(Bilingual::new("Certificabilità: da 0 a 4.", "Certifiability: from 0 to 4.")),
    })
}

fn yes_or_no(value: &str) -> Result<bool, Bilingual> {
    match value.to_uppercase().as_str() {
        "S" | "SI" | "SÌ" | "1" => Ok(true),
        "N" | "NO" | "0" => Ok(false),
        _ => Err(Bilingual::new("Scrivere S o N.", "Write S or N.")),
    }
}
