//! Authorisations of the register: further ones, in advance, by telephone; the signed act arriving later.

use actix_web::http::header::LOCATION;
use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, get, post, put};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use desk::DeskError;
use desk::outage::authorise::{self, GivenHow, NewAct};
use domain::ids::id::{AuthorisationId, OutageId};
use domain::time::moment::Moment;

use super::edge::Caller;
use super::outage_views::AuthorisationView;
use super::problem::Problem;

/// An authorisation to be recorded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAuthorisation {
    /// Identity, minted by the client (UUID version 7).
    id: Uuid,
    /// Who authorised.
    #[schema(max_length = 80, example = "Carla Rinaldi")]
    signer: String,
    /// Office held.
    #[schema(max_length = 80, example = "Responsabile della gestione documentale")]
    signer_role: String,
    /// Set when given by telephone.
    by_telephone: Option<Telephone>,
    /// The act it rests on.
    act: Act,
    /// Covers from this instant; if not given, from where the last one ends.
    #[schema(value_type = Option<String>, format = DateTime)]
    from: Option<Moment>,
    /// Covers to this instant; if not given, as long as the law allows.
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Moment>,
}

/// A telephone call.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Telephone {
    /// Who took it.
    #[schema(max_length = 80)]
    received_by: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Moment,
}

/// The act an authorisation rests on.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    /// Signed already.
    Signed {
        /// Its number.
        #[schema(max_length = 40, example = "12/2026")]
        number: String,
        /// Its date.
        date: NaiveDate,
    },
    /// Still to be signed.
    ToBeSigned,
    /// Still to be signed, and known until then by its own number of the emergency register.
    OwnNumber,
}

/// A signed act that arrived.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedAct {
    /// Its number.
    #[schema(max_length = 40, example = "12/2026")]
    number: String,
    /// Its date.
    date: NaiveDate,
}

impl From<NewAuthorisation> for authorise::NewAuthorisation {
    fn from(new: NewAuthorisation) -> Self {
        Self {
            id: AuthorisationId::new(new.id),
            signer: new.signer,
            signer_role: new.signer_role,
            given: new.by_telephone.map_or(GivenHow::Written, |call| GivenHow::ByTelephone {
                received_by: call.received_by,
                at: call.at,
            }),
            act: match new.act {
                Act::Signed { number, date } => NewAct::Signed { number, date },
                Act::ToBeSigned => NewAct::ToBeSigned,
                Act::OwnNumber => NewAct::OwnNumber,
            },
            from: new.from,
            until: new.until,
        }
    }
}

/// The field of a request that a use case's field stands for.
pub fn api_field(field: &str) -> String {
    for group in ["authorisation", "further"] {
        if let Some(rest) = field.strip_prefix(group).and_then(|rest| rest.strip_prefix('-')) {
            return format!("{group}.{}", api_field(rest));
        }
    }
    match field {
        "cause-description" => "description".into(),
        "clock" => "clock_is_right".into(),
        "act-number" => "act.number".into(),
        "act-date" => "act.date".into(),
        "received-by" => "by_telephone.received_by".into(),
        "received-at" => "by_telephone.at".into(),
        field if field.starts_with("answer-") || field.starts_with("reason-") => "answers".into(),
        field => field.replace('-', "_"),
    }
}

fn recorded(view: &AuthorisationView) -> HttpResponse {
    HttpResponse::Created().insert_header((LOCATION, "/api/v1/outages/current")).json(view)
}

/// Authorisations recorded in advance and not used yet.
///
/// Supervisors and records managers record them; the next outage that is opened with one of them uses it up. Reading
/// changes nothing.
#[utoipa::path(
    tag = "outages",
    operation_id = "list_authorisations",
    security(("bearer" = [])),
    responses((status = 200, description = "Authorisations in advance", body = Vec<AuthorisationView>))
)]
#[get("/authorisations")]
pub async fn in_advance(caller: Caller) -> Result<Json<Vec<AuthorisationView>>, Problem> {
    let list = caller.ask(|desk, _| Ok::<_, DeskError>(desk.advance_authorisations())).await?;
    Ok(Json(list.iter().map(AuthorisationView::from).collect()))
}

/// Records an authorisation in advance of an outage.
///
/// Supervisor or records manager. The id is the idempotency key: the same id with the same words gives what it made. It
/// gets no number before an outage uses it.
#[utoipa::path(
    tag = "outages",
    operation_id = "record_authorisation",
    security(("bearer" = [])),
    request_body = NewAuthorisation,
    responses((status = 201, description = "Recorded", body = AuthorisationView))
)]
#[post("/authorisations")]
pub async fn record_in_advance(caller: Caller, new: Json<NewAuthorisation>) -> Result<HttpResponse, Problem> {
    let new = new.into_inner().into();
    let made = caller
        .ask(move |desk, who| desk.record_authorisation(who, None, new))
        .await
        .map_err(|problem| problem.renamed(api_field))?;
    Ok(recorded(&AuthorisationView::from(&made)))
}

/// Records a further authorisation of the open outage.
///
/// Supervisor or records manager, while the outage is open. The id is the idempotency key: the same id with the same words
/// gives what it made.
#[utoipa::path(
    tag = "outages",
    operation_id = "record_further_authorisation",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The outage")),
    request_body = NewAuthorisation,
    responses((status = 201, description = "Recorded", body = AuthorisationView))
)]
#[post("/outages/{id}/authorisations")]
pub async fn record_further(
    caller: Caller,
    id: Path<Uuid>,
    new: Json<NewAuthorisation>,
) -> Result<HttpResponse, Problem> {
    let new = new.into_inner().into();
    let made = caller
        .ask(move |desk, who| desk.record_authorisation(who, Some(OutageId::new(*id)), new))
        .await
        .map_err(|problem| problem.renamed(api_field))?;
    Ok(recorded(&AuthorisationView::from(&made)))
}

/// The signed act of an authorisation arrived.
///
/// Supervisor or records manager. An outage is not archived while an act of it is unsigned. 422 names `number` or `date`.
#[utoipa::path(
    tag = "outages",
    operation_id = "sign_authorisation",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The authorisation")),
    request_body = SignedAct,
    responses((status = 204, description = "Recorded"))
)]
#[put("/authorisations/{id}/act")]
pub async fn sign_act(caller: Caller, id: Path<Uuid>, act: Json<SignedAct>) -> Result<HttpResponse, Problem> {
    let SignedAct { number, date } = act.into_inner();
    caller
        .ask(move |desk, who| desk.sign_authorisation_act(who, AuthorisationId::new(*id), &number, date))
        .await
        .map_err(|problem| problem.renamed(|field| field.trim_start_matches("act-").to_owned()))?;
    Ok(HttpResponse::NoContent().finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_field_is_named_as_it_was_sent() {
        for (field, sent) in [
            ("cause-description", "description"),
            ("authorisation-signer-role", "authorisation.signer_role"),
            ("further-act-number", "further.act.number"),
            ("received-at", "by_telephone.at"),
            ("shared-code", "shared_code"),
            ("authorisation", "authorisation"),
        ] {
            assert_eq!(api_field(field), sent);
        }
    }
}
