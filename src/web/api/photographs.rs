//! The photograph of an identity attestation: sent before the entry is issued, shown as long as it is kept.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::{Json, Path, Payload, Query};
use actix_web::{HttpRequest, HttpResponse, get, put};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::edge::Caller;
use super::problem::Problem;
use super::words::BothLanguages;
use crate::entrance::body;
use crate::site::standing::site;
use desk::DeskError;
use desk::draft::photograph::PICTURE_MOST;
use domain::ids::id::EntryId;
use domain::office::operator::Role;
use domain::person::photograph::Crop;

/// What is to be kept of the picture, and for which form.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Name of the form the entry will be made from.
    #[param(example = "identity-attestation")]
    form: String,
    /// Left edge of the crop, in pixels of the upright picture. All four or none: without a crop the largest middle of 35 to
    /// 45 is kept.
    x: Option<u32>,
    /// Upper edge.
    y: Option<u32>,
    /// Width.
    #[param(minimum = 276)]
    width: Option<u32>,
    /// Height: 45 for every 35 of the width.
    #[param(minimum = 354)]
    height: Option<u32>,
}

impl Wanted {
    fn crop(&self) -> Result<Option<Crop>, Problem> {
        match (self.x, self.y, self.width, self.height) {
            (None, None, None, None) => Ok(None),
            (Some(x), Some(y), Some(width), Some(height)) => Ok(Some(Crop { x, y, width, height })),
            _ => Err(Problem::field(
                "photo.crop",
                "Dare tutti e quattro i numeri del ritaglio, oppure nessuno.",
                "Give all four numbers of the crop, or none.",
            )),
        }
    }
}

/// A photograph just kept.
#[derive(Serialize, ToSchema)]
pub struct PhotographView {
    /// What should be looked at: too few pixels for a good print.
    warning: Option<BothLanguages>,
}

/// Refuses before the picture is read; the desk decides again.
fn for_issuers(caller: &Caller) -> Result<(), Problem> {
    let issues =
        [Role::Clerk, Role::SigningOfficer, Role::Supervisor].into_iter().any(|role| caller.who.may(role));
    if issues { Ok(()) } else { Err(Problem::from(DeskError::NotAllowed).told_in(caller.lang)) }
}

fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        "L'immagine è troppo grande o è arrivata a metà: al massimo 16 MB.",
        "The picture is too large or came in part: at most 16 MB.",
    )
}

/// Keeps a picture (JPEG or PNG, at most 16 MB) for an entry to be issued under this id: turned upright, cropped, without
/// its metadata.
///
/// Sent again it takes the place of the one before.
#[utoipa::path(
    tag = "entries",
    operation_id = "keep_photograph",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The entry to come"), Wanted),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "Kept", body = PhotographView))
)]
#[put("/entries/{id}/photograph")]
pub async fn keep(
    caller: Caller,
    id: Path<Uuid>,
    wanted: Query<Wanted>,
    request: HttpRequest,
    payload: Payload,
) -> Result<Json<PhotographView>, Problem> {
    let wanted = wanted.into_inner();
    let crop = wanted.crop().map_err(|problem| problem.told_in(caller.lang))?;
    for_issuers(&caller)?;
    let gates = &site(&request).gates;
    let _upload = caller.turn(&gates.uploads).await?;
    let picture = body::whole(&request, payload.into_inner(), PICTURE_MOST).await;
    let picture = picture.map_err(|_| too_large().told_in(caller.lang))?;
    let _unfolding = caller.turn(&gates.pictures).await?;
    let id = EntryId::new(*id);
    let view = caller
        .ask(move |desk, who| {
            desk.begin_draft_as(who, id, &wanted.form)?;
            desk.put_photograph(who, id, &picture, crop)
        })
        .await?;
    Ok(Json(PhotographView { warning: view.warning.map(Into::into) }))
}

/// The photograph of an entry, or of one to come.
///
/// A JPEG, turned upright and cropped. 404 where none was kept, or where it was erased once its time was over.
#[utoipa::path(
    tag = "entries",
    operation_id = "photograph",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The entry")),
    responses((status = 200, description = "The photograph, 551 by 709 pixels", body = Vec<u8>, content_type = "image/jpeg"))
)]
#[get("/entries/{id}/photograph")]
pub async fn show(caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let jpeg = caller.ask(move |desk, who| desk.photograph(who, EntryId::new(*id))).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "image/jpeg"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(jpeg))
}
