//! The recovery into the centres: how it stands, asking for it, stopping it.

use actix_web::web::{Json, Path};
use actix_web::{delete, get, post, put};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::edge::Caller;
use super::problem::Problem;
use crate::words::lang::Lang;
use desk::parts::centre_status::Reach;
use desk::recovery::centres::{CentreView, PastLine, RecoveryView};
use domain::centre::recovery::Way;
use domain::ids::id::CentreId;
use domain::time::moment::Moment;

/// How the recovery stands.
#[derive(Serialize, ToSchema)]
pub struct RecoveryDetails {
    /// Entries without a final outcome of a centre.
    not_recovered: u64,
    /// Of these: not sent yet.
    to_send: u64,
    /// Of these: at the centre, outcome awaited.
    under_way: u64,
    /// Of these: sent, and the reply was lost; the centre is being asked.
    unknown: u64,
    /// Of these: with differences that wait for a person.
    conflicts: u64,
    /// Of these: not taken by the centre, waiting for a person.
    rejected: u64,
    /// The centres.
    centres: Vec<CentreDetails>,
}

/// Whether a centre answers.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReachState {
    /// Nobody asked it yet.
    NotVerified,
    /// It answers.
    Reachable,
    /// Nobody listens there, or the way is cut.
    Unreachable,
    /// The port is open, nothing comes back.
    Silent,
    /// The line broke while something was under way.
    BrokenOff,
    /// It answers with errors of its own.
    Errors,
    /// It answers, and for a while has put off whatever it was asked.
    TakesNothing,
    /// It shows another certificate.
    OtherCertificate,
    /// It answers, but not with the centre's signature.
    NotItsAnswer,
    /// It refuses.
    Refuses,
}

impl From<&Reach> for ReachState {
    fn from(reach: &Reach) -> Self {
        match reach {
            Reach::NotVerified => Self::NotVerified,
            Reach::Reachable => Self::Reachable,
            Reach::Unreachable => Self::Unreachable,
            Reach::Silent => Self::Silent,
            Reach::BrokenOff => Self::BrokenOff,
            Reach::Errors(_) => Self::Errors,
            Reach::TakesNothing => Self::TakesNothing,
            Reach::OtherCertificate => Self::OtherCertificate,
            Reach::NotItsAnswer => Self::NotItsAnswer,
            Reach::Refuses(_) => Self::Refuses,
        }
    }
}

/// A system of others that is watched.
#[derive(Serialize, ToSchema)]
pub struct SystemDetails {
    /// As people here call it.
    name: String,
    /// Host and port.
    #[schema(example = "protocollo.comune.example:443")]
    place: String,
    /// Whether anybody listens there.
    reach: ReachState,
    /// Since when it stands so.
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Moment>,
}

/// The systems of others that are watched: once a minute a connection is tried, nothing is sent.
///
/// Each with where it answers and since when it does, or does not. None is watched unless the configuration names it.
#[utoipa::path(
    tag = "recovery",
    operation_id = "watched_systems",
    security(("bearer" = [])),
    responses((status = 200, description = "In the order of the configuration", body = Vec<SystemDetails>))
)]
#[get("/systems")]
pub async fn systems(caller: Caller) -> Result<Json<Vec<SystemDetails>>, Problem> {
    let found = caller.ask(|desk, _| Ok::<_, desk::DeskError>(desk.systems())).await?;
    let told = found.into_iter().map(|(system, line)| SystemDetails {
        name: system.name().to_owned(),
        place: system.to_string(),
        reach: (&line.reach).into(),
        since: line.since,
    });
    Ok(Json(told.collect()))
}

/// One centre.
#[derive(Serialize, ToSchema)]
pub struct CentreDetails {
    /// Identity at this station.
    id: Uuid,
    /// As people here call it.
    name: String,
    /// Where it answers.
    #[schema(example = "https://centro.comune.example:8443")]
    address: String,
    /// Whether it answers.
    reach: ReachState,
    /// Whether a person asked for recovery.
    asked: bool,
    /// Position of the last record it said it holds; 0 if none.
    position: u64,
    /// Entries it lacks.
    lacking: u64,
    /// Records of the run under way; absent between runs.
    progress: Option<ProgressDetails>,
    /// Why it stands still until a person does something, or the centre says otherwise.
    halted: Option<String>,
    /// Why the station itself could not go on at the last try. It tries again.
    refused: Option<String>,
    /// The lives before the present one that have something for it.
    lives: Vec<PastLineDetails>,
}

/// How the records of a life before stand with a centre.
#[derive(Serialize, ToSchema)]
pub struct PastLineDetails {
    /// Its station.
    station: Uuid,
    /// Its register code.
    #[schema(example = "EM01")]
    code: String,
    /// Whether the centre knows it; if not, it is to be made known.
    known: bool,
    /// Position of the last record the centre said it holds; 0 if none.
    position: u64,
    /// Position of the last record it should have.
    last: u64,
    /// Until when its certificate holds.
    #[schema(value_type = Option<String>, format = DateTime)]
    certified: Option<Moment>,
}

