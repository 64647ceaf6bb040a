//! Signing in: a bearer token for what follows.

use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::web::Json;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::edge::{AnyCaller, Caller, Open, off_workers, shown};
use super::problem::Problem;
use super::words::Role;
use crate::site::door;
use desk::{Session, SessionState, SignInError};
use vault::SecretText;

/// Who signs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSession {
    /// Login of the account.
    #[schema(max_length = 24, example = "anna")]
    login: String,
    /// PIN of the account.
    #[schema(value_type = String, max_length = 12, example = "112233")]
    pin: SecretText,
    /// The mark that an earlier sign-in of this program brought: with it, or with the bearer token of an earlier session, what
    /// others try elsewhere delays nothing here.
    #[schema(max_length = 600)]
    mark: Option<String>,
}

/// A session that has just begun.
#[derive(Serialize, ToSchema)]
pub struct BegunSession {
    /// To be sent as `Authorization: Bearer …`. Shown once.
    token: String,
    /// To be kept and sent with the next sign-in of this account. It opens nothing.
    mark: String,
    /// The session.
    session: SessionView,
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub struct SessionView {
    /// The account.
    operator: Uuid,
    /// Its login.
    login: String,
    /// Its name, as printed.
    name: String,
    /// What it may do.
    roles: Vec<Role>,
    /// Whether a temporary PIN must be changed before anything else.
    pin_must_change: bool,
}

impl From<&Session> for SessionView {
    fn from(session: &Session) -> Self {
        Self {
            operator: session.operator.uuid(),
            login: session.login.clone(),
            name: session.name.clone(),
            roles: session.roles.iter().map(|role| Role::from(*role)).collect(),
            pin_must_change: session.state == SessionState::MustChangePin,
        }
    }
}

/// A change of PIN.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PinChange {
    /// The present PIN.
    #[schema(value_type = String, max_length = 12)]
    old: SecretText,
    /// The one from now on: six to twelve digits.
    #[schema(value_type = String, max_length = 12)]
    new: SecretText,
}

/// Signs in and gives a bearer token, for twelve hours at most.
///
/// One attempt for each account is looked at at a time; wrong PINs make the next one wait.
#[utoipa::path(
    tag = "sessions",
    operation_id = "begin_session",
    request_body = NewSession,
    responses((status = 201, description = "Signed in", body = BegunSession, headers(("Location" = String, description = "The session"))))
)]
#[post("/sessions")]
pub async fn begin(request: HttpRequest, open: Open, new: Json<NewSession>) -> Result<HttpResponse, Problem> {
    let Open { desk, lang } = open;
    let NewSession { login, pin, mark } = new.into_inner();
    let at = door::of_program(&request, mark);
    let begun = off_workers(move || {
        let (token, session) = desk.sign_in_at(&at, &login, pin.expose())?;
        let mark = desk.mark(&at, session.operator);
        Ok(BegunSession { token: shown(&desk, &token.0), mark, session: SessionView::from(&session) })
    })
    .await?
    .map_err(|error: SignInError| Problem::from(error).told_in(lang))?;
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, "/api/v1/sessions/current"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(begun))
}

/// Who is signed in with this token.
///
/// Its login, name and roles, and whether a temporary PIN must be changed before anything else. 401 once the session has
/// ended.
#[utoipa::path(
    tag = "sessions",
    operation_id = "current_session",
    security(("bearer" = [])),
    responses((status = 200, description = "The session of the token", body = SessionView))
)]
#[get("/sessions/current")]
pub async fn current(caller: AnyCaller) -> Json<SessionView> {
    Json(SessionView::from(&caller.0.who))
}

/// Ends the session; its token is void from now on.
///
/// Other sessions of the account go on.
#[utoipa::path(
    tag = "sessions",
    operation_id = "end_session",
    security(("bearer" = [])),
    responses((status = 204, description = "Ended"))
)]
#[delete("/sessions/current")]
pub async fn end(caller: AnyCaller) -> Result<HttpResponse, Problem> {
    let Caller { desk, token, .. } = caller.0;
    off_workers(move || desk.sign_out(&token)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Changes one's own PIN.
///
/// Ends the other sessions of the account. 422 names `old` or `new`.
#[utoipa::path(
    tag = "sessions",
    operation_id = "change_pin",
    security(("bearer" = [])),
    request_body = PinChange,
    responses((status = 204, description = "Changed"))
)]
#[put("/sessions/current/pin")]
pub async fn change_pin(caller: AnyCaller, change: Json<PinChange>) -> Result<HttpResponse, Problem> {
    let PinChange { old, new } = change.into_inner();
    caller.0.ask(move |desk, who| desk.change_pin(who, old.expose(), new.expose())).await?;
    Ok(HttpResponse::NoContent().finish())
}
