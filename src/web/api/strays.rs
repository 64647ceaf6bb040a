//! Papers of a lost computer that come back.

use actix_web::http::header::LOCATION;
use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, get, post};
use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::edge::Caller;
use super::problem::Problem;
use crate::words::when;
use desk::Desk;
use desk::register::strays::{CorrectStray, NewStray};
use domain::ids::check_code;
use domain::ids::id::StrayId;
use domain::ids::number::Number;
use domain::register::stray::WrittenDown;
use domain::time::moment::Moment;

/// What a sheet says that a computer now lost gave out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStrayPaper {
    /// Identity, minted by the client (UUID version 7), and idempotency key.
    id: Uuid,
    /// The number on the sheet.
    #[schema(max_length = 26, example = "EM01-2026-0000031")]
    number: String,
    /// What it says.
    sheet: StraySheet,
}

/// What stands on a sheet.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StraySheet {
    /// What paper it is, as its heading says.
    #[schema(min_length = 1, max_length = 120, example = "Certificato di nascita")]
    title: String,
    /// Surname; may be empty where given names are not.
    #[schema(max_length = 80)]
    surname: String,
    /// Given names.
    #[schema(max_length = 80)]
    given_names: String,
    /// Birth date as far as the sheet has it: `gg/mm/aaaa`, `mm/aaaa`, `aaaa`.
    #[serde(default)]
    #[schema(max_length = 10)]
    birth_date: String,
    /// Day of issue.
    issued: NaiveDate,
    /// Hour of issue, `hh:mm`, if it can be read.
    #[schema(max_length = 5, example = "10:42")]
    issued_at: Option<String>,
    /// Its check code; empty if not all of it can be read.
    #[serde(default)]
    #[schema(max_length = 19, example = "7KQM-3XWT-0H5D-PR9A")]
    check_code: String,
    /// What else is to be said.
    #[serde(default)]
    #[schema(max_length = 240)]
    remark: String,
}

/// A correction of what stands under a number.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StrayCorrection {
    /// Identity, minted by the client (UUID version 7), and idempotency key.
    id: Uuid,
    /// The writing-down that was shown: refused if it was corrected meanwhile.
    corrects: Uuid,
    /// Why.
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
    /// What the sheet says after all; without it: there is no such sheet, its number was misread.
    sheet: Option<StraySheet>,
}

/// A paper as it was once written down.
#[derive(Serialize, ToSchema)]
pub struct StrayPaper {
    /// Identity of this writing-down.
    id: Uuid,
    /// Number on the sheet.
    number: String,
    /// What paper it is.
    title: String,
    /// Surname.
    surname: String,
    /// Given names.
    given_names: String,
    /// Birth date as far as it is known: `1987-03-14`, `1987-03`, `1987`.
    birth_date: Option<String>,
    /// Day of issue.
    issued: NaiveDate,
    /// Hour of issue.
    issued_at: Option<String>,
    /// Check code; empty if it could not be read.
    check_code: String,
    /// What else is to be said.
    remark: String,
    /// When it was written down.
    #[schema(value_type = String, format = DateTime)]
    written: Moment,
    /// By whom.
    written_by: String,
    /// The writing-down that it stands for.
    corrects: Option<Uuid>,
    /// Why that was corrected; empty if it corrects none.
    reason: String,
    /// Whether there is no such sheet after all.
    withdrawn: bool,
}

/// Papers of lost computers.
#[derive(Serialize, ToSchema)]
pub struct StrayPapers {
    /// The rows.
    rows: Vec<StrayPaper>,
}

/// Whose papers are wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StraySearch {
    /// Words of a name, or beginnings of words.
    #[schema(min_length = 1, max_length = 161)]
    name: String,
}

impl From<WrittenDown> for StrayPaper {
    fn from(written: WrittenDown) -> Self {
        let WrittenDown { stray, at, by } = written;
        Self {
            id: stray.id.uuid(),
            number: stray.number.to_string(),
            title: stray.title,
            surname: stray.surname,
            given_names: stray.given_names,
            birth_date: stray.birth_date.map(String::from),
            issued: stray.issued,
            issued_at: stray.issued_at.map(|at| at.format("%H:%M").to_string()),
            check_code: check_code::grouped(&stray.check_code),
            remark: stray.remark,
            written: at,
            written_by: by,
            corrects: stray.corrects.map(StrayId::uuid),
            reason: stray.reason,
            withdrawn: stray.withdrawn,
        }
    }
}

impl From<Vec<WrittenDown>> for StrayPapers {
    fn from(found: Vec<WrittenDown>) -> Self {
        Self { rows: found.into_iter().map(Into::into).collect() }
    }
}

impl StraySheet {
    fn written(self, id: Uuid, number: String) -> Result<NewStray, Problem> {
        Ok(NewStray {
            id: StrayId::new(id),
            number,
            title: self.title,
            surname: self.surname,
            given_names: self.given_names,
            birth_date: self.birth_date,
            issued: self.issued,
            issued_at: self.issued_at.as_deref().map(hour).transpose()?,
            check_code: self.check_code,
            remark: self.remark,
        })
    }
}

fn hour(typed: &str) -> Result<NaiveTime, Problem> {
    when::read_time(typed).ok_or_else(|| {
        Problem::field("sheet.issued_at", "Scrivere l’ora come 10:42.", "Write the time as 10:42.")
    })
}

