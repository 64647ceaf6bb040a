//! A new certificate from a centre that is known: asked for, compared by six digits, given up.

use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, delete, get, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::words::lang::Lang;
use desk::parts::enrolment::{Enrolment, EnrolmentStep, KeyChoice};
use desk::{Desk, DeskError};
use domain::ids::id::{CentreId, StationId};

use super::edge::Caller;
use super::problem::Problem;

/// Which key a certificate is for.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CertifiedKey {
    /// The one in use.
    Present,
    /// A new one, in use from then on: the centre believes the old one no more.
    New,
}

/// What is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCertificate {
    /// Which key it is for.
    key: CertifiedKey,
}

/// How far it is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EnrolmentState {
    /// The centre is being asked.
    Asking,
    /// A person at the centre compares the digits.
    Compare,
    /// Certified.
    Done,
    /// It came to nothing.
    Failed,
}

/// A station that asks a centre for a certificate.
#[derive(Serialize, ToSchema)]
pub struct EnrolmentDetails {
    /// The centre's identity at this station.
    centre: Uuid,
    /// As people here call it.
    name: String,
    /// The station that is to be known: the living one, or the one of a life before.
    station: Uuid,
    /// Which key is to be certified.
    key: CertifiedKey,
    /// How far it is.
    state: EnrolmentState,
    /// Six digits that the centre must show too, while they are to be compared.
    #[schema(example = "042 117")]
    code: Option<String>,
    /// Whose root it is, while digits are to be compared.
    municipality: Option<String>,
    /// Why it failed and what to do.
    why: Option<String>,
}

impl EnrolmentDetails {
    fn told(enrolment: Enrolment, l: Lang) -> Self {
        let (state, code, municipality, why) = match enrolment.step {
            EnrolmentStep::Asking => (EnrolmentState::Asking, None, None, None),
            EnrolmentStep::Compare { code, municipality } => {
                (EnrolmentState::Compare, Some(code), Some(municipality), None)
            }
            EnrolmentStep::Done => (EnrolmentState::Done, None, None, None),
            EnrolmentStep::Failed(told) => (EnrolmentState::Failed, None, None, Some(l.of(&told).to_owned())),
        };
        let key = match enrolment.key {
            KeyChoice::Present => CertifiedKey::Present,
            KeyChoice::New => CertifiedKey::New,
        };
        Self {
            centre: enrolment.id.uuid(),
            name: enrolment.name,
            station: enrolment.of.uuid(),
            key,
            state,
            code,
            municipality,
            why,
        }
    }
}

/// Asks a centre for a new certificate: a person there compares six digits.
///
/// Asking twice is asking once.
#[utoipa::path(
    tag = "recovery",
    operation_id = "begin_enrolment",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The centre")),
    request_body = NewCertificate,
    responses((status = 200, description = "How far it is", body = EnrolmentDetails))
)]
#[put("/centres/{id}/certificate")]
pub async fn begin(
    caller: Caller,
    id: Path<Uuid>,
    new: Json<NewCertificate>,
) -> Result<Json<EnrolmentDetails>, Problem> {
    let l = caller.lang;
    let id = CentreId::new(*id);
    let key = match new.key {
        CertifiedKey::Present => KeyChoice::Present,
        CertifiedKey::New => KeyChoice::New,
    };
    let enrolment = caller.ask(move |desk, who| desk.enrol_again(who, id, key)).await?;
    Ok(Json(EnrolmentDetails::told(enrolment, l)))
}

/// Makes a life before the present one known to a centre, or asks for a new certificate for it: its records go with its own
/// key, which stays.
///
/// A person at the centre compares six digits. Asking twice is asking once.
#[utoipa::path(
    tag = "recovery",
    operation_id = "certify_past_life",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The centre"),
        ("station" = Uuid, Path, description = "The station of the life before")
    ),
    responses((status = 200, description = "How far it is", body = EnrolmentDetails))
)]
#[put("/centres/{id}/lives/{station}/certificate")]
pub async fn begin_past(caller: Caller, ids: Path<(Uuid, Uuid)>) -> Result<Json<EnrolmentDetails>, Problem> {
    let l = caller.lang;
    let (id, of) = (CentreId::new(ids.0), StationId::new(ids.1));
    let enrolment = caller.ask(move |desk, who| desk.enrol_past_life(who, id, of)).await?;
    Ok(Json(EnrolmentDetails::told(enrolment, l)))
}

/// How far the station's asking for a certificate is; the last one, once it ended.
///
/// 404 while nothing was asked. Six digits stand in it until a person at the centre has compared them.
#[utoipa::path(
    tag = "recovery",
    operation_id = "enrolment",
    security(("bearer" = [])),
    responses((status = 200, description = "How far it is", body = EnrolmentDetails))
)]
#[get("/enrolment")]
pub async fn show(caller: Caller) -> Result<Json<EnrolmentDetails>, Problem> {
    let l = caller.lang;
    let enrolment = caller.ask(|desk, _| desk.enrolment().ok_or(DeskError::NotFound)).await?;
    Ok(Json(EnrolmentDetails::told(enrolment, l)))
}

/// Gives it up.
///
/// What is certified stays so.
#[utoipa::path(
    tag = "recovery",
    operation_id = "abandon_enrolment",
    security(("bearer" = [])),
    responses((status = 204, description = "Given up"))
)]
#[delete("/enrolment")]
pub async fn abandon(caller: Caller) -> Result<HttpResponse, Problem> {
    caller.ask(Desk::abandon_enrolment).await?;
    Ok(HttpResponse::NoContent().finish())
}
