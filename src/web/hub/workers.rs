//! Who works at the centre.

use askama::Template;

use super::desk::{Chair, ChairPost, refused, site};
use super::frame::HubFrame;
use crate::web::form::Form;
use crate::web::frame::{Answer, go};
use crate::web::lang::Lang;

#[derive(Template)]
#[template(path = "hub/workers.html")]
struct WorkersPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    workers: Vec<(String, String)>,
}

async fn page(chair: &Chair, form: Form) -> Result<WorkersPage, crate::web::trouble::Trouble> {
    let workers = chair.ask(|hub, _| hub.workers()).await?;
    Ok(WorkersPage { l: chair.l, frame: chair.frame().mend(&form), form, workers })
}

/// `GET /workers`
pub async fn list(chair: Chair) -> Answer {
    let page = page(&chair, Form::new(chair.l)).await?;
    chair.show(&page)
}

/// `POST /workers`
pub async fn set(req: actix_web::HttpRequest, post: ChairPost) -> Answer {
    let mut form = post.form();
    let text = |name: &str| post.typed.get(name).to_owned();
    let (login, name, password, cost) = (text("login"), text("name"), text("password"), site(&req).cost);
    match post.chair.look(move |hub, _| hub.set_account(&login, &name, &password, cost)).await? {
        Ok(_) => return go("/workers"),
        Err(error) => refused(&mut form, error)?,
    }
    let page = page(&post.chair, form).await?;
    post.chair.mend(&page)
}
