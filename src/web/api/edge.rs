//! What crosses the edge of the API before a handler sees it: who calls, in what language, and well-formed content.
//! Whatever is wrong becomes a [`Problem`].

use crate::site::bearer::{PLACE, bearer};
use crate::site::blocking::block;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::error::{JsonPayloadError, PathError, QueryPayloadError};
use actix_web::http::StatusCode;
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::{Error, FromRequest, HttpRequest};

use crate::entrance::gate::{Gate, Turn};
use crate::entrance::{bound, connections};
use crate::site::standing::site;
use crate::site::trouble::BUSY_SECONDS;
use crate::words::lang::Lang;
use desk::{Desk, DeskError, Phase, Session, SessionState};
use domain::office::operator::Role;

use super::problem::Problem;

/// Largest body the API reads: a filled form with every field at its limit is well below.
pub const LARGEST_BODY: usize = 256 * 1024;

/// The language of a request: Italian unless the caller prefers English.
pub fn lang(request: &HttpRequest) -> Lang {
    let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    header.map_or_else(Lang::default, Lang::accepted)
}

/// The opened counter, without anyone signed in.
pub struct Open {
    /// The counter.
    pub desk: Arc<Desk>,
    /// Language of the answer.
    pub lang: Lang,
}

impl Open {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let lang = lang(request);
        match site(request).counter.phase() {
            Phase::Open(desk) => Ok(Self { desk, lang }),
            phase => Err(not_open(&phase).told_in(lang)),
        }
    }
}

impl FromRequest for Open {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

/// Why a counter that is not open answers nothing but `/status` and health.
fn not_open(phase: &Phase) -> Problem {
    let closed = |code, it, en| Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, it, en).retry_after(30);
    match phase {
        Phase::Empty | Phase::SettingUp => closed(
            "not-set-up",
            "La postazione non è ancora installata: completare la prima installazione dal browser.",
            "The station is not set up yet: finish the first run in the browser.",
        ),
        Phase::Locked => closed(
            "locked",
            "La postazione è chiusa a chiave: aprirla dal browser o con «sportello unlock».",
            "The station is locked: open it in the browser or with `sportello unlock`.",
        ),
        Phase::Opening(made) => {
            let told = made.told();
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "opening", &told.it, &told.en).retry_after(2)
        }
        Phase::Open(_) | Phase::Damaged(_) => closed(
            "damaged",
            "La cartella dei dati non si apre: la pagina principale dice che cosa fare.",
            "The data folder does not open: the main page says what to do.",
        ),
    }
}

/// Who calls, known by the bearer token. The browser's cookie is never looked at here.
pub struct Caller {
    /// The counter.
    pub desk: Arc<Desk>,
    /// The session.
    pub who: Session,
    /// The token, for ending the session.
    pub token: String,
    /// Language of the answer.
    pub lang: Lang,
}

impl Caller {
    /// Runs one use case off the async workers and tells its refusal in the caller's language.
    pub async fn ask<T, E>(
        self,
        use_case: impl FnOnce(&Desk, &Session) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Problem>
    where
        T: Send + 'static,
        E: Into<Problem> + Send + 'static,
    {
        let Self { desk, who, lang, .. } = self;
        off_workers(move || use_case(&desk, &who)).await?.map_err(|error| error.into().told_in(lang))
    }
}

impl Caller {
    /// Refuses early what the role will not be allowed to do, before a body is read. The desk decides again.
    pub fn needs(&self, role: Role) -> Result<(), Problem> {
        if self.who.may(role) { Ok(()) } else { Err(Problem::from(DeskError::NotAllowed).told_in(self.lang)) }
    }

    /// The caller's turn at a gate.
    pub async fn turn(&self, gate: &Gate) -> Result<Turn, Problem> {
        gate.turn_of(&self.token)
            .await
            .map_err(|busy| Problem::from(&busy).retry_after(BUSY_SECONDS).told_in(self.lang))
    }
}

/// Runs blocking work off the async workers.
pub async fn off_workers<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    block(work).await.map_err(|_| {
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "La postazione si sta fermando o è sovraccarica: riprovare fra qualche secondo.",
            "The station is stopping or overloaded: try again in a few seconds.",
        )
        .retry_after(5)
    })
}

