//! Lives of the register that ended, and how each goes on.

use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::edge::Caller;
use super::papers::pdf;
use super::problem::Problem;
use desk::Desk;
use desk::succession::continuation::Continuation;
use domain::ids::id::StationId;
use domain::ids::number::Number;
use domain::journal::event;
use domain::time::moment::Moment;

/// What became of the computer of a life that ended.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It is this very one.
    SameComputer,
    /// It is broken for good.
    Destroyed,
    /// It is off, and under lock.
    PutAway,
    /// Nobody knows.
    Unknown,
}

impl From<event::Fate> for Fate {
    fn from(fate: event::Fate) -> Self {
        match fate {
            event::Fate::SameComputer => Self::SameComputer,
            event::Fate::Destroyed => Self::Destroyed,
            event::Fate::PutAway => Self::PutAway,
            event::Fate::Unknown => Self::Unknown,
        }
    }
}

/// A life of the register that ended, and how it goes on.
#[derive(Serialize, ToSchema)]
pub struct PastLife {
    /// Its station.
    station: Uuid,
    /// Its register code.
    #[schema(example = "EM01")]
    code: String,
    /// When the last record known of it was written.
    #[schema(value_type = Option<String>, format = DateTime)]
    known_at: Option<Moment>,
    /// Place and chain hash of that record.
    #[schema(example = "31:5b1f0a2c")]
    head: Option<String>,
    /// The last number known of each of its registers.
    last_numbers: Vec<String>,
    /// The first number of each that nobody here can vouch for; empty where it gave none after the last one known.
    unknown_from: Vec<String>,
    /// Numbers of it whose records cannot be read: the first and the last of each stretch.
    unreadable: Vec<String>,
    /// Numbers of it known only from sheets that came back.
    written_down: Vec<String>,
    /// The highest number that somebody saw on a paper.
    seen: Option<String>,
    /// The station that goes on.
    successor: Uuid,
    /// The code it numbers under.
    successor_code: String,
    /// Place and chain hash of its first record.
    successor_head: String,
    /// When that was decided.
    #[schema(value_type = String, format = DateTime)]
    decided: Moment,
    /// By whom.
    decided_by: String,
    /// Why.
    reason: String,
    /// The act that orders it; empty if none was given.
    act: String,
    /// What was found, as a stable code.
    finding: String,
    /// What became of the computer.
    fate: Fate,
}

/// Lives that ended, the newest first.
#[derive(Serialize, ToSchema)]
pub struct PastLives {
    /// All of them.
    rows: Vec<PastLife>,
}

impl From<Continuation> for PastLife {
    fn from(one: Continuation) -> Self {
        let printed = |numbers: &[Number]| numbers.iter().map(ToString::to_string).collect();
        let life = one.life;
        Self {
            station: life.before.station.uuid(),
            code: life.before.register_code.to_string(),
            known_at: life.before.known_at,
            head: life.before.head.map(|head| head.to_string()),
            last_numbers: printed(&one.last),
            unknown_from: printed(&one.unknown_from),
            unreadable: one.unreadable.iter().map(ToString::to_string).collect(),
            written_down: printed(&one.strays),
            seen: life.before.seen.map(|seen| seen.to_string()),
            successor: life.station.uuid(),
            successor_code: life.register_code.to_string(),
            successor_head: one.first.to_string(),
            decided: one.decided,
            decided_by: one.decided_by,
            reason: life.reason,
            act: life.act,
            finding: life.finding,
            fate: life.fate.into(),
        }
    }
}

/// Lives of this register that ended, the newest first.
///
/// A register goes on in a new life after a restore or on a spare computer; each life has its own journal and code. Empty
/// where this is the first.
#[utoipa::path(
    tag = "journal",
    operation_id = "past_lives",
    security(("bearer" = [])),
    responses((status = 200, description = "The lives", body = PastLives))
)]
#[get("/past-lives")]
pub async fn list(caller: Caller) -> Result<Json<PastLives>, Problem> {
    let lives = caller.ask(Desk::continuations).await?;
    Ok(Json(PastLives { rows: lives.into_iter().map(Into::into).collect() }))
}

/// The record of how a life that ended goes on (*verbale di continuazione*), to be signed.
///
/// A PDF with both registers and their heads, what is not known, who decided and why. 404 for the life in use, or one that
/// is not of this register.
#[utoipa::path(
    tag = "journal",
    operation_id = "continuation_record",
    security(("bearer" = [])),
    params(("station" = Uuid, Path, description = "The station of the life that ended")),
    responses((status = 200, description = "The PDF", body = Vec<u8>, content_type = "application/pdf"))
)]
#[get("/past-lives/{station}/continuation-record")]
pub async fn continuation(caller: Caller, station: Path<Uuid>) -> Result<HttpResponse, Problem> {
    caller.ask(move |desk, who| desk.continuation_pdf(who, StationId::new(*station))).await.map(pdf)
}
