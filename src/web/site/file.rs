//! A PDF as an answer: shown by the browser, framed by this site's own pages only.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use desk::Pdf;

/// Shows a PDF of the counter in the browser.
pub fn pdf(pdf: Pdf) -> HttpResponse {
    shown(&pdf.name, pdf.bytes)
}

/// Shows a PDF in the browser, where it is printed from. Its name holds no personal data.
pub fn shown(name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/pdf"))
        .insert_header((CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")))
        .body(bytes)
}