impl Caller {
    async fn of(request: HttpRequest) -> Result<Self, Problem> {
        let Open { desk, lang } = Open::of(&request)?;
        let unknown = || unknown_bearer().told_in(lang);
        let token = bearer(&request).ok_or_else(unknown)?;
        let session = {
            let (desk, token) = (Arc::clone(&desk), token.clone());
            off_workers(move || desk.session(&token)).await?
        };
        let who = session.ok_or_else(unknown)?;
        connections::known(&request);
        match who.state {
            SessionState::Locked => Err(session_locked().told_in(lang)),
            SessionState::Active | SessionState::MustChangePin => Ok(Self { desk, who, token, lang }),
        }
    }
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let caller = Self::of(request).await?;
            match caller.who.state {
                SessionState::MustChangePin => Err(must_change_pin().told_in(caller.lang)),
                _ => Ok(caller),
            }
        })
    }
}

/// A caller whose PIN may still be a temporary one: for what concerns the session itself.
pub struct AnyCaller(pub Caller);

impl FromRequest for AnyCaller {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Caller::of(request).await.map(Self) })
    }
}

/// A session's token as a program shows it.
pub fn shown(desk: &Desk, token: &str) -> String {
    bound::bind(token, PLACE, |value| Some(desk.proof(value))).unwrap_or_default()
}

/// No token, or one nobody knows.
pub fn unknown_bearer() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "sign-in-needed",
        "Manca un gettone di sessione valido: ottenerlo con POST /api/v1/sessions.",
        "A valid session token is missing: get one with POST /api/v1/sessions.",
    )
}

fn session_locked() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "session-locked",
        "La sessione è bloccata per inattività: aprirne un'altra con POST /api/v1/sessions.",
        "The session is locked after idle time: begin another with POST /api/v1/sessions.",
    )
}

fn must_change_pin() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "pin-must-change",
        "Il PIN è provvisorio: sceglierne un altro con PUT /api/v1/sessions/current/pin.",
        "The PIN is temporary: choose another with PUT /api/v1/sessions/current/pin.",
    )
}

/// A body that is not what the operation reads.
#[allow(clippy::needless_pass_by_value, reason = "the shape of actix's error handlers")]
pub fn bad_body(error: JsonPayloadError, request: &HttpRequest) -> Error {
    let problem = match &error {
        JsonPayloadError::ContentType => Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "content-type",
            "Il contenuto deve essere application/json.",
            "The content must be application/json.",
        ),
        JsonPayloadError::Overflow { .. } | JsonPayloadError::OverflowKnownLength { .. } => Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "content-too-large",
            "Il contenuto supera i 256 KiB ammessi.",
            "The content exceeds the 256 KiB allowed.",
        ),
        JsonPayloadError::Deserialize(json) if json.is_data() => {
            let (line, column) = (json.line(), json.column());
            Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "wrong-shape",
                &format!(
                    "Un campo manca, è di troppo o ha un tipo sbagliato (riga {line}, colonna {column}): vedere /api/v1/openapi.json."
                ),
                &format!(
                    "A field is missing, not known or of the wrong type (line {line}, column {column}): see /api/v1/openapi.json."
                ),
            )
        }
        _ => Problem::new(
            StatusCode::BAD_REQUEST,
            "not-json",
            "Il contenuto non è JSON leggibile in UTF-8.",
            "The content is not readable JSON in UTF-8.",
        ),
    };
    problem.told_in(lang(request)).into()
}

/// A path segment that is not an identifier.
pub fn bad_path(_: PathError, request: &HttpRequest) -> Error {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "bad-id",
        "L'identificativo nel percorso non è un UUID o un valore ammesso.",
        "The identifier in the path is not a UUID or an allowed value.",
    )
    .told_in(lang(request))
    .into()
}

/// A query string that cannot be read.
pub fn bad_query(_: QueryPayloadError, request: &HttpRequest) -> Error {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "bad-query",
        "Un parametro della richiesta manca, non è previsto o ha un tipo sbagliato: vedere /api/v1/openapi.json.",
        "A query parameter is missing, not known or of the wrong type: see /api/v1/openapi.json.",
    )
    .told_in(lang(request))
    .into()
}
