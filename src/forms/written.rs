//! A form as written in its file. Unknown keys are refused everywhere.

use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub id: Spanned<String>,
    pub version: Spanned<u32>,
    pub family: Family,
    pub series: Series,
    pub capacity: Capacity,
    pub validity: Spanned<String>,
    pub title: String,
    pub basis: String,
    pub name: Both,
    pub duty: Duty,
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
    pub exempt: Spanned<String>,
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
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub enum Days {
    Past,
    Any,
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
    Paragraph { text: String },
    Facts { rows: Vec<Row> },
    UseWording {},
    Footing { text: String },
    Duty {},
    Signature {},
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub label: String,
    pub value: String,
}
