//! Numbers set aside for paper sheets, and the index of civil-status acts written on them.

use actix_web::http::header::LOCATION;
use actix_web::web::Json;
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::authorisations::api_field;
use super::edge::Caller;
use super::entry_views::EntryView;
use super::problem::Problem;
use super::words::{ActKind, Series};
use desk::outage::reserved_numbers::{ActPlace, RecordPaperAct, ReserveNumbers};
use desk::outage::shown::ReservationView;
use domain::ids::id::{EntryId, ReservationId};
use domain::ids::number::Number;
use domain::time::moment::Moment;

/// Numbers to be set aside.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReservation {
    /// Identity, minted by the client (UUID version 7).
    id: Uuid,
    /// Which register.
    series: Series,
    /// How many.
    #[schema(minimum = 1, maximum = 200)]
    count: u32,
    /// What for.
    #[schema(min_length = 1, max_length = 120)]
    purpose: String,
}

/// A reservation and what is left of it.
#[derive(Serialize, ToSchema)]
pub struct Reservation {
    /// Identity.
    id: Uuid,
    /// First number.
    first: String,
    /// How many were reserved.
    count: u32,
    /// What for.
    purpose: String,
    /// Neither used nor barred yet.
    left: Vec<String>,
}

impl From<ReservationView> for Reservation {
    fn from(view: ReservationView) -> Self {
        Self {
            id: view.id.uuid(),
            first: view.first.to_string(),
            count: view.count,
            purpose: view.purpose,
            left: view.left.iter().map(ToString::to_string).collect(),
        }
    }
}

/// Numbers to be barred.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Barring {
    /// Which.
    #[schema(min_items = 1)]
    numbers: Vec<String>,
    /// Why.
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
}

/// A civil-status act written on paper.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPaperAct {
    /// Identity, minted by the client (UUID version 7), and idempotency key.
    id: Uuid,
    /// The reserved number on its sheet; if not given, the next of series S.
    #[schema(max_length = 26, example = "EM01S-2026-0000004")]
    number: Option<String>,
    /// What kind of act.
    kind: ActKind,
    /// Surname of the person (the first spouse).
    #[schema(max_length = 80)]
    surname: String,
    /// Given names.
    #[schema(max_length = 80)]
    given_names: String,
    /// When the act was formed.
    #[schema(value_type = String, format = DateTime)]
    formed: Moment,
    /// Where it stands in the registers of civil status, as far as it is known.
    #[serde(default)]
    place: PaperActPlace,
    /// What else the index should say.
    #[serde(default)]
    #[schema(max_length = 240)]
    note: String,
}

/// Where an act stands in the paper registers.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PaperActPlace {
    /// The office, where the municipality has several.
    #[schema(max_length = 80)]
    office: String,
    /// Part: plain letters, digits.
    #[schema(max_length = 2, example = "I")]
    part: String,
    /// Series: plain letters, digits, hyphens, blanks.
    #[schema(max_length = 10, example = "A")]
    series: String,
    /// Number in the register: plain letters, digits, blanks.
    #[schema(max_length = 5, example = "12 A")]
    number: String,
    /// Volume.
    #[schema(max_length = 5)]
    volume: String,
    /// Whether it is the transcription of an act formed elsewhere.
    transcribed: bool,
}

impl From<PaperActPlace> for ActPlace {
    fn from(place: PaperActPlace) -> Self {
        Self {
            office: place.office,
            part: place.part,
            series: place.series,
            number: place.number,
            volume: place.volume,
            transcribed: place.transcribed,
        }
    }
}

fn number(field: &str, text: &str) -> Result<Number, Problem> {
    text.parse().map_err(|_| {
        Problem::field(
            field,
            "Non è un numero di registro come EM01-2026-0000031.",
            "Not a register number such as EM01-2026-0000031.",
        )
    })
}

/// The name of a field of an act in the API.
fn place_field(field: &str) -> String {
    field.strip_prefix("act-").map_or_else(|| api_field(field), |name| format!("place.{name}"))
}

/// Sets numbers aside for pre-numbered sheets in the open outage.
///
/// Supervisor or signing officer. The id is the idempotency key: sent again it gives the same numbers. They stay set aside
/// until they are used or barred.
#[utoipa::path(
    tag = "numbers",
    operation_id = "reserve_numbers",
    security(("bearer" = [])),
    request_body = NewReservation,
    responses((status = 201, description = "Reserved", body = Reservation))
)]
#[post("/reservations")]
pub async fn reserve(caller: Caller, new: Json<NewReservation>) -> Result<HttpResponse, Problem> {
    let NewReservation { id, series, count, purpose } = new.into_inner();
    let reserve = ReserveNumbers { id: ReservationId::new(id), series: series.into(), count, purpose };
    let view = caller
        .ask(move |desk, who| desk.reserve_numbers(who, reserve))
        .await
        .map_err(|problem| problem.renamed(api_field))?;
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, "/api/v1/outages/current"))
        .json(Reservation::from(view)))
}

/// Bars reserved numbers that will not be used.
///
/// Supervisor. All of them or none: a number that was used, or was never reserved, refuses the request. Barred numbers stay
/// in the register with the reason.
#[utoipa::path(
    tag = "numbers",
    operation_id = "bar_numbers",
    security(("bearer" = [])),
    request_body = Barring,
    responses((status = 204, description = "Barred"))
)]
#[post("/barrings")]
pub async fn bar(caller: Caller, barring: Json<Barring>) -> Result<HttpResponse, Problem> {
    let Barring { numbers, reason } = barring.into_inner();
    let numbers = numbers
        .iter()
        .map(|text| number("numbers", text))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|problem| problem.told_in(caller.lang))?;
    caller.ask(move |desk, who| desk.bar_numbers(who, numbers, &reason)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Enters a civil-status act written on paper in the index of series S.
///
/// The id is the idempotency key. With `number` the act takes a number that was reserved for its sheet, else the next one.
#[utoipa::path(
    tag = "numbers",
    operation_id = "record_paper_act",
    security(("bearer" = [])),
    request_body = NewPaperAct,
    responses((status = 201, description = "Entered", body = EntryView, headers(("Location" = String, description = "The entry"))))
)]
#[post("/paper-acts")]
pub async fn record_act(caller: Caller, new: Json<NewPaperAct>) -> Result<HttpResponse, Problem> {
    let new = new.into_inner();
    let sheet = new
        .number
        .as_deref()
        .map(|text| number("number", text))
        .transpose()
        .map_err(|problem| problem.told_in(caller.lang))?;
    let act = RecordPaperAct {
        id: EntryId::new(new.id),
        number: sheet,
        kind: new.kind.into(),
        surname: new.surname,
        given_names: new.given_names,
        formed: new.formed,
        place: new.place.into(),
        note: new.note,
    };
    let view = caller
        .ask(move |desk, who| desk.record_paper_act(who, act))
        .await
        .map_err(|problem| problem.renamed(place_field))?;
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, format!("/api/v1/entries/{}", view.entry.id)))
        .json(EntryView::from(view)))
}
