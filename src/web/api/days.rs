//! What a day at the counter came to.

use actix_web::get;
use actix_web::web::{Json, Path};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::edge::Caller;
use super::problem::Problem;
use desk::register::day_summary::{DaySummary, StateKind, TitleCount};

/// What a local day came to. Money in cents.
#[derive(Serialize, ToSchema)]
pub struct DayView {
    /// The day.
    day: NaiveDate,
    /// Everything entered in the registers.
    entries: u64,
    /// By title and state.
    titles: Vec<TitleView>,
    /// By who issued it.
    operators: Vec<OperatorCount>,
    /// Deferred, refused and called back.
    deferred: u64,
    /// Refused with a reason.
    refused: u64,
    /// To be called back.
    called_back: u64,
    /// What people needed and what they left with.
    purposes: Vec<PurposeCount>,
    /// Papers of a lost computer, written down from their sheets, that were issued that day: no entries.
    strays: Vec<StrayCount>,
    /// Money; annulled papers do not count.
    money: MoneyView,
}

/// Entries of one title.
#[derive(Serialize, ToSchema)]
pub struct TitleView {
    /// As the register says it.
    title: String,
    /// All of them.
    total: u64,
    /// By state of the paper.
    states: Vec<StateCount>,
}

/// Papers standing in one state.
#[derive(Serialize, ToSchema)]
pub struct StateCount {
    /// The state, in the words of the list of entries.
    #[schema(example = "handed-over")]
    state: &'static str,
    /// How many.
    count: u64,
}

/// Entries of one operator.
#[derive(Serialize, ToSchema)]
pub struct OperatorCount {
    /// Who.
    name: String,
    /// How many.
    count: u64,
}

/// People who needed one thing and left with another.
#[derive(Serialize, ToSchema)]
pub struct PurposeCount {
    /// What for.
    #[schema(value_type = String, example = "bank")]
    purpose: domain::form::purpose::Purpose,
    /// What they left with.
    #[schema(value_type = String, example = "self-certification")]
    route: domain::form::purpose::Route,
    /// How many.
    count: u64,
}

/// Papers of a lost computer of one title.
#[derive(Serialize, ToSchema)]
pub struct StrayCount {
    /// As their sheets say it.
    title: String,
    /// How many.
    count: u64,
}

/// Duty and fees of a day.
#[derive(Serialize, ToSchema)]
pub struct MoneyView {
    /// Papers with a stamp.
    stamps: u64,
    /// Duty paid by stamps, cents.
    stamp_cents: u64,
    /// Papers exempt from duty.
    exempt: u64,
    /// Papers whose fee was recorded.
    fees: u64,
    /// Fees recorded, cents.
    fee_cents: u64,
    /// Papers whose fee was waived.
    waived: u64,
    /// Fees waived, cents.
    waived_cents: u64,
}

fn word(state: StateKind) -> &'static str {
    match state {
        StateKind::Registered => "registered",
        StateKind::Issued => "issued",
        StateKind::PrintSent => "print-sent",
        StateKind::HandedOver => "handed-over",
        StateKind::NotAscertained => "not-ascertained",
        StateKind::Annulled => "annulled",
    }
}

impl From<TitleCount> for TitleView {
    fn from(title: TitleCount) -> Self {
        let states = title.states.into_iter();
        Self {
            title: title.title,
            total: title.total,
            states: states.map(|(state, count)| StateCount { state: word(state), count }).collect(),
        }
    }
}

impl From<DaySummary> for DayView {
    fn from(summary: DaySummary) -> Self {
        let money = summary.money;
        Self {
            day: summary.day,
            entries: summary.entries,
            titles: summary.titles.into_iter().map(TitleView::from).collect(),
            operators: summary
                .operators
                .into_iter()
                .map(|(name, count)| OperatorCount { name, count })
                .collect(),
            deferred: summary.put_off.deferred,
            refused: summary.put_off.refused,
            called_back: summary.put_off.called_back,
            purposes: summary
                .purposes
                .into_iter()
                .map(|(purpose, route, count)| PurposeCount { purpose, route, count })
                .collect(),
            strays: summary.strays.into_iter().map(|(title, count)| StrayCount { title, count }).collect(),
            money: MoneyView {
                stamps: money.stamps,
                stamp_cents: money.stamp_cents,
                exempt: money.exempt,
                fees: money.fees,
                fee_cents: money.fee_cents,
                waived: money.waived,
                waived_cents: money.waived_cents,
            },
        }
    }
}

/// What a day came to.
///
/// Counts of the local day (Europe/Rome) of issue, money in euro cents. A day without entries gives zeros, not 404.
#[utoipa::path(
    tag = "entries",
    operation_id = "day_summary",
    security(("bearer" = [])),
    params(("day" = NaiveDate, Path, description = "Local day", example = "2026-11-21")),
    responses((status = 200, description = "The day", body = DayView))
)]
#[get("/day-summaries/{day}")]
pub async fn one(caller: Caller, day: Path<NaiveDate>) -> Result<Json<DayView>, Problem> {
    let summary = caller.ask(move |desk, who| desk.day_summary(who, *day)).await?;
    Ok(Json(summary.into()))
}
