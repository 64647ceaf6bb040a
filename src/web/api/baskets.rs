//! Baskets: papers prepared for a counter to check and issue in one go. They are drafts: the store alone holds them.

use actix_web::http::StatusCode;
use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::edge::Caller;
use super::entry_views::EntryRow;
use super::problem::Problem;
use desk::draft::begin::{BeginDrafts, Begun, Together};
use desk::draft::edit::Draft;
use desk::issue::add_papers::{AddPapers, Whom};
use desk::issue::basket::Basket;
use domain::ids::id::{BasketId, EntryId, PersonId};

/// Papers to be begun: each form for each person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBasket {
    /// Names of forms, in the order they will print.
    #[schema(min_items = 1, max_items = 24)]
    forms: Vec<String>,
    /// People of the extract.
    #[schema(min_items = 1, max_items = 24)]
    people: Vec<Uuid>,
}

/// What was begun: one draft alone, or several in a basket.
#[derive(Serialize, ToSchema)]
pub struct BasketBegun {
    /// The basket, where there are several papers.
    basket: Option<Uuid>,
    /// The draft, where there is one.
    draft: Option<Uuid>,
}

/// Papers to be put into a basket: each form for one person. One of `person` and `same_as`, or neither for somebody typed in
/// by hand at the counter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPapers {
    /// Names of forms, in the order they will print.
    #[schema(min_items = 1, max_items = 24)]
    forms: Vec<String>,
    /// A person of the extract.
    person: Option<Uuid>,
    /// A draft of the basket: for the same person, with what is typed there.
    same_as: Option<Uuid>,
}

/// A basket.
#[derive(Serialize, ToSchema)]
pub struct BasketView {
    /// Identity.
    id: Uuid,
    /// What is still to be issued, in order.
    drafts: Vec<DraftView>,
    /// What was issued, in order.
    entries: Vec<EntryRow>,
}

/// A paper still to be issued.
#[derive(Serialize, ToSchema)]
pub struct DraftView {
    /// Identity, and that of the entry to come.
    id: Uuid,
    /// Name of its form.
    form: String,
    /// The person of the extract it is about; `null` if typed by hand.
    person: Option<Uuid>,
    /// Fields that are still to be completed.
    lacking: Vec<String>,
}

impl From<Draft> for DraftView {
    fn from(draft: Draft) -> Self {
        let mut lacking: Vec<String> = draft.problems.into_iter().map(|problem| problem.field).collect();
        lacking.dedup();
        Self {
            id: draft.id.uuid(),
            form: draft.form.id.id.clone(),
            person: draft.person.map(PersonId::uuid),
            lacking,
        }
    }
}

impl From<Basket> for BasketView {
    fn from(basket: Basket) -> Self {
        Self {
            id: basket.id.uuid(),
            drafts: basket.drafts.into_iter().map(Into::into).collect(),
            entries: basket.entries.into_iter().map(Into::into).collect(),
        }
    }
}

/// Begins papers for people of the extract, filled with what it says.
///
/// One form for one person gives a draft, more of either a basket. Nothing is issued and no number is taken. Refused where
/// nothing can be issued at all: no outage is open, or issuing stopped.
#[utoipa::path(
    tag = "entries",
    operation_id = "begin_basket",
    security(("bearer" = [])),
    request_body = NewBasket,
    responses((status = 201, description = "What was begun", body = BasketBegun))
)]
#[post("/baskets")]
pub async fn begin(caller: Caller, new: Json<NewBasket>) -> Result<HttpResponse, Problem> {
    let NewBasket { forms, people } = new.into_inner();
    if people.is_empty() {
        return Err(Problem::field("people", "Indicare almeno una persona.", "Name at least one person.")
            .told_in(caller.lang));
    }
    let people = people.into_iter().map(PersonId::new).collect();
    let begin = BeginDrafts { forms, people, purpose: None, together: Together::Sheets };
    let answer = match caller.ask(move |desk, who| desk.begin_drafts(who, &begin)).await? {
        Begun::Draft(id) => BasketBegun { basket: None, draft: Some(id.uuid()) },
        Begun::Basket(id) => BasketBegun { basket: Some(id.uuid()), draft: None },
    };
    Ok(HttpResponse::build(StatusCode::CREATED).json(answer))
}

/// One basket.
///
/// Its papers, where each stands, and what is still lacking. Drafts may be lost with the computer; 404 for one that is gone
/// or was never begun.
#[utoipa::path(
    tag = "entries",
    operation_id = "basket",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The basket")),
    responses((status = 200, description = "The basket", body = BasketView))
)]
#[get("/baskets/{id}")]
pub async fn one(caller: Caller, id: Path<Uuid>) -> Result<Json<BasketView>, Problem> {
    let basket = caller.ask(move |desk, who| desk.basket(who, BasketId::new(*id))).await?;
    Ok(Json(basket.into()))
}

/// Puts papers into a basket: another form for a person of it, or another person.
///
/// What its papers share holds for them.
#[utoipa::path(
    tag = "entries",
    operation_id = "add_to_basket",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The basket")),
    request_body = NewPapers,
    responses((status = 200, description = "The basket as it stands now", body = BasketView))
)]
#[post("/baskets/{id}/papers")]
pub async fn add(caller: Caller, id: Path<Uuid>, new: Json<NewPapers>) -> Result<Json<BasketView>, Problem> {
    let (id, new) = (BasketId::new(*id), new.into_inner());
    let whom = match (new.person, new.same_as) {
        (Some(person), None) => Whom::Resident(PersonId::new(person)),
        (None, Some(draft)) => Whom::SameAs(EntryId::new(draft)),
        (None, None) => Whom::ByHand,
        (Some(_), Some(_)) => {
            return Err(Problem::field(
                "same_as",
                "O una persona, o lo stesso di un foglio: non entrambi.",
                "Either a person or the same as a paper: not both.",
            )
            .told_in(caller.lang));
        }
    };
    let add = AddPapers { forms: new.forms, whom };
    let basket = caller
        .ask(move |desk, who| {
            desk.add_to_basket(who, id, &add)?;
            desk.basket(who, id)
        })
        .await?;
    Ok(Json(basket.into()))
}
