//! People of the extract: found, and one with the household. Searches and looks are logged with the operator.

use actix_web::web::{Json, Path};
use actix_web::{get, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::edge::Caller;
use super::problem::Problem;
use desk::people::find_people::{Found, PersonRow};
use desk::people::person::PersonView;
use domain::ids::id::PersonId;

/// Longest text looked for.
const LONGEST: usize = 161;

/// A search. Sent, never put into a URL.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PeopleSearch {
    /// Tax code (any omocodic form, as a scanner types it), beginnings of surname and names in any order, or number of an
    /// entry.
    #[schema(min_length = 1, max_length = 161, example = "rossi mario")]
    who: String,
}

/// Who was found.
#[derive(Serialize, ToSchema)]
pub struct PeopleFound {
    /// In the order of names, homonyms by age.
    people: Vec<PersonLine>,
    /// Whether there are more: more letters are needed.
    more: bool,
    /// The entry of the number that was typed.
    entry: Option<Uuid>,
}

/// A person in a list.
#[derive(Serialize, ToSchema)]
pub struct PersonLine {
    /// Id, while this extract is in use.
    id: Uuid,
    /// Surname; may be empty.
    surname: String,
    /// Given names; may be empty.
    given_names: String,
    /// `yyyy-mm-dd`, `yyyy-mm` or `yyyy`, as far as it is known.
    birth_date: Option<String>,
    /// Birthplace.
    birth_place: String,
    /// Address.
    address: String,
    /// Tax code.
    tax_code: Option<String>,
    /// Recorded as dead.
    dead: bool,
    /// Removed from the registry.
    removed: bool,
}

/// A person with the household.
#[derive(Serialize, ToSchema)]
pub struct PersonDetails {
    /// The person.
    person: PersonLine,
    /// Local day the extract was made.
    extract: NaiveDate,
    /// Whole years today.
    age: Option<u32>,
    /// The others of the family.
    household: Vec<PersonLine>,
    /// What to know before issuing, in the language asked for.
    remarks: Vec<String>,
    /// Where the tax code differs from the data. Nothing is rewritten.
    differences: Vec<String>,
    /// Entries of the open outage about this person.
    entries: Vec<Uuid>,
}

impl From<PersonRow> for PersonLine {
    fn from(row: PersonRow) -> Self {
        Self {
            id: row.id.uuid(),
            surname: row.surname,
            given_names: row.given_names,
            birth_date: row.birth_date.map(String::from),
            birth_place: row.birth_place,
            address: row.address,
            tax_code: row.tax_code,
            dead: row.dead,
            removed: row.removed,
        }
    }
}

/// Finds people of the extract, or the entry of a number.
///
/// By surname and names, tax code, or number; sent, so that no name stands in an address. The search is logged, without
/// what was looked for.
#[utoipa::path(
    tag = "people",
    operation_id = "search_people",
    security(("bearer" = [])),
    request_body = PeopleSearch,
    responses((status = 200, description = "Who was found; nobody is no failure", body = PeopleFound))
)]
#[post("/people-searches")]
pub async fn search(caller: Caller, search: Json<PeopleSearch>) -> Result<Json<PeopleFound>, Problem> {
    let who = search.into_inner().who;
    if who.trim().is_empty() || who.chars().count() > LONGEST {
        return Err(Problem::field(
            "who",
            "Scrivere codice fiscale, cognome e nome, o numero (al più 161 caratteri).",
            "Write a tax code, surname and names, or a number (161 characters at most).",
        )
        .told_in(caller.lang));
    }
    let found = caller.ask(move |desk, session| desk.find_people(session, &who)).await?;
    Ok(Json(match found {
        Found::People(page) => PeopleFound {
            people: page.rows.into_iter().map(PersonLine::from).collect(),
            more: page.more,
            entry: None,
        },
        Found::Entry(entry) => PeopleFound { people: Vec::new(), more: false, entry: Some(entry.uuid()) },
        Found::Nothing { .. } => PeopleFound { people: Vec::new(), more: false, entry: None },
    }))
}

/// One person of the extract.
///
/// The look is logged.
#[utoipa::path(
    tag = "people",
    operation_id = "person",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The person")),
    responses((status = 200, description = "The person", body = PersonDetails))
)]
#[get("/people/{id}")]
pub async fn one(caller: Caller, id: Path<Uuid>) -> Result<Json<PersonDetails>, Problem> {
    let l = caller.lang;
    let view = caller.ask(move |desk, who| desk.person(who, PersonId::new(*id))).await?;
    let person = line(&view);
    Ok(Json(PersonDetails {
        person,
        extract: view.extract,
        age: view.age,
        household: view.household.into_iter().map(PersonLine::from).collect(),
        remarks: view.remarks.iter().map(|remark| l.of(&remark.told()).to_owned()).collect(),
        differences: view.differences.iter().map(|one| l.of(&one.told()).to_owned()).collect(),
        entries: view.earlier.iter().map(|row| row.id.uuid()).collect(),
    }))
}

fn line(view: &PersonView) -> PersonLine {
    let person = &view.person;
    PersonLine {
        id: view.id.uuid(),
        surname: person.surname.clone(),
        given_names: person.given_names.clone(),
        birth_date: person.birth_date.map(String::from),
        birth_place: person.birth_place.clone(),
        address: person.address.clone(),
        tax_code: person.tax_code.clone(),
        dead: person.died_on.is_some(),
        removed: person.removed_on.is_some(),
    }
}
