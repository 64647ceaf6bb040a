//! The code of the centre's keys: shown once, typed back.

use actix_web::HttpRequest;
use askama::Template;

use super::desk::{Chair, ChairPost, refused, site};
use super::frame::HubFrame;
use crate::web::site::form::Form;
use crate::web::site::frame::{Answer, go};
use crate::web::site::trouble::Trouble;
use crate::web::words::lang::Lang;

#[derive(Template)]
#[template(path = "centre/recovery_code.html")]
struct CodePage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    /// Whether it was typed back.
    kept: bool,
    /// The code, the one time that it is shown.
    code: Option<String>,
}

async fn page(chair: &Chair, form: Form, code: Option<String>) -> Result<CodePage, Trouble> {
    let kept = chair.ask(|hub, _| hub.recovery_code_is_kept()).await?;
    let frame = chair.frame().mend(&form);
    Ok(CodePage { l: chair.l, frame, form, kept, code })
}

/// `GET /recovery-code`
pub async fn show(chair: Chair) -> Answer {
    let page = page(&chair, Form::new(chair.l), None).await?;
    chair.show(&page)
}

/// `POST /recovery-code/new`: this once it is shown.
pub async fn make(req: HttpRequest, post: ChairPost) -> Answer {
    let cost = site(&req).slot_cost();
    let code = post.chair.ask(move |hub, who| hub.make_recovery_code(who, cost)).await?;
    let page = page(&post.chair, Form::new(post.chair.l), Some(code.to_string())).await?;
    post.chair.show(&page)
}

/// `GET /recovery-code/…`: the page was reloaded.
pub async fn again() -> Answer {
    go("/recovery-code")
}

/// `POST /recovery-code`
pub async fn keep(post: ChairPost) -> Answer {
    let mut form = post.form();
    let typed = form.need("code", "Scrivere il codice dal foglio.", "Write the code from the paper.");
    if form.sound() {
        match post.chair.look(move |hub, who| hub.keep_recovery_code(who, &typed)).await? {
            Ok(()) => return go("/"),
            Err(error) => refused(&mut form, error)?,
        }
    }
    // What was typed is a secret: it does not stand in the page again.
    form.typed = crate::web::site::typed::Typed::default();
    let page = page(&post.chair, form, None).await?;
    post.chair.mend(&page)
}