impl From<PastLine> for PastLineDetails {
    fn from(line: PastLine) -> Self {
        Self {
            station: line.station.uuid(),
            code: line.code.to_string(),
            known: line.known,
            position: line.reached,
            last: line.last,
            certified: line.certified,
        }
    }
}

/// How far a run has come.
#[derive(Serialize, ToSchema)]
pub struct ProgressDetails {
    /// Records the centre has confirmed.
    done: u64,
    /// Of so many.
    total: u64,
    /// Records a second.
    rate: u64,
    /// Seconds left at this rate, once that can be told.
    left_s: Option<u64>,
}

impl RecoveryDetails {
    fn told(view: RecoveryView, l: Lang) -> Self {
        let count = |way: Way| {
            let found = view.ways.iter().find(|(one, _)| *one == way);
            found.map_or(0, |(_, count)| *count as u64)
        };
        Self {
            not_recovered: view.not_recovered,
            to_send: count(Way::ToSend),
            under_way: count(Way::Sent),
            unknown: count(Way::Unknown),
            conflicts: count(Way::Conflicts),
            rejected: count(Way::Rejected),
            centres: view.centres.into_iter().map(|centre| CentreDetails::told(centre, l)).collect(),
        }
    }
}

impl CentreDetails {
    fn told(view: CentreView, l: Lang) -> Self {
        let centre = view.known.centre;
        Self {
            id: centre.id.uuid(),
            name: centre.name,
            address: centre.address.to_string(),
            reach: (&view.line.reach).into(),
            asked: view.known.asked,
            position: view.known.reached.map_or(0, |reached| reached.position.get()),
            lacking: view.lacking,
            progress: view.line.progress.map(|progress| ProgressDetails {
                done: progress.done,
                total: progress.total,
                rate: progress.rate(),
                left_s: progress.left().map(|left| left.as_secs()),
            }),
            halted: view.line.halted.map(|halt| l.of(&halt.why).to_owned()),
            refused: view.line.refused.map(|told| l.of(&told).to_owned()),
            lives: view.lives.into_iter().map(Into::into).collect(),
        }
    }
}

/// How the recovery stands.
///
/// Counts of entries by how they stand, and of each centre its reach, progress and what stops it. Seconds where something
/// is left to wait for (`left_s`).
#[utoipa::path(
    tag = "recovery",
    operation_id = "recovery",
    security(("bearer" = [])),
    responses((status = 200, description = "How it stands", body = RecoveryDetails))
)]
#[get("/recovery")]
pub async fn show(caller: Caller) -> Result<Json<RecoveryDetails>, Problem> {
    let l = caller.lang;
    let view = caller.ask(|desk, _| Ok::<_, desk::DeskError>(desk.recovery())).await?;
    Ok(Json(RecoveryDetails::told(view, l)))
}

/// Lets records go to a centre, until somebody stops it or another outage opens.
///
/// Asking twice is asking once.
#[utoipa::path(
    tag = "recovery",
    operation_id = "begin_recovery",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The centre")),
    responses((status = 200, description = "How it stands now", body = RecoveryDetails))
)]
#[put("/centres/{id}/recovery")]
pub async fn ask(caller: Caller, id: Path<Uuid>) -> Result<Json<RecoveryDetails>, Problem> {
    let l = caller.lang;
    let id = CentreId::new(*id);
    let view = caller.ask(move |desk, who| desk.ask_recovery(who, id).map(|()| desk.recovery())).await?;
    Ok(Json(RecoveryDetails::told(view, l)))
}

/// Asks a centre now what it holds, instead of in its turn.
///
/// Nothing is sent that was not to be sent.
#[utoipa::path(
    tag = "recovery",
    operation_id = "look_at_centre",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The centre")),
    responses((status = 200, description = "How it stood when asking began", body = RecoveryDetails))
)]
#[post("/centres/{id}/look")]
pub async fn look(caller: Caller, id: Path<Uuid>) -> Result<Json<RecoveryDetails>, Problem> {
    let l = caller.lang;
    let id = CentreId::new(*id);
    let view = caller.ask(move |desk, _| desk.look_at_centre(id).map(|()| desk.recovery())).await?;
    Ok(Json(RecoveryDetails::told(view, l)))
}

/// Stops sending records to a centre.
///
/// Supervisor or records manager. What was sent stays sent; a batch under way ends. Stopping what does not run changes
/// nothing.
#[utoipa::path(
    tag = "recovery",
    operation_id = "stop_recovery",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The centre")),
    responses((status = 200, description = "How it stands now", body = RecoveryDetails))
)]
#[delete("/centres/{id}/recovery")]
pub async fn stop(caller: Caller, id: Path<Uuid>) -> Result<Json<RecoveryDetails>, Problem> {
    let l = caller.lang;
    let id = CentreId::new(*id);
    let view = caller.ask(move |desk, who| desk.stop_recovery(who, id).map(|()| desk.recovery())).await?;
    Ok(Json(RecoveryDetails::told(view, l)))
}
