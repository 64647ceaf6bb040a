//! A form as written in its file. Unknown keys are refused everywhere.

use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub id: Spanned<String>,
    pub version: Spanned<u32>,
    pub family: Spanned<Family>,
    pub series: Series,
    #[serde(default)]
    pub entry: Entry,
    pub capacity: Option<Capacity>,
    #[serde(default)]
    pub identification: Identification,
    #[serde(default)]
    pub photograph: bool,
    #[serde(default)]
    pub files_to_centre: bool,
    #[serde(default)]
    pub codes: Vec<u8>,
    #[serde(default)]
    pub excludes: Vec<u8>,
    pub object: Option<Spanned<String>>,
    pub validity: Spanned<String>,
    pub title: Spanned<String>,
    pub basis: String,
    pub name: Both,
    pub duty: Spanned<Duty>,
    pub subject: Subject,
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
    #[serde(rename = "block")]
    pub blocks: Vec<Spanned<Block>>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    Certificate,
    Attestation,
    Authentication,
    Notice,
    Declaration,
}

#[derive(Deserialize, Clone, Copy, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Entry {
    #[default]
    Document,
    Deferral,
    Refusal,
    CallBack,
    None,
}

#[derive(Deserialize, Clone, Copy, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Identification {
    #[default]
    Nobody,
    Applicant,
    Holder,
}

#[derive(Deserialize, Clone, Copy)]
pub enum Series {
    P,
    S,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub enum Capacity {
    CivilStatus,
    Registry,
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub struct Both {
    pub it: String,
    pub en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    pub exempt: Option<Spanned<String>>,
    #[serde(default)]
    pub due: bool,
    #[serde(default)]
    pub none: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Subject {
    pub surname: Spanned<String>,
    pub given_names: Spanned<String>,
    pub birth_date: Option<Spanned<String>>,
    pub tax_code: Option<Spanned<String>>,
    pub sex: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub name: Both,
    pub sources: Sources,
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub enum Sources {
    PaperAct,
    Asked,
    Operator,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub id: Spanned<String>,
    pub kind: Spanned<FieldKind>,
    pub label: Both,
    pub hint: Option<Both>,
    #[serde(default)]
    pub optional: bool,
    pub max: Option<Spanned<u16>>,
    pub days: Option<Spanned<Days>>,
    pub options: Option<Spanned<Vec<Choice>>>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    Text,
    Name,
    Date,
    Time,
    Year,
    Sex,
    Place,
    TaxCode,
    Choice,
    Members,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub enum Days {
    Past,
    Any,
    Birth,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub value: String,
    pub it: String,
    pub en: String,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Block {
    Title {},
    Paragraph {
        text: String,
        #[serde(default)]
        part: bool,
    },
    Facts {
        rows: Vec<Row>,
        #[serde(default)]
        part: bool,
    },
    Members {
        field: String,
        #[serde(default)]
        part: bool,
    },
    Band {
        text: String,
    },
    Portrait {
        rows: Vec<Row>,
    },
    Card {
        band: String,
        rows: Vec<Row>,
        confirm: String,
        note: String,
    },
    Ticks {
        rows: Vec<String>,
    },
    UseWording {},
    Footing {
        text: String,
    },
    Duty {},
    HolderSignature {},
    Signature {},
    DeclarantSignature {},
}

impl Block {
    /// Whether the block belongs to what the form itself says.
    pub fn is_part(&self) -> bool {
        matches!(
            self,
            Self::Paragraph { part: true, .. }
                | Self::Facts { part: true, .. }
                | Self::Members { part: true, .. }
        )
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub label: String,
    pub value: String,
}
