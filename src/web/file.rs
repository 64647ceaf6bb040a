//! A PDF as an answer: shown by the browser, framed by this site's own pages only.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use crate::desk::Pdf;

/// Shows a PDF in the browser. Its name holds no personal data.
pub fn pdf(pdf: Pdf) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/pdf"))
        .insert_header((CONTENT_DISPOSITION, format!("inline; filename=\"{}\"", pdf.name)))
        .body(pdf.bytes)
}
