//! The extract of residents: how old the one in use is, importing a newer one.

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Json, Payload, Query};
use actix_web::{HttpRequest, get, post};
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::entrance::body;
use crate::site::standing::site;
use crate::words::lang::Lang;
use desk::DeskError;
use desk::parts::import_progress::{ImportReport, ImportView, Stage, Step};
use desk::people::extract::ExtractView;
use domain::office::operator::Role;
use extract::{Reason, RowProblem};

use super::edge::{Caller, off_workers};
use super::problem::Problem;

/// Largest delivery, in bytes: some hundred thousand residents.
const LARGEST: usize = 192 * 1024 * 1024;

/// When a delivery was made.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Made {
    /// Local day it was made.
    date: NaiveDate,
    /// Yes to what a refusal `extract-unsure` told of this very file: the code in its `confirm`.
    confirm: Option<String>,
}

/// The extract in use.
#[derive(Serialize, ToSchema)]
pub struct ExtractDetails {
    /// Local day it was made.
    date: NaiveDate,
    /// Days since then.
    age_days: i64,
    /// Residents in it.
    residents: u64,
    /// Columns the delivery lacked.
    lacking: Vec<String>,
    /// The extract before it, where it is still on this disk: it can come back.
    before: Option<ExtractBeforeDetails>,
}

/// The extract before the one in use.
#[derive(Serialize, ToSchema)]
pub struct ExtractBeforeDetails {
    /// Its identity: what is brought back is what was shown.
    id: uuid::Uuid,
    /// Local day it was made.
    date: NaiveDate,
    /// Residents in it.
    residents: u64,
}

/// Which extract comes back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtractReturn {
    /// The `id` of `before` in the extract in use.
    id: uuid::Uuid,
}

/// What came of an import.
#[derive(Serialize, ToSchema)]
pub struct ExtractImport {
    /// Local day it was made.
    date: NaiveDate,
    /// Rows in the file.
    rows: u64,
    /// Residents taken over.
    residents: u64,
    /// Rows left out.
    left_out: u64,
    /// Rows taken over though something in them is odd.
    odd: u64,
    /// Columns the delivery lacks.
    lacking: Vec<String>,
    /// Columns that were not taken over.
    ignored: Vec<String>,
    /// Residents of the extract that it took the place of.
    residents_before: Option<u64>,
    /// What was wrong, by reason: first those for which rows were left out, the commonest first.
    reasons: Vec<ReasonDetails>,
    /// What was wrong, in the order of the file; the first 200.
    problems: Vec<RowProblemDetails>,
}

/// One fault of a delivery, and how many rows have it.
#[derive(Serialize, ToSchema)]
pub struct ReasonDetails {
    /// Column, where it is about one.
    column: Option<String>,
    /// What is wrong, in the language asked for.
    detail: String,
    /// Rows that have it.
    rows: u64,
    /// The first line of the file that has it.
    first_line: u64,
    /// Whether rows were left out for it.
    left_out: bool,
}

/// Something about one row. Nothing of what stands in it is repeated.
#[derive(Serialize, ToSchema)]
pub struct RowProblemDetails {
    /// Line of the file, from 1.
    line: u64,
    /// Column, where it is about one.
    column: Option<String>,
    /// What is wrong, in the language asked for.
    detail: String,
    /// Whether the row was left out for it.
    left_out: bool,
}

/// Where an import stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ImportState {
    /// Reading the rows of the file.
    Reading,
    /// Sealing the residents.
    Sealing,
    /// Reading them back before the extract is used.
    Checking,
    /// The extract is in use.
    Done,
    /// The extract in use stayed the one before.
    Refused,
    /// The delivery waits for a yes to what it would lose.
    Unsure,
}

/// How far an import is.
#[derive(Serialize, ToSchema)]
pub struct ImportProgress {
    /// Where it stands.
    state: ImportState,
    /// Local day the extract was made.
    date: NaiveDate,
    /// When it was begun.
    began: DateTime<FixedOffset>,
    /// Rows of this state that are done, while it is under way.
    rows: Option<u64>,
    /// Of so many.
    of: Option<u64>,
    /// Time left, in seconds, as the pace so far foretells it.
    left_s: Option<u64>,
}

impl From<ImportView> for ImportProgress {
    fn from(view: ImportView) -> Self {
        let (state, passed) = match view.stage {
            Stage::Running(passed) => (
                match passed.step {
                    Step::Reading => ImportState::Reading,
                    Step::Sealing => ImportState::Sealing,
                    Step::Checking => ImportState::Checking,
                },
                Some(passed),
            ),
            Stage::Ended(Ok(_)) => (ImportState::Done, None),
            Stage::Ended(Err(DeskError::ExtractUnsure(_))) => (ImportState::Unsure, None),
            Stage::Ended(Err(_)) => (ImportState::Refused, None),
        };
        Self {
            state,
            date: view.date,
            began: view.began.local().fixed_offset(),
            rows: passed.map(|passed| passed.rows),
            of: passed.map(|passed| passed.of),
            left_s: passed.and_then(|passed| passed.left).map(|left| left.as_secs()),
        }
    }
}

