//! Late records: what the disk of an old computer has beyond what is known here.

use std::path::PathBuf;

use actix_web::web::Json;
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::edge::Caller;
use super::problem::Problem;
use crate::words::lang::Lang;
use desk::succession::late_records::{LateFound, TakeLate};
use domain::ids::anchor::Anchor;
use domain::time::moment::Moment;

/// Where late records are looked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LateRecordSearch {
    /// A folder on the station's computer: the data folder of the old one, or the folder of a stick. It is only read.
    #[schema(min_length = 1, max_length = 400, example = "/media/disk/sportello")]
    folder: String,
}

/// Late records to be taken in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLateRecords {
    /// The folder.
    #[schema(min_length = 1, max_length = 400, example = "/media/disk/sportello")]
    folder: String,
    /// Why, 3 to 400 characters.
    #[schema(min_length = 3, max_length = 400)]
    reason: String,
    /// `head` as the search gave it: refused if it is another one by now.
    #[schema(max_length = 90, example = "40:5b1f0a2c")]
    head: String,
}

/// Late records of a life of the register that ended.
#[derive(Serialize, ToSchema)]
pub struct LateRecordsView {
    /// The life's station.
    station: Uuid,
    /// Its register code.
    #[schema(example = "EM01")]
    code: String,
    /// How many come in.
    records: u64,
    /// Position of the first.
    first_position: u64,
    /// Place and chain hash of the last.
    #[schema(example = "40:5b1f0a2c")]
    head: String,
    /// When the first was written.
    #[schema(value_type = String, format = DateTime)]
    first_written: Moment,
    /// When the last was written.
    #[schema(value_type = String, format = DateTime)]
    last_written: Moment,
    /// Kept papers that come along.
    #[schema(format = Int64)]
    papers_count: usize,
    /// Photographs that come along.
    #[schema(format = Int64)]
    photographs_count: usize,
    /// Positions between them that cannot be read there.
    unreadable: Vec<String>,
    /// Why what comes after them is left, in words.
    left: Option<String>,
    /// Numbers written down from sheets that the register, which knows them now, says otherwise; empty before they are taken in.
    disagreeing: Vec<String>,
}

fn view(found: LateFound, disagreeing: Vec<String>, lang: Lang) -> LateRecordsView {
    LateRecordsView {
        station: found.life.uuid(),
        code: found.code.to_string(),
        records: found.records,
        first_position: found.from.get(),
        head: found.to.to_string(),
        first_written: found.first_at,
        last_written: found.last_at,
        papers_count: found.papers,
        photographs_count: found.photographs,
        unreadable: found.holes.iter().map(ToString::to_string).collect(),
        left: found.rest.map(|rest| lang.of(&rest).to_owned()),
        disagreeing,
    }
}

/// What a folder has of a life that ended, beyond what is known here (supervisor).
///
/// Changes nothing.
#[utoipa::path(
    tag = "journal",
    operation_id = "search_late_records",
    security(("bearer" = [])),
    request_body = LateRecordSearch,
    responses((status = 200, description = "What would come in", body = LateRecordsView))
)]
#[post("/late-record-searches")]
pub async fn search(
    caller: Caller,
    search: Json<LateRecordSearch>,
) -> Result<Json<LateRecordsView>, Problem> {
    let (lang, folder) = (caller.lang, PathBuf::from(search.into_inner().folder));
    let found = caller.ask(move |desk, who| desk.late_records(who, &folder)).await?;
    Ok(Json(view(found, Vec::new(), lang)))
}

/// Takes them in as records of that life (supervisor).
///
/// They come from a folder that was searched before, and `head` says which of its records were shown; another head, or a
/// chain that does not prove them, is refused and nothing is taken. What was taken before is not taken twice.
#[utoipa::path(
    tag = "journal",
    operation_id = "take_late_records",
    security(("bearer" = [])),
    request_body = NewLateRecords,
    responses((status = 201, description = "Taken in", body = LateRecordsView))
)]
#[post("/late-records")]
pub async fn take(caller: Caller, new: Json<NewLateRecords>) -> Result<HttpResponse, Problem> {
    let (lang, new) = (caller.lang, new.into_inner());
    let shown = new.head.parse::<Anchor>().map_err(|_| {
        Problem::field(
            "head",
            "Scrivere «head» come la ricerca l’ha data.",
            "Write “head” as the search gave it.",
        )
        .told_in(lang)
    })?;
    let asked = TakeLate { folder: PathBuf::from(new.folder), reason: new.reason, shown };
    let taken = caller.ask(move |desk, who| desk.take_late_records(who, asked)).await?;
    let disagreeing = taken.disagreeing.iter().map(ToString::to_string).collect();
    Ok(HttpResponse::Created().json(view(taken.found, disagreeing, lang)))
}
