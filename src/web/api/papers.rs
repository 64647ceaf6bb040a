//! The paper of an entry: print, "did the sheet come out?", annul; confirmation by telephone.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Json, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::edge::Caller;
use super::entry_views::EntryView;
use super::problem::Problem;
use crate::site::door;
use desk::papers::printing::PrintAnswer;
use desk::register::entries;
use desk::register::telephone::{Content, Heard, ReadOut};
use desk::{DeskError, Pdf};
use domain::ids::check_code;
use domain::ids::id::EntryId;
use domain::ids::number::Number;
use domain::text::lines::NAME_MAX;
use domain::time::moment::Moment;

/// A PDF as an answer: shown in place, never kept.
pub fn pdf(pdf: Pdf) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/pdf"))
        .insert_header((CONTENT_DISPOSITION, format!("inline; filename=\"{}\"", pdf.name)))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(pdf.bytes)
}

/// What came of a print.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PrintOutcome {
    /// The sheet came out and was handed over.
    CameOut,
    /// It was spoiled; another is to be printed.
    Spoiled,
    /// It did not come out; print again.
    Reprint,
}

/// The answer to "did the sheet come out?".
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintResult {
    /// What came of it.
    outcome: PrintOutcome,
    /// What happened, for a spoiled sheet.
    #[schema(max_length = 200)]
    reason: Option<String>,
}

/// An annulment.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Annulment {
    /// Why.
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
}

/// What is read out on the telephone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmationRequest {
    /// Number on the paper.
    #[schema(max_length = 26, example = "EM01-2026-0000031")]
    number: String,
    /// Check code on the paper, whole: 16 letters; 8 on papers of before.
    #[schema(max_length = 19, example = "7KQM-3XWT-0H5D-PR9A")]
    check_code: String,
    /// Surname as read from the paper.
    #[schema(max_length = 80)]
    surname: Option<String>,
    /// Birth date as read from the paper.
    birth_date: Option<NaiveDate>,
    /// Kind of paper, by the name of its form.
    #[schema(max_length = 200, example = "residence-certificate")]
    form: Option<String>,
}

/// The answer to give.
#[derive(Serialize, ToSchema)]
pub struct ConfirmationAnswer {
    /// What number and check code tell.
    #[serde(flatten)]
    told: ConfirmationView,
    /// Whether what was read besides agrees with the paper; absent where nothing was read or nothing is known to compare it with.
    #[serde(skip_serializing_if = "Option::is_none")]
    agrees: Option<bool>,
}

/// Whether a paper is ours.
#[derive(Serialize, ToSchema)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum ConfirmationView {
    /// Number and check code belong together.
    Genuine {
        /// Title of the paper; only where what was read besides agrees.
        #[serde(skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        /// Day of issue; likewise.
        #[serde(skip_serializing_if = "Option::is_none")]
        issued: Option<NaiveDate>,
    },
    /// They do, and the paper was annulled.
    Annulled {
        /// Since when.
        #[schema(value_type = String, format = DateTime)]
        since: Moment,
    },
    /// They do; what it attests does not agree with the centre's data, and it was decided to replace it.
    ToBeReplaced {
        /// Title of the paper; only where what was read besides agrees.
        #[serde(skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        /// Day of issue; likewise.
        #[serde(skip_serializing_if = "Option::is_none")]
        issued: Option<NaiveDate>,
    },
    /// They do; the centre found a difference that nobody has decided yet.
    InDispute {
        /// Title of the paper; only where what was read besides agrees.
        #[serde(skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        /// Day of issue; likewise.
        #[serde(skip_serializing_if = "Option::is_none")]
        issued: Option<NaiveDate>,
    },
    /// No such paper, or another code.
    Unknown,
    /// The number may have been given in a record that this station can read no more: nothing can be said of the paper.
    Unreadable,
    /// The sheet of this number came back from a computer now lost and was written down with this very code; the register has
    /// no record of it.
    WrittenDown {
        /// Title of the paper; only where what was read besides agrees.
        #[serde(skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        /// Day of issue, as the sheet says; likewise.
        #[serde(skip_serializing_if = "Option::is_none")]
        issued: Option<NaiveDate>,
        /// When it was written down.
        #[schema(value_type = String, format = DateTime)]
        at: Moment,
    },
    /// A sheet of this number was written down with another code, or without one: nothing can be said of the paper.
    WrittenOtherwise {
        /// When it was written down.
        #[schema(value_type = String, format = DateTime)]
        at: Moment,
    },
    /// The number may have been given after the last record known here of a register that went on under another code:
    /// nothing can be said of the paper.
    NotKnownHere {
        /// Until when the records of that register are known.
        #[schema(value_type = Option<String>, format = DateTime)]
        until: Option<Moment>,
    },
}

/// The paper as it was last sent to print.
///
/// Records nothing.
#[utoipa::path(
    tag = "papers",
    operation_id = "document",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The entry")),
    responses((status = 200, description = "The PDF", body = Vec<u8>, content_type = "application/pdf"))
)]
#[get("/entries/{id}/document")]
pub async fn document(caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    caller.ask(move |desk, who| desk.printed(who, EntryId::new(*id))).await.map(pdf)
}

/// The paper, to be printed: records that it was sent to print.
///
/// The second and later ones carry a copy mark.
#[utoipa::path(
    tag = "papers",
    operation_id = "print_paper",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The entry")),
    responses((status = 200, description = "The PDF", body = Vec<u8>, content_type = "application/pdf"))
)]
#[post("/entries/{id}/prints")]
pub async fn print(caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    caller.ask(move |desk, who| desk.print(who, EntryId::new(*id))).await.map(pdf)
}

