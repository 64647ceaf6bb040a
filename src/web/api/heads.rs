//! Heads of journals: this station's own, and those that others tell.

use actix_web::web::Json;
use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::edge::Caller;
use super::problem::Problem;
use crate::words::lang::Lang;
use desk::DeskError;
use desk::life::witness::{HeadRow, NewHead};
use desk::register::own_head::OwnHead;
use domain::ids::anchor::Position;
use domain::journal::witness;
use domain::time::moment::Moment;

/// The last record of this station's journal, as others hold it.
#[derive(Serialize, ToSchema)]
pub struct OwnHeadView {
    /// Register code.
    #[schema(example = "EM01")]
    code: String,
    /// Position of the last record.
    position: u64,
    /// Its chain hash, 64 hexadecimal digits.
    chain: String,
    /// Its 16 letters.
    #[schema(example = "7KQM-3XWT-0H5D-PR9A")]
    letters: String,
    /// The last number given, if one was.
    last_number: Option<String>,
    /// The 16 letters of its record.
    last_letters: Option<String>,
    /// What a square code of the head says.
    scannable: String,
}

/// How a head was told.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HowTold {
    /// Scanned.
    Qr,
    /// Read out on the telephone.
    Telephone,
    /// Typed from a paper.
    Paper,
    /// From a receipt of a centre.
    Centre,
}

/// What a head comes to.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Compared {
    /// Of another station: kept.
    OtherStation,
    /// This station's, and in its journal.
    Agrees,
    /// This station's, and its journal has another record there.
    AnotherRecord,
    /// This station's, and beyond the end of its journal.
    Beyond,
    /// Another station numbers under this station's code.
    SameCode,
    /// Of a life before this one, whose journal has another record there.
    PastDiffers,
    /// Of a life before this one, beyond what is known of it.
    PastBeyond,
    /// Of another life under this station's name: both took one reserve, each numbers under its own code.
    SameReserve,
}

/// A head as somebody tells it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWitnessedHead {
    /// Position and 64 digits, number and 16 letters, or what a scanner types.
    #[schema(max_length = 200, example = "EM02-2026-0000031 7KQM-3XWT-0H5D-PR9A")]
    said: String,
    /// The register it is of, where what was said begins with a position.
    #[schema(max_length = 12, example = "EM02")]
    code: Option<String>,
    /// How it was told.
    how: HowTold,
    /// By whom, or on which paper.
    #[schema(min_length = 1, max_length = 80)]
    told_by: String,
    /// When; now if not given.
    #[schema(value_type = Option<String>, format = DateTime)]
    told: Option<Moment>,
    /// What it comes to, as the answer `head-contradicts` said: only then a head that contradicts the journal is written
    /// down, and issuing stops.
    seen: Option<Compared>,
}

/// A head that was told.
#[derive(Serialize, ToSchema)]
pub struct WitnessedHeadView {
    /// Register code.
    code: String,
    /// Position, where it is known.
    position: Option<u64>,
    /// Number, where one was told.
    number: Option<String>,
    /// Its 16 letters.
    letters: String,
    /// How it was told.
    how: HowTold,
    /// By whom, or on which paper.
    told_by: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    told: Moment,
    /// What it comes to.
    compared: Compared,
    /// The same in words.
    words: String,
    /// When another head of the same place was told that it cannot agree with.
    #[schema(value_type = Option<String>, format = DateTime)]
    parts_with: Option<Moment>,
}

/// Heads that were told, the newest first.
#[derive(Serialize, ToSchema)]
pub struct WitnessedHeads {
    /// The latest ones.
    rows: Vec<WitnessedHeadView>,
}

macro_rules! same {
    ($ours:ident = $theirs:path: $($name:ident),*) => {
        impl From<$theirs> for $ours {
            fn from(theirs: $theirs) -> Self {
                match theirs { $(<$theirs>::$name => Self::$name),* }
            }
        }
        impl From<$ours> for $theirs {
            fn from(ours: $ours) -> Self {
                match ours { $($ours::$name => Self::$name),* }
            }
        }
    };
}
same!(HowTold = witness::HowTold: Qr, Telephone, Paper, Centre);
same!(Compared = witness::Compared: OtherStation, Agrees, AnotherRecord, Beyond, SameCode, PastDiffers, PastBeyond, SameReserve);