impl ExtractImport {
    fn told(report: ImportReport, l: Lang) -> Self {
        let ImportReport {
            date,
            rows,
            residents,
            left_out,
            odd,
            problems,
            lacking,
            ignored,
            before,
            reasons,
            ..
        } = report;
        let reason = |one: Reason| ReasonDetails {
            column: one.column.map(|column| column.header().to_owned()),
            detail: l.of(&one.told).to_owned(),
            rows: one.rows,
            first_line: one.first_line,
            left_out: one.left_out,
        };
        let row = |one: RowProblem| RowProblemDetails {
            line: one.line,
            column: one.column.map(|column| column.header().to_owned()),
            detail: l.of(&one.told).to_owned(),
            left_out: one.left_out,
        };
        Self {
            date,
            rows,
            residents,
            left_out,
            odd,
            lacking: lacking.into_iter().map(|column| column.header().to_owned()).collect(),
            ignored,
            residents_before: before.map(|(_, residents)| residents),
            reasons: reasons.into_iter().map(reason).collect(),
            problems: problems.into_iter().map(row).collect(),
        }
    }
}

impl From<ExtractView> for ExtractDetails {
    fn from(view: ExtractView) -> Self {
        let before = view.before.map(|before| ExtractBeforeDetails {
            id: before.id,
            date: before.date,
            residents: before.residents,
        });
        Self { date: view.date, age_days: view.age, residents: view.residents, lacking: view.lacking, before }
    }
}

/// The extract in use; 404 while none was ever imported.
///
/// Its day and age in days, how many residents it has, and which columns the delivery lacked.
#[utoipa::path(
    tag = "people",
    operation_id = "current_extract",
    security(("bearer" = [])),
    responses((status = 200, description = "The extract in use", body = ExtractDetails))
)]
#[get("/extracts/current")]
pub async fn current(caller: Caller) -> Result<Json<ExtractDetails>, Problem> {
    let view = caller.ask(|desk, _| desk.extract().ok_or(DeskError::NotFound)).await?;
    Ok(Json(view.into()))
}

/// Imports a delivery (CSV, UTF-8) in the place of the extract in use.
///
/// Answers when it is durable. A file that would lose people (far fewer than before, rows left out by the hundred, letters of
/// another encoding, families that join strangers, a column gone) is refused with 409 `extract-unsure`, which tells why; the
/// same file sent again with `confirm` is taken. The extract before stays on the disk and can come back.
#[utoipa::path(
    tag = "people",
    operation_id = "import_extract",
    security(("bearer" = [])),
    params(Made),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, description = "What came of it", body = ExtractImport))
)]
#[post("/extracts")]
pub async fn import(
    caller: Caller,
    Query(made): Query<Made>,
    request: HttpRequest,
    payload: Payload,
) -> Result<Json<ExtractImport>, Problem> {
    let l = caller.lang;
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.to_ascii_lowercase().starts_with("text/csv") {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "content-type",
            "Il contenuto deve essere text/csv.",
            "The content must be text/csv.",
        )
        .told_in(l));
    }
    let too_large = || {
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "content-too-large",
            "L’estratto supera i 192 MiB ammessi.",
            "The extract exceeds the 192 MiB allowed.",
        )
        .told_in(l)
    };
    let cut = || {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "content-cut",
            "Il contenuto non è arrivato per intero: mandarlo di nuovo.",
            "The content did not arrive whole: send it again.",
        )
        .told_in(l)
    };
    caller.needs(Role::Supervisor)?;
    if body::length(&request).is_some_and(|length| length > LARGEST) {
        return Err(too_large());
    }
    let _turn = caller.turn(&site(&request).gates.uploads).await?;
    let body = payload.to_bytes_limited(LARGEST).await.map_err(|_| too_large())?.map_err(|_| cut())?;
    let Caller { desk, who, .. } = caller;
    let import = move || desk.begin_import(&who, body.into(), made.date, made.confirm)?.end();
    let report = off_workers(import).await?.map_err(|error| Problem::from(error).told_in(l))?;
    Ok(Json(ExtractImport::told(report, l)))
}

/// Brings the extract before back in the place of the one in use, which is then the one before.
///
/// Nothing is read anew: it is the sealed file that was kept.
#[utoipa::path(
    tag = "people",
    operation_id = "bring_back_extract",
    security(("bearer" = [])),
    request_body = ExtractReturn,
    responses((status = 200, description = "The extract in use now", body = ExtractDetails))
)]
#[post("/extract-returns")]
pub async fn bring_back(
    caller: Caller,
    content: Json<ExtractReturn>,
) -> Result<Json<ExtractDetails>, Problem> {
    let shown = content.0.id;
    let view = caller
        .ask(move |desk, who| {
            desk.bring_back_extract(who, shown)?;
            desk.extract().ok_or(DeskError::NotFound)
        })
        .await?;
    Ok(Json(view.into()))
}

/// How far the import under way is, or how the last one since the service started ended; 404 while there was none.
///
/// While it runs how far it is, then what it came to or why it failed.
#[utoipa::path(
    tag = "people",
    operation_id = "extract_import",
    security(("bearer" = [])),
    responses((status = 200, description = "Where it stands", body = ImportProgress))
)]
#[get("/extract-imports/current")]
pub async fn progress(caller: Caller) -> Result<Json<ImportProgress>, Problem> {
    let view = caller.ask(|desk, _| desk.import().ok_or(DeskError::NotFound)).await?;
    Ok(Json(view.into()))
}
