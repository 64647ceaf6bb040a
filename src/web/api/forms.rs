//! The catalogue of forms: what may be issued, and which fields each asks.

use actix_web::get;
use actix_web::web::{Json, Path};
use serde::Serialize;
use utoipa::ToSchema;

use super::edge::Caller;
use super::problem::Problem;
use super::words::{BothLanguages, Capacity, EntryKind, Identification, Series};
use desk::{Desk, DeskError, Session};
use domain::form::form::{
    DutyRule, Field, FieldKind, Form, PhotographRule, Presence, Section, SourceRule, UseWording,
};

/// A form of the catalogue.
#[derive(Serialize, ToSchema)]
pub struct FormView {
    /// Name of the form.
    #[schema(example = "birth-certificate")]
    id: String,
    /// Its version.
    version: u32,
    /// What lists call it.
    name: BothLanguages,
    /// Which register numbers it.
    series: Series,
    /// In what capacity it is signed; `null` where no officer signs.
    capacity: Option<Capacity>,
    /// Whether a use must be given: certificates carry one wording of DPR 445/2000 art. 40.
    asks_use: bool,
    /// What its entry records; `null` for what enters no register.
    entry: Option<EntryKind>,
    /// Who must be identified.
    identification: Identification,
    /// Whether it bears a photograph, printed or glued.
    asks_photograph: bool,
    /// Stamp duty.
    duty: FormDuty,
    /// Names of the certificates that may stand on one sheet with it: `form` is then both names joined by `+`. Of three
    /// and more, every two must fit.
    fits_with: Vec<String>,
    /// What is asked.
    sections: Vec<SectionView>,
}

/// Stamp duty of a form.
#[derive(Serialize, ToSchema)]
#[serde(tag = "rule", rename_all = "kebab-case")]
pub enum FormDuty {
    /// A stamp or an exemption must be sent; never neither.
    Due,
    /// Exempt by a rule that is printed.
    Exempt {
        /// As printed.
        wording: String,
    },
    /// None is ever due.
    None,
}

impl From<&DutyRule> for FormDuty {
    fn from(rule: &DutyRule) -> Self {
        match rule {
            DutyRule::Due => Self::Due,
            DutyRule::Exempt { wording } => Self::Exempt { wording: wording.clone() },
            DutyRule::None => Self::None,
        }
    }
}

/// Fields asked together.
#[derive(Serialize, ToSchema)]
pub struct SectionView {
    /// Heading.
    name: BothLanguages,
    /// Where the values come from: `paper-act` always the act of the entry, `asked` a source for each field, `operator`
    /// none.
    sources: SectionSources,
    /// The fields.
    fields: Vec<FieldView>,
}

/// Where the values of a section come from.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SectionSources {
    /// Always the paper act of this entry.
    PaperAct,
    /// A source must be sent for each field.
    Asked,
    /// The operator's own choice.
    Operator,
}

/// One field.
#[derive(Serialize, ToSchema)]
pub struct FieldView {
    /// Key in `values` and `sources`.
    id: String,
    /// Label.
    label: BothLanguages,
    /// What it holds.
    kind: Kind,
    /// Whether it may not stay empty.
    required: bool,
    /// Allowed values, for `choice`.
    options: Vec<String>,
    /// Greatest number of characters, where there is one.
    max_length: Option<u16>,
}

/// What a field holds. Values are sent as they are typed at the counter: days as `gg/mm/aaaa`, times as `hh:mm`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One line of text.
    Text,
    /// A name in the character set of the national registry.
    Name,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A year of four digits.
    Year,
    /// `M` or `F`.
    Sex,
    /// A place.
    Place,
    /// A tax code.
    TaxCode,
    /// One of `options`.
    Choice,
    /// The members of a family, one line each: surname and names, birth date, birthplace and perhaps kinship, separated
    /// by semicolons or tabulators.
    Members,
}

impl From<&Field> for FieldView {
    fn from(field: &Field) -> Self {
        let (kind, max_length) = match &field.kind {
            FieldKind::Text { max } => (Kind::Text, Some(*max)),
            FieldKind::Name => (Kind::Name, Some(80)),
            FieldKind::Date { .. } => (Kind::Date, None),
            FieldKind::Time => (Kind::Time, None),
            FieldKind::Year => (Kind::Year, Some(4)),
            FieldKind::Sex => (Kind::Sex, Some(1)),
            FieldKind::Place => (Kind::Place, Some(80)),
            FieldKind::TaxCode => (Kind::TaxCode, Some(16)),
            FieldKind::Choice { .. } => (Kind::Choice, None),
            FieldKind::Members => (Kind::Members, None),
        };
        let options = match &field.kind {
            FieldKind::Choice { options } => options.iter().map(|option| option.value.clone()).collect(),
            FieldKind::Sex => vec!["M".into(), "F".into()],
            _ => Vec::new(),
        };
        Self {
            id: field.id.clone(),
            label: field.label.clone().into(),
            kind,
            required: field.presence == Presence::Required,
            options,
            max_length,
        }
    }
}

impl From<&Section> for SectionView {
    fn from(section: &Section) -> Self {
        Self {
            name: section.name.clone().into(),
            sources: match section.sources {
                SourceRule::PaperAct => SectionSources::PaperAct,
                SourceRule::Asked => SectionSources::Asked,
                SourceRule::Operator => SectionSources::Operator,
            },
            fields: section.fields.iter().map(FieldView::from).collect(),
        }
    }
}

impl FormView {
    fn new(form: &Form, fits_with: Vec<String>) -> Self {
        Self {
            id: form.id.id.clone(),
            version: form.id.version,
            name: form.name.clone().into(),
            series: form.series.into(),
            capacity: form.capacity.map(Into::into),
            asks_use: form.use_wording == UseWording::ExactlyOne,
            entry: form.entry.map(Into::into),
            identification: form.identification.into(),
            asks_photograph: form.photograph == PhotographRule::Asked,
            duty: FormDuty::from(&form.duty),
            fits_with,
            sections: form.sections.iter().map(SectionView::from).collect(),
        }
    }
}

/// The catalogue.
///
/// In the order of the catalogue, each with its fields and with what stands in its way where it cannot be issued now. It
/// changes with the program and its forms folder only.
#[utoipa::path(
    tag = "forms",
    operation_id = "list_forms",
    security(("bearer" = [])),
    responses((status = 200, description = "All forms, in order", body = Vec<FormView>))
)]
#[get("/forms")]
pub async fn list(caller: Caller) -> Result<Json<Vec<FormView>>, Problem> {
    let view = |desk: &Desk, form: &Form| FormView::new(form, desk.fits_with(form));
    let views = move |desk: &Desk, _: &Session| {
        Ok::<_, DeskError>(desk.forms().iter().map(|form| view(desk, form)).collect())
    };
    caller.ask(views).await.map(Json)
}

/// One form.
///
/// As in the catalogue: its sections, fields, kinds of values and their limits. 404 if there is none of that name.
#[utoipa::path(
    tag = "forms",
    operation_id = "form",
    security(("bearer" = [])),
    params(("form" = String, Path, description = "Name of the form", example = "birth-certificate")),
    responses((status = 200, description = "The form", body = FormView))
)]
#[get("/forms/{form}")]
pub async fn one(caller: Caller, form: Path<String>) -> Result<Json<FormView>, Problem> {
    let view = move |desk: &Desk, _: &Session| {
        let form = desk.form(&form).ok_or(DeskError::NotFound)?;
        Ok::<_, DeskError>(FormView::new(&form, desk.fits_with(&form)))
    };
    caller.ask(view).await.map(Json)
}