impl From<OwnHead> for OwnHeadView {
    fn from(head: OwnHead) -> Self {
        let (letters, scannable) = (head.letters(), head.scannable());
        let (last_number, last_letters) =
            head.last.map(|(number, letters)| (number.to_string(), letters)).unzip();
        Self {
            code: head.code.to_string(),
            position: head.head.position.get(),
            chain: head.head.chain.to_string(),
            letters,
            last_number,
            last_letters,
            scannable,
        }
    }
}

fn view(row: HeadRow, lang: Lang) -> WitnessedHeadView {
    let HeadRow { witnessed, told, parts_with } = row;
    WitnessedHeadView {
        code: witnessed.code.to_string(),
        position: witnessed.position.map(Position::get),
        number: witnessed.number.map(|number| number.to_string()),
        letters: witnessed.head.letters(),
        how: witnessed.how.into(),
        told_by: witnessed.told_by,
        told: witnessed.told,
        compared: witnessed.compared.into(),
        words: lang.of(&told).to_owned(),
        parts_with,
    }
}

/// The head of this station's journal, to be held elsewhere.
///
/// Position and chain value of the last record: whoever keeps them can prove later that nothing was changed or taken away
/// before. 404 before the first record.
#[utoipa::path(
    tag = "journal",
    operation_id = "journal_head",
    security(("bearer" = [])),
    responses((status = 200, description = "The head", body = OwnHeadView))
)]
#[get("/journal-head")]
pub async fn show(caller: Caller) -> Result<Json<OwnHeadView>, Problem> {
    let head = caller.ask(|desk, _| desk.own_head().ok_or(DeskError::NotFound)).await?;
    Ok(Json(head.into()))
}

/// Heads that were told here, the newest first.
///
/// Of other stations, centres and papers, each with how it was told and whether it agrees with what is known here.
#[utoipa::path(
    tag = "journal",
    operation_id = "witnessed_heads",
    security(("bearer" = [])),
    responses((status = 200, description = "The heads", body = WitnessedHeads))
)]
#[get("/witnessed-heads")]
pub async fn list(caller: Caller) -> Result<Json<WitnessedHeads>, Problem> {
    let lang = caller.lang;
    let rows = caller.ask(|desk, _| Ok::<_, DeskError>(desk.witnessed_heads())).await?;
    Ok(Json(WitnessedHeads { rows: rows.into_iter().map(|row| view(row, lang)).collect() }))
}

/// Writes down a head that was told.
///
/// One that contradicts this station's journal is answered with `head-contradicts` (409) until it comes with `seen`; then
/// issuing stops until a supervisor decides.
#[utoipa::path(
    tag = "journal",
    operation_id = "witness_head",
    security(("bearer" = [])),
    request_body = NewWitnessedHead,
    responses((status = 201, description = "Written down", body = WitnessedHeadView))
)]
#[post("/witnessed-heads")]
pub async fn tell(caller: Caller, new: Json<NewWitnessedHead>) -> Result<HttpResponse, Problem> {
    let new = new.into_inner();
    let code = new.code.unwrap_or_default();
    for (field, text, max) in [("said", &new.said, 200), ("code", &code, 12)] {
        if text.chars().count() > max {
            return Err(Problem::too_long(field, max).told_in(caller.lang));
        }
    }
    let head = NewHead {
        said: new.said,
        code,
        how: new.how.into(),
        told_by: new.told_by,
        told: new.told,
        seen: new.seen.map(Into::into),
    };
    let lang = caller.lang;
    let row = caller.ask(move |desk, who| desk.witness_head(who, head)).await;
    let row = row.map_err(|problem| problem.renamed(|field| field.replace('-', "_")))?;
    Ok(HttpResponse::Created().json(view(row, lang)))
}
