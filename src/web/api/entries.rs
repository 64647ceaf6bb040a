//! Entries: issue, look, search.

use std::collections::BTreeMap;

use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::web::{Json, Path, Query};
use actix_web::{HttpResponse, get, post};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::edge::Caller;
use super::entry_views::{EntryPage, EntryView};
use super::problem::Problem;
use super::words::{EntryKind, UseCode, WantedState};
use desk::issue::issuing::IssueDirect;
use desk::register::entries::EntryFilter;
use domain::centre::exchange::ordinary::Written;
use domain::ids::id::{EntryId, OutageId, PersonId};

/// Which entries are wanted. All that is given must hold.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Local day of issue.
    day: Option<NaiveDate>,
    /// State of the paper.
    #[param(inline)]
    state: Option<WantedState>,
    /// What it records.
    #[param(inline)]
    kind: Option<EntryKind>,
    /// Number, whole or its last digits, or an ordinary number that the entry has or had before it was put right:
    /// `PG 0000031/2026`, or `31/2026` in whatever register.
    #[param(max_length = 42)]
    number: Option<String>,
    /// Outage.
    outage: Option<Uuid>,
    /// Where the page before ended (`next`).
    after: Option<Uuid>,
    /// At most so many rows.
    #[param(minimum = 1, maximum = 200, default = 50, format = Int64)]
    limit: Option<usize>,
}

impl Wanted {
    fn check(&self) -> Result<(), Problem> {
        if self.number.as_ref().is_some_and(|number| number.chars().count() > Written::LONGEST) {
            return Err(Problem::too_long("number", Written::LONGEST));
        }
        check_limit(self.limit)
    }

    fn filter(self) -> EntryFilter {
        EntryFilter {
            day: self.day,
            state: self.state.map(Into::into),
            kind: self.kind.map(Into::into),
            number: self.number.filter(|number| !number.trim().is_empty()),
            settlement: None,
            outage: self.outage.map(OutageId::new),
            name: None,
            after: self.after.map(EntryId::new),
            limit: self.limit.unwrap_or(50),
        }
    }
}

fn check_limit(limit: Option<usize>) -> Result<(), Problem> {
    match limit {
        Some(rows) if !(1..=200).contains(&rows) => {
            Err(Problem::field("limit", "Da 1 a 200 righe.", "From 1 to 200 rows."))
        }
        _ => Ok(()),
    }
}

/// A search by name. Sent, never put into a URL.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EntrySearch {
    /// Surname and, after it, names.
    #[schema(min_length = 1, max_length = 161)]
    name: String,
    /// Where the page before ended (`next`).
    after: Option<Uuid>,
    /// At most so many rows.
    #[schema(minimum = 1, maximum = 200, default = 50, format = Int64)]
    limit: Option<usize>,
}

/// A paper to be issued.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEntry {
    /// Identity, minted by the client (UUID version 7), and idempotency key: the same id with the same content gives the
    /// entry it already made.
    id: Uuid,
    /// Name of the form.
    #[schema(example = "birth-certificate")]
    form: String,
    /// Values as typed at the counter: days as `gg/mm/aaaa`, times as `hh:mm`.
    values: BTreeMap<String, String>,
    /// Where each value comes from, in sections that ask it: `extract`, `paper-act`, `office-file:<which>`,
    /// `document-shown:<which>`, `direct-knowledge`, `declared`; `*` for all that say none themselves.
    #[serde(default)]
    sources: BTreeMap<String, String>,
    /// Use, for certificates; private parties if not given.
    use_code: Option<UseCode>,
    /// The person of the extract it is about: what the extract says may have the source `extract`.
    person: Option<Uuid>,
    /// Why it cannot be deferred, where the authorisation has run out (supervisor).
    #[schema(max_length = 200)]
    non_deferrable: Option<String>,
}

/// Entries, newest first.
///
/// At most 200 at a time, 50 if `limit` says nothing; go on with `after` until `next` is null. By `number` all that match
/// come at once. That a list was looked at is logged, once in five minutes.
#[utoipa::path(
    tag = "entries",
    operation_id = "list_entries",
    security(("bearer" = [])),
    params(Wanted),
    responses((status = 200, description = "A page of entries", body = EntryPage))
)]
#[get("/entries")]
pub async fn list(caller: Caller, wanted: Query<Wanted>) -> Result<Json<EntryPage>, Problem> {
    wanted.check().map_err(|problem| problem.told_in(caller.lang))?;
    let filter = wanted.into_inner().filter();
    let page = caller.ask(move |desk, who| desk.entries(who, filter)).await?;
    Ok(Json(page.into()))
}

/// Entries of a person, newest first.
///
/// The search is logged with the operator.
#[utoipa::path(
    tag = "entries",
    operation_id = "search_entries",
    security(("bearer" = [])),
    request_body = EntrySearch,
    responses((status = 200, description = "A page of entries", body = EntryPage))
)]
#[post("/entry-searches")]
pub async fn search(caller: Caller, search: Json<EntrySearch>) -> Result<Json<EntryPage>, Problem> {
    let lang = caller.lang;
    check_limit(search.limit).map_err(|problem| problem.told_in(lang))?;
    let EntrySearch { name, after, limit } = search.into_inner();
    if name.trim().is_empty() || name.chars().count() > 161 {
        return Err(Problem::field(
            "name",
            "Scrivere cognome e, se serve, nome (al più 161 caratteri).",
            "Write the surname and, if needed, names (161 characters at most).",
        )
        .told_in(lang));
    }
    let filter = EntryFilter {
        name: Some(name),
        after: after.map(EntryId::new),
        limit: limit.unwrap_or(50),
        ..EntryFilter::default()
    };
    let page = caller.ask(move |desk, who| desk.entries(who, filter)).await?;
    Ok(Json(page.into()))
}

/// Issues a paper: takes a number and makes the entry durable before answering.
///
/// The id is the idempotency key: the same id with the same content gives the entry it made, also after a lost answer; with
/// other content 409. Whatever is wrong with the values is told before a number is taken (422, by field).
#[utoipa::path(
    tag = "entries",
    operation_id = "issue_entry",
    security(("bearer" = [])),
    request_body = NewEntry,
    responses((status = 201, description = "Issued, now or by an earlier request with the same id and content", body = EntryView, headers(("Location" = String, description = "The entry"))))
)]
#[post("/entries")]
pub async fn issue(caller: Caller, new: Json<NewEntry>) -> Result<HttpResponse, Problem> {
    let new = new.into_inner();
    let issue = IssueDirect {
        id: EntryId::new(new.id),
        form: new.form,
        values: new.values,
        sources: new.sources,
        use_code: new.use_code.unwrap_or(UseCode::Private).into(),
        person: new.person.map(PersonId::new),
        non_deferrable: new.non_deferrable,
    };
    let view = caller.ask(move |desk, who| desk.issue_direct(who, issue)).await?;
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, format!("/api/v1/entries/{}", view.entry.id)))
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(EntryView::from(view)))
}

/// One entry.
///
/// The read is logged.
#[utoipa::path(
    tag = "entries",
    operation_id = "entry",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The entry")),
    responses((status = 200, description = "The entry", body = EntryView))
)]
#[get("/entries/{id}")]
pub async fn one(caller: Caller, id: Path<Uuid>) -> Result<Json<EntryView>, Problem> {
    let view = caller.ask(move |desk, who| desk.entry(who, EntryId::new(*id))).await?;
    Ok(Json(view.into()))
}
