//! Outages: open, look, close, print the register.

use actix_web::http::header::LOCATION;
use actix_web::web::{Json, Path, Query};
use actix_web::{HttpResponse, get, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use desk::DeskError;
use desk::outage::closing::{self, CloseOutage};
use desk::outage::opening::{FirstAuthorisation, OpenOutage};
use domain::ids::id::{AuthorisationId, EntryId, OutageId};
use domain::time::moment::Moment;

use super::authorisations::{NewAuthorisation, api_field};
use super::edge::Caller;
use super::outage_views::{OutageRow, OutageView};
use super::papers::pdf;
use super::problem::Problem;
use super::words::{Cause, Scenario, Series};

/// An outage to be opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOutage {
    /// Identity, minted by the client (UUID version 7): the same id gives the outage it already made.
    id: Uuid,
    /// What is down.
    scenario: Scenario,
    /// Cause code.
    cause: Cause,
    /// Cause in words.
    #[schema(min_length = 1, max_length = 400)]
    description: String,
    /// When the impossibility began.
    #[schema(value_type = String, format = DateTime)]
    started: Moment,
    /// Telephone for confirmations.
    #[schema(max_length = 40, example = "0999 123456")]
    telephone: String,
    /// The code shown by the station that opened first.
    #[schema(max_length = 20, example = "K7QM-3XWT-P")]
    shared_code: Option<String>,
    /// A person looked at weekday, date and time of the station and says they are right.
    clock_is_right: bool,
    /// The first 24 hours: recorded now …
    authorisation: Option<NewAuthorisation>,
    /// … or recorded in advance.
    authorisation_in_advance: Option<Uuid>,
    /// The further period, where the start lies 24 hours or more back.
    further: Option<NewAuthorisation>,
}

impl NewOutage {
    fn command(self) -> Result<OpenOutage, Problem> {
        let authorisation = match (self.authorisation, self.authorisation_in_advance) {
            (Some(new), None) => FirstAuthorisation::New(new.into()),
            (None, Some(id)) => FirstAuthorisation::InAdvance(AuthorisationId::new(id)),
            _ => {
                return Err(Problem::field(
                    "authorisation",
                    "Indicare o una nuova autorizzazione o una registrata in anticipo, non entrambe.",
                    "Give either a new authorisation or one recorded in advance, not both.",
                ));
            }
        };
        Ok(OpenOutage {
            id: OutageId::new(self.id),
            scenario: self.scenario.into(),
            cause: self.cause.into(),
            description: self.description,
            started: self.started,
            telephone: self.telephone,
            shared_code: self.shared_code,
            clock_is_right: self.clock_is_right,
            authorisation,
            further: self.further.map(Into::into),
        })
    }
}

/// The closing of an outage.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClosing {
    /// When normal operation was restored.
    #[schema(value_type = String, format = DateTime)]
    restored: Moment,
    /// Closing note.
    #[serde(default)]
    #[schema(max_length = 400)]
    note: String,
    /// One answer for every paper in doubt.
    #[serde(default)]
    answers: Vec<ClosingAnswer>,
    /// What is said of all those without an answer of their own.
    others: Option<ClosingOthers>,
}

/// Of all other papers in doubt nobody can say whether they came out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosingOthers {
    /// Which papers were in doubt: `doubts_seen` of the outage.
    #[schema(max_length = 64)]
    seen: String,
    /// Why nobody can say.
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
}

/// The answer for one paper in doubt.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosingAnswer {
    /// The entry.
    entry: Uuid,
    /// What is known.
    outcome: ClosingOutcome,
    /// Why, unless it came out.
    #[schema(max_length = 200)]
    reason: Option<String>,
}

/// What is known of a paper in doubt.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClosingOutcome {
    /// It came out and was handed over.
    CameOut,
    /// Nobody can say: an anomaly of the register.
    NotAscertained,
    /// It never came out; the entry is void.
    Annulled,
}

impl From<ClosingAnswer> for (EntryId, closing::CloseAnswer) {
    fn from(answer: ClosingAnswer) -> Self {
        let reason = answer.reason.unwrap_or_default();
        let told = match answer.outcome {
            ClosingOutcome::CameOut => closing::CloseAnswer::CameOut,
            ClosingOutcome::NotAscertained => closing::CloseAnswer::NotAscertained { reason },
            ClosingOutcome::Annulled => closing::CloseAnswer::Annulled { reason },
        };
        (EntryId::new(answer.entry), told)
    }
}

/// Which register to print.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WhichRegister {
    /// Series of the register.
    #[param(inline)]
    series: Series,
}