/// Says whether the sheet came out.
///
/// Only while a sheet is in doubt; the same answer again changes nothing. A spoiled sheet takes a `reason`.
#[utoipa::path(
    tag = "papers",
    operation_id = "record_print_result",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The entry")),
    request_body = PrintResult,
    responses((status = 200, description = "The entry as it stands now", body = EntryView))
)]
#[post("/entries/{id}/print-results")]
pub async fn print_result(
    caller: Caller,
    id: Path<Uuid>,
    result: Json<PrintResult>,
) -> Result<Json<EntryView>, Problem> {
    let PrintResult { outcome, reason } = result.into_inner();
    if reason.as_ref().is_some_and(|reason| reason.chars().count() > 200) {
        return Err(Problem::too_long("reason", 200).told_in(caller.lang));
    }
    let answer = match outcome {
        PrintOutcome::CameOut => PrintAnswer::CameOut,
        PrintOutcome::Spoiled => PrintAnswer::Spoiled { reason: reason.unwrap_or_default() },
        PrintOutcome::Reprint => PrintAnswer::Reprint,
    };
    let view = caller.ask(move |desk, who| desk.answer_print(who, EntryId::new(*id), answer)).await?;
    Ok(Json(view.into()))
}

/// Annuls an entry.
///
/// Its number is never used again.
#[utoipa::path(
    tag = "papers",
    operation_id = "annul_entry",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The entry")),
    request_body = Annulment,
    responses((status = 200, description = "The entry as it stands now", body = EntryView))
)]
#[post("/entries/{id}/annulment")]
pub async fn annul(
    caller: Caller,
    id: Path<Uuid>,
    annulment: Json<Annulment>,
) -> Result<Json<EntryView>, Problem> {
    let reason = annulment.into_inner().reason;
    let view = caller.ask(move |desk, who| desk.annul(who, EntryId::new(*id), &reason)).await?;
    Ok(Json(view.into()))
}

/// Confirms a paper by telephone: the caller reads number, check code, surname, birth date and kind; the answer tells
/// whether they agree.
///
/// Without the last three it tells nothing of what stands on the paper. Twenty questions a minute from one address.
#[utoipa::path(
    tag = "papers",
    operation_id = "confirm_paper",
    security(("bearer" = [])),
    request_body = ConfirmationRequest,
    responses((status = 200, description = "The answer to give", body = ConfirmationAnswer))
)]
#[post("/confirmations")]
pub async fn confirm(
    request: HttpRequest,
    caller: Caller,
    asked: Json<ConfirmationRequest>,
) -> Result<Json<ConfirmationAnswer>, Problem> {
    let ConfirmationRequest { number, check_code, surname, birth_date, form } = asked.into_inner();
    let (read_name, read_form) = (surname.clone().unwrap_or_default(), form.clone().unwrap_or_default());
    for (field, text, max) in [
        ("number", &number, Number::LONGEST),
        ("check_code", &check_code, check_code::PRINTED),
        ("surname", &read_name, NAME_MAX),
        ("form", &read_form, 200),
    ] {
        if text.chars().count() > max {
            return Err(Problem::too_long(field, max).told_in(caller.lang));
        }
    }
    let (source, lang) = (door::of_program(&request, None).source, caller.lang);
    let read = ReadOut { number, check_code, surname, birth_date, form };
    let heard = caller.ask(move |desk, _| Ok::<_, DeskError>(desk.read_out(source, &read))).await?;
    heard.map(|heard| Json(answer(heard))).map_err(|s| {
        Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-questions",
            "Troppe richieste in poco tempo: aspettare e riprovare.",
            "Too many questions in a short time: wait and try again.",
        )
        .retry_after(s)
        .told_in(lang)
    })
}

fn answer(heard: Heard) -> ConfirmationAnswer {
    let agrees = match heard.content {
        Content::NotCompared => None,
        Content::Agrees => Some(true),
        Content::Differs => Some(false),
    };
    let told = |title: String, issued: NaiveDate| {
        let shown = agrees == Some(true);
        (shown.then_some(title), shown.then_some(issued))
    };
    let told = match heard.confirmation {
        entries::Confirmation::Genuine { title, issued } => {
            let (title, issued) = told(title, issued);
            ConfirmationView::Genuine { title, issued }
        }
        entries::Confirmation::Annulled { since } => ConfirmationView::Annulled { since },
        entries::Confirmation::ToBeReplaced { title, issued } => {
            let (title, issued) = told(title, issued);
            ConfirmationView::ToBeReplaced { title, issued }
        }
        entries::Confirmation::InDispute { title, issued } => {
            let (title, issued) = told(title, issued);
            ConfirmationView::InDispute { title, issued }
        }
        entries::Confirmation::Unknown => ConfirmationView::Unknown,
        entries::Confirmation::Unreadable => ConfirmationView::Unreadable,
        entries::Confirmation::WrittenDown { title, issued, at } => {
            let (title, issued) = told(title, issued);
            ConfirmationView::WrittenDown { title, issued, at }
        }
        entries::Confirmation::WrittenOtherwise { at } => ConfirmationView::WrittenOtherwise { at },
        entries::Confirmation::NotKnownHere { until } => ConfirmationView::NotKnownHere { until },
    };
    ConfirmationAnswer { told, agrees }
}
