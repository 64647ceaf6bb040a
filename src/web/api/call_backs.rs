//! People who asked to be called back, and what came of a call.

use actix_web::web::{Json, Path, Query};
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::edge::Caller;
use super::entry_views::EntryView;
use super::problem::Problem;
use super::words::{CallOutcome, WantedCalls};
use desk::register::call_backs::{CallBack, CallLine, NOTE};
use domain::ids::id::EntryId;
use domain::register::call_back::CallState;
use domain::time::moment::Moment;

/// Which call-backs are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Those still to be made, or those done. Default: still to be made.
    #[param(inline)]
    state: Option<WantedCalls>,
    /// Where the page before ended (`next`).
    after: Option<Uuid>,
}

/// A call-back.
#[derive(Serialize, ToSchema)]
pub struct CallBackView {
    /// The entry.
    id: Uuid,
    /// Its number.
    #[schema(example = "EM01-2026-0000031")]
    number: String,
    /// Surname and names.
    subject: String,
    /// Telephone number; `null` once nobody is to be called any more.
    contact: Option<String>,
    /// When to call; empty if it does not matter.
    when: String,
    /// What was asked for.
    requested: String,
    /// When it was asked.
    #[schema(value_type = String, format = DateTime)]
    issued: Moment,
    /// Whether it is done.
    done: bool,
    /// The calls, oldest first.
    calls: Vec<CallView>,
}

/// A call that was made.
#[derive(Serialize, ToSchema)]
pub struct CallView {
    #[schema(value_type = String, format = DateTime)]
    at: Moment,
    by: String,
    outcome: CallOutcome,
    note: String,
}

/// Call-backs, and where to go on.
#[derive(Serialize, ToSchema)]
pub struct CallBackPage {
    /// Those still to be made oldest first, those done newest first.
    rows: Vec<CallBackView>,
    /// What to send as `after` for the following rows; `null` at the end.
    next: Option<Uuid>,
}

/// What came of a call.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallResult {
    /// What came of it.
    outcome: CallOutcome,
    /// In a few words.
    #[schema(max_length = 120)]
    note: Option<String>,
}

impl From<CallLine> for CallView {
    fn from(line: CallLine) -> Self {
        Self { at: line.at, by: line.by, outcome: line.outcome.into(), note: line.note }
    }
}

impl From<CallBack> for CallBackView {
    fn from(call: CallBack) -> Self {
        Self {
            id: call.row.id.uuid(),
            number: call.row.number.to_string(),
            subject: call.row.subject,
            contact: call.contact,
            when: call.when,
            requested: call.requested,
            issued: call.row.issued,
            done: matches!(call.state, CallState::Done { .. }),
            calls: call.calls.into_iter().map(Into::into).collect(),
        }
    }
}

/// People who asked to be called back.
///
/// Looking is logged.
#[utoipa::path(
    tag = "entries",
    operation_id = "call_backs",
    security(("bearer" = [])),
    params(Wanted),
    responses((status = 200, description = "The call-backs", body = CallBackPage))
)]
#[get("/call-backs")]
pub async fn list(caller: Caller, wanted: Query<Wanted>) -> Result<Json<CallBackPage>, Problem> {
    let Wanted { state, after } = wanted.into_inner();
    let (calls, after) = (state.unwrap_or(WantedCalls::Due).into(), after.map(EntryId::new));
    let page = caller.ask(move |desk, who| desk.call_backs(who, calls, after, 50)).await?;
    Ok(Json(CallBackPage {
        rows: page.rows.into_iter().map(Into::into).collect(),
        next: page.next.map(EntryId::uuid),
    }))
}

/// Says what came of a call.
///
/// For entries that were deferred, until a call ends the matter. The call is logged with the operator.
#[utoipa::path(
    tag = "entries",
    operation_id = "record_call",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The entry")),
    request_body = CallResult,
    responses((status = 200, description = "The entry as it stands now", body = EntryView))
)]
#[post("/entries/{id}/calls")]
pub async fn made(
    caller: Caller,
    id: Path<Uuid>,
    result: Json<CallResult>,
) -> Result<Json<EntryView>, Problem> {
    let CallResult { outcome, note } = result.into_inner();
    let note = note.unwrap_or_default();
    if note.chars().count() > NOTE {
        return Err(Problem::too_long("note", NOTE).told_in(caller.lang));
    }
    let view =
        caller.ask(move |desk, who| desk.made_call(who, EntryId::new(*id), outcome.into(), &note)).await?;
    Ok(Json(view.into()))
}