/// All outages, newest first.
///
/// Open and closed ones with their counts; entries are listed by `/entries`.
#[utoipa::path(
    tag = "outages",
    operation_id = "list_outages",
    security(("bearer" = [])),
    responses((status = 200, description = "All outages", body = Vec<OutageRow>))
)]
#[get("/outages")]
pub async fn list(caller: Caller) -> Result<Json<Vec<OutageRow>>, Problem> {
    let rows = caller.ask(|desk, _| Ok::<_, DeskError>(desk.outages())).await?;
    Ok(Json(rows.into_iter().map(OutageRow::from).collect()))
}

/// The open outage.
///
/// 404 while none is open. `doubts_count` and `anomalies_count` say how many papers still need an answer, entries with
/// `state=in-doubt` which.
#[utoipa::path(
    tag = "outages",
    operation_id = "current_outage",
    security(("bearer" = [])),
    responses((status = 200, description = "The open outage", body = OutageView))
)]
#[get("/outages/current")]
pub async fn current(caller: Caller) -> Result<Json<OutageView>, Problem> {
    let view = caller.ask(|desk, _| desk.outage().ok_or(DeskError::NotFound)).await?;
    Ok(Json(view.into()))
}

/// One outage.
///
/// Its authorisations, numbers and counts, also long after it was closed or archived.
#[utoipa::path(
    tag = "outages",
    operation_id = "outage",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The outage")),
    responses((status = 200, description = "The outage", body = OutageView))
)]
#[get("/outages/{id}")]
pub async fn one(caller: Caller, id: Path<Uuid>) -> Result<Json<OutageView>, Problem> {
    let view = caller.ask(move |desk, _| desk.outage_by_id(OutageId::new(*id))).await?;
    Ok(Json(view.into()))
}

/// Opens an outage: from now on the emergency register is in use.
///
/// Supervisor. One is open at a time (409). The id is the idempotency key: sent again it gives the outage it opened.
#[utoipa::path(
    tag = "outages",
    operation_id = "open_outage",
    security(("bearer" = [])),
    request_body = NewOutage,
    responses((status = 201, description = "Open, now or by an earlier request with the same id", body = OutageView, headers(("Location" = String, description = "The outage"))))
)]
#[post("/outages")]
pub async fn open(caller: Caller, new: Json<NewOutage>) -> Result<HttpResponse, Problem> {
    let command = new.into_inner().command().map_err(|problem| problem.told_in(caller.lang))?;
    let view = caller
        .ask(move |desk, who| desk.open_outage(who, command))
        .await
        .map_err(|problem| problem.renamed(api_field))?;
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, format!("/api/v1/outages/{}", view.opening.outage)))
        .json(OutageView::from(view)))
}

/// Closes the open outage.
///
/// Every paper in doubt needs its answer; conflicts never stand in the way.
#[utoipa::path(
    tag = "outages",
    operation_id = "close_outage",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The outage")),
    request_body = NewClosing,
    responses((status = 200, description = "Closed, now or before", body = OutageView))
)]
#[post("/outages/{id}/closing")]
pub async fn close(
    caller: Caller,
    id: Path<Uuid>,
    closing: Json<NewClosing>,
) -> Result<Json<OutageView>, Problem> {
    let NewClosing { restored, note, answers, others } = closing.into_inner();
    let command = CloseOutage {
        outage: OutageId::new(*id),
        restored,
        note,
        answers: answers.into_iter().map(Into::into).collect(),
        others: others.map(|ClosingOthers { seen, reason }| closing::Others { seen, reason }),
    };
    let view = caller
        .ask(move |desk, who| desk.close_outage(who, command))
        .await
        .map_err(|problem| problem.renamed(api_field))?;
    Ok(Json(view.into()))
}

/// The register of an outage as a legal page.
///
/// A PDF of every number in order, and why it is as it is: issued, annulled, barred, reserved, not readable (DPR 445/2000,
/// art. 63).
#[utoipa::path(
    tag = "outages",
    operation_id = "outage_register",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The outage"), WhichRegister),
    responses((status = 200, description = "The PDF", body = Vec<u8>, content_type = "application/pdf"))
)]
#[get("/outages/{id}/register")]
pub async fn register(
    caller: Caller,
    id: Path<Uuid>,
    which: Query<WhichRegister>,
) -> Result<HttpResponse, Problem> {
    let series = which.series.into();
    caller.ask(move |desk, who| desk.register_pdf(who, OutageId::new(*id), series)).await.map(pdf)
}
