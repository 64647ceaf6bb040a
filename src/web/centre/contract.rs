//! The contract for whoever builds a centre of their own: a page, the whole text, open to anyone.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::site::frame::{self, Answer};
use crate::site::standing;
use crate::words::lang::Lang;

use super::desk::{Chair, site};
use super::frame::HubFrame;

/// The page for integrators, as it lies in the project.
pub const TEXT: &str = include_str!("../../../CENTRE.md");

#[derive(Template)]
#[template(path = "centre/contract.html")]
struct ContractPage {
    l: Lang,
    frame: HubFrame,
}

/// `GET /contract`
pub async fn show(req: HttpRequest, chair: Option<Chair>) -> Answer {
    if let Some(chair) = chair {
        let page = ContractPage { l: chair.l, frame: chair.frame() };
        return chair.show(&page);
    }
    let l = standing::language(&req);
    let frame = HubFrame::bare(l, site(&req).drill(), standing::here(&req));
    frame::show(&ContractPage { l, frame }, false)
}

/// `GET /contract/CENTRE.md`
pub async fn text() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/markdown; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, r#"attachment; filename="CENTRE.md""#))
        .body(TEXT)
}
