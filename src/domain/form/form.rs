//! A form of the catalogue, as read from `forms/*.toml` and checked by `forms`.

use crate::text::bilingual::Bilingual;
use serde::{Deserialize, Serialize};

mod layout;

pub use layout::{Block, Fact, NOT_A_CARD};

use super::entry_kind::EntryKind;
use crate::ids::number::Series;
use crate::ids::value::FieldId;
use crate::office::delegation::Capacity;
use crate::text::template::Template;

/// Name of a form: `birth-certificate`.
pub type FormId = String;

/// A form and its version, as an entry remembers it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FormRef {
    /// Which form.
    pub id: FormId,
    /// Which version of it; a version once used is never changed.
    pub version: u32,
}

/// What a paper is, and so what may and must stand on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// A certificate: exactly one use wording.
    Certificate,
    /// An attestation of this office: never a use wording.
    Attestation,
    /// An authentication or a certified copy: never a use wording.
    Authentication,
    /// A deferral, a reasoned refusal, a call-back slip: never a use wording.
    Notice,
    /// The citizen's own declaration (art. 46): never a use wording, never a number, never a signature of the office.
    Declaration,
}

/// How long a paper holds (DPR 445/2000 art. 41). Certificates print no shorter date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// Facts that cannot change.
    Unlimited,
    /// Six months.
    SixMonths,
    /// So many days, fewer than six months in any case.
    Days(u16),
}

/// A form: what is asked, what is printed, on what legal basis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Name and version.
    pub id: FormRef,
    /// What lists and buttons call it.
    pub name: Bilingual,
    /// What kind of paper it is.
    pub family: Family,
    /// How long it holds.
    pub validity: Validity,
    /// The rule it rests on, in one line.
    pub basis: String,
    /// Which register numbers it.
    pub series: Series,
    /// What it enters the register as; a service paper is no entry and takes no number.
    pub entry: Option<EntryKind>,
    /// In what capacity it is signed; `None` where no officer signs.
    pub capacity: Option<Capacity>,
    /// Who must be identified before it is issued.
    pub identification: Identification,
    /// Whether it bears a photograph.
    pub photograph: PhotographRule,
    /// Whether files of its entries (photographs) go to the centre and are kept there. Without it they stay here until
    /// their time is over.
    pub files_to_centre: bool,
    /// ANPR's codes of what it certifies (table 13), for exclusions and recovery. A form composed of several has several.
    pub codes: Vec<u8>,
    /// Codes that cannot stand on the same sheet.
    pub excludes: Vec<u8>,
    /// What it certifies, as the title of a sheet of several says it: `residenza`. Without one it stands alone.
    pub object: Option<String>,
    /// Whether one use wording of DPR 445/2000 art. 40 must stand on it.
    pub use_wording: UseWording,
    /// Stamp duty.
    pub duty: DutyRule,
    /// The fields asked, in order, in sections.
    pub sections: Vec<Section>,
    /// Which fields name the subject (for lists, search, repeats).
    pub subject: SubjectFields,
    /// The paper, top to bottom.
    pub layout: Vec<Block>,
    /// The title in the PDF's metadata and on screens of entries (Italian, as printed).
    pub title: String,
}

/// Who must be identified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identification {
    /// Nobody.
    Nobody,
    /// Whoever asks for it (DPR 223/1989 art. 33): the person it is about, or another.
    Applicant,
    /// The person it is about, present; a minor with who answers for them.
    Holder,
}

/// Whether a paper bears a photograph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotographRule {
    /// None.
    None,
    /// One, printed or glued.
    Asked,
}

/// Whether a use wording must be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UseWording {
    /// Exactly one (certificates).
    ExactlyOne,
    /// None (attestations, authentications, the citizen's own declarations).
    Never,
}

/// Stamp duty of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DutyRule {
    /// Exempt by a rule that is printed.
    Exempt {
        /// As printed: `Esente dall'imposta di bollo ai sensi dell'art. 7, legge 29 dicembre 1990, n. 405.`
        wording: String,
    },
    /// Due: a stamp, or an exemption whose rule is printed; never neither.
    Due,
    /// No duty is ever due on it, and none is printed (slips, declarations).
    None,
}

/// Fields asked together under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Heading.
    pub name: Bilingual,
    /// Whether the values must carry a source: attested facts do, choices of the operator do not.
    pub sources: SourceRule,
    /// The fields.
    pub fields: Vec<Field>,
}

/// Where the values of a section may come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceRule {
    /// Always the paper act of this entry.
    PaperAct,
    /// The operator says, field by field; a certificate refuses `declared`.
    Asked,
    /// The operator's own choice; no source.
    Operator,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name in drafts, entries and templates.
    pub id: FieldId,
    /// Label on screen.
    pub label: Bilingual,
    /// Help beside the label; may be empty.
    pub hint: Bilingual,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether it may stay empty.
    pub presence: Presence,
}

/// Whether a field may stay empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It may not.
    Required,
    /// It may.
    Optional,
}

/// What a field holds. Each kind has one reader and one way of being printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Free text of one line.
    Text {
        /// Greatest number of characters.
        max: u16,
    },
    /// A name (letters incl. diacritics, space, `-`, `'`, `.`, `,`), ≤ 80 characters.
    Name,
    /// A day, typed `gg/mm/aaaa`, kept as `aaaa-mm-gg`.
    Date {
        /// Which days are possible.
        days: Days,
    },
    /// A time of day, typed `hh:mm`.
    Time,
    /// A year of four digits.
    Year,
    /// `M` or `F` (ANPR's `N` comes with the registry).
    Sex,
    /// A place: municipality with province, or foreign place with State; ≤ 80 characters.
    Place,
    /// A tax code or provisional numeric code; upper-cased.
    TaxCode,
    /// One of a closed list.
    Choice {
        /// The options, in order.
        options: Vec<Choice>,
    },
    /// The members of a family: one line each, parts separated by a tabulator: surname and names, birth date as far as it
    /// is known, birthplace, kinship (which may lack).
    Members,
}

/// One of a closed list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is kept.
    pub value: String,
    /// What screens call it; a word that goes by sex shows both endings.
    pub told: Bilingual,
    /// What the paper says, word endings by the sex of the subject.
    pub printed: Template,
}

/// Which days a date field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    /// Today or before: what has happened.
    Past,
    /// Any.
    Any,
    /// Today or before, and the day, or day and month, may not be known: `00/03/1984`, `03/1984`, `1984`.
    Birth,
}

/// Which fields name the subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectFields {
    /// Surname.
    pub surname: FieldId,
    /// Given names.
    pub given_names: FieldId,
    /// Birth date.
    pub birth_date: Option<FieldId>,
    /// Tax code.
    pub tax_code: Option<FieldId>,
    /// Sex: what word endings go by.
    pub sex: Option<FieldId>,
}

impl Form {
    /// All fields, in order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    /// One field and the section it stands in.
    pub fn field(&self, id: &str) -> Option<(&Section, &Field)> {
        self.sections.iter().find_map(|section| {
            section.fields.iter().find(|field| field.id == id).map(|field| (section, field))
        })
    }
}
