//! The pages of the centre that say what went wrong.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::desk::site;
use super::frame::HubFrame;
use crate::web::faults::Says;
use crate::web::lang::Lang;
use crate::web::standing;
use crate::web::trouble::Trouble;
use crate::web::trouble_page::answer;

#[derive(Template)]
#[template(path = "hub/trouble.html")]
struct TroublePage<'a> {
    l: Lang,
    frame: HubFrame,
    words: String,
    code: &'a str,
}

/// The centre's own pages.
pub struct AtTheCentre;

impl Says for AtTheCentre {
    fn drill(req: &HttpRequest) -> bool {
        site(req).drill()
    }

    fn problem(trouble: &Trouble) -> HttpResponse {
        super::api::problem::of_trouble(trouble)
    }

    fn bare(l: Lang, drill: bool, trouble: &Trouble) -> HttpResponse {
        page(l, drill, "/".into(), trouble)
    }

    async fn page(req: &HttpRequest, trouble: &Trouble) -> HttpResponse {
        page(standing::language(req), Self::drill(req), standing::here(req), trouble)
    }
}

fn page(l: Lang, drill: bool, here: String, trouble: &Trouble) -> HttpResponse {
    let frame = HubFrame::bare(l, drill, here);
    let page = TroublePage { l, frame, words: l.of(&trouble.told()).to_owned(), code: trouble.code() };
    answer(trouble, page.render())
}
