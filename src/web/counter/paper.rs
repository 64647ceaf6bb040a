//! A PDF as an answer.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use crate::desk::Pdf;

/// Shown in the browser, where it is printed from; nothing is kept.
pub fn pdf(pdf: Pdf) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/pdf"))
        .insert_header((CONTENT_DISPOSITION, format!("inline; filename=\"{}\"", pdf.name)))
        .body(pdf.bytes)
}