fn numbered(typed: &str) -> Result<Number, Problem> {
    typed.parse().map_err(|_| {
        Problem::field(
            "number",
            "Non è un numero di registro come EM01-2026-0000031.",
            "Not a register number such as EM01-2026-0000031.",
        )
    })
}

/// The name of a field in the API.
fn named(field: &str) -> String {
    match field {
        "number" | "reason" => field.to_owned(),
        "issued-time" => "sheet.issued_at".to_owned(),
        field => format!("sheet.{}", field.replace('-', "_")),
    }
}

/// Papers of lost computers that came back, in order of their numbers.
///
/// They have the numbers of the lost register and none of this one: they are no entries and count apart.
#[utoipa::path(
    tag = "stray-papers",
    operation_id = "stray_papers",
    security(("bearer" = [])),
    responses((status = 200, description = "The papers", body = StrayPapers))
)]
#[get("/stray-papers")]
pub async fn list(caller: Caller) -> Result<Json<StrayPapers>, Problem> {
    Ok(Json(caller.ask(Desk::strays).await?.into()))
}

/// Papers of lost computers about somebody.
///
/// The search is logged with the operator.
#[utoipa::path(
    tag = "stray-papers",
    operation_id = "search_stray_papers",
    security(("bearer" = [])),
    request_body = StraySearch,
    responses((status = 200, description = "The papers", body = StrayPapers))
)]
#[post("/stray-paper-searches")]
pub async fn search(caller: Caller, search: Json<StraySearch>) -> Result<Json<StrayPapers>, Problem> {
    let name = search.into_inner().name;
    if name.trim().is_empty() || name.chars().count() > 161 {
        return Err(Problem::field(
            "name",
            "Scrivere cognome e, se serve, nome (al più 161 caratteri).",
            "Write the surname and, if needed, names (161 characters at most).",
        )
        .told_in(caller.lang));
    }
    Ok(Json(caller.ask(move |desk, who| desk.strays_named(who, &name)).await?.into()))
}

/// Writes down what a sheet says, under its own number (supervisor, records manager).
///
/// A number that an entry has, or that was written down already, is refused.
#[utoipa::path(
    tag = "stray-papers",
    operation_id = "write_stray_paper",
    security(("bearer" = [])),
    request_body = NewStrayPaper,
    responses((status = 201, description = "Written down, now or by an earlier request with the same id and content", body = StrayPaper, headers(("Location" = String, description = "The paper"))))
)]
#[post("/stray-papers")]
pub async fn write(caller: Caller, new: Json<NewStrayPaper>) -> Result<HttpResponse, Problem> {
    let NewStrayPaper { id, number, sheet } = new.into_inner();
    let new = sheet.written(id, number).map_err(|problem| problem.told_in(caller.lang))?;
    let written = caller.ask(move |desk, who| desk.write_stray(who, new)).await;
    let written = written.map_err(|problem| problem.renamed(named))?;
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, format!("/api/v1/stray-papers/{}", written.stray.number)))
        .json(StrayPaper::from(written)))
}

/// Everything written down under a number, oldest first.
///
/// The last line says how it stands now. 404 where nothing was written down under the number.
#[utoipa::path(
    tag = "stray-papers",
    operation_id = "stray_paper",
    security(("bearer" = [])),
    params(("number" = String, Path, description = "The number on the sheet")),
    responses((status = 200, description = "What was written down", body = StrayPapers))
)]
#[get("/stray-papers/{number}")]
pub async fn one(caller: Caller, number: Path<String>) -> Result<Json<StrayPapers>, Problem> {
    let number = numbered(&number).map_err(|problem| problem.told_in(caller.lang))?;
    Ok(Json(caller.ask(move |desk, who| desk.stray(who, &number)).await?.into()))
}

/// Corrects what stands under a number, or withdraws it; what was written stays in the history (supervisor, records
/// manager).
///
/// Refused with 422, by field, where something is lacking; 404 where nothing was written down under the number.
#[utoipa::path(
    tag = "stray-papers",
    operation_id = "correct_stray_paper",
    security(("bearer" = [])),
    params(("number" = String, Path, description = "The number on the sheet")),
    request_body = StrayCorrection,
    responses((status = 201, description = "Corrected", body = StrayPaper))
)]
#[post("/stray-papers/{number}/corrections")]
pub async fn correct(
    caller: Caller,
    number: Path<String>,
    correction: Json<StrayCorrection>,
) -> Result<HttpResponse, Problem> {
    let number = numbered(&number).map_err(|problem| problem.told_in(caller.lang))?;
    let StrayCorrection { id, corrects, reason, sheet } = correction.into_inner();
    let to = sheet.map(|sheet| sheet.written(id, number.to_string())).transpose();
    let to = to.map_err(|problem| problem.told_in(caller.lang))?;
    let correction = CorrectStray { id: StrayId::new(id), corrects: StrayId::new(corrects), reason, to };
    let written = caller.ask(move |desk, who| desk.correct_stray(who, &number, correction)).await;
    let written = written.map_err(|problem| problem.renamed(named))?;
    Ok(HttpResponse::Created().json(StrayPaper::from(written)))
}
